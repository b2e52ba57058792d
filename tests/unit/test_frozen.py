"""Frozen classes are what `dataclass(frozen=True, slots=True)` makes, but for the cost of making them."""

from __future__ import annotations

import copy
import pickle
from dataclasses import KW_ONLY, FrozenInstanceError, asdict, dataclass, field, fields, replace

import pytest

from wizard.frozen import frozen


@frozen
class Place:
    """A place."""

    name: str
    line: int = 1
    notes: list[str] = field(default_factory=list, compare=False, repr=False)


@frozen
class Other:
    """The same fields."""

    name: str
    line: int = 1


@frozen
class Named(Other):
    """One more field, and fields that are given by name alone."""

    by: str = "me"
    _: KW_ONLY
    why: str = ""

    def __repr__(self) -> str:
        return "hidden"


@frozen
class Nothing:
    """No field."""


def test_is_compared_hashed_and_shown_by_its_fields() -> None:
    assert Place("a") == Place("a", 1, ["not compared"])
    assert Place("a") != Place("b")
    assert Place("a") != Other("a")
    assert len({Place("a"), Place("a"), Place("b")}) == 2
    assert repr(Place("a", line=2)) == "Place(name='a', line=2)"
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())


def test_is_never_changed_and_has_no_other_attributes() -> None:
    place = Place("a")
    for name in ("name", "other"):
        with pytest.raises(FrozenInstanceError):
            setattr(place, name, "b")
    with pytest.raises(FrozenInstanceError):
        del place.name  # type: ignore[misc]
    assert not hasattr(place, "__dict__")


def test_defaults_are_made_for_each_object() -> None:
    first, second = Place("a"), Place("a")
    first.notes.append("of the first")
    assert second.notes == []


def test_wrong_arguments_are_told_as_ever() -> None:
    with pytest.raises(TypeError, match=r"Place\.__init__\(\) missing 1 required positional argument: 'name'"):
        Place()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="positional argument"):
        Named("a", 1, "me", "why")  # type: ignore[misc]
    with pytest.raises(TypeError, match="unexpected keyword argument 'x'"):
        Place("a", x=1)  # type: ignore[call-arg]


def test_what_dataclasses_gives_works() -> None:
    assert replace(Place("a"), line=3) == Place("a", 3)
    assert asdict(Other("a")) == {"name": "a", "line": 1}
    assert [item.name for item in fields(Place)] == ["name", "line", "notes"]
    match Other("a", 2):
        case Other(name, line):
            assert (name, line) == ("a", 2)


def test_survives_copies_and_other_processes() -> None:
    for item in (Place("a", 2, ["x"]), Named("a", by="you", why="x"), Nothing()):
        assert copy.deepcopy(item) == item
        assert pickle.loads(pickle.dumps(item)) == item


def test_inherits_fields_and_keeps_methods_of_its_own() -> None:
    assert Named("a", by="you").by == "you"
    assert Named("a") != Other("a")
    assert repr(Named("a")) == "hidden"


def test_is_compiled_only_when_an_object_is_made() -> None:
    @frozen
    class Late:
        name: str

    before = Late.__init__
    assert Late("a").name == "a"
    assert Late.__init__ is not before
    assert Late("b").name == "b"


def test_agrees_with_the_dataclass_that_it_stands_for() -> None:
    @dataclass(frozen=True, slots=True)
    class Usual:
        name: str
        line: int = 1

    assert repr(Usual("a")).rpartition(".")[2] == repr(Other("a")).replace("Other", "Usual")
    assert hash(Usual("a")) == hash(Other("a"))
