"""Account integrations that are known, to pick from where the name of one is asked for."""

from __future__ import annotations

from dataclasses import replace

from wizard.actions.integrations import known_accounts
from wizard.actions.services import Services
from wizard.core.interview.form import Given
from wizard.core.model.inventory import AccountRecord
from wizard.plain.listing import Pickable


class KnownAccounts:
    """The account integrations of the inventory and of Shippable, loaded when they are first asked for."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._records: dict[str, AccountRecord] = {}

    @property
    def pickable(self) -> Pickable:
        """They as what a prompt offers."""
        asking = f"Asking {self._services.api.address} ..." if self._services.api is not None else ""
        return Pickable(self.names, "the account integrations that are known", asking)

    def names(self) -> tuple[str, ...]:
        """Their names; raises `WizardError` when none is known because something could not be asked."""
        known = known_accounts(self._services)
        self._records = {record.name: record for record in known.records}
        if known.error is not None and not known.records:
            raise known.error
        return tuple(self._records)

    def taken(self, given: Given) -> Given:
        """What is given once one of them is named: its type, its region, where its keys are."""
        record = self._records.get(given.answers.account.name or "")
        if record is None:
            return given
        answers, touched = given.answers, given.touched
        account = replace(answers.account, type=record.type)
        if record.storage in ("keyring", "profile") and account.source is None:
            account = replace(account, source=record.storage, profile=record.profile or None)
        if record.region:
            answers, touched = replace(answers, region=record.region), touched | {"region"}
        return Given(replace(answers, account=account), touched)
