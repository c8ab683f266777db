"""Handouts on paper: which sheets there are of each, what each of them holds, what gives way.

What gives way when space is short: the pictures of a summary, then its single page. Never a
caution, a dose or the size of the type.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Final, Literal

from generator.handouts import Handout
from generator.site import Site
from generator.views import ADDRESSES, ExerciseView, LinkView

PAPERS: Final[Mapping[str, str]] = {"letter": "Letter", "a4": "A4"}


@dataclass(frozen=True)
class Variant:
    """One way to print a handout; `id` is the last part of its address, "" of the standard one.

    `days` is how many days can be ticked. A `brief` one leaves the steps out. What is `made` is
    made as a PDF too.
    """

    id: str
    name: str
    use: str
    days: int = 0
    brief: bool = False
    large: bool = False
    write_in: bool = False
    made: bool = False


STANDARD: Final = Variant("", "Standard", "everything, with a week to tick", days=7, made=True)
LARGE: Final = Variant(
    "large", "Large print", "everything in big type, with a week to tick", 7, large=True, made=True
)
VARIANTS: Final = (
    STANDARD,
    LARGE,
    Variant("summary", "Summary", "short, for the fridge", brief=True),
    Variant("log-7", "Log, 7 days", "one week to tick", days=7, brief=True),
    Variant("log-14", "Log, 14 days", "two weeks to tick", days=14, brief=True),
    Variant("log-28", "Log, 28 days", "four weeks to tick", days=28, brief=True),
    Variant("write-in", "To write on", "for your clinician to choose and fill in", write_in=True),
)
ROW: Final = 14  # days beside each other
OF_EXERCISES: Final = (STANDARD, LARGE)


@dataclass(frozen=True)
class Sheet:
    """One handout in one variant, ready to lay out. `pictures` is false where they gave way."""

    handout: Handout
    variant: Variant
    site: Site
    pictures: bool = True

    @property
    def folder(self) -> str:
        """The folder of the handout's own page, below the site's root."""
        return folder(self.handout.link)

    @property
    def url(self) -> str:
        """The whole address of this sheet."""
        return self.site.url(self.path.removesuffix("index.html"))

    @property
    def has_pdf(self) -> bool:
        """Whether it is made as a PDF: the standard and the large one of a routine or a guide."""
        return self.variant.made and self.handout.link.kind != "exercises"

    @property
    def log(self) -> Literal["none", "first", "last", "inside"]:
        """Where the days are ticked: before or after the exercises, or in each of them.

        In large print an exercise fills a page, so the log of several goes to the cautions.
        """
        if not self.variant.days:
            return "none"
        if self.variant.brief:
            return "inside"
        several = self.handout.link.kind != "exercises"
        return "first" if self.variant.large and several else "last"

    @property
    def report(self) -> str:
        """Where to report a problem with this sheet."""
        title = f"{self.handout.link.title}: {self.variant.name.lower()}"
        return self.site.report_of(title, self.path.removesuffix("index.html"))

    @property
    def classes(self) -> str:
        """What its styles go by."""
        variant = self.variant
        marks = {
            "large": variant.large,
            "brief": variant.brief,
            "summary": variant.brief and not variant.days,
        }
        return " ".join(["sheet", *(name for name, has in marks.items() if has)])

    @property
    def path(self) -> str:
        """The file of its page, below the docs folder."""
        return sheet_path(self.handout.link, self.variant)

    @property
    def weeks(self) -> tuple[tuple[int, int], ...]:
        """The rows of its log: the first and the last day of each."""
        return _weeks(self.variant)


@dataclass(frozen=True)
class Paper:
    """A sheet laid out on one size of paper: how many pages; its PDF and the bytes of that.

    One of no pages is still to be laid out, when somebody asks for its PDF.
    """

    sheet: str
    paper: str
    pages: int
    pdf: str = ""
    size: int = 0

    @property
    def name(self) -> str:
        """The paper in words."""
        return PAPERS[self.paper]

    @property
    def kilobytes(self) -> int:
        """The size of its PDF."""
        return ceil(self.size / 1000)


Papers = Mapping[str, Sequence[Paper]]
NO_PAPERS: Final[Papers] = {}


def _weeks(variant: Variant) -> tuple[tuple[int, int], ...]:
    days = variant.days
    return tuple((first, min(first + ROW - 1, days)) for first in range(1, days + 1, ROW))


def rows_of_days() -> tuple[tuple[int, int], ...]:
    """Return every row that a log has: its first and its last day."""
    return tuple(dict.fromkeys(row for variant in VARIANTS for row in _weeks(variant)))


def folder(link: LinkView) -> str:
    """Return the folder of a page, which ends in a slash."""
    return f"{ADDRESSES[link.kind]}/{link.id}/"


def sheet_path(link: LinkView, variant: Variant) -> str:
    """Return the file of a sheet's page, below the docs folder."""
    return f"{folder(link)}sheet/{variant.id}{'/' if variant.id else ''}index.html"


