"""The formats in which `check` tells what it found."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

from wizard.cli.batch import Manner
from wizard.cli.parsing import Parser

FORMATS = ("text", "github", "sarif", "json")


def add_format_flag(made: Parser) -> None:
    """`--format`."""
    made.add_argument(
        "--format",
        choices=FORMATS,
        default=None,
        help="text (the default); github: annotations of GitHub Actions; sarif: one SARIF 2.1.0 log; json: as --json",
    )


def check_format(made: Parser, options: argparse.Namespace) -> None:
    """Note a `--format=json` as `--json`; leaves with a usage error for flags that exclude each other."""
    flags = {"--json": options.json, "--json-lines": options.json_lines}
    other = next((flag for flag, is_given in flags.items() if is_given), None)
    if other is not None and options.format is not None and (options.format, other) != ("json", "--json"):
        made.error(f"{other} and --format={options.format} exclude each other")
    if options.dry_run and options.format in ("github", "sarif"):
        made.error(f"--dry-run and --format={options.format} exclude each other")
    options.json = options.json or options.format == "json"


def manner_for(options: argparse.Namespace, manner: Manner) -> Manner:
    """The manner of telling that `--format` asks for; `manner` tells it as text."""
    known: dict[str, Callable[[argparse.Namespace, Manner], Manner]] = {"github": _github, "sarif": _sarif}
    made = known.get(options.format)
    return manner if made is None else made(options, manner)


def _github(options: argparse.Namespace, manner: Manner) -> Manner:
    from wizard.cli.checking.github import say_annotations

    return replace(manner, say=lambda result, quiet: say_annotations(result, quiet=quiet, strict=options.strict))


def _sarif(_: argparse.Namespace, manner: Manner) -> Manner:
    from wizard.cli.checking.sarif import Sarif

    return replace(manner, teller=Sarif)
