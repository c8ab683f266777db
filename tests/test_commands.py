"""The command line, from outside: what each command prints, writes and returns."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import jsonschema
import pytest
from PIL import Image

from generator import reference
from generator.facts import _CODES
from generator.model import FACTS
from generator.source import read
from generator.starter import KINDS
from tests.conftest import CASES, NECK, PATIENCE
from tests.test_bad import BAD, MESSAGES

ROOT: Final = Path(__file__).parents[1]
CONTENT: Final = ROOT / "content"
CONTRIBUTING: Final = ROOT / "CONTRIBUTING.md"
DAY: Final = ("--today", "2026-01-15")


def limber(
    *arguments: str | Path, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run one command in a process of its own."""
    kept = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    return subprocess.run(
        [sys.executable, "-m", "generator", *map(str, arguments)],
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the content that ships."""
    shutil.copytree(CONTENT, tmp_path / "content")
    return tmp_path


@pytest.fixture
def broken(project: Path) -> Path:
    """The same with an error in one file and a warning in another."""
    path = project / "content/exercises/heel-slides.md"
    path.write_text(path.read_text("utf-8").replace("supine", "supin", 1), encoding="utf-8")
    steps = project / "content/exercises/heel-raises.md"
    long = "1. " + "rise " * 31
    steps.write_text(re.sub("1. .*", long, steps.read_text("utf-8"), count=1), encoding="utf-8")
    return project


PLACE: Final = "content/exercises/heel-slides.md:2:11"
MESSAGE: Final = "There is no 'supin' in positions/. Did you mean 'supine'?"


# --- check ----------------------------------------------------------------------------------


def test_check_of_the_content_that_ships_finds_nothing() -> None:
    done = limber(*DAY, "check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "0 errors, 0 warnings\n")


def test_check_prints_every_problem_and_fails_if_there_is_an_error(broken: Path) -> None:
    done = limber(*DAY, "check", cwd=broken)
    assert done.returncode == 1
    warning, error = done.stdout.splitlines()
    assert warning.startswith("content/exercises/heel-raises.md:")
    assert ": warning[long-step]: " in warning
    assert error == f"{PLACE}: error[unknown-reference]: {MESSAGE}"
    assert done.stderr == "1 errors, 1 warnings\n"


def test_check_succeeds_where_there_are_only_warnings(broken: Path) -> None:
    done = limber(*DAY, "check", "content/exercises/heel-raises.md", cwd=broken)
    assert (done.returncode, done.stderr) == (0, "0 errors, 1 warnings\n")


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (".", 2),
        ("content", 2),
        ("content/exercises", 2),
        ("content/exercises/heel-slides.md", 1),
        ("./content/../content/exercises/heel-slides.md", 1),
        ("content/routines/../exercises", 2),
        ("content/exercises/ankle-pumps.md", 0),
        ("content/routines", 0),
    ],
)
def test_check_of_a_path_shows_the_problems_below_it(broken: Path, path: str, found: int) -> None:
    done = limber(*DAY, "check", path, cwd=broken)
    assert len(done.stdout.splitlines()) == found
    assert done.returncode == (1 if "unknown-reference" in done.stdout else 0)


def test_check_takes_many_paths_and_content_from_elsewhere(broken: Path) -> None:
    content = broken / "content"
    paths = [content / "exercises/heel-slides.md", content / "routines", content / "cautions"]
    done = limber("--content", content, *DAY, "check", *paths)
    assert done.stdout == f"{broken}/{PLACE}: error[unknown-reference]: {MESSAGE}\n"
    assert done.returncode == 1


def test_check_as_json_is_one_array_of_objects(broken: Path) -> None:
    done = limber(*DAY, "check", "--format", "json", cwd=broken)
    warning, error = json.loads(done.stdout)
    assert warning["severity"] == "warning"
    assert error == {
        "path": "content/exercises/heel-slides.md",
        "line": 2,
        "column": 11,
        "code": "unknown-reference",
        "message": MESSAGE,
        "severity": "error",
    }
    assert done.returncode == 1


def test_check_as_json_of_content_without_a_problem_is_an_empty_array() -> None:
    assert json.loads(limber(*DAY, "check", "--format", "json").stdout) == []


def test_check_for_github_is_one_annotation_for_each_problem(broken: Path) -> None:
    odd = broken / "content/exercises/50%, a:b\nc.md"
    odd.write_text("---\n---\n", encoding="utf-8")
    done = limber(*DAY, "check", "--format", "github", cwd=broken)
    assert done.returncode == 1
    name, warning, error = done.stdout.splitlines()
    assert name == (
        "::error file=content/exercises/50%25%2C a%3Ab\\nc.md,line=1,col=1,title=file-name::"
        "'50%25, a:b\\nc' is no id: rename the file to lower-case words joined by hyphens, at most "
        "64 characters."
    )
    assert warning.startswith("::warning file=content/exercises/heel-raises.md,line=")
    assert error == (
        "::error file=content/exercises/heel-slides.md,line=2,col=11,title=unknown-reference::"
        + MESSAGE
    )


def test_check_prints_what_the_terminal_cannot_show_in_another_way(broken: Path) -> None:
    (broken / "content/exercises/bend.md").write_text("---\nposition: 'é…'\n---\n", "utf-8")
    done = limber(*DAY, "check", cwd=broken, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "'position' is '\\xe9\\u2026'" in done.stdout


def test_check_of_an_awful_folder_ends_without_a_traceback(tmp_path: Path) -> None:
    shutil.copytree(BAD / "content", tmp_path / "content")
    for form in ("text", "github", "json"):
        done = limber(*DAY, "check", "--format", form, cwd=tmp_path)
        assert done.returncode == 1
        assert re.fullmatch(r"\d+ errors, \d+ warnings\n", done.stderr)


def test_check_of_a_folder_that_is_not_there_fails(tmp_path: Path) -> None:
    done = limber("check", cwd=tmp_path)
    assert done.returncode == 1
    assert "content:1:1: error[no-folder]: There is no such folder: " in done.stdout


# --- Dates ----------------------------------------------------------------------------------


@pytest.fixture
def reviewed(project: Path) -> Path:
    """The content that ships, with a review of one exercise from 2025 to the end of 2026."""
    path = project / "content/exercises/heel-slides.md"
    review = (
        "review:\n  reviewers:\n    - name: A. Reviewer\n      credentials: PT\n"
        "  date: 2025-12-31\n  next_due: 2026-12-31\n"
    )
    text = path.read_text("utf-8").replace("note: ", f"{review}note: ", 1)
    path.write_text(text, encoding="utf-8")
    return project


@pytest.mark.parametrize(
    ("today", "code", "line"),
    [
        ("2025-12-30", 1, "error[wrong-date]: The review is dated 2025-12-31"),
        ("2025-12-31", 0, ""),
        ("2026-12-31", 0, ""),
        ("2027-01-01", 0, "warning[review-overdue]: The next review was due on 2026-12-31"),
    ],
)
def test_today_is_the_day_that_reviews_are_held_against(
    reviewed: Path, today: str, code: int, line: str
) -> None:
    epoch = {"SOURCE_DATE_EPOCH": "0"}  # --today goes before it
    done = limber("--today", today, "check", cwd=reviewed, **epoch)
    assert done.returncode == code
    assert line in done.stdout
    assert bool(line) == bool(done.stdout)


@pytest.mark.parametrize(
    ("epoch", "overdue"),
    [("1798761599", False), ("1798761600", True)],
    ids=["last second of 2026 in UTC", "first second of 2027 in UTC"],
)
def test_without_today_the_day_is_that_of_source_date_epoch_in_utc(
    reviewed: Path, epoch: str, overdue: bool
) -> None:
    for zone in ("UTC", "Pacific/Kiritimati", "Pacific/Niue"):
        done = limber("check", cwd=reviewed, SOURCE_DATE_EPOCH=epoch, TZ=zone)
        assert ("review-overdue" in done.stdout) == overdue


@pytest.mark.parametrize("epoch", ["soon", "1.5", "99999999999999999999", "2026-01-15"])
def test_a_source_date_epoch_that_is_no_number_of_seconds_is_wrong_use(epoch: str) -> None:
    done = limber("check", SOURCE_DATE_EPOCH=epoch)
    assert done.returncode == 2
    message = f"SOURCE_DATE_EPOCH is '{epoch}'; not whole seconds since 1970."
    assert done.stderr == f"python -m generator: {message}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("chekc",),
        ("check", "--format", "xml"),
        ("check", "--drafts"),
        ("check", "content/nothing-here.md"),
        ("--today", "tomorrow", "check"),
        ("--today", "2026-02-30", "check"),
        ("new",),
        ("new", "exercise"),
        ("new", "position", "lying"),
        ("explain", "nothing"),
    ],
    ids=lambda words: " ".join(words) or "nothing",
)
def test_wrong_use_returns_2_and_says_why(arguments: Sequence[str]) -> None:
    done = limber(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "python -m generator" in done.stderr
    assert "Traceback" not in done.stderr


# --- new ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_file_is_a_draft_to_fill_in(project: Path, kind: str) -> None:
    done = limber("new", kind, "Knee lift (seated), 2", cwd=project)
    path = f"content/{kind}s/knee-lift-seated-2.md"
    assert done.returncode == 0
    assert done.stdout.startswith(f"{path}: fill in what is marked TODO")
    assert "# Knee lift (seated), 2\n" in (project / path).read_text("utf-8")
    draft = limber(*DAY, "check", "--draft", cwd=project)
    assert draft.returncode == 0
    assert draft.stdout
    assert {line.split(": ")[1] for line in draft.stdout.splitlines()} == {"warning[todo]"}
    final = limber(*DAY, "check", cwd=project)
    assert final.returncode == 1
    assert final.stdout == draft.stdout.replace("warning[todo]", "error[todo]")


def test_a_new_exercise_whose_gaps_are_filled_in_is_right(project: Path) -> None:
    limber("new", "exercise", "knee-lift", cwd=project)
    path = project / "content/exercises/knee-lift.md"
    text = path.read_text("utf-8")
    assert "# Knee lift\n" in text
    for gap, filled in (
        ("position: TODO", "position: standing"),
        ("repetitions: TODO", "repetitions: '10'\ncautions:\n  - stop-if-it-hurts"),
        ("    base: TODO", "    base: standing"),
        ("hip: TODO", "hip: 60"),
        ("knee: TODO", "knee: 80"),
        ("point: TODO", "point: near_knee"),
        ("1. TODO: what drawing 1 shows. Begin with the position.", "1. A person stands."),
        (
            "2. TODO: what is different in drawing 2. Without a figure, take this list and "
            "'figure' away.",
            "2. One knee is lifted.",
        ),
        ("source: TODO", "source: staywell-low-back"),
        ("- Do not TODO, or take this list away.", "- Do not lean back."),
    ):
        assert gap in text
        text = text.replace(gap, filled)
    path.write_text(re.sub("TODO.*", "Lift your knee.", text), encoding="utf-8")
    done = limber(*DAY, "check", cwd=project)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("kind", KINDS)
def test_new_never_writes_over_a_file(project: Path, kind: str) -> None:
    limber("new", kind, "knee lift", cwd=project)
    path = project / f"content/{kind}s/knee-lift.md"
    path.write_text("mine\n", encoding="utf-8")
    done = limber("new", kind, "Knee Lift", cwd=project)
    assert done.returncode == 2
    assert done.stderr == (
        f"python -m generator: 'content/{kind}s/knee-lift.md' is there already; "
        "nothing was written.\n"
    )
    assert path.read_text("utf-8") == "mine\n"


@pytest.mark.parametrize(
    "name", ["", " ", "…", "膝", "a" * 65, "<b>knee</b>", "knee *lift*", "1. a"]
)
def test_new_refuses_a_name_that_gives_no_id_or_no_title(tmp_path: Path, name: str) -> None:
    done = limber("new", "exercise", name, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["../up", "/etc/knee", "a/../../b", ".knee"])
def test_new_writes_nowhere_but_into_its_folder(tmp_path: Path, name: str) -> None:
    project = tmp_path / "a/b"
    project.mkdir(parents=True)
    assert limber("new", "exercise", name, cwd=project).returncode == 0
    [written] = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written.parent == project / "content/exercises"


def test_new_where_it_cannot_write_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "content").write_text("a file", encoding="utf-8")
    done = limber("new", "exercise", "knee", cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


# --- figure ---------------------------------------------------------------------------------

PICTURES: Final = ("svg", "png")
PNG: Final = b"\x89PNG\r\n\x1a\n"


def test_figure_draws_every_exercise_and_a_contact_sheet(project: Path) -> None:
    done = limber(*DAY, "figure", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    out = project / ".cache/figures"
    names = {path.stem for path in (CONTENT / "exercises").glob("*.md")} | {"contact-sheet"}
    assert {path.name for path in out.iterdir()} == {f"{n}.{e}" for n in names for e in PICTURES}
    assert done.stdout == (
        f".cache/figures: {len(names) - 1} figures, and contact-sheet.png with all of them.\n"
    )
    for path in out.glob("*.svg"):
        assert ElementTree.fromstring(path.read_bytes()).tag.endswith("}svg")  # noqa: S314
    for path in out.glob("*.png"):
        assert path.read_bytes().startswith(PNG)
        with Image.open(path) as image:
            image.load()
            assert image.width >= 900
            low, high = image.convert("L").getextrema()
            assert (low, high) == (0, 255)  # something is drawn


def test_figure_draws_those_that_are_named_where_it_is_told(project: Path) -> None:
    done = limber(*DAY, "figure", "heel-slides", "--out", "a/b", cwd=project)
    assert done.returncode == 0
    assert {path.name for path in (project / "a/b").iterdir()} == {
        f"{name}.{ending}" for name in ("heel-slides", "contact-sheet") for ending in PICTURES
    }
    assert "1 figure" in done.stdout
    assert not (project / ".cache").exists()


def test_figure_of_an_exercise_that_is_not_there_is_wrong_use(project: Path) -> None:
    done = limber(*DAY, "figure", "heel-slide", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "python -m generator: There is no exercise 'heel-slide'. Did you mean 'heel-slides'?\n"
    )
    assert not (project / ".cache").exists()


def test_figure_draws_an_impossible_pose_too_and_says_what_is_impossible(project: Path) -> None:
    path = project / "content/exercises/straight-leg-raise.md"
    text = path.read_text("utf-8")
    assert "hip: 13" in text
    path.write_text(text.replace("hip: 13", "hip: 150"), encoding="utf-8")
    assert limber(*DAY, "check", cwd=project).returncode == 1
    done = limber(*DAY, "figure", "straight-leg-raise", cwd=project)
    assert done.returncode == 0
    assert "straight-leg-raise.md: end.near_leg.hip: 'hip' comes to 150 degrees" in done.stderr
    assert (project / ".cache/figures/straight-leg-raise.png").read_bytes()[:4] == b"\x89PNG"


def test_figure_of_an_exercise_without_one_says_so(project: Path) -> None:
    path = project / "content/exercises/heel-slides.md"
    text = re.sub(r"^figure:\n(?: .*\n)+", "", path.read_text("utf-8"), flags=re.MULTILINE)
    text = re.sub(r"## Picture\n(?:.*\n)+", "", text)
    path.write_text(text, encoding="utf-8")
    assert limber(*DAY, "check", cwd=project).returncode == 0
    done = limber(*DAY, "figure", "heel-slides", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "python -m generator: 'heel-slides' has no figure.\n"


def test_figure_draws_those_of_one_file(project: Path) -> None:
    shutil.copy(CASES / "figures.yml", project)
    done = limber(*DAY, "figure", "--file", "figures.yml", "--out", "out", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    names = re.findall(r"^([a-z-]+):", (CASES / "figures.yml").read_text("utf-8"), re.MULTILINE)
    assert len(names) > 10
    assert {path.name for path in (project / "out").iterdir()} == {
        f"{name}.{ending}" for name in (*names, "contact-sheet") for ending in PICTURES
    }
    one = ("figure", "--file", "figures.yml", "cat", "--out", "one")
    assert limber(*DAY, *one, cwd=project).returncode == 0
    assert {path.stem for path in (project / "one").iterdir()} == {"cat", "contact-sheet"}


def test_figure_draws_those_of_another_content_folder(project: Path) -> None:
    done = limber(*DAY, "--content", str(NECK), "figure", "--out", "out", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.stem for path in (project / "out").iterdir()} == {
        "chin-nod", "neck-turn", "contact-sheet",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'a.yml' has no figure 'a'."),
        ("a: [", "a.yml:1:1: error[yaml-syntax]: This is not YAML"),
        ("../a: {start: {base: prone}}", "'../a' in 'a.yml' is no id"),
        ("a: prone", "'a' in 'a.yml' is no figure"),
        ("a:\n  start:\n    base: pronne", "a.yml:3:11: error[wrong-value]"),
        ("b: {start: {base: prone}}", "'a.yml' has no figure 'a'."),
    ],
)
def test_figure_of_a_file_that_is_wrong_says_what_and_where(
    tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    done = limber(*DAY, "figure", "a", "--file", "a.yml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.yml"]


# --- schema ---------------------------------------------------------------------------------


def test_the_schemas_of_the_repository_are_fresh() -> None:
    there = {path.name: path.read_text("utf-8") for path in (CONTENT / "schema").iterdir()}
    assert there == reference.schemas(), "run `python -m generator schema`"


def test_the_field_tables_of_contributing_are_fresh() -> None:
    text = CONTRIBUTING.read_text("utf-8")
    assert text == reference.with_reference(text), "run `python -m generator schema`"


def test_schema_leaves_what_is_fresh_as_it_is(project: Path) -> None:
    shutil.copy(CONTRIBUTING, project)
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    assert limber("schema", cwd=project).returncode == 0
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


def test_schema_renews_what_is_stale(project: Path) -> None:
    (project / "content/schema/exercises.json").write_text("{}", encoding="utf-8")
    guide = project / "CONTRIBUTING.md"
    guide.write_text(f"# Guide\n\n{reference.BEGIN}\nold\n{reference.END}\n\nEnd.\n", "utf-8")
    assert limber("schema", cwd=project).returncode == 0
    fresh = (project / "content/schema/exercises.json").read_text("utf-8")
    assert fresh == reference.schemas()["exercises.json"]
    text = guide.read_text("utf-8")
    assert text.startswith(f"# Guide\n\n{reference.BEGIN}\n\n### ")
    assert text.endswith(f"\n\n{reference.END}\n\nEnd.\n")
    assert "\nold\n" not in text


@pytest.mark.parametrize("text", ["", reference.BEGIN, f"{reference.END}{reference.BEGIN}"])
def test_schema_refuses_a_guide_without_both_marks(project: Path, text: str) -> None:
    (project / "CONTRIBUTING.md").write_text(text, encoding="utf-8")
    done = limber("schema", cwd=project)
    assert done.returncode == 2
    assert "are not both there" in done.stderr
    assert (project / "CONTRIBUTING.md").read_text("utf-8") == text


# --- The schemas say what the models say ----------------------------------------------------


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every content file of a known kind, with its kind."""
    for kind in FACTS:
        for path in sorted((folder / kind).glob("*.md")):
            yield kind, path


def values(path: Path) -> Any:
    """Return the front matter of a file, or None if there is none that can be read."""
    source, problems = read(path.name, path.read_bytes(), may_be_bare=True)
    faults = [problem for problem in problems if problem.code != "body-definition"]
    return source.front.values if source and source.front and not faults else None


def validator(kind: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((CONTENT / f"schema/{kind}.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("kind", FACTS)
def test_every_real_file_is_right_by_the_schema_for_editors(kind: str) -> None:
    found = [path for its_kind, path in files(CONTENT) if its_kind == kind]
    assert found
    faults = {
        path.name: [e.message for e in validator(kind).iter_errors(values(path))] for path in found
    }
    assert {name: messages for name, messages in faults.items() if messages} == {}


SCHEMA_SEES: Final = {*_CODES.values(), "wrong-type", "wrong-amount", "wrong-unit"}
# What compares two values, or a number within a text, is beyond a schema.
SCHEMA_SEES_SOME: Final = {"wrong-range", "too-large"}


def codes_by_file() -> dict[str, set[str]]:
    """Return the codes of the errors in each awful file, from the list of messages."""
    found: dict[str, set[str]] = {}
    for line in MESSAGES.read_text("utf-8").splitlines():
        if match := re.fullmatch(r"content/(.*):\d+:\d+: error\[(.*?)\]: .*", line):
            found.setdefault(match[1], set()).add(match[2])
    return found


# Faults of the file itself, whatever its fields say.
OF_THE_FILE: Final = frozenset(["file-name", "front-matter", "todo", "translation"])
FIELD_FAULTS: Final = [
    pytest.param(kind, path, id=f"{kind}/{path.name}")
    for kind, path in files(BAD / "content")
    if values(path) is not None
    and not codes_by_file().get(f"{kind}/{path.name}", set()) & OF_THE_FILE
]


@pytest.mark.parametrize(("kind", "path"), FIELD_FAULTS)
def test_an_awful_file_fails_the_schema_where_its_fault_is_in_a_field(
    kind: str, path: Path
) -> None:
    """Faults of the body and between files are not for it; nor are those named above."""
    codes = codes_by_file().get(f"{kind}/{path.name}", set())
    refused = not validator(kind).is_valid(values(path))
    if codes & SCHEMA_SEES - {"wrong-amount"}:
        assert refused, codes
    elif not codes & (SCHEMA_SEES_SOME | {"wrong-amount"}):
        assert not refused, codes


def test_among_the_awful_files_are_both_kinds_for_the_schema() -> None:
    refused = [
        path.name
        for kind, path in (case.values for case in FIELD_FAULTS)
        if not validator(str(kind)).is_valid(values(path))
    ]
    assert len(refused) >= 10
    assert len(FIELD_FAULTS) - len(refused) >= 10
