"""What holds for every test: a home of its own, no leftovers of the machine's environment, no silent skips."""

from __future__ import annotations

import compileall
import gc
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.moto import Moto
    from wizard.services.aws.boto import AwsBoto

CORPUS = Path(os.environ.get("ECR_WIZARD_CORPUS") or Path(__file__).parents[2] / "shared" / "corpus")
PROGRAMS = ("git", "patch", "bash", "unshare", "setpriv", "strace", "docker-registry")
NO_CORPUS = "the corpus of real files is absent"

# Of the machine's environment, what could change a result.
FOREIGN = (
    "AWS_",
    "SHIPPABLE_",
    "TEXTUAL",
    "XDG_",
    "NO_COLOR",
    "ACCESSIBLE",
    "COLORTERM",
    "GIT_",
    "PYTHON_KEYRING",
    "DBUS_",
    "TMUX",
    "STY",
)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the homes of all tests are: `mktemp` would read its whole folder, thousands of entries, for each test."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def own_home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """HOME and the XDG directories of this test alone; no keys, no proxies, no git configuration of the machine."""
    home = Path(tempfile.mkdtemp(dir=homes))
    for name in list(os.environ):
        if name.startswith(FOREIGN) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    for name in ("STATE", "DATA", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return home


@pytest.fixture(autouse=True)
def own_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another test taught the program to mask is text like any other in this one."""
    monkeypatch.setattr("wizard.services.runtime.foreign._known", {})


@pytest.fixture(scope="session")
def aws() -> AwsBoto:
    """One AWS client for all tests: it reads the environment for each call, and costs a quarter of a second to make."""
    from wizard.services.aws.boto import AwsBoto

    return AwsBoto()


@pytest.fixture(scope="session")
def moto_running() -> Iterator[Moto]:
    """moto's server, one for all tests."""
    from tests.support.moto import moto_server

    with moto_server() as made:
        yield made


@pytest.fixture
def moto(moto_running: Moto, monkeypatch: pytest.MonkeyPatch) -> Moto:
    """moto's server is AWS for this test."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_running.url)
    return moto_running


def pytest_configure(config: pytest.Config) -> None:
    """Compile the program once: where the environment keeps Python from it, each of its hundreds of starts would."""
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(Path(__file__).parents[1] / "wizard", quiet=2)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are processors: a third of the time is waiting for terminals and servers."""
    return max(1, (os.cpu_count() or 1) * 3 // 2)


def pytest_collection_finish() -> None:
    """Going through what thousands of tests imported took the collector of cycles a fifth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What needs a program that is not installed is skipped; with ECR_WIZARD_NO_SKIPS=1 a skip is a failure.

    But for the corpus, which may be absent.
    """
    report = yield
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, FileNotFoundError) and error.filename in PROGRAMS and not shutil.which(error.filename):
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.location[1] or 0, f"Skipped: {error.filename} is not installed")
    if report.skipped and os.environ.get("ECR_WIZARD_NO_SKIPS") == "1" and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if NO_CORPUS not in reason:
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped: {reason}"
    return report


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Nightly tests run only when ECR_WIZARD_NIGHTLY=1."""
    if os.environ.get("ECR_WIZARD_NIGHTLY") == "1":
        return
    nightly = [item for item in items if item.get_closest_marker("nightly")]
    if nightly:
        config.hook.pytest_deselected(items=nightly)
        items[:] = [item for item in items if item not in set(nightly)]
