"""PyYAML may be built without libyaml: then the parser in Python does all the work, with the same results."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HIDDEN = "import sys; sys.modules['yaml._yaml'] = None; import yaml; assert not yaml.__with_libyaml__\n"
ALL_CASES = (
    HIDDEN
    + """
from tests.yamlpatch.casefile import read_cases
from wizard.yamlpatch import Refusal, plan

cases = list(read_cases())
for case in cases:
    result = plan(case.before, case.changes)
    if isinstance(result, Refusal):
        assert (result.code, result.line, result.column) == (case.code, *case.position), (case.name, result)
    else:
        assert result.text == case.after, case.name
print(len(cases))
"""
)
PROGRAM = HIDDEN + "from wizard.__main__ import main; sys.exit(main())"


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)


def test_every_case_comes_out_the_same() -> None:
    done = run(ALL_CASES)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 200


def test_the_commands_work(tmp_path: Path) -> None:
    file = tmp_path / "shippable.yml"
    file.write_text("language: python\nbuild:\n  ci:\n    - make\n", encoding="utf-8")
    arguments = ("--integration", "ecr", "--scenario", "pull", "--image", "app", str(tmp_path))
    applied = run(PROGRAM, "apply", *arguments)
    assert applied.returncode == 0, applied.stderr
    assert "integrationName: ecr" in file.read_text(encoding="utf-8")
    checked = run(PROGRAM, "check", str(tmp_path))
    assert "bug" not in checked.stderr, checked.stderr
