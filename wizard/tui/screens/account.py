"""Step 1: the account integration's name, its region, and keys that AWS has accepted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Button
from textual.worker import Worker, WorkerState

from wizard.actions import account_step
from wizard.actions.account_step import Source
from wizard.actions.verify import only, targets_of_file
from wizard.core.aws.verify import lines
from wizard.core.interview.flow import Next
from wizard.core.interview.question import StepKey
from wizard.core.model.errors import WizardError
from wizard.tui.screens.form import FormScreen
from wizard.tui.screens.picker import Picker
from wizard.tui.widgets.action import action_button
from wizard.tui.widgets.busy import BusyLine
from wizard.tui.widgets.field import Field
from wizard.tui.widgets.keys_panel import KeysPanel
from wizard.tui.widgets.steps import StepColumn

if TYPE_CHECKING:
    from textual.widget import Widget

    from wizard.actions.credentials import KeyReport
    from wizard.core.aws.key_forms import FoundKeys
    from wizard.core.model.inventory import AccountRecord
    from wizard.core.model.secret import AwsKeys
    from wizard.tui.state.session import Session
    from wizard.tui.state.work import Work

ASKING = "Asking AWS who these keys belong to ... (Esc stops)"


class AccountScreen(FormScreen):
    """The keys are checked before the step is left; going on without a check is a decision of its own."""

    step = StepKey.ACCOUNT
    slow = frozenset({"check"})
    pick_labels: ClassVar[dict[str, str]] = {"account.name": "Known", "region": "List"}
    about = (
        "An account integration belongs to you and holds an AWS key. The keys are checked with AWS before anything "
        "is kept: whose they are, and whether they log in to ECR in the region.\n\n"
        "They can be typed, pasted (two export lines, a profile, a row of credentials.csv, the JSON of "
        "create-access-key), or taken from the environment, an AWS profile or the keyring. They are written into no "
        "log, no state and no patch."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+t", "without_check", "Go on unchecked", key_display="^t"),
    ]

    def __init__(self, session: Session, work: Work) -> None:
        super().__init__(session, work)
        self._check: Worker[None] | None = None
        # Keys that AWS could not be asked about, and where they came from.
        self._unchecked: tuple[Source, AwsKeys] | None = None
        self._may_skip = False
        self._asked_about_typed = False
        self._known: dict[str, AccountRecord] = {}

    def body(self) -> Iterator[Widget]:
        """Name and region, then the keys."""
        yield from self.make_fields()
        yield KeysPanel()

    def buttons(self) -> Iterator[Widget]:
        """With the way on without a check."""
        yield from super().buttons()
        yield action_button("Go on without a check", id="skip")

    def on_mount(self) -> None:
        """Show what is known of the keys, and what they could come from."""
        self.query_one("#skip").display = False
        self._show_keys()
        self.run_worker(self._offer(), group="sources", description="looking for keys")

    async def _offer(self) -> None:
        """Sources other than typing, as they are found; a keyring that is silent takes three seconds."""
        panel, account = self.query_one(KeysPanel), self.session.answers.account
        panel.offer(self.work.quick_sources())
        sources = await self.work.key_sources()
        for problem in sources.problems:
            self.say(f"There are AWS keys here that cannot be used. {problem}", error=True)
        panel.offer(sources.offered)
        if account.source is not None:
            panel.suggest(account.source, account.profile or "")
        elif sources.suggested is not None and not panel.has_input():
            panel.suggest(sources.suggested.kind, sources.suggested.name)

    def works_slowly(self) -> bool:
        """While keys are checked; and at the list of sources while there may be more of them."""
        if super().works_slowly():
            return True
        chooses = self.focused is not None and self.focused.id == "sources"
        return chooses and self.runs({"sources"})

    # what is known

    def _show_keys(self) -> None:
        """The line about the keys."""
        account, keys = self.session.answers.account, self.session.held.keys
        panel = self.query_one(KeysPanel)
        self.query_one(StepColumn).refresh()
        if keys is None:
            panel.show_known(None)
        elif account.checked:
            user = self.session.held.report.identity.user if self.session.held.report else ""
            whose = f"account {account.aws_account}" + (f", user {user}" if user else "")
            panel.show_known(f"{keys.masked_id}, checked", f"{whose}\n{account.arn}")
        else:
            panel.show_known(f"{keys.masked_id}, not checked")

    def accept(self, field: Field) -> None:
        """After the last field come the keys."""
        shown = self.shown
        if field is not shown[-1]:
            super().accept(field)
        elif self.session.held.keys is not None:
            self.action_next()
        else:
            self.query_one("#sources").focus()

    def has_input(self) -> bool:
        """Whether anything was typed, a part of a key too."""
        return super().has_input() or self.query_one(KeysPanel).has_input()

    def take_keys(self, found: FoundKeys) -> None:
        """Keys that were pasted elsewhere on the page go to their own fields, while keys are asked for."""
        if self.session.held.keys is None and not self._checking:
            self.query_one(KeysPanel).take(found)
        else:
            self.say("The keys are known already. Choose Change to give others.", error=True)

    @on(KeysPanel.ChangeWanted)
    def _change(self) -> None:
        self.session.answers = account_step.with_other_keys(self.session.held, self.session.answers)
        self._show_keys()
        self.query_one("#sources").focus()

    @on(Field.Changed)
    def _region_changed(self, event: Field.Changed) -> None:
        if event.field.question.key == "region" and self.session.answers.account.checked:
            region = self.collect().region or ""
            self.session.answers = account_step.for_region(self.session.held, self.session.answers, region)
            self._show_keys()

    # going on

    @on(KeysPanel.PairCame)
    def _pair_came(self) -> None:
        """A pair that was pasted needs nothing more: it is checked at once."""
        if self.session.held.keys is None and not self._checking and self.validate():
            self.session.answers = self.collect()
            self._take(self.query_one(KeysPanel).source)

    @on(KeysPanel.Accepted)
    def _accepted(self) -> None:
        self.action_next()

    def action_next(self) -> None:
        """Check what was not checked yet; then go on."""
        if self._checking or not self.validate():
            return
        session = self.session
        session.answers = self.collect()
        source = self.query_one(KeysPanel).source
        if session.held.keys is not None and session.answers.account.checked:
            self.finish(Next(session.answers))
        elif session.held.keys is not None:
            self._start(self._take_and_check(source))
        elif source.kind == "later":
            self._go_on_without_keys()
        else:
            self._take(source)

    def _go_on_without_keys(self) -> None:
        if self._left_keys_typed():
            return
        self.session.answers = account_step.without_keys(self.session.held, self.session.answers)
        self.finish(Next(self.session.answers))

    def _take(self, source: Source) -> None:
        """Check the keys of a source; keys that are typed are taken from the fields."""
        if source.kind == "typed" and source.keys is None:
            typed = self.query_one(KeysPanel).typed()
            if typed is None:
                return
            source = replace(source, keys=typed)
        self._start(self._take_and_check(source))

    def _left_keys_typed(self) -> bool:
        """Whether keys are typed though none are chosen: they are asked about first, and not dropped in silence."""
        panel = self.query_one(KeysPanel)
        if not panel.has_input() or self._asked_about_typed:
            return False
        self._asked_about_typed = True
        self.say(
            "The key fields are filled, and `None now` is chosen. Choose `Type or paste them` to use them; "
            "Next again goes on without keys.",
            error=True,
        )
        self.query_one("#sources").focus()
        return True

    async def _take_and_check(self, source: Source) -> None:
        answers = self.session.answers
        busy = self.query_one(BusyLine)
        keys = self.session.held.keys or source.keys
        if keys is None:
            name = source.name or answers.account.name or ""
            keys = await busy.during("Looking for the keys ...", self.work.load_keys(source.kind, name))
        if keys is None:
            self.say("There are no keys there. Choose another source, or type them.", error=True)
            return
        self._unchecked = (source, keys)
        region = answers.region or ""
        report = await busy.during(ASKING, self.work.check_keys(keys, region, self._progress))
        self._accept_keys(source, keys, report)

    def _progress(self, text: str) -> None:
        self.app.call_from_thread(self.query_one(BusyLine).tell, text)

    def _accept_keys(self, source: Source, keys: AwsKeys, report: KeyReport | None) -> None:
        held, known = self.session.held, self.session.answers.account
        if held.keys is not None and known.source is not None:
            source = Source(known.source, "", name=known.profile or "")  # the same keys, checked again
        self.session.answers = account_step.accept(held, self.session.answers, source, keys, report)
        self.query_one(KeysPanel).forget_typed()
        self._show_keys()
        warnings = "\n".join(item.message for item in report.warnings) if report else ""
        self.say(f"AWS accepts the keys. {warnings}".strip() if report else "")
        if report is not None:
            self.run_worker(self._ask_registry(keys), group="registry", description="asking the registry")
        self.query_one("#next").focus()

    async def _ask_registry(self, keys: AwsKeys) -> None:
        """What the file that is there pulls from ECR: whether it is there, and the key may pull it."""
        pulls = only("pull", targets_of_file(self.session.found))
        if not pulls:
            return
        found = await self.work.verify(keys, pulls)
        said = " ".join(lines(item)[0] for item in found)
        bad = any(item.status in ("no", "rejected") for item in found)
        self.say(f"AWS accepts the keys. The registry: {said}", error=bad)

    def action_without_check(self) -> None:
        """Go on with keys that AWS could not be asked about."""
        if self._may_skip and self._unchecked is not None and not self._checking:
            self._accept_keys(*self._unchecked, None)
            self.finish(Next(self.session.answers))

    @on(Button.Pressed, "#skip")
    def _skip(self) -> None:
        self.action_without_check()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Going on unchecked is offered only after a check that could not be made."""
        del parameters
        return self._may_skip if action == "without_check" else True

    # slow calls

    @property
    def _checking(self) -> bool:
        return self._check is not None and self._check.state in (WorkerState.PENDING, WorkerState.RUNNING)

    def _start(self, call: Coroutine[Any, Any, None]) -> None:
        self.say("")
        self._unchecked = None
        self._offer_skip(offered=False)
        self._check = self.run_worker(self._reported(call), group="check", description="asking AWS")

    async def _reported(self, call: Coroutine[Any, Any, None]) -> None:
        try:
            await call
        except WizardError as error:
            self.query_one(BusyLine).hide()
            self.say_error(error)
            self._offer_skip(offered=account_step.can_skip_check(error) and self._unchecked is not None)

    def _offer_skip(self, *, offered: bool) -> None:
        self._may_skip = offered
        self.query_one("#skip").display = offered
        self.refresh_bindings()

    def action_back(self) -> None:
        """Esc stops a check that is under way; else it goes back."""
        if self._checking and self._check is not None:
            self._check.cancel()
            self.query_one(BusyLine).hide()
            self.say("Stopped. Nothing was kept.")
        else:
            super().action_back()

    # lists

    @on(Field.PickWanted)
    def _pick(self, event: Field.PickWanted) -> None:
        event.stop()
        field = event.field

        def picked(name: str | None) -> None:
            if name:
                field.show(name)
                field.user_changed()
                if field.question.key == "account.name":
                    self._take_known(name)
            field.control.focus()

        if field.question.key == "account.name":
            title, pages = "Account integrations that are known", self._accounts()
        else:
            title, pages = "Regions that have ECR", self._regions()
        picker = Picker(title, pages, present=str(field.get()), clean=field.question.clean, about=field.question.help)
        self.app.push_screen(picker, picked)

    async def _regions(self) -> AsyncIterator[Sequence[str]]:
        yield await self.work.regions()

    async def _accounts(self) -> AsyncIterator[Sequence[str]]:
        known = await self.work.known_accounts()
        self._known = {record.name: record for record in known.records}
        yield list(self._known)
        if known.error is not None:
            raise known.error

    def _take_known(self, name: str) -> None:
        """The region and the place of the keys of an account integration that is known."""
        record = self._known.get(name)
        if record is None:
            return
        answers = self.session.answers
        self.session.answers = replace(answers, account=replace(answers.account, type=record.type))
        if record.region:
            region = self.field("region")
            region.show(record.region)
            region.user_changed()
        if record.storage in ("keyring", "profile"):
            self.query_one(KeysPanel).choose(record.storage, record.profile)
