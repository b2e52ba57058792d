"""The diffs of every hand-written case and real file, in one patch: `git apply` and `patch -p1` give the bytes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.yamlpatch.casefile import read_cases
from tests.yamlpatch.test_corpus import ONCE, REFUSED, planned
from wizard.core.text.diff import unified_diff

TOOLS = {"git": ["git", "apply", "--whitespace=nowarn", "-"], "patch": ["patch", "-p1", "--no-backup-if-mismatch"]}
FOLDERS = ("plain", "with space", "ünïcode", 'quo"te', "back\\slash", "tab\there")


def texts() -> list[tuple[str, str]]:
    """The text before and after: of the cases, then of the real files where they are."""
    found = [(case.before, case.after) for case in read_cases() if case.after not in (None, "", case.before)]
    for one in ONCE:
        if one.scenario not in REFUSED.get(one.file.name, ((),))[0]:
            before = one.file.read_bytes().decode()
            found.append((before, planned(before, one.answers).after))
    return [(before, after) for before, after in found if after is not None and before != after]


@pytest.mark.parametrize("tool", TOOLS)
def test_every_diff_is_a_patch(tmp_path: Path, tool: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    diffs = []
    wanted: dict[Path, bytes] = {}
    for number, (before, after) in enumerate(texts()):
        path = f"{number}/{FOLDERS[number % len(FOLDERS)]}/shippable.yml"
        target = tmp_path / path
        target.parent.mkdir(parents=True)
        # Every seventh file is made by the patch.
        new = number % 7 == 0
        if not new:
            target.write_bytes(before.encode())
        diffs.append(unified_diff(path, None if new else before, after))
        wanted[target] = after.encode()
    done = subprocess.run(TOOLS[tool], input="".join(diffs).encode(), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert {target: target.read_bytes() for target in wanted} == wanted
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path not in wanted]
    assert not left
