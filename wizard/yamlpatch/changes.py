"""The changes that a caller can ask for, as data.

A path is a tuple of map keys from the root. Where it goes through a list, a number means the item at that place
(from 0), and a `Match` for the first map with these values:
``("servers", Match.of(name="web"), "ports", 0)``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.frozen import frozen

Value = str | bool | int | Sequence["Value"] | Mapping[str, "Value"]


@frozen
class Match:
    """A list item that is a map and has these scalar values (compared as text)."""

    keys: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, **keys: str) -> Match:
        """The item whose values are these, in the order given."""
        return cls(tuple(keys.items()))

    def renamed(self, name: str, text: str) -> Match | None:
        """The match after the value of `name` became `text`; None when `name` is not among its keys."""
        if name not in dict(self.keys):
            return None
        return Match(tuple((key, text if key == name else value) for key, value in self.keys))


Path = tuple[str | int | Match, ...]


@frozen
class EnsureItem:
    """The list at `path` holds a map that matches; when none does, `value` is added: as item `at`, or as the last one.

    Parents are made when absent and filled when empty. An item that matches already is left as it is.
    """

    path: Path
    match: Match
    value: Mapping[str, Value]
    why: str
    at: int | None = None


@frozen
class SetKey:
    """What is at the end of `path`, the value of a key or a list item, is this value.

    Equal data already there is left alone, whatever its style. Where a key of the item's own `Match` is set, an
    item that has the new value already is the one that was meant. `order` is the usual
    order of the keys in the map: a new key goes behind or before the one that is nearest to it there (behind, when
    two are as near), else to the end. A new key of the root always goes to the end of the file.
    """

    path: Path
    value: Value
    why: str
    order: tuple[str, ...] = ()


@frozen
class RemoveKey:
    """What is at the end of `path`, a key or a list item, is gone, with the parents that it alone kept alive."""

    path: Path
    why: str


@frozen
class RemoveTwins:
    """Of the keys called like the end of `path` in one map, those are gone that say the same as one before them.

    Keys that say something else stay.
    """

    path: Path
    why: str


@frozen
class MoveKey:
    """The key at `path` is at `to` instead: same lines and comments, with the indent of the new place.

    `order` as for `SetKey`. Refused when `to` is there already.
    """

    path: Path
    to: Path
    why: str
    order: tuple[str, ...] = ()


@frozen
class RemoveItem:
    """Items of the list at `path` are gone, with the parents that they alone kept alive.

    `match` is a `Match`: the first map that matches goes; or a text: every scalar that reads it goes (also a single
    scalar that is in the list's place).
    """

    path: Path
    match: Match | str
    why: str


@frozen
class AppendItem:
    """The list of scalars at `path` holds `text`; added at its end, before the item `before`, or as item `at`.

    A scalar becomes a list, an empty value or an absent key (with its parents; `order` as for `SetKey`)
    gets a list of one. Nothing happens when the text is there already.
    """

    path: Path
    text: str
    why: str
    before: str | None = None
    order: tuple[str, ...] = ()
    at: int | None = None


@frozen
class ReplaceItem:
    """The items `old` of the list of scalars at `path` (or its only scalar) read `new`; nothing when absent.

    Several texts make as many items of each: a scalar that runs over several lines is split where they begin.
    """

    path: Path
    old: str
    new: str | tuple[str, ...]
    why: str


Change = EnsureItem | SetKey | RemoveKey | RemoveTwins | MoveKey | RemoveItem | AppendItem | ReplaceItem
