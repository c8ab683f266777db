"""The preview: after any edits it is what a whole build would be, and an edit builds no more."""

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

from generator.build import Known, Output, check_folder
from generator.build import build as build_pages
from generator.memory import Memory
from generator.preview import Search, with_problems
from tests.conftest import PATIENCE, SITE, TODAY, edited, environment, mkdocs, write_project

ADDRESS: Final = "http://127.0.0.1:8000/"
HEEL_SLIDES: Final = "exercises/heel-slides.md"


# --- Within this process --------------------------------------------------------------------


@dataclass
class Desk:
    """A preview as `mkdocs serve` sets it up, but that a test says when to build."""

    site: Path
    server: LiveReloadServer
    plugin: Any

    @property
    def problems(self) -> tuple[str, ...]:
        found: tuple[str, ...] = self.plugin.preview.problems
        return found

    def build(self) -> None:
        """Do what the server does when a file has changed."""
        self.server.builder()

    def tree(self) -> dict[str, bytes]:
        """Return every file that can be asked for; the search may be on its way meanwhile."""
        found: dict[str, bytes] = {}
        for folder, folders, names in os.walk(self.site):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for path in (Path(folder, name) for name in names if not name.startswith(".")):
                with suppress(FileNotFoundError):
                    found[path.relative_to(self.site).as_posix()] = path.read_bytes()
        return found

    def end(self) -> None:
        self.plugin.on_shutdown()
        self.server.server_close()


def set_up(project: Path, site: Path) -> Desk:
    """Build the whole site and set the preview up, with the functions of `mkdocs serve`."""

    def config() -> Any:
        found = load_config(str(project / "mkdocs.yml"), site_dir=str(site))
        found.site_url = ADDRESS
        return found

    first = config()
    first.plugins.on_startup(command="serve", dirty=False)
    build(first, serve_url=ADDRESS)
    server = LiveReloadServer(
        lambda: build(config(), serve_url=ADDRESS), "127.0.0.1", 0, str(site), "/"
    )
    plugin = first.plugins["limber"]
    plugin.on_serve(server, config=first, builder=server.builder)
    return Desk(site, server, plugin)


