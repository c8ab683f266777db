"""Another engine: what is written for it, what it makes of that, and what is never written over."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from generator import ledger, tree
from generator.ledger import Done, NotOurs, keep
from generator.problems import WrongUse
from generator.tree import Source
from tests.conftest import PATIENCE, Site, environment, write_project

# Each engine names itself in every page, and a build is named after its pages. Where an engine
# knows no address for editing, a part of the theme that shows nothing leaves fewer blank lines.
ENGINE: Final = re.compile(rb'<meta name="generator" content="[^"]*">')
BLANK: Final = re.compile(rb"\n\s*\n")
NAMED: Final = ("sw.js", "scripts/offline.js")


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module of Python in a project."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=project,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def write(project: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Write a project for other engines into a folder."""
    return run(project, "generator", "write", str(folder))


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def plain(path: str, data: bytes) -> bytes:
    """Return a file without what two engines may do each in its own way."""
    return BLANK.sub(b"\n", ENGINE.sub(b"", data)) if path.endswith(".html") else data


def settings(folder: Path) -> dict[str, Any]:
    """Return the settings of a written project, which are JSON below a remark."""
    lines = (folder / "mkdocs.yml").read_text("utf-8").splitlines()
    return json.loads("\n".join(line for line in lines if not line.startswith("#")))


# --- Built by another engine ----------------------------------------------------------------


@pytest.fixture(scope="module")
def written(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of the site that ships, written for other engines."""
    folder = tmp_path_factory.mktemp("elsewhere") / "new/tree"
    done = write(site.project, folder)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def elsewhere(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site that ProperDocs builds from it, finished, far from the project it came from."""
    project = tmp_path_factory.mktemp("properdocs") / "tree"
    shutil.copytree(written, project)
    done = run(project, "properdocs", "build", "--strict", "-f", "mkdocs.yml")
    assert done.returncode == 0, done.stderr
    log = done.stderr
    done = run(project, "generator", "finish", "site")
    assert (done.returncode, done.stderr) == (0, "")
    return Site(project, project / "site", log)


def test_properdocs_builds_page_for_page_what_mkdocs_builds(site: Site, elsewhere: Site) -> None:
    ours, theirs = site.tree(), elsewhere.tree()
    assert sorted(theirs) == sorted(ours)
    assert len(ours) > 200
    differ = [
        path
        for path in ours
        if path not in NAMED and plain(path, ours[path]) != plain(path, theirs[path])
    ]
    assert differ == []


def test_no_page_that_is_built_elsewhere_names_our_plugin_or_this_machine(
    site: Site, written: Path
) -> None:
    assert "limber" not in json.dumps(settings(written)["plugins"])
    here = str(site.project).encode()
    assert [path for path, data in files(written).items() if here in data] == []


def test_a_site_is_finished_once(elsewhere: Site) -> None:
    before = elsewhere.tree()
    done = run(elsewhere.project, "generator", "finish", "site")
    assert done.returncode == 2
    assert "is finished already" in done.stderr
    assert elsewhere.tree() == before


def test_a_site_that_was_being_finished_when_the_machine_stopped_is_finished(
    elsewhere: Site, tmp_path: Path
) -> None:
    """The worst moment: the built site is moved away, and the finished copy not yet there."""
    shutil.copy(elsewhere.project / "mkdocs.yml", tmp_path)
    before = tmp_path / ".site.before"
    (before / "scripts").mkdir(parents=True)
    (before / "scripts/worker.js").write_text("")
    (before / "safety").mkdir()
    (before / "safety/index.html").write_text("<html><head></head><p data-pagefind-body>Stop.")
    for folder in (".site.part", "docs", "overrides"):
        (tmp_path / folder).mkdir()
    done = run(tmp_path, "generator", "finish", "site")
    assert done.returncode == 0, done.stderr
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["docs", "mkdocs.yml", "overrides", "site"]
    assert b"Content-Security-Policy" in (tmp_path / "site/safety/index.html").read_bytes()


# --- What is written ------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, neck: Mapping[str, bytes]) -> Path:
    """A small project of its own, to be changed at will."""
    return write_project(tmp_path / "project", neck, "site_author: Somebody\n")


def test_the_list_is_one_that_sha256sum_checks(written: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", ledger.LIST],
        cwd=written,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    listed = {
        line.split("  ", 1)[1] for line in (written / ledger.LIST).read_text("utf-8").splitlines()
    }
    assert listed == files(written).keys() - {ledger.LIST}


def test_nothing_is_written_of_content_that_has_an_error(project: Path) -> None:
    (project / "content/exercises/chin-nod.md").write_text("# No facts\n", "utf-8")
    done = write(project, project.parent / "tree")
    assert done.returncode == 1
    assert "content/exercises/chin-nod.md:1:" in done.stderr
    assert not (project.parent / "tree").exists()


def test_a_second_write_changes_only_what_has_changed(project: Path) -> None:
    folder = project.parent / "tree"
    assert write(project, folder).returncode == 0
    (folder / "README.md").write_text("Somebody's own.")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    done = write(project, folder)
    assert " 0 of them new; 0 removed." in done.stdout
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()} == before

    (project / "docs/about.md").write_text("# About us\n", "utf-8")
    done = write(project, folder)
    assert " 1 of them new; 0 removed." in done.stdout
    text = (folder / "docs/about.md").read_text("utf-8")
    address = "https://code.limber.example/edit/main/docs/about.md"
    assert text == f'---\n"edit_url": "{address}"\n---\n\n# About us\n'


def test_a_tree_is_not_written_into_the_folders_that_it_is_made_from(project: Path) -> None:
    for own in ("docs/tree", "content", "overrides/tree"):
        done = write(project, project / own)
        assert done.returncode == 2
        assert "would be written again" in done.stderr
    done = write(project, project)
    assert done.returncode == 1
    assert "mkdocs.yml is there already, and was not written by this command." in done.stderr
    assert not (project / ledger.LIST).exists()


def test_settings_that_need_mkdocs_itself_are_refused() -> None:
    own = {"site_name": "A", "theme": {"name": "material"}, "hooks": ["hook.py"]}
    with pytest.raises(WrongUse, match="hooks"):
        tree.tree({}, own, None)
    with pytest.raises(WrongUse, match="cannot be written down"):
        tree.tree({}, {**own, "hooks": [], "extra": {"function": len}}, None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# A\n", '---\n"edit_url": "https://a.example/b"\n---\n\n# A\n'),
        ("---\nhide: 1\n---\n", '---\n"edit_url": "https://a.example/b"\nhide: 1\n---\n'),
        ('---\n{"a": 1}\n---\n\nB', '---\n{"edit_url": "https://a.example/b", "a": 1}\n---\n\nB'),
        ("---\n\nA line.\n", '---\n"edit_url": "https://a.example/b"\n---\n\n---\n\nA line.\n'),
    ],
    ids=["none", "lines", "JSON", "a rule"],
)  # fmt: skip
def test_a_page_says_where_it_is_edited(before: str, after: str) -> None:
    own = {"theme": {"name": "material"}}
    made = tree.tree({"a.md": Source(before.encode(), "https://a.example/b")}, own, None)
    assert made["docs/a.md"].decode() == after


