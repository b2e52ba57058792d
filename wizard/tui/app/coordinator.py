"""The order of the steps: one worker shows a screen, takes its result, keeps the answers, shows the next."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from wizard.core.interview.flow import Next
from wizard.core.interview.question import StepKey
from wizard.core.interview.reducer import (
    Effect,
    End,
    Event,
    Forget,
    Recall,
    Recalled,
    Removed,
    RemoveEntry,
    Save,
    react,
)
from wizard.core.model.errors import WizardError

if TYPE_CHECKING:
    from textual.app import App

    from wizard.core.ci_file.project import Project
    from wizard.core.model.answers import Answers
    from wizard.tui.screens.base import StepScreen
    from wizard.tui.state.session import Session
    from wizard.tui.state.work import Work

STEP_SCREENS: dict[StepKey, str] = {step: f"{step.value.capitalize()}Screen" for step in StepKey}


def screen_of(step: StepKey) -> type[StepScreen]:
    """The screen of a step, imported when it is first shown: the first page waits for none of the others."""
    name = STEP_SCREENS[step]
    screen: type[StepScreen] = getattr(import_module(f"wizard.tui.screens.{step.value}"), name)
    return screen


class Coordinator:
    """Drives the interview on screens. Its order is the reducer's; this never looks into a screen."""

    def __init__(self, app: App[int], session: Session, work: Work) -> None:
        self._app, self._session, self._work = app, session, work
        self._code: int | None = None

    @property
    def step(self) -> StepKey:
        """The step that is shown."""
        return self._session.state.step

    async def run(self) -> int:
        """Walk to the end; the exit code."""
        while self._code is None:
            result = await self._app.push_screen_wait(screen_of(self.step)(self._session, self._work))
            await self._react(result)
        return self._code

    async def _react(self, event: Event) -> None:
        session = self._session
        old = session.state
        session.state, effects = react(old, event, session.project)
        if session.state.began != old.began:
            session.drafts.clear()
        for effect in effects:
            await self._do(effect)

    async def _do(self, effect: Effect) -> None:
        session = self._session
        match effect:
            case Recall():
                await self._react(Recalled(await self._with_what_is_known(effect.answers)))
            case RemoveEntry():
                await self._react(Removed(await self._take_out(effect.integration)))
            case Save():
                if session.project is not None:
                    await self._work.keep(session.project, effect.answers, effect.step)
            case Forget():
                if session.project is not None:
                    await self._work.forget(session.project)
            case End():
                self._code = effect.code

    async def _with_what_is_known(self, answers: Answers) -> Answers:
        """The starting answers of an entry, with its integrations as the inventory knows them."""
        try:
            return await self._work.known_of_entry(self._session.found, answers)
        except WizardError as error:
            self._session.problem = f"What the inventory knows could not be read: {error}"
            return answers

    async def _take_out(self, integration: str) -> bool:
        """Take the entry out, here and then in the other files that name it; True when the user is done with that."""
        from wizard.tui.screens.remove_integration import TakenOutScreen

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
        from wizard.tui.screens.remove_entry import TakeOutScreen

        screen = TakeOutScreen(self._session, self._work, integration, project)
        return isinstance(await self._app.push_screen_wait(screen), Next)
