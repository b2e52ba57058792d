"""What the documents say of the layout is there, and nothing of it is missing in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BASES = (ROOT, ROOT / "wizard", ROOT / "wizard" / "core", ROOT / "wizard" / "services", ROOT / "tests")
NAMED = re.compile(r"`((?:[\w.]+/)+(?:[\w.]+\.\w+)?)`")


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/design.md", "docs/decisions.md"])
def test_every_folder_and_file_that_is_named_exists(name: str) -> None:
    named = set(NAMED.findall((ROOT / name).read_text(encoding="utf-8")))
    assert [item for item in sorted(named) if not any((base / item).exists() for base in BASES)] == []


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/design.md"])
def test_every_folder_of_the_program_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    folders = [path.name for path in (ROOT / "wizard").iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert [folder for folder in sorted(folders) if f"wizard/{folder}" not in text] == []
    inner = [path.parent.name for path in (ROOT / "wizard").glob("*/*/__init__.py")]
    design = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    assert [folder for folder in sorted(inner) if folder not in design] == []
