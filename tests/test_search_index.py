"""The search index is made beside the work on pages; what goes wrong there is told."""

import os
import time
from pathlib import Path

import pytest

from generator.search_index import NoIndex, indexing


@pytest.fixture
def pagefind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in place of Pagefind, which a test writes: a script of the shell."""
    program = tmp_path / "pagefind"
    program.touch(mode=0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(program))
    return program


def test_what_pagefind_says_is_told_when_its_files_are_waited_for(
    pagefind: Path, tmp_path: Path
) -> None:
    pagefind.write_text("#!/bin/sh\necho there is no room >&2\nexit 1\n", "utf-8")
    with indexing(tmp_path) as complete, pytest.raises(NoIndex, match=r"^there is no room$"):
        complete()


def test_no_process_is_left_when_the_work_beside_it_fails(pagefind: Path, tmp_path: Path) -> None:
    number = tmp_path / "number"
    pagefind.write_text(f"#!/bin/sh\necho $$ >{number}.part\nmv {number}.part {number}\n"
                        "exec sleep 600\n", "utf-8")  # fmt: skip
    with pytest.raises(ValueError, match="no page"):
        fail_beside(tmp_path, number)
    with pytest.raises(ProcessLookupError):
        os.kill(int(number.read_text("utf-8")), 0)


def fail_beside(site: Path, begun: Path) -> None:
    """Fail when the program has begun."""
    with indexing(site):
        while not begun.exists():
            time.sleep(0.01)
        raise ValueError("no page")
