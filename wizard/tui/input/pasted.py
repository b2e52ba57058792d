"""Pasted text is text: nothing in it presses a key.

Textual's parser takes a sequence apart that it does not know, also inside a bracketed paste, and hands its characters
on as keys. A page that puts ESC and BEL into what is copied from it could press any key of the wizard.
"""

from __future__ import annotations

import re

START, END = "\x1b[200~", "\x1b[201~"
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # all but tabs and line ends


class PasteCleaner:
    """Takes control characters out of what a terminal sends between `START` and `END`."""

    def __init__(self) -> None:
        self._inside = False
        self._before = ""  # the last characters passed on: START may come in pieces
        self._held = ""  # inside: the last characters, which may be the first of END

    def clean(self, text: str) -> str:
        """The input as far as it has come, for the parser."""
        out = []
        while text:
            part, text = self._paste(text) if self._inside else self._keys(text)
            out.append(part)
        return "".join(out)

    @property
    def is_inside(self) -> bool:
        """Whether a paste has begun that has not ended."""
        return self._inside

    def give_up(self) -> str:
        """The end of a paste whose own end was lost, for the parser; what comes next are keys."""
        held, self._held, self._inside = self._held, "", False
        return CONTROLS.sub("", held) + END

    def _keys(self, text: str) -> tuple[str, str]:
        seen = self._before + text
        at = seen.find(START)
        self._inside = at >= 0
        until = at + len(START) - len(self._before) if self._inside else len(text)
        self._before = "" if self._inside else seen[1 - len(START) :]
        return text[:until], text[until:]

    def _paste(self, text: str) -> tuple[str, str]:
        pasted, end, rest = (self._held + text).partition(END)
        self._inside = not end
        held = 0 if end else max(n for n in range(len(END)) if pasted.endswith(END[:n]))
        self._held = pasted[len(pasted) - held :]
        return CONTROLS.sub("", pasted[: len(pasted) - held]) + end, rest
