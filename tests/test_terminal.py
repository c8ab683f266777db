"""The contributor at a terminal: a new file by questions, and a check that watches."""

import contextlib
import os
import pty
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

import pytest
import yaml

from generator.__main__ import main
from generator.starter import KINDS, questions
from tests.conftest import PATIENCE
from tests.test_commands import CONTENT, DAY, ROOT, limber


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the content that ships."""
    shutil.copytree(CONTENT, tmp_path / "content")
    return tmp_path


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "TERM": "dumb"}


@contextlib.contextmanager
def ended_in_time(process: "subprocess.Popen[Any]") -> Iterator[None]:
    """End a process that waits for what does not come, so that its reader meets the end."""
    timer = threading.Timer(PATIENCE, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        process.kill()
        process.wait()


def interrupt(process: "subprocess.Popen[Any]") -> None:
    """Press Ctrl-C until it ends, as people do: between asking and reading nothing hears it."""
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)  # it may need a while to end, and should not be hurried


# --- new: questions on a terminal -----------------------------------------------------------


def at_a_terminal(
    project: Path, *arguments: str, typed: str, interrupted_at: str = ""
) -> tuple[int, str]:
    """Run a command at a terminal; return its exit status and all that was to be seen.

    It is interrupted, as Ctrl-C does it, where that text has come.
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", *arguments],
        cwd=project,
        env=environment(),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    seen = b""
    with ended_in_time(process), os.fdopen(ours, "rb+", buffering=0) as terminal:
        terminal.write(typed.encode())
        with contextlib.suppress(OSError):  # how Linux says that the other end has gone
            while piece := terminal.read(4096):
                seen += piece
                if interrupted_at and interrupted_at.encode() in seen:
                    interrupt(process)
                    interrupted_at = ""
        return process.wait(), seen.decode().replace("\r\n", "\n")


def front_matter(path: Path) -> dict[str, Any]:
    _, front, _ = path.read_text("utf-8").split("---\n", 2)
    values: dict[str, Any] = yaml.safe_load(front)
    return values


def test_new_at_a_terminal_asks_and_writes_a_draft_that_passes(project: Path) -> None:
    answers = ["exercise", "Knee lift", "standing", "8 to 10", "each", "leg", "5 seconds",
               "stop-if-it-hurts", "staywell-low-back"]  # fmt: skip
    status, seen = at_a_terminal(project, "new", typed="\n".join(answers) + "\n")
    assert status == 0, seen
    path = project / "content/exercises/knee-lift.md"
    assert "\nId of the position it is done in.\n  hands-and-knees, hook-lying, " in seen
    values = front_matter(path)
    assert values.pop("figure")
    assert values == {
        "position": "standing",
        "dose": {"repetitions": "8 to 10", "side": "each", "limb": "leg", "hold": "5 seconds"},
        "cautions": ["stop-if-it-hurts"],
        "source": "staywell-low-back",
    }
    assert limber(*DAY, "check", "--draft", cwd=project).returncode == 0


def test_a_wrong_answer_is_told_and_asked_again(project: Path) -> None:
    answers = ["standin", "standing", "ten", "10", "", "", "", ""]
    status, seen = at_a_terminal(project, "new", "exercise", "Knee lift",
                                 typed="\n".join(answers) + "\n")  # fmt: skip
    assert status == 0, seen
    assert "There is no 'standin' in positions/. Did you mean 'standing'?" in seen
    assert "'ten' is no amount: write it like '10', '3 to 5'" in seen
    values = front_matter(project / "content/exercises/knee-lift.md")
    assert (values["position"], values["dose"]) == ("standing", {"repetitions": "10"})
    assert values["source"] == "TODO"


def test_what_has_sides_is_not_asked_of_an_exercise_without_sides(project: Path) -> None:
    _, seen = at_a_terminal(project, "new", "exercise", "Knee lift", typed="\n" * 6)
    assert "dose.side" in seen
    assert "dose.limb" not in seen


def test_ctrl_c_at_a_question_writes_nothing(project: Path) -> None:
    status, seen = at_a_terminal(
        project,
        "new",
        "exercise",
        "Knee lift",
        typed="standing\n",
        interrupted_at="dose.repetitions",
    )
    assert status == 130
    assert "Traceback" not in seen
    assert not (project / "content/exercises/knee-lift.md").exists()


