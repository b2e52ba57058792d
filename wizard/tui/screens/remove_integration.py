"""After an entry was taken out: what is left of the integration, deleted from here or by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button

from wizard.actions.dependencies import look_commands, not_looked_at, to_change
from wizard.actions.removal import NotChecked
from wizard.core.guide.manual_steps import account_removal_steps, subscription_removal_steps
from wizard.core.interview.next_steps import Group, committing, in_pages
from wizard.core.model.errors import WizardError
from wizard.core.text.safetext import visible
from wizard.tui.screens.dialogs import Confirm
from wizard.tui.screens.done import DoneScreen
from wizard.tui.widgets.action import action_button
from wizard.tui.widgets.busy import BusyLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.widget import Widget

    from wizard.actions.dependencies import Dependencies, Dependency
    from wizard.actions.removal import Removed
    from wizard.actions.remove_integration import ExistingIntegration, Situation
    from wizard.tui.state.session import Session
    from wizard.tui.state.work import Work


class TakenOutScreen(DoneScreen):
    """The same page as after setting up. While something depends on the integration, it is only shown."""

    slow = frozenset({"left", "delete"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+t", "delete", "Delete it", key_display="^t"),
    ]

    def __init__(self, session: Session, work: Work) -> None:
        super().__init__(session, work)
        self._there: ExistingIntegration | None = None
        self._account: Dependencies | None = None

    @property
    def heading(self) -> str:
        """The title with the entry's name."""
        return f"Taken out: {visible(self.session.taken_out, limit=40)}"

    def buttons(self) -> Iterator[Widget]:
        """With the way to delete the integration itself."""
        yield action_button("Finish", id="next")
        yield action_button("Copy", id="copy")
        yield action_button("Delete it", id="delete")

    def on_mount(self) -> None:
        """Look at what depends on it still."""
        self.query_one("#delete").display = False
        self.run_worker(self._look(), description="looking at what is left", group="left")

    def groups(self) -> tuple[Group, ...]:
        """What depends on it still, and the steps that take the integrations away."""
        left = self.session.left
        if left is None:
            return removal_steps(self.session, is_unreferenced=False)
        if left.dependencies:
            return (*dependency_groups(left.dependencies), *removal_steps(self.session, is_unreferenced=False))
        free = Group("No dependency", ("Nothing that is known needs the integration any more.",))
        return (free, *removal_steps(self.session, is_unreferenced=True))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There are no answers to save and nothing to make; deleting needs that nothing depends on it."""
        del parameters
        if action == "delete":
            return (self._there is not None and self._there.found) or self._account is not None
        return action not in ("register", "save", "commit", "record")

    async def _look(self) -> None:
        try:
            now = await self.query_one(BusyLine).during(
                "Looking at what depends on it ...", self.work.situation(self.session.found, self.session.taken_out)
            )
            before = self.session.left
            if before is not None and not now.account:
                # Its record is gone; its account integration is known from the look before.
                now = replace(now, account=before.account, account_type=before.account_type)
            self.session.left = now
            if not now.dependencies:
                self._there, self._account = await self.work.can_delete(now)
        except WizardError as error:
            self.say_error(error)
            return
        self._show()
        self.query_one("#delete").display = bool(self.check_action("delete", ()))
        self.refresh_bindings()

    def action_delete(self) -> None:
        """Ask, then delete the subscription integration, or the account integration that nothing needs now."""
        now = self.session.left
        if now is None or not self.check_action("delete", ()):
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_worker(self._delete(now), description="deleting", group="delete", exclusive=True)

        self.app.push_screen(Confirm(self._question(now), yes="Delete", no="Keep"), answered)

    def _question(self, now: Situation) -> str:
        where = "In Shippable where a token is given, then the stored keys, then the record."
        if self._there is None or not self._there.found:
            why = ", which nothing depends on now" if self._account and not self._account.unchecked else ""
            return f"Delete the account integration {now.account}{why}? {where}"
        if self._there.own_keys:
            return (
                f"{now.name} was made at the subscription and holds keys of its own ({self._there.own_keys}). Delete "
                f"it, and with it these keys, which nobody may have elsewhere?"
            )
        return f"Delete the subscription integration {now.name}? {where}"

    async def _delete(self, now: Situation) -> None:
        try:
            removed = await self._deleted(now, accept_unchecked=False)
        except NotChecked as error:
            question = (
                "It is not known whether something depends on it. Not looked at: "
                f"{'; '.join(error.not_seen)}. Delete it all the same?"
            )
            if not await self.app.push_screen_wait(Confirm(question, yes="Delete", no="Keep")):
                return
            try:
                removed = await self._deleted(now, accept_unchecked=True)
            except WizardError as failed:
                self.say_error(failed)
                return
        except WizardError as error:
            self.say_error(error)
            return
        unchecked = tuple(f"Not looked at: {item}" for item in removed.unchecked)
        self.session.in_shippable += (*unchecked, *removed.done)
        self.say("\n".join((*unchecked, *removed.done)))
        await self._look()

    async def _deleted(self, now: Situation, *, accept_unchecked: bool) -> Removed:
        busy, there = self.query_one(BusyLine), self._there
        if there is None or not there.found:
            account = self.work.delete_account(now, accept_unchecked=accept_unchecked)
            removed = await busy.during("Deleting ...", account)
            self.session.is_account_deleted = not removed.remaining
            return removed
        itself = self.work.delete_subscription(now, accept_unchecked=accept_unchecked, own_keys=bool(there.own_keys))
        removed = await busy.during("Deleting ...", itself)
        self.session.is_deleted = not removed.remaining
        return removed

    @on(Button.Pressed, "#delete")
    def _delete_pressed(self) -> None:
        self.action_delete()

    def _written(self) -> Content:
        written = self.session.written
        lines = [f"Written: {written.path}" if written else "Nothing was written."]
        if written is not None:
            lines += [f"Warning: {item.message}" for item in written.warnings]
        if written is not None and written.backup is not None:
            lines.append(f"As it was: {written.backup} (`ecr-wizard undo` brings it back)")
        return Content(visible("\n".join(lines), lines=True))


def dependency_groups(dependencies: Sequence[Dependency]) -> tuple[Group, ...]:
    """What surely needs the integration, what was not looked at, and how a user can look at it."""
    groups = (
        Group("Needed still, so the integration must stay", tuple(map(str, to_change(dependencies)))),
        Group("Not looked at: it may be in use there", tuple(map(str, not_looked_at(dependencies)))),
        Group("This fetches what is missing, if you trust the repository", look_commands(dependencies), copies=True),
    )
    return tuple(group for group in groups if group.lines)


def removal_steps(session: Session, *, is_unreferenced: bool) -> tuple[Group, ...]:
    """What remains after an entry was taken out of the file; what was deleted in Shippable does not.

    Unless the integration `is_unreferenced`, something needs it, or may need it.
    """
    name, left = session.taken_out, session.left
    groups = [committing(session.found, None, f"Take out {name}")]
    if not session.is_deleted:
        when = "In Shippable" if is_unreferenced else "Then in Shippable, when nothing needs it any more"
        steps = subscription_removal_steps(session.found.organisation or "", name)
        groups += in_pages(f"{when}: the subscription integration", steps)
    if not session.is_account_deleted:
        account = f"the account integration that {name} points at" if left is None or not left.account else left.account
        steps = account_removal_steps(account, None if left is None else left.account_type)
        groups += in_pages("Then the account integration, when nothing else depends on it", steps)
    return tuple(groups)
