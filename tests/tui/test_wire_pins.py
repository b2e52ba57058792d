"""The private parts of Textual that the terminal layer overrides or uses are where it expects them."""

from __future__ import annotations

import asyncio
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import textual.app
from packaging.requirements import Requirement
from textual._time import get_time
from textual._xterm_parser import XTermParser

from wizard.cli.commands import wizard as wizard_command
from wizard.tui.app.private_parts import OWNERS, Owner, _missing_of, missing
from wizard.tui.input.settled import runs_something

ROOT = Path(__file__).parents[2]


def test_every_private_part_is_there() -> None:
    assert missing() == []


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.name or owner.module)
def test_a_part_that_is_not_there_is_named(owner: Owner) -> None:
    assert len(_missing_of(owner._replace(parts="no_such_part"))) == 1
    assert _missing_of(owner._replace(module="textual.no_such_module")) == ["textual.no_such_module"]


def test_the_version_is_one_that_the_tests_were_run_on() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (pin,) = (Requirement(text).specifier for text in project["dependencies"] if text.startswith("textual"))
    assert version("textual") in pin
    assert ("8.0.0" in pin, "8.2.8" in pin, "7.5.0" in pin, "8.3.0" in pin) == (True, True, False, False)


def test_prompts_come_in_place_of_screens_that_cannot_keep_their_promises(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prompts = ModuleType("wizard.plain.walk")
    shown: list[Any] = []
    prompts.run_plain = lambda *made, report: shown.append((made, report)) or 0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "wizard.plain.walk", prompts)
    monkeypatch.setattr(wizard_command, "interactive", lambda: True)
    monkeypatch.setattr(wizard_command, "prepare", lambda **_: None)
    monkeypatch.delattr(textual.app.App, "_fatal_error")
    options = wizard_command.argparse.Namespace(report=None, plain=False, no_color=False)
    assert wizard_command.walk(lambda: ("services", "path"), options) == 0  # type: ignore[arg-type,return-value]
    assert shown == [(("services", "path"), None)]
    assert "lacks App._fatal_error" in capsys.readouterr().err


def test_keys_are_stamped_with_the_clock_that_type_ahead_is_compared_with() -> None:
    before = get_time()
    (event,) = list(XTermParser(debug=False).feed("a"))
    assert before <= event.time <= get_time()


async def test_the_event_loop_says_whether_something_runs() -> None:
    assert not runs_something()
    asyncio.get_running_loop().call_soon(lambda: None)
    assert runs_something()
