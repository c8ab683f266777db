"""Two versions of sheets: which pages are not what they were, and how they are told."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from PIL import Image

from generator import comparison, summary
from generator.comparison import Change, Side
from generator.problems import Problem

SHEET = "routines/stretch/stretch-a4.pdf"


def sheets(folder: Path, shades: Mapping[str, Sequence[int]]) -> Path:
    """Write PDFs whose pages are of one shade each."""
    for path, pages in shades.items():
        first, *rest = (Image.new("L", (40, 60), shade) for shade in pages)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        first.save(folder / path, "PDF", save_all=True, append_images=rest)
    return folder


def compared(
    folder: Path, before: Mapping[str, Sequence[int]], after: Mapping[str, Sequence[int]]
) -> tuple[Change, ...]:
    old, new = sheets(folder / "before", before), sheets(folder / "after", after)
    return comparison.compare(old, new, folder / "pictures")


def test_what_is_the_same_is_not_told_and_not_drawn(tmp_path: Path) -> None:
    same = {SHEET: [0, 90]}
    assert compared(tmp_path, same, same) == ()
    assert not (tmp_path / "pictures").exists()


def test_only_the_pages_that_differ_are_told_with_a_picture_before_and_after(
    tmp_path: Path,
) -> None:
    (change,) = compared(tmp_path, {SHEET: [0, 90, 200]}, {SHEET: [0, 120, 200]})
    assert (change.path, change.before, change.after) == (SHEET, 3, 3)
    assert [side.number for side in change.sides] == [2]
    (side,) = change.sides
    old, new = (Image.open(tmp_path / "pictures" / name) for name in (side.before, side.after))
    assert old.convert("L").getpixel((5, 5)) == 90
    assert new.convert("L").getpixel((5, 5)) == 120


def test_pages_stand_in_order_where_there_are_ten_and_more(tmp_path: Path) -> None:
    before = [*range(0, 120, 10)]
    (change,) = compared(tmp_path, {SHEET: before}, {SHEET: [*before[:10], 250, before[11]]})
    assert [side.number for side in change.sides] == [11]


@pytest.mark.parametrize(("before", "after"), [([0], [0, 90]), ([0, 90], [0])])
def test_a_page_more_or_less_is_told(
    tmp_path: Path, before: Sequence[int], after: Sequence[int]
) -> None:
    (change,) = compared(tmp_path, {SHEET: before}, {SHEET: after})
    (side,) = change.sides
    assert side.number == 2
    assert (bool(side.before), bool(side.after)) == (len(before) == 2, len(after) == 2)


def test_a_sheet_that_is_new_or_gone_is_told(tmp_path: Path) -> None:
    new, gone = compared(tmp_path, {"b.pdf": [0]}, {"a.pdf": [0, 90]})
    assert (new.path, new.before, new.after) == ("a.pdf", 0, 2)
    assert (gone.path, gone.before, gone.after) == ("b.pdf", 1, 0)


def test_without_poppler_one_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(comparison.NoPictures, match="poppler-utils"):
        compared(tmp_path, {SHEET: [0]}, {SHEET: [90]})


def test_of_a_damaged_pdf_one_is_told_what_poppler_said(tmp_path: Path) -> None:
    before, after = sheets(tmp_path / "before", {SHEET: [0]}), tmp_path / "after"
    (after / SHEET).parent.mkdir(parents=True)
    (after / SHEET).write_bytes(b"no PDF")
    with pytest.raises(comparison.NoPictures, match=r"failed at 'stretch-a4\.pdf': .+"):
        comparison.compare(before, after, tmp_path / "pictures")


# --- how it is told -------------------------------------------------------------------------


def test_the_table_of_paper_has_each_sheet_with_its_pages() -> None:
    sides = (Side(1, "b.png", "a.png"), Side(3, "", "c.png"))
    told = summary.of_paper([Change("b/c.pdf", 2, 3, sides), Change("d.pdf", 0, 1, sides[:1])])
    assert "| b/c.pdf | 2 | 3 | 1, 3 |" in told
    assert "| d.pdf | new | 1 | 1 |" in told


def test_a_change_without_paper_says_so() -> None:
    assert summary.of_paper(()) == "No sheet changes.\n"
    assert "No sheet changes." in summary.page_of_paper(())


HOSTILE = '<img src=x onerror=alert(1)> | `a` [b](javascript:c) "\n# d'


def test_nothing_in_a_problem_comes_alive() -> None:
    told = summary.of_problems([Problem("a|b.md", 1, 2, "code", HOSTILE)])
    row = told.splitlines()[-1]
    assert row.count("|") == 3
    assert not set('<>`[]"#') & set(row.replace("&#", ""))


def test_nothing_in_a_path_or_in_what_a_program_printed_comes_alive() -> None:
    page = summary.page_of_paper([Change(HOSTILE, 1, 1, (Side(1, HOSTILE, HOSTILE),))])
    assert "<img src=x" not in page
    parts = [summary.Part("Words", summary.of_text(HOSTILE)), summary.Part("Site", "", HOSTILE)]
    told = summary.of_change(parts)
    left_out = next(line for line in told.splitlines() if line.startswith("Left out"))
    assert not set('<>`[]"#') & set(left_out.replace("&#", ""))
    assert "    # d" in told.splitlines()


def test_all_problems_are_told_as_far_as_github_takes_them() -> None:
    few = [Problem("a.md", n, 1, "code", f"Problem {n}.") for n in range(1, 500)]
    told = summary.of_problems(few)
    assert told.count("| a.md:") == len(few)
    assert "## 499 errors, 0 warnings" in told
    many = [Problem("a.md", n, 1, "code", "<" * 300) for n in range(1, 5000)]
    told = summary.of_problems(many)
    assert len(told.encode()) < 2**20
    assert f"{len(many) - told.count('| a.md:')} more do not fit here" in told


@pytest.mark.parametrize("sign", ["<", "a", "\U0010fffd"])
def test_paper_and_text_are_told_as_far_as_github_takes_both(sign: str) -> None:
    sides = tuple(Side(number, "b.png", "a.png") for number in range(100, 120))
    sheets = [Change(f"{number}{sign * 300}.pdf", 9, 9, sides) for number in range(9000)]
    paper, text = summary.of_paper(sheets), summary.of_text(f"{sign * 300}\n" * 9000)
    told = summary.of_change([summary.Part("Paper", paper), summary.Part("Words", text)])
    assert len(told.encode()) < 2**20
    rows, lines = paper.count("| 9 | 9 |"), text.count(f"    {sign}")
    assert 0 < rows < len(sheets)
    assert 0 < lines < 9000
    assert f"\n\n{len(sheets) - rows} more do not fit here: " in told
    assert f"\n\n{9000 - lines} more lines do not fit here." in told


def test_content_without_a_problem_says_so() -> None:
    assert "The content is as it should be." in summary.of_problems([])
