"""What remains to be done by hand, with the user's names: in Shippable's own pages, and with git.

docs/domain.md, "The two integrations", 4 and 5, has the pages: of the interface of 2018 and on, and of the old one.
Which one a server shows cannot be known from here, so both are given, the new one first.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from wizard.core.model.answers import Branches
from wizard.core.model.integration_types import FIELDS, TYPE_NAMES, AccountType
from wizard.frozen import frozen

MESSAGE = "Use the ECR integration on Shippable"


OLD_INTERFACE = "Where Shippable has no bar at the left (the old interface)"


@frozen
class Steps:
    """What is to be done in Shippable's pages: in the interface of 2018 and on, and in the old one."""

    new: tuple[str, ...]
    old: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it in one list, the old ones under a heading."""
        return (*self.new, f"{OLD_INTERFACE}:", *self.old)


def account_steps(account: str, type: AccountType = "ECR") -> Steps:  # noqa: A002 - Shippable's own word
    """How the account integration is made."""
    key_id, secret = FIELDS[type]
    other_type, other_fields = "", ""
    if type == "ECR":
        # Servers of 5.11.1 and on make no new ones of that type, and fresh ones do not have it.
        other_type = f" (where the list has none: {TYPE_NAMES['amazonKeys']})"
        other_fields = f" (with {TYPE_NAMES['amazonKeys']}: {' and '.join(FIELDS['amazonKeys'])})"
    fields = f"{key_id} and {secret}{other_fields}: the two parts of the AWS access key."
    kind = f"{TYPE_NAMES[type]}{other_type}"
    return Steps(
        (
            "In the bar at the left click Integrations, then +.",
            f"Choose the family, then the type: {kind}",
            f"Integration Name: {account}",
            fields,
            "Click Save.",
        ),
        (
            "Click the gear icon for Account Settings in the top bar, then Integrations, then Add Integration.",
            f"Integration type: {kind}",
            f"Integration Name: {account}",
            fields,
            "Click Save.",
        ),
    )


def subscription_steps(subscription: str, name: str, account: str) -> Steps:
    """How the subscription integration is made, once the account integration `account` exists."""
    scope = (
        "Where it has a scope of projects and roles, the project that names it must be in it: else its builds fail "
        "with `This project does not have access to the integration`."
    )
    return Steps(
        (
            f"{_in_left_bar(subscription)}, then Integrations, then +.",
            f"Name: {name}",
            f"Account Integrations: choose {account} from the list.",
            scope,
            "Click Save. The integration appears in the list.",
        ),
        (
            f"Log in and open the burger menu at the top left; click {_subscription(subscription)}.",
            "Click Settings, then Integrations, then Add Integration.",
            f"Name: {name}",
            f"Account Integrations: choose {account} from the drop-down.",
            "Click Save. The integration appears in the list.",
        ),
    )


def repoint_steps(subscription: str, name: str, account: str) -> tuple[str, ...]:
    """How a subscription integration that exists is made to point at another account integration."""
    return (
        f"{_in_left_bar(subscription)}, then Integrations.",
        f"Open {name} in the list; do not delete it: its scope would be lost.",
        f"Account Integrations: choose {account} from the list, then click Save.",
    )


def own_keys_steps(subscription: str, name: str, old: str) -> tuple[str, ...]:
    """How a subscription integration is made that holds keys of its own, like the one called `old`."""
    return (
        f"{_in_left_bar(subscription)}, then Integrations, then +.",
        f"Make one of the type that {old} has, with keys of its own.",
        f"Name: {name}",
        "Click Save. The integration appears in the list.",
    )


def account_removal_steps(account: str, type: AccountType | None) -> Steps:  # noqa: A002
    """How the account integration is deleted, whose type may not be known; nothing may depend on it any more."""
    # The list is filtered by ECR only for that type; the name finds every one.
    find = "choose ECR under Filters, or type the name into Integration Name" if type == "ECR" else ""
    return Steps(
        (
            f"In the bar at the left click Integrations. Find {account} and delete it.",
            "Later servers delete it even while builds need it: look at what it says depends on it first.",
        ),
        (
            "Click the gear icon for Account Settings in the top bar, then Integrations.",
            f"Find {account}: {find or 'type the name into Integration Name'}. Click Delete.",
            "A window lists every dependency: each project, environment or subscription image that uses it.",
            "While there are any, visit the Settings of each and remove the integration there.",
            "When the window says No dependency, click Yes.",
        ),
    )


def subscription_removal_steps(subscription: str, name: str) -> Steps:
    """How the subscription integration is deleted."""
    return Steps(
        (
            f"{_in_left_bar(subscription)}, then Integrations.",
            f"Find {name} in the list and delete it.",
        ),
        (
            f"Log in and open the burger menu at the top left; click {_subscription(subscription)}.",
            "Click Settings, then Integrations.",
            f"Find {name} in the list and click Delete.",
        ),
    )


def git_steps(
    file: str, branches: Branches | None, current_branch: str | None, message: str = MESSAGE
) -> tuple[str, ...]:
    """Lines for a shell, comments among them, that bring the file to each branch that is to use it."""
    return tuple(_git_steps(file, branches or Branches(), current_branch, message))


def _git_steps(file: str, branches: Branches, current: str | None, message: str) -> Iterator[str]:
    yield "# In the repository's root. Shippable reads the file of the branch that it builds."
    if current is None:
        yield "# No branch is checked out: switch to one first."
    yield f"git add -- {shlex.quote(file)}"
    yield f"git commit -m {shlex.quote(message)} -- {shlex.quote(file)}"
    yield "git push origin HEAD"
    if branches.mode == "all":
        yield "# Then the same commit on every other branch that builds (merge it or cherry-pick it)."
    elif branches.mode == "except":
        names = ", ".join(branches.names)
        yield f"# Then the same commit on every other branch that builds, but for {names}."
    else:
        yield from _on_others([name for name in branches.names if name != current], current)


def _on_others(others: list[str], current: str | None) -> Iterator[str]:
    """The steps that bring the commit of the branch `current` to other branches and to what patterns match."""
    names = [name for name in others if "*" not in name]
    patterns = [name for name in others if "*" in name]
    if names and current:
        for name in names:
            yield f"git switch {_branch(name)} && git cherry-pick {_revision(current)} && git push origin HEAD"
        yield f"git switch {_branch(current)}"
    elif names:
        yield f"# Then the same commit on: {', '.join(names)}."
    if patterns:
        yield f"# Then the same commit on every branch that matches {', '.join(patterns)}."


def _branch(name: str) -> str:
    return ("-- " if name.startswith("-") else "") + shlex.quote(name)


def _revision(name: str) -> str:
    return shlex.quote(f"refs/heads/{name}" if name.startswith("-") else name)


def _subscription(name: str) -> str:
    return f"the subscription {name}" if name else "the subscription"


def _in_left_bar(subscription: str) -> str:
    return f"In the bar at the left click {_subscription(subscription)}, then the gear at the top right"
