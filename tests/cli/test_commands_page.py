"""docs/commands.md shows every command, and what each really prints."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.commands_page import PAGE, real_page
from wizard.cli import COMMANDS


def test_every_output_on_the_page_is_real(tmp_path: Path) -> None:
    text = PAGE.read_text()
    assert real_page(text, tmp_path.resolve()) == text, "run `python -m tests.cli.commands_page` and look at the diff"


def test_every_command_is_on_the_page() -> None:
    shown = set(re.findall(r"^\$ .*?ecr-wizard (\w+)", PAGE.read_text(), re.MULTILINE))
    assert set(COMMANDS) - {"demo"} <= shown
