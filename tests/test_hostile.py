"""Whatever a file holds, it loads or gives problems with a place in it; nothing ever crashes.

The examples are the same at every run. With FUZZ set in the environment, others are drawn.
"""

import datetime
import functools
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.build import build
from generator.figures.picture import draw, film
from generator.loader import load, read_entry
from generator.pictures import read_picture
from generator.pose import POINTS, BaseName, FigureFacts, Target
from generator.problems import Problem, as_github, as_json, as_text
from generator.rules import Checked, check
from generator.source import MAX_BYTES, Files, read, read_folder
from tests.conftest import SITE
from tests.test_bad import all_codes
from tests.test_bad import picture as picture_file

ROOT: Final = Path(__file__).parents[1]
TODAY: Final = datetime.date(2026, 1, 15)
CODES: Final = all_codes()
KINDS: Final = (
    "exercises routines programmes cautions sources positions equipment regions terms".split()
)

BASE: Final = settings(
    derandomize="FUZZ" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
MANY: Final = settings(BASE, max_examples=300)
SOME: Final = settings(BASE, max_examples=100)
FEW: Final = settings(BASE, max_examples=50)

real: Final[Mapping[str, bytes]] = dict(read_folder(ROOT / "content").contents)


known: Final = functools.cache(read_entry)


def entry_of(path: str, kind: str, identifier: str, data: bytes) -> tuple[Any, list[Problem]]:
    """Read a file; of the real ones, most stand unchanged beside what is tried, so once."""
    unchanged = real.get(path.removeprefix("content/")) == data
    return (known if unchanged else read_entry)(path, kind, identifier, data)


def check_files(contents: Mapping[str, bytes]) -> Checked:
    return check(load(Files("content", contents), entry=entry_of), TODAY)


def hold(problem: Problem, contents: Mapping[str, bytes]) -> None:
    """Check that a problem says where and what, and can be printed in every form."""
    data = contents.get(problem.path.removeprefix("content/"), b"")
    text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    lines = text.removesuffix("\n").split("\n")
    assert 1 <= problem.line <= len(lines), problem
    assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, problem
    assert problem.code in CODES, problem
    assert as_text(problem).isprintable(), problem
    assert len(problem.message) < 500, problem
    assert "\n" not in as_github(problem)
    assert as_github(problem).encode()
    assert json.loads(as_json([problem]))


def survives(contents: Mapping[str, bytes]) -> None:
    """Check that content either loads, and can be built, or gives problems that hold."""
    checked = check_files(contents)
    for problem in checked.problems:
        hold(problem, contents)
    if checked.library is None:
        assert any(problem.severity == "error" for problem in checked.problems)
    else:
        assert build(checked.library, TODAY, SITE)


# --- Anything at all ------------------------------------------------------------------------


@MANY
@given(data=st.binary(max_size=300))
def test_arbitrary_bytes(data: bytes) -> None:
    survives({"exercises/a.md": data})
    source, problems = read("content/exercises/a.md", b"---\n---\n" + data)
    assert source or problems


@MANY
@given(path=st.text(max_size=30), data=st.binary(max_size=20))
def test_an_arbitrary_path(path: str, data: bytes) -> None:
    survives({path: data, f"exercises/{path}": data, f"exercises/{path}.md": data})


# --- YAML -----------------------------------------------------------------------------------

YAML: Final = st.lists(
    st.sampled_from(
        [
            *"a|b|position|dose|repetitions|source|exercises|stages|: |:|- |-|, |[|]|{|}".split(
                "|"
            ),
            *"'|\"|&x |*x|!t |!!|# |%YAML 1.1|? |<<|~|null|no|12:30|0x1F|1e5|.inf".split("|"),
            *"2026-01-31|...|--- #|>|\\|@|`|\t|  |    |\n|\n|\n|\n  |\n    |\n- |\n  - ".split("|"),
            *"\\x00|\\ud800|é|🦵|\u2028|\u0085|\ufeff|\r\n".split("|"),
            "|",
        ]
    ),
    max_size=40,
).map("".join)


@MANY
@given(yaml=YAML, kind=st.sampled_from(KINDS))
def test_front_matter_made_of_pieces_of_yaml(yaml: str, kind: str) -> None:
    survives({f"{kind}/a.md": f"---\n{yaml}\n---\n# A\n\nB.\n".encode("utf-8", "surrogatepass")})


plain: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2000) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS: Final = (
    "position needs dose cautions starts_from harder_variant_of source review was note exercises "
    "exercise region stages id grade publisher address last_reviewed reviewers part_of floor order "
    "figure picture start end arrows wall file author licence picture_review"
).split()
PARTS: Final = (
    "sets repetitions side limb hold rest times_a_day days_a_week name credentials date next_due"
).split()


