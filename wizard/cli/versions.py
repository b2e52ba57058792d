"""`ecr-wizard --version -v`: what a report of a problem should say of the program's surroundings."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

from wizard.core.text.safetext import visible

LIBRARIES = ("textual", "boto3", "botocore", "ruamel.yaml", "PyYAML", "keyring", "platformdirs", "filelock", "httpx")


def print_versions() -> None:
    """Print versions of Python, the system, git and the libraries; no path and no name of yours."""
    print(f"Python {platform.python_version()} ({platform.python_implementation()})")
    print(f"{platform.system()} {platform.release()} {platform.machine()}")
    print(_git())
    print(f"TERM={visible(os.environ.get('TERM', ''))}")
    for name in LIBRARIES:
        print(f"{name} {_version(name)}")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _git() -> str:
    from wizard.core.model.errors import WizardError
    from wizard.services.repository.git_run import program, run

    if program() is None:
        return "git: not installed"
    try:
        said = run(Path("/"), "version").stdout
    except WizardError as error:
        return f"git: {visible(error.title)}"
    return visible(said.decode("utf-8", "replace").strip())
