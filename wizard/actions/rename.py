"""Another name for a subscription integration, in every file that names it.

The old integration stays until it is taken away (`ecr-wizard subscription remove`): other branches name it until
the change has reached them, and their builds need it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from wizard.actions.dependencies import of_subscription
from wizard.actions.integrations import add_subscription, unknown
from wizard.actions.record_applied import note_gone
from wizard.actions.register import Confirm, Progress, Registered
from wizard.actions.remove_integration import existing_integration
from wizard.actions.services import Services
from wizard.core.ci_file.assembly import integrations_named
from wizard.core.ci_file.name_references import uses
from wizard.core.ci_file.shippable_file import ShippableFile, view
from wizard.core.guide.manual_steps import own_keys_steps, subscription_steps
from wizard.core.interview.picks import Choose
from wizard.core.model.errors import RefusedError
from wizard.core.model.inventory import Place
from wizard.core.plan import Plan, check_readable, patch_plan
from wizard.yamlpatch.changes import Change, Match, SetKey
from wizard.yamlpatch.parse.document import Node


def files_naming(services: Services, name: str, subscription: str, paths: Sequence[Path] = ()) -> tuple[Place, ...]:
    """The files of working copies that name the integration, each once; raises `WizardError`."""
    found = of_subscription(services, name, subscription, paths)
    return tuple(dict.fromkeys(item.place for item in found if item.kind == "file" and item.place is not None))


def check_is_known(services: Services, name: str) -> None:
    """Raise `UsageError` for an integration that neither the inventory nor Shippable has, as far as it can be asked."""
    names = [item.name for item in services.inventory.read().subscriptions]
    if name in names or services.api is not None:
        return
    raise unknown("subscription integration", name, names)


def renamed(file: ShippableFile, old: str, new: str) -> Plan:
    """The plan that renames the integration in the file, in every list of `integrations`; pure.

    Raises `RefusedError` where the patch would be unsafe, and where the file names the new one already.
    """
    check_readable(file)
    if clash := uses(file, new):
        raise RefusedError(
            "name-taken",
            f"The file names {new} already.",
            remedy="Choose another name, or take that entry out first.",
            path=file.name,
            line=clash[0].line,
        )
    plan = patch_plan(file, tuple(_renaming(file, old, new)))
    if left := uses(view(file.name, plan.after), old):
        raise RefusedError(
            "named-elsewhere",
            f"The name {old} is in a place where it cannot be changed safely.",
            remedy=f"Write {new} there by hand; nothing was changed.",
            path=file.name,
            line=left[0].line,
        )
    return plan


def _renaming(file: ShippableFile, old: str, new: str) -> Iterator[Change]:
    why = f"the integration is called {new} now"
    if file.root is None:
        return
    lists = file.root.get("integrations")
    for key, items in lists.pairs if lists is not None else ():
        if any(_reads(item.get("integrationName"), old) for item in items.items):
            yield SetKey(("integrations", key.value, Match.of(integrationName=old), "integrationName"), new, why)
    for place in integrations_named(file.root):
        if place.node.value == old:
            yield SetKey(place.path, new, why)


def _reads(node: Node | None, text: str) -> bool:
    return node is not None and node.value == text


def register_renamed(
    services: Services,
    old: str,
    new: str,
    subscription: str,
    confirm: Confirm,
    progress: Progress,
    choose: Choose,
) -> Registered:
    """Make the integration under its new name, before files say it; the old one stays. Raises `WizardError`."""
    if own_keys := existing_integration(services, old, subscription).own_keys:
        return _beside_own_keys(services, old, new, subscription, own_keys)
    account = _account_of(services, old, subscription)
    if account and services.api is not None:
        return add_subscription(services, new, account, subscription, confirm, progress, choose)
    services.inventory.change(lambda inventory: inventory.with_changed(new, subscription, account=account))
    steps = subscription_steps(subscription, new, account or f"the account integration that {old} points at,").lines
    return Registered((f"Noted the subscription integration {new} in the inventory.",), steps)


def _beside_own_keys(services: Services, old: str, new: str, subscription: str, kind: str) -> Registered:
    """Nobody can read keys out of an integration that holds them: the new one must have been made by hand."""
    if not existing_integration(services, new, subscription).found:
        raise RefusedError(
            "own-keys",
            f"The subscription integration {old} holds keys of its own ({kind}), so it cannot be made under another "
            "name from here.",
            "No file was changed.",
            f"Make {new} in Shippable, then run this again. " + " ".join(own_keys_steps(subscription, new, old)),
        )
    services.inventory.change(lambda inventory: inventory.with_changed(new, subscription))
    return Registered((f"Noted the subscription integration {new} in the inventory.",))


def _account_of(services: Services, name: str, subscription: str) -> str:
    """The account integration that the subscription integration points at; empty when nobody knows."""
    record = services.inventory.read().subscription(name, subscription)
    if record is not None and record.account:
        return record.account
    if services.api is None or not subscription:
        return ""
    ids = [
        item.account_id
        for owner in services.api.subscriptions(subscription)
        for item in services.api.integrations(owner.id)
        if item.name == name
    ]
    return next((item.name for item in services.api.accounts() if item.id in ids), "")


def note_renamed(services: Services, places: Sequence[Place], old: str, new: str, subscription: str) -> None:
    """Keep the inventory after these files were changed to say the new name; raises `WizardError`.

    A repository stays with the old name while another of its branches says it or was not looked at.
    """
    services.inventory.change(
        lambda inventory: inventory.with_places(old, subscription, places).with_places(new, subscription, places)
    )
    for place in places:
        note_gone(services, place, old)
