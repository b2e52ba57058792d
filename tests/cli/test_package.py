"""What is handed out: the sdist holds what is needed to test it, the wheel runs in an environment of its own."""

from __future__ import annotations

import email
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from wizard import __version__
from wizard.__main__ import NOT_HERE

ROOT = Path(__file__).parents[2]
BUILD = "import sys; from setuptools import build_meta; print(getattr(build_meta, sys.argv[1])(sys.argv[2]))"
LOCAL = (".git/", ".github/", ".gitignore", ".pre-commit-config.yaml", ".pre-commit-hooks.yaml")


def tracked() -> list[str]:
    """The files of this checkout that git knows."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout of git")
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def build(what: str, source: Path, out: Path) -> Path:
    """Build the wheel or the sdist as pip does, with the setuptools that is installed."""
    out.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", BUILD, f"build_{what}", str(out)],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, built from a copy of what git knows: building leaves files behind."""
    copy = tmp_path_factory.mktemp("copy")
    for name in tracked():
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    return build("sdist", copy, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the unpacked sdist: so it is complete."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return build("wheel", folder / f"ecr_wizard-{__version__}", tmp_path_factory.mktemp("wheel"))


def test_the_sdist_has_every_file_that_git_knows(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {name for name in tracked() if not name.startswith(LOCAL)} - names == set()


def test_the_wheel_has_the_package_alone_with_all_its_files(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name.partition("/")[0] for name in names} == {"wizard", f"ecr_wizard-{__version__}.dist-info"}
    assert {name for name in tracked() if name.startswith("wizard/")} - names == set()


def test_the_metadata_say_what_an_index_shows(wheel: Path) -> None:
    data = zipfile.ZipFile(wheel).read(f"ecr_wizard-{__version__}.dist-info/METADATA").decode()
    headers = email.message_from_string(data)
    assert headers["Author"]
    assert headers["Keywords"]
    assert headers["License-Expression"] == "MIT"
    classifiers = headers.get_all("Classifier") or []
    assert "Typing :: Typed" in classifiers
    workflow = (ROOT / ".github" / "workflows" / "gate.yml").read_text()
    assert all(
        f'"{item.rpartition(" ")[2]}"' in workflow for item in classifiers if ":: 3." in item
    )  # no version that is not tested


def test_the_lowest_versions_are_those_that_are_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lowest = [line for line in (ROOT / ".ci" / "lowest.txt").read_text().splitlines() if not line.startswith("#")]
    asked = [Requirement(text) for text in project["dependencies"]]
    floors = {item.name: _floor(item) for item in asked}
    assert {item.name: _floor(item) for item in map(Requirement, lowest)} == floors


def test_the_lock_file_is_of_these_dependencies_and_names_the_public_index_alone() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    text = (ROOT / "uv.lock").read_text()
    (locked,) = (item for item in tomllib.loads(text)["package"] if item["name"] == "ecr-wizard")
    listed = [*project["dependencies"], *(text for more in project["optional-dependencies"].values() for text in more)]
    asked = {(canonicalize_name(item.name), item.specifier) for item in map(Requirement, listed)}
    in_lock = {(item["name"], SpecifierSet(item.get("specifier", ""))) for item in locked["metadata"]["requires-dist"]}
    assert in_lock == asked, "run `make lock`"
    assert set(re.findall(r"https?://([^/\"]+)", text)) == {"pypi.org", "files.pythonhosted.org"}


def test_the_groups_are_the_extras() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = data["dependency-groups"]
    assert {name: [f"ecr-wizard[{name}]"] for name in data["project"]["optional-dependencies"]} | {
        "dev": [{"include-group": name} for name in data["project"]["optional-dependencies"]]
    } == groups


def _floor(needed: Requirement) -> Version:
    (floor,) = (Version(item.version) for item in needed.specifier if item.operator in (">=", "=="))
    return floor


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The wheel in an environment of its own; the libraries, which a network would bring, are those of this one."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = (str(python), "-m", "pip", "install", "-q", "--no-index", "--no-deps", str(wheel))
    subprocess.run(pip, check=True, env={"PATH": os.environ["PATH"], "HOME": str(folder)})
    ask = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    packages = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
    # They come after its own packages on the path: `wizard` is the installed one.
    Path(packages, "zz-libraries.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "dumb"}
        command = [str(folder / "bin" / "ecr-wizard"), *words]
        return subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )

    return run


def test_the_wheel_runs_where_it_is_installed(installed: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    assert installed("--version").stdout == f"ecr-wizard {__version__}\n"
    done = installed("policy", "--scenario=push", "123456789012.dkr.ecr.us-east-1.amazonaws.com/app")
    assert '"ecr:PutImage"' in done.stdout
    done = installed("doctor", "--json")
    assert '"subject": "git"' in done.stdout, done.stderr


@pytest.mark.nightly
@pytest.mark.parametrize("tool", [("uv", "tool", "install"), ("pipx", "install")], ids=lambda words: words[0])
def test_a_tool_installs_the_wheel_and_takes_it_away(tool: tuple[str, ...], wheel: Path, tmp_path: Path) -> None:
    if shutil.which(tool[0]) is None:
        pytest.skip(f"{tool[0]} is not installed")
    places = ("UV_TOOL_DIR", "PIPX_HOME", "UV_TOOL_BIN_DIR", "PIPX_BIN_DIR", "PIPX_MAN_DIR")
    environment = {**os.environ, **{name: str(tmp_path / name[-7:]) for name in places}}
    program = tmp_path / "BIN_DIR" / "ecr-wizard"
    subprocess.run([*tool, str(wheel)], env=environment, check=True, capture_output=True)
    done = subprocess.run([program, "--version"], env=environment, check=True, capture_output=True, text=True)
    assert done.stdout == f"ecr-wizard {__version__}\n"
    subprocess.run([*tool[:-1], "uninstall", "ecr-wizard"], env=environment, check=True, capture_output=True)
    assert not program.exists()


@pytest.mark.parametrize("words", [(), ("--version",), ("check",)])
def test_on_a_system_that_is_not_posix_it_is_one_sentence(words: tuple[str, ...]) -> None:
    code = "import os, sys; os.name = 'nt'; from wizard.__main__ import main; sys.exit(main())"
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{NOT_HERE}\n")
