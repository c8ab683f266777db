"""What a pull request shows: the workflow's own steps, run in a git repository of two commits."""

import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from generator.problems import as_github
from tests.conftest import EPOCH, ROOT, parse, write_project
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
                    timeout=300,
                    check=False,
                )
                printed += done.stdout + done.stderr
                if done.returncode:
                    break
        return done.returncode, printed, summary.read_text("utf-8") if summary.exists() else ""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What has been laid out for one of these tests need not be laid out for the next."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def repository(tmp_path: Path, neck: Mapping[str, bytes], cache: Path) -> Repository:
    """A small project, committed; `make` takes the packages that are here in place of its own."""
    settings = "nav: [{Home: index.md}]\n"
    folder = write_project(tmp_path / "project", {p: neck[p] for p in TINY}, settings)
    for page in (folder / "docs").glob("*.md"):
        page.unlink()
    (folder / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    (folder / ".cache").symlink_to(cache)
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
    return repository


def edit(repository: Repository, old: str, new: str) -> None:
    path = repository.folder / "content" / TURN
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_change_of_a_step_is_shown_on_the_site_and_on_paper_before_and_after(
    repository: Repository,
) -> None:
    edit(repository, "3. Come back to the middle.", "3. Bring your head back to the middle.")
    repository.commit("Say it plainly")
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
    left_out = re.search(r"## Plain language\s+Left out, since it could not be made: ", told)
    assert bool(left_out) != (out / "report.json").is_file()


def test_a_part_that_cannot_be_made_is_left_out_by_name_and_the_rest_is_made(
    repository: Repository,
) -> None:
    """What the change is compared with had an error, so it has no paper."""
    edit(repository, "repetitions: about 5", "repetitions: many")
    repository.commit("Break it")
    edit(repository, "repetitions: many", "repetitions: about 5")
    repository.commit("Mend it")
    status, printed, told = repository.run_job("change")
    assert status == 0, printed
    assert re.search(r"## On paper\s+Left out, since it could not be made: ", told)
    assert "The content has errors" in told
    assert (repository.folder / "comparison/site/index.html").is_file()
    worktrees = subprocess.check_output(["git", "worktree", "list"], cwd=repository.folder)
    assert len(worktrees.splitlines()) == 1


def test_the_awful_folder_gives_notes_at_its_lines_and_a_summary_with_all_of_them(
    repository: Repository, tmp_path: Path
) -> None:
    shutil.rmtree(repository.folder / "content")
    awful_folder(repository.folder)
    (tmp_path / "same").mkdir()
    problems = problems_of(tmp_path / "same")
    status, printed, told = repository.run_job("content")
    assert status != 0
    assert set(printed.splitlines()) >= {as_github(problem) for problem in problems}
    rows = [line for line in told.splitlines() if line.startswith("| content")]
    assert len(rows) == len(problems) > 100
    for row, problem in zip(rows, problems, strict=True):
        assert f":{problem.line}:{problem.column} | **{problem.severity}** " in row
    assert not list(repository.folder.glob("comparison"))


def test_a_change_that_cannot_be_built_fails(repository: Repository) -> None:
    edit(repository, "repetitions: about 5", "repetitions: many")
    repository.commit("Break it")
    status, _, told = repository.run_job("change")
    assert status != 0
    assert re.search(r"## The site\s+Left out", told)


def test_a_folder_that_something_else_made_is_not_touched(repository: Repository) -> None:
    repository.commit("Change nothing")
    mine = repository.folder / "comparison/mine.txt"
    mine.parent.mkdir()
    mine.write_text("mine", encoding="utf-8")
    status, printed, _ = repository.run_job("change")
    assert status != 0
    assert "was not made by this command" in printed
    assert mine.read_text("utf-8") == "mine"
