"""Every field of the content: its type, its allowed values and its help, in one place.

The checker's messages, the JSON Schemas in `content/schema/` and the field reference in
CONTRIBUTING are all made from these models. A field left out is one whose default applies.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StrictBool, StrictInt, StringConstraints, model_validator

from generator.amount import Count, Duration, WeekDays, fault
from generator.fields import (
    Address,
    CautionId,
    Date,
    EquipmentId,
    ExerciseId,
    Facts,
    Id,
    PositionId,
    RegionId,
    SourceId,
    Text,
)
from generator.pose import FigureFacts, PictureFacts

NO_SIDE: Final = "'limb' needs a 'side' beside it: each, alternating, both or open."
NO_FIRST: Final = "'first_side' needs 'side: each' or 'side: alternating' beside it."

Grade = Literal["stop", "ask-first", "take-care"]
Side = Literal["each", "alternating", "both", "open", "none"]
FirstSide = Literal["left", "right"]


Cautions = Annotated[
    tuple[CautionId, ...], Field(description="Ids of the cautions that belong here and only here.")
]
Note = Annotated[
    Text | None, Field(description="Remarks for those who edit the file. Never published.")
]
FormerIds = Annotated[
    tuple[Id, ...], Field(description="Ids this had before; their addresses lead here.")
]
Source = Annotated[SourceId, Field(description="Id of the source the facts come from.")]


Sets = Annotated[Count | None, Field(description="How many sets.")]
Hold = Annotated[
    Duration | None,
    Field(description="How long to hold, with its unit: `20 seconds`. Left out: no hold."),
]
Rest = Annotated[Duration | None, Field(description="The rest between two sets, with its unit.")]
TimesADay = Annotated[Count | None, Field(description="How many times a day.")]
DaysAWeek = Annotated[WeekDays | None, Field(description="How many days a week, 1 to 7.")]


class Dose(Facts):
    """How much of an exercise. What the source leaves open is written `open`, never left out.

    An amount is `10`, `3 to 5`, `about 5` or `up to 5`, may end in `, build up to 20`, or is
    `open`: the source gives no number, and paper prints a line for it.
    """

    sets: Sets = None
    repetitions: Count = Field(description="How many times in one set, or `open`.")
    side: Side | None = Field(
        None,
        description="`each` side its own count, `alternating` sides within one count, `both` at "
        "once, or `open`. Left out: the exercise has no sides.",
    )
    limb: Annotated[str, StringConstraints(pattern=r"^[^\W\d_]{2,20}$", strict=True)] | None = (
        Field(None, description="What has two sides, in one word: leg, foot, arm.")
    )
    first_side: FirstSide | None = Field(
        None,
        description="The side that the source begins with. Left out: the person chooses.",
    )
    hold: Hold = None
    rest: Rest = None
    times_a_day: TimesADay = None
    days_a_week: DaysAWeek = None

    @model_validator(mode="after")
    def _limb_has_sides(self) -> Self:
        if self.limb and self.side in (None, "none"):
            raise fault("limb-without-side", NO_SIDE)
        return self

    @model_validator(mode="after")
    def _first_side_has_another(self) -> Self:
        if self.first_side and self.side not in ("each", "alternating"):
            raise fault("first-side-alone", NO_FIRST)
        return self


class DoseChange(Facts):
    """What a routine changes in a dose. `none` takes a field away.

    The sides stay: the steps of the exercise tell them.
    """

    sets: Sets = None
    repetitions: Count | None = Field(None, description="How many times in one set, or `open`.")
    hold: Hold = None
    rest: Rest = None
    times_a_day: TimesADay = None
    days_a_week: DaysAWeek = None


class Reviewer(Facts):
    """A clinician who has read our text."""

    name: Text = Field(description="The reviewer's name.")
    credentials: Text = Field(description="What makes them fit to review: PT, DPT.")


class Review(Facts):
    """A review of our own text by clinicians. Leave it out until there has been one."""

    reviewers: tuple[Reviewer, ...] = Field(min_length=1, description="Who reviewed it.")
    date: Date = Field(description="The day of the review, as 2026-01-31.")
    next_due: Date = Field(description="The day the next review is due.")

    @model_validator(mode="after")
    def _next_is_later(self) -> Self:
        if self.next_due <= self.date:
            raise fault("wrong-review", "'next_due' must be later than 'date'.")
        return self


# The fields in which a review can stand.
REVIEW_FIELDS: Final = ("review", "picture_review")
OwnReview = Annotated[
    Review | None, Field(description="The review of our own text; left out until there is one.")
]


class ExerciseFacts(Facts):
    """One exercise."""

    position: PositionId = Field(description="Id of the position it is done in.")
    needs: tuple[EquipmentId, ...] = Field((), description="Ids of what it needs.")
    dose: Dose = Field(description="How much of it.")
    cautions: Cautions = ()
    starts_from: ExerciseId | None = Field(
        None,
        description="Id of the exercise it starts from: that one's steps and cautions come along.",
    )
    harder_variant_of: ExerciseId | None = Field(
        None, description="Id of the exercise that this is a harder variant of."
    )
    figure: FigureFacts | None = Field(None, description="The figure, drawn from two poses.")
    picture: PictureFacts | None = Field(
        None, description="A photo or drawing of your own in place of a figure."
    )
    source: Source
    review: OwnReview = None
    picture_review: Review | None = Field(
        None,
        description="The review of the figure or picture, where it had one of its own; left out: "
        "`review` is of the picture too.",
    )
    was: FormerIds = ()
    note: Note = None


class RoutineExercise(Facts):
    """One exercise of a routine, with what the routine changes in its dose."""

    exercise: ExerciseId = Field(description="Id of the exercise.")
    dose: DoseChange | None = Field(None, description="Only the fields that change.")


class RoutineFacts(Facts):
    """A few exercises to do together, in order."""

    exercises: tuple[RoutineExercise, ...] = Field(
        min_length=1, description="The exercises in order; 2 to 4 are advised."
    )
    cautions: Cautions = ()
    review: OwnReview = None
    was: FormerIds = ()
    note: Note = None


class Stage(Facts):
    """One stage of a programme. Its title and introduction stand in the body, in this order."""

    id: Id = Field(description="A short name for the stage, used in addresses within the guide.")
    exercises: tuple[ExerciseId, ...] = Field(
        min_length=1, max_length=7, description="Ids of the exercises in order, at most 7."
    )
    cautions: Cautions = ()


class ProgrammeFacts(Facts):
    """A whole programme in stages, printed as one guide."""

    region: RegionId = Field(description="Id of the part of the body it is for.")
    minutes_a_day: Count | None = Field(None, description="Minutes a day, as the source says it.")
    sessions_a_day: Count | None = Field(None, description="Sessions a day, as the source says it.")
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=7, description="Stages in order.")
    cautions: Cautions = ()
    source: Source
    review: OwnReview = None
    was: FormerIds = ()
    note: Note = None


class CautionFacts(Facts):
    """One caution. Its words stand in the body."""

    grade: Grade = Field(
        description="`stop` (stop this exercise now), `ask-first` (before you start) or "
        "`take-care` (while you do it)."
    )
    review: OwnReview = None
    was: FormerIds = ()
    note: Note = None


class SourceReviewer(Facts):
    """Someone who reviewed the source. They have not seen our text."""

    name: Text = Field(description="Their name.")
    credentials: Text | None = Field(None, description="Their credentials, as printed there.")
    role: Text | None = Field(None, description="What the source calls them.")


class SourceFacts(Facts):
    """Where the facts come from."""

    publisher: Text = Field(description="Who published it.")
    copyright: Text | None = Field(None, description="Its copyright line.")
    address: Address | None = Field(None, description="Its web address, `https://…`.")
    last_reviewed: Date | None = Field(None, description="When its publisher last reviewed it.")
    next_review: Date | None = Field(None, description="When its publisher will review it next.")
    reviewers: tuple[SourceReviewer, ...] = Field((), description="Who reviewed the source.")
    note: Note = None


class PositionFacts(Facts):
    """A position of the body. One without `part_of` is a group of positions."""

    part_of: PositionId | None = Field(None, description="Id of the position group it belongs to.")
    floor: StrictBool = Field(False, description="`true` where the person is down on the floor.")
    order: StrictInt = Field(0, ge=0, le=999, description="Its place in lists, smallest first.")
    was: FormerIds = ()
    note: Note = None


class PlainFacts(Facts):
    """A thing that has words only: equipment, a region, a term, the disclaimer."""

    note: Note = None


FACTS: Final[Mapping[str, type[Facts]]] = {
    "exercises": ExerciseFacts,
    "routines": RoutineFacts,
    "programmes": ProgrammeFacts,
    "cautions": CautionFacts,
    "sources": SourceFacts,
    "positions": PositionFacts,
    "equipment": PlainFacts,
    "regions": PlainFacts,
    "terms": PlainFacts,
}
