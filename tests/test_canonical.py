"""The one style of a content file: what the editing page's own serializer writes.

`cases/yaml-2.9.1.json` was written by that serializer itself, the package `yaml` that the editing
page is built with, with the settings of our pages; `.ci/audit` compares all content with it.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from generator.canonical import canonical, front_matter
from generator.loader import load
from generator.model import FACTS, PlainFacts
from generator.rules import style_is_the_forms_own
from generator.source import Files
from tests.conftest import CASES, LOW_BACK, NECK
from tests.test_commands import DAY, limber

WRITTEN: Final = json.loads((CASES / "yaml-2.9.1.json").read_text(encoding="utf-8"))
SLIDES: Final = "exercises/heel-slides.md"


@pytest.mark.parametrize(("text", "written"), WRITTEN["texts"])
def test_a_text_is_written_as_the_serializer_of_the_form_writes_it(text: str, written: str) -> None:
    assert "\n".join(front_matter({"note": text})) == written


@pytest.mark.parametrize(("value", "written"), WRITTEN["values"])
def test_lists_and_groups_are_written_as_the_serializer_writes_them(
    value: dict[str, Any], written: str
) -> None:
    assert "\n".join(front_matter(value)) == written


@pytest.mark.parametrize("text", ["no", "on", "12:30", "1_000", "="])
def test_a_text_that_the_check_would_refuse_unquoted_stands_in_quotes(text: str) -> None:
    assert [*front_matter({"note": text})] == [f"note: '{text}'"]


def restyled(path: str, text: str) -> str:
    """Return the canonical text of one file."""
    files = Files("content", {path: text.encode()})
    kind, entry = next(load(files).draft.entries())
    return canonical(entry.source, FACTS.get(kind, PlainFacts))


EXERCISE: Final = """\
---
# A comment

source: "a-book"   # another
dose: {repetitions: 10, hold: 5 seconds}
was: []
figure:
  end: {}
  start: {legs: {level: false}, base: supine}
needs: [floor, wall]
position:    supine
note: >-
  Some words
  of ours.
---
# Bend


You bend your knee.

1. Bend.
2. Hold for {hold}.


"""
STYLED: Final = """\
---
position: supine
needs:
  - floor
  - wall
dose:
  repetitions: '10'
  hold: 5 seconds
figure:
  start:
    base: supine
source: a-book
note: Some words of ours.
---

# Bend


You bend your knee.

1. Bend.
2. Hold for {hold}.
"""


def test_fields_come_in_their_order_and_those_that_say_nothing_go() -> None:
    assert restyled("exercises/bend.md", EXERCISE) == STYLED


def test_the_one_style_is_the_style_of_what_has_it() -> None:
    assert restyled("exercises/bend.md", STYLED) == STYLED


def test_words_without_a_field_need_no_front_matter_and_get_none() -> None:
    assert restyled("terms/navel.md", "---\n---\n\n# navel\n\nbelly\n") == "# navel\n\nbelly\n"
    assert restyled("terms/navel.md", "# navel\n\nbelly\n") == "# navel\n\nbelly\n"


def test_facts_and_words_are_the_same_in_the_one_style() -> None:
    for text in (EXERCISE, STYLED):
        entries = load(Files("content", {"exercises/bend.md": text.encode()})).draft.exercises
        assert entries["bend"].facts.dose.repetitions.low == 10
        assert [line.text for line in entries["bend"].words.steps] == ["Bend.", "Hold for {hold}."]


# --- What the check and the command say -----------------------------------------------------


def departures(files: Mapping[str, bytes]) -> list[str]:
    found = [*style_is_the_forms_own(load(Files("content", files)).draft)]
    assert {problem.code for problem in found} == {"not-canonical"}
    return [f"{p.path}:{p.line}:{p.column} {p.severity} {p.message}" for p in found]


@pytest.mark.parametrize("folder", [LOW_BACK, NECK])
def test_all_content_of_ours_is_in_the_one_style(folder: Path) -> None:
    done = limber("--content", folder, *DAY, "format", "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_check_warns_where_a_file_departs_from_it(low_back: Mapping[str, bytes]) -> None:
    old = low_back[SLIDES]
    needs = old.replace(b"needs:\n  - floor\n", b"needs: [floor]\n")
    comment = old.replace(b"  limb: leg\n", b"  limb: leg  # the heel's\n")
    swapped = old.replace(b"---\n\n#", b"---\n#")
    found = [departures({**low_back, SLIDES: text})[0] for text in (needs, comment, swapped)]
    assert [line.split(" ", 2)[:2] for line in found] == [
        [f"content/{SLIDES}:3:1", "warning"],
        [f"content/{SLIDES}:8:14", "warning"],
        [f"content/{SLIDES}:23:1", "warning"],
    ]
    assert "python -m generator format" in found[0]
    assert "comment" in found[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content, with one file in another style, one with a comment, one broken."""
    content = tmp_path / "content"
    shutil.copytree(LOW_BACK, content)
    for name, old, new in (
        ("heel-slides", "needs:\n  - floor\n", "needs: [floor]\n"),
        ("heel-raises", "dose:\n", "dose:  # as the source says\n"),
        ("ankle-pumps", "position: ", "positions: "),
    ):
        path = content / f"exercises/{name}.md"
        path.write_text(path.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
    return content


def test_format_mends_a_file_and_leaves_what_it_cannot_read_or_keep(folder: Path) -> None:
    before = {path: path.read_bytes() for path in sorted(folder.rglob("*.md"))}
    only_named = limber("--content", folder, "format", "--check")
    assert (only_named.returncode, {p: p.read_bytes() for p in before}) == (1, before)
    done = limber("--content", folder, "format")
    assert done.returncode == 1
    assert done.stdout == only_named.stdout == f"{folder}/{SLIDES}\n"
    assert done.stderr.splitlines() == [
        f"{folder}/exercises/ankle-pumps.md: it has an error "
        "('python -m generator check' says which), and stays as it is.",
        f"{folder}/exercises/heel-raises.md: it has a comment in line 5 "
        "(move its words into 'note'), and stays as it is.",
    ]
    changed = [path for path, data in before.items() if path.read_bytes() != data]
    assert changed == [folder / SLIDES]
    assert (folder / SLIDES).read_bytes() == (LOW_BACK / SLIDES).read_bytes()


def test_format_takes_paths_and_mends_ends_of_lines(folder: Path) -> None:
    pelvis = folder / "terms/pelvis.md"
    right = pelvis.read_bytes()
    pelvis.write_bytes(b"\xef\xbb\xbf" + right.replace(b"\n", b"\r\n"))
    done = limber("--content", folder, "format", folder / "terms", folder / SLIDES)
    assert done.stdout.splitlines() == [f"{folder}/{SLIDES}", f"{pelvis}"]
    assert (done.returncode, pelvis.read_bytes()) == (0, right)


def test_format_of_a_path_that_is_not_there_is_wrong_use(folder: Path) -> None:
    done = limber("--content", folder, "format", "nowhere.md")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'nowhere.md'" in done.stderr
