"""Commands that begin something: a new content file, with questions on a terminal."""

import argparse
import sys
from collections.abc import Mapping
from typing import Final, TypeAlias

import click

from generator import starter
from generator.commands import OK
from generator.front_matter import Value
from generator.loader import load_folder
from generator.problems import WrongUse, shown, suggest

_SHOWN_IDS: Final = 24

Ids: TypeAlias = Mapping[str, tuple[str, ...]]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `new` to the command line."""
    new = commands.add_parser(
        "new",
        help="write a new content file to fill in",
        description="Write a new content file. On a terminal it asks what it needs to know; "
        "what stays open is marked TODO.",
    )
    new.add_argument("kind", nargs="?", choices=starter.KINDS)
    new.add_argument("name", nargs="?", help="its id, or its name in quotes")
    new.add_argument(
        "--set",
        dest="answers",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="answer a question, as in --set dose.hold='20 seconds'; a list has commas",
    )
    new.set_defaults(run=_new)


def _new(options: argparse.Namespace) -> int:
    """Write a starter file, unless there is one of that name."""
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    try:
        kind, name = _what(options, asks=asks)
        ids = load_folder(options.content).ids
        answers = _given(kind, options.answers, ids)
        starter.starter(kind, name, answers)  # a bad name is told before the first question
        if asks:
            answers = _asked(kind, answers, ids)
    except click.Abort:
        raise KeyboardInterrupt from None
    place, text = starter.starter(kind, name, answers)
    path = options.content / place
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise WrongUse(f"'{path}' is there already; nothing was written.") from None
    print(f"{path}: fill in what is marked TODO, then run 'python -m generator check'.")
    return OK


def _what(options: argparse.Namespace, *, asks: bool) -> tuple[str, str]:
    """Return the kind and the name of the new file."""
    if not asks and None in (options.kind, options.name):
        kinds = ", ".join(starter.KINDS)
        raise WrongUse(f"Say what is new ({kinds}) and its name: new exercise 'Heel slides'.")
    kind = options.kind or click.prompt("What is new", type=click.Choice(starter.KINDS))
    if options.name is None:
        return kind, click.prompt("Its name, as readers will see it")
    return kind, options.name


def _given(kind: str, said: list[str], ids: Ids) -> dict[starter.Field, Value]:
    """Return what was answered on the command line."""
    known = {question.name: question for question in starter.questions(kind)}
    answers = {}
    for one in said:
        name, equals, value = one.partition("=")
        if not equals or name not in known:
            message = f"'{shown(name)}' is no question of '{kind}'." if equals else ""
            message = message or f"'{shown(one)}' is no answer like 'FIELD=VALUE'."
            raise WrongUse(f"{message}{suggest(name, known)}")
        try:
            answers[known[name].field] = starter.answer(kind, known[name], value, ids)
        except WrongUse as fault:
            raise WrongUse(f"{name}: {fault}") from None
    return answers


def _asked(kind: str, given: Mapping[starter.Field, Value], ids: Ids) -> dict[starter.Field, Value]:
    """Return all answers, after asking for those that are not given."""
    answers = dict(given)
    print("Enter alone leaves a question open.")
    for question in starter.questions(kind):
        before = starter.waits_for(question)
        if question.field in answers or (before and answers.get(before, "none") == "none"):
            continue
        value = _ask(kind, question, ids)
        if value is not None:
            answers[question.field] = value
    return answers


def _ask(kind: str, question: starter.Question, ids: Ids) -> "Value | None":
    """Ask until the answer can stand in the file; None if the question is left open."""

    def read(said: str) -> "Value | None":
        if not said.strip():
            return None
        try:
            return starter.answer(kind, question, said, ids)
        except WrongUse as fault:
            raise click.UsageError(str(fault)) from None

    print(f"\n{question.meaning}")
    known = question.known(ids)
    if known:
        rest = f" and {len(known) - _SHOWN_IDS} more" * (len(known) > _SHOWN_IDS)
        print(f"  {', '.join(known[:_SHOWN_IDS])}{rest}")
    more = ", several with commas" * question.many
    answer: Value | None = click.prompt(
        f"{question.name}{more}", default="", show_default=False, value_proc=read
    )
    return answer
