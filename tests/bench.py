"""How much CPU time the generator takes beside MkDocs, as ratios: `python -m tests.bench`.

Content is made up from a fixed seed: exercises with varied doses, words, lengths, cautions and
references, and routines and programmes that use them. For each size, in one run:

- ours: read, load, check, make and render every page, from files to text, several times;
- sheets: the part of it that sheets take, whose pages MkDocs only copies;
- MkDocs: `mkdocs build` of those very pages as plain files, with the site's settings and theme
  and the theme's search, but without our plugin.

Then whole builds, `mkdocs build` with our plugin beside that: by the clock, and the CPU time of
all processes; how much longer 10,000 exercises take than 1,000; and the memory of the largest
process at its peak, with what those that were split off share with it.

These pages have no figures: each would add what the next measure says, once.
For the figures that ship and those of the tests: how many bytes each is, how much CPU time
each takes to solve and draw, and whether a second build in the same process draws any again.

Every measurement is a child process of its own, so that nothing is warm from the one before, and
is CPU time, that of its own children included, once everything is imported. Imports are left
out of both: in a real build they are shared, and as a fixed cost they would make 4,000 exercises
look cheaper beside 1,000 than they are. CPU time, since a machine that does other things as well
spoils the clock; the fastest of a kind is no better a guess than the median, so we take medians.
"""

import datetime
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import yaml

from tests.conftest import SITE

if TYPE_CHECKING:
    from generator.pose import FigureFacts

ROOT: Final = Path(__file__).parents[1]
TODAY: Final = datetime.date(2026, 1, 15)
SIZES: Final = (1_000, 4_000)
ROUTINES: Final = 300
RUNS: Final = 5
MOST_OF_MKDOCS: Final = 0.20
MOST_GROWTH: Final = 4.4
LARGE: Final = 10_000
WHOLE_RUNS: Final = 5
MOST_OF_WHOLE: Final = 1.25
MOST_WHOLE_GROWTH: Final = 11.0
KILO: Final = 1024 if sys.platform.startswith("linux") else 1024 * 1024
MOST_KILOBYTES: Final = 8.0
MOST_MILLISECONDS: Final = 5.0

VERBS: Final = "Bend Lift Lower Slide Turn Press Raise Reach Relax Straighten Push Pull".split()
PARTS: Final = "knee heel arm leg foot elbow shoulder hand hip chin thigh wrist".split()
WAYS: Final = "slowly gently steadily smoothly evenly lightly calmly quietly".split()
PLACES: Final = (
    "to the side",
    "toward your chest",
    "away from you",
    "a few inches (about 8 cm) from the floor",
    "until it is level with the other one",
    "as far as it goes without effort, and no further than that",
    "while the rest of your body stays still",
)
AMOUNTS: Final = ("10", "3 to 5", "about 8", "up to 12", "open", "6, build up to 15")
HOLDS: Final = ("20 seconds", "5 to 10 seconds", "about 1 minute", "open")
SIDES: Final = ("each", "alternating", "both", "open")
POSITIONS: Final = ("lying", "sitting", "kneeling", "standing", "lying-on-a-side", "sitting-tall")
GRADES: Final = ("stop", "ask-first", "take-care")


# --- Content --------------------------------------------------------------------------------


