"""The scenarios, in the order in which they are offered: the one list of them."""

from __future__ import annotations

from typing import NamedTuple

from wizard.core.ci_file.project import Project
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


class Suggestion(NamedTuple):
    """The scenario that a repository suggests, and why."""

    key: ScenarioKey
    reason: str


def suggested_scenario(project: Project) -> Suggestion | None:
    """The scenario that the repository most likely is about, with the reason; None where nothing suggests one."""
    if project.file.refusal is not None:
        return None
    likeliest: Suggestion | None = None
    lowest = 0
    for scenario in SCENARIOS.values():
        found = scenario.suggests(project)
        if found is not None and (likeliest is None or found.rank < lowest):
            likeliest, lowest = Suggestion(scenario.key, found.reason), found.rank
    return likeliest


def counted_for_some() -> frozenset[str]:
    """The answers that have an effect for some scenario, and not without one."""
    return frozenset(field for scenario in SCENARIOS.values() for field in scenario.counts)


def written_sections() -> frozenset[str]:
    """The sections of `build` that some scenario writes commands to."""
    return frozenset(section for scenario in SCENARIOS.values() for section in scenario.sections)


def written_verbs() -> frozenset[str]:
    """The commands of docker that some scenario writes."""
    return frozenset(verb for scenario in SCENARIOS.values() for verb in scenario.verbs)
