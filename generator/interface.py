"""What other programs are told: every field, its type and its help, in one place.

The values are made in `data`; the JSON Schema that is published with them is made from this.
"""

from functools import cache
from typing import Annotated, Any, Literal, NotRequired, TypeAlias

from pydantic import ConfigDict, Field, TypeAdapter
from typing_extensions import TypedDict

from generator.amount import Kind, Unit
from generator.library import Part
from generator.model import FirstSide, Grade, Side
from generator.reviews import State

Address = Annotated[str, Field(description="A whole web address.")]
Day = Annotated[str, Field(description="A day, as 2026-01-31.", pattern=r"^\d{4}-\d\d-\d\d$")]
Words = Annotated[str, Field(description="Plain text; the address of a link follows in brackets.")]


class LinkData(TypedDict):
    """Something that has a page; `data` is the address of what this interface tells of it."""

    id: str
    title: str
    address: Address
    data: NotRequired[Address]


class ReviewerData(TypedDict):
    """A clinician who has reviewed this text, or parts of it, and the first day of that."""

    name: str
    credentials: str
    date: Day


class ReviewData(TypedDict):
    """The state of the review of this text by clinicians.

    `none`: not yet reviewed by a clinician. `changed`: the text has changed since. `unknown`: it
    is not known whether it has. `overdue`: the next review was due before the day on which the
    site was built. `reviewers` have reviewed the very text that stands here, `former_reviewers`
    one that has changed since, or may have. Who reviewed a source is told there and never here.
    """

    state: State
    reviewers: NotRequired[list[ReviewerData]]
    former_reviewers: NotRequired[list[ReviewerData]]
    next_due: NotRequired[Day]


class ReviewedData(ReviewData):
    """The review of one thing; `file` is the file that it is recorded in.

    `changed` are the parts that are not as they were reviewed, and `unknown` says why that is not
    known.
    """

    kind: Literal["exercise", "picture", "routine", "guide", "caution"]
    id: str
    title: str
    file: str
    address: Address
    overdue: NotRequired[bool]
    changed: NotRequired[list[Part]]
    unknown: NotRequired[str]


class ReviewsData(TypedDict):
    """How the review of everything stands."""

    schema: Address
    kind: Literal["reviews"]
    reviews: list[ReviewedData]


class CautionData(TypedDict):
    """A caution. Show every one of them, before the first exercise, and never folded away."""

    id: str
    grade: Grade
    heading: Annotated[str, Field(description="The grade in words.")]
    title: str
    text: Words
    only_for: Annotated[
        list[str], Field(description="Names of what it is for; empty: for every exercise.")
    ]
    address: Address


class AmountData(TypedDict):
    """A number of a dose. `open`: a health care provider sets it. `none`: not part of it."""

    kind: Kind
    low: NotRequired[int]
    high: NotRequired[int]
    unit: NotRequired[Unit]
    goal: NotRequired[Annotated[int, Field(description="What to build up to, in that unit.")]]


class AmountsData(TypedDict):
    """The numbers of a dose; what is left out is not said. `repetitions` are those of one set."""

    sets: NotRequired[AmountData]
    repetitions: NotRequired[AmountData]
    side: NotRequired[Side]
    limb: NotRequired[str]
    first_side: NotRequired[FirstSide]
    hold: NotRequired[AmountData]
    rest: NotRequired[AmountData]
    times_a_day: NotRequired[AmountData]
    days_a_week: NotRequired[AmountData]


class DoseLineData(TypedDict):
    """One line of a dose in words; `open` where a health care provider is to be asked."""

    field: str
    label: str
    text: str
    open: bool


class DoseData(TypedDict):
    """The dose in force here: a routine may change the exercise's own. Both say the same."""

    amounts: AmountsData
    lines: list[DoseLineData]


class FigureData(TypedDict):
    """A figure or picture, with what it shows in words."""

    address: Address
    width: int
    height: int
    alternative: str
    caption: Words
    credit: NotRequired[str]
    film: NotRequired[Annotated[str, Field(description="Address of the movement, as SVG.")]]


