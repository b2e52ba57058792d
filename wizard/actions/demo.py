"""The services of the demo: simulations, and a copy of the sample project that is thrown away at the end."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from wizard.actions.services import Services

DEMO_ENDS = (
    "That was the demo: its project is gone, and nothing of yours was touched.\n"
    "The real thing: run ecr-wizard in your repository."
)


def demo_services() -> tuple[Services, Path]:
    """Simulated AWS, keyring and Shippable; real files and git in a copy of the sample project.

    Nothing of the user's is touched: the copy, the journal and the inventory go when the process ends.
    """
    from wizard.services.aws.simulated import SAMPLE_KEYS, SimulatedAws
    from wizard.services.credentials.simulated import SimulatedStore
    from wizard.services.repository.git import RealGit
    from wizard.services.repository.sample_project import make
    from wizard.services.shippable.simulated import SimulatedShippable
    from wizard.services.storage.files import RealFiles
    from wizard.services.storage.inventory import MemoryInventory

    folder = Path(tempfile.mkdtemp(prefix="ecr-wizard-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in ("STATE", "DATA"):
        os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
    services = Services(
        files=RealFiles(),
        git=RealGit(),
        aws=SimulatedAws(),
        credential_store=SimulatedStore(),
        inventory=MemoryInventory(),
        api=SimulatedShippable(),
        demo=True,
        samples=SAMPLE_KEYS,
    )
    return services, make(folder)
