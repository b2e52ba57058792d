"""What remains to be done by hand, with the user's names: in Shippable's own pages, and with git.

The pages are those of DOMAIN, "The two integrations", 4 and 5.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Literal

from wizard.core.model.answers import Branches

AccountType = Literal["ECR", "amazonKeys"]

# Type of an account integration -> what Shippable's pages call it, its two fields, its filter in the list.
TYPE_NAMES: dict[AccountType, str] = {"ECR": "Amazon ECR", "amazonKeys": "AWS Keys"}
FIELDS: dict[AccountType, tuple[str, str]] = {
    "ECR": ("aws_access_key_id", "aws_secret_access_key"),
    "amazonKeys": ("accessKey", "secretKey"),
}
MESSAGE = "Use the ECR integration on Shippable"


def account_steps(account: str, type: AccountType = "ECR") -> tuple[str, ...]:  # noqa: A002 - Shippable's own word
    """How the account integration is made."""
    key_id, secret = FIELDS[type]
    return (
        "Click the gear icon for Account Settings in the top bar, then Integrations, then Add Integration.",
        f"Integration type: {TYPE_NAMES[type]}",
        f"Integration Name: {account}",
        f"{key_id} and {secret}: the two parts of the AWS access key.",
        "Click Save.",
    )


def subscription_steps(subscription: str, name: str, account: str) -> tuple[str, ...]:
    """How the subscription integration is made, once the account integration `account` exists."""
    return (
        f"Log in and open the burger menu at the top left; click {_subscription(subscription)}.",
        "Click Settings, then Integrations, then Add Integration.",
        f"Name: {name}",
        f"Account Integrations: choose {account} from the drop-down.",
        "Click Save. The integration appears in the list.",
    )


def account_removal_steps(account: str, type: AccountType = "ECR") -> tuple[str, ...]:  # noqa: A002
    """How the account integration is deleted; nothing may depend on it any more."""
    # The list is filtered by ECR only for that type; the name finds every one.
    find = "choose ECR under Filters, or type the name into Integration Name" if type == "ECR" else ""
    return (
        "Click the gear icon for Account Settings in the top bar, then Integrations.",
        f"Find {account}: {find or 'type the name into Integration Name'}. Click Delete.",
        "A window lists every dependency: each project, environment or subscription image that uses it.",
        "While there are any, visit the Settings of each and remove the integration there.",
        "When the window says No dependency, click Yes.",
    )


def subscription_removal_steps(subscription: str, name: str) -> tuple[str, ...]:
    """How the subscription integration is deleted."""
    return (
        f"Log in and open the burger menu at the top left; click {_subscription(subscription)}.",
        "Click Settings, then Integrations.",
        f"Find {name} in the list and click Delete.",
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
        return
    if branches.mode == "except":
        names = ", ".join(branches.names)
        yield f"# Then the same commit on every other branch that builds, but for {names}."
        return
    others = [name for name in branches.names if name != current]
    patterns = [name for name in others if "*" in name]
    plain = [name for name in others if "*" not in name]
    if plain and current:
        for name in plain:
            yield f"git switch {_branch(name)} && git cherry-pick {_revision(current)} && git push origin HEAD"
        yield f"git switch {_branch(current)}"
    elif plain:
        yield f"# Then the same commit on: {', '.join(plain)}."
    if patterns:
        yield f"# Then the same commit on every branch that matches {', '.join(patterns)}."


def _branch(name: str) -> str:
    return ("-- " if name.startswith("-") else "") + shlex.quote(name)


def _revision(name: str) -> str:
    return shlex.quote(f"refs/heads/{name}" if name.startswith("-") else name)


def _subscription(name: str) -> str:
    return f"the subscription {name}" if name else "the subscription"
