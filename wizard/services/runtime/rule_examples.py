"""The examples that come with the rules: data files of the package, one for each code."""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple


class Example(NamedTuple):
    """A file that a rule speaks about, and the same file with the remedy carried out."""

    before: str
    after: str


def example_of(code: str) -> Example | None:
    """The example of a rule; None where the fault cannot be shown in a few lines (a file that is too large)."""
    place = files("wizard.core.rules").joinpath("examples", f"{code}.txt")
    if not place.is_file():
        return None
    text = place.read_text(encoding="utf-8").removeprefix("--- before\n")
    before, _, after = text.partition("--- after\n")
    return Example(before, after)
