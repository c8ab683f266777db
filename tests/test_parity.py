"""Nothing that keeps people safe is lost on its way to a page.

A unique word, a mark, is put into every caution, every "do not" line, the disclaimer and every
reviewer's name. The real site is built, and the marks are looked for in the text that everyone
sees. Which page must hold which mark is worked out here from the raw files, in another way than
the generator does it.
"""

import copy
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from selectolax.lexbor import LexborNode

from generator import build as generated
from generator import cautions, handouts, mkdocs_plugin
from generator.build import Built
from generator.cautions import Arrangement, CautionBox, CautionLine
from generator.library import Library
from generator.loader import load
from tests.conftest import (
    OWN_CONTENT,
    SITE,
    TODAY,
    Builder,
    PageFile,
    Reading,
    Site,
    as_files,
    build_here,
    edited,
    elements,
    open_page,
    read,
    served,
    write_project,
)

HEADINGS: Final = {"stop": "Stop", "ask-first": "Ask first", "take-care": "Take care"}
NOT_REVIEWED: Final = "Not yet reviewed by a clinician"
OVERDUE: Final = "A new review was due on"
ADDRESSES: Final = {"exercises": "exercises", "routines": "routines", "programmes": "guides"}
# The sheets of a page, by the last part of their addresses, and which of them leave the steps out.
SHEETS: Final = ("", "large/", "summary/", "log-7/", "log-14/", "log-28/", "write-in/")
SHEETS_OF_EXERCISES: Final = ("", "large/")
BRIEF: Final = ("summary/", "log-7/", "log-14/", "log-28/")
_MARK: Final = re.compile("markqzx[a-z]{3}")


# --- Raw files, read by this test alone -----------------------------------------------------


@dataclass
class Raw:
    """The facts of every file as YAML has them, by kind and id, and every mark by what it is in."""

    files: dict[str, bytes]
    facts: dict[str, dict[str, dict[str, Any]]]
    marks: dict[tuple[str, ...], str] = field(default_factory=dict)

    def of(self, *what: str) -> set[str]:
        """Return the marks of that thing: those whose names begin so."""
        return {mark for name, mark in self.marks.items() if name[: len(what)] == what}


def raw(files: Mapping[str, bytes]) -> Raw:
    """Put the marks in, and read the front matter of every file."""
    found = Raw({}, {kind: {} for kind in ("exercises", "routines", "programmes", "cautions")})
    names = map("".join, itertools.product("abcdefghijklmnopqrstuvwxyz", repeat=3))
    for path, data in files.items():
        if not path.endswith(".md"):
            found.files[path] = data
            continue
        text = data.decode()
        front, body = text.split("---\n", 2)[1:] if text.startswith("---\n") else ("", text)
        kind, _, identifier = path.removesuffix(".md").rpartition("/")
        kind = kind or "disclaimer"
        if kind in found.facts:
            found.facts[kind][identifier] = yaml.safe_load(front)
        front = _mark_front(found, names, kind, identifier, front)
        body = _mark_body(found, names, kind, identifier, body)
        found.files[path] = f"---\n{front}---\n{body}".encode()
    return found


def _mark_front(found: Raw, names: Iterator[str], kind: str, identifier: str, front: str) -> str:
    """Mark the note, which nobody may see, our own reviewers' names, and who made a picture."""

    def name(match: re.Match[str]) -> str:
        return f"{match.group()} {_new(found, names, 'reviewer', kind, identifier)}"

    def author(match: re.Match[str]) -> str:
        return f"{match.group()} {_new(found, names, 'author', kind, identifier)}"

    def note(match: re.Match[str]) -> str:
        return f"{match.group()}{_new(found, names, 'note', kind, identifier)} "

    front = re.sub(r"^note: (?:\|-\n  )?", note, front, flags=re.MULTILINE)
    front = re.sub(r"^  author: .+$", author, front, flags=re.MULTILINE)
    # The reviewers of a source stand two spaces further left: they are not ours.
    return re.sub(r"^    - name: .+$", name, front, flags=re.MULTILINE)


def _mark_body(found: Raw, names: Iterator[str], kind: str, identifier: str, body: str) -> str:
    """Mark cautions, the disclaimer, "do not" lines, first steps, and titles that lines name.

    And what tells a picture to those who do not see it, and its caption.
    """
    lines = body.rstrip("\n").split("\n")
    section = ""
    for number, line in enumerate(lines):
        if line.startswith("#"):
            section = line.lstrip("# ") if line.startswith("##") else ""
        ends = number + 1 == len(lines) or not lines[number + 1]
        wanted = {
            ("cautions", "title"): line.startswith("# "),
            ("cautions", "text"): ends and line and not line.startswith("#") and not section,
            ("disclaimer", "text"): ends and line and not line.startswith("#"),
            ("exercises", "title"): line.startswith("# "),
            ("exercises", "do-not"): section == "Do not" and line.startswith("- "),
            ("exercises", "first-step"): section == "Steps" and line.startswith("1. "),
            ("exercises", "picture"): section == "Picture" and re.match(r"[12]\. ", line),
            ("exercises", "caption"): section == "Picture" and re.match(r"[A-Za-z]", line),
            ("programmes", "stage"): line.startswith("## "),
        }
        for (of_kind, what), here in wanted.items():
            if of_kind == kind and here:
                lines[number] += f" {_new(found, names, what, kind, identifier)}"
    return "\n".join(lines) + "\n"


