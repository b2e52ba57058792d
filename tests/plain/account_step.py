"""The account step alone, on the demo's AWS and vault: prompts on stderr, what it came to as JSON on stdout."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from wizard.actions.look import look_around
from wizard.actions.services import Services
from wizard.core.answers import Answers
from wizard.plain.account import ask_account
from wizard.plain.console import Console, WentBack
from wizard.plain.keys import HeldKeys
from wizard.services.aws_simulated import SimulatedAws
from wizard.services.files import RealFiles
from wizard.services.git import RealGit
from wizard.services.registry import MemoryRegistry
from wizard.services.vault_simulated import SimulatedVault


def main() -> None:
    services = Services(
        files=RealFiles(),
        git=RealGit(),
        aws=SimulatedAws(sleep=lambda _: None),
        vault=SimulatedVault(),
        registry=MemoryRegistry(),
    )
    held, answers, back = HeldKeys(), Answers(), False
    project = look_around(services, Path(sys.argv[1]))
    for _ in range(int(sys.argv[2])):  # so often the step is entered, as after going back to it
        try:
            answers = ask_account(Console(), services, held, answers, project)
        except WentBack:
            back = True
    report = asdict(answers.account) | {"back": back, "held": held.keys is not None, "region": answers.region}
    print(json.dumps(report), flush=True)


main()
