"""The first screen: what was found, what would be written from it, and what else can be done."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from wizard.actions import keys_at_hand
from wizard.actions.undo import question, undone_text
from wizard.core.interview.draft import draft
from wizard.core.interview.flow import GoTo, Next, Proposed
from wizard.core.interview.proposal import Known, Proposal, Row, propose
from wizard.core.interview.question import StepKey
from wizard.core.interview.reducer import answered
from wizard.core.model.answers import Account
from wizard.core.model.errors import WizardError
from wizard.core.scenarios.desired_changes import region_of
from wizard.core.text.safetext import visible
from wizard.tui.screens.facts import brief_facts, facts
from wizard.tui.screens.keys_at_hand import KeysAtHandStep
from wizard.tui.screens.offers import Doing, offers
from wizard.tui.state.session import InEcr
from wizard.tui.widgets.action import action_button
from wizard.tui.widgets.diff_view import DiffView
from wizard.tui.widgets.fact_list import FactList
from wizard.tui.widgets.proposal_row import Columns, columns_for, proposal_line
from wizard.tui.widgets.rows import Rows
from wizard.tui.widgets.steps import Heading

if TYPE_CHECKING:
    from textual.widget import Widget

    from wizard.actions.surroundings import Surroundings
    from wizard.tui.state.session import Session
    from wizard.tui.state.work import Looked, Work

FIRST_KEY = 0.5  # seconds: a key that comes with the page is obeyed before libraries are imported
LOOKING = (("Looking around ...", ""),)
DEMO = "a simulation; nothing of yours is touched"
ASKS = (
    "Asked, step by step: your AWS keys, the integration's name, what the project does with ECR, the image, the "
    "branches. Nothing is written before you have seen the patch."
)
PROMISE = "Enter changes a row, ^n reviews; nothing is written yet."
WAITS = "Waiting for AWS to check the keys. Esc goes on without that."


class WelcomeScreen(KeysAtHandStep):
    """What is here, and what is to be done."""

    step = StepKey.WELCOME
    next_label = "Go on"
    slow = frozenset({"look", "undo"})
    about = (
        "ecr-wizard connects this project on Shippable to Amazon ECR. It changes nothing but shippable.yml, and that "
        "only after you have seen the patch and said so.\n\n"
        "Each row is an answer, with the source that it comes from; ! marks what needs you. Enter changes it, ctrl+n "
        "goes to the review. AWS keys can be pasted here.\n\n"
        "Step by step (s): every question, one page after the other. Change: the values of an entry that the file has "
        "are the starting answers. Take out: removes an entry as carefully as it was put in. Undo: puts back the file "
        "from before the last write."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Leave", show=False),
        Binding("s", "step_by_step", "Step by step"),
        Binding("ctrl+n", "review", "Review", key_display="^n"),
        Binding("ctrl+r", "look", "Look again", key_display="^r"),
        # The list is short; what is above it need not be.
        Binding("pagedown", "scroll_body(1)", "Scroll", show=False, priority=True),
        Binding("pageup", "scroll_body(-1)", "Scroll", show=False, priority=True),
    ]

    def __init__(self, session: Session, work: Work) -> None:
        super().__init__(session, work)
        self._doing: list[Doing] = []
        self._around: Surroundings | None = None
        self._file: str | None = None
        self._width_shown = 0
        self._proposal: Proposal | None = None
        self._waits_to: Callable[[], None] | None = None  # what is done once AWS has answered
        self._says_awaited = False  # that AWS has not answered yet

    def body(self) -> Iterator[Widget]:
        """The facts, the proposal with what else can be done, and the patch."""
        looked = self.work.seen_ahead() if self.session.project is None else None
        if looked is not None:
            self._take_in(looked)
        yield FactList(self._facts() if looked is not None else LOOKING, id="facts")
        yield Static(id="intro", markup=False)
        yield Rows(id="doing", compact=True, markup=False)
        yield Static(id="preview-title", markup=False)
        yield DiffView(id="preview")

    def buttons(self) -> Iterator[Widget]:
        """There is nothing to go back to."""
        yield action_button(self.next_label, id="next")
        yield action_button("Help", id="help")

    def on_mount(self) -> None:
        """Show what is known; else look around without holding up the first frame."""
        if self._around is not None:
            self._show_all()
            return
        for name in ("#doing", "#next", "#intro"):
            self.query_one(name).display = False
        if self.session.project is not None:
            self._file = self.session.project.file.name if len(self.session.project.files) > 1 else None
        else:
            self._file = self.session.answers.file
        self._begin_to_look()

    def action_look(self) -> None:
        """Look again, in ECR too."""
        self.session.in_ecr = InEcr()
        self._begin_to_look()

    def _begin_to_look(self) -> None:
        self.run_worker(self._look(), exclusive=True, group="look", description="looking around")

    async def _look(self) -> None:
        try:
            looked = await self.work.look(self._file)
        except WizardError as error:
            self.query_one(FactList).show(())
            self.say_error(error)
            return
        self._take_in(looked)
        self.query_one(Heading).refresh()
        self.query_one(FactList).show(self._facts())
        self._show_all()
        self.refresh(layout=True)

    def _take_in(self, looked: Looked) -> None:
        """Keep what was found."""
        self._around, self.session.project = looked.around, looked.project
        if self.session.state.began is None:
            base = looked.around.base
            account = self._held_account() if self.session.held.keys is not None else base.account
            self.session.answers = replace(base, account=account)

    def _show_all(self) -> None:
        """Everything but the facts, now that it is known."""
        around = self._around
        if around is None:
            return
        self.say("")
        for problem in around.problems:
            self.say_error(problem)
        self.take_up_keys(around.source)
        self._show()
        doing = self.query_one("#doing", OptionList)
        doing.display = self.query_one("#next").display = True
        doing.highlighted = 0
        if self.is_current:
            doing.focus(scroll_visible=False)
        self.hurries = self.app.size.width < self.HORIZONTAL_BREAKPOINTS[1][0]  # else the patch is still to come
        self.call_after_refresh(self._page_is_there)

    def _page_is_there(self) -> None:
        """What the page need not wait for begins once it is drawn."""
        self.set_timer(FIRST_KEY, self.work.warm_up)
        self.call_after_refresh(gc.enable)  # `run_wizard` has stopped it for the sake of this page

    # the proposal

    @property
    def _is_proposed(self) -> bool:
        """Whether there is something to propose: one file that can be read, and at most one entry to change."""
        file, session = self.session.found.file, self.session
        has_one_file = len(session.found.files) < 2 or self._file is not None
        return has_one_file and file.refusal is None and len(file.ecr_entries) < 2

    def proposal(self) -> Proposal | None:
        around, session = self._around, self.session
        if around is None or not self._is_proposed:
            return None
        touched = session.touched if session.state.began is not None else answered(around.base)
        known = Known(around.inventory, session.at_hand, session.in_ecr.absent, around.said)
        made = propose(session.found, session.answers, touched - {"file"}, known)
        return made if made.knows else None

    def _show(self) -> None:
        """The proposal, what can be done, and the patch, as things are now."""
        self._proposal = made = self.proposal()
        options = self.query_one("#doing", OptionList)
        at = options.highlighted
        before = self._doing[at] if at is not None and at < len(self._doing) else None
        is_led = made is None or made.is_led
        # What Enter does first is on top: however small the window, it is in sight together with the facts.
        self._doing = sorted(self._offers(made), key=lambda item: not item.comes_first(is_led=is_led))
        self._width_shown = self._width()
        columns = columns_for([item.row for item in self._doing if item.row is not None], self._width_shown)
        options.clear_options()
        options.add_options([Option(_line(item, columns)) for item in self._doing])
        if before is not None:
            options.highlighted = next((at for at, item in enumerate(self._doing) if item.is_about(before)), 0)
        self._show_intro(made)
        self.call_after_refresh(self._show_preview)  # the rows are there before the patch is planned

    def _show_intro(self, made: Proposal | None) -> None:
        intro = self.query_one("#intro", Static)
        text = ASKS if made is None else f"{made.settled} of {len(made.rows)} settled. {PROMISE}"
        intro.display = self._is_proposed
        intro.update(Content.styled(text, "$text-muted"))

    def _show_preview(self) -> None:
        made = self._proposal
        self.show_patch(made.answers if made is not None else self.session.answers)
        title, preview = self.query_one("#preview-title", Static), self.query_one("#preview", DiffView)
        if made is None:
            title.update("")
            preview.tell("")
            return
        patch = draft(self.session.found, made.answers)
        name = visible(self.session.found.file.name, limit=40)
        title.update(Content.assemble((name, "bold"), "  ", (visible(patch.text, limit=200), "$text-muted")))
        if patch.plan is not None:
            preview.show(patch.plan.before, patch.plan.after, brief=True)
        else:
            preview.tell("")

    def _width(self) -> int:
        """The cells of a row; before the page is laid out, those that there will be."""
        return max((self.query_one("#body").size.width or self.app.size.width - 2) - 3, 40)

    def _offers(self, made: Proposal | None) -> Iterator[Doing]:
        session = self.session
        if self._around is None:
            return iter(())
        account, chosen = self._held_account(), self._file is not None
        return offers(session.found, self._around, made, account, chosen=chosen, fresh=not session.seen)

    def _held_account(self) -> Account:
        """What is known of the keys that are held; nothing where none are."""
        return self.session.answers.account if self.session.held.keys is not None else Account()

    def _facts(self) -> Sequence[tuple[str, str]]:
        project = self.session.found
        is_brief = self.proposal() is not None
        rows = brief_facts(project) if is_brief else facts(project, chosen=self._file is not None)
        return (("Demo", DEMO), *rows) if self.work.is_demo else rows

    @on(OptionList.OptionSelected, "#doing")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_next()

    def on_resize(self) -> None:
        """The rows are as long as there is room for."""
        self.call_after_refresh(self._show_wider)

    def _show_wider(self) -> None:
        if self._proposal is not None and self._width() != self._width_shown:
            self._show()

    def action_next(self) -> None:
        """Do what is highlighted."""
        at = self.query_one("#doing", OptionList).highlighted
        if at is not None and at < len(self._doing):
            self._do(self._doing[at])

    def _do(self, doing: Doing) -> None:
        if doing.undoes:
            self._ask_undo()
        elif doing.reviews:
            self.action_review()
        elif isinstance(doing.result, GoTo):
            self._resume(doing.result)
        elif doing.result is not None:
            if isinstance(doing.result, Next) and not doing.leads:
                self.session.held.drop()  # the keys of this shell need not be those of that entry
            self.finish(doing.result)
        else:
            self._file = doing.file
            self.action_look()

    def _resume(self, left: GoTo) -> None:
        """Go on with an earlier run, with its keys where they are at hand."""
        if self.waits_for_keys(lambda: self._resume(left)):
            return
        session = self.session
        region = region_of(session.found, left.answers)
        resumed = keys_at_hand.resumed(session.held, session.answers.account, left.answers, region)
        self.finish(GoTo(left.step, *resumed))

    def waits_for_keys(self, then: Callable[[], None]) -> bool:
        """Whether AWS has yet to tell of the keys: `then` is done once it has, or with Esc."""
        if not self.checks_keys or self._waits_to is not None:
            return False
        self._waits_to = then
        self.say(WAITS)
        return True

    def action_step_by_step(self) -> None:
        """Be led through every question."""
        led = next((item for item in self._doing if item.leads), None)
        if led is not None:
            self._do(led)

    def action_review(self) -> None:
        """To the review with what is proposed, once AWS has answered; where something is missing, to that."""
        made = self._proposal
        if made is None:
            self.action_next()
        elif lacking := self._lacking(made):
            self._waits_to = None  # an answer of AWS that comes now does not turn the page
            self.query_one("#doing", OptionList).highlighted = self._place_of(lacking)
            self._says_awaited = lacking.state == "checking"
            why = "AWS has not answered yet." if self._says_awaited else lacking.source
            self.say(f"{lacking.label}: {why} Enter answers it.", error=True)
        elif self.waits_for_keys(self.action_review):
            return
        else:
            self.finish(Proposed(StepKey.REVIEW, made.answers, made.touched))

    def _lacking(self, made: Proposal) -> Row | None:
        """The first row without which nothing can be written; one that AWS may fill counts once nobody waits for it."""
        if made.missing:
            return made.missing[0]
        has_waited = self._waits_to is not None and self.checks_keys
        return next(iter(made.awaited), None) if has_waited else None

    def _place_of(self, row: Row) -> int:
        return next(at for at, item in enumerate(self._doing) if item.row == row)

    def action_stop(self) -> None:
        """Go on without waiting for AWS; else leave."""
        if self._waits_to is not None:
            self._waits_to()
        else:
            self.call_later(self.run_action, "app.leave")

    def action_back(self) -> None:
        """There is nothing before the welcome."""

    def works_slowly(self) -> bool:
        """While looking around; and on the way to the review until AWS has answered."""
        return super().works_slowly() or (self._waits_to is not None and self.checks_keys)

    # undo

    def _ask_undo(self) -> None:
        from wizard.tui.screens.dialogs import Confirm

        undone = self._around.undone if self._around is not None else None
        if undone is None:
            return
        name = self.session.found.file.name

        def answered_(yes: bool | None) -> None:
            if yes:
                self.run_worker(self._undo(), group="undo", exclusive=True, description="undoing")

        self.app.push_screen(Confirm(question(undone, name), yes="Take it back", no="Leave it"), answered_)

    async def _undo(self) -> None:
        try:
            not_recorded = await self.work.undo(self.session.found)
        except WizardError as error:
            self.say_error(error)
            return
        await self._look()
        self.say(undone_text(self.session.found.file.name))
        if not_recorded is not None:
            self.say_error(not_recorded)

    def keys_changed(self) -> None:
        """Show it; who waits for it goes on."""
        self._show()
        if self.checks_keys:
            return
        waited_for, self._waits_to = self._waits_to, None
        if self._says_awaited or waited_for is not None:
            self.say("")  # that AWS is waited for is not true any more
        self._says_awaited = False
        if waited_for is not None:
            waited_for()


def _line(item: Doing, columns: Columns) -> Content:
    if item.row is not None:
        return proposal_line(item.row, columns)
    return Content(visible(item.label, limit=200))
