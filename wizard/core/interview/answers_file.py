"""Answers to and from plain data: the answers file, the state that is resumed from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from enum import Enum, StrEnum
from typing import Any, Final

from wizard.core.interview.questions import BY_KEY
from wizard.core.model.answers import NONE, Account, Answers, Branches, Nothing, PushSection, ScenarioKey
from wizard.core.model.errors import UsageError
from wizard.core.scenarios.registry import SCENARIOS

VERSION = 1

# The fields of an answers file, in the order in which they are written; `branches` becomes three keys.
FILE_FIELDS: Final = tuple(
    f.name for f in fields(Answers) if f.name not in ("account", "subscription", "changes_entry")
)
_Reader = Callable[[str, Any, str | None], Any]
FILE_KEYS: Final = frozenset(FILE_FIELDS) - {"branches"} | {"only", "except", "all_branches", "version"}


def to_file_dict(answers: Answers) -> dict[str, Any]:
    """The content of an answers file: `version` and every answer that is set."""
    out: dict[str, Any] = {"version": VERSION}
    for name in FILE_FIELDS:
        value = getattr(answers, name)
        if isinstance(value, Branches):
            out |= {"all_branches": True} if value.mode == "all" else {value.mode: list(value.names)}
        elif value is not None and value != ():
            out[name] = _plain(value)
    return out


def _plain(value: Any) -> Any:
    """An answer as YAML and JSON have it."""
    if isinstance(value, tuple):
        return list(value)
    return value.value if isinstance(value, Enum) else value


def from_file_dict(data: Mapping[str, Any], path: str | None = None) -> Answers:
    """The answers of an answers file.

    Raises `UsageError` for an unknown version or key and for a value of the wrong kind; `path` names the file.
    """
    if data.get("version") != VERSION:
        raise _wrong("version", f"{VERSION}", path)
    if unknown := sorted(str(key) for key in data if key not in FILE_KEYS):
        raise UsageError(
            "answers-file",
            f"The answers file has a key that is not known: `{unknown[0]}`.",
            path=path,
            remedy=f"Known keys: {', '.join(sorted(FILE_KEYS))}.",
        )
    given = {key: value for key, value in data.items() if value is not None and key != "version"}
    values = {key: _READERS[key](key, value, path) for key, value in given.items()}
    branches = branches_of(values.pop("only", ()), values.pop("except", ()), values.pop("all_branches", False), path)
    return Answers(**values, branches=branches)


def _wrong(key: str, expected: str, path: str | None) -> UsageError:
    return UsageError("answers-file", f"`{key}` in the answers file must be {expected}.", path=path)


def _text(key: str, value: Any, path: str | None) -> str:
    if not isinstance(value, str):
        raise _wrong(key, "text (put it in quotes)", path)
    return value


def _options(key: str, value: Any, path: str | None) -> str | Nothing:
    text = _text(key, value, path)
    return NONE if text in ("", "none") else text


def _flag(key: str, value: Any, path: str | None) -> bool:
    if not isinstance(value, bool):
        raise _wrong(key, "true or false", path)
    return value


def _texts(key: str, value: Any, path: str | None) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise _wrong(key, "a list of texts (put numbers in quotes)", path)
    return tuple(items)


def _scenario(key: str, value: Any, path: str | None) -> ScenarioKey:
    if not isinstance(value, str) or value not in SCENARIOS:
        raise _wrong(key, "one of " + ", ".join(SCENARIOS), path)
    return ScenarioKey(value)


def _member(kind: type[StrEnum]) -> _Reader:
    def read(key: str, value: Any, path: str | None) -> StrEnum:
        try:
            return kind(value)
        except ValueError:
            raise _wrong(key, "one of " + ", ".join(item.value for item in kind), path) from None

    return read


# How a value of a file is read follows from the kind of its question; these are read in their own way.
_OWN_READERS: Final[Mapping[str, _Reader]] = {
    "options": _options,
    "scenario": _scenario,
    "push_section": _member(PushSection),
    "only": _texts,
    "except": _texts,
    "all_branches": _flag,
}
_BY_KIND: Final[Mapping[str, _Reader]] = {"text": _text, "yes_no": _flag, "lines": _texts}
_READERS: Final[Mapping[str, _Reader]] = {
    **{key: _BY_KIND[item.kind] for key, item in BY_KEY.items() if item.kind in _BY_KIND},
    **_OWN_READERS,
}


def branches_of(
    only: tuple[str, ...], except_: tuple[str, ...], everything: bool, path: str | None = None
) -> Branches | None:
    """The branches that `only`, `except` and `all_branches` together mean; raises `UsageError` for two at once."""
    given = [name for name, value in (("only", only), ("except", except_), ("all-branches", everything)) if value]
    if len(given) > 1:
        raise UsageError(
            "branches", f"`{given[0]}` and `{given[1]}` exclude each other.", path=path, remedy="Give one of them."
        )
    if only:
        return Branches("only", only)
    if except_:
        return Branches("except", except_)
    return Branches() if everything else None


def merge(base: Answers, over: Answers) -> Answers:
    """`base` with every answer that is set in `over` (flags win over an answers file)."""
    changes = {f.name: getattr(over, f.name) for f in fields(Answers) if getattr(over, f.name) != f.default}
    changes.pop("account", None)
    if over.account != Account():
        changes["account"] = over.account
    return replace(base, **changes)


def to_state_dict(answers: Answers) -> dict[str, Any]:
    """Everything, for the state that a resumed run starts from."""
    account = {f.name: getattr(answers.account, f.name) for f in fields(Account)}
    state = {"account": account, "subscription": answers.subscription, "changes_entry": answers.changes_entry}
    return to_file_dict(answers) | state


def from_state_dict(data: Mapping[str, Any]) -> Answers:
    """The inverse of `to_state_dict`; a check of keys is not kept, the keys themselves being gone.

    Raises `UsageError`, `TypeError` or `KeyError` for a damaged state.
    """
    extra = ("account", "subscription", "changes_entry")
    answers = from_file_dict({key: value for key, value in data.items() if key not in extra})
    account = replace(Account(**data["account"]), checked=False)
    return replace(answers, account=account, subscription=data["subscription"], changes_entry=data["changes_entry"])
