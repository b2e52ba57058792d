"""What is loaded when: start-up and the purity of the core hang on it (docs/design.md, sections 1 and 2)."""

from __future__ import annotations

import subprocess
import sys

import pytest

YAML = {"yaml", "_yaml", "ruamel"}
HEAVY = {
    "textual",
    "rich",
    "boto3",
    "botocore",
    "keyring",
    "httpx",
    "platformdirs",
    "filelock",
    "asyncio",
    "socket",
    "ssl",
    "subprocess",
    "tempfile",
    "sqlite3",
    "logging",
}


def loaded(statements: str) -> set[str]:
    """The names of the modules that a fresh process has after these statements."""
    code = f"import sys\nbefore = set(sys.modules)\n{statements}\nprint(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def tops(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("module", ["wizard.yamlpatch", "wizard.yamlpatch.engine", "wizard.yamlpatch.parse.reading"])
def test_the_patch_engine_loads_no_yaml_library_before_it_reads_a_text(module: str) -> None:
    names = loaded(f"import {module}")
    assert not tops(names) & (YAML | HEAVY)
    own = {name for name in names if name.startswith("wizard.")}
    assert {name for name in own if not name.startswith("wizard.yamlpatch")} == {"wizard.frozen"}


def test_reading_a_usual_text_loads_libyaml_alone() -> None:
    names = loaded("import wizard.yamlpatch\nwizard.yamlpatch.read('a: 1')")
    assert "yaml" in tops(names)
    assert "ruamel" not in tops(names)


def test_the_core_loads_no_screen_no_service_and_no_network() -> None:
    modules = "from pkgutil import walk_packages\nimport importlib, wizard.core\n"
    names = loaded(
        modules
        + "for found in walk_packages(wizard.core.__path__, 'wizard.core.'): importlib.import_module(found.name)"
    )
    assert not tops(names) & (YAML | HEAVY)
    layers = {name.split(".")[1] for name in names if name.startswith("wizard.")}
    assert layers <= {"core", "yamlpatch", "frozen"}
