"""What the user decided: one frozen value that every front door fills in and every plan is made from.

An answer is unset (`None`), a value, or `NONE`: unset keeps what the file has, `NONE` takes the key out
(DESIGN, section 3). No secret ever stands in here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum, StrEnum
from typing import Any, Final, Literal

from wizard.core.errors import UsageError

VERSION = 1


class Nothing(Enum):
    """The type of `NONE`."""

    NONE = "none"


NONE: Final = Nothing.NONE


class Scenario(StrEnum):
    """What the project does with ECR."""

    PULL = "pull"
    BUILD = "build"
    PUSH = "push"


class PushSection(StrEnum):
    """The section of `build` in which an image is pushed."""

    PUSH = "push"
    POST_CI = "post_ci"


BranchMode = Literal["all", "only", "except"]


@dataclass(frozen=True, slots=True)
class Branches:
    """The branches for which the hub entry counts. `names` is empty for all of them."""

    mode: BranchMode = "all"
    names: tuple[str, ...] = ()


KeySource = Literal["typed", "environment", "profile", "keyring", "later"]
Storage = Literal["keyring", "profile", "none"]


@dataclass(frozen=True, slots=True)
class Account:
    """What is known and may be shown of the account integration and its keys; never the keys."""

    name: str | None = None
    type: Literal["ECR", "amazonKeys"] = "ECR"
    source: KeySource | None = None
    profile: str | None = None
    masked_id: str | None = None
    checked: bool = False
    aws_account: str | None = None
    arn: str | None = None
    storage: Storage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Every answer; the ones above `account` are the keys of an answers file and the flags of `apply`."""

    integration: str | None = None
    scenario: Scenario | None = None
    push_section: PushSection | None = None
    commit_container: bool | None = None
    image: str | None = None
    tag: str | None = None
    options: str | Nothing | None = None
    env: tuple[str, ...] = ()
    dockerfile: str | None = None
    build_command: str | None = None
    move_pre_ci_boot: bool | None = None
    region: str | None = None
    branches: Branches | None = None
    custom_image: bool | None = None
    aws_cli: bool | None = None
    agent_only: bool | None = None
    file: str | None = None

    account: Account = field(default_factory=Account)
    subscription: str | None = None
    # The entry whose values these answers began with, when an entry is changed: it may be renamed.
    changes_entry: str | None = None

    def with_(self, **changes: Any) -> Answers:
        """A copy with these fields changed."""
        return replace(self, **changes)


# The fields of an answers file, in the order in which they are written; `branches` becomes three keys.
FILE_FIELDS: Final = tuple(
    f.name for f in fields(Answers) if f.name not in ("account", "subscription", "changes_entry")
)
_TEXTS = ("integration", "image", "tag", "dockerfile", "build_command", "region", "file")
_FLAGS = ("commit_container", "move_pre_ci_boot", "custom_image", "aws_cli", "agent_only")
FILE_KEYS: Final = frozenset(FILE_FIELDS) - {"branches"} | {"only", "except", "all_branches", "version"}


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

    Raises `UsageError` for an unknown version or key and for a value of the wrong kind; `path` names the file.
    """

    def wrong(key: str, expected: str) -> UsageError:
        return UsageError("answers-file", f"`{key}` in the answers file must be {expected}.", path=path)

    if data.get("version") != VERSION:
        raise wrong("version", f"{VERSION}")
    if unknown := sorted(str(key) for key in data if key not in FILE_KEYS):
        raise UsageError(
            "answers-file",
            f"The answers file has a key that is not known: `{unknown[0]}`.",
            path=path,
            remedy=f"Known keys: {', '.join(sorted(FILE_KEYS))}.",
        )
    values: dict[str, Any] = {}
    for key in _TEXTS:
        if data.get(key) is not None:
            if not isinstance(data[key], str):
                raise wrong(key, "text (put it in quotes)")
            values[key] = data[key]
    for key in _FLAGS:
        if data.get(key) is not None:
            if not isinstance(data[key], bool):
                raise wrong(key, "true or false")
            values[key] = data[key]
    if data.get("options") is not None:
        if not isinstance(data["options"], str):
            raise wrong("options", "text")
        values["options"] = NONE if data["options"] in ("", "none") else data["options"]
    for key, kind in (("scenario", Scenario), ("push_section", PushSection)):
        if data.get(key) is not None:
            try:
                values[key] = kind(data[key])
            except ValueError:
                raise wrong(key, "one of " + ", ".join(item.value for item in kind)) from None
    for key in ("env", "only", "except"):
        if data.get(key) is not None:
            value = [data[key]] if isinstance(data[key], str) else data[key]
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise wrong(key, "a list of texts (put numbers in quotes)")
            values[key] = tuple(value)
    values["branches"] = branches_of(
        values.pop("only", ()), values.pop("except", ()), bool(data.get("all_branches")), path
    )
    return Answers(**values)


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
