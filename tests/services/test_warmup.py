"""What is loaded while the user reads the first screen: in the background, and never in anybody's way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from wizard.actions import warm_up as warmup
from wizard.services.aws.boto import AwsBoto
from wizard.services.credentials.simulated import SimulatedStore


def test_it_loads_what_the_keys_will_need_and_start_itself_loads_nothing() -> None:
    code = (
        "import sys; from wizard.actions import warm_up as warmup; from wizard.services.aws.boto import AwsBoto; "
        "from wizard.services.credentials.system import SystemStore; "
        "before = {'botocore', 'keyring'} & set(sys.modules); done = warmup.start(AwsBoto(), SystemStore()); "
        "done.result(60); print(sorted(before), sorted({'botocore.client', 'keyring.core'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert ran.stdout.strip() == "[] ['botocore.client', 'keyring.core']"


def test_what_fails_there_is_left_to_fail_with_its_words_where_it_is_needed(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(own_home / "config"))
    (own_home / "config").write_text("[broken\n")
    assert warmup.start(AwsBoto(), SimulatedStore()).result(60) is None
