"""What the key may do of what the scenario needs: may, may not, not checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from wizard.core.aws.rights import summary
from wizard.core.text.safetext import visible

if TYPE_CHECKING:
    from wizard.actions.credentials import RightsReport
    from wizard.core.model.errors import WizardError


class RightsView(Static):
    """A short table; empty until AWS was asked."""

    DEFAULT_CSS = """
    RightsView { height: auto; display: none; margin-top: 1; }
    RightsView.-shown { display: block; }
    """

    def show(self, report: RightsReport, policy_command: str, registry: Sequence[str] = ()) -> None:
        """Show what the registry said, the rights by their state, the command that prints a policy for what lacks."""
        lines = [Content(visible(line)) for line in registry]
        lines.append(Content.styled("Rights of the key", "bold"))
        lines += [Content(visible(line.replace("ecr:", ""))) for line in summary(report.rights)]
        if report.policy is not None:
            lines.append(Content(visible(f"Minimum policy needed: {policy_command}")))
        self.update(Content("\n").join(lines))
        self.add_class("-shown")

    def show_not_checked(self, error: WizardError, registry: Sequence[str] = ()) -> None:
        """AWS could not be asked: what is not checked is never fine."""
        lines = [*registry, f"! Rights of the key: not checked. {error.title} {error.cause}"]
        self.update(Content("\n").join(Content(visible(line)) for line in lines))
        self.add_class("-shown")
