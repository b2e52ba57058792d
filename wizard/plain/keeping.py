"""The question where to keep the keys, on a console: once, at the end."""

from __future__ import annotations

from wizard.actions.account_step import HeldKeys, asks_storage
from wizard.actions.keep_keys import keep
from wizard.actions.services import Services
from wizard.core.model.answers import Answers, Storage
from wizard.core.model.errors import WizardError
from wizard.plain.console import Console, WentBack
from wizard.services.runtime.background import run_in_daemon

STORE_HELP = "So that they can be used again. Nothing is ever kept where it is weaker than you chose."
PROFILE_HELP = "A new profile; an existing one is never replaced."


def ask_to_keep(console: Console, services: Services, held: HeldKeys, answers: Answers) -> Answers:
    """The answers once the keys are where the user says; what hinders it is said, and it is asked again."""
    if not asks_storage(held, answers):
        return answers
    console.say()
    while True:
        try:
            storage = _storage(console, services, answers)
            profile = ""
            if storage == "profile":
                profile = console.ask("Name of the profile", PROFILE_HELP, "ecr-wizard").strip()
            kept = keep(services, held, answers, storage, profile)
        except WizardError as error:
            console.error(error)
        except (WentBack, EOFError):
            return answers
        else:
            console.say(f"  {kept.said}")
            return kept.answers


def _storage(console: Console, services: Services, answers: Answers) -> Storage:
    state = run_in_daemon(services.credential_store.probe)
    choices: list[tuple[Storage, str]] = [("none", "Do not keep them")]
    if state.kind == "keyring":
        choices.insert(0, ("keyring", f"Keep them in the keyring ({state.name})"))
    else:
        console.say(f"  No keyring can be used: {state.why}")
    choices.append(("profile", f"Keep them as an AWS profile in {services.credential_store.credentials_path()}"))
    known = [storage for storage, _ in choices]
    before = answers.account.storage
    default = known.index(before if before in known else "none")
    picked = console.choose("Keep the keys", STORE_HELP, [(text, "") for _, text in choices], default)
    return choices[picked][0]
