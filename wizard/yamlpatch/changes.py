"""The changes that a caller can ask for, as data.

A path is a tuple of map keys from the root. Where it goes through a list of maps, a `Match` stands for the
item: ``("integrations", "hub", Match.of(integrationName="ecr", type="ecr"), "region")``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Value = str | bool | int | Sequence["Value"] | Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
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


Path = tuple[str | Match, ...]


@dataclass(frozen=True, slots=True)
class EnsureItem:
    """The list at `path` holds a map that matches; when none does, `value` is added after its last item.

    Parents are made when absent and filled when empty. An item that matches already is left as it is.
    """

    path: Path
    match: Match
    value: Mapping[str, Value]
    why: str


@dataclass(frozen=True, slots=True)
class SetKey:
    """The map key at the end of `path` has this value.

    Equal data already there is left alone, whatever its style. Where a key of the item's own `Match` is set, an
    item that has the new value already is the one that was meant. `order` is the usual
    order of the keys in the map: a new key goes behind or before the one that is nearest to it there (behind, when
    two are as near), else to the end. A new key of the root always goes to the end of the file.
    """

    path: Path
    value: Value
    why: str
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoveKey:
    """The map key at the end of `path` is gone, with the parents that it alone kept alive."""

    path: Path
    why: str


@dataclass(frozen=True, slots=True)
class MoveKey:
    """The key at `path` stands at `to` instead: same lines and comments, indented anew.

    `order` as for `SetKey`. Refused when `to` is there already.
    """

    path: Path
    to: Path
    why: str
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoveItem:
    """The first map of the list at `path` that matches is gone, with the parents that it alone kept alive."""

    path: Path
    match: Match
    why: str


@dataclass(frozen=True, slots=True)
class AppendCommand:
    """The list of scalars at `path` holds `command`; added at its end, or before the item `before`.

    A scalar becomes a list, an empty value or an absent key (with its parents; `order` as for `SetKey`)
    gets a list of one. Nothing happens when the command stands there already.
    """

    path: Path
    command: str
    why: str
    before: str | None = None
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplaceCommand:
    """The item `old` of the list of scalars at `path` (or its only scalar) reads `new`; nothing when absent."""

    path: Path
    old: str
    new: str
    why: str


@dataclass(frozen=True, slots=True)
class RemoveCommand:
    """The list of scalars at `path` no longer holds `command`; a list that it alone filled goes as a key does."""

    path: Path
    command: str
    why: str


Change = EnsureItem | SetKey | RemoveKey | MoveKey | RemoveItem | AppendCommand | ReplaceCommand | RemoveCommand
