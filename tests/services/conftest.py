"""One AWS client for all tests: it reads the environment for each call, and costs a quarter of a second to make."""

from __future__ import annotations

import pytest

from wizard.services.aws_boto import AwsBoto


@pytest.fixture(scope="session")
def aws() -> AwsBoto:
    return AwsBoto()
