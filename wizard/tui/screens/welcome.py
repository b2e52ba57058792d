"""The first screen: it opens at once and fills in what was found, then offers what can be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.ci_file.project import Project
from wizard.core.interview.flow import STEPS, TITLES, GoTo, Next, StepResult, TakeOut
from wizard.core.interview.questions import StepKey
from wizard.core.model.answers import Answers
from wizard.core.model.errors import WizardError
from wizard.core.scenarios.recognize import starting_answers
from wizard.core.text.safetext import visible
from wizard.tui.screens.base import StepScreen
from wizard.tui.widgets.action import action_button
from wizard.tui.widgets.rows import Rows
from wizard.tui.widgets.steps import Heading

if TYPE_CHECKING:
    from textual.widget import Widget

SHOWN_DOCKERFILES = 5


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing that can be done from here, and the result that it means (None: choose that file)."""

    label: str
    result: StepResult | None
    file: str = ""


class WelcomeScreen(StepScreen):
    """What is here, and what is to be done."""

    step = StepKey.WELCOME
    next_label = "Go on"
    slow = frozenset({"look"})
    about = (
        "ecr-wizard connects this project on Shippable to Amazon ECR. It changes nothing but shippable.yml, and that "
        "only after you have seen the patch and said so.\n\n"
        "Set up: a new integration, step by step. Change: the values of an entry that the file has are the starting "
        "answers. Take out: removes an entry as carefully as it was put in."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.leave", "Leave", key_display="Esc"),
        Binding("ctrl+r", "look", "Look again", key_display="^r"),
        # The list is short; what stands above it need not be.
        Binding("pagedown", "scroll_body(1)", "Scroll", show=False, priority=True),
        Binding("pageup", "scroll_body(-1)", "Scroll", show=False, priority=True),
    ]

    def body(self) -> Iterator[Widget]:
        """The facts, and the list of what can be done."""
        with Vertical(id="facts"):
            yield Static("Looking around ...", markup=False)
        yield Rows(id="doing", compact=True, markup=False)

    def buttons(self) -> Iterator[Widget]:
        """There is nothing to go back to."""
        yield action_button(self.next_label, id="next")
        yield action_button("Help", id="help")

    def on_mount(self) -> None:
        """Look around without holding up the first frame."""
        self._doing: list[Doing] = []
        self.query_one("#doing").display = False
        self.query_one("#next").display = False
        if self.session.project is not None:
            self._file = self.session.project.file.name if len(self.session.project.files) > 1 else None
        else:
            self._file = self.session.answers.file
        self.action_look()

    def action_look(self) -> None:
        """Look (again)."""
        self.run_worker(self._look(), exclusive=True, group="look", description="looking around")

    async def _look(self) -> None:
        try:
            project = await self.work.look(self._file)
            left = await self.work.left_over(project)
        except WizardError as error:
            await self.query_one("#facts").remove_children()
            self.say_error(error)
            return
        self.session.project = project
        self.work.warm_up()
        self.say("")
        await self._show_facts(project, chosen=self._file is not None)
        self._doing = list(self._offers(project, left))
        doing = self.query_one("#doing", OptionList)
        doing.clear_options()
        doing.add_options([Option(Content(visible(item.label, limit=200))) for item in self._doing])
        doing.display = True
        doing.highlighted = 0
        self.query_one("#next").display = True
        self.refresh(layout=True)
        if self.is_current:
            doing.focus()

    async def _show_facts(self, project: Project, *, chosen: bool) -> None:
        self.query_one(Heading).refresh()
        box = self.query_one("#facts")
        await box.remove_children()
        await box.mount(
            *(
                Horizontal(
                    Static(Content(visible(name, limit=24)), classes="fact-name"),
                    Static(Content(visible(text, limit=400)), classes="fact-text"),
                )
                for name, text in facts(project, chosen=chosen)
            )
        )

    def _offers(self, project: Project, left: tuple[Answers, StepKey] | None) -> Iterator[Doing]:
        if len(project.files) > 1 and self._file is None:
            for name in project.files:
                yield Doing(f"Work on {name}: both files exist, and only one of them counts", None, name)
            return
        if project.file.refusal is not None:
            yield Doing("Look again, when the file is mended", None, project.file.name)
            return
        if left is not None and not self.session.seen:
            answers, step = left
            last = STEPS[min(STEPS.index(step), STEPS.index(StepKey.REVIEW))]
            yield Doing(f"Go on where the last run ended: {TITLES[last]} (the keys are asked for again)",
                        GoTo(last, answers))  # fmt: skip
        file = project.file.name if len(project.files) > 1 or project.file.name != "shippable.yml" else None
        yield Doing("Set up an integration", Next(Answers(file=file)))
        for entry in project.file.ecr_entries:
            yield Doing(f"Change {entry.name}", Next(starting_answers(project.file, entry)))
        for entry in project.file.ecr_entries:
            yield Doing(f"Take out {entry.name}", TakeOut(entry.name))
        if len(project.files) > 1:
            other = next(name for name in project.files if name != project.file.name)
            yield Doing(f"Work on {other} instead", None, other)

    @on(OptionList.OptionHighlighted, "#doing")
    def _keep_in_sight(self, event: OptionList.OptionHighlighted) -> None:
        """The facts above may be longer than the screen."""
        self.call_after_refresh(event.option_list.scroll_visible, animate=False)

    @on(OptionList.OptionSelected, "#doing")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_next()

    def action_next(self) -> None:
        """Do what is highlighted."""
        at = self.query_one("#doing", OptionList).highlighted
        if at is None or not self._doing:
            return
        doing = self._doing[at]
        if doing.result is not None:
            self.finish(doing.result)
        else:
            self._file = doing.file
            self.action_look()

    def action_back(self) -> None:
        """There is nothing before the welcome."""


def facts(project: Project, *, chosen: bool) -> tuple[tuple[str, str], ...]:
    """What was found: name and text of each line, not yet made safe to show.

    `chosen` tells that the user said which of two files counts.
    """
    rows = [("Project", project.root)]
    if project.organisation:
        rows.append(("Remote", f"{project.organisation}/{project.name} on {project.host}"))
    elif not project.is_repository:
        rows.append(("Remote", "none: this is no git repository"))
    if project.branch:
        default = project.default_branch
        other = f" (default: {default})" if default not in (None, project.branch) else ""
        rows.append(("Branch", project.branch + other))
    rows.append(("CI file", _file(project, chosen=chosen)))
    for item in project.dockerfiles[:SHOWN_DOCKERFILES]:
        froms = [name + (" (ECR)" if parse_ecr(name) else "") for name in item.froms]
        rows.append((item.path, "FROM " + ", ".join(froms) if froms else "no FROM"))
    if more := len(project.dockerfiles) - SHOWN_DOCKERFILES:
        rows += [("", f"and {more} more Dockerfiles")] if more > 0 else []
    rows += [("Note", note) for note in project.notes]
    return tuple(rows)


def _file(project: Project, *, chosen: bool) -> str:
    file = project.file
    if len(project.files) > 1 and not chosen:
        return " and ".join(project.files) + " exist both"
    if file.refusal is not None:
        return f"{file.name}:{file.refusal.line}:{file.refusal.column}: {file.refusal.reason}"
    if file.text is None:
        return f"{file.name} is not there yet; it will be made"
    entries = ", ".join(entry.name + (f" ({entry.region})" if entry.region else "") for entry in file.ecr_entries)
    return f"{file.name}, " + (f"ECR entries: {entries}" if entries else "no ECR entry yet")
