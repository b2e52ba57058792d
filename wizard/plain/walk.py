"""The whole wizard as numbered questions on a console: the same steps, questions and actions as the screens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from wizard.actions import resume
from wizard.actions.account_step import HeldKeys, with_shell_region
from wizard.actions.check import with_accounts
from wizard.actions.demo import DEMO_ENDS
from wizard.actions.inspect_project import inspect_project
from wizard.actions.integrations import Known
from wizard.actions.known_of_entry import known_of_entry
from wizard.actions.project_paths import folder_of
from wizard.actions.save_record import save_record
from wizard.actions.services import Services
from wizard.actions.settings import begun_with
from wizard.actions.surroundings import surroundings
from wizard.actions.undo import last_write, offer
from wizard.core.ci_file.project import Project
from wizard.core.interview import form
from wizard.core.interview.flow import STEPS, TITLES, Back, GoTo, Next, Quit, StepResult, TakeOut
from wizard.core.interview.form import Given
from wizard.core.interview.parting import not_written, patch_saved
from wizard.core.interview.question import Question, StepKey
from wizard.core.interview.questions import BY_KEY, relevant
from wizard.core.interview.reducer import (
    Beginning,
    Effect,
    End,
    Event,
    Forget,
    Recall,
    Recalled,
    Removed,
    RemoveEntry,
    Save,
    State,
    answered,
    react,
)
from wizard.core.model.answers import Account, Answers
from wizard.core.model.errors import ExitCode, WizardError
from wizard.core.scenarios.recognize import starting_answers
from wizard.plain.account import AccountStep
from wizard.plain.console import Console, WentBack
from wizard.plain.describing import describe
from wizard.plain.ending import Ended, ended_by_signals
from wizard.plain.fields import ask
from wizard.plain.finish import done, offer_commit, record_of, show_done
from wizard.plain.image import names_for, offer_ways
from wizard.plain.keeping import ask_to_keep
from wizard.plain.keys import tell_rights
from wizard.plain.moving import WentTo, commands
from wizard.plain.proposal import Proposing
from wizard.plain.remove_integration import take_out
from wizard.plain.review import Left, review
from wizard.plain.shippable import choose_account, look_for_accounts, offer_register
from wizard.plain.undoing import undo_last_write
from wizard.services.storage.files import Undone

INTRODUCTION = (
    "ecr-wizard connects this project on Shippable to Amazon ECR.\n"
    "At every question Enter takes the answer in brackets, ? explains, < goes back, > goes to a step, "
    "+ shows the patch so far, ctrl+c leaves."
)

# The steps that are made of declared questions, which follow their suggestions until they are answered.
FORMS = frozenset({StepKey.ACCOUNT, StepKey.SUBSCRIPTION, StepKey.IMAGE})


def run_plain(services: Services, start: Path, report: Path | None = None) -> int:
    """Walk the wizard at `start` and give the exit code; `report`: the new file for a record of the run."""
    console = Console()
    console.say(INTRODUCTION)
    walk = Walk(console, services, looked_at(services, start), report)
    code = _carried_out(walk, console)
    if services.demo:
        console.say(f"\n{DEMO_ENDS}")
    return code


def _carried_out(walk: Walk, console: Console) -> int:
    try:
        with ended_by_signals():
            return walk.run()
    except (KeyboardInterrupt, EOFError):
        walk.keep()
        goes = walk.services.demo or walk.finished or walk.step is StepKey.WELCOME
        kept = "" if goes else " The next run can go on from here."
        console.say(f"\nCancelled. Nothing more was written.{kept}")
        return ExitCode.CANCELLED
    except Ended as ended:
        walk.keep()
        return 128 + ended.number


def looked_at(services: Services, start: Path, file: str | None = None) -> Project:
    """What is at `start`, with the region that the shell names; the demo looks at nothing of the user's."""
    found = with_accounts(services, inspect_project(services, start, file))
    return found if services.demo else with_shell_region(found)


