"""The first step on a console: the account integration's name, its keys, their check, where they are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wizard.actions.account_step import (
    HeldKeys,
    Source,
    accept,
    all_sources,
    asks_storage,
    can_skip_check,
    follow_name,
    for_region,
    keep_keys,
    kept_place,
    with_other_keys,
    without_keys,
)
from wizard.actions.credentials import check_keys, load_keys
from wizard.actions.services import Services
from wizard.core.aws.key_forms import parse_pasted, problem_of_key_id, problem_of_secret, refused_token
from wizard.core.ci_file.project import Project
from wizard.core.interview.questions import BY_KEY
from wizard.core.model.answers import Answers, Storage
from wizard.core.model.errors import WizardError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.plain.console import Console, WentBack
from wizard.plain.fields import ask
from wizard.plain.keys import tell_pulls
from wizard.services.credentials.store import VaultState
from wizard.services.runtime.background import run_in_daemon

SOURCE_HELP = "Where the AWS keys come from. They are checked with AWS before anything is kept."
ID_HELP = (
    "The access key id: 20 characters that begin with AKIA. Both keys can be pasted here at once: two export lines, "
    "a profile, a row of credentials.csv, the JSON of create-access-key; an empty line ends a paste."
)
SECRET_HELP = "The secret access key: 40 characters. It is not shown."  # noqa: S105 - a text for people
KEEP_HELP = "No: choose anew where the keys are kept. They are then no longer kept where they were."
LATER = "Without a check nothing tells that the build will be able to log in."
STORE_HELP = "So that they can be used again. Nothing is ever kept where it is weaker than you chose."
PROFILE_HELP = "A new profile; an existing one is never replaced."


def ask_account(console: Console, services: Services, held: HeldKeys, answers: Answers, project: Project) -> Answers:
    """The answers with the account integration; raises `WentBack` from the first question."""
    stages: tuple[Callable[[Answers], Answers], ...] = (
        lambda given: ask(console, "1.1", BY_KEY["account.name"], given, project),
        lambda given: _region(console, held, given, project),
        lambda given: _keys(console, services, held, given, project),
        lambda given: _storage(console, services, held, given),
    )
    at = 0
    while at < len(stages):
        try:
            answers = stages[at](answers)
            at += 1
        except WentBack:
            if at == 0:
                raise
            at -= 1
    return answers


def _region(console: Console, held: HeldKeys, answers: Answers, project: Project) -> Answers:
    question = BY_KEY["region"]
    if source := question.hint(answers, project):
        console.say(f"  {source}")
    answers = ask(console, "1.2", replace(question, hint=lambda _answers, _project: ""), answers, project)
    return for_region(held, answers, question.start(answers, project))


def _keys(console: Console, services: Services, held: HeldKeys, answers: Answers, project: Project) -> Answers:
    if held.keys is not None and answers.account.source is not None:
        state = "checked" if answers.account.checked else "not checked"
        if console.yes_no(f"1.3 Use the keys {held.keys.masked_id}, {state}", SOURCE_HELP, default=True):
            return _checked_again(console, services, held, answers, project)
    while True:
        chosen = answers.account
        source = _source(console, services, answers)
        if source.kind == "later":
            return without_keys(held, answers)
        given = with_other_keys(held, answers)
        try:
            keys = source.keys or _take(console, services, source, chosen.name or "")
            if keys is None:
                console.say("  No keys found there.")
            elif (checked := _check(console, services, held, source, keys, given, project)) is not None:
                return checked
        except WizardError as error:
            console.error(error)
        except WentBack:
            continue  # to the question where they come from


def _checked_again(console: Console, services: Services, held: HeldKeys, answers: Answers, project: Project) -> Answers:
    """The answers with the keys that are held; those that a change of region left unchecked are checked again."""
    keys, account = held.keys, answers.account
    if keys is None or account.checked or account.source is None:
        return answers
    source = Source(account.source, "", name=account.profile or "")
    checked = _check(console, services, held, source, keys, answers, project)
    return answers if checked is None else checked


def _source(console: Console, services: Services, answers: Answers) -> Source:
    found = run_in_daemon(lambda: all_sources(services))
    for problem in found.problems:
        console.say("  There are AWS keys here that cannot be used.")
        console.error(problem)
    before = (answers.account.source, answers.account.profile or "")
    if before[0] is None and found.suggested is not None:
        before = (found.suggested.kind, found.suggested.name)
    default = 0
    for at, source in enumerate(found.offered):
        if source.keys is None and (source.kind, source.name) == before:
            default = at
    choices = [(source.label, source.about) for source in found.offered]
    return found.offered[console.choose("1.3 Keys", SOURCE_HELP, choices, default)]


def _take(console: Console, services: Services, source: Source, account_name: str) -> AwsKeys | None:
    """The keys from their source; raises `WizardError`, and `WentBack` from the fields."""
    if source.kind != "typed":
        return load_keys(services.vault, source.kind, source.name or account_name)
    return _typed(console)


def _typed(console: Console) -> AwsKeys:
    """The keys as they are typed or pasted; what cannot be one is said and asked for again."""
    while True:
        text = console.secret("1.4 aws_access_key_id", ID_HELP, _wants_more).reveal()
        if (pasted := parse_pasted(text)) is not None:
            if pasted.temporary:
                raise refused_token(pasted.keys.key_id.reveal(), "Give the id and the secret alone.")
            console.say(f"  Found the keys {pasted.keys.masked_id} ({pasted.form}).")
            return pasted.keys
        if (problem := problem_of_key_id(text.strip())) is None:
            break
        console.say(f"  {problem}")
    while True:
        secret = console.secret("1.5 aws_secret_access_key", SECRET_HELP).reveal().strip()
        if (problem := problem_of_secret(secret)) is None:
            return AwsKeys(Secret(text.strip()), Secret(secret))
        console.say(f"  {problem}")


def _wants_more(text: str, waiting: bool) -> bool:
    """Whether a paste was begun that goes on: more of it waits, or the pair of keys is not complete."""
    begun = any(sign in text for sign in "=:,{[") or len(text.split()) > 1
    ended = text.endswith("\n") and bool(text.strip())  # by an empty line
    return begun and (waiting or (not ended and parse_pasted(text) is None))


def _check(
    console: Console,
    services: Services,
    held: HeldKeys,
    source: Source,
    keys: AwsKeys,
    answers: Answers,
    project: Project,
) -> Answers | None:
    """The answers with what the check said; None when other keys are wanted."""
    region = BY_KEY["region"].start(answers, project)
    while True:
        console.say("  Asking AWS who these keys belong to ...")
        try:
            report = run_in_daemon(
                lambda: check_keys(services.aws, keys, region, lambda text: console.say("  " + text))
            )
        except WizardError as error:
            console.error(error)
            choices = [("Give other keys", ""), ("Try again", "")]
            choices += [("Go on without a check", LATER)] if can_skip_check(error) else []
            picked = console.choose("What now", SOURCE_HELP, choices, 0)
            if picked == 0:
                return None
            if picked == 2:
                return accept(held, answers, source, keys, None)
            continue
        console.say(f"  Checked: account {report.identity.account}, {report.identity.arn}")
        for item in report.warnings:
            console.say(f"  Warning: {item.message}")
        tell_pulls(console, services, keys, project)
        return accept(held, answers, source, keys, report)


def _storage(console: Console, services: Services, held: HeldKeys, answers: Answers) -> Answers:
    if not asks_storage(held, answers):
        return answers
    vault = services.vault
    state = vault.probe()
    try:
        moved = follow_name(vault, held, answers.account)
        if moved is not None:
            console.say(f"  Kept in {moved.where}, under the name {moved.account.name}.")
            answers = answers.with_(account=moved.account)
    except WizardError as error:
        console.error(error)
    if held.are_kept:
        where = _where(services, answers, state)
        if console.yes_no(f"1.6 {where}. Leave it so", KEEP_HELP, default=True):
            return answers
    while True:
        storage = _choose_storage(console, services, state)
        profile = console.ask("1.7 Name of the profile", PROFILE_HELP, "ecr-wizard") if storage == "profile" else ""
        try:
            moved = keep_keys(vault, held, answers.account, storage, profile.strip())
        except WizardError as error:
            console.error(error)
            continue
        if moved.where:
            console.say(f"  Kept in {moved.where}.")
        return answers.with_(account=moved.account)


def _where(services: Services, answers: Answers, state: VaultState) -> str:
    """Where the keys are kept now, as a sentence."""
    place = kept_place(answers.account)
    if place is None:
        return "The keys are not kept"
    if place.storage == "keyring":
        return f"The keys are kept in the keyring ({state.name}) as {place.name}"
    return f"The keys are kept as AWS profile {place.name} in {services.vault.credentials_path()}"


def _choose_storage(console: Console, services: Services, state: VaultState) -> Storage:
    choices: list[tuple[Storage, str]] = [("none", "Do not keep them")]
    if state.kind == "keyring":
        choices.insert(0, ("keyring", f"Keep them in the keyring ({state.name})"))
    else:
        console.say(f"  No keyring can be used: {state.why}")
    choices.append(("profile", f"Keep them as an AWS profile in {services.vault.credentials_path()}"))
    default = next(at for at, (storage, _) in enumerate(choices) if storage == "none")
    picked = console.choose("1.6 Keep the keys", STORE_HELP, [(text, "") for _, text in choices], default)
    return choices[picked][0]