def _new(found: Raw, names: Iterator[str], *what: str) -> str:
    mark = f"markqzx{next(names)}"
    count = sum(name[:-1] == what for name in found.marks)
    found.marks[(*what, str(count))] = mark
    return mark


# --- What every page must hold --------------------------------------------------------------


def ancestors(source: Raw, exercise: str, *fields: str) -> set[str]:
    """Return an exercise and all it leads back to by these fields."""
    facts = source.facts["exercises"][exercise]
    parents = (facts[name] for name in fields if facts.get(name))
    return {exercise}.union(*(ancestors(source, parent, *fields) for parent in parents))


def cautions_of(source: Raw, exercise: str) -> set[str]:
    """Return the ids of the cautions that apply to an exercise, by whatever way."""
    found: set[str] = set()
    for one in ancestors(source, exercise, "starts_from", "harder_variant_of"):
        found |= set(source.facts["exercises"][one].get("cautions", []))
        for programme in source.facts["programmes"].values():
            for stage in programme["stages"]:
                if one in stage["exercises"]:
                    found |= {*programme.get("cautions", []), *stage.get("cautions", [])}
    return found


@dataclass(frozen=True)
class Wanted:
    """One page: its address, its exercises in order, and whom each of its cautions is for.

    `sheet` is None for the page itself, else the last part of the address of a sheet of it.
    """

    address: str
    kind: str
    id: str
    exercises: tuple[str, ...]
    whom: Mapping[str, frozenset[str]]
    sheet: str | None = None

    @property
    def brief(self) -> bool:
        """Whether it leaves out how exercises are done."""
        return self.sheet in BRIEF


def wanted_sheets(source: Raw) -> Iterator[Wanted]:
    """Yield every sheet with what must be on it: the same as on its page."""
    for page in wanted_pages(source):
        for sheet in SHEETS_OF_EXERCISES if page.kind == "exercises" else SHEETS:
            yield replace(page, address=f"{page.address}sheet/{sheet}", sheet=sheet)


def wanted_pages(source: Raw) -> Iterator[Wanted]:
    """Yield every exercise, routine and guide page with what must be on it."""
    facts = source.facts
    found = [("exercises", one, (one,)) for one in facts["exercises"]]
    for one, routine in facts["routines"].items():
        found.append(("routines", one, tuple(item["exercise"] for item in routine["exercises"])))
    for one, programme in facts["programmes"].items():
        stages = programme["stages"]
        found.append(("programmes", one, tuple(e for s in stages for e in s["exercises"])))
    for kind, one, exercises in found:
        general = set() if kind == "exercises" else set(facts[kind][one].get("cautions", []))
        each = {exercise: cautions_of(source, exercise) | general for exercise in exercises}
        every = set().union(*each.values())
        whom = {c: frozenset(e for e in exercises if c in each[e]) for c in every}
        yield Wanted(f"{ADDRESSES[kind]}/{one}/", kind, one, exercises, whom)


def told(source: Raw, page: Wanted) -> set[str]:
    """Return the exercises whose steps are told on a page."""
    return set().union(*(ancestors(source, one, "starts_from") for one in page.exercises))


def reviews(source: Raw, page: Wanted) -> list[tuple[tuple[str, str], dict[str, Any] | None]]:
    """Return everything on a page that has a review of its own, and that review."""
    things = {(page.kind, page.id)}
    things |= {("exercises", one) for one in told(source, page)}
    things |= {("cautions", one) for one in page.whom}
    return [(thing, source.facts[thing[0]][thing[1]].get("review")) for thing in sorted(things)]


# --- The check ------------------------------------------------------------------------------


def faults(site: Site, source: Raw) -> list[str]:
    """Return everything that is wrong with the marks on the pages and sheets of a site."""
    found = [
        f"{page.address}: {fault}"
        for page in wanted_pages(source)
        for fault in _page_faults(source, page, site.page(page.address))
    ]
    found += sheet_faults(site.pages, source)
    safety = site.page("safety/")
    every = {m for one in source.facts["cautions"] for m in _caution_marks(source, one)}
    found += [f"safety/: {m} is not there" for m in sorted(every - _marks(safety.text))]
    return found


def sheet_faults(pages: Mapping[str, PageFile], source: Raw) -> list[str]:
    """Return everything that is wrong with the marks on sheets."""
    return [
        f"{sheet.address}: {fault}"
        for sheet in wanted_sheets(source)
        for fault in _page_faults(source, sheet, pages[sheet.address])
    ]


