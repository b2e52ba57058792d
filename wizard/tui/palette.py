"""The palette (ctrl+p): go to a step that was seen, copy a name or a command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from wizard.core.flow import STEPS, TITLES
from wizard.core.questions import StepKey
from wizard.core.remaining import names_to_paste
from wizard.core.replay import apply_command
from wizard.core.safetext import visible
from wizard.tui.screens.base import StepScreen

Action = Callable[[], object]


class Commands(Provider):
    """What the palette offers on the step that is shown."""

    def _commands(self) -> Iterator[tuple[str, str, Action]]:
        screen = self.screen
        if not isinstance(screen, StepScreen):
            return
        session = screen.session
        for step in STEPS[:-1]:
            if step is not screen.step and screen.step is not StepKey.DONE and session.reachable(step):
                yield f"Go to: {TITLES[step]}", "Nothing is lost on the way", partial(screen.go_to, step)
        for label, text in names_to_paste(session.answers):
            if text:
                yield f"Copy: {label} {visible(text, limit=60)}", "To the clipboard", partial(self._copy, text)
        if session.answers.integration:
            command = apply_command(session.answers)
            yield "Copy: the apply command", visible(command, limit=120), partial(self._copy, command)
        yield "Help", "About this step and the keys", screen.action_help
        yield (
            "Draw the screen again",
            "When something else has written on the terminal",
            partial(self.app.run_action, "app.repaint"),
        )
        yield "Leave", "The answers are kept for the next run", partial(self.app.run_action, "app.leave")

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)

    async def discover(self) -> Hits:
        """Everything."""
        for name, about, action in self._commands():
            yield DiscoveryHit(_plain(name, about), action, text=name)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for name, about, action in self._commands():
            if (score := matcher.match(name)) > 0:
                yield Hit(score, _plain(name, about), action, text=name)


def _plain(name: str, about: str) -> Content:
    """Both lines as they are: Textual would read a string as markup."""
    return Content.assemble(name, "\n", (about, "dim"))
