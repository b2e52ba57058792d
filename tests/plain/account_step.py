"""The account step alone, on the demo's AWS and credential store: prompts on stderr, as JSON on stdout what is kept."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from wizard.actions.account_step import HeldKeys
from wizard.actions.inspect_project import inspect_project
from wizard.actions.services import Services
from wizard.core.interview.form import Given
from wizard.core.model.answers import Answers
from wizard.core.model.errors import ServiceError
from wizard.core.model.secret import AwsKeys
from wizard.plain.account import AccountStep
from wizard.plain.console import Console, WentBack
from wizard.services.aws.protocol import Identity, Progress
from wizard.services.aws.simulated import SimulatedAws
from wizard.services.credentials.simulated import SimulatedStore
from wizard.services.repository.git import RealGit
from wizard.services.storage.files import RealFiles
from wizard.services.storage.inventory import MemoryInventory


class AwsWithAClosedRegion(SimulatedAws):
    """AWS where one region is not enabled for the account."""

    def __init__(self, closed: str) -> None:
        super().__init__(sleep=lambda _: None)
        self._closed = closed

    def identify(self, keys: AwsKeys, region: str, progress: Progress | None = None) -> Identity:
        """As AWS says it for a region that was not opted into."""
        if region == self._closed:
            raise ServiceError("region-disabled", f"The region {region} is not enabled for this account.")
        return super().identify(keys, region, progress)


def main() -> None:
    store = SimulatedStore()
    services = Services(
        files=RealFiles(),
        git=RealGit(),
        aws=AwsWithAClosedRegion(sys.argv[3]),
        credential_store=store,
        inventory=MemoryInventory(),
    )
    held, given, back = HeldKeys(), Given(Answers()), False
    project = inspect_project(services, Path(sys.argv[1]))
    for _ in range(int(sys.argv[2])):  # so often the step is entered, as after going back to it
        try:
            given = AccountStep(Console(), services, held, project, lambda _given: None).ask(given)
        except WentBack:
            back = True
    report = asdict(given.answers.account) | {
        "back": back,
        "held": held.keys is not None,
        "region": given.answers.region,
    }
    print(json.dumps(report), flush=True)


main()
