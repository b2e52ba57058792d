"""A list to pick from at a prompt for a line: shown when it is asked for, because it comes from far away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from wizard.core.model.errors import WizardError
from wizard.plain.console import CallStopped, Console

SHOWN = 20

# What can be picked from; raises `WizardError`.
Names = Callable[[], tuple[str, ...]]


class Pickable(NamedTuple):
    """What can be picked at a prompt: its names, what they are, and what is said while they are loaded."""

    names: Names
    about: str
    asking: str = ""

    @property
    def help(self) -> str:
        """How to pick, for the help of the question."""
        return f"/ lists {self.about}; /text shows those that contain it; #2 takes the second."


class Listing:
    """The names, loaded once, when they are first asked for."""

    def __init__(self, console: Console, pickable: Pickable) -> None:
        self._console, self._pickable = console, pickable
        self._listed: tuple[str, ...] = ()

    def answer(self, text: str) -> str | None:
        """What a typed line picks: a name, nothing ("": it was a wish to see the list), or None: it is no pick."""
        text = text.strip()
        if text.startswith("/"):
            self._show(text[1:].strip())
            return ""
        picked = re.fullmatch(r"#([0-9]{1,9})", text)
        if picked is None:
            return None
        if 1 <= (number := int(picked[1])) <= len(self._listed):
            return self._listed[number - 1]
        self._console.say("  A number of the list, please; / shows it.")
        return ""

    def _show(self, wanted: str) -> None:
        if not self._listed:
            try:
                self._listed = self._loaded()
            except WizardError as error:
                self._console.error(error)
                return
            except CallStopped:
                return
        if not self._listed:
            self._console.say("  There are none. A name can be typed.")
            return
        for line in lines(self._listed, wanted):
            self._console.say("  " + line)

    def _loaded(self) -> tuple[str, ...]:
        if self._pickable.asking:
            return self._console.during(f"  {self._pickable.asking}", self._pickable.names)
        return self._pickable.names()


def lines(names: Sequence[str], wanted: str) -> Iterator[str]:
    """The names that contain `wanted`, each numbered by its place among all of them."""
    found = [(number, name) for number, name in enumerate(names, 1) if wanted.casefold() in name.casefold()]
    yield from (f"#{number} {name}" for number, name in found[:SHOWN])
    if len(found) > SHOWN:
        yield f"and {len(found) - SHOWN} more: /text shows those that contain it"
    if not found:
        yield "None contains that."
