"""Escape sequences are kept apart from Esc: a letter typed after Esc is a letter, and waits for nothing.

Textual's parser goes on reading after ESC and any character until half a second brings nothing, and then types what it
held back. Here it gets a sequence when the whole of it is there, and none that it does not know.

Private parts of Textual that are used here (`wizard.tui.app.private_parts` lists them): `Parser._timeout_time`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser

if TYPE_CHECKING:
    from textual.message import Message

ESC, BEL, END_OF_STRING = "\x1b", "\x07", "\x1b\\"
OPENS_KEY, OPENS_STRING = frozenset("[O"), frozenset("]P^_X")
# A report of the mouse in its oldest form, an F-key of the Linux console, any other control sequence.
CONTROL_SEQUENCE = re.compile(r"\x1b\[(?:M...|\[.|(?![M\[])[0-?]*[ -/]*[@-~])", re.DOTALL)
PIECES_DELAY = 0.6  # seconds from ESC for the rest of a sequence that has begun: nobody types ESC [ by hand
LONGEST = 4096


class KeyReader:
    """Makes messages of what a terminal sends.

    `esc_delay` is how many seconds the rest of a sequence may come after its ESC; with more of it there, the rest has
    `PIECES_DELAY`. Times are those of `time.monotonic`.
    """

    def __init__(self, esc_delay: float) -> None:
        self.esc_delay = esc_delay
        self._parser = XTermParser(debug=False)  # its debug file would hold what is typed
        self._begun = ""  # from ESC on, what is no whole sequence yet
        self._since = 0.0
        self._esc_given_up = float("-inf")  # when the last ESC came that was taken for the key

    def feed(self, text: str, now: float) -> list[Message]:
        """What these characters mean, which came now."""
        esc_given_up, self._esc_given_up = self._esc_given_up, float("-inf")
        # One character alone (a second Esc, Tab, a letter) is a key that somebody pressed after Esc.
        is_late_rest = text[:1] in OPENS_KEY and not self._begun and now - esc_given_up < PIECES_DELAY
        if is_late_rest and _is_known(ESC + text):
            return self._whole(ESC + text)  # the link was slower than Esc: at least it types no text
        messages: list[Message] = []
        for part in re.split("(\x1b)", text):
            messages += self._feed_part(part, now)
        return messages

    def patience(self, now: float) -> float | None:
        """Seconds to wait for the rest of what has begun; None when nothing has."""
        if not self._begun:
            return None
        delay = self.esc_delay if self._begun == ESC else max(PIECES_DELAY, self.esc_delay)
        return max(self._since + delay - now, 0.0)

    def give_up(self) -> list[Message]:
        """The rest has not come: ESC was a key, what came after it was typed. Part of a control sequence is nothing."""
        begun, self._begun = self._begun, ""
        if not begun or (begun[1:2] == "[" and len(begun) > 2):
            return []
        if begun == ESC:
            self._esc_given_up = self._since
        typed, *later = begun[1:].split(ESC)  # a second one is the end of a string that goes on no further
        messages = [_escape(), *self._parser.feed(typed)] if typed else [_escape()]
        return [*messages, *(_escape() for _ in later)]

    def _feed_part(self, part: str, now: float) -> list[Message]:
        if part == ESC:
            return self._begin(now)
        messages: list[Message] = []
        while part and self._begun:
            messages += self._go_on(part[0])
            part = part[1:]
        return [*messages, *self._parser.feed(part)] if part else messages

    def _begin(self, now: float) -> list[Message]:
        """ESC, which ends what had begun; a string it may end in the way that is meant."""
        if self._begun[1:2] in OPENS_STRING and not self._begun.endswith(ESC):
            self._begun += ESC
            return []
        messages = self.give_up()
        self._begun, self._since = ESC, now
        return messages

    def _go_on(self, char: str) -> list[Message]:
        """The next character after an ESC."""
        if self._begun == ESC:
            return self._second(char)
        self._begun += char
        if self._begun[1] in OPENS_STRING:
            return self._string(char)
        if _is_known(self._begun) or CONTROL_SEQUENCE.fullmatch(self._begun):
            return self._whole(self._take())
        is_over = self._begun[1] == "O" or char < " " or len(self._begun) > LONGEST
        return self.give_up() if is_over else []

    def _second(self, char: str) -> list[Message]:
        """The first character after an ESC decides whether there is anything to wait for."""
        if char in OPENS_KEY or char in OPENS_STRING:
            self._begun += char
            return []
        self._begun = ""
        if _is_known(ESC + char):
            return self._whole(ESC + char)
        return [_escape(), *self._parser.feed(char)]

    def _string(self, char: str) -> list[Message]:
        """A string ends with BEL or ESC \\, and means nothing here. ESC and another character break it off."""
        if self._begun.endswith((BEL, END_OF_STRING)):
            self._begun = ""
        elif self._begun[-2] == ESC:
            self._begun = self._begun[:-2]
            messages = self.give_up()
            self._begun = ESC
            return [*messages, *self._second(char)]
        elif len(self._begun) > LONGEST:
            return self.give_up()
        return []

    def _take(self) -> str:
        begun, self._begun = self._begun, ""
        return begun

    def _whole(self, sequence: str) -> list[Message]:
        """What the parser makes of the sequence; one that it does not know is nothing."""
        messages = list(self._parser.feed(sequence))
        if self._parser._timeout_time is None:  # noqa: SLF001
            return messages
        self._parser = XTermParser(debug=False)
        return []


def _escape() -> events.Key:
    return events.Key("escape", ESC)


def _is_known(sequence: str) -> bool:
    """Whether it is a key of Textual's table, and not a character that some keyboards make with Alt."""
    return len(sequence) > 1 and isinstance(ANSI_SEQUENCES_KEYS.get(sequence), tuple)
