"""The last screen: a checklist of what was done and what remains, each line ready to be copied."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button, OptionList, Static

from wizard.actions.dependencies import not_looked_at, to_change
from wizard.core.guide.manual_steps import MESSAGE
from wizard.core.interview.commands import rename_command
from wizard.core.interview.flow import Quit
from wizard.core.interview.next_steps import Group, remaining
from wizard.core.interview.question import StepKey
from wizard.core.interview.settings_file import SAVE_HELP, saved_text
from wizard.core.model.errors import WizardError
from wizard.core.model.settings import SETTINGS_NAME
from wizard.core.text.safetext import visible
from wizard.services.shippable.protocol import WRONG_TOKEN
from wizard.tui.screens.asking import AskMessage, AskName, AskToken
from wizard.tui.screens.dialogs import Confirm, Dialog
from wizard.tui.screens.keep_keys import KeepsKeys
from wizard.tui.screens.pick import AskPick
from wizard.tui.state.record import record_of
from wizard.tui.widgets.action import action_button
from wizard.tui.widgets.busy import BusyLine
from wizard.tui.widgets.checklist import Checklist

if TYPE_CHECKING:
    from textual.widget import Widget

    from wizard.actions.register import Registered
    from wizard.core.interview.picks import Pick
    from wizard.core.model.secret import Secret
    from wizard.tui.state.session import Session
    from wizard.tui.state.work import Work


class DoneScreen(KeepsKeys):
    """What remains, in the order in which it is done."""

    step = StepKey.DONE
    next_label = "Finish"
    slow = frozenset({"register", "save", "commit", "hooks", "keep"})
    about = (
        "Enter or ctrl+y copies the highlighted line to your clipboard, over SSH too where the terminal allows it "
        "(OSC 52). Of a line such as `Name: x` only x is copied; y copies all lines of the section.\n\n"
        "c commits the file, and nothing else, once you have seen the message; your hooks run. r saves a record of "
        "this run for a ticket: what was found, decided and written, and what remains; it holds no keys. k keeps the "
        "keys for the next time; that is asked at the end too. All of this is printed again when the wizard ends."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+n", "next", "Finish", key_display="Esc"),
        Binding("ctrl+y", "copy", "Copy", key_display="^y"),
        Binding("y", "copy_section", "Copy section"),
        Binding("c", "commit", "Commit"),
        Binding("k", "keep", "Keep keys"),
        Binding("r", "record", "Record"),
        Binding("ctrl+o", "save", "Save", key_display="^o"),
        Binding("ctrl+t", "register", "In Shippable", key_display="^t"),
    ]

    def __init__(self, session: Session, work: Work) -> None:
        super().__init__(session, work)
        self._old_name: tuple[Group, ...] = ()
        self._in_shippable: tuple[Group, ...] = ()
        self._registered = self._token_was_typed = self._asked_to_keep = False

    def body(self) -> Iterator[Widget]:
        """What was done, then the lines."""
        yield Static(self._written(), id="written")
        yield Checklist(id="lines", compact=True, markup=False)

    def buttons(self) -> Iterator[Widget]:
        """What can still be done from here."""
        yield action_button("Finish", id="next")
        if self.check_action("commit", ()):
            yield action_button("Commit now (c)", id="commit")
        yield action_button("Copy", id="copy")
        if self.check_action("save", ()):
            yield action_button("Save answers", id="save")
        if self.check_action("record", ()):
            yield action_button("Record (r)", id="record")
        if self.check_action("register", ()):
            yield action_button("In Shippable", id="register")

    def on_mount(self) -> None:
        """Show the steps."""
        self._show()
        self.set_focus(self.query_one(Checklist))
        if self.session.problem:
            self.say(self.session.problem, error=True)
        old = self.session.answers.changes_entry
        if old is not None and old != self.session.answers.integration:
            self.run_worker(self._look_for_old_name(old), group="renamed", description="looking for the old name")

    async def _look_for_old_name(self, old: str) -> None:
        """After an entry got another name: what else says the old one."""
        try:
            left = (await self.work.situation(self.session.found, old)).dependencies
        except WizardError as error:
            self.say_error(error)
            return
        if left:
            command = rename_command(old, self.session.answers.integration or "")
            named = tuple(map(str, to_change(left)))
            says = f"These say {old} still, and need its integration until they are changed"
            groups = (
                Group(says, named),
                Group("This renames it in every file that is known", (command,) if named else (), copies=True),
                Group(f"Not looked at: {old} may be named there", tuple(map(str, not_looked_at(left)))),
            )
            self._old_name = tuple(group for group in groups if group.lines)
            self._show()

    def groups(self) -> tuple[Group, ...]:
        """The steps that remain."""
        session = self.session
        left = remaining(session.found, session.answers, by_hand=session.by_hand, committed=session.committed)
        return (*self._in_shippable, *left, *self._old_name)

    def _show(self) -> None:
        self.query_one(Checklist).show(self.groups())

    def _written(self) -> Content:
        written, session = self.session.written, self.session
        lines = []
        if written is None:
            lines.append("Already up to date; nothing was written.")
        else:
            lines.append(f"[x] Written: {written.path}")
            lines += [f"Warning: {item.message}" for item in written.warnings]
            if written.backup is not None:
                lines.append(f"As it was: {written.backup} (`ecr-wizard undo` brings it back)")
        if session.committed:
            lines.append(f"[x] Committed: {session.committed} on {session.found.branch}")
        if session.answers.account.masked_id and not session.answers.account.checked:
            lines.append("! The AWS keys were not checked.")
        if session.keys_are:
            lines.append(session.keys_are)
        return Content(visible("\n".join(lines), lines=True))

    @on(OptionList.OptionSelected, "#lines")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_copy()

    def action_copy(self) -> None:
        """Copy the highlighted line."""
        if text := self.query_one(Checklist).line_to_copy:
            self.copy(text)

    def action_copy_section(self) -> None:
        """Copy every line of the section that the highlighted line is in."""
        if text := self.query_one(Checklist).section_to_copy:
            self.copy(text)

    # the commit

    def action_commit(self) -> None:
        """Offer to commit the file, with its message and the hooks that run."""
        self.run_worker(self._offer_commit(), group="hooks", description="looking for hooks", exclusive=True)

    async def _offer_commit(self) -> None:
        project = self.session.found
        try:
            hooks = await self.work.commit_hooks(project)
        except WizardError as error:
            self.say_error(error)
            return
        said = f"Your hooks run: {', '.join(hooks)}." if hooks else "No hooks run."
        text = f"On the branch {project.branch}, with this message. Nothing else is committed. {said}"
        self.app.push_screen(AskMessage(f"Commit {visible(project.file.name)}", text, MESSAGE), self._commit_with)

    def _commit_with(self, message: str | None) -> None:
        if message:
            self.run_worker(self._commit(message), group="commit", description="committing", exclusive=True)

    async def _commit(self, message: str) -> None:
        busy = self.query_one(BusyLine)
        try:
            made = await busy.during("Committing ...", self.work.commit(self.session.found, message))
        except WizardError as error:
            self.say_error(error)
            return
        self.session.committed = made.name
        self.query_one("#written", Static).update(self._written())
        self._show()
        self.query_one("#commit").display = False
        self.refresh_bindings()
        self.say(f"Committed: {made.name}. It is not pushed yet." + (f"\n{made.said}" if made.said else ""))

    # the record

    def record(self) -> str:
        """This run as Markdown."""
        return record_of(self.session)

    def action_record(self) -> None:
        """Save the record to a file."""

        def named(name: str | None) -> None:
            if name:
                path = Path(self.session.found.root) / Path(name).expanduser()
                self.run_worker(self._save_record(path), group="save", description="saving", exclusive=True)

        about = "Markdown for a ticket: found, decided, written, remaining. It holds no keys."
        self.app.push_screen(AskName("Save a record of this run", about, "ecr-record.md"), named)

    async def _save_record(self, path: Path) -> None:
        try:
            await self.work.save_record(path, self.record())
        except WizardError as error:
            self.say_error(error)
        else:
            self.say(f"Saved: {path}")

    def action_next(self) -> None:
        """The end; before it, once, the question where to keep the keys."""
        if self.asks_to_keep and not self._asked_to_keep:
            self._asked_to_keep = True
            self.action_keep()
        else:
            self.finish(Quit(self.session.answers))

    def keys_kept(self) -> None:
        """Say it; who was about to leave leaves."""
        if self._asked_to_keep:
            self.finish(Quit(self.session.answers))
            return
        self.query_one("#written", Static).update(self._written())
        self.refresh_bindings()
        self.say(self.session.keys_are)

    action_back = action_next

    # the answers

    def action_save(self) -> None:
        """Save the answers to a file."""

        def named(name: str | None) -> None:
            if name:
                path = Path(self.session.found.root) / Path(name).expanduser()
                self.run_worker(self._save(path), group="save", description="saving", exclusive=True)

        self.app.push_screen(
            AskName("Save the answers", SAVE_HELP, SETTINGS_NAME),
            named,
        )

    async def _save(self, path: Path) -> None:
        try:
            await self.work.save_text(path, saved_text(path.name, self.session.answers))
        except WizardError as error:
            self.say_error(error)
        else:
            self.say(f"Saved: {path}")

    # Shippable itself

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Shippable is asked only where there is a token, and only once it makes sense; so is git."""
        del parameters
        if action == "keep":
            return self.can_keep
        if action == "commit":
            session = self.session
            return session.written is not None and not session.committed and self.work.can_commit(session.found)
        return self.work.can_register and not self._registered if action == "register" else True

    def action_register(self) -> None:
        """Make the integrations in Shippable."""
        self.say("")
        if self.work.needs_token:
            self.app.push_screen(AskToken(), self._take_token)
        else:
            self._start_registering()

    def _take_token(self, token: Secret | None) -> None:
        if token is not None:
            self.work.use_token(token)
            self._token_was_typed = True
            self._start_registering()

    def _start_registering(self) -> None:
        self.run_worker(self._make_in_shippable(), group="register", exclusive=True, description="asking Shippable")

    async def _make_in_shippable(self) -> None:
        busy = self.query_one(BusyLine)
        result = await busy.during(
            "Asking Shippable ...",
            self.work.register(
                self.session.answers,
                self.session.held.keys,
                self._confirm_from_thread,
                lambda text: self.app.call_from_thread(busy.tell, text),
                self._choose_from_thread,
            ),
        )
        self._show_registered(result)

    def _confirm_from_thread(self, text: str) -> bool:
        return bool(self._asked_from_thread(Confirm(f"{text}?", yes="Yes", no="No")))

    def _choose_from_thread(self, pick: Pick) -> int | None:
        answer: int | None = self._asked_from_thread(AskPick(pick))
        return answer

    def _asked_from_thread(self, dialog: Dialog[Any]) -> Any:
        """What the user answers in a dialog; the thread that asks waits."""
        answer: Future[Any] = Future()
        self.app.call_from_thread(self.app.push_screen, dialog, answer.set_result)
        return answer.result()

    def _show_registered(self, result: Registered) -> None:
        done = Group("[x] Done in Shippable", result.done)
        left = Group("Still to be done in Shippable", result.remaining, task=True)
        self._in_shippable = tuple(group for group in (done, left) if group.lines)
        self.session.in_shippable = result.done
        self.session.by_hand = False
        self._show()
        self.session.by_hand = bool(result.remaining)
        self._registered = result.error is None and not result.remaining
        self.refresh_bindings()
        self.query_one("#register").display = not self._registered
        if result.error is not None:
            self.say_error(result.error)
            if self._token_was_typed and result.error.code in WRONG_TOKEN:
                self.work.use_token(None)
        elif self._registered:
            self.say("The integrations are in Shippable.")

    @on(Button.Pressed, "#commit")
    def _commit_pressed(self) -> None:
        self.action_commit()

    @on(Button.Pressed, "#record")
    def _record_pressed(self) -> None:
        self.action_record()

    @on(Button.Pressed, "#copy")
    def _copy_pressed(self) -> None:
        self.action_copy()

    @on(Button.Pressed, "#save")
    def _save_pressed(self) -> None:
        self.action_save()

    @on(Button.Pressed, "#register")
    def _register_pressed(self) -> None:
        self.action_register()
