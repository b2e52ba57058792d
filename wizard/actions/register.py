"""Making the integrations in Shippable."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import replace

from wizard.actions.credentials import check_form, load_keys
from wizard.actions.record_applied import account_record
from wizard.actions.services import Services
from wizard.core.guide.manual_steps import account_steps, repoint_steps, subscription_steps
from wizard.core.interview.picks import Choose, host_pick, type_pick
from wizard.core.model.answers import Answers
from wizard.core.model.errors import CredentialsError, RefusedError, ServiceError, UsageError, WizardError
from wizard.core.model.integration_types import DEFAULT_TYPE, TYPE_NAMES, AccountType, account_type, type_name
from wizard.core.model.inventory import Inventory
from wizard.core.model.secret import AwsKeys
from wizard.frozen import frozen
from wizard.services.shippable.protocol import (
    IntegrationType,
    RemoteAccount,
    RemoteIntegration,
    RemoteSubscription,
    ShippableApi,
)

# A question that is answered with yes or no.
Confirm = Callable[[str], bool]
Progress = Callable[[str], None]

# The server said no, so it made nothing.
_SURELY_NOT_DONE = ("shippable-refused", "shippable-forbidden", "shippable-token", "api-token", "no-such-subscription")

log = logging.getLogger(__name__)


@frozen
class Registered:
    """What was done in Shippable, what remains to be done by hand (steps in order), and what went wrong."""

    done: tuple[str, ...] = ()
    remaining: tuple[str, ...] = ()
    error: WizardError | None = None


def register(
    services: Services,
    answers: Answers,
    keys: AwsKeys | None,
    confirm: Confirm,
    progress: Progress,
    choose: Choose,
    *,
    account_exists: bool = False,
) -> Registered:
    """Make the account integration and the subscription integration of the answers in Shippable.

    What exists is found by its name: it is changed only after `confirm` says yes, and never doubled, so a run
    that failed half-way can be repeated. Without `keys` a new account integration gets those that are kept for it,
    and an existing one keeps its own. Where several source hosts have the organisation, and where the server offers
    several types, `choose` picks one. `account_exists`: the account integration was seen already.

    Never raises `WizardError`: it comes back in `Registered.error`, with what was done before.
    """
    if services.api is None:
        return Registered(remaining=_by_hand(answers, answers.account.type or DEFAULT_TYPE))
    attempt = _Attempt(services, services.api, answers, keys, confirm, progress, choose)
    attempt.account_there = account_exists
    error: WizardError | None = None
    try:
        attempt.run()
    except WizardError as found:
        error = found
    try:
        # Also of a run that broke: what it made is known the next time.
        services.inventory.change(attempt.noted)
    except WizardError as found:
        error = error or found
    return Registered(tuple(attempt.done), attempt.remaining(error), error)


def _by_hand(answers: Answers, kind: AccountType) -> tuple[str, ...]:
    name = answers.integration or ""
    account = answers.account.name or name
    subscription = subscription_steps(answers.subscription or "", name, account).lines if name else ()
    return (*account_steps(account, kind).lines, *subscription)


class _Attempt:
    """One run, and how far it came."""

    def __init__(
        self,
        services: Services,
        api: ShippableApi,
        answers: Answers,
        keys: AwsKeys | None,
        confirm: Confirm,
        progress: Progress,
        choose: Choose,
    ) -> None:
        self.services, self.api, self.answers, self.keys = services, api, answers, keys
        self.confirm, self.progress, self.choose = confirm, progress, choose
        self.name = answers.integration or ""
        self.account_name = answers.account.name or self.name
        self.kind: AccountType = answers.account.type or DEFAULT_TYPE
        self.done: list[str] = []
        self.account_done = self.integration_done = False
        # What is there needs no steps that make it, whatever became of the rest.
        self.account_there = self.integration_there = self.has_own_keys = False
        # What was looked for and not found, until the server is asked to make it.
        self.account_absent = False

    def remaining(self, error: WizardError | None) -> tuple[str, ...]:
        """The steps that are left to do by hand after `error`; none for what exists."""
        is_refused = error is not None and error.code in _SURELY_NOT_DONE
        steps: list[str] = []
        if not (self.account_done or self.account_there):
            if not (self.account_absent or is_refused):
                steps.append(f"Look first whether {self.account_name} is there: that is not known. If it is not:")
            steps += account_steps(self.account_name, self.kind).lines
        return (*steps, *self._remaining_of_integration(is_refused))

    def _remaining_of_integration(self, is_refused: bool) -> tuple[str, ...]:
        if not self.name or self.integration_done or self.has_own_keys:
            return ()
        subscription = self.answers.subscription or ""
        if self.integration_there:
            return repoint_steps(subscription, self.name, self.account_name)
        steps = subscription_steps(subscription, self.name, self.account_name).lines
        if is_refused:
            return steps
        look = (
            f"Look first whether {self.name} is there: that is not known. If it is, it must point at "
            f"{self.account_name}. If it is not:"
        )
        return (look, *steps)

    def run(self) -> None:
        """Do what can be done; raises `WizardError`."""
        self.progress(f"Asking {self.api.address} for its types of integrations ...")
        integration_types = self.api.integration_types()
        offered = [item.kind for item in integration_types if item.offered and item.kind is not None]
        if offered and self.kind not in offered:
            # What remains by hand is said with the type that the server's pages offer.
            self.kind = offered[0]
        account = self._account(integration_types)
        self.account_done = True
        if self.name and (subscription := self._subscription()) is not None:
            self._integration(account, subscription)

    def noted(self, inventory: Inventory) -> Inventory:
        """The inventory with what is in Shippable now."""
        if self.account_done:
            record = inventory.account(self.account_name) or account_record(self.answers, self.account_name, None)
            inventory = inventory.with_account(replace(record, type=self.kind, server=self.api.address))
        if self.integration_done:
            inventory = inventory.with_changed(
                self.name, self.answers.subscription or "", account=self.account_name, server=self.api.address
            )
        return inventory

    def _account(self, integration_types: tuple[IntegrationType, ...]) -> RemoteAccount:
        self.progress(f"Looking for the account integration {self.account_name} ...")
        existing = next(iter(self.api.accounts(self.account_name)), None)
        if existing is not None:
            self.account_there = True
            return self._existing_account(existing, integration_types)
        self.account_absent = True
        keys = self.keys or kept_keys(self.services, self.account_name)
        if keys is None:
            raise UsageError(
                "no-keys",
                f"The account integration {self.account_name} cannot be made in Shippable without keys.",
                remedy="Give the keys, or make it by hand.",
            )
        check_form(keys)
        integration_type = self._type_to_make(integration_types)
        self.kind = integration_type.kind or self.kind
        self.progress(f"Making the account integration {self.account_name} ...")
        self.account_absent = False
        made = self.api.create_account(self.account_name, integration_type, keys)
        self.done.append(f"Made the account integration {self.account_name} of type {integration_type.display_name}.")
        wanted = self.answers.account.type or DEFAULT_TYPE
        if wanted not in offered_types(integration_types):
            self.done[-1] += (
                f" This Shippable makes no new ones of type {TYPE_NAMES[wanted]}; shippable.yml is the same for both."
            )
        return made

    def _type_to_make(self, integration_types: tuple[IntegrationType, ...]) -> IntegrationType:
        """The type of a new account integration; the user is asked where several are offered and none was named."""
        offered = offered_types(integration_types)
        wanted = self.answers.account.type
        if wanted in offered:
            return offered[wanted]
        kinds = tuple(offered)
        if len(kinds) == 1:
            return offered[kinds[0]]
        picked = self.choose(type_pick(self.account_name, kinds, wanted))
        if picked is None:
            raise UsageError(
                "no-type-chosen",
                f"No type was chosen, so the account integration {self.account_name} was not made.",
                remedy="Choose one, or make it by hand.",
            )
        return offered[kinds[picked]]

    def _existing_account(
        self, account: RemoteAccount, integration_types: tuple[IntegrationType, ...]
    ) -> RemoteAccount:
        integration_type = next((item for item in integration_types if item.name == account.master_name), None)
        if integration_type is None and account_type(account.master_name) is not None:
            # A server may have stopped listing the type of an integration that goes on working.
            integration_type = IntegrationType("", account.master_name, "", type_name(account.master_name))
        if integration_type is None or integration_type.kind is None:
            raise ServiceError(
                "other-type",
                f"Shippable has an account integration called {account.name} of another type, {account.master_name}.",
                remedy="Choose another name for the account integration.",
            )
        self.kind = integration_type.kind
        if self.keys is None:
            self.done.append(f"The account integration {account.name} is there; its keys stay as they are.")
            return account
        question = (
            f"Shippable has an account integration called {account.name} ({integration_type.display_name}) already. "
            f"Give it the keys {self.keys.masked_id}"
        )
        if not self.confirm(question):
            self.done.append(f"The account integration {account.name} is there; its keys stay as they are.")
            return account
        check_form(self.keys)
        self.api.update_account(account, integration_type, self.keys)
        self.done.append(f"Gave the account integration {account.name} the keys {self.keys.masked_id}.")
        return account

    def _subscription(self) -> RemoteSubscription | None:
        organisation = self.answers.subscription or ""
        if not organisation:
            raise UsageError(
                "no-subscription",
                "It is not known in which subscription the integration belongs.",
                remedy="Name the organisation, or make it by hand.",
            )
        self.progress(f"Looking for the subscription {organisation} ...")
        found = self.api.subscriptions(organisation)
        if not found:
            raise ServiceError(
                "no-such-subscription",
                f"Shippable shows no subscription {organisation} to the owner of the token.",
                remedy="Look whether the name is right and the organisation is enabled in Shippable.",
            )
        if len(found) == 1:
            return found[0]
        picked = self.choose(host_pick(organisation, self._in_words(found)))
        return found[picked] if picked is not None else None

    def _in_words(self, found: tuple[RemoteSubscription, ...]) -> tuple[str, ...]:
        """What tells subscriptions of one name apart, as people say it."""
        try:
            hosts = self.api.hosts()
        except (ServiceError, CredentialsError) as error:
            # The question can be asked without their names.
            log.debug("the source hosts could not be read: %s", error.code)
            hosts = {}
        words = [_host_words(item, hosts) for item in found]
        return tuple(
            text if words.count(text) == 1 else f"{text} ({at} of {len(found)}, id {item.id})"
            for at, (text, item) in enumerate(zip(words, found, strict=True), 1)
        )

    def _integration(self, account: RemoteAccount, subscription: RemoteSubscription) -> None:
        self.progress(f"Looking for the subscription integration {self.name} ...")
        label = f"subscription integration {self.name} of {subscription.organisation}"
        existing = next((item for item in self.api.integrations(subscription.id) if item.name == self.name), None)
        if existing is None:
            self.progress(f"Making the {label} ...")
            self.api.create_integration(self.name, account, subscription)
            self.done.append(f"Made the {label}; it points at {account.name}.")
        elif existing.account_id == account.id:
            self.done.append(f"The {label} is there, and it points at {account.name}.")
        elif not self._repointed(existing, label, account):
            return
        self.integration_done = True

    def _repointed(self, existing: RemoteIntegration, label: str, account: RemoteAccount) -> bool:
        self.integration_there = True
        if existing.has_own_keys:
            self.has_own_keys = True
            kind = type_name(existing.master_name) or "of a type that the server does not say"
            raise RefusedError(
                "own-keys",
                f"The {label} is there and holds keys of its own ({kind}): it was made at the subscription and points "
                "at no account integration.",
                "It stays as it is: to point it elsewhere would take these keys from the builds of a team.",
                "shippable.yml can name it as it is; for other keys choose another name.",
            )
        other = next((item.name for item in self.api.accounts() if item.id == existing.account_id), "")
        other = other or "an account integration of somebody else"
        if not self.confirm(f"The {label} is there and points at {other}. Make it point at {account.name}"):
            return False
        self.progress(f"Pointing the {label} at {account.name} ...")
        self.api.repoint_integration(existing, account)
        self.done.append(f"The {label} points at {account.name} now, not at {other}.")
        return True


def _host_words(item: RemoteSubscription, hosts: dict[str, str]) -> str:
    kinds = {True: "the organisation", False: "the user", None: "the one"}
    name = hosts.get(item.provider, item.provider)
    if not name or re.fullmatch(r"[0-9a-f]{24}|[0-9]+", name):
        return kinds[item.is_organisation]
    return f"{kinds[item.is_organisation]} on {name}"


def kept_keys(services: Services, account: str) -> AwsKeys | None:
    """The keys that are kept for an account integration; None when there are none. Raises `WizardError`."""
    record = services.inventory.read().account(account)
    if record is None or (record.storage != "keyring" and not record.profile):
        return None
    if record.storage == "keyring":
        return load_keys(services.credential_store, "keyring", account)
    return load_keys(services.credential_store, "profile", record.profile)


def offered_types(integration_types: tuple[IntegrationType, ...]) -> dict[AccountType, IntegrationType]:
    """The types of which new account integrations can be made for ECR; raises `ServiceError` when there are none.

    Later servers offer no new ones of type ECR (docs/domain.md, "The two integrations").
    """
    found: dict[AccountType, IntegrationType] = {}
    for kind in TYPE_NAMES:
        for item in integration_types:
            if item.name == kind and item.offered:
                found.setdefault(kind, item)
    if found:
        return found
    raise ServiceError(
        "no-type",
        "This Shippable offers neither Amazon ECR nor AWS Keys as a type of integration.",
        remedy="Ask who runs it to enable one of them (Admin > Integrations).",
    )
