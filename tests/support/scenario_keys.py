"""Names for the keys of the scenarios that the wizard comes with."""

from __future__ import annotations

from enum import StrEnum


class Scenario(StrEnum):
    """A key of `wizard.core.scenarios.registry`."""

    PULL = "pull"
    BUILD = "build"
    PUSH = "push"
