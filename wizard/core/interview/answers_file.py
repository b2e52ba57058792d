"""Answers to and from plain data: the answers file, the state that is resumed from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from difflib import get_close_matches
from enum import Enum
from typing import Any, Final, NamedTuple

from wizard.core.interview.validators import InvalidAnswer
from wizard.core.model.answers import NONE, Account, Answers, Branches, Nothing, PushSection, ScenarioKey
from wizard.core.model.errors import UsageError
from wizard.core.scenarios.registry import SCENARIOS

VERSION = 1

# The fields of an answers file, in the order in which they are written; `branches` becomes three keys.
FILE_FIELDS: Final = tuple(
    f.name for f in fields(Answers) if f.name not in ("account", "subscription", "changes_entry")
)
_Reader = Callable[[Any], Any]
FILE_KEYS: Final = frozenset(FILE_FIELDS) - {"branches"} | {"only", "except", "all_branches", "version"}


class Form(NamedTuple):
    """A kind of file with answers: what it is called, its keys, and keys that it must not have, with the reason."""

    noun: str
    keys: frozenset[str]
    refused: Mapping[str, str]


ANSWERS_FILE: Final = Form("the answers file", FILE_KEYS, {})


class Read(NamedTuple):
    """The answers that could be read, and what is wrong with the others."""

    answers: Answers
    mistakes: tuple[UsageError, ...] = ()


def to_file_dict(answers: Answers) -> dict[str, Any]:
    """The content of an answers file: `version` and every answer that is set."""
    out: dict[str, Any] = {"version": VERSION}
    for name in FILE_FIELDS:
        value = getattr(answers, name)
        if value is None or value == ():
            continue
        if isinstance(value, Branches):
            out |= {"all_branches": True} if value.mode == "all" else {value.mode: list(value.names)}
        elif value is NONE:
            out[name] = "none"
        elif isinstance(value, tuple):
            out[name] = list(value)
        else:
            out[name] = value.value if isinstance(value, Enum) else value
    return out


def from_file_dict(data: Mapping[str, Any], path: str | None = None) -> Answers:
    """The answers of an answers file.

    Raises `UsageError` that tells all that is wrong: version, keys, kinds of values. `path` names the file.
    """
    read = read_file_dict(data, path)
    if read.mistakes:
        raise together(read.mistakes, path)
    return read.answers


def read_file_dict(data: Mapping[str, Any], path: str | None = None, form: Form = ANSWERS_FILE) -> Read:
    """The same without raising: what could be read, and every mistake."""
    mistakes: list[UsageError] = []
    values: dict[str, Any] = {}
    if data.get("version") != VERSION:
        mistakes.append(_wrong("version", str(VERSION), path, form))
    for key, value in data.items():
        try:
            if value is not None or key not in form.keys:
                values |= _read(key, value, path, form)
        except UsageError as error:
            mistakes.append(error)
    only, except_, everything = (values.pop(key, ()) for key in ("only", "except", "all_branches"))
    try:
        values["branches"] = branches_of(only, except_, bool(everything), path)
    except UsageError as error:
        mistakes.append(error)
    return Read(Answers(**values), tuple(mistakes))


def _read(key: str, value: Any, path: str | None, form: Form) -> dict[str, Any]:
    if key not in form.keys:
        raise unknown_key(str(key), path, form)
    if key not in _READERS:
        return {}
    try:
        return {key: _READERS[key](value)}
    except InvalidAnswer as error:
        raise _wrong(key, str(error), path, form) from None


def together(mistakes: Sequence[UsageError], path: str | None, form: Form = ANSWERS_FILE) -> UsageError:
    """One error for all that is wrong with a file; the mistakes have their places."""
    if len(mistakes) == 1:
        return mistakes[0]
    lines: list[str] = []
    for item in sorted(mistakes, key=lambda item: (item.line or 0, item.column or 0)):
        place = f"line {item.line}: " if item.line else ""
        lines.append(" ".join(part for part in (f"{place}{item.title}", item.cause, item.remedy) if part))
    noun = form.noun[0].upper() + form.noun[1:]
    return UsageError("answers-file", f"{noun} has {len(mistakes)} mistakes.", "\n".join(lines), path=path)


def nearest_key(key: str, form: Form = ANSWERS_FILE) -> str:
    """The key of the file that is written most like `key`; empty where none is near."""
    return next(iter(get_close_matches(key, sorted(form.keys), 1)), "")


def unknown_key(key: str, path: str | None, form: Form) -> UsageError:
    """The error for a key that the form does not have, with the nearest."""
    if key in form.refused:
        return UsageError("answers-file", f"`{key}` may not be in {form.noun}.", form.refused[key], path=path)
    near = nearest_key(key, form)
    hint = f"Did you mean `{near}`?" if near else f"Known keys: {', '.join(sorted(form.keys))}."
    noun = form.noun[0].upper() + form.noun[1:]
    return UsageError("answers-file", f"{noun} has a key that is not known: `{key}`.", path=path, remedy=hint)


def _wrong(key: str, expected: str, path: str | None, form: Form) -> UsageError:
    return UsageError("answers-file", f"`{key}` in {form.noun} must be {expected}.", path=path)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidAnswer("text (put it in quotes)")
    return value


def _options(value: Any) -> str | Nothing:
    text = _text(value)
    return NONE if text in ("", "none") else text


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise InvalidAnswer("true or false")
    return value


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts, or one text; raises `InvalidAnswer` that says what it must be."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise InvalidAnswer("a list of texts (put numbers in quotes)")
    return tuple(items)


def _scenario(value: Any) -> ScenarioKey:
    if not isinstance(value, str) or value not in SCENARIOS:
        raise InvalidAnswer("one of " + ", ".join(SCENARIOS))
    return ScenarioKey(value)


def _section(value: Any) -> PushSection:
    if not isinstance(value, str) or value not in list(PushSection):
        raise InvalidAnswer("one of " + ", ".join(item.value for item in PushSection))
    return PushSection(value)


FLAG_KEYS: Final = frozenset(
    {"commit_container", "move_pre_ci_boot", "custom_image", "aws_cli", "agent_only", "all_branches"}
)
LIST_KEYS: Final = frozenset({"env", "only", "except"})
_READERS: Final[Mapping[str, _Reader]] = (
    dict.fromkeys(("integration", "image", "tag", "dockerfile", "build_command", "region", "file"), _text)
    | dict.fromkeys(FLAG_KEYS, _flag)
    | dict.fromkeys(LIST_KEYS, texts)
    | {
        "options": _options,
        "scenario": _scenario,
        "push_section": _section,
    }
)


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
