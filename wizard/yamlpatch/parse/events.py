"""A YAML text -> the events of a parser, and the words of what it cannot read.

libyaml is an order of magnitude faster than a parser in Python. Its marks have been compared with those of
ruamel.yaml's pure parser on real files: they are equal, after a BOM too when that is cut off first. Where PyYAML was
built without libyaml, the pure parser reads everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from wizard.yamlpatch.parse.not_read import Events, NotRead, marked

_OTHER_BREAKS = "\x85\u2028\u2029"
_PRIVATE_USE = range(0xE000, 0xF900)


class Reading(NamedTuple):
    """One way to read a text: `events` of what `copied` makes of it, a copy with the same offsets."""

    events: Callable[[str], Events]
    copied: Callable[[str], str]


@cache
def readings() -> tuple[Reading, ...]:
    """The ways to read a text, the fastest first; the next one is for what the one before cannot read."""
    try:
        from wizard.yamlpatch.parse.libyaml import c_events
    except ImportError:
        copies = (str, without_stray_tabs, without_tabs_after_keys)
        return tuple(Reading(pure_events, copied) for copied in copies)
    return Reading(c_events, str), Reading(c_events, without_stray_tabs), Reading(pure_events, str)


class OtherBreaks(NamedTuple):
    """A copy of a text, with the same offsets, in which NEL, LS and PS are characters like any other.

    They are in YAML 1.2; the parsers take them for line ends, as YAML 1.1 does. `back` puts them in place
    of what stood in for them.
    """

    copy: str
    back: Mapping[int, str]

    def events(self, events: Events) -> Events:
        """The events of the copy, with the characters of the text."""
        return self._translated(events) if self.back else events

    def _translated(self, events: Events) -> Events:
        for event in events:
            for name in ("value", "anchor", "tag"):
                if isinstance(text := getattr(event, name, None), str):
                    setattr(event, name, text.translate(self.back))
            yield event


def without_other_breaks(text: str) -> OtherBreaks:
    """The text for a parser that takes NEL, LS and PS for line ends."""
    found = [character for character in _OTHER_BREAKS if character in text]
    if not found:
        return OtherBreaks(text, {})
    free = (number for number in _PRIVATE_USE if chr(number) not in text)
    back = dict(zip(free, found, strict=False))
    return OtherBreaks(text.translate({ord(there): number for number, there in back.items()}), back)


def pure_events(text: str) -> Events:
    """The events of ruamel.yaml's parser in Python."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        raise marked(error) from None
    except YAMLError as error:
        raise NotRead(str(error), None) from None
    except (ValueError, IndexError, AssertionError, AttributeError, TypeError, KeyError, OverflowError) as error:
        # The pure parser falls over some malformed texts instead of reporting them.
        raise NotRead(f"cannot be parsed ({error})", None) from None


def without_stray_tabs(text: str) -> str:
    """A copy with the same offsets where tabs at line ends, before comments and after a dash are blanks."""

    def blanks(found: re.Match[str]) -> str:
        return found[0].replace("\t", " ")

    return re.sub(r"[ \t]*\t[ \t]*(?=#|\r|\n|\Z)|(?:\A|(?<=[\r\n]))[ ]*-[ \t]*\t[ \t]*", blanks, text)


def without_tabs_after_keys(text: str) -> str:
    """As `without_stray_tabs`; the tabs after the colon of a key are blanks too, which libyaml takes as they are."""

    def blanks(found: re.Match[str]) -> str:
        return found[0].replace("\t", " ")

    return re.sub(r"(?:\A|(?<=[\r\n]))[ ]*(?:-[ ]+)*[\w.-]+:[ \t]*\t[ \t]*", blanks, without_stray_tabs(text))
