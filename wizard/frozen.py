"""`@frozen`: dataclasses that never change and have slots, made at next to no cost.

`dataclass(frozen=True, slots=True)` writes and compiles seven methods for each class: 0.4 ms, and the wizard has some
160 such classes. Making them was half of what the wizard's own modules cost at each start. Here the methods are shared
by all classes, and the one that has to differ, `__init__`, is compiled when the first object of its class is made.
Fields, defaults, `replace`, `fields` and `asdict` are those of `dataclasses`.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """Make this a class of frozen objects with slots, which are compared and hashed by their fields.

    Methods that the class has itself stay; fields after `_: KW_ONLY` are given by name. Whoever sets a field gets a
    `FrozenInstanceError`.

    >>> @frozen
    ... class Place:
    ...     name: str
    ...     line: int = 1
    >>> Place("shippable.yml")
    Place(name='shippable.yml', line=1)
    """
    own = dict(vars(cls))
    if cls.__doc__ is None:
        cls.__doc__ = cls.__name__  # else `dataclass` has `inspect` write a signature there, which takes 1 ms
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    known = fields(made)
    made.__init__ = _compiled_when_called(made, known)
    compared = _compared([item.name for item in known if item.compare])
    methods = {
        "__eq__": _equality(compared),
        "__hash__": lambda self: hash(compared(self)),
        "__repr__": _representation([item.name for item in known if item.repr]),
        "__reduce__": _reduction([item.name for item in known]),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }
    for name, method in methods.items():
        if own.get(name) is None:  # of a class with an `__eq__` alone, `__hash__` is None
            setattr(made, name, method)
    return made  # type: ignore[no-any-return]


def _compiled_when_called(cls: Any, known: tuple[Field[Any], ...]) -> Callable[..., None]:
    """An `__init__` that puts the real one in its place."""

    def __init__(self: Any, *values: Any, **named: Any) -> None:  # noqa: N807 - what a wrong call is told of
        cls.__init__ = _initializer(cls, known)
        cls.__init__(self, *values, **named)

    return __init__


def _initializer(cls: Any, known: tuple[Field[Any], ...]) -> Callable[..., None]:
    """The `__init__` that `dataclass` would write."""
    names: dict[str, Any] = {"_set": object.__setattr__, "_MISSING": MISSING}
    parameters, lines = ["self"], []
    for item in sorted(known, key=lambda item: item.kw_only is True):
        name = item.name
        if item.kw_only and "*" not in parameters:
            parameters.append("*")
        if item.default_factory is not MISSING:
            names[f"_default_{name}"] = item.default_factory
            parameters.append(f"{name}=_MISSING")
            lines.append(f"_set(self, {name!r}, _default_{name}() if {name} is _MISSING else {name})")
            continue
        if item.default is not MISSING:
            names[f"_default_{name}"] = item.default
            parameters.append(f"{name}=_default_{name}")
        else:
            parameters.append(name)
        lines.append(f"_set(self, {name!r}, {name})")
    body = "\n    ".join(lines) or "pass"
    exec(f"def __init__({', '.join(parameters)}):\n    {body}", names)  # noqa: S102 - field names are identifiers
    made: Callable[..., None] = names["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _compared(names: list[str]) -> Callable[[Any], Any]:
    """What is compared of an object: all that, or one thing alone."""
    return attrgetter(*names) if names else lambda _: ()


def _equality(compared: Callable[[Any], Any]) -> Callable[[Any, object], Any]:
    def __eq__(self: Any, other: object) -> Any:  # noqa: N807
        if other.__class__ is not self.__class__:
            return NotImplemented
        return compared(self) == compared(other)

    return __eq__


def _representation(names: list[str]) -> Callable[[Any], str]:
    def __repr__(self: Any) -> str:  # noqa: N807
        shown = [f"{name}={getattr(self, name)!r}" for name in names]
        return f"{type(self).__qualname__}({', '.join(shown)})"

    return __repr__


def _reduction(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """For copies and pickles: the class, and what it is made from."""

    def __reduce__(self: Any) -> tuple[Any, ...]:  # noqa: N807
        return _made_again, (type(self), {name: getattr(self, name) for name in names})

    return __reduce__


def _made_again(cls: Any, fields_of: dict[str, Any]) -> Any:
    return cls(**fields_of)


def _refuse(self: object, name: str, *_: object) -> None:
    raise FrozenInstanceError(f"cannot change {name!r} of a {type(self).__name__}")