def data_faults(files: Mapping[str, Any], source: Raw) -> list[str]:
    """Return everything that is wrong with the marks in the data for other programs."""
    return [
        f"{page.address}: {fault}"
        for page in wanted_pages(source)
        for fault in _data_faults(source, page, files[f"api/v1/{page.address[:-1]}.json"])
    ]


def _data_faults(source: Raw, page: Wanted, data: Any) -> Iterator[str]:
    """Yield what is wrong in the data of one handout: each mark stands in its own field."""
    told_here = {one["id"]: one for one in _told_in(data["exercises"])}
    of_exercises = {"first-step": "steps", "do-not": "do_not"}
    of_exercises |= dict.fromkeys(("picture", "caption", "author"), "figure")
    places = [
        ({m for one in page.whom for m in _caution_marks(source, one)}, data["cautions"]),
        (source.of("text", "disclaimer"), data["disclaimer"]),
        (_reviewer_marks(source, page), data["review"]),
    ]
    places += [
        (source.of(what, "exercises", one), told_here[one].get(field_name, {}))
        for one in sorted(told(source, page))
        for what, field_name in of_exercises.items()
    ]
    for marks, where in places:
        yield from (f"{m} is not to be seen" for m in sorted(marks - _marks(json.dumps(where))))
    expected = set().union(*(marks for marks, _ in places))
    expected |= source.of("title", "exercises") | source.of("stage")
    yield from (f"{m} is of another page" for m in sorted(_marks(json.dumps(data)) - expected))
    found = [review for _, review in reviews(source, page)]
    # These sites are built outside of any repository, so nothing is claimed of the time since.
    state = "unknown" if all(found) else "none"
    if data["review"]["state"] != state:
        yield "the review state is wrong"
    yield from _caution_faults(source, page, data, told_here)


def _told_in(exercises: list[Any]) -> Iterator[Any]:
    for one in exercises:
        yield from _told_in(one["first"])
        yield one


def _caution_faults(source: Raw, page: Wanted, data: Any, told_here: Any) -> Iterator[str]:
    """Yield what is wrong with cautions: their order, their grades, and whom they are for."""
    grades = [line["grade"] for line in data["cautions"]]
    if grades != sorted(grades, key=[*HEADINGS].index):
        yield "the cautions stand in the wrong order"
    for line in data["cautions"]:
        grade = source.facts["cautions"][line["id"]]["grade"]
        if (line["grade"], line["heading"]) != (grade, HEADINGS[grade]):
            yield f"{line['id']} stands under the heading '{line['heading']}'"
        whom = page.whom[line["id"]]
        everyone = len(whom) == len(page.exercises)
        named = _named(source, " ".join(line["only_for"]))
        if named != (frozenset() if everyone else whom):
            yield f"{line['id']} names the wrong exercises: {line['only_for']}"
    for one in page.exercises:
        if set(told_here[one]["cautions"]) != {c for c, whom in page.whom.items() if one in whom}:
            yield f"{one} has the wrong cautions: {told_here[one]['cautions']}"


def _marks(text: str) -> set[str]:
    return set(_MARK.findall(text))


def _page_faults(source: Raw, page: Wanted, built: PageFile) -> Iterator[str]:
    """Yield what is wrong on one exercise, routine or guide page, or on one sheet."""
    expected = {m for one in page.whom for m in _caution_marks(source, one)}
    expected |= source.of("text", "disclaimer")
    pictures = _has_pictures(page, built)
    wanted = ["do-not"]
    wanted += [] if page.brief else ["first-step", "caption"]
    wanted += ["author"] if pictures else []
    for what in wanted:
        expected |= {m for one in told(source, page) for m in source.of(what, "exercises", one)}
    expected |= _reviewer_marks(source, page)
    lost = sorted(expected - _marks(built.text))
    pictured = {m for one in told(source, page) for m in source.of("picture", "exercises", one)}
    pictured = pictured if pictures else set()
    lost += sorted(pictured - {m for alt in _alternatives(built) for m in _marks(alt)})
    yield from (f"{mark} is not to be seen" for mark in lost)
    expected |= pictured
    expected |= source.of("title", "exercises") | source.of("stage")  # names may stand anywhere
    yield from (f"{mark} is of another page" for mark in sorted(_marks(built.html) - expected))
    yield from _review_faults(source, page, built.text)
    # What needs a script is hidden until it runs.
    for node in built.article.css("details, [hidden]:not(.play, .reader-tools *)"):
        yield f"something is folded away or hidden: {node.html}"
    if not lost:
        yield from _placing_faults(source, page, built)
        if pictures:
            yield from _picture_faults(source, page, built)


def _has_pictures(page: Wanted, built: PageFile) -> bool:
    """Tell whether a page has pictures: logs have none, and those of a summary may give way."""
    if page.brief:
        return page.sheet == "summary/" and bool(_alternatives(built))
    return True


