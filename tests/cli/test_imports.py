"""What is imported, and so what each start costs: nothing that the command does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"textual", "rich", "boto3", "botocore", "keyring", "httpx", "moto"}
YAML = {"yaml", "ruamel"}

SCRIPT = """
import os, sys
sys.argv = ["ecr-wizard", *sys.argv[1:]]
from wizard.__main__ import main
try:
    main()
finally:
    names = sorted({name.partition(".")[0] for name in sys.modules})
    os.write(3, " ".join(names).encode())
"""


def imported(folder: Path, *words: str) -> set[str]:
    """The packages that a run with these words imports."""
    names = folder.parent / "names"
    done = subprocess.run(
        ["bash", "-c", f'exec "$0" -c "$1" "${{@:2}}" 3>{names}', sys.executable, SCRIPT, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder.parent), "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == 0, done.stderr
    return set(names.read_text().split())


def test_the_version_costs_next_to_nothing(project: Path) -> None:
    assert not imported(project, "--version") & (HEAVY | YAML | {"argparse", "json", "dataclasses", "logging"})


@pytest.mark.parametrize(
    "words", [("apply", "--integration=x"), ("apply", "--help"), ("--help",), ("undo", "--help"), ("demo", "--help")]
)
def test_no_command_imports_what_it_does_not_need(project: Path, words: tuple[str, ...]) -> None:
    names = imported(project, *words)
    assert not names & HEAVY
    assert not (names & YAML and "--help" in words)


def test_the_real_services_are_bundled_without_their_libraries() -> None:
    code = "import sys; from wizard.actions.real import real_services; real_services(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    names = {name.partition(".")[0] for name in done.stdout.split()}
    assert not names & (HEAVY | YAML | {"platformdirs", "filelock"})


def test_the_help_of_apply_needs_no_question_and_check_no_aws(project: Path) -> None:
    def modules(*words: str) -> set[str]:
        script = SCRIPT.replace('name.partition(".")[0]', "name")
        shell = f'exec "$0" -c "$1" "${{@:2}}" 3>{project.parent / "names"}'
        done = subprocess.run(
            ["bash", "-c", shell, sys.executable, script, *words],
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return set((project.parent / "names").read_text().split())

    assert not [name for name in modules("apply", "--help") if name.startswith(("wizard.core", "wizard.actions"))]
    (project / "shippable.yml").write_text("build:\n  ci:\n    - make\n")
    unneeded = (
        *("wizard.services.aws", "wizard.services.credentials", "wizard.core.interview.questions", "wizard.core.plan"),
        *("wizard.actions.as_build", "wizard.services.repository.git_branches", "wizard.core.text.diff", "socket"),
        *("wizard.core.aws.key_forms", "wizard.core.aws.masking", "wizard.core.docker.dockerfile", "secrets", "hmac"),
    )
    assert not [name for name in modules("check") if name.startswith(unneeded)]
