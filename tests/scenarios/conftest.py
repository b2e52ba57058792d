"""The scenario of `docs/adding-a-scenario.md`, registered while a test runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scenarios.fetch import FETCH
from wizard.core.scenarios.base import Scenario
from wizard.core.scenarios.registry import SCENARIOS, register


@pytest.fixture
def fetch() -> Iterator[Scenario]:
    register(FETCH)
    yield FETCH
    del SCENARIOS[FETCH.key]
