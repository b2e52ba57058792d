"""The first step on a console: the account integration's name, its keys, their check, where they are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wizard.actions.keys import check_keys, key_sources, load_keys, may_go_on, move_keys
from wizard.actions.services import Services
from wizard.core.answers import Account, Answers, KeySource, Storage
from wizard.core.errors import WizardError
from wizard.core.keyforms import parse_pasted, problem_of_key_id, problem_of_secret, refused_token
from wizard.core.project import Project
from wizard.core.questions import BY_KEY
from wizard.core.secret import AwsKeys, Secret
from wizard.plain.ask import ask
from wizard.plain.console import Console, WentBack
from wizard.plain.keys import HeldKeys
from wizard.services.background import run_in_daemon
from wizard.services.vault import VaultState

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
        lambda given: ask(console, "1.2", BY_KEY["region"], given, project),
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


def _keys(console: Console, services: Services, held: HeldKeys, answers: Answers, project: Project) -> Answers:
    if held.keys is not None and answers.account.source is not None:
        state = "checked" if answers.account.checked else "not checked"
        if console.yes_no(f"1.3 Use the keys {held.keys.masked_id}, {state}", SOURCE_HELP, default=True):
            return answers
    while True:
        source, profile = _source(console, services, answers)
        account = replace(answers.account, source=source, profile=profile, checked=False, masked_id=None, storage=None)
        held.report = None
        if source == "later":
            held.keys = None
            return answers.with_(account=account)
        try:
            keys = _take(console, services, source, profile or answers.account.name or "")
            if keys is None:
                console.say("  There are none there.")
            elif checked := _check(console, services, held, keys, answers.with_(account=account), project):
                held.keys = keys
                return checked
        except WizardError as error:
            console.error(error)
        except WentBack:
            continue  # to the question where they come from


def _source(console: Console, services: Services, answers: Answers) -> tuple[KeySource, str | None]:
    found = run_in_daemon(lambda: key_sources(services.vault))
    for problem in found.problems:
        console.say("  There are AWS keys here that cannot be used.")
        console.error(problem)
    sources: list[tuple[KeySource, str | None, str]] = [("typed", None, "Type or paste them")]
    if found.environment is not None:
        sources.append(("environment", None, f"From AWS_ACCESS_KEY_ID ({found.environment.masked_id})"))
    if services.vault.probe().kind == "keyring":
        sources.append(("keyring", None, f"From the keyring, as {answers.account.name}"))
    sources += [("profile", name, f"AWS profile {name}") for name in found.profiles]
    sources.append(("later", None, "None now: go on without keys"))
    before = (answers.account.source, answers.account.profile)
    if before[0] is None and found.profile and found.environment is None:
        before = ("profile", found.profile)
    default = next((at for at, (source, profile, _) in enumerate(sources) if (source, profile) == before), 0)
    picked = console.choose("1.3 Keys", SOURCE_HELP, [(label, "") for _, _, label in sources], default)
    return sources[picked][0], sources[picked][1]


def _take(console: Console, services: Services, source: KeySource, name: str) -> AwsKeys | None:
    """The keys from their source; raises `WizardError`, and `WentBack` from the fields."""
    if source != "typed":
        return load_keys(services.vault, source, name)
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
    console: Console, services: Services, held: HeldKeys, keys: AwsKeys, answers: Answers, project: Project
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
            choices += [("Go on without a check", LATER)] if may_go_on(error) else []
            picked = console.choose("What now", SOURCE_HELP, choices, 0)
            if picked == 0:
                return None
            if picked == 2:
                return answers.with_(account=replace(answers.account, masked_id=keys.masked_id, checked=False))
            continue
        held.report, identity = report, report.identity
        console.say(f"  Checked: account {identity.account}, {identity.arn}")
        for item in report.warnings:
            console.say(f"  Warning: {item.message}")
        account = replace(
            answers.account,
            masked_id=keys.masked_id,
            checked=True,
            aws_account=identity.account,
            arn=identity.arn,
        )
        return answers.with_(account=account)


def _storage(console: Console, services: Services, held: HeldKeys, answers: Answers) -> Answers:
    account = answers.account
    if held.keys is None or account.source in ("keyring", "profile"):
        return answers
    state = services.vault.probe()
    if account.storage is not None:
        where = {"keyring": f"in the keyring ({state.name})", "none": "nowhere"}.get(
            account.storage, f"as AWS profile {account.profile} in {services.vault.credentials_path()}"
        )
        if console.yes_no(f"1.6 The keys are kept {where}. Leave it so", KEEP_HELP, default=True):
            return answers
    while True:
        storage = _choose_storage(console, services, state)
        profile = console.ask("1.7 Name of the profile", PROFILE_HELP, "ecr-wizard") if storage == "profile" else ""
        try:
            stored = move_keys(services.vault, account, storage, held.keys, profile.strip())
        except WizardError as error:
            console.error(error)
            continue
        if storage != "none":
            console.say(f"  Kept in {stored.where}.")
        changed: Account = replace(account, storage=storage, profile=profile.strip() or None)
        return answers.with_(account=changed)


def _choose_storage(console: Console, services: Services, state: VaultState) -> Storage:
    choices: list[tuple[Storage, str]] = [("none", "Do not keep them")]
    if state.kind == "keyring":
        choices.insert(0, ("keyring", f"Keep them in the keyring ({state.name})"))
    else:
        console.say(f"  No keyring can be used: {state.why}")
    choices.append(("profile", f"Keep them as an AWS profile in {services.vault.credentials_path()}"))
    return choices[console.choose("1.6 Keep the keys", STORE_HELP, [(text, "") for _, text in choices], 0)][0]
