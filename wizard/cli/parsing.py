"""Parsers: the flags that every command knows, and the flags that questions declare."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from wizard.cli import COMMANDS
from wizard.cli.failure import UsageExit

MOST_JOBS = 64


class Parser(argparse.ArgumentParser):
    """A parser whose usage errors are one line and say where help is."""

    def error(self, message: str) -> NoReturn:
        from wizard.core.text.safetext import visible

        print(f"{self.prog}: {visible(message)}\nTry `{self.prog} --help`.", file=sys.stderr)
        raise UsageExit(message)

    def format_help(self) -> str:
        """The help, and below it what is written once for all commands: an example, variables, exit codes."""
        from wizard.cli.help_text import below

        return super().format_help() + below(self.prog)

    def _get_values(self, action: argparse.Action, arg_strings: list[str]) -> Any:
        # Before Python 3.13 argparse drops the value of `--flag=--`, and the flag gets an empty list.
        if action.option_strings and arg_strings == ["--"]:
            return self._get_value(action, "--")
        return super()._get_values(action, arg_strings)


def parser(command: str | None, description: str, *, paths: bool = True, result: bool = False) -> Parser:
    """The parser of a command with the common flags; `paths`: takes PATH…; `result`: can print JSON."""
    prog = f"ecr-wizard {command}" if command else "ecr-wizard"
    made = Parser(
        prog=prog, description=description, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    if paths:
        made.add_argument("paths", nargs="*", metavar="PATH", help="a folder of the repository; default: this one")
    common = made.add_argument_group("common flags (before or after the command)")
    if result:
        common.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    common.add_argument("--plain", action="store_true", help="line prompts in place of screens; no colour")
    common.add_argument("--no-color", action="store_true", help="no colours (also: NO_COLOR)")
    common.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")
    common.add_argument("--no-wire", action="store_true", help="send screens as Textual draws them")
    common.add_argument("-q", "--quiet", action="store_true", help="say only what went wrong")
    common.add_argument("-v", "--verbose", action="count", default=0, help="say what is done; twice: with details")
    common.add_argument("--log-file", metavar="FILE", help="write a log (never with secrets) to FILE")
    if command is None:
        made.add_argument("--version", action="store_true", help="print the version")
        made.epilog = "commands:\n" + "\n".join(f"  {name:<14}{text}" for name, text in COMMANDS.items())
    return made


def add_file_flag(made: Parser) -> None:
    """`--file`, for commands that take no answers."""
    made.add_argument("--file", metavar="PATH", help="the file, below the repository's root; default: shippable.yml")


def add_endpoint_flag(made: Parser) -> None:
    """`--allow-http-endpoint`, for commands that ask AWS."""
    made.add_argument(
        "--allow-http-endpoint",
        action="store_true",
        help="ask AWS at an http address of another computer, where everybody on the way reads along",
    )


def add_batch_flags(made: Parser, *, paths: bool = True) -> None:
    """The flags of commands that work on many PATHs."""
    made.add_argument("--json-lines", action="store_true", help="print one JSON object a line, as each PATH is done")
    if paths:
        made.add_argument("--paths-from", metavar="FILE", help="read PATHs from FILE, one a line; -: from stdin")
    made.add_argument("-j", "--jobs", metavar="N", type=_jobs, default=1, help="work on N repositories at a time")


def _jobs(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:4]) <= MOST_JOBS:
        raise argparse.ArgumentTypeError(f"a number from 1 to {MOST_JOBS} is needed")
    return int(text)


def add_writing_flags(made: Parser) -> None:
    """`--dry-run` and `--check`, for commands that write a file."""
    made.add_argument("--dry-run", action="store_true", help="print the diff on stdout, write nothing")
    made.add_argument("--check", action="store_true", help="write nothing; exit 3 when something would change")


class _Choice(argparse.Action):
    """A flag with choices that are imported when a value is given, or completed: help has them in its table."""

    @property
    def choices(self) -> list[str]:
        from wizard.core.interview.questions import BY_KEY

        return [choice.value for choice in BY_KEY[self.dest].choices]

    @choices.setter
    def choices(self, _: object) -> None:
        """argparse gives its own, which are none."""

    def __call__(self, _parser: object, namespace: argparse.Namespace, values: Any, _flag: str | None = None) -> None:
        """Keep the value."""
        setattr(namespace, self.dest, values)


def add_answer_flags(made: Parser) -> None:
    """The flags that the questions declare, and those of the branches (docs/design.md, section 3)."""
    from wizard.cli.flags_table import FLAGS

    group = made.add_argument_group("answers")
    for name, key, kind, metavar, text in FLAGS:
        more: dict[str, Any] = {"dest": key, "default": None, "help": text.replace("%", "%%")}
        if kind == "pair":
            group.add_argument(name, action=argparse.BooleanOptionalAction, **more)
        elif kind == "switch":
            group.add_argument(name, action="store_true", **more)
        elif kind == "lines":
            group.add_argument(name, action="append", metavar=metavar, **more)
        else:
            action = _Choice if kind == "choice" else "store"
            group.add_argument(name, action=action, metavar=metavar, **more)
    group.add_argument(
        "--only", action="append", metavar="BRANCH", help="a branch (or pattern) that counts; repeatable"
    )
    group.add_argument(
        "--except",
        action="append",
        metavar="BRANCH",
        dest="except_",
        help="a branch (or pattern) that does not; repeatable",
    )
    group.add_argument("--all-branches", action="store_true", help="every branch counts")
    group.add_argument("--answers", metavar="FILE", help="read answers from a YAML file (-: stdin); flags win")
    group.add_argument(
        "--answers-by-path",
        metavar="FILE",
        help="answers that differ between PATHs, over those of --answers: a .csv with a column `path`, or YAML with "
        "`paths:`; without PATH… its paths are taken",
    )
    group.add_argument("--save-answers", metavar="FILE", help="write the answers to a YAML file")


# In place of arguments: `parse` hands over the parser instead of using it.
DESCRIBE = "--describe"


class ParserAsked(Exception):
    """Carries a parser to who asked for it (`parser_of`)."""

    def __init__(self, made: Parser) -> None:
        super().__init__(made.prog)
        self.parser = made


def parser_of(*words: str) -> Parser:
    """The parser of a command (`apply`; `account`, `add`; none: the wizard's), which each builds where it runs."""
    from importlib import import_module

    module = import_module(f"wizard.cli.commands.{words[0] if words else 'wizard'}")
    try:
        module.run([*words[1:], DESCRIBE])
    except ParserAsked as asked:
        return asked.parser
    raise AssertionError(f"{words} does not parse its arguments")


def parse(made: Parser, arguments: Sequence[str]) -> argparse.Namespace:
    """The parsed arguments; leaves with exit code 2 for wrong ones. Logging is as they say from here on.

    Raises `ServiceError` when the log file cannot be written.
    """
    if any(word is DESCRIBE for word in arguments):
        raise ParserAsked(made)
    # The one that lets flags stand between PATHs does not know that `--` ends the flags.
    if not {"-h", "--help"} & set(arguments):
        made.usage = ""  # argparse would format it, for messages that do not show it
    options = made.parse_args(arguments) if "--" in arguments else made.parse_intermixed_args(list(arguments))
    from wizard.services.runtime.logs import set_up  # late: help needs none

    set_up(options.log_file, options.verbose)
    return options


def actions_of(command: str) -> tuple[str, ...]:
    """The commands of a command: `list`, `add`, `remove` of `account`; none where it has none."""
    for action in parser_of(command)._actions:  # noqa: SLF001 - argparse has no public way to read a parser
        if action.dest == "action" and action.choices is not None:
            return tuple(str(choice) for choice in action.choices)
    return ()
