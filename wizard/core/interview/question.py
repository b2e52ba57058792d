"""What a question is: the field of `Answers` that it fills, what is shown, what is taken as an answer.

A question names its field (`account.` in front: of its `Account`), so that a front door needs nothing but the
declaration to ask it, to check the answer and to keep it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Literal

from wizard.core.ci_file.project import Project
from wizard.core.interview import validators
from wizard.core.interview.validators import Cleaned
from wizard.core.model.answers import NONE, Answers, PushSection, ScenarioKey


class StepKey(StrEnum):
    """The steps of the wizard, in order."""

    WELCOME = "welcome"
    ACCOUNT = "account"
    SUBSCRIPTION = "subscription"
    SCENARIO = "scenario"
    IMAGE = "image"
    BRANCHES = "branches"
    REVIEW = "review"
    DONE = "done"


# text: one line; choice: one of `choices`; yes_no; lines: several of one line each; branches: a `Branches`;
# offer: whether the line that `hint` tells of is taken as the answer.
Kind = Literal["text", "choice", "yes_no", "lines", "branches", "offer"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer: its value, its label and a sentence or two about it."""

    value: str
    label: str
    help: str = ""


YES_NO: tuple[tuple[Any, str], ...] = ((True, "yes"), (False, "no"))


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `suggest` gives the answer to start from (what the file has, what the repository tells, a default), of the
    same type as the field; `applies` tells whether it is asked at all; `hint` says what follows from the answers
    so far; `clean` checks one typed line and raises `InvalidAnswer`.
    """

    key: str
    step: StepKey
    kind: Kind
    label: str
    help: str
    flag: str = ""
    metavar: str = ""
    choices: Sequence[Choice] = ()
    # What a yes_no or an offer is answered with: values of the field, and their labels.
    values: tuple[tuple[Any, str], ...] = YES_NO
    clean: Callable[[str], Cleaned] = validators.command
    suggest: Callable[[Answers, Project], Any] = lambda _answers, _project: None
    applies: Callable[[Answers, Project], bool] = lambda _answers, _project: True
    hint: Callable[[Answers, Project], str] = lambda _answers, _project: ""
    placeholder: str = ""
    optional: bool = False
    # Unset means derived: a suggestion that nobody changed is shown, and not kept as an answer.
    derived: bool = False
    # Whether the flag of a yes_no has a `--no-` twin: no is then another answer than unset.
    paired: bool = False

    def get(self, answers: Answers) -> Any:
        """The answer; None while it is unset."""
        if self.key.startswith("account."):
            return getattr(answers.account, self.key.removeprefix("account."))
        return getattr(answers, self.key)

    def put(self, answers: Answers, value: Any) -> Answers:
        """The answers with this one, already cleaned."""
        if self.key.startswith("account."):
            name = self.key.removeprefix("account.")
            return replace(answers, account=replace(answers.account, **{name: value}))
        if self.key == "options" and value == "":
            value = NONE
        if self.key == "scenario" and value is not None:
            value = ScenarioKey(value)
        if self.key == "push_section" and value is not None:
            value = PushSection(value)
        return replace(answers, **{self.key: value})

    def start(self, answers: Answers, project: Project) -> Any:
        """What the field shows at first: the answer, else the suggestion."""
        value = self.get(answers)
        if value is NONE:
            return ""
        return self.suggest(answers, project) if value is None or value == () else value