def _alternatives(built: PageFile) -> list[str]:
    """Return what a page says to those who do not see its pictures, picture by picture."""
    return [_alt(image) for image in built.article.css("figure img")]


def _picture_faults(source: Raw, page: Wanted, built: PageFile) -> Iterator[str]:
    """Yield what is wrong with pictures: each has its words, and stands before its own steps."""
    pictured = [one for one in source.facts["exercises"] if source.of("picture", "exercises", one)]
    shown = [one for one in pictured if one in told(source, page)]
    cautionary = source.of("title", "cautions") | source.of("text", "cautions")
    if sorted(map(_marks, _alternatives(built)), key=sorted) != sorted(
        (source.of("picture", "exercises", one) for one in shown), key=sorted
    ):
        yield "a picture has no alternative, or that of another one"
    for figure in built.article.css("figure"):
        alternatives = {mark for img in figure.css("img") for mark in _marks(_alt(img))}
        for one in shown:
            if source.of("picture", "exercises", one) & alternatives:
                captions = set() if page.brief else source.of("caption", "exercises", one)
                if _marks(read(figure).text) != captions | source.of("author", "exercises", one):
                    yield f"the picture of {one} has not its own caption"
    order = [
        mark
        for node in elements(built.article)
        if node.tag in ("img", "li")
        for mark in sorted(_marks(_alt(node) if node.tag == "img" else read(node).text))
        if page.sheet is None or mark not in cautionary  # on paper, cautions stand between
    ]
    for one in [] if page.brief else shown:
        first = order.index(next(iter(source.of("first-step", "exercises", one))))
        before = {order[first - 1], order[first - 2]}
        if not source.of("picture", "exercises", one) <= before:
            yield f"the picture of {one} does not stand before its steps"


def _alt(image: LexborNode) -> str:
    return image.attributes.get("alt") or ""


def _caution_marks(source: Raw, caution: str) -> set[str]:
    return source.of("title", "cautions", caution) | source.of("text", "cautions", caution)


def _reviewer_marks(source: Raw, page: Wanted) -> set[str]:
    """Return the marks of the reviewers that a page names: all of them or, unreviewed, none."""
    found = reviews(source, page)
    if not all(review for _, review in found):
        return set()
    return {mark for thing, _ in found for mark in source.of("reviewer", *thing)}


def _review_faults(source: Raw, page: Wanted, text: str) -> Iterator[str]:
    found = [review for _, review in reviews(source, page)]
    reviewed = all(found)
    overdue = reviewed and any(review["next_due"] < TODAY for review in found if review)
    if (NOT_REVIEWED in text) == reviewed:
        yield "the review state is wrong"
    if (OVERDUE in text) != overdue:
        yield "the overdue review is wrong"


def _placing_faults(source: Raw, page: Wanted, built: PageFile) -> Iterator[str]:
    """Yield what is not where rule 4 puts it: before the first exercise, or in its exercise."""
    reading = read(built.article)
    begin = _beginnings(page, built, reading)
    starts = _starts(source, page, reading.text, begin)
    boxes: dict[tuple[str, str], set[int]] = {}
    for caution, whom in page.whom.items():
        grade = source.facts["cautions"][caution]["grade"]
        inside = grade == "take-care" and len(whom) == 1 < len(page.exercises)
        home = next(iter(whom)) if inside else ""
        first, last = starts[home]
        for mark in _caution_marks(source, caution):
            if not first <= reading.text.index(mark) < last:
                yield f"{mark} ({grade}) stands in the wrong place"
        line, heading, box = _line_of(built, next(iter(source.of("text", "cautions", caution))))
        boxes.setdefault((home, grade), set()).add(box)
        if heading != HEADINGS[grade]:
            yield f"{caution} stands under the heading '{heading}'"
        everyone = len(whom) == len(page.exercises)
        if _named(source, line) != (frozenset() if everyone or inside else whom):
            yield f"{caution} names the wrong exercises: {line}"
    yield from (f"{place}: more boxes than one" for place, found in boxes.items() if len(found) > 1)


def _beginnings(page: Wanted, built: PageFile, reading: Reading) -> dict[str, int]:
    """Return where in the text each exercise begins, with what it starts from."""
    if page.sheet is None and page.kind == "exercises":
        return {}
    if page.sheet is None:
        return {one: reading.places[f"exercise-{one}"] for one in page.exercises}
    sections = built.article.css("section.exercise")
    return {o: reading.start(s) for o, s in zip(page.exercises, sections, strict=True)}