@MANY
@given(
    facts=st.dictionaries(
        st.sampled_from(FIELDS),
        plain
        | st.dictionaries(st.sampled_from(PARTS + FIELDS), plain, max_size=4)
        | st.lists(st.dictionaries(st.sampled_from(PARTS + FIELDS), plain, max_size=4), max_size=3),
        max_size=5,
    ),
    kind=st.sampled_from(KINDS),
)
def test_values_of_any_type_in_fields_that_exist(facts: dict[str, object], kind: str) -> None:
    survives({f"{kind}/a.md": f"---\n{json.dumps(facts, indent=1)}\n---\n# A\n\nB.\n".encode()})


# --- Figures --------------------------------------------------------------------------------

PICTURE: Final = picture_file("PNG")
NUMBER: Final = st.integers(-250, 250) | st.sampled_from([0, 90, None, True, "", "90"])
WORD: Final = st.sampled_from(
    [
        *POINTS,
        *"supine prone standing sitting quadruped hook-lying floor toes stay wall".split(),
        *"forearm overhead pelvis shoulders behind in-front feet up left nowhere".split(),
    ]
)
LIMB: Final = st.dictionaries(
    st.sampled_from("hip knee ankle foot heel level shoulder elbow wrist hand".split()),
    NUMBER | WORD | st.booleans(),
    max_size=3,
)
POSE: Final = st.dictionaries(
    st.sampled_from("lean lumbar thorax neck rest base".split()), NUMBER | WORD, max_size=3
)
LIMBS: Final = st.dictionaries(
    st.sampled_from("near_leg far_leg legs near_arm far_arm arms".split()), LIMB | WORD, max_size=3
)


@st.composite
def right_limbs(draw: st.DrawFn) -> dict[str, object]:
    """Draw limbs whose fields have values of the right type, so that most can be drawn."""
    angle = st.integers(-180, 200)
    legs = st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(("hip", "knee", "ankle"), angle),
            "foot": st.sampled_from(["floor", "toes", "stay"]),
            "heel": st.just("floor"),
            "level": st.booleans(),
        },
    )
    arms = st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(("shoulder", "elbow", "wrist"), angle),
            "hand": st.sampled_from(get_args(Target)),
            "level": st.booleans(),
        },
    )
    limbs = {"near_leg": legs, "far_leg": legs, "legs": legs}
    limbs |= {"near_arm": arms, "far_arm": arms, "arms": arms}
    trunk = dict.fromkeys(("lean", "lumbar", "thorax", "neck"), angle)
    trunk["rest"] = st.sampled_from(["pelvis", "shoulders"])
    return draw(st.fixed_dictionaries({}, optional={**trunk, **limbs}))


def with_figure(figure: object) -> bytes:
    front = json.dumps(
        {
            "position": "supine",
            "dose": {"repetitions": 5, "hold": "5 seconds"},
            "source": "staywell-low-back",
            "figure": figure,
        },
        indent=1,
    )
    body = "# A\n\nB.\n\n1. C.\n2. D.\n\n## Picture\n\n1. E.\n2. F.\n"
    return f"---\n{front}\n---\n{body}".encode()


@SOME
@given(
    start=st.tuples(POSE, LIMBS),
    end=st.tuples(POSE, LIMBS),
    more=st.dictionaries(
        st.sampled_from("wall zoom spine tighten feet_from_wall arrows".split()),
        NUMBER | WORD | st.lists(st.dictionaries(st.just("point"), WORD), max_size=5),
        max_size=3,
    ),
)
def test_figures_made_of_any_words_and_numbers(
    start: tuple[dict[str, object], ...],
    end: tuple[dict[str, object], ...],
    more: dict[str, object],
) -> None:
    poses = {"start": start[0] | start[1], "end": end[0] | end[1]}
    survives({**real, "exercises/a.md": with_figure({**poses, **more})})