def settled(desk: Desk, wanted: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the tree of a preview once its search is that of another tree, or at the end."""
    searched = {name for name in wanted if name.startswith("pagefind/")}
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        tree = desk.tree()
        if {name for name in tree if name.startswith("pagefind/")} == searched:
            return tree
        time.sleep(0.1)
    return desk.tree()


def whole_search(desk: Desk) -> dict[str, bytes]:
    """Return the tree of a preview that has just been set up, with its search."""
    end = time.monotonic() + PATIENCE
    while not (desk.site / "pagefind/pagefind-entry.json").exists():
        assert time.monotonic() < end
        time.sleep(0.1)
    return desk.tree()


# --- Random edits ---------------------------------------------------------------------------


class Editor:
    """Somebody who edits a project, at random; some of what is done leaves an error."""

    def __init__(self, project: Path, dice: random.Random) -> None:
        self.content = project / "content"
        self.docs = project / "docs"
        self.dice = dice
        self.number = 0

    def edit(self) -> str:
        """Do one thing, and tell what."""
        self.number += 1
        return self.dice.choice(EDITS)(self)

    def any_of(self, *kinds: str) -> Path:
        files = [path for kind in kinds for path in sorted((self.content / kind).glob("*.md"))]
        return self.dice.choice(files)

    def change(self, path: Path, pattern: str, new: str) -> str:
        """Replace the first piece of a file that matches."""
        text = path.read_text("utf-8")
        path.write_text(re.sub(pattern, new, text, count=1, flags=re.MULTILINE), "utf-8")
        return f"{path.name}: {pattern} -> {new}"

    def everywhere(self, pattern: str, new: str) -> None:
        for path in self.content.glob("*/*.md"):
            text = path.read_text("utf-8")
            path.write_text(re.sub(pattern, new, text, flags=re.MULTILINE), "utf-8")

    def reword(self) -> str:
        path = self.any_of("exercises", "routines", "cautions", "terms", "programmes", "positions")
        return self.change(path, r"(?<=[a-z])\.$", f" with care {self.dice.choice('abcdef')}.")

    def retitle(self) -> str:
        path = self.any_of("exercises", "routines", "cautions", "positions", "sources", "equipment")
        return self.change(path, r"^# (\w+)", r"# \1 " + self.dice.choice(("once", "again", "Zen")))

    def dose(self) -> str:
        amount = self.dice.choice(("open", "8", "about 12", "3 to 5"))
        return self.change(self.any_of("exercises"), "repetitions: .*", f"repetitions: {amount}")

    def grade(self) -> str:
        grade = self.dice.choice(("stop", "ask-first", "take-care"))
        return self.change(self.any_of("cautions"), "^grade: .*", f"grade: {grade}")

    def caution(self) -> str:
        caution = self.any_of("cautions").stem
        path = self.any_of("exercises")
        return self.change(path, r"^source:", f"cautions:\n  - {caution}\nsource:")

    def misspell(self) -> str:
        return self.change(self.any_of("exercises"), "^position: ", "position: x-")

    def add_exercise(self) -> str:
        path, name = self.any_of("exercises"), f"added-{self.number}"
        copy = shutil.copy(path, path.with_name(f"{name}.md"))
        self.change(Path(copy), "^# .*", f"# Added number {self.number}")
        self.everywhere(rf"^( +- ){path.stem}$", rf"\1{path.stem}\n\1{name}")
        return f"{name} from {path.name}"

    def rename_exercise(self) -> str:
        path = self.any_of("exercises")
        new = f"renamed-{self.number}"
        path.rename(path.with_name(f"{new}.md"))
        self.everywhere(rf"(- |: ){path.stem}$", rf"\1{new}")
        self.change(path.with_name(f"{new}.md"), "^source:", f"was:\n  - {path.stem}\nsource:")
        return f"{path.stem} is {new}"

    def add_routine(self) -> str:
        path = self.any_of("routines")
        copy = Path(shutil.copy(path, path.with_name(f"more-{self.number}.md")))
        return self.change(copy, "^# .*", f"# More {self.number}")

    def remove(self) -> str:
        path = self.any_of("exercises", "routines", "routines", "cautions")
        path.unlink()
        self.everywhere(rf"^ +- (exercise: )?{path.stem}\n", "")
        return f"{path.name} removed"

    def docs_page(self) -> str:
        path = self.docs / "about.md"
        return self.change(path, r"\.$", f" in edit {self.number}.")


EDITS: Final[tuple[Callable[[Editor], str], ...]] = (
    Editor.reword,
    Editor.reword,
    Editor.retitle,
    Editor.retitle,
    Editor.dose,
    Editor.grade,
    Editor.caution,
    Editor.misspell,
    Editor.add_exercise,
    Editor.rename_exercise,
    Editor.add_routine,
    Editor.remove,
    Editor.docs_page,
)


@contextmanager
def undone(folder: Path, aside: Path) -> Iterator[Callable[[], None]]:
    """Give out what takes back all that has happened to a folder since."""
    shutil.copytree(folder, aside)

    def take_back() -> None:
        shutil.rmtree(folder)
        shutil.copytree(aside, folder)

    yield take_back
    shutil.rmtree(aside)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_remembered_is_what_would_be_made_anew(
    low_back: Mapping[str, bytes], tmp_path: Path, seed: int
) -> None:
    project = write_project(tmp_path / "project", low_back)
    editor, done = Editor(project, random.Random(seed)), []  # noqa: S311 - no secret
    memory: Memory[Output] = Memory()
    known = Known()
    for _ in range(20):
        with undone(project, tmp_path / "before") as take_back:
            done.append(editor.edit())
            checked = check_folder(project / "content", TODAY, known=known)
            if checked.library is None:
                take_back()
                done[-1] += ": taken back"
                continue
        library = check_folder(project / "content", TODAY).library
        assert library
        remembered = build_pages(checked.library, TODAY, SITE, memory=memory)
        anew = build_pages(library, TODAY, SITE)
        assert list(remembered) == list(anew), done
        assert [path for path in anew if remembered[path] != anew[path]] == [], done
    assert sum("taken back" not in each for each in done) > 8, done


@pytest.mark.usefixtures("fixed_date")
@pytest.mark.parametrize("seed", range(3))
def test_after_any_edits_the_preview_is_what_a_whole_build_makes(
    low_back: Mapping[str, bytes], tmp_path: Path, seed: int
) -> None:
    project = write_project(tmp_path / "project", low_back)
    editor, done = Editor(project, random.Random(seed)), []  # noqa: S311 - no secret
    desk = set_up(project, tmp_path / "preview")
    for _ in range(12):
        with undone(project, tmp_path / "before") as take_back:
            done.append(editor.edit())
            desk.build()
            if desk.problems:
                assert check_folder(project / "content", TODAY).library is None, desk.problems
                take_back()
                done[-1] += ": taken back"
                desk.build()
        assert desk.problems == ()
    fresh = set_up(project, tmp_path / "fresh")
    wanted = whole_search(fresh)
    fresh.end()
    found = settled(desk, wanted)
    desk.end()
    assert sum("taken back" not in each for each in done) > 3, done
    assert found.keys() == wanted.keys(), done
    assert [name for name in wanted if found[name] != wanted[name]] == [], done


# --- What else an edit can touch ------------------------------------------------------------


@pytest.fixture
def project(low_back: Mapping[str, bytes], tmp_path: Path) -> Path:
    return write_project(tmp_path / "project", low_back)


def compared(desk: Desk, project: Path, fresh: Path) -> list[str]:
    """End a preview; return the files besides the search that differ from a whole build's."""
    one = desk.tree()
    desk.end()
    again = set_up(project, fresh)
    other = again.tree()
    again.end()
    names = {name for name in one.keys() | other.keys() if not name.startswith("pagefind/")}
    return sorted(name for name in names if one.get(name) != other.get(name))


@pytest.mark.usefixtures("fixed_date")
def test_a_title_in_the_navigation_is_new_on_every_page(project: Path, tmp_path: Path) -> None:
    settings = project / "mkdocs.yml"
    named = settings.read_text("utf-8").replace("  - About: about.md", "  - about.md")
    settings.write_text(named.replace("- Guide: guides/", "- guides/"), "utf-8")
    desk = set_up(project, tmp_path / "preview")
    for path in ("docs/about.md", "content/programmes/low-back.md"):
        file = project / path
        text = re.sub("^(# |title: )", r"\1Zen", file.read_text("utf-8"), flags=re.MULTILINE)
        file.write_text(text, "utf-8")
        desk.build()
        assert b"Zen" in desk.tree()["safety/index.html"]
    assert compared(desk, project, tmp_path / "fresh") == []


@pytest.mark.usefixtures("fixed_date")
def test_what_was_edited_during_the_first_build_is_looked_for_at_once(
    project: Path, tmp_path: Path
) -> None:
    desk = set_up(project, tmp_path / "preview")
    assert desk.server._want_rebuild
    desk.end()


@pytest.mark.usefixtures("fixed_date")
def test_files_beyond_the_docs_folder_are_followed_as_mkdocs_follows_them(
    project: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "linked.md").write_text("# Linked\n", "utf-8")
    (project / "docs/by-link").symlink_to(elsewhere)
    desk = set_up(project, tmp_path / "preview")
    (elsewhere / "linked.md").write_text("# Linked anew\n", "utf-8")
    desk.build()
    assert b"Linked anew" in desk.tree()["by-link/linked/index.html"]
    desk.end()


@pytest.mark.usefixtures("fixed_date")
def test_what_stands_in_docs_is_never_overwritten_nor_is_the_page_that_was_renamed_lost(
    project: Path, tmp_path: Path
) -> None:
    (project / "docs/routines").mkdir()
    (project / "docs/routines/mine.md").write_text("# Mine\n", "utf-8")
    (project / "docs/leaflet.pdf").write_bytes(b"%PDF-own")
    desk = set_up(project, tmp_path / "preview")
    before = desk.tree()
    old = project / "content/routines/standing.md"
    old.rename(old.with_name("mine.md"))
    desk.build()
    assert "stands in docs/ and is generated as well" in desk.problems[0]
    assert desk.tree()["routines/standing/index.html"] == before["routines/standing/index.html"]
    old.with_name("mine.md").rename(old)
    desk.build()
    assert desk.problems == ()
    assert desk.plugin._pdf("leaflet.pdf") is None
    assert compared(desk, project, tmp_path / "fresh") == []


@pytest.mark.usefixtures("fixed_date")
def test_a_page_that_moves_leaves_one_that_leads_to_its_new_place_and_comes_back(
    project: Path, tmp_path: Path
) -> None:
    desk = set_up(project, tmp_path / "preview")
    before = desk.tree()
    old = project / "content/routines/standing.md"
    text = old.read_text("utf-8")
    new = old.with_name("upright.md")
    old.rename(new)
    new.write_text(text.replace("---\n", "---\nwas: [standing]\n", 1), "utf-8")
    desk.build()
    assert desk.problems == ()
    assert "upright/" in desk.tree()["routines/standing/index.html"].decode()
    new.unlink()
    old.write_text(text, "utf-8")
    desk.build()
    assert desk.problems == ()
    assert desk.tree()["routines/standing/index.html"] == before["routines/standing/index.html"]
    assert compared(desk, project, tmp_path / "fresh") == []


@pytest.mark.usefixtures("fixed_date")
def test_a_list_that_a_page_of_ones_own_shows_stays_as_it_is(project: Path, tmp_path: Path) -> None:
    shown = '```\n<div class="cards">\nx\n</div>\n```\n\n<div class="links">\ny\n</div>\n'
    (project / "docs/own.md").write_text(f"# Own\n\n{shown}", "utf-8")
    desk = set_up(project, tmp_path / "preview")
    page = desk.tree()["own/index.html"].decode()
    desk.end()
    assert '<div class="links">\ny\n</div>' in page
    assert "limber-list" not in page


@pytest.mark.usefixtures("fixed_date")
def test_a_build_that_fails_half_way_leaves_the_last_site_with_its_search(
    project: Path, tmp_path: Path
) -> None:
    desk = set_up(project, tmp_path / "preview")
    whole = whole_search(desk)
    template = project / "overrides/404.html"
    text = template.read_text("utf-8")
    template.write_text("{% if %}", "utf-8")
    desk.build()
    assert desk.problems
    assert settled(desk, whole) == whole
    template.write_text(text, "utf-8")
    desk.build()
    assert desk.problems == ()
    assert settled(desk, whole) == whole
    desk.end()


# --- The real server ------------------------------------------------------------------------
ENGINES: Final = ("mkdocs", "properdocs")


@dataclass
class Server:
    """A running preview: the root of its site, its log, and the folder of its temporary files."""

    root: str
    log: Path
    temporary: Path
    process: "subprocess.Popen[bytes]"

    def builds(self) -> list[str]:
        """Return what the preview says of each build after the first."""
        return re.findall(r"limber: (.+) in [\d.]+ seconds\.", self.log.read_text("utf-8"))


@contextmanager
def serving(project: Path, engine: str = "mkdocs") -> Iterator[Server]:
    """Run the real `mkdocs serve`, and end it as people do."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    port = held.getsockname()[1]
    if sys.platform != "linux":  # where a server can take a port that is held, but nobody else
        held.close()
    temporary, log = project.parent / "temporary", project.parent / "serve.log"
    temporary.mkdir(exist_ok=True)
    root = f"http://127.0.0.1:{port}/"
    with held, log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", engine, "serve", "--dev-addr", f"127.0.0.1:{port}"]
            + (["--config-file", "mkdocs.yml"] if engine == "properdocs" else []),
            cwd=project,
            env=environment(SITE_URL=root, TMPDIR=str(temporary)),
            stdout=out,
            stderr=out,
        )
        try:
            yield Server(root, log, temporary, process)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def save(project: Path, path: str, text: str) -> None:
    """Save a file of a project at one stroke, so that no build meets half of it."""
    new = project / "saved"
    new.write_text(text, "utf-8")
    new.replace(project / path)


def fetch(url: str) -> bytes:
    """Return what stands at an address; nothing if nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - our own address
            return bytes(answer.read())
    except OSError:
        return b""


def get(url: str) -> str:
    return fetch(url).decode()


def wait_for(url: str, wanted: Callable[[str], bool]) -> str:
    """Ask for a page until it is as wanted; return it as it was last."""
    end = time.monotonic() + PATIENCE
    while not wanted(text := get(url)) and time.monotonic() < end:
        time.sleep(0.1)
    return text


def wait_for_builds(server: Server, *wanted: str) -> list[str]:
    """Return what is said of builds once all this is: a page is there before it is said of it."""
    end = time.monotonic() + PATIENCE
    while not all(
        sum(part in done for done in server.builds()) >= wanted.count(part) for part in wanted
    ):
        assert time.monotonic() < end, server.builds()
        time.sleep(0.1)
    return server.builds()


def test_while_content_has_an_error_the_preview_keeps_the_last_good_pages_and_says_why(
    low_back: Mapping[str, bytes], tmp_path: Path
) -> None:
    project = write_project(tmp_path / "project", low_back)
    path = f"content/{HEEL_SLIDES}"
    good = (project / path).read_text(encoding="utf-8")
    problem = "content/exercises/heel-slides.md:2:11: error[wrong-value]"
    step = re.findall(r"^1\. (.+)$", good, flags=re.MULTILINE)[0]
    with serving(project) as server:
        root = server.root
        page = f"{root}exercises/heel-slides/"
        assert step in wait_for(page, lambda text: "Heel slides" in text)
        assert problem not in get(page)

        broken_text = good.replace("position: supine", "position: <b>supine</b>")
        save(project, path, broken_text.replace("# Heel slides", "# Never seen"))
        shown = wait_for(page, lambda text: problem in text)
        assert problem in shown
        assert step in shown
        assert "Never seen" not in shown
        assert "<b>supine" not in shown
        assert "&lt;b&gt;supine&lt;/b&gt;" in shown
        for other in ("", "safety/", "routines/standing/sheet/", "exercises/heel-slides/sheet/"):
            assert problem in get(root + other)
        with pytest.raises(urllib.error.HTTPError) as none_there:
            urllib.request.urlopen(f"{root}no-such-page/", timeout=PATIENCE)  # noqa: S310 - our own
        assert problem in none_there.value.read().decode()

        save(project, path, good.replace("# Heel slides", "# Mended slides"))
        mended = wait_for(page, lambda text: "Mended slides" in text)
        assert "Mended slides" in mended
        assert problem not in mended
        told = wait_for_builds(server, "were built")
        # What is saved while the site is looked at is looked at once more, and told again if wrong.
        assert len([done for done in told if "has errors" not in done]) == 1


def test_settings_that_cannot_be_read_are_told_on_the_last_good_site(
    low_back: Mapping[str, bytes], tmp_path: Path
) -> None:
    project = write_project(tmp_path / "project", low_back)
    good = (project / "mkdocs.yml").read_text("utf-8")
    with serving(project) as server:
        home = wait_for(server.root, lambda text: "</html>" in text)
        assert "limber-problems" not in home
        for wrong, why in (
            ("nav: [", "mkdocs.yml"),
            ("use_directory_urls: false\n", "changes every address"),
            ("docs_dir: 5\n", "docs_dir"),
        ):
            save(project, "mkdocs.yml", f"{good}\n{wrong}")
            told = wait_for(server.root, lambda text: "limber-problems" in text)
            assert "limber-problems" in told
            assert why in told.partition("</ul>")[0]
            assert "Something is wrong" in get(f"{server.root}exercises/heel-slides/")
            save(project, "mkdocs.yml", good)
            assert "limber-problems" not in wait_for(
                server.root, lambda text: "limber-problems" not in text
            )


@pytest.mark.parametrize("engine", ENGINES)
def test_each_edit_makes_one_build_and_nobody_asks_for_a_dirty_one(
    low_back: Mapping[str, bytes], tmp_path: Path, engine: str
) -> None:
    project = write_project(tmp_path / "project", low_back)
    exercise, caution = HEEL_SLIDES, "cautions/start-slowly.md"
    edits = (
        (exercise, r"^2\. Slide", "2. Glide", "exercises/heel-slides/", "Glide"),
        (
            exercise,
            r"repetitions: open",
            "repetitions: '7'",
            "exercises/heel-slides/sheet/",
            "7 times",
        ),
        (caution, r"^# Start", "# Begin", "routines/standing/sheet/large/", "Begin slowly"),
        (exercise, r"^# Heel", "# Zen heel", "a-z/", "Zen heel"),
    )
    with serving(project, engine) as server:
        wait_for(server.root, lambda text: "</html>" in text)
        for path, old, new, address, told in edits:
            file = project / "content" / path
            text, count = re.subn(old, new, file.read_text("utf-8"), flags=re.MULTILINE)
            assert count == 1
            save(project, f"content/{path}", text)
            assert told in wait_for(server.root + address, lambda text, told=told: told in text)
        wait_for_builds(server, *("files were built" for _ in edits))
        time.sleep(1.0)  # a build that nobody asked for would begin meanwhile
        assert len(server.builds()) == len(edits)
        assert all("files were built" in done for done in server.builds())
        assert "dirty" not in server.log.read_text("utf-8")


def test_a_page_of_the_docs_folder_and_the_settings_are_followed_as_well(
    low_back: Mapping[str, bytes], tmp_path: Path
) -> None:
    project = write_project(tmp_path / "project", low_back)
    about = project / "docs/about.md"
    with serving(project) as server:
        wait_for(server.root, lambda text: "</html>" in text)
        save(project, "docs/about.md", about.read_text("utf-8") + "\nA line more.\n")
        assert "A line more." in wait_for(
            f"{server.root}about/", lambda text: "A line more." in text
        )
        save(project, "docs/more.md", "# More\n")
        assert "<h1" in wait_for(f"{server.root}more/", lambda text: "<h1" in text)
        found = wait_for_builds(server, "1 files were built", "everything was built")
        assert found == ["1 files were built", "everything was built"]


def test_a_preview_makes_a_pdf_when_it_is_opened_and_again_after_an_edit(
    low_back: Mapping[str, bytes], tmp_path: Path
) -> None:
    project = write_project(tmp_path / "project", low_back)
    with serving(project) as server:
        page = wait_for(f"{server.root}routines/standing/", lambda text: "</html>" in text)
        [href] = re.findall(r'href="([^"]+/standing-letter\.pdf)"', page)
        assert "made when you open it" in page
        pdf = urllib.parse.urljoin(f"{server.root}routines/standing/", href)
        before = fetch(pdf)
        assert before.startswith(b"%PDF-")
        assert fetch(pdf) == before
        assert fetch(f"{server.root}routines/standing/other.pdf") == b""
        assert fetch(f"{server.root}routines/no-such/no-such-letter.pdf") == b""
        file = project / "content/routines/standing.md"
        text = file.read_text("utf-8").replace("\n# ", "\n# Zen ")
        save(project, "content/routines/standing.md", text)
        assert "Zen" in wait_for(f"{server.root}routines/standing/", lambda text: "Zen" in text)
        again = fetch(pdf)
        assert again.startswith(b"%PDF-")
        assert again != before


def test_a_preview_that_starts_on_broken_content_says_why_and_ends(
    low_back: Mapping[str, bytes], tmp_path: Path
) -> None:
    files = edited(low_back, HEEL_SLIDES, "position: supine", "position: suppine")
    project = write_project(tmp_path / "project", files)
    done = mkdocs(project, "serve", "--dev-addr", "127.0.0.1:0")
    assert done.returncode != 0
    assert "error[unknown-reference]" in done.stderr


def test_a_preview_that_was_killed_at_any_moment_leaves_nothing_to_clean(
    low_back: Mapping[str, bytes], tmp_path: Path
) -> None:
    project = write_project(tmp_path / "project", low_back)
    files = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    dice = random.Random(7)  # noqa: S311 - no secret
    file = project / "content" / HEEL_SLIDES
    for edit in (False, True, False, True):
        with serving(project) as server:
            if edit:
                wait_for(server.root, lambda text: "</html>" in text)
                file.write_bytes(files[file].replace(b"\n# ", b"\n# Zen "))
            time.sleep(dice.uniform(0.1, 0.6) if edit else dice.uniform(0.5, 6.0))
            server.process.kill()
            server.process.wait()
        file.write_bytes(files[file])
    with serving(project) as server:
        assert "</html>" in wait_for(server.root, lambda text: "</html>" in text)
        assert len([*server.temporary.glob("*/.limber-preview")]) == 1
    assert [*server.temporary.glob("*/.limber-preview")] == []
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == files


def test_a_search_that_is_ended_while_it_begins_to_make_an_index_ends(tmp_path: Path) -> None:
    search = Search(tmp_path, lambda _: None)
    ending = threading.Thread(target=search.end, daemon=True)
    with search.paused():
        search.renew()
        ending.start()
        while not search._ended:
            time.sleep(0.01)
    ending.join(PATIENCE)
    assert not ending.is_alive()


# --- What stands on a page ------------------------------------------------------------------


def test_a_notice_stands_before_all_else_and_brings_nothing_to_life() -> None:
    page = b'<html><body class="a"><main>x</main></body></html>'
    assert with_problems(page, ()) == page
    assert with_problems(b"a: 1\n", ["wrong"]) == b"a: 1\n"
    shown = with_problems(page, ["<script>alert(1)</script>", "b"]).decode()
    assert shown.index("&lt;script&gt;") < shown.index("<main>")
    assert "<script>" not in shown
