"""How long a PDF takes, and how much memory: `python -m tests.bench_sheets`, part of `make bench`.

The standard sheets of the routines that ship, on Letter: in each child process one core prints
them all twice. The first sheet of the first round is cold: nothing is read, no font is loaded.
The second round is warm, as in a build that prints many. CPU time, for the reasons that
`tests.bench` gives; imports are left out.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from tests.conftest import SITE, TODAY

ROOT: Final = Path(__file__).parents[1]
RUNS: Final = 5
MOST_SECONDS: Final = 0.25
KILO: Final = 1024 if sys.platform.startswith("linux") else 1024 * 1024


def _child() -> None:
    """Print what one process needs for the sheets, as JSON."""
    from generator import pdf, printer  # noqa: PLC0415 - imports are not measured
    from generator.build import check_folder  # noqa: PLC0415 - as above

    library = check_folder(ROOT / "content", TODAY).library
    assert library is not None
    wanted, files = pdf.wanted(library, TODAY, SITE, ROOT / "docs")
    mine = [job for job in wanted if job.pdf and job.sheet.startswith("routines/")]
    mine = [job for job in mine if job.paper == "letter" and "/large/" not in job.sheet]
    start = time.process_time()
    made = printer.Printer(files)
    rounds: list[list[float]] = []
    pages: list[int] = []
    for _ in range(2):
        spent = []
        for job in mine:
            pages.append(made.print(job.sheet, job.html, job.paper, pdf=True).pages)
            now = time.process_time()
            spent.append(now - start)
            start = now
        rounds.append(spent)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILO
    pages = pages[: len(mine)]
    print(json.dumps({"cold": rounds[0][0], "warm": rounds[1], "pages": pages, "peak": peak}))


def _measured() -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench_sheets", "child"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return dict(json.loads(done.stdout))


def _made_again() -> int:
    """Return how many sheets a second run lays out when nothing has changed."""
    from generator import pdf  # noqa: PLC0415 - as above
    from generator.build import check_folder  # noqa: PLC0415 - as above

    library = check_folder(ROOT / "content", TODAY).library
    assert library is not None
    routine = next(iter(library.routines))
    with tempfile.TemporaryDirectory() as cache:
        for _ in range(2):
            wanted, files = pdf.wanted(library, TODAY, SITE, ROOT / "docs", [routine])
            missing = [job for job in wanted if job not in pdf.known(wanted, Path(cache))]
            pdf.make(missing, files, lambda _: None, Path(cache))
    return len(missing)


def main() -> int:
    """Measure, print a table, and return 1 if a goal is missed."""
    runs = [_measured() for _ in range(RUNS)]
    pages = statistics.mean(runs[0]["pages"])
    warm = statistics.median(statistics.mean(run["warm"]) for run in runs)
    of_two = 2 * warm / pages
    again = _made_again()
    print(f"{len(runs[0]['pages'])} sheets of {pages:.1f} pages in the mean, median of {RUNS}")
    rows = (
        ("CPU s, cold, the first", statistics.median(run["cold"] for run in runs), None),
        ("CPU s, warm, each", warm, None),
        ("CPU s, warm, for two pages", of_two, MOST_SECONDS),
        ("peak memory of a process, MB", statistics.median(run["peak"] for run in runs), None),
        ("laid out again, nothing changed", again, 0),
    )
    for what, value, goal in rows:
        told = "" if goal is None else f"  at most {goal:g}: "
        told += "" if goal is None else ("reached" if value <= goal else "MISSED")
        print(f"{what:>32} {value:>8.2f}{told}", flush=True)
    return int(of_two > MOST_SECONDS or again > 0)


if __name__ == "__main__":
    if sys.argv[1:] == ["child"]:
        _child()
    else:
        sys.exit(main())
