"""The plain-language report: of the content that ships, and of content that is worse."""

import datetime
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic import TypeAdapter

from generator import report
from generator.handouts import Teller
from generator.instruments import ITEMS, JUDGED
from generator.library import Library
from generator.loader import load
from generator.prose import passages
from generator.report import PageReport, Report
from tests.conftest import LOW_BACK, NECK, as_files, edited
from tests.test_commands import DAY, limber

DATE: Final = datetime.date(2026, 1, 15)
TILT: Final = "exercises/pelvic-tilt.md"
SLIDES: Final = "exercises/heel-slides.md"
READ: Final = TypeAdapter(Report)


def library(files: Mapping[str, bytes]) -> Library:
    found = load(as_files(files)).library
    assert found is not None
    return found


def page(files: Mapping[str, bytes], kind: str, identifier: str) -> PageReport:
    """Return the report of one page of a content folder."""
    found = report.report(library(files), DATE)
    return next(each for each in found.pages if (each.kind, each.id) == (kind, identifier))


def step(files: Mapping[str, bytes], path: str, number: int, text: str) -> dict[str, bytes]:
    """Return the files with one step of an exercise replaced."""
    body = files[path].decode().split("## Steps")[1]
    found = re.search(rf"^{number}\. .*$", body, flags=re.MULTILINE)
    assert found
    return edited(files, path, f"\n{found[0]}\n", f"\n{number}. {text}\n")


def why_not(found: PageReport, instrument: str, number: int) -> str:
    """Return why an item does not hold, "" where it does; it must be judged once."""
    items = [i for i in found.items if (i.instrument, i.number) == (instrument, number)]
    assert len(items) == 1
    assert items[0].holds == (items[0].why_not == "")
    return items[0].why_not


# --- What is read ---------------------------------------------------------------------------


def test_every_line_of_words_that_a_page_shows_is_read_once(low_back: Mapping[str, bytes]) -> None:
    found = library(low_back)
    tilt = found.exercises["pelvic-tilt"]
    handout = Teller(found, DATE).exercise(tilt)
    read = [passage.text for passage in passages(found, handout)]
    assert len(read) == len(set(read))
    assert read[0].startswith("You lie on your back, tighten your stomach muscles")
    assert read[-1].startswith("This information is not meant to replace")
    for line in (*tilt.words.get_ready, *tilt.words.do_not):
        assert any(text.startswith(line.text[:20]) for text in read)
    assert "Hold for 10 seconds." in read
    assert "Draw your navel (your belly button) slightly toward your spine." in read
    cautions = [c.words.paragraphs[0].text[:20] for c in found.cautions_of("pelvic-tilt")]
    assert len(cautions) > 3
    assert all(any(text.startswith(caution) for text in read) for caution in cautions)


def test_an_exercise_is_read_with_the_one_it_starts_from(low_back: Mapping[str, bytes]) -> None:
    found = page(low_back, "exercises", "abdominal-crunch")
    assert f"content/{TILT}" in found.files
    assert found.path == found.files[0] == "content/exercises/abdominal-crunch.md"


# --- The figures ----------------------------------------------------------------------------


def test_every_page_is_reported_guides_first_then_routines_then_exercises(
    both: Mapping[str, bytes],
) -> None:
    found, content = report.report(library(both), DATE), library(both)
    kinds = [each.kind for each in found.pages]
    assert kinds == sorted(kinds, key=["programmes", "routines", "exercises"].index)
    for kind in ("programmes", "routines", "exercises"):
        assert {e.id for e in found.pages if e.kind == kind} == set(content.of_kind(kind))


def test_smog_is_given_for_the_guide_and_all_routines_together(
    low_back: Mapping[str, bytes],
) -> None:
    found = report.report(library(low_back), DATE)
    guide = found.pages[0].figures
    assert (guide.sentences, guide.smog) == (140, 6.0)
    assert found.routines_together.smog == 5.9
    one = {each.figures.sentences: each.figures.smog for each in found.pages}
    assert all((smog is None) == (sentences < 30) for sentences, smog in one.items())
    assert min(one) < 30 < max(one)


def test_names_of_exercises_are_counted_apart(low_back: Mapping[str, bytes]) -> None:
    before = page(low_back, "exercises", "heel-slides")
    named = edited(low_back, SLIDES, "# Heel slides", "# Horizontal oscillation")
    named = step(named, SLIDES, 1, "Lie down for your horizontal oscillation.")
    after = page(named, "exercises", "heel-slides")
    assert after.figures.hard == before.figures.hard
    assert after.figures.hard_in_names == before.figures.hard_in_names + 2
    assert "horizontal" not in {each.word for each in after.hard_words}


