"""Pages that are rendered on all cores, before MkDocs comes to them, are what MkDocs makes."""

import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown
from mkdocs.commands.build import build
from mkdocs.config import load_config

from generator import cores, mkdocs_pages, mkdocs_plugin
from generator.build import Built
from tests.conftest import NECK, build_here, content, write_project

pytestmark = pytest.mark.usefixtures("fixed_date")


@pytest.fixture(autouse=True)
def split(monkeypatch: pytest.MonkeyPatch) -> None:
    """Split the work on a small site too, on a machine of one core, beside a runner's threads."""
    monkeypatch.setattr(cores, "MANY", 2)
    monkeypatch.setattr(cores, "count", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the pages that take what was rendered ahead, which is of the same Markdown."""
    found: list[str] = []
    render = mkdocs_pages._Ahead.render

    def noted(page: Any, *arguments: Any) -> None:
        if page.rendered and page.rendered.markdown == page.markdown:
            found.append(page.file.src_uri)
        render(page, *arguments)

    monkeypatch.setattr(mkdocs_pages._Ahead, "render", noted)
    return found


def add(monkeypatch: pytest.MonkeyPatch, page: Built) -> None:
    """Have a page generated besides."""
    whole = mkdocs_plugin.build

    def more(*arguments: Any, **named: Any) -> dict[str, Built]:
        return whole(*arguments, **named) | {"more/index.md": page}

    monkeypatch.setattr(mkdocs_plugin, "build", more)


def test_a_site_is_the_same_whether_pages_are_rendered_ahead_or_not(
    low_back: Mapping[str, bytes],
    taken: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = write_project(tmp_path / "p", low_back)
    ahead = build_here(project).tree()
    assert len(taken) > 20
    assert {"exercises/heel-slides/index.md", "a-z/index.md"} <= {*taken}
    taken.clear()
    monkeypatch.setattr(cores, "count", lambda: 1)
    assert build_here(project).tree() == ahead
    assert taken == []


def test_what_is_said_of_a_page_is_said_once_and_counts(
    taken: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    add(monkeypatch, Built("# More\n\n[lost](../lost.md)\n"))
    build_here(write_project(tmp_path / "p", content(NECK)))
    lines = [r.getMessage() for r in caplog.records if "lost.md" in r.getMessage()]
    assert len(lines) == 1
    assert taken
    assert "more/index.md" not in taken


def test_a_link_to_an_anchor_that_is_not_there_is_told(
    taken: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    page = "../exercises/neck-turn/index.md"
    add(monkeypatch, Built(f"# More\n\n[one]({page}#dose), [other]({page}#dosis)\n"))
    build_here(write_project(tmp_path / "p", content(NECK)))
    assert {"more/index.md", "exercises/neck-turn/index.md"} <= {*taken}
    told = "the doc 'exercises/neck-turn/index.md' does not contain an anchor '#dosis'"
    assert [
        told in r.getMessage() for r in caplog.records if "more/index.md" in r.getMessage()
    ] == [True]


def test_an_error_of_a_page_names_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    convert = Markdown.convert

    def refuse(self: Markdown, source: str) -> str:
        if "refuse this" in source:
            raise ValueError("it is refused")
        return convert(self, source)

    monkeypatch.setattr(Markdown, "convert", refuse)
    add(monkeypatch, Built("# More\n\nrefuse this\n"))
    with pytest.raises(ValueError, match="it is refused"):
        build_here(write_project(tmp_path / "p", content(NECK)))
    assert "Error reading page 'more/index.md': it is refused" in caplog.messages


def test_a_page_that_is_changed_on_the_way_is_rendered_anew(
    taken: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = mkdocs_plugin.LimberPlugin.on_page_markdown

    def change(*arguments: Any, **named: Any) -> str:
        return changed(*arguments, **named) + "\n\nOne more line.\n"

    monkeypatch.setattr(mkdocs_plugin.LimberPlugin, "on_page_markdown", change)
    site = build_here(write_project(tmp_path / "p", content(NECK)))
    assert taken == []
    assert site.page("exercises/neck-turn/").text.count("One more line.") == 1


def test_a_site_with_other_extensions_is_left_to_mkdocs(taken: list[str], tmp_path: Path) -> None:
    more = "markdown_extensions: [admonition, attr_list, md_in_html, tables, toc, abbr]\n"
    build_here(write_project(tmp_path / "p", content(NECK), more))
    assert taken == []


def test_a_preview_goes_on_from_pages_that_were_rendered_ahead(
    taken: list[str], tmp_path: Path
) -> None:
    project = write_project(tmp_path / "p", content(NECK))
    config = load_config(str(project / "mkdocs.yml"))
    config.plugins.on_startup(command="serve", dirty=False)
    try:
        build(config, serve_url="http://localhost/")
        assert "exercises/neck-turn/index.md" in taken
        taken.clear()
        exercise = project / "content" / "exercises" / "neck-turn.md"
        exercise.write_bytes(exercise.read_bytes() + b"- Look aside\n")
        config.plugins["limber"].preview.build()
    finally:
        config.plugins.on_shutdown()
    assert taken == []
    page = "exercises/neck-turn/index.html"
    assert "Look aside" in (project / "site" / page).read_text("utf-8")


def test_a_site_with_other_plugins_is_left_to_mkdocs(taken: list[str], tmp_path: Path) -> None:
    project = write_project(tmp_path / "p", content(NECK), "hooks: [hook.py]\n")
    (project / "hook.py").write_text(
        "seen = []\n"
        "def on_page_markdown(markdown, page, **_):\n"
        "    seen.append(page.url)\n"
        "    return f'{markdown}\\n\\nPage {len(seen)}.\\n'\n",
        encoding="utf-8",
    )
    pages = build_here(project).pages
    assert taken == []
    numbers = [int(n) for page in pages.values() for n in re.findall(r"Page (\d+)\.", page.html)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert len(numbers) > 20
