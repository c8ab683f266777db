"""What a page tells search engines of itself, in the vocabulary of schema.org (JSON-LD).

Only what is known stands here. A page has no date, as no content has one; those who reviewed a
source have not reviewed the page, and stand nowhere.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from generator.handouts import Handout
from generator.inline import Line
from generator.sheets import folder
from generator.site import Site
from generator.views import ExerciseView, ReviewView, SourceView, plain_text

# Which field of a dose is which property of an ExercisePlan, where schema.org asks for words.
_IN_WORDS: Final = {
    "rest": "restPeriods",
    "times_a_day": "activityFrequency",
    "days_a_week": "activityFrequency",
}


def linked_data(handout: Handout, site: Site) -> dict[str, Any]:
    """Return a MedicalWebPage, with the review of our own text if it was of this very text."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": handout.link.title,
        "description": plain_text(handout.lead),
        "url": site.url(quote(folder(handout.link))),
        "inLanguage": site.language,
        "version": handout.version,
        "publisher": {"@type": "Organization", "name": site.name, "url": site.url("")},
        "isBasedOn": [_source(source) for source in handout.sources],
        **_review(handout.review),
    }
    if handout.link.kind == "exercises":
        found["mainEntity"] = _plan(handout.exercises[0])
    return found


def _source(source: SourceView) -> dict[str, Any]:
    publisher = {"@type": "Organization", "name": source.publisher}
    found = {"@type": "CreativeWork", "name": source.title, "publisher": publisher}
    return found | ({"url": _target(source.address)} if source.address else {})


def _target(address: Line) -> str:
    return address.groups("link")[0].target


def _review(review: ReviewView) -> dict[str, Any]:
    """Return who reviewed the page; the whole of it was last reviewed on the first of the days.

    Of a page that has changed since, or may have, nobody is said to have reviewed it.
    """
    if not review.holds:
        return {}
    people = [
        {"@type": "Person", "name": person.name, "honorificSuffix": person.credentials}
        for person in review.people
    ]
    return {
        "reviewedBy": people,
        "lastReviewed": min(person.date for person in review.people).isoformat(),
    }


def _plan(exercise: ExerciseView) -> dict[str, Any]:
    """Return an ExercisePlan: every line of the dose in words, and as numbers what there is."""
    found: dict[str, Any] = {
        "@type": "ExercisePlan",
        "name": exercise.link.title,
        "description": exercise.summary.text,
        "additionalVariable": [f"{line.label}: {line.text}" for line in exercise.dose],
    }
    for line in exercise.dose:
        if line.field in _IN_WORDS and not line.open and not line.goal:
            found.setdefault(_IN_WORDS[line.field], []).append(line.text)
    return found | _repetitions(exercise.amounts.get("repetitions"))


def _repetitions(amount: object) -> dict[str, Any]:
    """Return how many times, where the source gives a number and does not call it a rough one."""
    if not isinstance(amount, Mapping) or amount["kind"] not in ("exact", "range"):
        return {}
    if amount["kind"] == "exact":
        return {"repetitions": amount["low"]}
    limits = {"minValue": amount["low"], "maxValue": amount["high"]}
    return {"repetitions": {"@type": "QuantitativeValue", **limits}}
