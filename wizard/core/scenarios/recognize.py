"""What a file says, as answers: where the change of an entry begins."""

from __future__ import annotations

from dataclasses import replace

from wizard.core.ci_file.belonging import Belonging
from wizard.core.ci_file.shippable_file import HubEntry, ShippableFile
from wizard.core.model.answers import Answers, Branches
from wizard.core.scenarios.registry import SCENARIOS


def starting_answers(file: ShippableFile, entry: HubEntry) -> Answers:
    """The answers that would have made this entry and what the file does with images: where a change begins.

    Given back unchanged, they change nothing.
    """
    belonging = Belonging(file, entry.name)
    # Of scenarios that are equally likely the one that was registered last is the most special.
    candidates = [scenario.recognize(belonging) for scenario in reversed(SCENARIOS.values())]
    found = [item for item in candidates if item is not None]
    likeliest = min(found, key=lambda item: item.rank, default=None)
    answers = likeliest.answers if likeliest is not None else Answers()
    return replace(
        answers,
        integration=entry.name,
        changes_entry=entry.name,
        region=entry.login_region,
        branches=entry.branches or Branches(),
        file=file.name,
    )
