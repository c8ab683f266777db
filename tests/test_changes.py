"""What a pull request shows: the workflow's own steps, run in a git repository of two commits."""

import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from generator.__main__ import main
from generator.commands import FAILED, OK, WRONG_USE, changes
from generator.comparison import NoPictures
from generator.problems import as_github
from tests.conftest import EPOCH, PATIENCE, ROOT, TODAY, parse, write_project
from tests.test_bad import awful_folder, problems_of

WORKFLOWS: Final = ROOT / ".github/workflows"
TURN: Final = "exercises/neck-turn.md"
# The least that is a whole content folder.
TINY: Final = (
    TURN,
    "cautions/stop-if-arm-tingles.md",
    "disclaimer.md",
    "equipment/chair.md",
    "positions/sitting.md",
    "sources/made-up-neck.md",
    "terms/upright.md",
)
MAKE: Final = """#!/bin/sh
exec '{make}' --old-file=setup-site BIN='{bin}' "$@"
"""


def job(name: str) -> dict[str, Any]:
    """Return a job of the workflow for pull requests."""
    found: dict[str, Any] = yaml.safe_load((WORKFLOWS / "check.yml").read_text("utf-8"))
    return dict(found["jobs"][name])


@dataclass(frozen=True)
class Repository:
    """A project in git, and the programs that its workflow finds."""

    folder: Path
    programs: Path

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.folder, env=self.environment(), check=True)

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def restore(self) -> None:
        """Bring the content back to what was committed."""
        shutil.rmtree(self.folder / "content")
        self.git("checkout", "--quiet", "--", ".")
        self.git("clean", "--quiet", "--force", "-d")

    def environment(self, **more: str) -> dict[str, str]:
        name = {f"GIT_{who}_NAME": "A" for who in ("AUTHOR", "COMMITTER")}
        mail = {f"GIT_{who}_EMAIL": "a@a.example" for who in ("AUTHOR", "COMMITTER")}
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "GITHUB_"))}
        return {
            **kept,
            **name,
            **mail,
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "NO_MKDOCS_2_WARNING": "1",
            "SOURCE_DATE_EPOCH": EPOCH,
            **more,
        }

    def run_job(self, name: str) -> tuple[int, str, str]:
        """Run the own steps of a job as GitHub does; return status, output and summary."""
        summary = self.programs / f"summary-{name}.md"
        printed = ""
        for step in job(name)["steps"]:
            if "run" in step:
                done = subprocess.run(
                    ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
                    cwd=self.folder,
                    env=self.environment(GITHUB_STEP_SUMMARY=str(summary), **step.get("env", {})),
                    capture_output=True,
                    text=True,
                    encoding="utf-8",
                    timeout=PATIENCE,
                    check=False,
                )
                printed += done.stdout + done.stderr
                if done.returncode:
                    break
        return done.returncode, printed, summary.read_text("utf-8") if summary.exists() else ""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory, neck: Mapping[str, bytes]) -> Repository:
    """A small project of two commits; `make` takes the packages that are here, not its own.

    All tests share it: each takes back what it changes.
    """
    tmp_path = tmp_path_factory.mktemp("changes")
    settings = "nav: [{Home: index.md}]\n"
    folder = write_project(tmp_path / "project", {p: neck[p] for p in TINY}, settings)
    for page in (folder / "docs").glob("*.md"):
        page.unlink()
    (folder / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    (folder / ".gitignore").write_text("/.cache\n/comparison/\n", encoding="utf-8")
    programs = tmp_path / "programs"
    programs.mkdir()
    make = MAKE.format(make=shutil.which("make"), bin=Path(sys.executable).parent)
    for name, text in {"make": make, "sudo": '#!/bin/sh\nexec "$@"\n'}.items():
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    repository = Repository(folder, programs)
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.commit("Begin")
    edit(repository, "3. Come back to the middle.", "3. Bring your head back to the middle.")
    repository.commit("Say it plainly")
    return repository


@pytest.fixture
def inside(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the project, in which commands are run."""
    monkeypatch.chdir(repository.folder)
    return repository.folder


def edit(repository: Repository, old: str, new: str) -> None:
    path = repository.folder / "content" / TURN
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_change_of_a_step_is_shown_on_the_site_and_on_paper_before_and_after(
    repository: Repository,
) -> None:
    status, printed, told = repository.run_job("change")
    assert status == 0, printed
    out = repository.folder / "comparison"
    sheets = {
        f"neck-turn-{paper}{size}.pdf" for paper in ("a4", "letter") for size in ("", "-large")
    }
    assert {f"exercises/neck-turn/{name}" for name in sheets} == set(
        re.findall(r"^\| (\S+\.pdf) \|", html.unescape(told), flags=re.MULTILINE)
    )
    page = parse((out / "paper/index.html").read_text("utf-8"))
    shown = [node.attributes["src"] or "" for node in page.css("figure > img")]
    assert len(shown) >= 2 * len(sheets)
    assert all((out / "paper" / name).is_file() for name in shown)
    assert "Bring your head back" in (out / "site/exercises/neck-turn/index.html").read_text(
        "utf-8"
    )
    assert list((out / "site").rglob("*.pdf")) == []  # an exercise has none on the site
    assert told == (out / "summary.md").read_text("utf-8")
    assert "Left out" not in told
    assert json.loads((out / "report.json").read_text("utf-8"))["pages"]


def test_a_change_that_cannot_be_built_fails_and_each_part_is_left_out_by_name(
    repository: Repository,
) -> None:
    edit(repository, "repetitions: about 5", "repetitions: many")
    status, _, told = repository.run_job("change")
    repository.restore()
    assert status != 0
    for title in changes.PARTS:
        assert re.search(rf"## {title}\s+Left out, since it could not be made: ", told)
    assert "The content has errors" in told
    worktrees = subprocess.check_output(["git", "worktree", "list"], cwd=repository.folder)
    assert len(worktrees.splitlines()) == 1


def test_what_could_be_made_is_kept_where_the_rest_failed() -> None:
    last = job("change")["steps"][-1]
    assert "upload-artifact" in last["uses"]
    assert last["if"] == "${{ !cancelled() }}"


def test_the_awful_folder_gives_notes_at_its_lines_and_a_summary_with_all_of_them(
    repository: Repository, tmp_path: Path
) -> None:
    shutil.rmtree(repository.folder / "content")
    awful_folder(repository.folder)
    shutil.rmtree(repository.folder / "comparison", ignore_errors=True)
    (tmp_path / "same").mkdir()
    problems = problems_of(tmp_path / "same")
    status, printed, told = repository.run_job("content")
    repository.restore()
    assert status != 0
    assert set(printed.splitlines()) >= {as_github(problem) for problem in problems}
    rows = [line for line in told.splitlines() if line.startswith("| content")]
    assert len(rows) == len(problems) > 100
    for row, problem in zip(rows, problems, strict=True):
        assert f":{problem.line}:{problem.column} | **{problem.severity}** " in row
    assert not list(repository.folder.glob("comparison"))


# --- the command by itself ------------------------------------------------------------------


def make_site(change: changes.Change) -> str:
    (change.out / "site").mkdir()
    return "Made.\n"


@pytest.mark.usefixtures("inside")
def test_a_part_that_cannot_be_made_is_left_out_by_name_and_the_rest_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def paper(_: changes.Change) -> str:
        raise NoPictures("No poppler.")

    def language(_: changes.Change) -> str:
        raise changes.LeftOut("No words.")

    parts = {"Paper": paper, "Words": language, "Site": make_site}
    monkeypatch.setattr(changes, "PARTS", parts)
    assert main(["compare", "--out", str(tmp_path / "out")]) == OK
    told = (tmp_path / "out/summary.md").read_text("utf-8")
    assert re.search(r"## Paper\s+Left out, .+: No poppler.\s+## Words\s+Left out, .+: No", told)
    assert re.search(r"## Site\s+Made.", told)


def test_the_content_folder_is_named_as_the_project_sees_it(
    inside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that what was before is not read from the folder that has the change."""
    monkeypatch.setattr(changes, "PARTS", {"Folder": lambda change: f"<{change.content}>"})
    out = tmp_path / "out"
    for said in ("content", "docs/../content", str(inside / "content")):
        main(["--content", said, "compare", "--out", str(out)])
        assert "<content>" in (out / "summary.md").read_text("utf-8")


def test_content_of_somewhere_else_is_refused(
    inside: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for said in ("../content", str(tmp_path)):
        assert main(["--content", said, "compare", "--out", str(tmp_path / "out")]) == WRONG_USE
        assert f"'{said}' is not in '{inside}'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_files_that_differ_are_found_with_those_that_git_does_not_hold(
    repository: Repository, inside: Path, tmp_path: Path
) -> None:
    change = changes.Change("HEAD", Path("content"), tmp_path, TODAY)
    assert changes.changed(change) == []
    new = ["content/exercises/new.md", os.fsdecode(b"content/exercises/not-utf-8-\xff.md")]
    edit(repository, "repetitions: about 5", "repetitions: about 6")
    for name in (*new, "docs/new.md"):
        (inside / name).write_text("# New\n", encoding="utf-8")
    (inside / "content/disclaimer.md").unlink()
    found = changes.changed(change)
    repository.restore()
    assert found == [f"content/{TURN}", *new]


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    "names", [["mine.txt"], ["summary.md"], [changes.MARK, "mine.txt", "summary.md"]], ids="-".join
)
def test_a_folder_with_something_that_is_not_its_own_is_not_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], names: Sequence[str]
) -> None:
    for name in names:
        (tmp_path / name).write_text("mine", encoding="utf-8")
    assert main(["compare", "--out", str(tmp_path)]) == WRONG_USE
    assert "was not made by this command" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)


@pytest.mark.usefixtures("inside")
def test_what_the_command_made_before_it_makes_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = ["compare", "--out", str(tmp_path / "out")]
    monkeypatch.setattr(changes, "PARTS", {"Site": make_site})
    assert main(again) == OK
    monkeypatch.setattr(changes, "PARTS", {})
    assert main(again) == FAILED
    assert not (tmp_path / "out/site").exists()