def pdf_path(link: LinkView, variant: Variant, paper: str) -> str:
    """Return the file of a PDF, below the docs folder."""
    name = "-".join(filter(None, (link.id, paper, variant.id)))
    return f"{folder(link)}{name}.pdf"


def code_path(link: LinkView) -> str:
    """Return the file of a handout's QR code, below the docs folder."""
    return f"{folder(link)}sheet/code.svg"


def days_class(first: int, last: int) -> str:
    """Return by what the styles know a row of boxes to tick."""
    return f"days-{first}-to-{last}"


def days_path(first: int, last: int) -> str:
    """Return the file of a row of boxes to tick, below the docs folder; the styles draw it."""
    return f"sheets/{days_class(first, last)}.svg"


def address(handout: Handout, site: Site) -> str:
    """Return where a QR code leads: the handout's page, told the version of the paper."""
    return site.url(f"{folder(handout.link)}?v={handout.version}")


def variants(handout: Handout) -> tuple[Variant, ...]:
    """Return the ways to print a handout."""
    return OF_EXERCISES if handout.link.kind == "exercises" else VARIANTS


def sheets(handout: Handout, brief: Handout | None, site: Site) -> Iterator[Sheet]:
    """Yield every sheet of a handout; `brief` is the same handout without its steps."""
    for variant in variants(handout):
        if variant.brief and brief is not None:
            told = replace(brief, version=handout.version)
            yield Sheet(told, variant, site, not variant.days and _pictures_fit(told))
        elif not variant.brief:
            yield Sheet(handout, variant, site)


# --- whether the pictures of a summary find room ---------------------------------------------

PAGE: Final = 238.0  # millimetres of one page of either paper, less its margins and what is wasted
LINE: Final = 5.6  # millimetres, of type of 12 points
WIDE: Final = 92  # letters on a line across the page
BESIDE: Final = 66  # letters on a line beside a picture
PICTURE: Final = 38.0  # millimetres: the width of a picture, as in the styles


def _pictures_fit(handout: Handout) -> bool:
    """Tell whether a summary has pictures: on one page, or on two if it needs two without them."""
    with_them, without = (ceil(_height(handout, pictures=p) / PAGE) for p in (True, False))
    return with_them == 1 or with_them == without == 2


def _height(handout: Handout, *, pictures: bool) -> float:
    """Return about how high a summary stands, in millimetres."""
    head = 24 + _lines((line.text for line in handout.lead), WIDE * 0.87)
    boxes = sum(
        14 + _lines((f"{x.title}. {x.text.text} {x.only_for}" for x in box.lines), WIDE)
        for box in handout.boxes
    )
    exercises = sum(_exercise_height(each, pictures=pictures) for each in handout.exercises)
    times = 18 if handout.minutes or handout.sessions else 0
    stages = 12 * sum(bool(section.title) for section in handout.sections)
    return head + 8 + boxes + times + stages + exercises + 44


def _exercise_height(exercise: ExerciseView, *, pictures: bool) -> float:
    figure = exercise.figure if pictures else None
    told = [exercise.summary.text]
    told.append(". ".join(f"{line.label}: {line.text}" for line in exercise.dose))
    told += [line.text for each in (*exercise.first, exercise) for line in each.do_not]
    if exercise.cautions:
        told += [f"{line.title}. {line.text.text}" for line in exercise.cautions.lines]
    text = _lines(told, BESIDE if figure else WIDE) + 7 * any(exercise.do_not)
    text += sum(14 + _lines([each.summary.text], WIDE) for each in exercise.first)
    return 12 + max(text, PICTURE * figure.height / figure.width if figure else 0)


def _lines(texts: Iterable[str], width: float) -> float:
    """Return the height of texts, each on lines of its own, in millimetres."""
    return sum(ceil(len(text) / width) * LINE for text in texts)
