"""The first step on a console: the account integration's name, its region, its keys and their check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Literal

from wizard.actions.account_step import (
    HeldKeys,
    Source,
    Sources,
    accept,
    all_sources,
    can_skip_check,
    for_region,
    with_other_keys,
    without_keys,
)
from wizard.actions.credentials import KeyReport, check_keys, load_keys
from wizard.actions.services import Services
from wizard.core.aws.key_forms import parse_pasted, problem_of_key_id, problem_of_secret, refused_token
from wizard.core.ci_file.project import Project
from wizard.core.interview.form import Given, before
from wizard.core.interview.questions import BY_KEY
from wizard.core.model.answers import Answers
from wizard.core.model.errors import WizardError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.frozen import frozen
from wizard.plain.console import CallStopped, Console, WentBack
from wizard.plain.fields import ask
from wizard.plain.keys import tell_pulls
from wizard.plain.known import KnownAccounts
from wizard.plain.listing import Pickable
from wizard.services.runtime.background import run_in_daemon

SOURCE_HELP = "Where the AWS keys come from. They are checked with AWS before anything is kept."
ID_HELP = (
    "The access key id: 20 characters that begin with AKIA. Both keys can be pasted here at once: two export lines, "
    "a profile, a row of credentials.csv, the JSON of create-access-key; an empty line ends a paste."
)
SECRET_HELP = "The secret access key: 40 characters. It is not shown."  # noqa: S105 - a text for people
LATER = "Without a check nothing shows that the build will be able to log in."
WhatNow = Literal["other", "again", "unchecked"]
WHAT_NOW: tuple[WhatNow, ...] = ("other", "again", "unchecked")


@frozen
class AccountStep:
    """The step on a console. `keep` gets what is given after each question, so that a lost connection costs nothing."""

    console: Console
    services: Services
    held: HeldKeys
    project: Project
    keep: Callable[[Given], None]

    def ask(self, given: Given) -> Given:
        """What is given once the step was answered; raises `WentBack` from the first question."""
        stages: tuple[Callable[[Given], Given], ...] = (self._name, self._region, self._keys)
        at = 0
        while at < len(stages):
            try:
                given = stages[at](given)
                at += 1
            except WentBack:
                if at == 0:
                    raise
                at -= 1
            self.keep(given)
        return given

    def _name(self, given: Given) -> Given:
        known = KnownAccounts(self.services)
        given = ask(self.console, "1.1", BY_KEY["account.name"], given, self.project, known.pickable)
        return known.taken(given)

    def _region(self, given: Given) -> Given:
        regions = Pickable(partial(run_in_daemon, self.services.aws.regions), "the regions that have ECR")
        question = BY_KEY["region"]
        if source := question.hint(before(question, given, self.project), self.project):
            self.console.say(f"  {source}")
        unhinted = replace(question, hint=lambda _answers, _project: "")
        given = ask(self.console, "1.2", unhinted, given, self.project, regions)
        return given.with_answers(for_region(self.held, given.answers, given.answers.region or ""))

    def _keys(self, given: Given) -> Given:
        answers, held = given.answers, self.held
        if held.keys is not None and answers.account.source is not None:
            state = "checked" if answers.account.checked else "not checked"
            if self.console.yes_no(f"1.3 Use the keys {held.keys.masked_id}, {state}", SOURCE_HELP, default=True):
                return given.with_answers(self._checked_again(answers))
        while (taken := self._other_keys(answers)) is None:
            pass  # the question where they come from is asked until it is answered
        return given.with_answers(taken)

    def _other_keys(self, answers: Answers) -> Answers | None:
        """The answers with keys from a source that is asked for; None when it has none that can be used."""
        source = self._source(answers)
        if source.kind == "later":
            return without_keys(self.held, answers)
        given = with_other_keys(self.held, answers)
        try:
            keys = source.keys or self._take(source, answers.account.name or "")
            if keys is None:
                self.console.say("  No keys found there.")
                return None
            return self._checked(source, keys, given)
        except WizardError as error:
            self.console.error(error)
        except WentBack:
            pass
        return None

    def _checked_again(self, answers: Answers) -> Answers:
        """The answers with the keys that are held; those that a change of region left unchecked are checked again."""
        keys, account = self.held.keys, answers.account
        if keys is None or account.checked or account.source is None:
            return answers
        source = Source(account.source, "", name=account.profile or "")
        checked = self._checked(source, keys, answers)
        return answers if checked is None else checked

    def _source(self, answers: Answers) -> Source:
        found = run_in_daemon(lambda: all_sources(self.services))
        for problem in found.problems:
            self.console.say("  There are AWS keys here that cannot be used.")
            self.console.error(problem)
        choices = [(source.label, source.about) for source in found.offered]
        return found.offered[self.console.choose("1.3 Keys", SOURCE_HELP, choices, _default_source(found, answers))]

    def _take(self, source: Source, account_name: str) -> AwsKeys | None:
        """The keys from their source; raises `WizardError`, and `WentBack` from the fields."""
        if source.kind != "typed":
            return load_keys(self.services.credential_store, source.kind, source.name or account_name)
        return typed_keys(self.console)

    def _checked(self, source: Source, keys: AwsKeys, answers: Answers) -> Answers | None:
        """The answers with what the check said; None when other keys are wanted."""
        picked: WhatNow = "again"
        while picked == "again":
            try:
                report = self._report(keys, answers.region or "")
            except (WizardError, CallStopped) as error:
                picked = self._after_no_check(error)
            else:
                return accept(self.held, answers, source, keys, report)
        return accept(self.held, answers, source, keys, None) if picked == "unchecked" else None

    def _report(self, keys: AwsKeys, region: str) -> KeyReport:
        """What AWS says of the keys, said; raises `WizardError` and `CallStopped`."""
        say = self.console.say
        report = self.console.during(
            "  Asking AWS who these keys belong to ...",
            lambda: check_keys(self.services.aws, keys, region, lambda text: say(f"  {text}")),
        )
        say(f"  Checked: account {report.identity.account}, {report.identity.arn}")
        for item in report.warnings:
            say(f"  Warning: {item.message}")
        tell_pulls(self.console, self.services, keys, self.project)
        return report

    def _after_no_check(self, error: WizardError | CallStopped) -> WhatNow:
        """What to do with keys that were not accepted, or not asked about."""
        choices = [("Give other keys", ""), ("Try again", "")]
        if isinstance(error, WizardError):
            self.console.error(error)
            if can_skip_check(error):
                choices.append(("Go on without a check", LATER))
        return WHAT_NOW[self.console.choose("What now", SOURCE_HELP, choices, 0)]


def _default_source(found: Sources, answers: Answers) -> int:
    """The index of the source that was chosen before, else of the one that the shell means."""
    chosen = (answers.account.source, answers.account.profile or "")
    if chosen[0] is None and found.suggested is not None:
        chosen = (found.suggested.kind, found.suggested.name)
    for at, source in enumerate(found.offered):
        if source.keys is None and (source.kind, source.name) == chosen:
            return at
    return 0


def typed_keys(console: Console) -> AwsKeys:
    """The keys as they are typed or pasted; what cannot be one is said and asked for again.

    Raises `WentBack`, and `CredentialsError` for temporary keys.
    """
    while True:
        text = console.secret("1.4 aws_access_key_id", ID_HELP, _wants_more).reveal()
        if (pasted := parse_pasted(text)) is not None:
            if pasted.temporary:
                raise refused_token(pasted.keys.key_id.reveal(), "Give the id and the secret alone.")
            console.say(f"  Found the keys {pasted.keys.masked_id} ({pasted.form}).")
            return pasted.keys
        if (problem := problem_of_key_id(text.strip())) is None:
            return AwsKeys(Secret(text.strip()), _typed_secret(console))
        console.say(f"  {problem}")


def _typed_secret(console: Console) -> Secret:
    while True:
        secret = console.secret("1.5 aws_secret_access_key", SECRET_HELP).reveal().strip()
        if (problem := problem_of_secret(secret)) is None:
            return Secret(secret)
        console.say(f"  {problem}")


def _wants_more(text: str, waiting: bool) -> bool:
    """Whether a paste was begun that goes on: more of it waits, or the pair of keys is not complete."""
    begun = any(sign in text for sign in "=:,{[") or len(text.split()) > 1
    ended = text.endswith("\n") and bool(text.strip())  # by an empty line
    return begun and (waiting or (not ended and parse_pasted(text) is None))
