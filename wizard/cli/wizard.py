"""`ecr-wizard [PATH]`: the wizard itself, on screens or as plain prompts."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from wizard.cli.parsing import parse, parser

DESCRIPTION = "Connect a project on Shippable to Amazon ECR: checked keys, and an exact patch of shippable.yml."


def run(arguments: Sequence[str], *, demo: bool = False) -> int:
    """Run the wizard and give its exit code."""
    made = parser("demo" if demo else None, DESCRIPTION, paths=False)
    if not demo:
        made.add_argument("path", nargs="?", default=".", metavar="PATH", help="a folder of the repository")
    options = parse(made, arguments)
    if options.no_color:
        os.environ["NO_COLOR"] = "1"
    start = None if demo else Path(options.path)
    if options.plain or not on_a_terminal():
        from wizard.plain.walk import run_plain

        return run_plain(start)
    from wizard.tui.app import run_wizard

    return run_wizard(start, mouse=not options.no_mouse, wire=not options.no_wire)


def on_a_terminal() -> bool:
    """Whether screens can be shown: a terminal on stdin and stderr that is not dumb, and no wish for plain text."""
    return (
        sys.stdin.isatty()
        and sys.stderr.isatty()
        and os.environ.get("TERM", "dumb") not in ("", "dumb")
        and not os.environ.get("ACCESSIBLE")
    )
