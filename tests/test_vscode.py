"""What an editor is told: how files are written, and how it runs the check and reads it."""

import json
import re
from typing import Any

from tests.test_bad import MESSAGES
from tests.test_commands import ROOT
from tests.test_hook import git


def settings(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / ".vscode" / name).read_text("utf-8"))
    return found


def test_the_editors_task_runs_the_check_that_watches() -> None:
    [task] = settings("tasks.json")["tasks"]
    assert task["args"] == ["-m", "generator", "check", "--draft", "--watch"]


def test_the_editor_reads_every_message_with_its_place() -> None:
    [task] = settings("tasks.json")["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    for line in MESSAGES.read_text("utf-8").splitlines():
        match = re.fullmatch(pattern["regexp"], line)
        assert match, line
        path, severity = match[pattern["file"]], match[pattern["severity"]]
        assert path.startswith("content"), line
        assert f"{path}:{match[pattern['line']]}:{match[pattern['column']]}: {severity}[" in line
        assert match[pattern["message"]]


def test_the_editor_sees_where_a_check_begins_and_ends() -> None:
    [task] = settings("tasks.json")["tasks"]
    background = task["problemMatcher"]["background"]
    source = (ROOT / "generator/commands/content.py").read_text("utf-8")
    said = re.findall(r'print\(f"(.*?)"', source)
    for which in ("beginsPattern", "endsPattern"):
        pattern = re.compile(background[which])
        assert len([line for line in said if pattern.search(line)]) == 1, which


def test_the_editors_files_are_kept_by_git() -> None:
    done = git(ROOT, "check-ignore", ".vscode/settings.json", ".vscode/tasks.json")
    assert done.stdout == ""
    assert git(ROOT, "check-ignore", ".vscode/mine.json").stdout
