"""Reviews and what has changed since: real git repositories, and what every place then says."""

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from generator.build import build, check_folder
from generator.library import Library
from generator.reviews import KINDS, Standing, every_standing
from tests.conftest import NECK, ROOT, SITE, TODAY, edited
from tests.test_commands import limber

TURN: Final = "exercises/neck-turn.md"
REVIEW: Final = r"(?ms)^review:.*?next_due: \S+\n"
STEP: Final = "Come back to the middle."
NOT_KNOWN: Final = "It is not known whether the text has changed since."


def git(folder: Path, *arguments: str) -> str:
    """Run git as nobody in particular, whatever the settings of this machine."""
    someone = ("-c", "user.name=A", "-c", "user.email=a@made-up.example")
    done = subprocess.run(
        ["git", *someone, "-c", "commit.gpgsign=false", *arguments],
        cwd=folder,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def commit(repository: Path, message: str = "Change") -> None:
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", message)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository in which all of the made-up programme was reviewed."""
    folder = tmp_path_factory.mktemp("template")
    shutil.copytree(NECK, folder / "content")
    programme = folder / "content/programmes/neck.md"
    review = re.search(REVIEW, (folder / "content" / TURN).read_text("utf-8"))
    assert review
    text = programme.read_text("utf-8").replace("was:\n", f"{review[0]}was:\n", 1)
    programme.write_text(text, encoding="utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "Review all of it")
    return folder


@pytest.fixture
def repository(template: Path, tmp_path: Path) -> Path:
    """One of its own."""
    return shutil.copytree(template, tmp_path / "repository")


def change(repository: Path, path: str, old: str, new: str) -> None:
    """Replace a piece of a content file, which must stand there once."""
    place = repository / "content" / path
    place.write_bytes(edited({path: place.read_bytes()}, path, old, new)[path])


def library(repository: Path) -> Library:
    checked = check_folder(repository / "content", TODAY, "content")
    assert checked.library, checked.problems
    return checked.library


def standing(repository: Path) -> dict[tuple[str, str], Standing]:
    """Return how everything stands, by kind and id."""
    found = every_standing(library(repository), TODAY)
    return {(KINDS[one.kind], one.entry.id): one for one in found}


def changed(repository: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what has changed since its review, and what of it."""
    found = standing(repository)
    assert not [one for one in found.values() if one.unknown]
    return {key: one.parts for key, one in found.items() if one.parts}


# --- What has changed -------------------------------------------------------------------------


def test_what_was_reviewed_and_left_alone_is_current_or_overdue(repository: Path) -> None:
    states = {key: one.state for key, one in standing(repository).items()}
    assert states[("exercise", "neck-turn")] == states[("picture", "neck-turn")] == "current"
    assert states[("exercise", "neck-turn-with-towel")] == "overdue"
    assert set(states.values()) == {"current", "overdue"}
    assert {kind for kind, _ in states} == set(KINDS.values())


EXERCISE: Final = ("exercise", "neck-turn")
CHANGES: Final = {
    "a step": (TURN, STEP, "Come back.", {EXERCISE: ("words",)}),
    "the title": (TURN, "# Turn your head", "# Turn", {EXERCISE: ("words",)}),
    "what not to do": (TURN, "- Do not raise your shoulders.\n", "", {EXERCISE: ("words",)}),
    "another term": (TURN, "[upright](term:upright)", "upright", {EXERCISE: ("words",)}),
    "the dose": (TURN, "hold: 5 seconds", "hold: 6 seconds", {EXERCISE: ("dose",)}),
    "what it needs": (TURN, "  - chair", "  - towel", {EXERCISE: ("facts",)}),
    "a caution": (
        TURN,
        "  - stop-if-arm-tingles",
        "  - stop-if-arm-tingles\n  - firm-chair",
        # What varies it or starts from it has its cautions too.
        dict.fromkeys(
            [EXERCISE, ("exercise", "chin-nod"), ("exercise", "neck-turn-with-towel")],
            ("cautions",),
        ),
    ),
    "a pose": (TURN, "    neck: 10", "    neck: 12", {("picture", "neck-turn"): ("picture",)}),
    "what a picture shows": (
        TURN,
        "and looks ahead",
        "and looks on",
        {("picture", "neck-turn"): ("picture",)},
    ),
    "the meaning of a term": (
        "terms/upright.md",
        "\n\n",
        "\n\nVery ",
        {EXERCISE: ("words",), ("caution", "shoulders-down"): ("words",)},
    ),
    "the name of a thing": (
        "equipment/towel.md",
        "# ",
        "# old ",
        {("exercise", "neck-turn-with-towel"): ("facts",)},
    ),
    "the words of a caution": (
        "cautions/turn-slowly.md",
        "**without a jerk**",
        "**without jerks**",
        {("caution", "turn-slowly"): ("words",)},
    ),
    "a grade": (
        "cautions/turn-slowly.md",
        "grade: take-care",
        "grade: ask-first",
        {("caution", "turn-slowly"): ("grade",)},
    ),
    "a dose of a routine": (
        "routines/neck-sitting.md",
        "hold: 10 seconds",
        "hold: 12 seconds",
        {("routine", "neck-sitting"): ("dose",)},
    ),
    "the order of a routine": (
        "routines/neck-sitting.md",
        "  - exercise: chin-nod\n",
        "",
        {("routine", "neck-sitting"): ("dose", "exercises")},
    ),
    "the minutes of a guide": (
        "programmes/neck.md",
        "about 5",
        "about 6",
        {("guide", "neck"): ("dose",)},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_has_changed_since_its_review_is_found_in_the_part_that_it_is(
    name: str, repository: Path
) -> None:
    path, old, new, found = CHANGES[name]
    change(repository, path, old, new)
    assert changed(repository) == found


def test_a_picture_that_was_taken_away_is_a_change_of_its_exercise(repository: Path) -> None:
    path = repository / "content" / TURN
    text = path.read_text("utf-8")
    text = re.sub(r"(?ms)^figure:.*?(?=^source:)|^## Picture.*?(?=^## )", "", text)
    path.write_text(text, encoding="utf-8")
    assert changed(repository) == {EXERCISE: ("picture",)}
    assert EXERCISE in standing(repository)
    assert ("picture", "neck-turn") not in standing(repository)


def test_a_caution_that_a_guide_no_longer_brings_is_a_change_of_its_exercises(
    repository: Path,
) -> None:
    change(repository, "programmes/neck.md", "- shoulders-down\n", "- firm-chair\n")
    change(repository, "routines/neck-sitting.md", "  - firm-chair", "  - shoulders-down")
    assert changed(repository)[EXERCISE] == ("cautions",)
    assert changed(repository)[("guide", "neck")] == ("cautions",)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (TURN, "Fictional test data.", "Another note."),
        (TURN, "You turn your head to one side while", "You turn your head\nto one side while"),
        (TURN, "needs:\n  - chair\n", "needs: [chair]\n"),
        (TURN, "1. Turn your head *slowly*", "1. Turn your head _slowly_"),
        (TURN, "  next_due: 2026-06-01", "  next_due: 2026-05-01"),
        ("sources/made-up-neck.md", "last_reviewed: 2025-03-01", "last_reviewed: 2025-03-02"),
    ],
    ids=["a note", "a wrapped line", "flow style", "the other sign", "the due day", "the source"],
)
def test_what_is_not_told_or_only_written_in_another_way_is_no_change(
    path: str, old: str, new: str, repository: Path
) -> None:
    change(repository, path, old, new)
    commit(repository)
    assert changed(repository) == {}


def test_a_picture_of_ones_own_has_changed_when_its_bytes_have(repository: Path) -> None:
    picture = repository / "content/pictures/head-and-towel.png"
    data = picture.read_bytes()
    with Image.open(picture) as image:
        image.rotate(180).save(picture)
    assert picture.read_bytes() != data
    assert changed(repository) == {("picture", "neck-turn-with-towel"): ("picture",)}


def reviewed_anew(repository: Path, field: str = "review", day: str = "2026-01-10") -> None:
    """Record one more review of the exercise."""
    path = repository / "content" / TURN
    text = path.read_text("utf-8")
    block = re.search(REVIEW, text)
    assert block
    new = block[0].replace("review:", f"{field}:", 1).replace("2025-06-01", day)
    new = new.replace("2026-06-01", "2027-01-10")
    text = text.replace(block[0], new if field == "review" else block[0] + new)
    path.write_text(text, encoding="utf-8")


def test_a_new_review_is_of_the_text_of_its_own_commit(repository: Path) -> None:
    change(repository, TURN, STEP, "Come back.")
    commit(repository)
    reviewed_anew(repository)
    assert "not in a commit" in standing(repository)[EXERCISE].unknown
    commit(repository)
    assert changed(repository) == {}
    change(repository, TURN, "Come back.", STEP)
    assert changed(repository) == {EXERCISE: ("words",)}


def test_a_picture_with_a_review_of_its_own_is_held_against_that(repository: Path) -> None:
    change(repository, TURN, "    neck: 10", "    neck: 12")
    commit(repository)
    assert ("picture", "neck-turn") in changed(repository)
    reviewed_anew(repository, "picture_review")
    commit(repository)
    assert changed(repository) == {}
    found = standing(repository)
    assert found[("picture", "neck-turn")].field == "picture_review"
    assert str(found[("picture", "neck-turn")].review.date) == "2026-01-10"  # type: ignore[union-attr]
    change(repository, TURN, STEP, "Come back.")
    assert changed(repository) == {EXERCISE: ("words",)}


@pytest.mark.parametrize("told", [True, False], ids=["with its old id", "with git's word for it"])
def test_a_change_before_a_file_was_renamed_is_not_forgotten(told: bool, repository: Path) -> None:
    change(repository, TURN, STEP, "Come back.")
    commit(repository)
    git(repository, "mv", f"content/{TURN}", "content/exercises/turn.md")
    for path in (repository / "content").rglob("*.md"):
        text = path.read_text("utf-8")
        text = re.sub(r"(exercise: |  - |starts_from: |variant_of: )neck-turn$", r"\1turn", text,
                      flags=re.MULTILINE)  # fmt: skip
        if told and path.stem == "turn":
            text = text.replace("was:\n", "was:\n  - neck-turn\n")
        path.write_text(text, encoding="utf-8")
    commit(repository, "Rename")
    found = changed(repository)
    assert found[("exercise", "turn")] == ("words",)
    if told:
        assert list(found) == [("exercise", "turn")]


def test_a_review_on_a_branch_is_not_of_what_changed_beside_it(repository: Path) -> None:
    git(repository, "switch", "--quiet", "--create", "review")
    reviewed_anew(repository)
    commit(repository)
    git(repository, "switch", "--quiet", "main")
    change(repository, TURN, STEP, "Come back.")
    commit(repository)
    git(repository, "merge", "--quiet", "--no-edit", "review")
    assert changed(repository) == {EXERCISE: ("words",)}


def test_a_review_that_was_taken_back_and_put_back_is_of_the_first_text(repository: Path) -> None:
    path = repository / "content" / TURN
    before = path.read_text("utf-8")
    path.write_text(re.sub(REVIEW, "", before), encoding="utf-8")
    commit(repository)
    path.write_text(before.replace(STEP, "Come back."), encoding="utf-8")
    commit(repository)
    assert changed(repository) == {EXERCISE: ("words",)}


# --- What is not known ------------------------------------------------------------------------


def unknown(repository: Path) -> set[str]:
    """Return why nothing is known, of every review there is."""
    return {one.unknown for one in standing(repository).values() if one.review}


def test_without_a_repository_nothing_is_said_to_be_unchanged(repository: Path) -> None:
    shutil.rmtree(repository / ".git")
    assert unknown(repository) == {"the content is not in a git repository with commits"}
    assert "current" not in {one.state for one in standing(repository).values()}
    git(repository, "init", "--quiet")
    assert unknown(repository) == {"the content is not in a git repository with commits"}


def test_without_git_nothing_is_said_to_be_unchanged(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert unknown(repository) == {"git is not installed"}


def test_a_shallow_clone_knows_nothing_of_the_past(repository: Path, tmp_path: Path) -> None:
    change(repository, TURN, STEP, "Come back.")
    commit(repository)
    shallow = ("clone", "--quiet", "--depth", "1", f"file://{repository}")
    git(tmp_path, *shallow, "shallow")
    why = {"this copy of the repository does not have the whole history"}
    assert unknown(tmp_path / "shallow") == why


def test_content_that_cannot_be_read_any_more_leaves_it_unknown(repository: Path) -> None:
    change(repository, TURN, "position: sitting", "position: sitting\nmood: calm")
    reviewed_anew(repository)
    commit(repository)
    change(repository, TURN, "\nmood: calm", "")
    commit(repository)
    found = standing(repository)
    assert "cannot be read" in found[EXERCISE].unknown
    assert found[("exercise", "chin-nod")].state == "current"


COPY: Final = ("exercise", "turn-again")
CAME_ALONG: Final = "the review came into the history together with the file"


def add_copy(repository: Path, name: str = "turn-again", *, reviewed: bool = True) -> Path:
    """Add an exercise as people do, by copying another; the review comes along if left in."""
    text = (repository / "content" / TURN).read_text("utf-8")
    text = re.sub(r"(?ms)^was:.*?(?=^note:)|^## Also called.*", "", text)
    if not reviewed:
        text = re.sub(REVIEW, "", text)
    path = repository / f"content/exercises/{name}.md"
    path.write_text(text.replace("# Turn your head", f"# Turn {name}"), encoding="utf-8")
    return path


def test_a_review_that_was_copied_with_a_file_says_nothing_of_the_copy(repository: Path) -> None:
    path = add_copy(repository)
    commit(repository, "Add an exercise")
    assert standing(repository)[COPY].unknown == CAME_ALONG
    assert standing(repository)[EXERCISE].state == "current"
    path.write_text(path.read_text("utf-8").replace("2025-06-01", "2026-01-10"), encoding="utf-8")
    commit(repository, "Review it")
    assert standing(repository)[COPY].state == "current"


def test_a_review_that_was_copied_in_place_of_a_similar_file_says_nothing_of_the_copy(
    repository: Path,
) -> None:
    former = add_copy(repository, "former", reviewed=False)
    commit(repository, "Add an exercise that nobody has reviewed")
    former.unlink()
    add_copy(repository)
    commit(repository, "Put a copy of another in its place")
    assert re.search(r"^R\d+\t", git(repository, "show", "--name-status"), flags=re.MULTILINE)
    assert standing(repository)[COPY].unknown == CAME_ALONG


def test_where_all_content_was_moved_nothing_is_said_to_be_unchanged(repository: Path) -> None:
    change(repository, TURN, STEP, "Come back.")
    git(repository, "mv", "content", "texts")
    commit(repository, "Move all content")
    found = check_folder(repository / "texts", TODAY, "content").library
    assert found
    reviewed = [one for one in every_standing(found, TODAY) if one.review]
    assert {one.unknown for one in reviewed} == {CAME_ALONG}


def test_the_settings_of_a_user_change_nothing(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the first commit, or without the renames, the text of then would not be found."""
    settings = tmp_path / "settings"
    settings.write_text(
        "[log]\nshowRoot = false\n[diff]\nrenameLimit = 1\nrenames = false\n", encoding="utf-8"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    change(repository, TURN, STEP, "Come back.")
    assert changed(repository) == {EXERCISE: ("words",)}
    # Git must compare them all to find which was which.
    rename_cautions(repository)
    commit(repository, "Rename")
    found = standing(repository)
    cautions = [one for (kind, _), one in found.items() if kind == "caution"]
    assert {one.parts for one in cautions} == {("words",)}


def rename_cautions(repository: Path) -> None:
    """Give every caution another id, without its old one, and other words."""
    cautions = sorted((repository / "content/cautions").glob("*.md"))
    names = "|".join(path.stem for path in cautions)
    for path in cautions:
        path.write_text(f"{path.read_text('utf-8').rstrip()} Always.\n", encoding="utf-8")
        path.rename(path.with_stem(f"{path.stem}-now"))
    for path in (repository / "content").rglob("*.md"):
        text = re.sub(rf"(?m)^( *- )({names})$", r"\1\2-now", path.read_text("utf-8"))
        path.write_text(text, encoding="utf-8")


def test_a_hook_of_another_repository_changes_nothing(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    change(repository, TURN, STEP, "Come back.")
    assert changed(repository) == {EXERCISE: ("words",)}


def test_git_runs_three_times_however_much_there_is(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = shutil.which("git"), tmp_path / "calls"
    assert real
    counting = tmp_path / "bin/git"
    counting.parent.mkdir()
    counting.write_text(f'#!/bin/sh\necho "$@" >> {calls}\nexec {real} "$@"\n', encoding="utf-8")
    counting.chmod(0o755)
    reviewed_anew(repository)
    commit(repository)
    monkeypatch.setenv("PATH", f"{counting.parent}:{os.environ['PATH']}")
    assert changed(repository) == {}
    assert len(calls.read_text("utf-8").splitlines()) == 3


def test_content_without_a_review_asks_git_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    found = every_standing(library(ROOT), TODAY)
    assert {one.state for one in found} == {"none"}
    assert len(found) > 30


# --- What every place says --------------------------------------------------------------------


def built(repository: Path) -> dict[str, str]:
    """Return every generated text by its path."""
    files = build(library(repository), TODAY, SITE)
    return {path: one.content for path, one in files.items() if isinstance(one.content, str)}


def review_line(text: str) -> str:
    """Return what a page or a sheet says of its review, without its markup."""
    found = re.search(r'(?s)class="review-state"[^>]*>(.*?)</(?:div|p)>', text)
    assert found
    return " ".join(html.unescape(re.sub(r"<[^>]+>|\*\*", "", found[1])).split())


REVIEWED: Final = "Reviewed by Test Reviewer One, PT (made up) (1 June 2025)."
PLACES: Final = ("exercises/neck-turn/index.md", "exercises/neck-turn/sheet/index.html")
DUE: Final = "Next review due on 1 June 2026."


def test_page_sheet_and_data_name_the_reviewers_of_what_has_not_changed(repository: Path) -> None:
    files = built(repository)
    for path in PLACES:
        assert review_line(files[path]) == f"{REVIEWED} {DUE}"
    told = json.loads(files["api/v1/exercises/neck-turn.json"])["review"]
    assert told["state"] == "current"
    assert [person["name"] for person in told["reviewers"]] == ["Test Reviewer One"]
    page = files["exercises/neck-turn/index.md"]
    assert "reviewedBy" in page
    assert "lastReviewed" in page


def test_page_sheet_and_data_say_what_has_changed_since_and_claim_no_review(
    repository: Path,
) -> None:
    change(repository, TURN, STEP, "Come back.")
    change(repository, TURN, "hold: 5 seconds", "hold: 6 seconds")
    files = built(repository)
    for path in PLACES:
        told = f"{REVIEWED} Changed since review: words, dose. {DUE}"
        assert review_line(files[path]) == told
    # What tells the exercise too has changed with it; what does not has not.
    for path in ("routines/neck-sitting/index.md", "guides/neck/index.md", "exercises/index.md"):
        assert "Changed since review: words, dose." in review_line(files[path])
    told = json.loads(files["api/v1/exercises/neck-turn.json"])["review"]
    assert told["state"] == "changed"
    assert "reviewers" not in told
    assert [person["name"] for person in told["former_reviewers"]] == ["Test Reviewer One"]
    page = files["exercises/neck-turn/index.md"]
    assert "reviewedBy" not in page
    assert "lastReviewed" not in page


def test_a_page_whose_past_is_not_known_says_so_and_claims_no_review(repository: Path) -> None:
    shutil.rmtree(repository / ".git")
    files = built(repository)
    for path in PLACES:
        assert review_line(files[path]) == f"{REVIEWED} {NOT_KNOWN} {DUE}"
    assert "reviewedBy" not in files["exercises/neck-turn/index.md"]


def test_the_version_on_paper_does_not_change_with_a_review(repository: Path) -> None:
    data = "api/v1/exercises/neck-turn.json"
    before = json.loads(built(repository)[data])["version"]
    reviewed_anew(repository, "picture_review")
    assert json.loads(built(repository)[data])["version"] == before


def test_the_list_of_reviews_tells_each_once_as_page_and_as_data(repository: Path) -> None:
    change(repository, TURN, STEP, "Come back.")
    path = repository / "content/cautions/turn-slowly.md"
    text = re.sub(REVIEW, "", path.read_text("utf-8"))
    path.write_text(text, encoding="utf-8")
    files = built(repository)
    data = json.loads(files["api/v1/reviews.json"])
    schema = json.loads(files["api/v1/schema.json"])
    assert [*Draft202012Validator(schema).iter_errors(data)] == []
    by_key = {(one["kind"], one["id"]): one for one in data["reviews"]}
    assert len(by_key) == len(data["reviews"]) == len(standing(repository))
    assert by_key[EXERCISE]["state"] == "changed"
    assert by_key[EXERCISE]["changed"] == ["words"]
    assert by_key[EXERCISE]["file"] == f"content/{TURN}"
    assert by_key[("caution", "turn-slowly")]["state"] == "none"
    assert by_key[("exercise", "neck-turn-with-towel")]["overdue"] is True
    page = files["reviews/index.md"]
    sections = dict(re.findall(r"(?ms)^## (.*?) \{.*?$(.*?)(?=^## |\Z)", page))
    assert [*sections] == [
        "Changed since review", "New review overdue", "Not known whether changed",
        "Never reviewed", "Reviewed, and the same since",
    ]  # fmt: skip
    changed_since, overdue, unknown, never, current = sections.values()
    assert "[Turn your head](../exercises/neck-turn/index.md) (exercise)" in changed_since
    assert changed_since.count("\n- ") == never.count("\n- ") == 1
    assert "Turn your head with a towel" in overdue
    assert unknown.strip() == "None."
    assert "../safety/index.md#turn-slowly" in never
    assert len(current.split("\n- ")) > 10


def test_the_check_warns_where_reviewed_words_have_changed(repository: Path) -> None:
    change(repository, TURN, STEP, "Come back.")
    done = limber("--today", "2026-01-15", "check", f"content/{TURN}", cwd=repository)
    assert done.returncode == 0
    line = (repository / "content" / TURN).read_text("utf-8").split("\n").index(
        "  date: 2025-06-01"
    ) + 1  # fmt: skip
    code = "changed-since-review"
    assert done.stdout == (
        f"content/{TURN}:{line}:9: warning[{code}]: Changed since the review of 2025-06-01: words. "
        "Have it reviewed anew; until then its pages say so.\n"
    )


def test_the_command_lists_what_is_to_be_reviewed_first_as_text_and_as_json(
    repository: Path,
) -> None:
    change(repository, TURN, STEP, "Come back.")
    done = limber("--today", "2026-01-15", "reviews", cwd=repository)
    assert done.returncode == 0
    first, *rest = done.stdout.splitlines()
    assert first == (
        f"content/{TURN}: exercise: changed (words); reviewed 2025-06-01 by Test Reviewer One, "
        "PT (made up); next review due 2026-06-01"
    )
    assert ": overdue; reviewed 2024-11-01 by " in rest[0]
    assert "was due 2025-11-01" in rest[0]
    assert "1 changed" in done.stderr
    done = limber("--today", "2026-01-15", "reviews", "--format", "json", cwd=repository)
    found = json.loads(done.stdout)
    assert len(found) == len(rest) + 1
    assert [one["id"] for one in found if one["state"] == "changed"] == ["neck-turn"]
