"""`ecr-wizard demo`: the wizard on a simulation."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.cli.commands.wizard import add_report_flag, walk
from wizard.cli.parsing import parse, parser

DESCRIPTION = "The wizard on a simulation of AWS and Shippable and a sample project: nothing of yours is touched."


def run(arguments: Sequence[str]) -> int:
    """Run the demo and give its exit code."""
    made = parser("demo", DESCRIPTION, paths=False)
    add_report_flag(made)
    options = parse(made, arguments)
    from wizard.actions.demo import demo_services

    return walk(demo_services, options)
