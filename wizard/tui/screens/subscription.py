"""Step 2: the name that `shippable.yml` must repeat to the character."""

from __future__ import annotations

from wizard.core.interview.question import StepKey
from wizard.tui.screens.form import FormScreen


class SubscriptionScreen(FormScreen):
    """The subscription and the name of its integration, with the line of YAML that it becomes."""

    step = StepKey.SUBSCRIPTION
    about = (
        "A subscription integration belongs to an organisation or user on the source host and points at one account "
        "integration. shippable.yml names it; the two names must be equal to the character."
    )
