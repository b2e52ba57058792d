"""The whole wizard as numbered questions on a console: the same steps, questions and actions as the screens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wizard.actions import resume
from wizard.actions.look import look_around
from wizard.actions.services import Services
from wizard.core.answers import Answers
from wizard.core.errors import ExitCode, WizardError
from wizard.core.flow import STEPS, TITLES, Back, Next, Quit, StepResult
from wizard.core.project import Project
from wizard.core.questions import BY_KEY, StepKey, questions_of
from wizard.core.scenarios import starting_answers
from wizard.plain.account import ask_account
from wizard.plain.ask import ask
from wizard.plain.console import Console, WentBack
from wizard.plain.finish import done, review
from wizard.plain.keys import HeldKeys
from wizard.plain.taking_out import take_out

INTRODUCTION = (
    "ecr-wizard connects this project on Shippable to Amazon ECR.\n"
    "At every question: Enter takes what stands in brackets, ? explains, < goes back, ctrl+c leaves."
)


def run_plain(services: Services, start: Path) -> int:
    """Walk the wizard at `start` and give the exit code."""
    console = Console()
    console.say(INTRODUCTION)
    project = look_around(services, start)
    describe(console, project)
    walk = Walk(console, services, project)
    try:
        return walk.run()
    except (KeyboardInterrupt, EOFError):
        walk.keep()
        console.say("\nCancelled. Nothing more was written; the next run can go on from here.")
        return ExitCode.CANCELLED


def describe(console: Console, project: Project) -> None:
    """What was found on looking around."""
    console.say(f"\nProject: {project.root}")
    if project.organisation:
        console.say(f"  Remote: {project.host} {project.organisation}/{project.name}")
    if project.branch:
        console.say(f"  Branch: {project.branch}")
    if project.file.refusal is not None:
        refusal = project.file.refusal
        console.say(f"  {project.file.name}:{refusal.line}:{refusal.column}: {refusal.reason}")
    elif project.file.text is None:
        console.say(f"  There is no {project.file.name} yet; it will be made.")
    else:
        names = ", ".join(entry.name for entry in project.file.ecr_entries) or "none"
        console.say(f"  {project.file.name}: ECR entries: {names}")
    for item in project.dockerfiles:
        console.say(f"  {item.path}: FROM {', '.join(item.froms) or 'nothing'}")


class Walk:
    """The steps, one after the other, back and forth."""

    def __init__(self, console: Console, services: Services, project: Project) -> None:
        self.console, self.services, self.project = console, services, project
        self.answers = Answers()
        self.step = StepKey.WELCOME
        self.held = HeldKeys()
        self.finished = False

    def run(self) -> int:
        """Walk to the end and give the exit code."""
        steps: dict[StepKey, Callable[[], StepResult]] = {
            StepKey.WELCOME: self._welcome,
            StepKey.ACCOUNT: self._account,
            StepKey.REVIEW: self._review,
        }
        while self.step is not StepKey.DONE:
            if self.step is not StepKey.WELCOME:
                number = STEPS.index(self.step)
                self.console.say(f"\nStep {number} of {len(STEPS) - 2}: {TITLES[self.step]}")
            result = steps.get(self.step, self._questions)()
            if isinstance(result, Quit):
                return ExitCode.DONE if self.finished else ExitCode.CANCELLED
            self.answers = result.answers if isinstance(result, Next | Back) else self.answers
            at = STEPS.index(self.step) + (1 if isinstance(result, Next) else -1)
            self.step = STEPS[max(at, 0)]
            self.keep()
        resume.forget(self.project)
        return ExitCode.DONE

    def keep(self) -> None:
        """Save the answers, so that a lost connection costs nothing."""
        if not self.finished and self.step is not StepKey.WELCOME:
            resume.save(self.project, self.answers, self.step)

    def _welcome(self) -> StepResult:
        if left := resume.load(self.project):
            if self.console.yes_no(
                "Go on where the last run ended?", "The answers were kept, the keys were not.", default=True
            ):
                answers, step = left
                self.step = STEPS[min(STEPS.index(step), STEPS.index(StepKey.REVIEW)) - 1]
                return Next(answers)
            resume.forget(self.project)
        if len(self.project.files) > 1:
            self._choose_file()
        entries = self.project.file.ecr_entries
        choices = [("Set up an integration", "")]
        choices += [(f"Change {entry.name}", "") for entry in entries]
        choices += [(f"Take out {entry.name}", "") for entry in entries]
        picked = self.console.choose("What is to be done", "Set up, change or take out.", choices, 0) if entries else 0
        if picked == 0:
            return Next(Answers(file=self.answers.file))
        if picked <= len(entries):
            return Next(starting_answers(self.project.file, entries[picked - 1]))
        self.finished = take_out(self.console, self.services, self.project, entries[picked - 1 - len(entries)].name)
        return Quit(self.answers)

    def _choose_file(self) -> None:
        help_text = "Both files exist. Choose the one that Shippable reads."
        names = [(name, "") for name in self.project.files]
        name = self.project.files[self.console.choose("Which file", help_text, names, 0)]
        self.answers = BY_KEY["file"].put(self.answers, name)
        self.project = look_around(self.services, Path(self.project.root), name)

    def _account(self) -> StepResult:
        try:
            return Next(ask_account(self.console, self.services, self.held, self.answers, self.project))
        except WentBack:
            return Back(self.answers)

    def _questions(self) -> StepResult:
        """The declared questions of the step, in order; each answer decides which are asked next."""
        answers, at = self.answers, 0
        while at < len(questions := questions_of(self.step, answers, self.project)):
            number = f"{STEPS.index(self.step)}.{at + 1}"
            try:
                answers = ask(self.console, number, questions[at], answers, self.project)
                at += 1
            except WentBack:
                if at == 0:
                    return Back(answers)
                at -= 1
        return Next(answers)

    def _review(self) -> StepResult:
        try:
            written = review(self.console, self.services, self.project, self.answers)
        except WentBack:
            return Back(self.answers)
        except WizardError as error:
            self.console.error(error)
            if self.console.yes_no("Go back and change the answers?", "Nothing was written.", default=True):
                return Back(self.answers)
            return Quit(self.answers)
        if written is None:
            return Quit(self.answers)
        self.finished = True
        done(self.console, self.project, self.answers, written)
        return Next(self.answers)