def _starts(
    source: Raw, page: Wanted, text: str, begin: Mapping[str, int]
) -> dict[str, tuple[int, int]]:
    """Return from where to where a caution may stand: at the top (""), or in each exercise.

    The top ends where the first exercise begins; in an exercise, cautions go before its steps, or,
    where there are none, before what is not to be done and before the next exercise.
    """
    if not begin:
        return {"": (0, min(_first_step(source, text, one) for one in told(source, page)))}
    ends = [*[*begin.values()][1:], len(text)]
    for number, one in enumerate(page.exercises):
        of_start = set() if page.brief else source.of("first-step", "exercises", one)
        marks = of_start | source.of("do-not", "exercises", one)
        ends[number] = min(ends[number], *(text.index(m, begin[one]) for m in marks), len(text))
    inside = {one: (begin[one], end) for one, end in zip(page.exercises, ends, strict=True)}
    return {"": (0, min(begin.values())), **inside}


def _first_step(source: Raw, text: str, exercise: str) -> int:
    return text.index(next(iter(source.of("first-step", "exercises", exercise))))


def _line_of(built: PageFile, mark: str) -> tuple[str, str, int]:
    """Return the list item that holds a mark, and the heading and the identity of its box."""
    items = [li for li in built.article.css(".admonition li, .caution li") if mark in read(li).text]
    box = items[0] if items else None
    while box is not None and not _classes(box) & {"admonition", "caution"}:
        box = box.parent
    if box is None:
        return "", "no box", 0
    heading = box.css_first("h2, h3, h4, h5, h6")
    return read(items[0]).text, read(heading).text.strip() if heading else "", box.mem_id


def _classes(node: LexborNode) -> set[str]:
    return set((node.attributes.get("class") or "").split())


def _named(source: Raw, line: str) -> frozenset[str]:
    """Return the exercises that a line names, by their own names or by those of their stages."""
    marks = _marks(line)
    exercises = source.facts["exercises"]
    named = {one for one in exercises if source.of("title", "exercises", one) & marks}
    for identifier, programme in source.facts["programmes"].items():
        for number, stage in enumerate(programme["stages"]):
            if source.marks["stage", "programmes", identifier, str(number)] in marks:
                named |= set(stage["exercises"])
    return frozenset(named)


# --- Tests ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def marked(both: Mapping[str, bytes]) -> Raw:
    return raw(both)


@pytest.fixture(scope="module")
def marked_site(build_site: Builder, marked: Raw) -> Site:
    return build_site(marked.files)


def test_every_file_that_needs_a_mark_has_one(marked: Raw) -> None:
    for caution in marked.facts["cautions"]:
        assert marked.of("title", "cautions", caution)
        assert marked.of("text", "cautions", caution)
    for exercise in marked.facts["exercises"]:
        assert len(marked.of("first-step", "exercises", exercise)) == 1
        facts = marked.facts["exercises"][exercise]
        pictures = 2 if "figure" in facts else 1
        assert len(marked.of("picture", "exercises", exercise)) == pictures
        assert len(marked.of("author", "exercises", exercise)) == ("picture" in facts)
    for kind, things in marked.facts.items():
        for identifier, facts in things.items():
            people = (facts.get("review") or {}).get("reviewers", [])
            assert len(marked.of("reviewer", kind, identifier)) == len(people)
    lines = sum(data.count(b"\n- Do not") for data in marked.files.values())
    assert len(marked.of("do-not")) == lines > 10
    assert marked.of("text", "disclaimer")
    assert len(marked.of("caption")) >= 2
    assert len(marked.of("author")) == 1


def test_the_two_programmes_have_every_case_that_the_check_looks_at(marked: Raw) -> None:
    found = list(wanted_pages(marked))
    grades = {c: facts["grade"] for c, facts in marked.facts["cautions"].items()}
    states = {all(review for _, review in reviews(marked, page)) for page in found}
    some = [
        (grades[c], len(whom), page.kind)
        for page in found
        for c, whom in page.whom.items()
        if len(whom) < len(page.exercises)
    ]
    assert states == {True, False}
    assert {grade for grade, _, _ in some} == set(HEADINGS)
    assert {kind for _, _, kind in some} == {"routines", "programmes"}
    assert any(grade == "take-care" and count == 1 for grade, count, _ in some)
    assert any(grade == "take-care" and count > 1 for grade, count, _ in some)
    assert any(told(marked, page) > set(page.exercises) for page in found)


def test_everything_that_applies_is_open_in_words_and_in_its_place(
    marked: Raw, marked_site: Site
) -> None:
    assert faults(marked_site, marked) == []


def test_everything_comes_along_over_two_steps_of_starts_from(
    build_site: Builder, both: Mapping[str, bytes]
) -> None:
    """The third exercise starts from the second, which starts from the first."""
    path, old = "exercises/neck-turn-with-towel.md", "harder_variant_of: neck-turn\n"
    source = raw(edited(both, path, old, f"starts_from: chin-nod\n{old}"))
    assert faults(build_site(source.files), source) == []


def test_a_note_is_never_published(marked: Raw, marked_site: Site) -> None:
    notes = marked.of("note")
    assert len(notes) > 10
    for name, data in marked_site.tree().items():
        assert not notes & _marks(data.decode("utf-8", errors="ignore")), name


