"""The shape of the code itself: the pipeline runs one way, and its promises hold in the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import yaml

import generator
from generator import commands, figures

PACKAGE: Final = Path(generator.__file__).parent
ROOT: Final = PACKAGE.parent


def named(path: Path) -> str:
    """Return the name of a module below the package: `build`, `figures.solver`, `figures`."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and parts[:-1] else parts)


MODULES: Final = {named(path): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES: Final = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def pipeline() -> list[str]:
    """Return the modules in the order in which the package's docstring lists them."""
    text = (generator.__doc__ or "").rpartition("only those above it:")[2]
    return re.findall(r"\w+", text)


def inner_pipeline() -> list[str]:
    """Return the modules of the figures in the order of that package's docstring."""
    text = (figures.__doc__ or "").rpartition("only those above it:")[2]
    return re.findall(r"\w+", text)


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield every module that is imported anywhere, with its full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(name: str) -> set[str]:
    """Return the modules of the package that a module imports, one of the figures as `figures`."""
    parts = [i.split(".") for i in imports(TREES[name]) if i.split(".")[0] == "generator"]
    return {part[1] for part in parts}


def inner_imports(name: str) -> set[str]:
    """Return the modules of the figures that a module imports."""
    parts = [i.split(".") for i in imports(TREES[name])]
    return {part[2] for part in parts if part[:2] == ["generator", "figures"]}


def functions(name: str) -> Iterator[Function]:
    return (
        n for n in ast.walk(TREES[name]) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def importers(package: str) -> set[str]:
    return {
        n for n, tree in TREES.items() if any(i.split(".")[0] == package for i in imports(tree))
    }


def test_the_docstring_of_the_package_lists_every_module_once() -> None:
    outer = {name for name in MODULES if "." not in name}
    assert sorted(pipeline()) == sorted(outer - {"__init__"})


def test_the_docstring_of_the_figures_lists_every_module_of_theirs_once() -> None:
    inner = [name.removeprefix("figures.") for name in MODULES if name.startswith("figures.")]
    assert sorted(inner_pipeline()) == sorted(inner)
    assert len(inner) > 10


@pytest.mark.parametrize("name", pipeline())
def test_a_module_imports_only_modules_above_it(name: str) -> None:
    above = pipeline()[: pipeline().index(name)]
    assert own_imports(name) <= set(above)


@pytest.mark.parametrize("name", inner_pipeline())
def test_a_module_of_the_figures_imports_only_modules_above_it(name: str) -> None:
    inside = inner_pipeline()[: inner_pipeline().index(name)]
    outside = pipeline()[: pipeline().index("figures")]
    assert inner_imports(f"figures.{name}") <= set(inside)
    assert own_imports(f"figures.{name}") <= {"figures", *outside}


COMMANDS: Final = [name for name in MODULES if name.startswith("commands.")]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_module_of_the_commands_imports_only_what_stands_above_them(name: str) -> None:
    above = pipeline()[: pipeline().index("commands")]
    assert own_imports(name) <= {"commands", *above}
    assert not {i for i in imports(TREES[name]) if i.rpartition(".")[0] in COMMANDS}


def test_the_docstring_of_the_commands_lists_every_module_of_theirs() -> None:
    text = (commands.__doc__ or "").rpartition("do not import each other:")[2]
    assert [f"commands.{name}" for name in re.findall(r"\w+", text)] == COMMANDS


@pytest.mark.parametrize("name", ["__init__", "figures", "commands"])
def test_a_package_itself_imports_nothing(name: str) -> None:
    assert list(imports(TREES[name])) == []


@pytest.mark.parametrize(
    ("package", "modules"),
    [
        ("mkdocs", {name for name in MODULES if name.startswith("mkdocs_")}),
        ("jinja2", {"render"}),
        ("yaml", {"front_matter"}),
        ("argparse", {"__main__", *COMMANDS}),
        ("PIL", {"pictures"}),
        ("resvg_py", {"figures.preview"}),
        ("selectolax", {"markup"}),
        ("watchdog", {"watch"}),
    ],
)
def test_a_package_is_known_to_one_module_only(package: str, modules: set[str]) -> None:
    assert importers(package) == modules


def test_only_what_reads_markdown_knows_its_parser() -> None:
    assert importers("markdown_it") == {"source", "inline", "words"}


@pytest.mark.parametrize("name", MODULES)
def test_no_function_is_longer_than_forty_lines(name: str) -> None:
    long = {f.name: n for f in functions(name) if (n := (f.end_lineno or 0) - f.lineno + 1) > 40}
    assert long == {}


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_class_and_module_says_what_it_is_for(name: str) -> None:
    public = [
        node
        for node in TREES[name].body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    assert ast.get_docstring(TREES[name])
    assert [node.name for node in public if not ast.get_docstring(node)] == []


CLOCKS: Final = frozenset(["today", "now", "utcnow", "localtime", "gmtime", "time", "monotonic"])


def clocks(name: str) -> list[str]:
    """Return each clock that a module names: `datetime.date.today`, `time.time`."""
    return [
        ast.unparse(node)
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and ast.unparse(node.value).split(".")[-1] in ("date", "datetime", "time")
    ]


@pytest.mark.parametrize("name", MODULES)
def test_the_date_is_an_input_that_only_the_two_entries_read(name: str) -> None:
    expected = ["datetime.date.today"] if name in ("__main__", "mkdocs_plugin") else []
    assert clocks(name) == expected


@pytest.mark.parametrize("name", ["__main__", "mkdocs_plugin"])
def test_an_entry_hands_the_clock_on_and_does_not_look_at_it(name: str) -> None:
    called = [ast.unparse(n.func) for n in ast.walk(TREES[name]) if isinstance(n, ast.Call)]
    assert "datetime.date.today" not in called


WIDE: Final = {
    # What escaped from a build would leave every request waiting.
    "mkdocs_preview": ["(Exception, SystemExit)"],
    # What happens to a page that is rendered ahead happens again when MkDocs comes to it.
    "mkdocs_pages": ["(_Said, Exception)"],
}


@pytest.mark.parametrize("name", MODULES)
def test_no_exception_is_caught_that_is_not_named(name: str) -> None:
    handlers = [n for n in ast.walk(TREES[name]) if isinstance(n, ast.ExceptHandler)]
    caught = [ast.unparse(handler.type) if handler.type else "" for handler in handlers]
    wide = {"Exception", "BaseException"}
    found = [text for text in caught if not text or wide & set(re.findall(r"\w+", text))]
    assert found == WIDE.get(name, [])


class _Settings(yaml.SafeLoader):
    """Reads mkdocs.yml, whose `!ENV` is not for us."""


_Settings.add_constructor("!ENV", lambda loader, node: loader.construct_sequence(node))


def test_the_markdown_extensions_are_these_and_no_other() -> None:
    settings = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), _Settings)  # noqa: S506
    extensions = [
        next(iter(e)) if isinstance(e, dict) else e for e in settings["markdown_extensions"]
    ]
    assert sorted(extensions) == ["admonition", "attr_list", "md_in_html", "tables", "toc"]


def test_every_template_is_used_and_every_used_one_is_there() -> None:
    folder = PACKAGE / "templates"
    texts = [path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()]
    texts += [MODULES[name].read_text("utf-8") for name in ("pages", "lists", "preview", "summary")]
    used = {name for text in texts for name in re.findall(r"\"([\w-]+\.(?:md|html))\"", text)}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert used == there


def test_the_table_for_coders_lists_the_modules_in_the_order_of_the_pipeline() -> None:
    text = (ROOT / "HACKING.md").read_text(encoding="utf-8")
    table = text[text.index("| module | purpose |") : text.index("Templates are in")]
    assert re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE) == list(pipeline())


def test_no_script_has_a_template_string_within_another() -> None:
    """What makes scripts small takes it for two strings, with code between them."""
    scripts = sorted((ROOT / "docs/scripts").rglob("*.js"))
    assert len(scripts) > 10
    nested = [path.name for path in scripts if re.search(r"\$\{[^}`]*`", path.read_text("utf-8"))]
    assert nested == []


def test_no_template_encodes_what_is_encoded_when_it_goes_out() -> None:
    folder = PACKAGE / "templates"
    twice = r"\{%-? *endset|\{%-? *filter|\| *(?:e|escape|safe|forceescape)\b"
    for path in folder.rglob("*.*"):
        assert re.findall(twice, path.read_text("utf-8")) == [], path.name
