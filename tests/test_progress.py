"""A long build says how far it is, a short one nothing."""

import io

from generator.progress import LOGGED_EVERY, LONG, Progress


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def lines_of(seconds: float, terminal: io.StringIO | None = None) -> list[str]:
    """Return what is logged of a phase of 8,000 files that takes so long."""
    logged: list[str] = []
    clock = Clock()
    progress = Progress(logged.append, terminal, clock)
    for done in range(8_000):
        progress("files", done, 8_000)
        clock.now += seconds / 8_000
    return logged


def test_what_is_soon_done_says_nothing() -> None:
    assert lines_of(LONG * 0.9) == []


def test_a_log_has_a_line_now_and_then() -> None:
    lines = lines_of(LONG + 3.5 * LOGGED_EVERY)
    assert len(lines) == 4
    assert lines[0].endswith(" of 8,000 files")


def test_a_terminal_has_one_line_that_is_written_over() -> None:
    terminal = io.StringIO()
    assert lines_of(10, terminal) == []
    shown = terminal.getvalue()
    assert shown.startswith("\x1b[Klimber: 1,60")
    assert "\n" not in shown
    assert 30 < shown.count("\r") < 42


def test_each_phase_is_long_or_not_by_itself() -> None:
    logged: list[str] = []
    clock = Clock()
    progress = Progress(logged.append, None, clock)
    for phase in range(10):
        progress(f"files of {phase}", 1, 2)
        clock.now += LONG * 0.9
        progress(f"files of {phase}", 2, 2)
    assert logged == []
