"""`ecr-wizard demo`: the wizard on a simulation."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.cli import wizard


def run(arguments: Sequence[str]) -> int:
    """Run the demo and give its exit code."""
    return wizard.run(arguments, demo=True)