def test_other_plugins_stay_and_what_holds_for_the_old_folders_goes() -> None:
    for plugins in (["limber", "tags"], {"limber": {"content": "x"}, "tags": {}}):
        own = {
            "theme": {"name": "material"},
            "plugins": plugins,
            "docs_dir": "pages",
            "watch": ["x"],
        }
        text = tree.tree({}, own, None)["mkdocs.yml"].decode()
        kept = json.loads(text[text.index("{") :])
        assert kept["plugins"] in (["tags"], [{"tags": {}}])
        assert kept.keys() == {"theme", "plugins", "edit_uri"}


# --- What is never written over -------------------------------------------------------------

ONE: Final = {"a.md": b"a", "sub/b.md": b"b", "sub/deep/c.md": b"c"}
TWO: Final = {"a.md": b"A", "sub/b.md": b"b", "new/d.md": b"d"}


def test_what_is_wanted_is_there_and_what_is_no_longer_wanted_is_gone(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_bytes(b"own")
    assert keep(tmp_path, ONE) == Done(3, 0, ())
    assert keep(tmp_path, TWO) == Done(2, 1, ())
    found = files(tmp_path)
    del found[ledger.LIST]
    assert found == {**TWO, "own.txt": b"own"}
    assert not (tmp_path / "sub/deep").exists()


def spoil(folder: Path, how: str) -> None:
    """Do to a folder what makes a file of TWO no longer ours to write."""
    place = folder / "new/d.md"
    match how:
        case "foreign":
            place.parent.mkdir()
            place.write_bytes(b"d")
        case "changed":
            (folder / "a.md").write_bytes(b"mine")
        case "folder":
            place.mkdir(parents=True)
        case "file above":
            place.parent.write_bytes(b"")
        case "link":
            (folder / "a.md").unlink()
            (folder / "a.md").symlink_to("sub/b.md")
        case "link above":
            place.parent.symlink_to(folder.parent)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("foreign", "new/d.md is there already, and was not written by this command."),
        ("changed", "a.md was changed since it was written."),
        ("folder", "new/d.md stands where 'new/d.md' goes."),
        ("file above", "new stands where 'new/d.md' goes."),
        ("link", "a.md stands where 'a.md' goes."),
        ("link above", "new stands where 'new/d.md' goes."),
    ],
)
def test_nothing_is_written_if_one_file_is_not_ours(tmp_path: Path, how: str, said: str) -> None:
    folder = tmp_path / "tree"
    keep(folder, ONE)
    spoil(folder, how)
    before = files(folder)
    with pytest.raises(NotOurs) as fault:
        keep(folder, TWO)
    assert fault.value.reasons == (f"{folder}/{said}",)
    assert files(folder) == before