@FEW
@given(
    base=st.sampled_from(get_args(BaseName)),
    start=right_limbs(),
    end=right_limbs(),
    point=st.sampled_from(POINTS),
    around=st.fixed_dictionaries(
        {},
        optional={
            "wall": st.sampled_from(["behind", "in-front"]),
            "zoom": st.just("feet"),
            "spine": st.booleans(),
            "tighten": st.sampled_from(POINTS),
        },
    ),
)
def test_poses_of_the_right_types_are_drawn_or_refused_at_their_place(
    base: str,
    start: dict[str, object],
    end: dict[str, object],
    point: str,
    around: dict[str, object],
) -> None:
    figure = {"start": {"base": base, **start}, "end": end, "arrows": [{"point": point}]}
    figure |= around
    survives({**real, "exercises/a.md": with_figure(figure)})
    facts = FigureFacts.model_validate(figure)
    for drawn in (draw(facts, "5 s", "A").svg, film(facts, "A")):
        assert ElementTree.fromstring(drawn).tag.endswith("}svg")  # noqa: S314 - our own
        assert not re.search("nan|inf", drawn)


@MANY
@given(data=st.binary(max_size=300), start=st.sampled_from([b"", PICTURE, PICTURE[:40]]))
def test_a_picture_of_any_bytes(data: bytes, start: bytes) -> None:
    for ending in ("png", "jpg", "webp"):
        contents = {f"pictures/a.{ending}": start + data}
        found, problems = read_picture(f"content/pictures/a.{ending}", start + data)
        assert (found is None) == bool(problems)
        for problem in problems:
            hold(problem, contents)


# --- Markdown -------------------------------------------------------------------------------

MARKDOWN: Final = st.lists(
    st.sampled_from(
        [
            *"# |## |### |Get ready|Steps|Do not|Picture|Also called|1. |2. |0. ".split("|"),
            *"9) |- |* |+ |> ".split("|"),
            *"    |\t|```|~~~|---|===|***|<b>|</b>|<!--|-->|<?|<![CDATA[|<script>|&amp;".split("|"),
            *"&#0;|&#x202e;|&nbsp;|\\|`|*|_|**|__|[|]|(|)|![|](|](term:a)|]: |[a]: |{|}".split("|"),
            *"](https://a.example)|](javascript:x)|http://a.example|{hold}|{x}|TODO|a|b".split("|"),
            *"10 times|one|\n|\n|\n|\n\n|\n\n|  \n|\\\n|\r\n|é|🦵|\u200d|<|>|\"|'".split("|"),
            "|",
        ]
    ),
    max_size=40,
).map("".join)
FACTS: Final[Mapping[str, str]] = {
    "exercises": "position: supine\ndose:\n  repetitions: 5\n  hold: 5 seconds\n"
    "source: staywell-low-back",
    "routines": "exercises:\n  - exercise: heel-slides",
    "programmes": "region: low-back\nstages:\n  - id: a\n    exercises: [heel-slides]\n"
    "source: staywell-low-back",
    "cautions": "grade: stop",
    "sources": "publisher: A press",
}


def with_body(kind: str, body: str) -> bytes:
    return f"---\n{FACTS.get(kind, 'note: none')}\n---\n{body}".encode()


@MANY
@given(body=MARKDOWN, kind=st.sampled_from(KINDS))
def test_a_body_made_of_pieces_of_markdown(body: str, kind: str) -> None:
    survives({f"{kind}/a.md": with_body(kind, body)})


@SOME
@given(line=MARKDOWN, place=st.sampled_from(["summary", "step", "do not", "title", "synonym"]))
def test_a_line_made_of_pieces_of_markdown_among_the_real_files(line: str, place: str) -> None:
    words = {"title": "A", "summary": "B.", "step": "C.", "do not": "Do not D.", "synonym": "E"}
    words[place] += " " + line
    body = (
        f"# {words['title']}\n\n{words['summary']}\n\n1. {words['step']}\n2. C.\n\n"
        f"## Do not\n\n- {words['do not']}\n\n## Also called\n\n- {words['synonym']}\n"
    )
    survives({**real, "exercises/a.md": with_body("exercises", body)})


