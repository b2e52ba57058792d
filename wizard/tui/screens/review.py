"""Step 6: the patch, why, what to know first. Nothing is written without a key of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button, Static

from wizard.core.aws.rights import missing, outlook
from wizard.core.interview.commands import policy_command
from wizard.core.interview.flow import TITLES, Next
from wizard.core.interview.next_steps import remaining
from wizard.core.interview.questions import StepKey, relevant
from wizard.core.model.answers import Answers
from wizard.core.model.errors import WizardError
from wizard.core.plan import Plan, make_plan
from wizard.core.scenarios.images import images_in_ecr
from wizard.core.text.safetext import visible
from wizard.tui.input.typeahead import DropsTypeAhead
from wizard.tui.screens.base import StepScreen
from wizard.tui.screens.dialogs import AskName
from wizard.tui.widgets.action import action_button, bracketed
from wizard.tui.widgets.busy import BusyLine
from wizard.tui.widgets.diff_view import DiffView
from wizard.tui.widgets.rights_view import RightsView

if TYPE_CHECKING:
    from textual.widget import Widget

    from wizard.actions.credentials import KeyReport
    from wizard.core.model.secret import AwsKeys


class ReviewScreen(DropsTypeAhead, StepScreen):
    """The diff. The focus starts on leaving with nothing changed; keys typed ahead are dropped."""

    step = StepKey.REVIEW
    slow = frozenset({"write", "save"})
    about = (
        "This is the whole change of the file: lines with + are added, lines with - are taken out, every other byte "
        "stays. w writes it, with a backup; `ecr-wizard undo` brings the old file back. s saves the patch to a file "
        "in place of writing; `git apply` takes it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", "Write"),
        Binding("s", "save", "Save as patch"),
        Binding("ctrl+n", "next", show=False),
        Binding("up", "scroll_lines(-1)", "Scroll", show=False),
        Binding("down", "scroll_lines(1)", "Scroll", show=False),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]

    def body(self) -> Iterator[Widget]:
        """Warnings first: they must be seen; then the diff and its reasons."""
        yield Static(id="summary", markup=False)
        yield DiffView(id="diff")
        yield Static(id="why", markup=False)
        yield RightsView(markup=False)

    def buttons(self) -> Iterator[Widget]:
        """Leaving is first, writing is last."""
        yield action_button("Leave as is", id="leave")
        yield action_button("Back", id="back")
        yield action_button("Patch (s)", id="save")
        yield action_button("Write (w)", id="write")

    def on_mount(self) -> None:
        """Plan, and show it."""
        self._plan: Plan | None = None
        self._writing = False
        self._show()
        self.set_focus(self.query_one("#leave"))
        if self.session.held.keys is not None and self.session.held.report is not None:
            self.run_worker(
                self._ask_rights(self.session.held.keys, self.session.held.report), description="asking for rights"
            )

    async def _ask_rights(self, keys: AwsKeys, report: KeyReport) -> None:
        answers = self._answers
        if answers.scenario is None:
            return
        images = images_in_ecr(self.session.found, answers)
        busy = self.query_one(BusyLine)
        try:
            rights = await busy.during(
                "Asking AWS what the key may do ...",
                self.work.rights(keys, report.region, report.identity, answers.scenario, images),
            )
        except WizardError as error:
            self.query_one(RightsView).show_not_checked(error)
        else:
            command = policy_command(answers.scenario, [image.name for image in images])
            self.query_one(RightsView).show(rights, command)
            if lacking := missing(rights.rights):
                names = ", ".join(dict.fromkeys(right.action for right in lacking))
                self.say(
                    f"The key may not: {names}. {outlook(answers.scenario, rights.rights)}; see below the diff.",
                    error=True,
                )

    @property
    def _answers(self) -> Answers:
        return relevant(self.session.answers, self.session.found)

    def _show(self) -> None:
        project = self.session.found
        try:
            plan = make_plan(project, self._answers)
        except WizardError as error:
            self.say_error(error)
            if error.snippet:
                self.query_one("#why", Static).update(Content(visible(error.snippet, lines=True, tab="    ")))
            self.query_one("#write").display = self.query_one("#save").display = False
            return
        self._plan = plan
        self.query_one("#summary", Static).update(self._summary(plan))
        self.query_one("#diff", DiffView).show(plan.before, plan.after)
        self.query_one("#why", Static).update(self._why(plan))
        if not plan.changes_something:
            self.query_one("#diff", DiffView).tell("The file says all this already: there is nothing to write.")
            self.query_one("#write", Button).label = bracketed("Go on (w)")
            self.query_one("#save").display = False

    def _summary(self, plan: Plan) -> Content:
        account = self.session.answers.account
        keys = {True: "checked", False: "not checked"}[account.checked]
        lines = [
            Content.assemble(
                (visible(plan.file), "bold"),
                "  " + ("new file" if plan.before is None else _counts(plan)),
                f"   Keys: {account.masked_id}, {keys}" if account.masked_id else "   Keys: none, not checked",
            )
        ]
        lines += [
            Content.styled(f"! Step {TITLES[step]} rests on answers that changed since; look at it again.", "bold")
            for step in sorted(self.session.stale, key=list(TITLES).index)
        ]
        for item in plan.warnings:
            place = f" (line {item.line})" if item.line else ""
            there = " (already there)" if item in plan.findings.stays else ""
            lines.append(Content.assemble(("! ", "bold"), visible(item.message + place + there, limit=600)))
        lines += [Content(visible(f"Put right: {item.message}", limit=600)) for item in plan.findings.gone]
        return Content("\n").join(lines)

    def _why(self, plan: Plan) -> Content:
        lines = [f"Why: {why}" for why in dict.fromkeys(edit.why for edit in plan.edits)]
        if plan.agent_only is not None:
            lines.append(f"agent_only: {plan.agent_only.reason}")
        lines.append("Then, by hand; the last page has every step:")
        groups = remaining(self.session.found, self._answers)
        lines += [f"  {group.title}" for group in groups if not group.is_alternative]
        return Content.styled(visible("\n".join(lines), lines=True), "$text-muted")

    # writing

    def action_write(self) -> None:
        """Write the file as the diff shows it."""
        if self._plan is None or self._writing:
            return
        if not self._plan.changes_something:
            self.session.finished = True
            self.finish(Next(self._answers))
            return
        self._writing = True
        self.run_worker(self._write(self._plan), group="write", description="writing", exclusive=True)

    async def _write(self, plan: Plan) -> None:
        project, answers = self.session.found, self._answers
        busy = self.query_one(BusyLine)
        try:
            written = await busy.during("Writing ...", self.work.write(project, plan))
        except WizardError as error:
            self._writing = False
            self.say_error(error)
            if error.code == "changed-meanwhile":
                self.session.project = await self.work.look_again(project)
                self._show()
                self.say(f"{error.title} The patch is planned anew on what it holds now: look at it again.", error=True)
            return
        self.session.written, self.session.finished = written, True
        try:
            await self.work.note(project, answers)
        except WizardError as error:
            self.session.problem = f"The file is written, but the registry is not: {error}"
        self.finish(Next(answers))

    def action_save(self) -> None:
        """Save the patch to a file, in place of writing."""
        plan = self._plan
        if plan is None or not plan.changes_something:
            return

        def named(name: str | None) -> None:
            if name:
                path = Path(self.session.found.root) / Path(name).expanduser()
                self.run_worker(self._save(path, plan.diff), group="save", description="saving", exclusive=True)

        self.app.push_screen(
            AskName("Save the patch", "A file for `git apply`, from the repository's root.", "ecr.patch"), named
        )

    async def _save(self, path: Path, text: str) -> None:
        try:
            await self.work.save_text(path, text)
        except WizardError as error:
            self.say_error(error)
        else:
            self.say(f"Saved: {path}. Nothing else was written. In the root: git apply {path.name}")

    def action_next(self) -> None:
        """Writing has a key of its own; the key that goes on elsewhere does nothing here."""
        self.say("w writes the file; Esc goes back.")

    @on(Button.Pressed, "#write")
    def _write_pressed(self) -> None:
        self.action_write()

    @on(Button.Pressed, "#save")
    def _save_pressed(self) -> None:
        self.action_save()

    @on(Button.Pressed, "#leave")
    def _leave_pressed(self) -> None:
        self.leave()


def _counts(plan: Plan) -> str:
    added = sum(line.startswith("+") and not line.startswith("+++") for line in plan.diff.splitlines())
    removed = sum(line.startswith("-") and not line.startswith("---") for line in plan.diff.splitlines())
    return f"{added} lines added, {removed} taken out"