def test_a_browser_without_scripts_shows_every_mark(
    marked: Raw, marked_site: Site, browser: Any
) -> None:
    """The text that Chromium lays out, on a narrow screen and on paper: styles hide nothing."""
    with (
        served(marked_site.folder) as server,
        open_page(
            browser,
            server.address,
            java_script_enabled=False,
            viewport={"width": 390, "height": 844},
        ) as (page, _),
    ):
        wanted = [each.address for each in (*wanted_pages(marked), *some_sheets(marked))]
        for address, part in (*((each, OWN_CONTENT) for each in wanted), ("safety/", "article")):
            page.goto(server.address + address)
            for media in ("screen", "print"):
                page.emulate_media(media=media)
                shown = _marks(page.locator(part).inner_text())
                assert _marks(marked_site.page(address).text) <= shown, (address, media)


def some_sheets(source: Raw) -> Iterator[Wanted]:
    """Yield sheets enough to have every template and every style."""
    for sheet in wanted_sheets(source):
        if sheet.kind != "exercises" and sheet.sheet not in ("log-14/", "log-28/"):
            yield sheet


# --- The check itself is checked: each of these faults is found ------------------------------

Arrange = Callable[..., Arrangement]
Text = Callable[[str], str]


def _mutated_arrange(change: Callable[[Arrangement], Arrangement]) -> Arrange:
    def arrange(*arguments: Any, **more: Any) -> Arrangement:
        return change(cautions.arrange(*arguments, **more))

    return arrange


def without_stop(placed: Arrangement) -> Arrangement:
    return Arrangement(tuple(b for b in placed.before if b.grade != "stop"), placed.inside)


def without_those_inside(placed: Arrangement) -> Arrangement:
    return Arrangement(placed.before, {})


def one_line_lost(placed: Arrangement) -> Arrangement:
    boxes = tuple(CautionBox(b.grade, b.lines[:-1] or b.lines) for b in placed.before)
    return Arrangement(boxes, placed.inside)


def nobody_named(placed: Arrangement) -> Arrangement:
    boxes = tuple(
        CautionBox(box.grade, tuple(CautionLine(line.caution) for line in box.lines))
        for box in placed.before
    )
    return Arrangement(boxes, placed.inside)


def wrong_grade(placed: Arrangement) -> Arrangement:
    return Arrangement(
        tuple(CautionBox("take-care", b.lines) for b in placed.before), placed.inside
    )


LOST: Final = "is not to be seen"
ARRANGEMENTS: Final = (
    (without_stop, LOST),
    (without_those_inside, LOST),
    (one_line_lost, LOST),
    (nobody_named, "names the wrong exercises"),
    (wrong_grade, "stands under the heading"),
)
STOP_BOX: Final = re.compile(r'^!!! stop ""\n\n(?: {4}.*\n|\n)+', re.MULTILINE)


def folded(text: str) -> str:
    start = '<details markdown="1">\n<summary>More</summary>\n\n'
    return STOP_BOX.sub(lambda box: f"{start}{box.group()}\n</details>\n\n", text)


def hidden(text: str) -> str:
    return text.replace('class="do-not" markdown', 'class="do-not" hidden markdown')


def at_the_end(text: str) -> str:
    boxes = STOP_BOX.findall(text)
    return "\n\n".join([STOP_BOX.sub("", text), *boxes])


def never_reviewed(text: str) -> str:
    return re.sub(r"Reviewed by .*", f"{NOT_REVIEWED}.", text)


def reviewed_by_nobody(text: str) -> str:
    return text.replace(NOT_REVIEWED, "Reviewed")


def never_overdue(text: str) -> str:
    return text.replace(OVERDUE, "The next review is due on")


def without_do_not(text: str) -> str:
    return re.sub(r"^- Do not .*\n", "", text, flags=re.MULTILINE)


def without_disclaimer(text: str) -> str:
    return re.sub(r"^## Before you rely(?:.*\n)*", "", text, flags=re.MULTILINE)


def without_figures(text: str) -> str:
    return re.sub(r"<figure.*?</figure>", "", text, flags=re.DOTALL)


def without_alternatives(text: str) -> str:
    return re.sub(r"^!\[.+\]\(", "![](", text, flags=re.MULTILINE)


def without_captions(text: str) -> str:
    return re.sub(r"<figcaption.*</figcaption>", "", text)


def captions_elsewhere(text: str) -> str:
    found = re.findall(r"<figcaption.*?>(.*)</figcaption>", text)
    return "\n\n".join([without_captions(text), *found])


def figures_at_the_end(text: str) -> str:
    found = re.findall(r"<figure.*?</figure>", text, flags=re.DOTALL)
    return "\n\n".join([without_figures(text), *found])


def one_alternative_twice(text: str) -> str:
    return re.sub(r"^(!\[.+)$", r"\1\n\n\1", text, flags=re.MULTILINE)


