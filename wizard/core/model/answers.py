"""What the user decided: one frozen value that every front door fills in and every plan is made from.

An answer is unset (`None`), a value, or `NONE`: unset keeps what the file has, `NONE` takes the key out
(docs/design.md, section 3). No secret ever is in here.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, field
from enum import Enum, StrEnum
from typing import Final, Literal, NewType

from wizard.core.model.integration_types import AccountType
from wizard.frozen import frozen


class Nothing(Enum):
    """The type of `NONE`."""

    NONE = "none"


NONE: Final = Nothing.NONE


# The key of a scenario, such as `pull`. Which there are says `core.scenarios.registry`.
ScenarioKey = NewType("ScenarioKey", str)


class PushSection(StrEnum):
    """The section of `build` in which an image is pushed."""

    PUSH = "push"
    POST_CI = "post_ci"


BranchMode = Literal["all", "only", "except"]


@frozen
class Branches:
    """The branches for which the hub entry counts. `names` is empty for all of them."""

    mode: BranchMode = "all"
    names: tuple[str, ...] = ()

    def same_as(self, other: Branches) -> bool:
        """Whether both mean the same branches, in whatever order they are named."""
        return self.mode == other.mode and set(self.names) == set(other.names)


KeySource = Literal["typed", "environment", "profile", "keyring", "later"]
Storage = Literal["keyring", "profile", "none"]


@frozen
class Account:
    """What is known and may be shown of the account integration and its keys; never the keys."""

    name: str | None = None
    # Unset: the server decides, or its user where it offers several.
    type: AccountType | None = None
    source: KeySource | None = None
    profile: str | None = None
    masked_id: str | None = None
    checked: bool = False
    aws_account: str | None = None
    arn: str | None = None
    storage: Storage | None = None
    # The name under which the keyring has them, which the integration's may have left behind.
    kept_as: str | None = None


@frozen
class Answers:
    """Every answer; the ones above `account` are the keys of an answers file and the flags of `apply`."""

    _: KW_ONLY
    integration: str | None = None
    scenario: ScenarioKey | None = None
    push_section: PushSection | None = None
    commit_container: bool | None = None
    skip_pull_requests: bool | None = None
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
