"""Commands for those who look after reviews: how each stands."""

import argparse
import json
import sys

from generator.build import check_folder
from generator.commands import FAILED, OK
from generator.problems import shown
from generator.reviews import KINDS, STATES, Standing, as_values, every_standing, in_words


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `reviews` to the command line."""
    reviews = commands.add_parser("reviews", help="say how the review of everything stands")
    reviews.add_argument("--format", choices=("text", "json"), default="text")
    reviews.set_defaults(run=_reviews)


def _reviews(options: argparse.Namespace) -> int:
    """Print how everything stands, the worst first; it is no fault not to be reviewed."""
    library = check_folder(options.content, options.today).library
    if library is None:
        print("The content has errors: 'python -m generator check' lists them.", file=sys.stderr)
        return FAILED
    found = every_standing(library, options.today)
    if options.format == "json":
        print(json.dumps([as_values(one) for one in found], indent=2, ensure_ascii=False))
        return OK
    for one in sorted(found, key=_urgency):
        print(_line(one))
    counts = (f"{sum(one.state == state for one in found)} {state}" for state in STATES)
    print(", ".join(counts), file=sys.stderr)
    return OK


def _urgency(one: Standing) -> int:
    """Return the place in the list: what readers are told that no longer holds comes first."""
    return ("changed", "overdue", "unknown", "none", "current").index(one.state)


def _line(one: Standing) -> str:
    """Return one line: the file, what of it, how it stands, and since when."""
    line = f"{shown(one.entry.path, limit=1000)}: {KINDS[one.kind]}: {one.state}"
    if one.review is None:
        return line
    if one.parts:
        line += f" ({in_words(one.parts)})"
    elif one.unknown:
        line += f" ({one.unknown})"
    people = "; ".join(f"{shown(p.name)}, {shown(p.credentials)}" for p in one.review.reviewers)
    due = f"{'was ' if one.overdue else ''}due {one.review.next_due}"
    return f"{line}; reviewed {one.review.date} by {people}; next review {due}"
