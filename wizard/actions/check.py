"""Checking a file: what the rules find, with what is known of the subscription."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from wizard.actions.accounts_behind import accounts_in, aws_accounts, is_of
from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.model.errors import WizardError
from wizard.core.model.finding import Finding, note
from wizard.core.model.inventory import Inventory
from wizard.core.rules import Known, look
from wizard.frozen import frozen

if TYPE_CHECKING:
    from wizard.core.rules.unknown import NotLookedAt
    from wizard.services.shippable.protocol import ShippableApi


@frozen
class Checked:
    """The findings about a file, what could not be looked at, and the findings that a comment silences."""

    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...] = ()
    not_looked_at: tuple[NotLookedAt, ...] = ()
    silenced: tuple[Finding, ...] = ()
    known: Known = field(default_factory=Known)


def check(services: Services, project: Project) -> Checked:
    """Check the project's file; what the inventory or Shippable cannot answer becomes a note, never an error.

    What is found only with the inventory of this machine is marked.
    """
    # Late: the first page asks this module for the accounts alone.
    from wizard.core.rules.silence import mistaken
    from wizard.core.rules.unknown import not_looked_at

    known, notes = known_integrations(services, project)
    from_server = Known(known.names, complete=True) if known.complete else Known()
    found = look(project, known)
    is_same = known == from_server or not (found.shown or found.silenced)
    anywhere = found if is_same else look(project, from_server)
    notes = (*notes, *mistaken(project.file.text))
    shown = _marked(found.shown, anywhere.shown)
    return Checked(shown, notes, not_looked_at(project), _marked(found.silenced, anywhere.silenced), known)


def _marked(found: tuple[Finding, ...], anywhere: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings, those marked that are not found without the inventory of this machine."""
    return tuple(item if item in anywhere else replace(item, from_inventory=True) for item in found)


def known_integrations(services: Services, project: Project) -> tuple[Known, tuple[Finding, ...]]:
    """The integrations of the project's subscription: from Shippable where it can be asked, and the inventory's."""
    notes: list[Finding] = []
    inventory = Inventory()
    try:
        inventory = services.inventory.read()
    except WizardError as error:
        notes.append(note("registry-not-read", f"The inventory was not looked at. {error}"))
    on_server: list[str] | None = None
    try:
        on_server = _names_on_server(services.api, project.organisation)
    except WizardError as error:
        notes.append(note("integrations-not-checked", f"Shippable was not asked for the integrations. {error}"))
    recorded = [record.name for record in inventory.subscriptions if is_of(record, project)]
    names = recorded if on_server is None else on_server
    return Known(tuple(dict.fromkeys(names)), on_server is not None, accounts_in(inventory, project)), tuple(notes)


def _names_on_server(api: ShippableApi | None, organisation: str | None) -> list[str] | None:
    """The integrations that the server has for an organisation; None where it cannot say."""
    if api is None or not organisation:
        return None
    subscriptions = api.subscriptions(organisation)
    if not subscriptions:
        return None
    return [item.name for one in subscriptions for item in api.integrations(one.id)]


def accounts_behind(services: Services, project: Project) -> Known:
    """What the rules are to know of the AWS accounts behind the integrations, as far as the inventory tells."""
    return Known(accounts=aws_accounts(services, project))
