"""What GitHub reads: workflows, forms, owners; and what is told to those who host a site."""

import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from generator.model import Review, Reviewer
from generator.policy import HEADERS, WORKER
from tests.conftest import ROOT

GITHUB: Final = ROOT / ".github"
WORKFLOWS: Final = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS: Final = sorted(p for p in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if p.stem != "config")
name = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
form = pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)


def read(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text("utf-8")))


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


# --- workflows ------------------------------------------------------------------------------


@name
def test_a_step_of_ours_is_one_command_that_runs_anywhere(path: Path) -> None:
    """So that whatever fails there can be run, and is tried, on the machine of whoever mends it."""
    for step in steps(path):
        if "run" in step:
            program = r"(sudo \.ci/setup system \w+|bash \.ci/run|\.ci/\w+|make [a-z]+)"
            assert re.fullmatch(rf'{program}( [A-Z_]+=("\$[A-Z_]+"|[\w^]+))*', step["run"]), step
        else:
            assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"]), step


@name
def test_no_secret_is_used_and_the_code_of_a_fork_may_only_read(path: Path) -> None:
    text = path.read_text("utf-8")
    assert read(path)["permissions"] == {}
    assert "secrets." not in text
    started_by = read(path)[True]  # YAML takes `on` for true
    assert "pull_request_target" not in started_by
    if "pull_request" in started_by:
        rights = [job["permissions"] for job in read(path)["jobs"].values()]
        assert rights == [{"contents": "read"}] * len(rights)


@name
def test_a_checkout_keeps_no_credentials(path: Path) -> None:
    checkouts = [step for step in steps(path) if "checkout" in step.get("uses", "")]
    assert checkouts or path.stem != "check"
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_whatever_asks_what_has_changed_since_a_review_has_the_whole_history() -> None:
    """A shallow checkout knows nothing of the past, and the check would keep quiet about it."""
    asking = r"make (content|compare|check|site)\b|\.ci/publish"
    jobs = {
        key: job["steps"]
        for path in WORKFLOWS
        for key, job in read(path)["jobs"].items()
        if any(re.match(asking, step.get("run", "")) for step in job["steps"])
    }
    assert jobs.keys() == {"content", "change", "build"}
    for key, found in jobs.items():
        [checkout] = [step for step in found if "checkout" in step.get("uses", "")]
        assert checkout["with"].get("fetch-depth") == 0, key


# --- forms ----------------------------------------------------------------------------------

PARTS: Final = {"markdown", "input", "textarea", "dropdown", "checkboxes"}


@form
def test_a_form_is_one_that_github_takes(path: Path) -> None:
    """Source: GitHub Docs, "Syntax for issue forms" and "Syntax for GitHub's form schema"."""
    found = read(path)
    assert found.keys() <= {"name", "description", "title", "labels", "body"}
    assert all(isinstance(found[key], str) and found[key] for key in ("name", "description"))
    asked = [part for part in found["body"] if part["type"] != "markdown"]
    assert asked
    assert {part["type"] for part in found["body"]} <= PARTS
    ids = [part["id"] for part in asked]
    labels = [part["attributes"]["label"] for part in asked]
    assert len({*ids}) == len(ids)
    assert len({*labels}) == len(labels)
    assert all(re.fullmatch(r"[a-z][a-z0-9_-]*", each) for each in ids)
    for part in asked:
        attributes = part["attributes"]
        assert all(isinstance(value, str | list) for value in attributes.values())
        if part["type"] in ("dropdown", "checkboxes"):
            assert attributes["options"]
    assert any(part.get("validations", {}).get("required") for part in asked)


def test_there_is_a_form_for_each_thing_that_people_come_with() -> None:
    assert [path.stem for path in FORMS] == ["exercise", "review", "safety", "text"]


def test_the_form_for_a_review_asks_for_each_field_of_one() -> None:
    asked = {part.get("id") for part in read(GITHUB / "ISSUE_TEMPLATE/review.yml")["body"]}
    fields = (Review.model_fields.keys() | Reviewer.model_fields.keys()) - {"reviewers"}
    assert fields <= asked


def test_the_form_for_safety_says_that_it_is_public_and_no_advice() -> None:
    first = read(GITHUB / "ISSUE_TEMPLATE/safety.yml")["body"][0]["attributes"]["value"]
    assert "This page is public" in first
    assert "cannot give medical advice" in first


# --- owners ---------------------------------------------------------------------------------


def owners() -> dict[str, list[str]]:
    lines = (GITHUB / "CODEOWNERS").read_text("utf-8").splitlines()
    rules = (line.split() for line in lines if line and not line.startswith("#"))
    return {pattern: named for pattern, *named in rules}


def test_what_patients_read_has_other_owners_than_the_code() -> None:
    found = owners()
    assert next(iter(found)) == "*"
    assert found["/content/"] == found["/docs/*.md"] != found["*"]


def test_each_line_of_the_owners_fits_a_file_and_names_somebody() -> None:
    for pattern, named in owners().items():
        assert list(ROOT.glob(pattern.strip("/"))), pattern
        assert named
        assert all(re.fullmatch(r"@[\w-]+(/[\w-]+)?", each) for each in named)


# --- hosts ----------------------------------------------------------------------------------

HOSTING: Final = (ROOT / "HOSTING.md").read_text("utf-8")
SERVERS: Final = ("nginx", "apache", "caddy")


@pytest.mark.parametrize("server", SERVERS)
def test_the_settings_of_a_server_have_every_header_with_its_value(server: str) -> None:
    (block,) = re.findall(rf"^```{server}\n(.*?)^```", HOSTING, flags=re.MULTILINE | re.DOTALL)
    for header, value in {**HEADERS, "Cache-Control": "no-cache"}.items():
        assert re.search(rf'{header} "?{re.escape(value)}"?( always;)?\n', block), header
    assert f'Content-Security-Policy "{WORKER}"' in block
    assert "/404.html" in block


def test_the_table_of_headers_is_that_of_the_policy() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| `(.+?)` \|", HOSTING, flags=re.MULTILINE)
    assert dict(rows) == HEADERS