# --- Real files, damaged --------------------------------------------------------------------


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, bytes]:
    """Draw the real content with a few pieces of one file cut out, doubled or written over."""
    path = draw(st.sampled_from(sorted(real)))
    data = real[path]
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
        end = min(end, start + draw(st.sampled_from([0, 1, 5, 50, 5000])))
        piece = draw(
            st.sampled_from([b"", data[start:end] * 2, b"\n", b"---\n", b": ", b"- ", b"  ", b"# "])
            | st.sampled_from(
                [b"{", b"[", b"'", b"\xc3", b"\xf0\x9f\xa6\xb5", b"\x00", b"<b>", b"5 times"]
            )
        )
        data = data[:start] + piece + data[end:]
    return {**real, path: data}


@SOME
@given(contents=damaged())
def test_real_files_that_were_damaged(contents: dict[str, bytes]) -> None:
    survives(contents)


@SOME
@given(gone=st.sets(st.sampled_from(sorted(real)), min_size=1, max_size=5))
def test_real_content_of_which_files_are_gone(gone: set[str]) -> None:
    survives({path: data for path, data in real.items() if path not in gone})


IDS: Final = sorted({Path(path).stem for path in real})
NAMED: Final = [(path, old) for path in sorted(real) for old in IDS if old.encode() in real[path]]


@SOME
@given(named=st.sampled_from(NAMED), new=st.sampled_from(IDS))
def test_real_files_whose_references_lead_elsewhere(named: tuple[str, str], new: str) -> None:
    path, old = named
    survives({**real, path: real[path].replace(old.encode(), new.encode())})


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n\n"])
@pytest.mark.parametrize(
    "text", ["", "-", "---", "---\n---", "---\na", "---\n'", "---\n---\n#", "\ufeff"]
)
def test_the_smallest_files(text: str, end: str) -> None:
    for kind in KINDS:
        survives({f"{kind}/a.md": (text + end).encode()})


# --- The worst files, each in a process of its own ------------------------------------------

DEEP: Final = 25_000


