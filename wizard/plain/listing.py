"""A list to pick from at a prompt for a line: shown when it is asked for, because it comes from far away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from wizard.core.model.errors import WizardError
from wizard.plain.console import Console

SHOWN = 20
HELP = "/ lists what ECR has, the newest first; /text shows those that contain it; #2 takes the second."

# What can be picked from; raises `WizardError`.
Names = Callable[[], tuple[str, ...]]


class Listing:
    """The names, loaded once, when they are first asked for."""

    def __init__(self, console: Console, names: Names, *, asking: str = "Asking ECR ...") -> None:
        self._console, self._names, self._asking = console, names, asking
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
            if self._asking:
                self._console.say("  " + self._asking)
            try:
                self._listed = self._names()
            except WizardError as error:
                self._console.error(error)
                return
        if not self._listed:
            self._console.say("  There are none. A name can be typed.")
            return
        for line in lines(self._listed, wanted):
            self._console.say("  " + line)


def lines(names: Sequence[str], wanted: str) -> Iterator[str]:
    """The names that contain `wanted`, each numbered by its place among all of them."""
    found = [(number, name) for number, name in enumerate(names, 1) if wanted.casefold() in name.casefold()]
    yield from (f"#{number} {name}" for number, name in found[:SHOWN])
    if len(found) > SHOWN:
        yield f"and {len(found) - SHOWN} more: /text shows those that contain it"
    if not found:
        yield "None contains that."
