"""Where in the wizard the user is: one line at the top, or a column at the side of a wide terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from wizard.core.interview.flow import STEPS, TITLES
from wizard.core.interview.proposal import branches_in_words
from wizard.core.interview.question import StepKey
from wizard.core.text.safetext import visible

if TYPE_CHECKING:
    from textual import events

    from wizard.core.model.answers import Account, Answers
    from wizard.tui.state.session import Session

CLICKED = "step"  # what a click on a step carries
SHORT = {
    StepKey.ACCOUNT: "Account",
    StepKey.SUBSCRIPTION: "Subscription",
    StepKey.SCENARIO: "Scenario",
    StepKey.IMAGE: "Image",
    StepKey.BRANCHES: "Branches",
    StepKey.REVIEW: "Review",
}


class Heading(Static):
    """The title of the step, its number, and the project on the right."""

    DEFAULT_CSS = """
    Heading { height: 1; background: $primary; color: $background; text-style: bold; text-wrap: nowrap; }
    Heading:ansi { background: ansi_default; color: ansi_default; text-style: reverse bold; }
    """

    def __init__(self, title: str, session: Session) -> None:
        super().__init__(markup=False)
        self._title = title
        self._session = session

    def render(self) -> Content:
        """One line of the width of the screen."""
        project = self._session.project
        right = ""
        if project is not None:
            right = visible(f"{project.organisation}/{project.name}" if project.organisation else project.name or "")
        room = max(self.size.width - len(self._title) - 4, 0)
        if len(right) > room:
            right = visible(right, limit=max(room, 4)) if room > 8 else ""
        return Content(f" {self._title}{right.rjust(room + 2)} ")


class StepLine(Static):
    """`1 Account ✓  2 Subscription ✓  > 3 Scenario ...`: marks are signs, not colours alone."""

    DEFAULT_CSS = """
    StepLine { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; }
    """

    def __init__(self, step: StepKey, session: Session, *, column: bool = False, **options: Any) -> None:
        super().__init__(markup=False, **options)
        self._step, self._session, self._column = step, session, column
        self._shown: Answers | None = None

    def render(self) -> Content:
        """The steps with their marks."""
        if self._column:
            return Content("\n\n").join([self._with_answer(number, key) for number, key in enumerate(SHORT, 1)])
        line = Content("  ").join([self._one(number, key, name) for number, (key, name) in enumerate(SHORT.items(), 1)])
        if line.cell_length <= self.content_size.width:
            return line
        # Where there is no room for all names, numbers do for the other steps.
        return Content("  ").join(
            [
                self._one(number, key, name if key is self._step else "")
                for number, (key, name) in enumerate(SHORT.items(), 1)
            ]
        )

    def _with_answer(self, number: int, key: StepKey) -> Content:
        """The title, and below it what was answered."""
        title = self._one(number, key, TITLES[key], before_mark=" ")
        answer = answer_in_brief(key, self._answers_for(key))
        room = max(self.content_size.width - 2, 8)
        if not answer or (key not in self._session.seen and key is not self._step):
            return title
        return Content.assemble(title, "\n  ", (visible(answer, limit=room), "$text-muted"))

    def _answers_for(self, key: StepKey) -> Answers:
        """Those of the session; of the step that is shown, what its fields hold. Keys are never in a field."""
        is_shown = key is self._step and key is not StepKey.ACCOUNT
        return self._shown if is_shown and self._shown is not None else self._session.answers

    def follow(self, answers: Answers) -> None:
        """What the fields of the step hold now."""
        self._shown = answers
        self.refresh()

    def _one(self, number: int, key: StepKey, name: str, before_mark: str = "") -> Content:
        mark = self._mark(key)
        mark = before_mark + mark if mark else ""
        if key is self._step:
            return Content.assemble((f"{number} {name}", "$foreground bold underline"), (mark, "$foreground bold"))
        later = STEPS.index(key) > STEPS.index(self._step) and not mark
        shown = Content.styled(f"{number} {name}".rstrip() + mark, "$text-muted" if later else "$foreground")
        return shown.stylize(Style.from_meta({CLICKED: key.value}))

    def on_click(self, event: events.Click) -> None:
        """A click on a step that was seen goes there, as the palette does."""
        clicked = event.style.meta.get(CLICKED)
        if clicked is not None and self._session.reachable(StepKey(clicked)):
            screen: Any = self.screen
            screen.go_to(StepKey(clicked))

    def _mark(self, key: StepKey) -> str:
        """✓ for what is settled, ! for what rests on an old answer; of keys ? for not checked, - for none."""
        if key in self._session.stale:
            return "!"
        if key not in self._session.seen:
            return ""
        account = self._session.answers.account
        if key is not StepKey.ACCOUNT or account.checked:
            return "✓"
        return "?" if account.masked_id else "-"


def answer_in_brief(key: StepKey, answers: Answers) -> str:
    """What was answered on a step, in a few words; empty where nothing was."""
    if key is StepKey.ACCOUNT:
        return _keys_in_brief(answers.account)
    if key is StepKey.IMAGE:
        return ":".join(part for part in (answers.image, answers.tag) if part)
    if key is StepKey.BRANCHES:
        return branches_in_words(answers.branches) if answers.branches is not None else ""
    named = {StepKey.SUBSCRIPTION: answers.integration, StepKey.SCENARIO: answers.scenario}
    return named.get(key) or ""


def _keys_in_brief(account: Account) -> str:
    if not account.masked_id:
        return "no keys"
    return f"{account.masked_id}, {'checked' if account.checked else 'not checked'}"


class StepColumn(StepLine):
    """The same as a column."""

    DEFAULT_CSS = """
    StepColumn { width: 32; height: 1fr; padding: 1 1; text-wrap: wrap; border-right: solid $panel; display: none; }
    """

    def __init__(self, step: StepKey, session: Session) -> None:
        super().__init__(step, session, column=True)


__all__ = ["Heading", "StepColumn", "StepLine"]
