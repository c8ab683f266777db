"""How soon an edit is seen in the preview of 1,000 exercises: `python -m tests.bench_preview`.

Seconds from the moment a file is written until its page has the new words over HTTP, beside those
of a whole build by the same server. Ratios of one run count, not the seconds of one machine.
"""

import re
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tests.bench import prepare, verdict
from tests.test_preview import ENGINES, Server, serving

COUNT: Final = 1_000
MOST: Final = 0.10  # of a whole build
PATIENCE: Final = 600.0


def seen(url: str, words: str) -> None:
    """Wait until a page has these words."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - our own
                if words in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.005)
    raise SystemExit(f"{url} never had '{words}'")


def replaced(path: Path, pattern: str, new: str) -> Callable[[], object]:
    """Return what replaces a piece of a file; it is read beforehand."""
    text, count = re.subn(pattern, new, path.read_text("utf-8"), count=1, flags=re.MULTILINE)
    assert count == 1, (path, pattern)
    return lambda: path.write_text(text, "utf-8")


def edits(content: Path) -> Iterator[tuple[str, Callable[[], object], str, str]]:
    """Yield ten edits of different kinds: its name, what does it, and which page then has what."""
    exercises = sorted((content / "exercises").glob("*.md"))
    routines = sorted((content / "routines").glob("*.md"))
    exercise = iter(exercises[50:])

    def page(path: Path) -> str:
        return f"exercises/{path.stem}/"

    of = next(exercise)
    yield "a step", replaced(of, r"^1\. ", "1. Zenith: "), page(of), "Zenith"
    of = next(exercise)
    yield "its title", replaced(of, "^# ", "# Zenith "), page(of), "Zenith"
    of = next(exercise)
    yield "its dose", replaced(of, "repetitions: .*", "repetitions: '77'"), page(of), "77 times"
    of = next(exercise)
    text = replaced(of, r"^(# .*\n\n)", r"\1Zenith. ")
    yield "its summary", text, "exercises/", "Zenith. "
    of = next(exercise)
    yield "its sheet", replaced(of, r"^1\. ", "1. Zenith: "), f"{page(of)}sheet/", "Zenith"
    caution = sorted((content / "cautions").glob("*.md"))[3]
    yield "a caution", replaced(caution, r"^([A-Z].*)\.$", r"\1, zenith."), "safety/", ", zenith."
    term = content / "terms/term-3.md"
    shown = next(e for e in exercises if "term:term-3)" in e.read_text("utf-8"))
    yield "a term", replaced(term, r"^([A-Z].*)$", r"\1, nadir"), page(shown), "nadir"
    of = routines[5]
    yield "a routine", replaced(of, "^# ", "# Zenith "), f"routines/{of.stem}/", "Zenith"
    new, text_of = content / "routines/one-more.md", routines[6].read_text("utf-8")
    add = re.sub("^# .*", "# One more routine", text_of, flags=re.MULTILINE)
    yield (
        "a new file",
        lambda: new.write_text(add, "utf-8"),
        "routines/one-more/",
        "One more routine",
    )
    of = next(exercise)
    yield "a step again", replaced(of, r"^1\. ", "1. Zenith: "), page(of), "Zenith"


def whole(server: Server, settings: Path, number: int) -> float:
    """Return how long it takes until a change of the settings is seen."""
    change = replaced(settings, "^site_name: .*", f"site_name: Number {number}")
    start = time.perf_counter()
    change()
    seen(server.root, f"Number {number}")
    return time.perf_counter() - start


def measure(project: Path, engine: str) -> bool:
    """Measure one engine and print a table; tell whether a goal is missed."""
    with serving(project, engine) as server:
        seen(server.root, "</html>")
        took: dict[str, float] = {}
        for name, edit, address, words in edits(project / "content"):
            start = time.perf_counter()
            edit()
            seen(server.root + address, words)
            took[name] = time.perf_counter() - start
            time.sleep(2.0)  # a build that nobody asked for would begin, and the search be made
        builds = len(server.builds())
        all_of_it = statistics.median(whole(server, project / "mkdocs.yml", n) for n in range(3))
    print(f"{engine}: {COUNT:,} exercises, a whole build {all_of_it:.1f} s (median of 3)")
    for name, seconds in took.items():
        print(f"{name:>20} {seconds:>7.2f} s {seconds / all_of_it:>7.3f}")
    ratio = statistics.median(took.values()) / all_of_it
    print(f"{'median':>20} {'':>9} {ratio:>7.3f}  at most {MOST:.2f}: {verdict(ratio, MOST)}")
    right = "reached" if builds == len(took) else "MISSED"
    print(f"{len(took)} edits made {builds} builds: {right}", flush=True)
    return ratio > MOST or builds != len(took)


def main() -> int:
    """Measure every engine, and return 1 if a goal is missed."""
    missed = False
    for engine in sys.argv[1:] or ENGINES:
        with tempfile.TemporaryDirectory() as temporary:
            project = Path(temporary) / "project"
            prepare(project, COUNT)
            missed |= measure(project, engine)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
