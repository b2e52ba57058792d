"""What the removals of both integrations share: why one is refused, and what was deleted."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.actions.dependencies import Dependency, look_commands, needing, not_looked_at
from wizard.actions.services import Services
from wizard.core.model.errors import RefusedError, ServiceError, UsageError
from wizard.core.model.inventory import AccountRecord, SubscriptionRecord
from wizard.frozen import frozen

TAKE_OUT_FIRST = (
    "Take these out first: `ecr-wizard remove` for a file (then commit and push), "
    "`ecr-wizard subscription remove` for a subscription integration."
)
NOT_EVERYTHING = "Not everything could be looked at."
ONLY_HERE = "Nothing was deleted in Shippable: only what is kept here."
RECORD_GONE = "Its record was deleted from the inventory."


class StillNeeded(RefusedError):
    """An integration cannot be taken away: `dependencies` need it, or were not looked at.

    `unchecked` names what the server did not answer.
    """

    dependencies: tuple[Dependency, ...] = ()
    unchecked: tuple[str, ...] = ()


class NotChecked(StillNeeded):
    """Nothing is seen to need it, but not everything could be looked at. A user may delete it all the same."""

    @property
    def not_seen(self) -> tuple[str, ...]:
        """All that was not looked at, in words."""
        return (*map(str, self.dependencies), *self.unchecked)


@frozen
class Removed:
    """What was deleted and from where, and the steps that remain to be done by hand.

    `unchecked` names what was not looked at before: only without any of it is there no dependency.
    """

    done: tuple[str, ...]
    remaining: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


def refused_unseen(error: ServiceError, what: str) -> StillNeeded:
    """The server says that something depends on it, and does not show what."""
    return StillNeeded(
        "still-needed",
        f"{what} is still in use: {error.title}",
        error.cause or "What it is, the token may not see.",
        "Look in Shippable's own pages at what depends on it (Delete lists it).",
    )


def refuse_while(dependencies: tuple[Dependency, ...], what: str, unchecked: tuple[str, ...] = ()) -> None:
    """Raise `StillNeeded`, with what was not looked at beside, where something surely needs it."""
    if not needing(dependencies):
        return
    remedy = f"{TAKE_OUT_FIRST} {look_remedy(dependencies)}".strip()
    error = StillNeeded("still-needed", f"{what} is still in use.", remedy=remedy)
    error.dependencies, error.unchecked = dependencies, unchecked
    raise error


def refuse_unseen(dependencies: Sequence[Dependency], unchecked: tuple[str, ...], what: str) -> None:
    """Raise `NotChecked` for branches that were not looked at, and for what the server did not answer."""
    unseen = not_looked_at(dependencies)
    if not unseen and not unchecked:
        return
    remedies = ["Try again, with a token that may look there."] if unchecked else []
    # A command to be copied comes last.
    remedies += ["With --accept-unchecked it is deleted all the same.", look_remedy(unseen)]
    error = NotChecked(
        "not-looked-at" if unseen else "not-checked",
        f"It is not known whether something depends on it, so nothing was deleted. {what} stays.",
        f"Not looked at: {'; '.join(unchecked)}" if unchecked else NOT_EVERYTHING,
        " ".join(remedies).strip(),
    )
    error.dependencies, error.unchecked = unseen, unchecked
    raise error


def look_remedy(dependencies: Sequence[Dependency]) -> str:
    """What to do about what was not looked at; empty where everything was."""
    commands = look_commands(dependencies)
    if commands:
        return f"If you trust the repository, fetch what is missing, then try again: {'; '.join(commands)}"
    return "Solve what is listed, then try again." if not_looked_at(dependencies) else ""


def refuse_other_server(services: Services, name: str, record: AccountRecord | SubscriptionRecord | None) -> None:
    """Where it was made in another Shippable, deleting its record would leave it there for nobody to find."""
    if services.api is None or record is None or record.server in ("", services.api.address):
        return
    raise UsageError(
        "other-server",
        f"{name} was made in {record.server}, and now {services.api.address} is asked.",
        remedy=f"Set SHIPPABLE_API_URL to {record.server}. If that server is no more, unset SHIPPABLE_API_TOKEN: then "
        "only what is kept here is deleted.",
    )


def deletion_line(address: str, deleted: bool) -> str:
    """Whether the server at that address had the integration, in words."""
    return f"It was deleted from {address}." if deleted else f"{address} has none of that name."
