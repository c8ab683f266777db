"""Every message is explained, and the example of an explanation really gives its message."""

import datetime
import inspect
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

import generator
from generator import rules
from generator.build import check_folder
from generator.explanations import Explanation, as_text, explanations
from tests.conftest import NECK, PATIENCE
from tests.test_bad import all_codes
from tests.test_commands import limber

CODES: Final = tuple(explanations())
FIGURES: Final = Path(generator.__file__).parent / "figures"
# A day on which no review of the examples' content is overdue.
TODAY: Final = datetime.date(2025, 8, 1)


# --- Complete -------------------------------------------------------------------------------


def test_every_code_is_explained_and_nothing_else() -> None:
    assert set(CODES) == all_codes()


def test_the_explanations_stand_in_the_order_of_their_codes() -> None:
    assert list(CODES) == sorted(CODES)


def source_of(name: str, functions: Mapping[str, Any]) -> str:
    """Return the text of a function, with that of the private ones that it calls."""
    text = inspect.getsource(functions[name])
    called = {other for other in re.findall(r"\b_\w+(?=\()", text) if other in functions}
    return text + "".join(source_of(other, functions) for other in called - {name})


def stating_rules(code: str) -> set[str]:
    """Return the public functions of `rules` that state a code, or hand it on from a figure."""
    functions = inspect.getmembers(rules, inspect.isfunction)
    own = {n: f for n, f in functions if f.__module__ == "generator.rules" and n[0] != "_"}
    found = {name for name in own if f'"{code}"' in source_of(name, dict(functions))}
    figures = "".join(path.read_text("utf-8") for path in FIGURES.glob("*.py"))
    return found | ({"figures_are_possible"} if f'"{code}"' in figures else set())


@pytest.mark.parametrize("code", CODES)
def test_an_explanation_names_every_rule_that_gives_its_code(code: str) -> None:
    assert set(explanations()[code].rules) == stating_rules(code)


def test_every_rule_is_named_by_an_explanation() -> None:
    named = {name for explanation in explanations().values() for name in explanation.rules}
    assert {rule.__name__ for rule in rules.RULES} <= named


@pytest.mark.parametrize("code", CODES)
def test_what_to_do_is_said_in_whole_sentences(code: str) -> None:
    advice = explanations()[code].advice
    assert re.fullmatch(r"(?:[A-Z`].*[.:]\n?)+", advice), advice
    assert len(advice.split()) >= 5


# --- True -----------------------------------------------------------------------------------


def test_the_content_that_the_examples_change_is_right(tmp_path: Path) -> None:
    shutil.copytree(NECK, tmp_path / "content")
    assert check_folder(tmp_path / "content", TODAY).problems == ()


def made_wrong(explanation: Explanation, project: Path) -> None:
    """Make the right project wrong as the example shows it."""
    example = explanation.example
    if not example.path:
        subprocess.run(["sh", "-euc", example.text], cwd=project, check=True, timeout=PATIENCE)
        return
    path = project / example.path
    text = path.read_text("utf-8")
    assert text.count(example.right) == 1, f"not once in {example.path}:\n{example.right}"
    path.write_text(text.replace(example.right, example.wrong), encoding="utf-8")


@pytest.mark.parametrize("code", CODES)
def test_an_example_gives_its_message_and_no_other(code: str, tmp_path: Path) -> None:
    shutil.copytree(NECK, tmp_path / "content")
    made_wrong(explanations()[code], tmp_path)
    found = check_folder(tmp_path / "content", TODAY).problems
    assert {problem.code for problem in found} == {code}, found


# --- Told -----------------------------------------------------------------------------------


def test_explain_tells_the_rule_what_to_do_and_the_example() -> None:
    done = limber("explain", "do-not")
    assert (done.returncode, done.stderr) == (0, "")
    rule = " ".join((rules.do_not_says_so.__doc__ or "").split())
    assert done.stdout.startswith(f"do-not\n\n{rule}\n\n")
    assert "    -- Nod with force.\n    +- Do not nod with force.\n" in done.stdout


def test_explain_takes_codes_as_the_check_prints_them_and_several() -> None:
    done = limber("explain", "error[todo]", "warning[long-step]")
    texts = [as_text(explanations()[code]) for code in ("todo", "long-step")]
    assert done.stdout == "\n\n\n".join(texts) + "\n"


def test_explain_alone_lists_every_code_with_one_line() -> None:
    lines = limber("explain").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(CODES)
    assert all(re.fullmatch(r"[a-z-]+ +[A-Z`].*", line) for line in lines)


def test_explain_of_a_misspelt_code_suggests_the_nearest() -> None:
    done = limber("explain", "unknwon-field")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean 'unknown-field'?" in done.stderr
