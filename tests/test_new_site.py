"""Another clinic's site, made by the package as it is installed, far from this checkout."""

import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from generator import new_site, shipped
from generator.__main__ import main
from generator.new_site import Clinic
from generator.problems import WrongUse
from tests.conftest import PATIENCE, ROOT, Site, environment, open_page, served

NAME: Final = "O'Neill & Daughters"
BRAND: Final = "#7a1f5c"
SVG: Final = "http://www.w3.org/2000/svg"
LOGO: Final = f'<svg xmlns="{SVG}" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'.encode()
ADDED: Final = "exercises/lean-forward.md"
FILLED_IN: Final = """\
---
position: sitting
dose:
  repetitions: 5
cautions:
  - stop-if-it-hurts
source: example
---
# Lean forward

You lean forward on a chair.

1. Lean forward slowly.
2. Come back slowly.
"""
PLACEHOLDERS: Final = re.compile(r"\.example\b|TODO|[Ee]xample: |made up, to show")


@dataclass(frozen=True)
class Installed:
    """An environment that has the generator as a package and knows nothing of this checkout."""

    python: Path
    wheel: Path

    def run(self, folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a module in a folder."""
        return subprocess.run(
            [self.python, "-m", *arguments],
            cwd=folder,
            env=environment(**more),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )


def pip(*arguments: str | Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", *arguments, "--no-index", "--no-deps", "--quiet"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The package, built from a copy, in an environment whose other packages are those of ours."""
    folder = tmp_path_factory.mktemp("package")
    source = folder / "source"
    for name in ("docs", "generator", "overrides"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, symlinks=True, ignore=ignored)
    for name in ("LICENSE", "README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, source)
    pip("wheel", "--no-build-isolation", "--wheel-dir", folder, source)
    (wheel,) = folder.glob("*.whl")
    shutil.rmtree(source)
    venv.create(folder / "env", with_pip=False, symlinks=True)
    python = folder / "env/bin/python"
    pip("--python", python, "install", wheel)
    (packages,) = folder.glob("env/lib/python*/site-packages")
    ours = sysconfig.get_path("purelib")
    (packages / "dependencies.pth").write_text(f"{ours}\n", encoding="utf-8")
    return Installed(python, wheel)


@pytest.fixture(scope="module")
def project(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new site, as `init` makes it."""
    folder = tmp_path_factory.mktemp("clinic")
    (folder / "logo.svg").write_bytes(LOGO)
    options = ("--name", NAME, "--brand", BRAND, "--logo", "logo.svg", "--contact", "1 Hill Street")
    done = installed.run(folder, "generator", "init", "site", *options)
    assert done.returncode == 0, done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def clinic(installed: Installed, project: Path) -> Site:
    """The new site, laid out on paper and built."""
    done = installed.run(project, "generator", "pdf", "example", "--require")
    assert done.returncode == 0, done.stderr
    done = installed.run(project, "mkdocs", "build", "--strict")
    assert done.returncode == 0, done.stderr
    return Site(project, project / "site", done.stderr)


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every file of a folder that is text, by its path."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".css", ".html", ".js", ".json", ".md", ".svg", ".webmanifest", ".yml"):
            yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")


def test_the_content_of_a_new_site_has_nothing_to_report(
    installed: Installed, project: Path
) -> None:
    done = installed.run(project, "generator", "check")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_package_is_used_and_not_this_checkout(installed: Installed, project: Path) -> None:
    lines = "import generator; print(generator.__file__)"
    done = subprocess.run(
        [installed.python, "-c", lines],
        cwd=project,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(installed.python.parents[1])


def test_the_package_carries_every_file_that_a_site_is_made_with(installed: Installed) -> None:
    there = set(zipfile.ZipFile(installed.wheel).namelist())
    wanted = [f"parts/docs/{path}" for path in shipped.files(ROOT / "docs")]
    for folder in (shipped.OVERRIDES, shipped.NEW_SITE, shipped.PARTS.parent / "templates"):
        files = (path for path in folder.rglob("*") if path.is_file())
        wanted += [path.relative_to(shipped.PARTS.parent).as_posix() for path in files]
    assert [path for path in wanted if f"generator/{path}" not in there] == []
    assert len(wanted) > 100


def test_nothing_of_a_new_site_speaks_of_our_content_or_claims_a_review(clinic: Site) -> None:
    found = [path for path, text in texts(clinic.project) if re.search("(?i)low[ -]back", text)]
    assert found == []
    pages = [page.text for path, page in clinic.pages.items() if path.startswith("exercises/ex")]
    assert pages
    assert all("Not yet reviewed by a clinician." in text for text in pages)
    assert not re.search(r"\bReviewed by\b", "".join(pages))


def test_a_new_site_looks_and_works_as_ours_does(clinic: Site, site: Site) -> None:
    """All that belongs to the program is there, byte for byte, but what knows its build."""
    ours, theirs = site.tree(), clinic.tree()
    same = [path for path in ours if re.match(r"(scripts|styles|fonts)/", path)]
    changed = [path for path in same if theirs.get(path) != ours[path]]
    assert changed == ["scripts/offline.js"]
    assert len(same) > 20
    assert {"offline/index.html", "manifest.webmanifest", "sw.js"} <= theirs.keys()
    assert any(path.endswith("example-a4.pdf") for path in theirs)


def test_the_clinic_has_its_name_its_logo_its_colour_and_its_contact(
    clinic: Site, browser: Any
) -> None:
    with served(clinic.folder) as visits, open_page(browser, visits.address) as (page, strays):
        page.goto(visits.address)
        assert page.title() == f"{NAME}: Exercises"
        assert page.locator("header .site-name").inner_text() == NAME
        assert page.locator("footer").inner_text().endswith(NAME)
        shown = "e => e.complete && e.naturalWidth > 0 && e.getBoundingClientRect().height > 20"
        assert page.locator("header .site-name img").evaluate(shown)
        colour = page.locator("header .site-name").evaluate("e => getComputedStyle(e).color")
        assert colour == "rgb(122, 31, 92)"
        page.goto(f"{visits.address}about/")
        assert "1 Hill Street" in page.locator("article").inner_text()
        assert strays == []


def test_what_is_still_an_example_or_a_gap_is_not_published(clinic: Site) -> None:
    done = subprocess.run(
        ["make", "deployable"],
        cwd=clinic.project,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    named = {line.partition(":")[0] for line in done.stdout.splitlines()}
    sources = [clinic.project / name for name in ("mkdocs.yml", "docs", "content")]
    files = [p for s in sources for p in (s.rglob("*") if s.is_dir() else [s]) if p.is_file()]
    expected = {
        path.relative_to(clinic.project).as_posix()
        for path in files
        if PLACEHOLDERS.search(path.read_text(encoding="utf-8"))
    }
    assert named == expected
    assert {"mkdocs.yml", "docs/about.md", "content/routines/example.md"} <= named


@pytest.fixture(scope="module")
def changed(installed: Installed, clinic: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The new site with an exercise more, begun with `new`, and a footer and a style of its own."""
    project = tmp_path_factory.mktemp("changed") / "site"
    shutil.copytree(clinic.project, project, ignore=shutil.ignore_patterns("site", ".cache"))
    done = installed.run(project, "generator", "new", "exercise", "Lean forward")
    assert done.returncode == 0, done.stderr
    assert "TODO" in (project / "content" / ADDED).read_text(encoding="utf-8")
    own = {
        f"content/{ADDED}": FILLED_IN,
        "overrides/partials/footer.html": "<footer>Our own footer</footer>",
        "docs/styles/session.css": "/* our own */",
    }
    for path, text in own.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, encoding="utf-8")
    done = installed.run(project, "mkdocs", "build", "--strict")
    assert done.returncode == 0, done.stderr
    return Site(project, project / "site", done.stderr)


def test_an_exercise_is_added_to_a_new_site(changed: Site) -> None:
    assert "5 times" in changed.page("exercises/lean-forward/").text
    assert "Stop this exercise now." in changed.page("exercises/lean-forward/").text
    assert "Lean forward" in changed.page("a-z/").text


def test_a_file_of_the_site_wins_over_the_one_that_comes_with_the_package(changed: Site) -> None:
    assert "<footer>Our own footer</footer>" in changed.page("").html
    style = changed.folder / "styles/session.css"
    assert style.read_text(encoding="utf-8") == "/* our own */"


def test_the_workflows_of_a_new_site_have_nothing_to_find(project: Path) -> None:
    program = Path(sys.executable).parent / "zizmor"
    done = subprocess.run(
        [program, "--offline", "--quiet", ".github/workflows"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_new_site_takes_the_same_actions_as_ours() -> None:
    def pinned(folder: Path) -> set[str]:
        files = "".join(path.read_text("utf-8") for path in folder.glob("*.yml"))
        return set(re.findall(r"uses: (.+)", files))

    theirs = pinned(shipped.NEW_SITE / "dot-github/workflows")
    assert theirs
    assert theirs <= pinned(ROOT / ".github/workflows")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"name": ""}, "needs a name"),
        ({"name": "A <b>clinic</b>"}, "< >"),
        ({"name": "A\nclinic"}, "one line"),
        ({"address": "clinic"}, "is not like"),
        ({"report": "javascript:alert(1)"}, "mailto:"),
        ({"language": "de"}, "no language 'de'"),
        ({"brand": "pink"}, "'pink'"),
        ({"brand": "#ffcc00"}, "contrast"),
        ({"logo": ("logo.gif", b"")}, ".png or .svg"),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, dict) else None,
)
def test_what_a_site_cannot_be_made_of_is_refused(said: dict[str, Any], told: str) -> None:
    with pytest.raises(WrongUse, match=re.escape(told)):
        Clinic(**{"name": "Clinic", **said})


@pytest.mark.parametrize("height", [8, 4])
def test_a_logo_is_the_mark_of_apps_if_it_is_square(height: int) -> None:
    logo = f'<svg xmlns="{SVG}" viewBox="0 0 8 {height}"/>'.encode()
    made = new_site.files(Clinic("Clinic", brand=BRAND, logo=("logo.svg", logo)))
    mark, settings = made["docs/assets/images/favicon.svg"], made["mkdocs.yml"]
    assert made["docs/assets/images/logo.svg"] == logo
    assert (mark == logo) is (height == 8)
    assert (BRAND.encode() in mark) is (height == 4)
    assert (b'mark: "#ffffff"' in settings) is (height == 8)


def test_a_folder_that_is_not_empty_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    assert main(["init", str(tmp_path), "--name", "Clinic"]) == 2
    assert "nothing was written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_every_gap_of_a_new_site_is_filled() -> None:
    made = new_site.files(Clinic("Clinic"))
    gaps = [path for path, data in made.items() if re.search(rb"\{\{[^ ]", data)]
    assert gaps == []
    assert "docs/privacy.md" in made
