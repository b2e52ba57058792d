"""The four front doors. Each takes the same answers to a repository; the file that is there then is the result."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pexpect

from tests.tui.hands import sitting_at
from wizard.actions.real import real_services
from wizard.cli import run
from wizard.core.interview.commands import answers_yaml, apply_arguments
from wizard.core.interview.question import Question, StepKey
from wizard.core.interview.questions import QUESTIONS
from wizard.core.model.answers import Answers, Branches, ScenarioKey
from wizard.core.scenarios.registry import SCENARIOS
from wizard.services.aws.boto import AwsBoto
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.subscription import SubscriptionScreen

NAME = "shop ecr"
PROGRAM = ("-m", "wizard")


@dataclass(frozen=True)
class Case:
    """What the user wants: the scenario, the answers to questions of the step Image, the branches."""

    scenario: ScenarioKey
    given: Mapping[str, Any]
    branches: Branches
    region: str = "us-east-1"


async def screens(root: Path, case: Case, aws: AwsBoto) -> Answers:
    """By keyboard at 80x24; the answers that the wizard would replay."""
    async with sitting_at(lambda: (replace(real_services(), aws=aws), root)) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.fill("region", case.region)
        await hands.without_keys()
        await hands.on(SubscriptionScreen)
        await hands.fill("integration", NAME)
        await hands.press("ctrl+n")
        await hands.on(ScenarioScreen)
        await hands.pick_scenario(list(SCENARIOS).index(case.scenario))
        for key, value in case.given.items():
            if isinstance(value, tuple):
                for item in value:
                    await hands.fill(key, item)
                    await hands.press("enter")
            elif isinstance(value, str) and not hasattr(hands.control(key), "choices"):
                await hands.fill(key, value)
            else:
                await hands.choose(key, value)
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        await hands.answer_branches(case.branches)
        await hands.on(ReviewScreen)
        await hands.press("w")
        await hands.on(DoneScreen)
        return hands.app.session.answers


def prompts(root: Path, case: Case, program: Sequence[str] = PROGRAM) -> Path:
    """As plain prompts in a pseudo-terminal; the answers file that it saved."""
    child = pexpect.spawn(
        sys.executable,
        [*program, "--plain", str(root)],
        env={**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(Path(__file__).parents[2])},
        encoding="utf-8",
        timeout=60,
        dimensions=(24, 200),
    )
    child.delaybeforesend = None  # the prompt stands there: it is waiting
    replies = Replies(case)
    seen = io.StringIO()
    child.logfile_read = seen
    for _ in range(60):
        if child.expect([r"(?:^|\n)([^\r\n]+): $", pexpect.EOF]) == 1:
            break
        child.sendline(replies.to(child.match[1]))
    child.close()
    assert child.exitstatus == 0, seen.getvalue()
    return root / "kept.yml"


class Replies:
    """What is typed at each prompt; Enter where the case says nothing."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._lines = {key: [*value, ""] for key, value in case.given.items() if isinstance(value, tuple)}
        self._questions = {item.label: item for item in QUESTIONS}

    def to(self, prompt: str) -> str:
        """The reply to a prompt such as `4.2 Tag [latest]`."""
        if prompt.startswith(("Write ", "Take it all the same")):
            return "y"
        if prompt.startswith("What now"):
            return "Leave it as it is"
        if prompt.startswith("Save the answers"):
            return "kept.yml"
        numbered = re.match(r"\d\.\d+ (.*)", prompt)
        label = numbered[1] if numbered else ""
        if label.startswith("Keys"):
            return "None now"
        if label.startswith("Region"):
            return self._case.region
        if label.startswith("Subscription integration"):
            return NAME
        if label.startswith("Scenario"):
            return str(list(SCENARIOS).index(self._case.scenario) + 1)
        if label.startswith("Branches: numbers"):
            return " ".join(self._case.branches.names)
        if label.startswith("Branches"):
            return {"all": "1", "only": "2", "except": "3"}[self._case.branches.mode]
        known = [item for name, item in self._questions.items() if label.startswith(name)]
        question = max(known, key=lambda item: len(item.label), default=None)
        return self._answer(question) if question is not None and question.step is StepKey.IMAGE else ""

    def _answer(self, question: Question) -> str:
        if question.key in self._lines:
            return self._lines[question.key].pop(0)
        value = self._case.given.get(question.key)
        if value is None:
            return ""
        if question.key == "agent_only":
            return {True: "2", False: "3"}[value]
        return {True: "y", False: "n"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def flags(root: Path, answers: Answers) -> None:
    """`apply` with flags."""
    assert run(["apply", str(root), *apply_arguments(answers)]) == 0


def answers_file(root: Path, text: str) -> None:
    """`apply` with an answers file."""
    path = root.parent / f"{root.name}.answers.yml"
    path.write_text(text, encoding="utf-8")
    assert run(["apply", str(root), f"--answers={path}"]) == 0


__all__ = ["Case", "answers_file", "answers_yaml", "flags", "prompts", "screens"]
