"""The order of the steps: one worker shows a screen, takes its result, keeps the answers, shows the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.errors import ExitCode, WizardError
from wizard.core.flow import STEPS, Back, GoTo, Next, Quit, TakeOut, after, before
from wizard.core.questions import StepKey
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.subscription import SubscriptionScreen
from wizard.tui.screens.take_out import TakeOutScreen
from wizard.tui.screens.taken_out import TakenOutScreen
from wizard.tui.screens.welcome import WelcomeScreen

if TYPE_CHECKING:
    from textual.app import App

    from wizard.core.answers import Answers
    from wizard.core.project import Project
    from wizard.tui.screens.base import StepScreen
    from wizard.tui.session import Session
    from wizard.tui.work import Work

SCREENS: dict[StepKey, type[StepScreen]] = {
    StepKey.WELCOME: WelcomeScreen,
    StepKey.ACCOUNT: AccountScreen,
    StepKey.SUBSCRIPTION: SubscriptionScreen,
    StepKey.SCENARIO: ScenarioScreen,
    StepKey.IMAGE: ImageScreen,
    StepKey.BRANCHES: BranchesScreen,
    StepKey.REVIEW: ReviewScreen,
    StepKey.DONE: DoneScreen,
}


class Coordinator:
    """Drives the flow. Screens never name the next step; this never looks into a screen."""

    def __init__(self, app: App[int], session: Session, work: Work) -> None:
        self._app, self._session, self._work = app, session, work
        self.step = StepKey.WELCOME
        self._began_with: tuple[str | None, str | None] = (None, None)

    async def run(self) -> int:
        """Walk to the end; the exit code."""
        while True:
            result = await self._app.push_screen_wait(SCREENS[self.step](self._session, self._work))
            match result:
                case Quit():
                    return await self._end(result)
                case TakeOut():
                    if await self._take_out(result.integration):
                        return ExitCode.DONE
                case Back():
                    self._session.answers = result.answers
                    self.step = before(self.step) or StepKey.WELCOME
                case GoTo():
                    self._jump(result)
                case Next():
                    await self._forward(result)
            await self._keep()

    async def _forward(self, result: Next) -> None:
        session = self._session
        answers = result.answers
        if self.step is StepKey.WELCOME:
            begun = bool(session.seen) and (answers.changes_entry, answers.file) == self._began_with
            if begun:
                answers = session.answers  # the user only came back to look
            else:
                answers = await self._with_what_is_known(answers)
                session.begin(answers)
                self._began_with = (answers.changes_entry, answers.file)
        session.advance(self.step, answers)
        self.step = after(self.step) or StepKey.DONE

    async def _with_what_is_known(self, answers: Answers) -> Answers:
        """The starting answers of an entry, with its integrations as the registry knows them."""
        if answers.changes_entry is None:
            return answers
        try:
            return await self._work.known_of_entry(self._session.found, answers)
        except WizardError as error:
            self._session.problem = f"What the registry knows could not be read: {error}"
            return answers

    def _jump(self, result: GoTo) -> None:
        session = self._session
        if self.step is StepKey.WELCOME and not session.seen:
            # A run that was cut off: its steps were seen, its keys are gone.
            session.begin(result.answers)
            session.seen = set(STEPS[: STEPS.index(result.step)])
            session.stale = {StepKey.ACCOUNT} & session.seen
            self._began_with = (result.answers.changes_entry, result.answers.file)
        session.answers = result.answers
        self.step = result.step

    async def _keep(self) -> None:
        session = self._session
        if session.project is None:
            return
        if session.finished:
            await self._work.forget(session.project)
        elif self.step is not StepKey.WELCOME:
            await self._work.keep(session.project, session.answers, self.step)

    async def _end(self, result: Quit) -> int:
        self._session.answers = result.answers
        await self._keep()
        return ExitCode.DONE if self._session.finished else ExitCode.CANCELLED

    async def _take_out(self, integration: str) -> bool:
        """Take the entry out, here and then in the other files that name it; True when the user is done with that."""
        session = self._session
        project = session.found
        if not await self._shown_removal(integration, project):
            return False
        written = session.written
        try:
            for place in (await self._work.situation(project, integration)).files:
                if (place.root, place.file) != (project.root, project.file.name):
                    await self._shown_removal(integration, await self._work.look_at(place))
        except WizardError as error:
            session.problem = f"Other files that name it could not be looked at: {error}"
        session.written = written
        await self._app.push_screen_wait(TakenOutScreen(session, self._work))
        return True

    async def _shown_removal(self, integration: str, project: Project) -> bool:
        screen = TakeOutScreen(self._session, self._work, integration, project)
        return isinstance(await self._app.push_screen_wait(screen), Next)