def test_the_costliest_sentence_is_found_with_its_place(low_back: Mapping[str, bytes]) -> None:
    worse = (
        "Deliberately and continuously coordinate your respiratory activity with the considerable "
        "muscular exertion that the alternating movement necessitates throughout its execution."
    )
    found = page(step(low_back, SLIDES, 2, worse), "exercises", "heel-slides")
    assert found.costliest is not None
    assert found.costliest.text == worse
    assert found.costliest.path == f"content/{SLIDES}"
    lines = step(low_back, SLIDES, 2, worse)[SLIDES].decode().split("\n")
    assert lines[found.costliest.line - 1] == f"2. {worse}"
    words = [each.word for each in found.hard_words]
    assert {"respiratory", "coordinate", "necessitates"} <= set(words)


def test_a_sentence_of_more_than_twenty_words_is_long(low_back: Mapping[str, bytes]) -> None:
    twenty = " ".join(["Lie", *["on"] * 18, "down."])
    before = page(step(low_back, SLIDES, 2, twenty), "exercises", "heel-slides")
    assert twenty not in {each.text for each in before.long_sentences}
    longer = f"Then {twenty.lower()}"
    after = page(step(low_back, SLIDES, 2, longer), "exercises", "heel-slides")
    assert longer in {each.text for each in after.long_sentences}


def test_a_term_without_its_explanation_is_found_where_it_first_stands(
    low_back: Mapping[str, bytes],
) -> None:
    assert page(low_back, "exercises", "pelvic-tilt").terms_not_explained == ()
    bare = edited(low_back, TILT, "[navel](term:navel)", "navel")
    found = page(bare, "exercises", "pelvic-tilt")
    lines = bare[TILT].decode().split("\n")
    place = next(n for n, line in enumerate(lines, start=1) if "your navel" in line)
    assert [(m.term, m.path, m.line) for m in found.terms_not_explained] == [
        ("navel", f"content/{TILT}", place)
    ]
    assert why_not(found, "PEMAT", 4) == "navel"


def test_a_passive_step_is_found_and_a_passive_elsewhere_is_none(
    low_back: Mapping[str, bytes],
) -> None:
    before = page(low_back, "exercises", "heel-slides")
    assert before.passive_steps == ()
    assert "is not meant" in why_not(before, "PEMAT", 5)  # it stands in the disclaimer
    assert why_not(before, "CDC", 6) == ""
    worse = step(low_back, SLIDES, 2, "One knee is slowly bent.")
    found = page(worse, "exercises", "heel-slides")
    assert [each.found for each in found.passive_steps] == ["is slowly bent"]
    assert "is slowly bent" in why_not(found, "CDC", 6)


# --- What is missing, and the items ---------------------------------------------------------


def test_a_missing_picture_and_caption_are_said(neck: Mapping[str, bytes]) -> None:
    towel = "exercises/neck-turn-with-towel.md"
    assert page(neck, "exercises", "neck-turn-with-towel").missing == ()
    bare = edited(neck, towel, "\nThe towel lies low.\n", "")
    found = page(bare, "exercises", "neck-turn-with-towel")
    assert found.missing == ("caption",)
    assert why_not(found, "PEMAT", 17) == "Turn your head with a towel"
    text = bare[towel].decode()
    text = re.sub(r"picture:\n(  .*\n)+", "", text)
    text = re.sub(r"## Picture\n\n1\. .*\n", "", text)
    found = page({**bare, towel: text.encode()}, "exercises", "neck-turn-with-towel")
    assert found.missing == ("picture",)
    assert why_not(found, "PEMAT", 15) == "Turn your head with a towel"
    assert why_not(found, "CDC", 4) == "there is none"


WORSE: Final = [
    ("PEMAT", 8, "Bend. Rest. Slide. Rest again."),
    ("PEMAT", 22, "Bend one knee. Then slide your heel."),
]


@pytest.mark.parametrize(("instrument", "number", "text"), WORSE)
def test_an_item_holds_until_a_step_breaks_it(
    low_back: Mapping[str, bytes], instrument: str, number: int, text: str
) -> None:
    assert why_not(page(low_back, "exercises", "heel-slides"), instrument, number) == ""
    found = page(step(low_back, SLIDES, 2, text), "exercises", "heel-slides")
    assert why_not(found, instrument, number) != ""


def test_a_dose_that_is_left_open_is_no_specific_direction(low_back: Mapping[str, bytes]) -> None:
    assert why_not(page(low_back, "exercises", "heel-slides"), "CDC", 14) == "Heel slides"
    assert why_not(page(low_back, "exercises", "single-knee-to-chest"), "CDC", 14) == ""


def test_a_main_message_of_four_sentences_is_too_long(low_back: Mapping[str, bytes]) -> None:
    routine = "routines/low-back-stretch.md"
    text = f"{low_back[routine].decode().rstrip()}\nOne. Two. Three. Four.\n"
    found = page({**low_back, routine: text.encode()}, "routines", "low-back-stretch")
    for instrument, number in (("PEMAT", 11), ("CDC", 1), ("CDC", 2)):
        assert why_not(found, instrument, number).endswith("sentences stand there")