def test_a_file_that_is_no_longer_wanted_but_was_changed_stays_and_is_named_each_time(
    tmp_path: Path,
) -> None:
    keep(tmp_path, ONE)
    (tmp_path / "sub/deep/c.md").write_bytes(b"mine")
    for _ in range(2):
        assert keep(tmp_path, TWO).left == ("sub/deep/c.md",)
    (tmp_path / "sub/deep/c.md").write_bytes(b"c")
    assert keep(tmp_path, TWO) == Done(0, 1, ())


@pytest.mark.parametrize("path", ["../out.md", "/out.md", "a//b.md", "./a.md", "a\\b.md", "."])
def test_a_list_or_a_project_that_names_other_places_is_refused(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "tree"
    with pytest.raises(WrongUse, match="no name for a file"):
        keep(folder, {path: b""})
    folder.mkdir()
    (folder / ledger.LIST).write_text(f"{'0' * 64}  {path}\n")
    with pytest.raises(WrongUse, match=r"written\.sha256:1"):
        keep(folder, ONE)


def test_a_removed_exercise_goes_from_the_tree_with_all_its_pages(project: Path) -> None:
    folder = project.parent / "tree"
    (project / "content/exercises/extra-one.md").write_bytes(
        (project / "content/exercises/chin-nod.md")
        .read_bytes()
        .replace(b"# Nod your chin", b"# Extra")
    )
    assert write(project, folder).returncode == 0
    assert (folder / "docs/exercises/extra-one/sheet/index.html").exists()
    (project / "content/exercises/extra-one.md").unlink()
    done = write(project, folder)
    assert done.returncode == 0, done.stderr
    assert "extra-one" not in " ".join(files(folder))
    assert not (folder / "docs/exercises/extra-one").exists()


# --- Stopped at any moment ------------------------------------------------------------------


class Stopped(Exception):
    """What the tests raise in the place of a stop."""


def stop_at(monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    """Have the process stop before it changes the folder for that many-th time."""
    count = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def change(*arguments: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if count > moment:
                raise Stopped
            return real(*arguments, **options)

        return change

    for name in ("write_bytes", "write_text", "replace", "unlink", "rmdir", "mkdir"):
        monkeypatch.setattr(Path, name, counted(getattr(Path, name)))


@pytest.mark.parametrize(
    "later", [TWO, ONE, {**ONE, "sub/deep/c.md": b"other"}], ids=["the same", "before", "others"]
)
def test_whatever_stops_a_write_the_next_one_goes_on(
    tmp_path: Path, later: Mapping[str, bytes]
) -> None:
    stops = 0
    for moment in range(100):
        folder = tmp_path / str(moment)
        keep(folder, ONE)
        with pytest.MonkeyPatch.context() as patch:
            stop_at(patch, moment)
            try:
                keep(folder, TWO)
            except Stopped:
                stops += 1
        found = files(folder)
        assert all(
            found[path] in (ONE.get(path), TWO.get(path)) for path in ONE | TWO if path in found
        )
        keep(folder, later)
        found = files(folder)
        del found[ledger.LIST]
        assert found == later
        assert not (folder / ".written.part").exists()
        if stops <= moment:
            break
    assert stops > 10


MANY: Final = """
import sys
from pathlib import Path
from generator.ledger import keep
print("ready", flush=True)
for number in range(10_000):
    keep(Path(sys.argv[1]), {f"{n % 7}/{n}.md": b"%d %d" % (n, number) for n in range(400)})
"""


def test_a_process_that_is_killed_leaves_nothing_to_clean_up(tmp_path: Path) -> None:
    folder = tmp_path / "tree"
    for pause in (0.05, 0.13, 0.22, 0.31, 0.4):
        process = subprocess.Popen(
            [sys.executable, "-c", MANY, folder], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    wanted = {f"{n % 7}/{n}.md": b"last" for n in range(300)}
    keep(folder, wanted)
    found = files(folder)
    del found[ledger.LIST]
    assert found == wanted
