"""What pages are given: doses in force, reviews with their days, needs of a whole chain."""

import datetime
import html
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from generator.build import build
from generator.library import Library
from generator.loader import load
from generator.rules import check
from generator.source import Files
from tests.conftest import SITE

TODAY: Final = datetime.date(2026, 1, 15)
REVIEW: Final = """\
review:
  reviewers:
    - name: {name}
      credentials: PT
  date: {date}
  next_due: 2026-12-31
"""


def exercise(title: str, hold: str, more: str = "", position: str = "lying") -> str:
    front = f"position: {position}\ndose:\n  repetitions: 5\n  hold: {hold}\n{more}source: book\n"
    return f"---\n{front}---\n# {title}\n\nYou move.\n\n1. Move.\n2. Hold for {{hold}}.\n"


def content(**changes: str) -> dict[str, str]:
    files = {
        "disclaimer.md": "---\n---\n# Disclaimer\n\nAsk someone.\n",
        "positions/lying.md": "---\nfloor: true\n---\n# Lying\n",
        "positions/standing.md": "---\n---\n# Standing\n",
        "equipment/wall.md": "---\n---\n# a wall\n",
        "sources/book.md": "---\npublisher: A press\n---\n# The book\n",
        "regions/back.md": "---\n---\n# Back\n",
        "cautions/pain.md": "---\ngrade: stop\n---\n# If it hurts\n\nStop.\n",
        "exercises/base.md": exercise("Base", "10 seconds"),
        "exercises/top.md": exercise("Top", "2 seconds", "starts_from: base\n", "standing"),
        "programmes/all.md": "---\nregion: back\nstages:\n  - id: one\n    exercises:\n"
        "      - base\n      - top\ncautions:\n  - pain\nsource: book\n"
        "---\n# All\n\nMove.\n\n## One\n",
    }
    return files | {name.replace("__", "/") + ".md": text for name, text in changes.items()}


def library(files: Mapping[str, str]) -> Library:
    contents = {path: text.encode() for path, text in files.items()}
    checked = check(load(Files("content", contents)), TODAY)
    assert checked.library, checked.problems
    return checked.library


def text_of(files: Mapping[str, str], path: str) -> str:
    text = build(library(files), TODAY, SITE)[path].content
    assert isinstance(text, str)
    return html.unescape(text)


def test_an_exercise_that_another_starts_from_has_one_dose_on_a_page() -> None:
    routine = (
        "---\nexercises:\n  - exercise: top\n  - exercise: base\n    dose:\n"
        "      hold: 3 seconds\n---\n# Both\n\nMove.\n"
    )
    text = text_of(content(routines__both=routine), "routines/both/index.md")
    assert text.count("Hold for 3 seconds") == 2
    assert "10 seconds" not in text


def test_what_the_starting_exercise_needs_and_where_it_is_done_come_along() -> None:
    base = exercise("Base", "10 seconds", "needs:\n  - wall\n")
    files = content(exercises__base=base.replace("dose:", "needs:\n  - wall\ndose:", 1).replace(
        "needs:\n  - wall\nsource", "source"))  # fmt: skip
    text = text_of(files, "exercises/top/index.md")
    assert "**You need:** a wall" in text


def test_each_reviewer_is_named_with_the_day_of_their_own_review() -> None:
    def reviewed(path: str, name: str, date: str) -> str:
        return content()[path].replace(
            "source: book\n", "source: book\n" + REVIEW.format(name=name, date=date), 1
        )

    files = content()
    files["exercises/base.md"] = reviewed("exercises/base.md", "Ann", "2025-01-01")
    files["exercises/top.md"] = reviewed("exercises/top.md", "Bob", "2025-12-30")
    files["cautions/pain.md"] = files["cautions/pain.md"].replace(
        "grade: stop\n", "grade: stop\n" + REVIEW.format(name="Ann", date="2025-03-01")
    )
    text = text_of(files, "exercises/top/index.md")
    assert "Reviewed by Ann, PT (1 January 2025); Bob, PT (30 December 2025)." in text


@pytest.mark.parametrize("page", ["exercises", "routines", "a-z", "safety", "positions/lying"])
def test_lists_say_that_nobody_has_reviewed_what_they_list(page: str) -> None:
    assert "Not yet reviewed by a clinician" in text_of(content(), f"{page}/index.md")


def test_cautions_of_one_grade_stand_in_the_order_of_their_author_whatever_the_hash_seed(
    tmp_path: Path,
) -> None:
    names = ["zeta", "alpha", "mid", "beta", "omega"]
    files = content()
    for name in names:
        files[f"cautions/{name}.md"] = f"---\ngrade: take-care\n---\n# About {name}\n\nMind.\n"
    listed = "".join(f"  - {name}\n" for name in names)
    files["programmes/all.md"] = files["programmes/all.md"].replace(
        "  - pain\n", f"  - pain\n{listed}"
    )
    for path, text in files.items():
        place = tmp_path / "content" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    script = (
        "import datetime, pathlib, re\nfrom generator.build import build, check_folder\n"
        "from generator.site import Site\n"
        "day = datetime.date(2026, 1, 15)\n"
        "library = check_folder(pathlib.Path('content'), day).library\n"
        "made = build(library, day, Site('Made up', 'https://made-up.example/'))\n"
        "print(re.findall('About ([a-z]+)', made['guides/all/index.md'].content))"
    )
    for seed in ("1", "2", "3"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.strip() == str(names)


def test_a_caution_that_was_renamed_leaves_all_cautions_in_their_box() -> None:
    files = content()
    was = "grade: stop\nwas:\n  - ache\n  - agony\n"
    files["cautions/pain.md"] = files["cautions/pain.md"].replace("grade: stop\n", was)
    text = text_of(files, "safety/index.md")
    before, _, box = text.partition('<div class="admonition stop" markdown>\n')
    lines = box.partition("\n</div>\n")[0].splitlines()
    place = lines.index('<span id="ache"></span><span id="agony"></span>')
    assert (lines[place - 1], lines[place + 1]) == ("", "")
    titles = [line for line in text.splitlines() if line.startswith("### ")]
    stops = [f for f in files.values() if f.startswith("---\ngrade: stop")]
    assert [line for line in lines if line.startswith("### ")] == titles[: len(stops)]
    assert "### " not in before
