"""What a run of the prompts holds in memory and nowhere else: the keys."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.core.secret import AwsKeys


@dataclass
class HeldKeys:
    """The keys of this run, until it ends."""

    keys: AwsKeys | None = None
