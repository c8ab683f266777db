"""Work on all cores gives what work on one does: the same, in the same order, errors too."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping

import pytest

from generator import build as builder
from generator import cores
from generator.loader import load
from tests.conftest import PATIENCE, SITE, TODAY, as_files

ITEMS = range(3 * cores.MANY)


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Split work on a machine of one core as well, and beside the threads of a test runner."""
    monkeypatch.setattr(cores, "count", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)


def process_of(item: int) -> tuple[int, int]:
    return item, os.getpid()


def refuse_one(item: int) -> int:
    if item == 333:
        raise ValueError(f"no {item}")
    return item


def test_many_items_are_done_in_other_processes_and_come_in_order() -> None:
    found = list(cores.mapped(process_of, ITEMS))
    assert [item for item, _ in found] == list(ITEMS)
    assert os.getpid() not in {process for _, process in found}


@pytest.mark.parametrize("reason", ["few items", "one core", "a thread", "no fork"])
def test_else_everything_is_done_here(reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if reason == "one core":
        monkeypatch.setattr(cores, "count", lambda: 1)
    if reason == "a thread":
        monkeypatch.setattr(threading, "active_count", lambda: 2)
    if reason == "no fork":
        monkeypatch.setattr(cores, "get_all_start_methods", lambda: ["spawn"])
    items = range(cores.MANY - 1) if reason == "few items" else ITEMS
    assert list(cores.mapped(process_of, items)) == [(item, os.getpid()) for item in items]


def test_an_error_in_a_process_is_the_same_error_here() -> None:
    with pytest.raises(ValueError, match=r"^no 333$"):
        list(cores.mapped(refuse_one, ITEMS))


def test_a_site_is_the_same_whether_it_is_made_on_one_core_or_on_more(
    both: Mapping[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = load(as_files(both)).library
    assert library
    monkeypatch.setattr(cores, "MANY", 2)
    on_more = builder.build(library, TODAY, SITE)
    monkeypatch.setattr(cores, "count", lambda: 1)
    on_one = builder.build(library, TODAY, SITE)
    assert list(on_more.items()) == list(on_one.items())


INTERRUPTED = r"""
import os, time
from generator import cores
cores.count = lambda: 2
def wait(_):
    os.write(1, b"%d\n" % os.getpid())  # in one piece: the other process writes as well
    time.sleep(0.2)
list(cores.mapped(wait, range(100_000)))
"""


def test_an_interrupt_ends_all_processes() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stdout
        assert running.stderr
        children: set[int] = set()
        while len(children) < 2:  # one that has not begun its work is not yet deaf to Ctrl-C
            children.add(int(running.stdout.readline()))
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(timeout=PATIENCE) != 0
        assert running.stderr.read().count("Traceback") == 1
    assert running.pid not in children
    for process in children:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_killed_program_leaves_no_process_behind() -> None:
    script = (
        "import os, time\nfrom generator import cores\ncores.count = lambda: 2\n"
        "def work(item):\n    if item < 40: os.write(1, b'%d\\n' % os.getpid())\n"
        "    time.sleep(3600)\n"
        "list(cores.mapped(work, range(3 * cores.MANY)))\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout
        workers = {int(process.stdout.readline()) for _ in range(2)}
        process.kill()
    end = time.monotonic() + PATIENCE
    while any(map(runs, workers)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(map(runs, workers))


def runs(process: int) -> bool:
    """Tell whether a process is there and is more than what is left of one that has ended."""
    try:
        with open(f"/proc/{process}/stat") as file:  # noqa: PTH123
            return ") Z " not in file.read()
    except OSError:
        return False
