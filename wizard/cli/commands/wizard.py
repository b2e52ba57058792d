"""`ecr-wizard [PATH]`: the wizard itself, on screens or as plain prompts."""

from __future__ import annotations

import argparse
import gc
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli import COMMANDS
from wizard.cli.parsing import add_endpoint_flag, parse, parser
from wizard.core.model.errors import UsageError
from wizard.terminal.capabilities import interactive, prepare

if TYPE_CHECKING:
    from wizard.actions.services import Services

    Make = Callable[[], tuple[Services, Path]]

UNFIT_TEXTUAL = (
    "The screens are not shown: the installed Textual lacks {}, on which they rely to keep values out of crash reports "
    "and to leave the terminal as it was. Here are the prompts. Textual 8.0 to 8.2 brings the screens back."
)
DESCRIPTION = "Connect a project on Shippable to Amazon ECR: checked keys, and an exact patch of shippable.yml."


def run(arguments: Sequence[str]) -> int:
    """Run the wizard and give its exit code."""
    made = parser(None, DESCRIPTION, paths=False)
    made.add_argument("path", nargs="?", default=".", metavar="PATH", help="a folder of the repository")
    add_endpoint_flag(made)
    add_report_flag(made)
    options = parse(made, arguments)
    if not os.access(options.path, os.F_OK):
        made.error(f"no such command or folder: {options.path}{_meant(options.path)}")

    def make() -> tuple[Services, Path]:
        from wizard.actions.real import real_services

        return real_services(allow_http_endpoint=options.allow_http_endpoint), Path(options.path)

    return walk(make, options)


def add_report_flag(made: argparse.ArgumentParser) -> None:
    """--report: keep a record of the run."""
    made.add_argument(
        "--report", metavar="FILE", help="save a record of the run as Markdown, without keys, to a new FILE"
    )


def _meant(word: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, COMMANDS, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def walk(make: Make, options: argparse.Namespace) -> int:
    """Run the wizard on what `make` gives: the services and where to start. The screens call it late."""
    report = Path(options.report).absolute() if options.report else None
    if report is not None and os.path.lexists(report):
        raise UsageError("exists", "The file for the record exists.", remedy="Give another name.", path=str(report))
    if options.plain or not interactive():
        return _prompts(make, report)
    # Textual takes its settings from the environment when it is imported.
    terminal = prepare(no_color=options.no_color, utf8_around=_utf8_around())
    from wizard.services.runtime.logs import set_up
    from wizard.tui.app.private_parts import missing

    if lacking := missing():
        from wizard.cli.output import say

        say(UNFIT_TEXTUAL.format(lacking[0]))
        return _prompts(make, report)
    from wizard.tui.app.application import run_wizard

    set_up(options.log_file)  # stderr is the screen's
    return run_wizard(make, terminal, mouse=not options.no_mouse, wire=not options.no_wire, report=report)


def _prompts(make: Make, report: Path | None) -> int:
    from wizard.plain.walk import run_plain

    gc.enable()
    return run_plain(*make(), report=report)


def _utf8_around() -> bool | None:
    """Whether the terminal around tmux takes UTF-8; None outside tmux, or where it does not say."""
    if not os.environ.get("TMUX"):
        return None
    from wizard.services.runtime.tmux import client_is_utf8

    return client_is_utf8(os.environ)