def fill(piece: str, before: str = "", after: str = "") -> str:
    """Return a text of the largest size a file may have."""
    room = MAX_BYTES - len(before.encode()) - len(after.encode())
    return before + piece * (room // len(piece.encode())) + after


STEP: Final = f"---\n{FACTS['exercises']}\n---\n# A\n\nB.\n\n1. "
END: Final = "\n2. C.\n"
BODY: Final = f"---\n{FACTS['exercises']}\n---\n# A\n\n"

WORST: Final[Mapping[str, str]] = {
    # YAML
    "25,000 brackets": f"---\na: {'[' * DEEP}\n---\n",
    "25,000 brackets that close": f"---\na: {'[' * DEEP}{']' * DEEP}\n---\n",
    "25,000 braces": f"---\na: {'{' * DEEP}\n---\n",
    "braces with keys": fill("{a: ", "---\na: ", "\n---\n"),
    "25,000 lists": f"---\n{'- ' * DEEP}\n---\n",
    "25,000 keys of keys": f"---\n{'? ' * DEEP}\n---\n",
    "indented maps": "---\n" + "".join(" " * i + "a:\n" for i in range(340)) + "---\n",
    "quotes": fill("'", "---\na: ", "\n---\n"),
    "double quotes": fill('"', "---\na: ", "\n---\n"),
    "figures and a letter": fill("1", "---\na: ", "x\n---\n"),
    "figures with underscores": fill("1_", "---\na: ", "x\n---\n"),
    "sixties": fill("1:1", "---\na: ", "x\n---\n"),
    "a long amount": fill(
        "9", f"---\n{FACTS['exercises'].replace('5', '1', 1)}\nnote: '", "'\n---\n"
    ),
    "a count of 60,000 figures": fill("9", "---\ndose:\n  repetitions: '", "'\n---\n"),
    "one field 20,000 times": fill("a:\n", "---\n", "---\n"),
    "many fields": "---\n" + "".join(f"k{i}:\n" for i in range(8000)) + "---\n",
    "a long list": fill("A,", "---\nneeds: [", "]\n---\n"),
    "deep anchors": "---\n" + "".join(f"a{i}: &a{i}\n" + " " * i for i in range(300)) + "---\n",
    "billion laughs": "---\na0: &a0 lol\n"
    + "".join(f"a{i}: &a{i} [{f'*a{i - 1},' * 9}]\n" for i in range(1, 60))
    + "---\n",
    "tags": fill("!a ", "---\na: ", "\n---\n"),
    # Markdown
    "25,000 Markdown brackets": BODY + "[" * DEEP,
    "brackets to the end": fill("[", STEP, END),
    "brackets that close": STEP + "[" * DEEP + "]" * DEEP + END,
    "pictures": fill("![", STEP, END),
    "links within links": fill("[a](", STEP, END),
    "25,000 quotations": BODY + "> " * DEEP,
    "25,000 Markdown lists": BODY + "- " * DEEP,
    "numbers within numbers": fill("1. ", BODY),
    "stars": fill("*", BODY),
    "emphasis that opens": fill("*a _b ", STEP, END),
    "emphasis within emphasis": STEP + "*a _b " * 5000 + "x" + " c_ d*" * 5000 + END,
    "emphasis without spaces": STEP + "*_" * 14000 + "a" + "_*" * 14000 + END,
    "back-ticks": fill("`a ", STEP, END),
    "runs of back-ticks": STEP + "".join("`" * i + " " for i in range(340)) + END,
    "angle brackets": fill("<", STEP, END),
    "comments": fill("<!--", STEP, END),
    "tags of HTML": fill("<b>", STEP, END),
    "references": fill("&#1;", STEP, END),
    "backslashes": fill("\\", STEP, END),
    "definitions": BODY + "".join(f"[{i}]: a\n" for i in range(5000)),
    "placeholders": fill("{}", STEP, END),
    "misspelt placeholders": fill("{holdx}", STEP, END),
    "headings": fill("## a\n", BODY),
    "titles": fill("# a\n", BODY),
    "rules": fill("---\n", BODY),
    "items": fill("- a\n", BODY),
    "terms": fill("[a](term:a) ", STEP, END),
    "a line that goes on": fill("b\n", BODY + "> a\n"),
    # Rules
    "numbers without a unit": fill("1 ", STEP, END),
    "number words": fill("one ", STEP, END),
    "doses": fill("1 minute ", STEP, END),
    "once": fill("once ", STEP, END),
    "gaps": fill("TODO\n", BODY),
    # One character
    **{f"64 KiB of {char!r}": char * MAX_BYTES for char in "x-#[{:'\n\t\x00"},
    **{f"a body of {char!r}": fill(char, BODY) for char in "x\n |~é"},
}

CHILD: Final = """
import datetime, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
from generator.build import build
from generator.loader import load
from generator.problems import as_text
from generator.rules import check
from generator.source import Files
data = sys.stdin.buffer.read()
for part in data.split(b"\\0\\0next file\\0\\0"):
    path, _, text = part.partition(b"\\n")
    checked = check(load(Files("content", {path.decode(): text})), datetime.date(2026, 1, 15))
    longest = max(len(as_text(problem)) for problem in checked.problems)
    print(path.decode(), len(checked.problems), longest)
"""


def in_a_child(names: list[str], seconds: int) -> list[list[str]]:
    """Check files, each as an exercise, in one child process; return what it prints of each.

    It has so many seconds of a processor, however many others want that as well.
    """
    parts = [f"exercises/{i}.md\n{WORST[name]}".encode() for i, name in enumerate(names)]
    done = subprocess.run(
        [sys.executable, "-c", CHILD.replace("SECONDS", str(seconds))],
        input=b"\0\0next file\0\0".join(parts),
        cwd=ROOT,
        capture_output=True,
        timeout=20 * seconds,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, ""), names
    return [line.split() for line in done.stdout.decode().splitlines()]


BATCH: Final = 10
BATCHES: Final = [list(WORST)[i : i + BATCH] for i in range(0, len(WORST), BATCH)]


def test_no_file_of_the_worst_is_refused_for_its_size() -> None:
    assert {name: n for name, text in WORST.items() if (n := len(text.encode())) > MAX_BYTES} == {}


@pytest.mark.parametrize("names", BATCHES, ids=lambda names: f"{names[0]} to {names[-1]}")
def test_the_worst_files_are_checked_in_time_and_end_no_process(names: list[str]) -> None:
    """Each takes at most a second on a slow machine; what is quadratic takes minutes."""
    lines = in_a_child(names, seconds=60)
    assert [line[0] for line in lines] == [f"exercises/{i}.md" for i in range(len(names))]
    for _, problems, longest in lines:
        assert int(problems) >= 1
        assert int(longest) < 1200