def test_words_that_never_say_you_do_not_address_the_reader(low_back: Mapping[str, bytes]) -> None:
    text = re.sub(r"\b[Yy]our?\b", "the", low_back[SLIDES].decode())
    found = page({**low_back, SLIDES: text.encode()}, "exercises", "heel-slides")
    assert why_not(found, "PEMAT", 21) == "Heel slides"


def test_what_was_not_judged_is_said_and_nothing_is_both(low_back: Mapping[str, bytes]) -> None:
    found = report.report(library(low_back), DATE)
    for instrument, numbers in ITEMS.items():
        judged = [number for name, number, _ in JUDGED if name == instrument]
        left = found.not_judged[instrument]
        assert sorted([*judged, *left]) == list(numbers)
        assert left


# --- The command ----------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(LOW_BACK, tmp_path / "content")
    return tmp_path


def as_read(text: str) -> Report:
    """Return a report as another program reads it: every field is there, and no other."""
    found = READ.validate_json(text)
    assert json.loads(report.as_json(found)) == json.loads(text)
    return found


def test_the_report_as_json_holds_the_fields_of_its_model(low_back: Mapping[str, bytes]) -> None:
    done = limber(*DAY, "report", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert as_read(done.stdout) == report.report(library(low_back), DATE)


def test_the_report_as_text_has_a_row_for_each_page_and_says_what_it_is_not() -> None:
    done = limber(*DAY, "report")
    assert (done.returncode, done.stderr) == (0, "")
    rows = done.stdout.split("\n\n")[0].split("\n")
    assert len(rows) == 1 + 20 + 1
    assert re.fullmatch(r"A stronger low back +140 +8\.8 +35 +6\.0", rows[1])
    assert re.fullmatch(r"Heel slides +\d+ +\d+\.\d +\d+ +-", rows[11])
    long = r"^content/programmes/low-back\.md:\d+: long sentence \(22 words\): It is not"
    assert re.search(long, done.stdout, re.MULTILINE)
    assert "PEMAT: items 1, 2, 3," in done.stdout
    assert "its readers tell" in done.stdout


def test_the_report_of_a_file_is_that_of_the_pages_that_show_its_words() -> None:
    done = limber(*DAY, "report", "content/exercises/wall-squats.md", "--format", "json")
    shown = {(each.kind, each.id) for each in as_read(done.stdout).pages}
    assert shown == {
        ("exercises", "wall-squats"),
        ("routines", "standing"),
        ("programmes", "low-back"),
    }
    caution = limber(*DAY, "report", "content/cautions/wall-for-balance.md", "--format", "json")
    assert ("exercises", "heel-raises") in {(e.kind, e.id) for e in as_read(caution.stdout).pages}


def test_the_worst_words_fail_nothing(project: Path) -> None:
    path = project / "content" / SLIDES
    worst = "It is unquestionably recommended that simultaneous movements be avoided."
    path.write_text(re.sub(r"2\. .*", f"2. {worst}", path.read_text("utf-8"), count=1), "utf-8")
    done = limber(*DAY, "report", cwd=project)
    assert done.returncode == 0
    assert "reads like the passive voice: is unquestionably recommended" in done.stdout


@pytest.mark.parametrize(("before", "after"), [("supine", "supin"), ("2. Slide", "2. TODO: slide")])
def test_content_with_errors_or_gaps_is_not_reported(
    project: Path, before: str, after: str
) -> None:
    path = project / "content" / SLIDES
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    done = limber(*DAY, "report", "--format", "json", cwd=project)
    assert (done.returncode, done.stdout) == (1, "")
    assert "'python -m generator check' lists them" in done.stderr


def test_a_file_that_is_not_there_is_wrong_use() -> None:
    done = limber(*DAY, "report", "content/no-such-file.md")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no file or folder 'content/no-such-file.md'" in done.stderr


def test_another_library_is_reported_without_a_word_of_ours() -> None:
    done = limber(*DAY, "--content", NECK, "report", "--format", "json")
    found: dict[str, Any] = json.loads(done.stdout)
    assert [each["id"] for each in found["pages"] if each["kind"] == "programmes"] == ["neck"]
    assert "low back" not in done.stdout.lower()


def test_hostile_words_reach_a_terminal_as_plain_text(project: Path) -> None:
    path = project / "content" / SLIDES
    text = path.read_text("utf-8")
    evil = "2. Say \u2028\u009b31m these inconceivable words."
    path.write_text(re.sub(r"2\. .*", evil, text, count=1), "utf-8")
    done = limber(*DAY, "report", cwd=project)
    assert not any(c != "\n" and not c.isprintable() for c in done.stdout)
