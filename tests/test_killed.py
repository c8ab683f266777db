"""What was killed while a site was made leaves nothing half there, and nothing to clean."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import ROOT, Site, environment, write_project
from tests.test_changes import TINY, TURN

MAKE: Final = ("make", "--old-file=setup-site", f"BIN={Path(sys.executable).parent}", "site")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, neck: Mapping[str, bytes]) -> Path:
    """A small project with its Makefile; the packages are those that are here."""
    settings = "nav: [{Home: index.md}]\n"
    files = {path: neck[path] for path in TINY}
    folder = write_project(tmp_path_factory.mktemp("killed") / "project", files, settings)
    for page in (folder / "docs").glob("*.md"):
        page.write_text(f"# {page.stem}\n", encoding="utf-8")
    shutil.copy(ROOT / "Makefile", folder)
    return folder


def start(project: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        MAKE,
        cwd=project,
        env=environment(PYTHONPATH=str(ROOT)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def made(project: Path) -> dict[str, bytes]:
    """Make the site to its end and return every file of it."""
    with start(project) as process:
        _, said = process.communicate()
    assert process.returncode == 0, said.decode()
    return Site(project, project / "site", "").tree()


def test_a_site_that_is_killed_at_any_moment_is_the_old_one_or_none_and_is_made_again(
    project: Path,
) -> None:
    before = time.monotonic()
    first = made(project)
    lasts = time.monotonic() - before
    file = project / "content" / TURN
    file.write_text(file.read_text("utf-8").replace("\n# ", "\n# Zen ", 1), encoding="utf-8")
    dice, seen = random.Random(3), []  # noqa: S311 - no secret
    for _ in range(4):
        with start(project) as process:
            time.sleep(dice.uniform(0.1, lasts))
            os.killpg(process.pid, signal.SIGKILL)
        if (project / "site").exists():
            seen.append(Site(project, project / "site", "").tree())
    gone = 2**22 + 1  # no process has that number, nor will one have it meanwhile
    (project / f".cache/sheets/{'0' * 64}.pdf.{gone}").write_bytes(b"%PDF")
    second = made(project)
    assert second != first
    assert all(found in (first, second) for found in seen)
    assert [*project.glob(".cache/sheets/*.*.*")] == []
    shutil.rmtree(project / ".cache")
    shutil.rmtree(project / "site")
    assert made(project) == second