def made_up(count: int) -> dict[str, str]:
    """Return a content folder with that many exercises, the same each time."""
    dice = random.Random(count)  # noqa: S311 - no secret
    ids = [f"{dice.choice(VERBS)}-{dice.choice(PARTS)}-{n}".lower() for n in range(count)]
    cautions = [f"caution-{n}" for n in range(count // 20)]
    files = dict(_few(dice))
    files |= {f"exercises/{i}.md": _exercise(dice, n, ids, cautions) for n, i in enumerate(ids)}
    for n in range(ROUTINES):
        start = n * 4 % count
        files[f"routines/routine-{n}.md"] = _routine(dice, n, ids[start : start + 4], cautions)
    for n in range(0, count, 20):
        files[f"programmes/programme-{n}.md"] = _programme(dice, n, ids[n : n + 20], cautions)
    used = "\n".join(files.values())
    for caution in cautions:
        if f"- {caution}\n" in used:
            text = f"# {_name(dice)} {caution}\n\n{_sentences(dice, 1, 3)}\n"
            grade = "stop" if caution == cautions[0] else dice.choice(GRADES)
            files[f"cautions/{caution}.md"] = f"---\ngrade: {grade}\n---\n{text}"
    return files


def _few(dice: random.Random) -> Iterator[tuple[str, str]]:
    """Yield what there are only a few of."""
    yield "disclaimer.md", f"---\n---\n# Disclaimer\n\n{_sentences(dice, 3, 3)}\n"
    yield (
        "sources/book.md",
        "---\npublisher: A publisher\nlast_reviewed: 2025-01-31\n---\n# A book\n",
    )
    yield "regions/body.md", "---\n---\n# Body\n"
    for n in range(30):
        yield f"terms/term-{n}.md", f"---\n---\n# term {n}\n\n{_phrase(dice)}\n"
        yield f"equipment/thing-{n}.md", f"---\n---\n# A thing {n}\n"
    for n, position in enumerate(POSITIONS):
        group = f"part_of: {POSITIONS[n % 4]}\n" if n > 3 else ""
        yield (
            f"positions/{position}.md",
            f"---\n{group}order: {n}\n---\n# {position.capitalize()}\n",
        )


def _exercise(dice: random.Random, number: int, ids: list[str], cautions: list[str]) -> str:
    front = [f"position: {dice.choice(POSITIONS)}"]
    front += _list(
        "needs", [f"thing-{n}" for n in dice.sample(range(30), dice.choice((0, 0, 1, 2)))]
    )
    holds = dice.random() < 0.5
    front += _dose(dice, holds=holds)
    front += _list("cautions", dice.sample(cautions, dice.choice((0, 0, 1, 2, 3))))
    if number and dice.random() < 0.1:
        kind = dice.choice(("starts_from", "harder_variant_of"))
        front.append(f"{kind}: {ids[dice.randrange(number)]}")
    front.append("source: book")
    front += _list("was", [f"former-{number}"] if dice.random() < 0.05 else [])
    parts = [f"# {_name(dice)} {number}", _sentences(dice, 1, 3, terms=0.2)]
    if dice.random() < 0.6:
        parts.append("## Get ready\n\n" + _items(dice, "- ", 1, 4))
    steps = _items(dice, "1. ", 2, 6, terms=0.1) + ("\n1. Hold for {hold}." if holds else "")
    parts.append(f"## Steps\n\n{steps}")
    if dice.random() < 0.6:
        lines = (f"- Do not {_phrase(dice).lower()}." for _ in range(dice.randint(1, 4)))
        parts.append("## Do not\n\n" + "\n".join(lines))
    if dice.random() < 0.4:
        parts.append(f"## Also called\n\n- {_name(dice)}")
    return _file(front, parts)


def _dose(dice: random.Random, *, holds: bool) -> list[str]:
    lines = ["dose:", f"  repetitions: {dice.choice(AMOUNTS)}"]
    if dice.random() < 0.6:
        lines.append(f"  side: {dice.choice(SIDES)}")
    if holds:
        lines.append(f"  hold: {dice.choice(HOLDS)}")
    if dice.random() < 0.3:
        lines += [f"  sets: {dice.choice(AMOUNTS[:4])}", f"  rest: {dice.choice(HOLDS)}"]
    if dice.random() < 0.2:
        lines.append("  times_a_day: 1 to 3")
    return lines


def _routine(dice: random.Random, number: int, ids: list[str], cautions: list[str]) -> str:
    front = ["exercises:"]
    for identifier in ids[: dice.randint(2, 4)]:
        front.append(f"  - exercise: {identifier}")
        if dice.random() < 0.3:
            front += ["    dose:", f"      repetitions: {dice.choice(AMOUNTS)}"]
    front += _list("cautions", dice.sample(cautions, dice.choice((0, 0, 0, 1))))
    return _file(front, [f"# {_name(dice)} routine {number}", _sentences(dice, 1, 3)])


def _programme(dice: random.Random, number: int, ids: list[str], cautions: list[str]) -> str:
    front, parts = ["region: body", "minutes_a_day: 10 to 30", "stages:"], []
    for n in range(0, len(ids), 5):
        front += [f"  - id: stage-{n}", "    exercises:", *(f"      - {i}" for i in ids[n : n + 5])]
        front += ["    cautions:", f"      - {dice.choice(cautions)}"]
        parts.append(f"## {_name(dice)} {n}\n\n{_sentences(dice, 1, 2)}")
    front += _list("cautions", [cautions[0], dice.choice(cautions[1:])])
    front.append("source: book")
    return _file(front, [f"# {_name(dice)} programme {number}", _sentences(dice, 2, 3), *parts])


def _file(front: list[str], parts: list[str]) -> str:
    return "---\n" + "\n".join(front) + "\n---\n" + "\n\n".join(parts) + "\n"


def _list(field: str, items: list[str]) -> list[str]:
    return [f"{field}:", *(f"  - {item}" for item in items)] if items else []


def _items(dice: random.Random, mark: str, least: int, most: int, terms: float = 0) -> str:
    return "\n".join(
        f"{mark}{_sentences(dice, 1, 1, terms)}" for _ in range(dice.randint(least, most))
    )


def _sentences(dice: random.Random, least: int, most: int, terms: float = 0) -> str:
    found = []
    for _ in range(dice.randint(least, most)):
        words = _phrase(dice)
        if dice.random() < terms:
            words += f" and mind your [word](term:term-{dice.randrange(30)})"
        found.append(f"{words} *{dice.choice(WAYS)}*." if dice.random() < 0.1 else f"{words}.")
    return "\n".join(found)


def _phrase(dice: random.Random) -> str:
    return (
        f"{dice.choice(VERBS)} your {dice.choice(PARTS)} {dice.choice(WAYS)} {dice.choice(PLACES)}"
    )


def _name(dice: random.Random) -> str:
    return f"{dice.choice(VERBS)} the {dice.choice(PARTS)} {dice.choice(WAYS)}"


class Spent(NamedTuple):
    """What a build takes: by the clock, of all processes together, and MB of memory at its peak."""

    seconds: float
    cpu: float
    peak: float


# --- Measuring ------------------------------------------------------------------------------


def _ours(folder: Path) -> float:
    """Return the CPU time from the files of a content folder to the text of every page."""
    from generator.build import build, check_folder  # noqa: PLC0415 - imports are not measured

    start = _cpu()
    checked = check_folder(folder / "content", TODAY)
    assert checked.library is not None, checked.problems[:5]
    build(checked.library, TODAY, SITE)
    return _cpu() - start


def _cpu() -> float:
    """Return the CPU time of this process and of those that it has ended."""
    return sum(os.times()[:4])


def _sheets(folder: Path) -> float:
    """Return the CPU time of all sheets, from a library to the text of each, with its QR code."""
    from generator.build import check_folder  # noqa: PLC0415 - as above
    from generator.pages import Page  # noqa: PLC0415 - as above
    from generator.render import render  # noqa: PLC0415 - as above
    from generator.units import Edition, sheet_pages  # noqa: PLC0415 - as above

    library = check_folder(folder / "content", TODAY).library
    assert library is not None
    start = time.process_time()
    for page in sheet_pages(library, Edition(TODAY, SITE)):
        if isinstance(page, Page):
            render(page)
    return time.process_time() - start


def _mkdocs(folder: Path) -> Spent:
    """Return what `mkdocs build` takes of the project that `write` has written."""
    return _built(folder / "written", plugins=["search"])


def _whole(folder: Path) -> Spent:
    """Return what `mkdocs build` takes with our plugin."""
    return _built(folder)


def _built(folder: Path, **settings: object) -> Spent:
    from mkdocs.commands.build import build  # noqa: PLC0415 - as above
    from mkdocs.config import load_config  # noqa: PLC0415 - as above

    import generator.mkdocs_plugin  # noqa: F401, PLC0415 - as above

    start, cpu = time.perf_counter(), _cpu()
    config = load_config(str(folder / "mkdocs.yml"), **settings)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    seconds = time.perf_counter() - start
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return Spent(seconds, _cpu() - cpu, peak * KILO / 1e6)


def _write(folder: Path) -> float:
    """Write the project that MkDocs builds without our plugin; return how many pages it has."""
    from generator import ledger  # noqa: PLC0415 - as above
    from generator.build import build, check_folder  # noqa: PLC0415 - as above
    from generator.mkdocs_project import read_project  # noqa: PLC0415 - as above

    project = read_project(folder / "mkdocs.yml", folder / "content")
    library = check_folder(folder / "content", TODAY).library
    assert library is not None
    files = project.tree(build(library, TODAY, project.site))
    ledger.keep(folder / "written", files)
    return sum(path.endswith(".md") for path in files)


def _figures(folder: Path) -> float:
    """Return the mean CPU time of a figure; `folder` is the content they are taken from."""
    from generator.figures.picture import draw, scenes  # noqa: PLC0415 - as above

    found = list(_every_figure(folder))
    start = time.process_time()
    for facts in found:
        draw(facts, "about 20 s", "A figure")
    spent = time.process_time() - start
    assert draw.cache_info().misses == scenes.cache_info().misses == len(found)
    return spent / len(found)


def _bytes(folder: Path) -> Iterator[int]:
    """Yield the size of every figure."""
    from generator.figures.picture import draw  # noqa: PLC0415 - as above

    for facts in _every_figure(folder):
        yield len(draw(facts, "about 20 s", "A figure").svg.encode())


def _every_figure(folder: Path) -> Iterator["FigureFacts"]:
    """Yield the figures that ship, and those of the tests."""
    from generator.loader import load_folder  # noqa: PLC0415 - as above
    from generator.pose import FigureFacts  # noqa: PLC0415 - as above

    for exercise in load_folder(folder).draft.exercises.values():
        if exercise.facts.figure:
            yield exercise.facts.figure
    others = yaml.safe_load((ROOT / "tests" / "cases" / "figures.yml").read_text("utf-8"))
    yield from map(FigureFacts.model_validate, others.values())


def _again(folder: Path) -> float:
    """Return how many figures and films a second build in the same process draws."""
    from generator.build import build, check_folder  # noqa: PLC0415 - as above
    from generator.figures.picture import draw, film, scenes  # noqa: PLC0415 - as above

    drawn = [0]
    for _ in range(2):
        checked = check_folder(folder, TODAY)
        assert checked.library is not None
        build(checked.library, TODAY, SITE)
        drawn.append(sum(one.cache_info().misses for one in (draw, film, scenes)))
    assert drawn[1] > 0
    return drawn[2] - drawn[1]


CHILDREN: Final[Mapping[str, Callable[[Path], float | Spent]]] = {
    "ours": _ours,
    "sheets": _sheets,
    "mkdocs": _mkdocs,
    "whole": _whole,
    "write": _write,
    "figures": _figures,
    "again": _again,
}


def measure(what: str, folder: Path) -> float:
    """Return the CPU time of one measurement, taken in a process of its own."""
    return float(_child(what, folder))


def spent(whats: Sequence[str], folder: Path, runs: int = WHOLE_RUNS) -> list[Spent]:
    """Return the medians of each kind of build; they take turns, each in a process of its own.

    So what else a machine does meanwhile meets all of them alike.
    """
    rounds = [[json.loads(_child(what, folder)) for what in whats] for _ in range(runs)]
    of_each = zip(*rounds, strict=True)
    return [Spent(*map(statistics.median, zip(*found, strict=True))) for found in of_each]


def _child(what: str, folder: Path) -> str:
    command = [sys.executable, "-m", "tests.bench", what, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.splitlines()[-1]


def prepare(folder: Path, count: int) -> None:
    """Write a project with that many exercises, and the site's own pages, settings and theme."""
    for path, text in made_up(count).items():
        place = folder / "content" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    _child("write", folder)


def figures() -> bool:
    """Measure figures and print a table; tell whether a goal is missed."""
    content = ROOT / "content"
    sizes = list(_bytes(content))
    spent = 1000.0 * statistics.median(measure("figures", content) for _ in range(RUNS))
    again = measure("again", content)
    rows = (
        ("largest, KB", max(sizes) / 1024, MOST_KILOBYTES),
        ("mean, KB", statistics.mean(sizes) / 1024, MOST_KILOBYTES),
        ("CPU ms for one", spent, MOST_MILLISECONDS),
        ("drawn again in a second build", again, 0.0),
    )
    print(f"{len(sizes)} figures of two poses, median of {RUNS}")
    for what, value, goal in rows:
        print(f"{what:>30} {value:>7.2f}  at most {goal:g}: {verdict(value, goal)}", flush=True)
    return any(value > goal for _, value, goal in rows)


def main() -> int:
    """Measure, print a table, and return 1 if a goal is missed."""
    missed = figures()
    ours: dict[int, float] = {}
    print(f"CPU seconds, median of {RUNS} for ours and of 3 or 1 for MkDocs")
    print(
        f"{'exercises':>10} {'pages':>7} {'ours':>8} {'sheets':>8} {'MkDocs':>8} {'ratio':>7}  goal"
    )
    for count in SIZES:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            prepare(folder, count)
            ours[count] = statistics.median(measure("ours", folder) for _ in range(RUNS))
            sheets = statistics.median(measure("sheets", folder) for _ in range(RUNS))
            builds = 3 if count == min(SIZES) else 1
            theirs = spent(["mkdocs"], folder, builds)[0].cpu
            pages = sum(1 for _ in (folder / "written").rglob("*.md"))
        ratio = ours[count] / theirs
        missed |= ratio > MOST_OF_MKDOCS
        row = f"{count:>10,} {pages:>7,} {ours[count]:>8.2f} {sheets:>8.2f} {theirs:>8.2f}"
        row += f" {ratio:>7.3f}"
        print(f"{row}  at most {MOST_OF_MKDOCS:.2f}: {verdict(ratio, MOST_OF_MKDOCS)}", flush=True)
    growth = ours[max(SIZES)] / ours[min(SIZES)]
    missed |= growth > MOST_GROWTH
    print(f"{max(SIZES):,} take {growth:.2f} times as long as {min(SIZES):,}", end="")
    print(f"  at most {MOST_GROWTH:.1f}: {verdict(growth, MOST_GROWTH)}")
    return int(missed | whole())


def whole() -> bool:
    """Measure whole builds and print a table; tell whether a goal is missed."""
    found: dict[int, Spent] = {}
    rows: list[tuple[str, float, float]] = []
    for count in (min(SIZES), LARGE):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            prepare(folder, count)
            runs = WHOLE_RUNS if count == min(SIZES) else 1
            theirs, found[count] = spent(["mkdocs", "whole"], folder, runs)
        for who, it in (("MkDocs alone", theirs), ("with the plugin", found[count])):
            print(
                f"{count:>10,} {who:>16}: {it.seconds:.1f} s, {it.cpu:.1f} s of CPU time,", end=""
            )
            print(f" {it.peak:,.0f} MB", flush=True)
        ours = found[count]
        rows.append((f"{count:,}, by the clock", ours.seconds / theirs.seconds, MOST_OF_WHOLE))
        rows.append((f"{count:,}, CPU time", ours.cpu / theirs.cpu, MOST_OF_WHOLE))
    small, large = found[min(SIZES)], found[LARGE]
    rows.append(("growth, by the clock", large.seconds / small.seconds, MOST_WHOLE_GROWTH))
    rows.append(("growth, CPU time", large.cpu / small.cpu, MOST_WHOLE_GROWTH))
    for what, value, goal in rows:
        print(f"{what:>30} {value:>7.2f}  at most {goal:g}: {verdict(value, goal)}", flush=True)
    return any(value > goal for _, value, goal in rows)


def verdict(value: float, goal: float) -> str:
    """Return whether a goal is reached, in a word."""
    return "reached" if value <= goal else "MISSED"


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(CHILDREN[sys.argv[1]](Path(sys.argv[2]))))
    else:
        sys.exit(main())
