"""What callers hand in is looked at before anything is done with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from wizard.yamlpatch.changes import (
    AppendItem,
    Change,
    EnsureItem,
    Match,
    MoveKey,
    RemoveItem,
    ReplaceItem,
    SetKey,
)

MAX_VALUE_DEPTH = 50

_CHANGES = get_args(Change)


class ChangeError(ValueError):
    """A change that makes no sense whatever the text is: an error of the caller. The message names the change."""


def check_text(text: object) -> None:
    """Raise `TypeError` for a text that is no `str`."""
    if not isinstance(text, str):
        raise TypeError(f"The text must be a str, not {_kind(text)}: decode it from UTF-8.")


def check_number(number: object) -> None:
    """Raise `TypeError` or `ValueError` for what is no number of a document."""
    if number is None:
        return
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"The number of a document must be an int, not {_kind(number)}.")
    if number < 0:
        raise ValueError(f"The number {number} of a document is below 0: the first one is 0.")


def check_changes(changes: Sequence[Change]) -> None:
    """Raise `ChangeError` for a change with a path or value of the wrong kind, or that contradicts another one."""
    for change in changes:
        if not isinstance(change, _CHANGES):
            raise ChangeError(f"{change!r:.200} is no change.")
        for problem in _problems(change):
            raise ChangeError(f"{_name(change)}: {problem}.")
    _check_one_setting_each(changes)


def _name(change: Change) -> str:
    return f"{type(change).__name__} at {change.path!r:.200}"


def _kind(value: object) -> str:
    return "None" if value is None else type(value).__name__


def _problems(change: Change) -> Iterator[str]:
    yield from _path_problems(change.path, "the path")
    yield from _text_problems(change.why, "the reason")
    match change:
        case MoveKey():
            yield from _path_problems(change.to, "the new path")
        case SetKey():
            yield from _value_problems(change.value)
        case EnsureItem():
            yield from _match_problems(change.match)
            yield from _value_problems(change.value)
            yield from _item_problems(change)
            yield from _place_problems(change.at)
        case AppendItem():
            yield from _new_text_problems(change)
        case ReplaceItem():
            yield from _text_problems(change.old, "the old text")
            yield from _replacement_problems(change)
        case RemoveItem() if isinstance(change.match, Match):
            yield from _match_problems(change.match)
        case RemoveItem():
            yield from _text_problems(change.match, "what is removed")


def _new_text_problems(change: AppendItem) -> Iterator[str]:
    yield from _text_problems(change.text, "the text")
    yield from _place_problems(change.at)
    if change.before is None:
        return
    yield from _text_problems(change.before, "the text before which it goes")
    if change.at is not None:
        yield "it has two places, `before` and `at`"


def _replacement_problems(change: ReplaceItem) -> Iterator[str]:
    if not isinstance(change.new, tuple):
        yield from _text_problems(change.new, "the new text")
        return
    if len(change.new) < 2:
        yield "several new texts are needed where they are a tuple"
    for text in change.new:
        yield from _text_problems(text, "a new text")
    if change.old in change.new:
        yield "the old text is among the new ones, so it would be replaced at each run"


def _text_problems(text: object, what: str) -> Iterator[str]:
    if not isinstance(text, str):
        yield f"{what} is {_kind(text)}, not a str"


def _path_problems(path: object, what: str) -> Iterator[str]:
    if not isinstance(path, tuple):
        yield f"{what} is {_kind(path)}, not a tuple of keys"
    elif not path:
        yield f"{what} is empty"
    else:
        yield from _part_problems(path, what)


def _part_problems(path: tuple[object, ...], what: str) -> Iterator[str]:
    for part in path:
        if isinstance(part, Match):
            yield from _match_problems(part)
        elif isinstance(part, bool) or not isinstance(part, (str, int)):
            yield f"{part!r:.100} in {what} is no key, number or Match"
        elif isinstance(part, int) and part < 0:
            yield f"the number {part} in {what} is below 0"


def _place_problems(at: object) -> Iterator[str]:
    if at is not None and (isinstance(at, bool) or not isinstance(at, int) or at < 0):
        yield f"the place {at!r:.100} is no number from 0 on"


def _match_problems(match: object) -> Iterator[str]:
    if not isinstance(match, Match):
        yield f"the match is {_kind(match)}, not a Match"
    elif not match.keys:
        yield "the match has no keys, so it would match every map"
    else:
        for key, text in match.keys:
            if not isinstance(key, str) or not isinstance(text, str):
                yield f"the match compares texts, and {key!r}={text!r:.100} is none"


def _value_problems(value: object, where: str = "the value", depth: int = 0) -> Iterator[str]:
    if depth > MAX_VALUE_DEPTH:
        yield f"the value is nested deeper than {MAX_VALUE_DEPTH} levels"
    elif isinstance(value, Mapping):
        for key, below in value.items():
            yield from _text_problems(key, f"the key {key!r:.100} of {where}")
            yield from _value_problems(below, f"the value of {key!r:.100}", depth + 1)
    elif isinstance(value, (bytes, bytearray)) or not isinstance(value, (str, int, Sequence)):
        yield f"{where} is {_kind(value)}; only str, bool, int, lists and maps of them can be written"
    elif not isinstance(value, (str, int)):
        for number, below in enumerate(value):
            yield from _value_problems(below, f"item {number} of {where}", depth + 1)


def _item_problems(change: EnsureItem) -> Iterator[str]:
    """Why the item would not be found by its own match, and so be added at each run."""
    value = change.value
    if isinstance(value, Mapping):
        missing = [(key, text) for key, text in change.match.keys if _as_text(value.get(key)) != text]
        yield from (f"the item does not have {key}: {text!r}, which its match asks for" for key, text in missing)
    else:
        yield f"the item is {_kind(value)}, not a map"


def _as_text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int)) else None


def _check_one_setting_each(changes: Sequence[Change]) -> None:
    settings: dict[object, SetKey] = {}
    for change in changes:
        if not isinstance(change, SetKey):
            continue
        first = settings.setdefault(change.path, change)
        if first.value != change.value:
            raise ChangeError(
                f"{_name(change)}: two changes set it, to {first.value!r:.100} and {change.value!r:.100}."
            )
