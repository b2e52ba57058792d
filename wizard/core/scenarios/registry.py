"""The scenarios, in the order in which they are offered: the one list of them."""

from __future__ import annotations

from wizard.core.model.answers import Answers, ScenarioKey
from wizard.core.scenarios.base import Scenario
from wizard.core.scenarios.build import BUILD
from wizard.core.scenarios.pull import PULL
from wizard.core.scenarios.push import PUSH

SCENARIOS: dict[ScenarioKey, Scenario] = {}


def register(scenario: Scenario) -> None:
    """Add a scenario after those that are there; raises `ValueError` for a key that is taken."""
    if scenario.key in SCENARIOS:
        raise ValueError(f"there is a scenario {scenario.key} already")
    SCENARIOS[scenario.key] = scenario


register(PULL)
register(BUILD)
register(PUSH)


def scenario_of(answers: Answers) -> Scenario | None:
    """The scenario that was answered; None while it is unset."""
    return None if answers.scenario is None else SCENARIOS[answers.scenario]


def counted_for_some() -> frozenset[str]:
    """The answers that have an effect for some scenario, and not without one."""
    return frozenset(field for scenario in SCENARIOS.values() for field in scenario.counts)


def written_sections() -> frozenset[str]:
    """The sections of `build` that some scenario writes commands to."""
    return frozenset(section for scenario in SCENARIOS.values() for section in scenario.sections)


def written_verbs() -> frozenset[str]:
    """The commands of docker that some scenario writes."""
    return frozenset(verb for scenario in SCENARIOS.values() for verb in scenario.verbs)