class ToldExerciseData(TypedDict):
    """An exercise as it is told here.

    `first` are the exercises to do before it, in order, those left out that are told already.
    `cautions` are the ids of every caution that applies to it; their words stand in the handout.
    """

    id: str
    title: str
    address: Address
    data: Address
    summary: Words
    dose: DoseData
    position: LinkData
    floor: Annotated[bool, Field(description="Whether it is done down on the floor.")]
    needs: list[str]
    figure: NotRequired[FigureData]
    get_ready: list[Words]
    steps: list[Words]
    do_not: list[Words]
    also_called: list[str]
    cautions: list[str]
    starts_from: NotRequired[LinkData]
    first: "list[ToldExerciseData]"
    harder: list[LinkData]


class SourceReviewerData(TypedDict):
    """Someone who has reviewed the source, and has not seen this text."""

    name: str
    credentials: NotRequired[str]
    role: NotRequired[str]


class SourceData(TypedDict):
    """Where the facts come from. What it says of reviews is about the source, not this text."""

    id: str
    title: str
    publisher: str
    copyright: NotRequired[str]
    address: NotRequired[Address]
    last_reviewed: NotRequired[Day]
    next_review: NotRequired[Day]
    reviewers_of_the_source: list[SourceReviewerData]
    note: Literal["The reviewers of the source have not seen this text."]
    paragraphs: list[Words]


class PaperData(TypedDict):
    """A sheet laid out on one size of paper; with address and bytes if there is a PDF."""

    paper: str
    pages: int
    address: NotRequired[Address]
    bytes: NotRequired[int]


class SheetData(TypedDict):
    """A page to print; `papers` is empty where it was not laid out on paper."""

    id: str
    name: str
    use: str
    address: Address
    papers: list[PaperData]


class HandoutData(TypedDict):
    """What every handout tells. `version` changes with each word, dose, caution and pose of it.

    `was` are former ids: their pages lead here, data stands only at the present address.
    """

    schema: Address
    id: str
    address: Address
    title: str
    version: str
    language: str
    was: list[str]
    review: ReviewData
    lead: list[Words]
    cautions: Annotated[
        list[CautionData], Field(description="Every caution that applies, most severe first.")
    ]
    exercises: list[ToldExerciseData]
    disclaimer: list[Words]
    sources: list[SourceData]
    sheets: list[SheetData]


class ExerciseData(HandoutData):
    """One exercise; `exercises` holds it alone."""

    kind: Literal["exercise"]
    harder_variant_of: Annotated[list[LinkData], Field(description="One exercise, or none.")]
    routines: list[LinkData]
    guides: list[LinkData]


class RoutineData(HandoutData):
    """A few exercises to do together, in order."""

    kind: Literal["routine"]


class StageData(TypedDict):
    """One stage of a guide, with the ids of its exercises in order."""

    id: str
    title: str
    introduction: list[Words]
    exercises: list[str]


class GuideData(HandoutData):
    """A whole programme in stages."""

    kind: Literal["guide"]
    region: str
    paragraphs: list[Words]
    minutes_a_day: Annotated[str, Field(description="In words; empty where none are set.")]
    sessions_a_day: Annotated[str, Field(description="In words; empty where none are set.")]
    stages: list[StageData]


class IndexEntryData(LinkData):
    """One handout in the index."""

    version: str
    summary: Words
    review: State
    was: list[str]


class IndexData(TypedDict):
    """All that this interface tells of."""

    schema: Address
    kind: Literal["index"]
    name: str
    address: Address
    language: str
    exercises: list[IndexEntryData]
    routines: list[IndexEntryData]
    guides: list[IndexEntryData]


AnyHandoutData: TypeAlias = ExerciseData | RoutineData | GuideData
AnyData: TypeAlias = Annotated[
    IndexData | ReviewsData | ExerciseData | RoutineData | GuideData, Field(discriminator="kind")
]


def schema(address: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of every file, which is published at that address."""
    about = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": "Exercise handouts",
    }
    return about | _of_every_file()


@cache
def _of_every_file() -> dict[str, Any]:
    """Return what no site changes of the schema; to work it out takes as long as many pages."""
    adapter: TypeAdapter[Any] = TypeAdapter(AnyData, config=ConfigDict(extra="forbid"))
    return adapter.json_schema(mode="serialization")
