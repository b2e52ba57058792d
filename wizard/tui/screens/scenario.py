"""Step 3: what the project does with ECR, with a live preview of what that adds to this very file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.widgets import OptionList, Static

from wizard.core.interview.draft import with_suggestions
from wizard.core.interview.flow import Next
from wizard.core.interview.question import Choice, StepKey
from wizard.core.interview.questions import BY_KEY
from wizard.core.model.answers import Answers, ScenarioKey
from wizard.core.model.errors import WizardError
from wizard.core.plan import make_plan
from wizard.core.scenarios.registry import Suggestion, suggested_scenario
from wizard.core.text.safetext import visible
from wizard.tui.screens.patched import PatchedStep
from wizard.tui.widgets.choice_list import ChoiceList
from wizard.tui.widgets.diff_view import DiffView

if TYPE_CHECKING:
    from textual.widget import Widget


class ScenarioScreen(PatchedStep):
    """What the project does with ECR."""

    step = StepKey.SCENARIO
    about = (
        BY_KEY["scenario"].help
        + "\n\n"
        + "\n\n".join(f"{choice.label}. {choice.help}" for choice in BY_KEY["scenario"].choices)
    )

    def body(self) -> Iterator[Widget]:
        """The scenarios, and the preview of the one that is highlighted."""
        choices = BY_KEY["scenario"].choices
        suggested = suggested_scenario(self.session.found)
        yield ChoiceList((_described(choice, suggested) for choice in choices), id="scenarios")
        yield Static(
            "This adds to the file, with your values in the next steps (PageDown scrolls):",
            id="preview-title",
            markup=False,
        )
        yield DiffView(id="preview")

    def on_mount(self) -> None:
        """Highlight what was answered."""
        values = [choice.value for choice in BY_KEY["scenario"].choices]
        chosen = BY_KEY["scenario"].start(self.session.answers, self.session.found)
        scenarios = self.query_one("#scenarios", ChoiceList)
        scenarios.highlighted = values.index(chosen) if chosen is not None else 0
        self.set_focus(scenarios)

    def collect(self) -> Answers:
        """The answers with the scenario that is highlighted."""
        chosen, question = self._highlighted(), BY_KEY["scenario"]
        if chosen != question.suggest(self.session.answers, self.session.found):
            self.session.touch(question.key)
        return question.put(self.session.answers, chosen)

    def _highlighted(self) -> ScenarioKey:
        at = self.query_one("#scenarios", ChoiceList).highlighted or 0
        return ScenarioKey(BY_KEY["scenario"].choices[at].value)

    @on(OptionList.OptionHighlighted, "#scenarios")
    def _show_preview(self) -> None:
        project = self.session.found
        self.show_patch(self.collect())
        try:
            plan = make_plan(project, with_suggestions(self.collect(), project))
        except WizardError as error:
            self.say_error(error)
            self.query_one("#preview", DiffView).tell("")
            return
        self.say("")
        preview = self.query_one("#preview", DiffView)
        if plan.changes_something:
            preview.show(plan.before, plan.after, brief=True)
        else:
            preview.tell("Already up to date.")

    @on(OptionList.OptionSelected, "#scenarios")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.finish(Next(self.collect()))


def _described(choice: Choice, suggested: Suggestion | None) -> Content:
    """A scenario as a row, with the reason where the repository suggests it."""
    about = choice.help.replace(". ", ".\n")
    if suggested is None or suggested.key != choice.value:
        return Content.assemble((choice.label, "bold"), "\n", about)
    reason = visible(suggested.reason, limit=60)
    return Content.assemble((choice.label, "bold"), "\n", (f"suggested: {reason}", "$text-muted"), "\n", about)
