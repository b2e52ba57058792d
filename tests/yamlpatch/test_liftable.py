"""The folder of the patch engine, with the one file that it uses besides, works as a package of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import wizard.frozen
import wizard.yamlpatch

SCRIPT = """
from lifted.yamlpatch import Patch, SetKey, load, plan, read
patch = plan("a:\\n  - x  # one\\n", [SetKey(("a", 0), "z", "why")])
assert isinstance(patch, Patch) and patch.text == "a:\\n  - z  # one\\n", patch
assert load(patch.text) == {"a": ["z"]}
node = read(patch.text).root.get("a").items[0]
assert patch.text[node.offset:node.end] == "z"
import sys
print([name for name in sys.modules if name.split(".")[0] in ("wizard", "textual", "boto3")])
"""


def test_it_runs_in_another_package(tmp_path: Path) -> None:
    folder = tmp_path / "lifted" / "yamlpatch"
    shutil.copytree(Path(wizard.yamlpatch.__file__).parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(wizard.frozen.__file__, folder.parent)
    (tmp_path / "lifted" / "__init__.py").touch()
    for file in folder.rglob("*.py"):
        # The imports name the place of the package: the one thing to change.
        text = file.read_text("utf-8")
        for name in ("yamlpatch", "frozen"):
            text = text.replace(f"wizard.{name}", f"lifted.{name}")
        file.write_text(text, "utf-8")
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