def one_too_many(text: str) -> str:
    return f"{text}\n\nmarkqzxaab\n"


TEXTS: Final = (
    (folded, LOST),
    (hidden, LOST),
    (at_the_end, "stands in the wrong place"),
    (never_reviewed, "the review state is wrong"),
    (reviewed_by_nobody, "the review state is wrong"),
    (never_overdue, "the overdue review is wrong"),
    (without_do_not, LOST),
    (without_disclaimer, LOST),
    (without_figures, LOST),
    (without_alternatives, LOST),
    (without_captions, LOST),
    (captions_elsewhere, "has not its own caption"),
    (figures_at_the_end, "does not stand before its steps"),
    (one_alternative_twice, "a picture has no alternative, or that of another one"),
    (one_too_many, "is of another page"),
)


@pytest.mark.usefixtures("fixed_date")
@pytest.mark.parametrize(
    ("change", "fault"), ARRANGEMENTS, ids=[one.__name__ for one, _ in ARRANGEMENTS]
)
def test_the_check_fails_when_cautions_are_placed_wrongly(
    change: Callable[[Arrangement], Arrangement],
    fault: str,
    marked: Raw,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handouts, "arrange", _mutated_arrange(change))
    found = faults(build_here(write_project(tmp_path / "p", marked.files)), marked)
    assert [one for one in found if fault in one and "/sheet/" not in one]
    assert [one for one in found if fault in one and "/sheet/" in one]