ANSWERED: Final[Mapping[str, tuple[str, ...]]] = {
    "exercise": ("position=standing", "dose.repetitions=open", "dose.side=both", "dose.limb=foot",
                 "source=staywell-low-back"),
    "routine": ("exercises.exercise=heel-slides, ankle-pumps",),
    "caution": ("grade=take-care",),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_new_takes_answers_on_the_command_line_and_the_draft_passes(
    project: Path, kind: str
) -> None:
    given = [part for answer in ANSWERED[kind] for part in ("--set", answer)]
    done = limber("new", kind, "knee lift", *given, cwd=project)
    assert done.returncode == 0, done.stderr
    draft = limber(*DAY, "check", "--draft", cwd=project)
    assert draft.returncode == 0, draft.stdout
    assert "todo" in draft.stdout
    front = (project / f"content/{kind}s/knee-lift.md").read_text("utf-8").split("---\n")[1]
    assert all(answer.partition("=")[2].split(", ")[0] in front for answer in ANSWERED[kind])


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("positon=standing", "Did you mean 'position'?"),
        ("position", "is no answer like 'FIELD=VALUE'"),
        ("position=standin", "position: There is no 'standin' in positions/."),
        ("dose.hold=20", "dose.hold: '20' needs its unit: write seconds or minutes behind it."),
        ("dose.side=left", "dose.side: 'side' is 'left', which is not a known value."),
        ("dose.limb=leg", "'limb' needs a 'side' beside it"),
        ("cautions=stop-if-it-hurts, pain", "cautions: There is no 'pain' in cautions/."),
    ],
)
def test_an_answer_that_cannot_stand_is_refused_and_nothing_is_written(
    project: Path, answer: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    new = ["--content", str(project / "content"), "new", "exercise", "knee lift", "--set", answer]
    assert main(new) == 2
    assert message in capsys.readouterr().err
    assert not (project / "content/exercises/knee-lift.md").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_each_question_is_a_field_with_help_of_its_own(kind: str) -> None:
    assert all(question.meaning for question in questions(kind))
    assert any(question.needed for question in questions(kind))


# --- check --watch --------------------------------------------------------------------------


def until(stream: IO[str], text: str) -> str:
    """Return the lines that come, up to the one that holds a text."""
    lines = []
    for line in stream:
        lines.append(line)
        if text in line:
            return "".join(lines)
    raise AssertionError(f"'{text}' never came: {''.join(lines)}")


def test_watch_checks_again_at_every_change_and_ends_at_ctrl_c(project: Path) -> None:
    path = project / "content/exercises/heel-slides.md"
    right = path.read_text("utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", *DAY, "check", "--watch"],
        cwd=project,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    with ended_in_time(process), process.stdout:
        assert "\n0 errors, 0 warnings\n" in until(process.stdout, "Watching content.")
        new = project / "heel-slides.new"
        new.write_text(right.replace("supine", "supin", 1), encoding="utf-8")
        new.replace(path)  # at one stroke, so that half of it is never checked
        again = until(process.stdout, "Watching content.")
        assert again.startswith("Checking content.\ncontent/exercises/heel-slides.md:2:11: error[")
        new = path.with_suffix(".new")
        new.write_text(right, encoding="utf-8")
        new.replace(path)  # as many editors save
        checks = iter(lambda: until(process.stdout, "Watching content."), "")  # one, or two
        assert any("\n0 errors, 0 warnings\n" in seen for seen in checks)
        interrupt(process)
        rest = process.stdout.read()
        assert process.wait() == 0
        assert "Traceback" not in rest


def test_watch_goes_with_text_alone_and_needs_a_folder(tmp_path: Path) -> None:
    for arguments in (("--format", "json"), ()):
        done = limber("check", "--watch", *arguments, cwd=tmp_path)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_a_file_that_still_has_gaps_can_be_referred_to(project: Path) -> None:
    assert limber("new", "caution", "Knee first", cwd=project).returncode == 0
    done = limber("new", "exercise", "Knee lift", "--set", "cautions=knee-first", cwd=project)
    assert done.returncode == 0, done.stderr
    values = front_matter(project / "content/exercises/knee-lift.md")
    assert values["cautions"] == ["knee-first"]
