"""Step 6: a verdict, what to know first, the patch with its reasons. Nothing is written without a key of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button, Static

from wizard.actions.account_step import for_region
from wizard.actions.as_build import planned_builds
from wizard.actions.credentials import RightsReport, absent_repository
from wizard.actions.verify import only, targets_of_answers
from wizard.core.aws.rights import missing, outlook
from wizard.core.aws.verify import Target, Verdict, lines, with_proof
from wizard.core.interview.commands import policy_command
from wizard.core.interview.flow import TITLES, Next
from wizard.core.interview.next_steps import remaining
from wizard.core.interview.parting import patch_saved
from wizard.core.interview.question import StepKey
from wizard.core.interview.questions import relevant
from wizard.core.interview.remedies import SETTLING_KEYS, Settlement, settlements
from wizard.core.interview.verdict import reasons, verdict
from wizard.core.model.answers import Answers
from wizard.core.model.errors import WizardError
from wizard.core.model.finding import Severity
from wizard.core.plan import Plan, make_plan
from wizard.core.rules.build_groups import BuildGroup, builds_line, builds_steps
from wizard.core.scenarios.desired_changes import region_of
from wizard.core.scenarios.images import images_in_ecr
from wizard.core.scenarios.registry import SCENARIOS
from wizard.core.text.safetext import visible
from wizard.tui.input.typeahead import DropsTypeAhead
from wizard.tui.screens.asking import AskName
from wizard.tui.screens.base import StepScreen
from wizard.tui.screens.builds import BuildsDialog
from wizard.tui.widgets.action import action_button, bracketed
from wizard.tui.widgets.busy import BusyLine
from wizard.tui.widgets.diff_view import DiffView
from wizard.tui.widgets.rights_view import RightsView
from wizard.tui.widgets.side_by_side import SideBySide

if TYPE_CHECKING:
    from textual.widget import Widget

    from wizard.actions.credentials import KeyReport
    from wizard.core.aws.ecr_name import EcrImage
    from wizard.core.model.secret import AwsKeys


STYLE_OF_FAILING = {True: "$text-error", False: "$text-success"}
BESIDE_FROM = 160  # columns from which before and after are shown side by side
# The answers that a warning's key may give.
SETTLED_ANSWERS = ("build_command", "region", "aws_cli", "options", "move_pre_ci_boot", "push_section", "agent_only")


class Summary(Static, can_focus=True):
    """The verdict and the warnings. It has the focus when the page comes, because no key acts on it."""


class ReviewScreen(DropsTypeAhead, StepScreen):
    """The diff. The focus starts on the verdict, where no key acts; keys typed ahead are dropped."""

    step = StepKey.REVIEW
    slow = frozenset({"write", "save"})
    about = (
        "This is the whole change of the file: lines with + are added, lines with - are taken out, every other byte "
        "stays. w writes it, with a backup; `ecr-wizard undo` brings the old file back. s saves the patch to a file "
        "in place of writing; `git apply` takes it. The letter beside a warning does what is said there, and the "
        "patch follows. g shows, line by line, which login each pull and push of a build has."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", "Write"),
        *(Binding(key, f"settle({key!r})", show=False) for key in SETTLING_KEYS),
        Binding("enter", "next", show=False),
        Binding("s", "save", "Save as patch"),
        Binding("ctrl+n", "next", show=False),
        Binding("t", "try_registry", show=False),
        Binding("g", "builds", show=False),
        Binding("e", "copy_making", show=False),
        Binding("up", "scroll_lines(-1)", "Scroll", show=False),
        Binding("down", "scroll_lines(1)", "Scroll", show=False),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]

    def body(self) -> Iterator[Widget]:
        """The verdict and the warnings first: they must be seen; then the diff with its reasons."""
        yield Summary(id="summary", markup=False)
        yield SideBySide(id="beside")
        yield DiffView(id="diff")
        yield Static(id="why", markup=False)
        yield RightsView(markup=False)

    def buttons(self) -> Iterator[Widget]:
        """What the page is for comes first; none of them has the focus when the page comes."""
        yield action_button(f"Write {self.session.found.file.name} (w)", id="write")
        yield action_button("Back", id="back")
        yield action_button("Save as patch (s)", id="save")
        yield action_button("Leave", id="leave")

    def on_mount(self) -> None:
        """Plan, and show it."""
        self._plan: Plan | None = None
        self._builds: tuple[BuildGroup, ...] = ()
        self._settlements: dict[str, Settlement] = {}
        self._writing = False
        self._rights: RightsReport | WizardError | None = None
        self._verdicts: dict[Target, Verdict] = {}
        self._show()
        self.set_focus(self.query_one("#summary"))
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
            self._rights = await busy.during(
                "Asking AWS what the key may do ...",
                self.work.rights(keys, report.region, report.identity, answers.scenario, images),
            )
        except WizardError as error:
            self._rights = error
        else:
            self.session.in_ecr = self.session.in_ecr.answered(images, self._rights.absent)
            self._show_summary()
        self._show_rights()
        await self._ask_registry(keys, only("pull", self._targets))

    @property
    def _targets(self) -> tuple[Target, ...]:
        return targets_of_answers(self.session.found, self._answers)

    def action_try_registry(self) -> None:
        """Ask the registry for what was not asked yet: whether a push may start, and what may be a cache's image."""
        keys = self.session.held.keys
        waiting = self._waiting()
        if keys is None or self.session.held.report is None or not waiting:
            return
        self.run_worker(
            self._ask_registry(keys, waiting, is_cache=False),
            group="registry",
            description="asking the registry",
            exclusive=True,
        )

    def _waiting(self) -> list[Target]:
        """The targets that are asked for only when the user says so."""
        found = []
        for target in self._targets:
            known = self._verdicts.get(target)
            if (known is None and target.use == "push") or (known is not None and known.code == "cache-not-known"):
                found.append(target)
        return found

    async def _ask_registry(self, keys: AwsKeys, targets: Sequence[Target], *, is_cache: bool | None = None) -> None:
        if targets:
            asking = self.work.verify(keys, targets, is_cache=is_cache)
            found = await self.query_one(BusyLine).during("Asking the registry itself ...", asking)
            self._verdicts |= {item.target: item for item in found}
            self._show_rights()
            if bad := [item for item in found if item.status in ("no", "rejected")]:
                self.say(f"{bad[0].text} See below the diff.", error=True)

    def _registry_lines(self) -> list[str]:
        said = [line for verdict in self._verdicts.values() for line in lines(verdict)]
        waiting = self._waiting()
        if any(target.use == "push" for target in waiting):
            said.append("t: ask the registry whether the key may start a push (begun and cancelled; nothing is moved).")
        elif waiting:
            said.append("t: ask again; say by it that no image comes through a pull through cache.")
        return said

    def _show_rights(self) -> None:
        """The table of rights, with what the registry itself showed in place of what was simulated."""
        view, found, scenario = self.query_one(RightsView), self._rights, self._answers.scenario
        if isinstance(found, WizardError):
            view.show_not_checked(found, self._registry_lines())
        if not isinstance(found, RightsReport) or scenario is None:
            return
        found = replace(found, rights=with_proof(found.rights, tuple(self._verdicts.values())))
        images = images_in_ecr(self.session.found, self._answers)
        view.show(found, policy_command(scenario, [image.name for image in images]), self._registry_lines())
        if lacking := missing(found.rights):
            names = ", ".join(dict.fromkeys(right.action for right in lacking))
            result = outlook(SCENARIOS[scenario].access, found.rights)
            self.say(f"The key lacks permission for: {names}. {result}; see below the diff.", error=True)

    def on_resize(self) -> None:
        """Before and after stand beside each other where there is room for both."""
        self._show_one_of_both()

    def _show_one_of_both(self) -> None:
        """The patch once: before and after beside each other, or one below the other."""
        is_beside = self._has_room_beside()
        self.query_one(SideBySide).display = is_beside
        self.query_one("#diff").display = not is_beside

    def _has_room_beside(self) -> bool:
        plan = self._plan
        return plan is not None and plan.changes_something and self.app.size.width >= BESIDE_FROM

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
            self.query_one(SideBySide).display = False
            return
        self._plan = plan
        self._builds = planned_builds(project, plan, self._answers)
        self._show_summary()
        whys = reasons(plan)
        self.query_one(SideBySide).show(plan.before, plan.after, whys)
        self.query_one("#diff", DiffView).show(plan.before, plan.after, reasons=whys)
        self._show_one_of_both()
        self.query_one("#why", Static).update(self._why(plan))
        self.query_one("#save").display = plan.changes_something
        label = f"Write {plan.file} (w)" if plan.changes_something else "Go on (w)"
        self.query_one("#write", Button).label = bracketed(label)
        if not plan.changes_something:
            self.query_one("#diff", DiffView).tell("The file has every line of it.")

    def _show_summary(self) -> None:
        if self._plan is not None:
            self.query_one("#summary", Summary).update(self._summary(self._plan))

    @property
    def _absent(self) -> list[EcrImage]:
        """The images of the answers whose repository ECR does not have, as far as it was asked."""
        return [
            image for image in images_in_ecr(self.session.found, self._answers) if image in self.session.in_ecr.absent
        ]

    def _summary(self, plan: Plan) -> Content:
        found = verdict(plan, more_to_know=len(self._absent))
        lines = [
            Content.styled(f"{'!' if found.fails else '✓'} {found.text}", f"bold {STYLE_OF_FAILING[found.fails]}"),
            Content.styled(visible(f"{plan.file}   {self._keys_in_words()}"), "$text-muted"),
            Content.assemble(visible(builds_line(self._builds), limit=300), ("  g: its steps", "bold")),
        ]
        lines += [
            Content.styled(f"! Step {TITLES[step]} rests on answers that changed since; look at it again.", "bold")
            for step in sorted(self.session.stale, key=list(TITLES).index)
        ]
        self._settlements = {}
        for item in sorted(plan.warnings, key=lambda item: item.severity is not Severity.ERROR):
            place = f" (line {item.line})" if item.line else ""
            there = " (already there)" if item in plan.findings.stays else ""
            lines.append(Content.assemble(("! ", "bold"), visible(item.message + place + there, limit=600)))
            for way in settlements(self.session.found, self._answers, item):
                self._settlements[way.key] = way
                lines.append(Content.assemble("  ", (f"{way.key}: {visible(way.label, limit=200)}", "bold")))
        for image in self._absent:
            lines.append(Content.assemble(("! ", "bold"), visible(absent_repository(image).message, limit=600)))
            lines.append(Content.styled("  e: copy that command", "bold"))
        return Content("\n").join(lines)

    def action_copy_making(self) -> None:
        """Copy what makes the repositories that ECR lacks."""
        if self._absent:
            self.copy("\n".join(image.create_command for image in self._absent))

    def _keys_in_words(self) -> str:
        account = self.session.answers.account
        if not account.masked_id:
            return "Keys: none, not checked"
        return f"Keys: {account.masked_id}, {'checked' if account.checked else 'not checked'}"

    def action_settle(self, key: str) -> None:
        """Do what a warning offers under this letter, and plan again."""
        way = self._settlements.get(key)
        if way is None or self._writing:
            return
        session = self.session
        session.answers = for_region(session.held, way.answers, region_of(session.found, way.answers))
        for name in SETTLED_ANSWERS:
            if getattr(way.answers, name) is not None:
                session.touch(name)
                session.drafts.pop(name, None)
        self._show()
        self.say(f"Done: {way.label}. The patch above has it.")

    def _why(self, plan: Plan) -> Content:
        lines = [f"Put right: {item.message}" for item in plan.findings.gone]
        if plan.agent_only is not None:
            lines.append(f"agent_only: {plan.agent_only.reason}")
        lines.append("Then, by hand; the last page has every step:")
        groups = remaining(self.session.found, self._answers)
        lines += [f"  {group.title}" for group in groups if group.task]
        return Content.styled(visible("\n".join(lines), lines=True), "$text-muted")

    def action_builds(self) -> None:
        """The logins, pulls and pushes of a build with the new file."""
        if self._builds:
            self.app.push_screen(BuildsDialog(tuple(builds_steps(self._builds))))

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
                self.say(f"{error.title} This is a new patch, on what it holds now: look at it again.", error=True)
            return
        self.session.written, self.session.diff, self.session.finished = written, plan.diff, True
        try:
            await self.work.note(project, answers)
        except WizardError as error:
            self.session.problem = f"The file is written, but the inventory is not: {error}"
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
            self.session.left_behind.append(patch_saved(path))
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
    async def _leave_pressed(self) -> None:
        await self.run_action("app.leave")  # which asks first, as ctrl+c does