@pytest.mark.usefixtures("fixed_date")
@pytest.mark.parametrize(("change", "fault"), TEXTS, ids=[text.__name__ for text, _ in TEXTS])
def test_the_check_fails_when_a_template_loses_folds_or_moves_something(
    change: Text, fault: str, marked: Raw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = mkdocs_plugin.build
    changed: list[str] = []

    def build(*arguments: Any, **more: Any) -> dict[str, Built]:
        built = whole(*arguments, **more)
        pages = {path: one for path, one in built.items() if isinstance(one.content, str)}
        changed.extend(path for path, one in pages.items() if change(one.content) != one.content)
        new = {p: Built(change(one.content), one.edit) for p, one in pages.items()}
        return {**built, **new}

    monkeypatch.setattr(mkdocs_plugin, "build", build)
    site = build_here(write_project(tmp_path / "p", marked.files))
    assert changed, "the templates have changed: this fault changes nothing any more"
    assert [one for one in faults(site, marked) if fault in one]


# --- The same for sheets, whose pages need no build by MkDocs --------------------------------


def sheets_of(library: Library) -> dict[str, str]:
    """Return the HTML of every sheet of a library, by its address."""
    built = generated.build(library, TODAY, SITE)
    return {
        path.removesuffix("index.html"): one.content
        for path, one in built.items()
        if "/sheet/" in path and isinstance(one.content, str) and path.endswith(".html")
    }


@pytest.fixture(scope="module")
def marked_sheets(marked: Raw) -> dict[str, str]:
    loaded = load(as_files(marked.files))
    assert loaded.library
    return sheets_of(loaded.library)


STOP_SECTION: Final = re.compile('<section class="caution stop">.*?</section>', re.DOTALL)


def stop_folded(html: str) -> str:
    return STOP_SECTION.sub(lambda m: f"<details><summary>x</summary>{m.group()}</details>", html)


def do_not_hidden(html: str) -> str:
    return html.replace('class="do-not"', 'class="do-not" hidden')


def stop_at_the_end(html: str) -> str:
    stop = STOP_SECTION.search(html)
    moved = f"{stop.group()}</main>" if stop else "</main>"
    return STOP_SECTION.sub("", html, count=1).replace("</main>", moved)


def do_not_left_out(html: str) -> str:
    return re.sub("<li>Do not .*</li>", "", html)


def do_not_left_out_of_logs(html: str) -> str:
    return do_not_left_out(html) if 'class="sheet brief"' in html else html


def inside_left_out(html: str) -> str:
    return re.sub('<div class="caution .*?</div>', "", html, flags=re.DOTALL)


def inside_left_out_of_write_in(html: str) -> str:
    return inside_left_out(html) if 'class="chosen"' in html else html


def disclaimer_left_out(html: str) -> str:
    return re.sub("<h2>Before you rely.*?</section>", "</section>", html, flags=re.DOTALL)


def alternatives_left_out(html: str) -> str:
    return re.sub('alt="[^"]+"', 'alt=""', html)


def captions_left_out(html: str) -> str:
    return re.sub("<figcaption>.*?</figcaption>", "", html, flags=re.DOTALL)


def said_to_be_reviewed(html: str) -> str:
    return html.replace(NOT_REVIEWED, "Reviewed")


def nobody_is_named(html: str) -> str:
    return re.sub('<span class="only-for">.*?</span>', "", html)


def of_another_sheet(html: str) -> str:
    return html.replace("</main>", "<p>markqzxaab</p></main>")


SHEET_TEXTS: Final = (
    (stop_folded, LOST),
    (do_not_hidden, LOST),
    (stop_at_the_end, "stands in the wrong place"),
    (do_not_left_out, LOST),
    (do_not_left_out_of_logs, LOST),
    (inside_left_out, LOST),
    (inside_left_out_of_write_in, LOST),
    (disclaimer_left_out, LOST),
    (alternatives_left_out, LOST),
    (captions_left_out, LOST),
    (said_to_be_reviewed, "the review state is wrong"),
    (never_overdue, "the overdue review is wrong"),
    (nobody_is_named, "names the wrong exercises"),
    (of_another_sheet, "is of another page"),
)


def test_the_sheets_as_they_are_have_no_fault(
    marked: Raw, marked_sheets: Mapping[str, str]
) -> None:
    assert set(marked_sheets) == {sheet.address for sheet in wanted_sheets(marked)}
    pages = {address: PageFile(html) for address, html in marked_sheets.items()}
    assert sheet_faults(pages, marked) == []


@pytest.mark.parametrize(
    ("change", "fault"), SHEET_TEXTS, ids=[text.__name__ for text, _ in SHEET_TEXTS]
)
def test_the_check_fails_when_a_sheet_loses_folds_or_moves_something(
    change: Text, fault: str, marked: Raw, marked_sheets: Mapping[str, str]
) -> None:
    pages = {address: PageFile(change(html)) for address, html in marked_sheets.items()}
    assert [one for one in sheet_faults(pages, marked) if fault in one]


# --- The same for the data, which other programs show ----------------------------------------


def data_of(marked: Raw) -> dict[str, Any]:
    """Return what is published for other programs, by path."""
    loaded = load(as_files(marked.files))
    assert loaded.library
    built = generated.build(loaded.library, TODAY, SITE)
    return {path: json.loads(one.content) for path, one in built.items() if path[-5:] == ".json"}


@pytest.fixture(scope="module")
def marked_data(marked: Raw) -> dict[str, Any]:
    return data_of(marked)


def test_everything_that_applies_stands_in_the_data(
    marked: Raw, marked_data: Mapping[str, Any]
) -> None:
    assert data_faults(marked_data, marked) == []


def test_everything_comes_along_in_the_data_over_two_steps_of_starts_from(
    both: Mapping[str, bytes],
) -> None:
    path, old = "exercises/neck-turn-with-towel.md", "harder_variant_of: neck-turn\n"
    source = raw(edited(both, path, old, f"starts_from: chin-nod\n{old}"))
    assert data_faults(data_of(source), source) == []


@pytest.mark.parametrize(
    ("change", "fault"), ARRANGEMENTS, ids=[one.__name__ for one, _ in ARRANGEMENTS]
)
def test_the_check_of_the_data_fails_when_cautions_are_placed_wrongly(
    change: Callable[[Arrangement], Arrangement],
    fault: str,
    marked: Raw,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handouts, "arrange", _mutated_arrange(change))
    assert [one for one in data_faults(data_of(marked), marked) if fault in one]


def emptied(field_name: str) -> Callable[[Any], None]:
    def empty(data: Any) -> None:
        data[field_name] = type(data[field_name])()

    return empty


def emptied_in_exercises(field_name: str) -> Callable[[Any], None]:
    def empty(data: Any) -> None:
        for one in _told_in(data["exercises"]):
            one[field_name] = type(one.get(field_name, {}))()

    return empty


def reviewed_in_data(data: Any) -> None:
    data["review"]["state"] = "current"


def upside_down(data: Any) -> None:
    data["cautions"].reverse()


def sources_reviewers_among_ours(data: Any) -> None:
    data["review"]["reviewers"] = [{"name": "markqzxaab"}]


DATA: Final = {
    "no cautions": (emptied("cautions"), LOST),
    "no disclaimer": (emptied("disclaimer"), LOST),
    "no do not": (emptied_in_exercises("do_not"), LOST),
    "no steps": (emptied_in_exercises("steps"), LOST),
    "no figure": (emptied_in_exercises("figure"), LOST),
    "no ids of cautions": (emptied_in_exercises("cautions"), "has the wrong cautions"),
    "reviewed": (reviewed_in_data, "the review state is wrong"),
    "upside down": (upside_down, "stand in the wrong order"),
    "reviewed by others": (sources_reviewers_among_ours, "is of another page"),
}


@pytest.mark.parametrize("name", DATA)
def test_the_check_of_the_data_fails_when_a_field_is_lost_or_wrong(
    name: str, marked: Raw, marked_data: Mapping[str, Any]
) -> None:
    change, fault = DATA[name]
    changed = copy.deepcopy(dict(marked_data))
    for page in wanted_pages(marked):
        change(changed[f"api/v1/{page.address[:-1]}.json"])
    assert [one for one in data_faults(changed, marked) if fault in one]
