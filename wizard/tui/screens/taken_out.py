"""After an entry was taken out: what was written, and how the integrations are taken away in Shippable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from wizard.core.handwork import account_removal_steps, git_steps, subscription_removal_steps
from wizard.core.remaining import Group
from wizard.core.safetext import visible
from wizard.tui.screens.done import DoneScreen

if TYPE_CHECKING:
    from wizard.core.project import Project


class TakenOutScreen(DoneScreen):
    """The same page as after setting up, with the steps of the removal."""

    @property
    def heading(self) -> str:
        """The title with the entry's name."""
        return f"Taken out: {visible(self.session.taken_out, limit=40)}"

    def groups(self) -> tuple[Group, ...]:
        """The steps that take the integrations away."""
        return removal_steps(self.session.found, self.session.taken_out)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There are no answers to save and nothing to make."""
        del parameters
        return action not in ("register", "save")

    def _written(self) -> Content:
        written = self.session.written
        lines = [f"Written: {written.path}" if written else "Nothing was written."]
        if written is not None and written.backup is not None:
            lines.append(f"As it was: {written.backup} (`ecr-wizard undo` brings it back)")
        return Content(visible("\n".join(lines), lines=True))


def removal_steps(project: Project, name: str) -> tuple[Group, ...]:
    """What remains after the entry called `name` was taken out of the file."""
    return (
        Group("Commit and push on each branch", git_steps(project.file.name, None, project.branch), copies=True),
        Group(
            "In Shippable: the subscription integration", subscription_removal_steps(project.organisation or "", name)
        ),
        Group("Then the account integration, when nothing else depends on it", account_removal_steps(name)),
    )