class Walk:
    """Drives the interview on a console, back and forth. Its order is the reducer's."""

    def __init__(self, console: Console, services: Services, project: Project, report: Path | None = None) -> None:
        self.console, self.services, self.project = console, services, project
        self._report = report
        self.state = State()
        self.held = HeldKeys()
        self._code: int | None = None
        self._offered_to_resume = False
        self._file: str | None = None
        self._backwards = False
        self._known: Known | None = None
        self._proposing = Proposing(console, services, self.held)
        self._started = Answers()
        self._proposes = False

    @property
    def answers(self) -> Answers:
        """What was answered so far."""
        return self.state.answers

    @property
    def given(self) -> Given:
        """What was answered so far, and by whom."""
        return Given(self.state.answers, self.state.touched)

    def _take(self, given: Given) -> None:
        self.state = replace(self.state, answers=given.answers, touched=given.touched)

    @property
    def so_far(self) -> Answers:
        """The answers as they would be if the step were left now."""
        if self._proposing.made is not None:
            return self._proposing.made.answers
        if self.step not in FORMS:
            return self.answers
        return form.filled(self.step, self.given, self.project)

    @property
    def step(self) -> StepKey:
        """The step that is asked."""
        return self.state.step

    @property
    def finished(self) -> bool:
        """Whether something was written: nothing is left to be resumed."""
        return self.state.finished

    def run(self) -> int:
        """Walk to the end and give the exit code."""
        steps: dict[StepKey, Callable[[], StepResult]] = {
            StepKey.WELCOME: self._welcome,
            StepKey.ACCOUNT: self._account,
            StepKey.REVIEW: self._review,
        }
        self.console.commands = commands(self.console, lambda: self.state, lambda: self.so_far, lambda: self.project)
        while self._code is None and self.step is not StepKey.DONE:
            if self.step is not StepKey.WELCOME:
                number = STEPS.index(self.step)
                self.console.say(f"\nStep {number} of {len(STEPS) - 2}: {TITLES[self.step]}")
            try:
                result = steps.get(self.step, self._questions)()
            except WentBack:
                result = Back(self.so_far)
            except WentTo as wanted:
                result = GoTo(wanted.step, self.so_far)
            self._backwards = isinstance(result, Back)
            self._react(result)
        return ExitCode.DONE if self._code is None else self._code

    def keep(self) -> None:
        """Save the answers when the run ends before its time, so that a lost connection costs nothing."""
        if self.finished:
            resume.forget(self.project)
        elif self.step is not StepKey.WELCOME:
            resume.save(self.project, self.so_far, self.state.reached)

    def _react(self, event: Event) -> None:
        self.state, effects = react(self.state, event, self.project)
        for effect in effects:
            self._do(effect)

    def _do(self, effect: Effect) -> None:
        match effect:
            case Recall():
                self._react(Recalled(self._with_what_is_known(effect.answers)))
            case RemoveEntry():
                self.console.commands = {}
                done = take_out(self.console, self.services, self.project, effect.integration)
                self._react(Removed(done))
                if not done:
                    self._react(Quit(self.answers))
            case Save():
                resume.save(self.project, effect.answers, effect.step)
            case Forget():
                resume.forget(self.project)
            case End():
                self._code = effect.code

    def _welcome(self) -> StepResult:
        describe(self.console, self.project)
        if (resumed := self._resumed()) is not None:
            return resumed
        if len(self.project.files) > 1:
            self._choose_file()
        if not self._proposes:
            begun = self._begun()
            while isinstance(begun, Undone):
                undo_last_write(self.console, self.services, self.project, begun)
                self.project = looked_at(self.services, folder_of(self.project), self._file)
                describe(self.console, self.project)
                begun = self._begun()
            if isinstance(begun, TakeOut):
                return begun
            self._started = begun
        return self._proposed()

    def _begun(self) -> TakeOut | Undone | Answers:
        """What is to be done; the answers that it begins with, or the write that is to be taken back."""
        entries = self.project.file.ecr_entries
        undone = last_write(self.services, self.project)
        choices = [("Set up an integration", "")]
        choices += [(f"Change {entry.name}", "") for entry in entries]
        choices += [(f"Take out {entry.name}", "") for entry in entries]
        if undone is not None:
            choices.append((offer(undone, self.project.file.name), ""))
        picked = 0
        if len(choices) > 1:
            picked = self.console.choose("What is to be done", "Set up, change, take out or undo.", choices, 0)
        if picked > 2 * len(entries) and undone is not None:
            return undone
        if picked > len(entries):
            return TakeOut(entries[picked - 1 - len(entries)].name)
        begun = starting_answers(self.project.file, entries[picked - 1]) if picked else Answers()
        return replace(self._with_settings(begun), file=self._file)

    def _proposed(self) -> StepResult:
        """The proposal, where something is known to propose; else the steps, one by one."""
        started = self._started
        if self.project.file.refusal is not None:
            return Next(started)
        given = self.given
        if not self._proposes and not self._has_begun(started):
            known = self._with_what_is_known(started) if started.changes_entry is not None else started
            given = Given(known, answered(known))
        self._proposes = False
        around = surroundings(self.services, self.project, self._file)
        is_first = not self.project.file.ecr_entries
        given, wanted = self._proposing.ask(self.project, given, around, is_first=is_first)
        if wanted is not None:
            self._proposes = True  # what is changed from here comes back here
            return wanted
        if started.changes_entry is not None:
            self.held.drop()  # the keys of this shell need not be those of that entry
            return Next(started)
        account = given.answers.account if self.held.keys is not None else Account()
        return Next(replace(started, account=account))

    def _has_begun(self, started: Answers) -> bool:
        """Whether the user only came back from a step: what was given there is kept."""
        return bool(self.state.seen) and self.state.began == Beginning(started.changes_entry, started.file)

    def _with_settings(self, begun: Answers) -> Answers:
        """The answers to begin with, those of `.ecr-wizard.yml` over them; what is wrong with it is said."""
        try:
            return begun_with(self.services, self.project, begun)[0]
        except WizardError as error:
            self.console.error(error)
            return begun

    def _resumed(self) -> GoTo | None:
        """Where the last run ended, if the user wants to go on there; asked once."""
        if self._offered_to_resume:
            return None
        self._offered_to_resume = True
        left = resume.load(self.project)
        if left is None:
            return None
        help_text = "The answers were kept. Keys that were typed were not: they are asked for first."
        if not self.console.yes_no("Go on where the last run ended", help_text, default=True):
            resume.forget(self.project)
            return None
        answers, step = left
        if answers.file is not None:
            self._file = answers.file
            self._look_at(answers.file)
        resumed = self._proposing.resumed(self.project, answers)
        return GoTo(min(step, StepKey.REVIEW, key=STEPS.index), *resumed)

    def _with_what_is_known(self, answers: Answers) -> Answers:
        """The starting answers of an entry, with its integrations as the inventory knows them."""
        try:
            return known_of_entry(self.services, self.project, answers)
        except WizardError as error:
            self.console.error(error)
            return answers

    def _choose_file(self) -> None:
        help_text = "Both files exist. Choose the one that Shippable reads."
        names = [(name, "") for name in self.project.files]
        name = self.project.files[self.console.choose("Which file", help_text, names, 0)]
        self._file = BY_KEY["file"].put(self.answers, name).file
        self._look_at(name)

    def _look_at(self, name: str) -> None:
        if name != self.project.file.name:
            self.project = looked_at(self.services, folder_of(self.project), name)

    def _account(self) -> StepResult:
        step = AccountStep(self.console, self.services, self.held, self.project, self._take)
        return Next(step.ask(self.given).answers)

    def _questions(self) -> StepResult:
        """The declared questions of the step, in order; each answer decides which are asked next."""
        at = len(form.asked(self.step, self.given, self.project)) - 1 if self._backwards else 0
        while True:
            questions = form.asked(self.step, self.given, self.project)
            at = min(at, len(questions))
            try:
                if at == len(questions):
                    return Next(self._at_the_end())
                self._take(self._ask(questions[at], f"{STEPS.index(self.step)}.{at + 1}"))
                at += 1
            except WentBack:
                if at == 0:
                    raise
                at -= 1

    def _at_the_end(self) -> Answers:
        answers = self.so_far
        if self.step is StepKey.IMAGE:
            ways = offer_ways(self.console, answers, self.project)
            self._take(form.changed(Given(answers, self.state.touched), ways))
            return ways
        return answers

    def _ask(self, question: Question, number: str) -> Given:
        given = self.given
        if question.key == "integration":
            if self._known is None:
                self._known = look_for_accounts(self.console, self.services)
            chosen = choose_account(self.console, self._known, self.held, given.answers, number)
            given = form.changed(given, chosen)
        pickable = names_for(self.services, self.held, question, given.answers, self.project)
        return ask(self.console, number, question, given, self.project, pickable)

    def _left(self, saved: Sequence[str]) -> Quit:
        """The end without a written file, with what was saved all the same."""
        resumes = not self.services.demo
        self.console.say("\n" + not_written(self.project.file.name, saved, resumes=resumes))
        return Quit(self.answers)

    def _review(self) -> StepResult:
        answers = relevant(self.answers, self.project)
        for step in sorted(self.state.stale, key=STEPS.index):
            self.console.say(
                f"Step {TITLES[step]} rests on answers that changed since; look at it again (> goes there)."
            )
        tell_rights(self.console, self.services, self.held, answers, self.project)
        try:
            reviewed = review(self.console, self.services, self.held, self.project, answers)
        except WizardError as error:
            self.console.error(error)
            if self.console.yes_no("Go back and change the answers", "Nothing was written.", default=True):
                return Back(self.answers)
            return self._left([])
        if isinstance(reviewed, Left):
            return self._left([] if reviewed.saved is None else [patch_saved(reviewed.saved)])
        answers = reviewed.answers
        self._take(form.changed(self.given, answers))
        self.state = replace(self.state, finished=True)
        self.console.commands = {}
        self.keep()
        show_done(self.console, self.services, self.project, answers, reviewed.written)
        answers = ask_to_keep(self.console, self.services, self.held, answers)
        self._take(form.changed(self.given, answers))
        registered = offer_register(self.console, self.services, self.held, answers)
        committed = offer_commit(self.console, self.services, self.project) if reviewed.written is not None else ""
        done(self.console, self.project, answers, registered, committed)
        if self._report is not None:
            save_record(self._report, record_of(self.project, answers, reviewed, registered, committed))
            self.console.say(f"The record of this run: {self._report}")
        return Next(self.answers)
