"""Shippable itself on a console: which account integration is meant, and the integrations made through the API."""

from __future__ import annotations

from wizard.actions.integrations import account_of, known_accounts
from wizard.actions.register import Registered, register
from wizard.actions.services import Services
from wizard.core.answers import Answers
from wizard.plain.console import Console, WentBack
from wizard.plain.keys import HeldKeys

ACCOUNT_HELP = (
    "The subscription integration points at one account integration. Listed are the one of step 1, those of the "
    "wizard's registry, and with a token those that Shippable has."
)
REGISTER_HELP = (
    "y makes the account integration and the subscription integration in Shippable, with the token of "
    "SHIPPABLE_API_TOKEN. What exists is changed only when you say so. n: the steps by hand are printed."
)
CHANGE_HELP = "y changes what is there; n leaves it as it is."


def choose_account(console: Console, services: Services, held: HeldKeys, answers: Answers, number: str) -> Answers:
    """The answers with the account integration that is meant; asked only where there is another one to choose."""
    if services.api is not None:
        console.say(f"  Asking {services.api.address} for its account integrations ...")
    known = known_accounts(services)
    if known.error is not None:
        console.error(known.error)
    own = answers.account.name
    others = [record for record in known.records if record.name != own]
    if not others:
        return answers
    labels = [(own or "the one of step 1", ""), *((item.name, item.masked_id or "") for item in others)]
    picked = console.choose(f"{number} Account integration", ACCOUNT_HELP, labels, 0)
    if picked == 0:
        return answers
    # The keys of step 1 are not those of this one.
    held.keys = None
    return answers.with_(account=account_of(others[picked - 1]))


def offer_register(console: Console, services: Services, held: HeldKeys, answers: Answers) -> Registered | None:
    """Make the integrations in Shippable when the user says so; None when it is to be done by hand."""
    if services.api is None:
        return None
    try:
        console.say()
        question = f"Make the integrations in Shippable now ({services.api.address})"
        if not console.yes_no(question, REGISTER_HELP, default=True):
            return None
    except (WentBack, EOFError):
        return None

    def confirm(question: str) -> bool:
        try:
            return console.yes_no(question, CHANGE_HELP, default=False)
        except (WentBack, EOFError):
            return False

    result = register(services, answers, held.keys, confirm, lambda text: console.say(f"  {text}"))
    for line in result.done:
        console.say(f"  {line}")
    if result.error is not None:
        console.error(result.error)
    return result
