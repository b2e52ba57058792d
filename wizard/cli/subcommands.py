"""Commands that have commands of their own: `account` and `subscription`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from wizard.actions.dependencies import Dependency
from wizard.actions.register import Progress, Registered
from wizard.actions.removal import NotChecked, Removed, StillNeeded
from wizard.cli import split_command
from wizard.cli.output import error_json, say, say_error
from wizard.cli.parsing import parse, parser
from wizard.core.interview.picks import Pick
from wizard.core.interview.validators import Cleaned, InvalidAnswer
from wizard.core.model.errors import ExitCode, ServiceError, UsageError, WizardError
from wizard.core.text.safetext import visible

Run = Callable[[Sequence[str]], int]


def dispatch(command: str, description: str, actions: Mapping[str, tuple[str, Run]], arguments: Sequence[str]) -> int:
    """Run one of `actions` (its line in --help, what runs it) and give the exit code."""
    name, rest = split_command(arguments, actions)
    if name is None:
        _without_action(command, description, actions, rest)
    return actions[name][1](rest)


def _without_action(
    command: str, description: str, actions: Mapping[str, tuple[str, Run]], rest: Sequence[str]
) -> NoReturn:
    made = parser(command, description, paths=False)
    made.add_argument("action", choices=list(actions), metavar="|".join(actions))
    made.epilog = "\n".join(f"  {name:<8}{text}" for name, (text, _) in actions.items())
    parse(made, rest)
    made.error(f"one of {', '.join(actions)} is missing")


def paths_of(paths: Sequence[str]) -> tuple[Path, ...]:
    """The PATHs given; without any this folder."""
    return tuple(Path(path) for path in paths or ["."])


def print_object(content: dict[str, Any]) -> None:
    """One JSON object on stdout."""
    print(json.dumps({"version": 1, **content}, indent=2))


def print_table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows as columns on stdout below their titles, made safe to show."""
    safe = [[title.upper() for title in titles], *([visible(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*safe, strict=True)]
    for row in safe:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def take_away(name: str, removal: Callable[[], Removed], *, as_json: bool, quiet: bool) -> int:
    """Carry out a removal and say what became of it, every dependency included; gives the exit code."""
    removed, error = Removed(()), None
    try:
        removed = removal()
    except WizardError as found:
        error = found
    if as_json:
        _print_removal(name, removed, error)
    elif error is not None:
        _say_refusal(error)
    else:
        if not removed.unchecked:
            say("No dependency", quiet=quiet)
        say_lines("Not looked at, so something there may depend on it:", removed.unchecked)
        say_lines("", removed.done, quiet=quiet)
        say_lines("What remains to be done in Shippable:", removed.remaining)
    return ExitCode.DONE if error is None else error.exit_code


def _print_removal(name: str, removed: Removed, error: WizardError | None) -> None:
    refusal = error if isinstance(error, StillNeeded) else None
    print_object(
        {
            "name": name,
            "removed": error is None,
            "dependencies": [dependency_json(item) for item in refusal.dependencies] if refusal else [],
            "unchecked": refusal.unchecked if refusal else removed.unchecked,
            "done": removed.done,
            "remaining": removed.remaining,
            "error": error_json(error),
        }
    )


def _say_refusal(error: WizardError) -> None:
    """The error, then what depends on the integration."""
    say_error(error)
    if not isinstance(error, StillNeeded):
        return
    for item in error.dependencies:
        say(f"  {visible(str(item))}")
    if not isinstance(error, NotChecked):  # that error names them itself
        say_lines("Not looked at either:", error.unchecked)


def tell_made(name: str, making: Callable[[Progress], Registered], *, as_json: bool, quiet: bool) -> int:
    """Carry out `making` and tell what was done and what remains; gives the exit code."""
    try:
        made = making(lambda text: say(visible(text), quiet=quiet))
    except WizardError as error:
        made = Registered(error=error)
    if as_json:
        print_object({"name": name, "done": made.done, "remaining": made.remaining, "error": error_json(made.error)})
    else:
        say_lines("", made.done, quiet=quiet)
        if made.error is not None:
            say_error(made.error)
        say_lines("What remains to be done in Shippable:", made.remaining)
    return ExitCode.DONE if made.error is None else made.error.exit_code


def agreed(question: str) -> bool:
    """Yes to every question: --yes."""
    say(f"{visible(question)}: yes")
    return True


def not_asked(pick: Pick) -> int:
    """The default, for --yes; raises `UsageError` with the choices where there is none."""
    if pick.default is not None:
        say(f"{visible(pick.question)}: {visible(pick.choices[pick.default].label)}{_or_flag(pick)}")
        return pick.default
    labels = ", ".join(choice.label for choice in pick.choices)
    raise UsageError(
        "needs-choice", f"{pick.question}.", f"They are: {labels}.", "Run it on a terminal, without --yes."
    )


def chosen(pick: Pick) -> int | None:
    """Ask on the terminal by number, None for an answer that is no number of a choice.

    Without a terminal the default holds; raises `ServiceError` where there is none.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        if pick.default is not None:
            return not_asked(pick)
        labels = ", ".join(choice.label for choice in pick.choices)
        raise ServiceError("needs-terminal", f"{pick.question}.", f"They are: {labels}.", "Run it on a terminal.")
    say(f"{visible(pick.question)}. {visible(pick.help)}")
    for number, choice in enumerate(pick.choices, 1):
        about = f": {choice.help}" if choice.help else ""
        say(f"  {number}) {visible(choice.label + about)}")
    default = "" if pick.default is None else f" [{pick.default + 1}]"
    print(f"Number{default}: ", end="", file=sys.stderr, flush=True)
    return _number_typed(pick, sys.stdin.readline(1000).strip())


def _number_typed(pick: Pick, typed: str) -> int | None:
    if not typed:
        return pick.default
    numbers = [str(number) for number in range(1, len(pick.choices) + 1)]
    return numbers.index(typed) if typed in numbers else None


def _or_flag(pick: Pick) -> str:
    others = [choice.value for at, choice in enumerate(pick.choices) if at != pick.default]
    return f" (or {pick.flag} {visible(' or '.join(others))})" if pick.flag else ""


def add_yes_flag(made: argparse.ArgumentParser) -> None:
    """--yes: what exists in Shippable is changed without a question."""
    made.add_argument("--yes", action="store_true", help="change what exists in Shippable without asking")


def add_unchecked_flag(made: argparse.ArgumentParser) -> None:
    """--accept-unchecked: delete even where dependents could not be looked at."""
    made.add_argument(
        "--accept-unchecked",
        action="store_true",
        help="delete it even where Shippable or a branch could not be looked at; what was not looked at is named",
    )


def confirmed(question: str) -> bool:
    """Ask on the terminal; raises `ServiceError` where there is none: nothing that exists is changed unasked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise ServiceError(
            "needs-terminal",
            f"{question}?",
            "That is not done without asking.",
            "Run the command on a terminal, or give --yes.",
        )
    print(f"{visible(question)} (y/N)? ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline(1000).strip().lower() in ("y", "yes")


def cleaned(clean: Callable[[str], Cleaned], flag: str, text: str) -> str:
    """A value of the command line, as its validator keeps it; raises `UsageError` that names the flag."""
    try:
        return clean(text).text
    except InvalidAnswer as error:
        raise UsageError("invalid-answer", f"{flag}: {error}") from None


def say_lines(title: str, lines: Sequence[str], *, quiet: bool = False) -> None:
    """Lines for people under a title, on stderr; nothing when there are none."""
    if lines and title:
        say(title, quiet=quiet)
    for line in lines:
        say(("  " if title else "") + visible(line), quiet=quiet)


def dependency_json(item: Dependency) -> dict[str, Any]:
    """A dependency as data."""
    data = asdict(item)
    place = data.pop("place") or {"root": None, "file": None}
    return data | {"repository": place["root"], "file": place["file"]}
