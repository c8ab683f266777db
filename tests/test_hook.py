"""What git checks before a commit: the content that is staged, and nothing else."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
import yaml

from tests.conftest import PATIENCE
from tests.test_commands import CONTENT, DAY, ROOT, limber
from tests.test_terminal import environment


def run(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    """Run a program that knows no other repository and no settings but those of the folder."""
    who = {f"GIT_{role}_{what}": "someone" for role in ("AUTHOR", "COMMITTER")
           for what in ("NAME", "EMAIL")}  # fmt: skip
    own = {k: v for k, v in environment().items() if not k.startswith("GIT_")}
    return subprocess.run(
        command,
        cwd=folder,
        env={**own, **who, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def git(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return run(folder, "git", *arguments)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A git repository with the content that ships, a first commit and the hook."""
    project = tmp_path
    shutil.copytree(CONTENT, project / "content")
    (project / ".ci").mkdir()
    for name in ("hook", "pre-commit"):
        shutil.copy(ROOT / ".ci" / name, project / ".ci" / name)
    (project / ".venv").symlink_to(sys.prefix)
    git(project, "init", "--quiet", "--initial-branch", "main")
    (project / ".git/info").mkdir(exist_ok=True)
    (project / ".git/info/exclude").write_text(".venv\n", encoding="utf-8")
    git(project, "add", ".")
    assert git(project, "commit", "--message", "Begin").returncode == 0
    installed = run(project, ".ci/hook")
    assert "before each commit" in installed.stdout
    return project


def test_the_hook_lets_no_error_into_a_commit(clone: Path) -> None:
    path = clone / "content/exercises/heel-slides.md"
    right = path.read_text("utf-8")
    path.write_text(right.replace("supine", "supin", 1), encoding="utf-8")
    git(clone, "add", ".")
    path.write_text(right, encoding="utf-8")  # right, but not staged
    done = git(clone, "commit", "--message", "Change")
    assert done.returncode != 0
    assert "content/exercises/heel-slides.md:2:11: error[unknown-reference]" in (
        done.stdout + done.stderr
    )
    assert git(clone, "rev-list", "--count", "HEAD").stdout == "1\n"


def test_the_hook_looks_at_what_is_staged_and_at_nothing_else(clone: Path) -> None:
    path = clone / "content/exercises/heel-slides.md"
    right = path.read_text("utf-8")
    path.write_text(right.replace("# Heel slides", "# Heel slide"), encoding="utf-8")
    git(clone, "add", ".")
    path.write_text("broken, and not staged", encoding="utf-8")
    done = git(clone, "commit", "--message", "Change")
    assert done.returncode == 0, done.stderr
    assert path.read_text("utf-8") == "broken, and not staged"


REVIEW: Final = """review:
  reviewers:
    - name: Test Reviewer
      credentials: PT (made up)
  date: 2026-01-10
  next_due: 2999-01-10
"""


def test_the_hook_does_not_look_at_the_history_as_contributing_says(clone: Path) -> None:
    path = clone / "content/exercises/heel-slides.md"
    text = path.read_text("utf-8").replace("\nsource: ", f"\n{REVIEW}source: ", 1)
    for change in (text, text.replace("# Heel slides", "# Heel slide")):
        path.write_text(change, encoding="utf-8")
        git(clone, "add", ".")
        done = git(clone, "commit", "--message", "Change")
        assert done.returncode == 0, done.stderr
        assert "changed-since-review" not in done.stdout + done.stderr
    check = run(clone, str(clone / ".venv/bin/python"), "-m", "generator", "check")
    assert "warning[changed-since-review]" in check.stdout
    assert "not at the history" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_the_hook_is_not_put_over_another(clone: Path) -> None:
    again = run(clone, ".ci/hook")
    assert "before each commit" in again.stdout
    hook = clone / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\n", encoding="utf-8")
    done = run(clone, ".ci/hook")
    assert done.returncode == 1
    assert "was left as it is" in done.stderr
    assert hook.read_text("utf-8") == "#!/bin/sh\n"


def test_the_hook_for_other_projects_runs_the_check_of_the_whole_content() -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["entry"].split()[:3] == ["python", "-m", "generator"]
    assert limber(*DAY, *hook["entry"].split()[3:]).returncode == 0
    assert hook["pass_filenames"] is False
    assert re.search(hook["files"], "content/exercises/heel-slides.md")
