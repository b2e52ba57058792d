"""Shippable itself on a console: which account integration is meant, and the integrations made through the API."""

from __future__ import annotations

from dataclasses import replace

from wizard.actions.account_step import HeldKeys
from wizard.actions.integrations import Known, known_accounts
from wizard.actions.known_of_entry import account_of
from wizard.actions.register import Registered, register
from wizard.actions.services import Services
from wizard.core.interview.picks import Pick
from wizard.core.model.answers import Answers
from wizard.core.model.secret import Secret
from wizard.plain.console import Console, WentBack
from wizard.services.shippable.connect import api_with_token, named_address
from wizard.services.shippable.protocol import WRONG_TOKEN

ACCOUNT_HELP = (
    "The subscription integration points at one account integration. Listed are the one of step 1, those of the "
    "wizard's inventory, and with a token those that Shippable has."
)
REGISTER_HELP = (
    "y makes the account integration and the subscription integration in Shippable, with a token of yours "
    "(SHIPPABLE_API_TOKEN). What exists is changed only when you say so. n: the steps by hand are printed."
)
TOKEN_HELP = "Made in Shippable: Profile > API AUTH TOKENS > +. It is not shown, and kept only until this run ends."  # noqa: S105
CHANGE_HELP = "y changes what is there; n leaves it as it is."


def look_for_accounts(console: Console, services: Services) -> Known:
    """The account integrations to choose from; what hindered the search is said."""
    if services.api is not None:
        console.say(f"  Asking {services.api.address} for its account integrations ...")
    known = known_accounts(services)
    if known.error is not None:
        console.error(known.error)
    return known


def choose_account(console: Console, known: Known, held: HeldKeys, answers: Answers, number: str) -> Answers:
    """The answers with the account integration that is meant; asked only where there is another one to choose."""
    own = answers.account.name
    others = [record for record in known.records if record.name != own]
    if not others:
        return answers
    labels = [(own or "the one of step 1", ""), *((item.name, item.masked_id or "") for item in others)]
    picked = console.choose(f"{number} Account integration", ACCOUNT_HELP, labels, 0)
    if picked == 0:
        return answers
    # The keys of step 1 are not those of this one.
    held.keys = held.report = None
    return replace(answers, account=account_of(others[picked - 1]))


def offer_register(console: Console, services: Services, held: HeldKeys, answers: Answers) -> Registered | None:
    """Make the integrations in Shippable when the user says so; None when it is to be done by hand.

    Offered where there is a token, and where SHIPPABLE_API_URL names a server: then the token is asked for, and held
    until the run ends.
    """
    address = services.api.address if services.api is not None else named_address()
    if not address:
        return None
    console.say()
    try:
        while console.yes_no(f"Make the integrations in Shippable now ({address})", REGISTER_HELP, default=True):
            with_api = services if services.api is not None else _with_token(console, services)
            result = _register(console, with_api, held, answers)
            if services.api is not None or result.error is None or result.error.code not in WRONG_TOKEN:
                return result
    except (WentBack, EOFError):
        pass
    return None


def _with_token(console: Console, services: Services) -> Services:
    return replace(services, api=api_with_token(Secret(console.secret("API token", TOKEN_HELP).reveal().strip())))


def _register(console: Console, services: Services, held: HeldKeys, answers: Answers) -> Registered:
    def confirm(question: str) -> bool:
        try:
            return console.yes_no(question, CHANGE_HELP, default=False)
        except (WentBack, EOFError):
            return False

    def choose(pick: Pick) -> int | None:
        labels = [(choice.label, choice.help) for choice in pick.choices]
        try:
            return console.choose(pick.question, pick.help, labels, pick.default)
        except (WentBack, EOFError):
            return None

    result = register(services, answers, held.keys, confirm, lambda text: console.say(f"  {text}"), choose)
    for line in result.done:
        console.say(f"  {line}")
    if result.error is not None:
        console.error(result.error)
    return result
