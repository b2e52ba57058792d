"""Somebody at the prompts: answers by what the prompt says, and Enter to everything else."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from wizard.actions.services import Services
from wizard.plain.walk import run_plain
from wizard.services.aws.simulated import SimulatedAws
from wizard.services.credentials.simulated import SimulatedStore
from wizard.services.repository.git import RealGit
from wizard.services.shippable.protocol import ShippableApi
from wizard.services.storage.files import RealFiles
from wizard.services.storage.inventory import MemoryInventory

# A person who answers the same question so often is in a loop.
PATIENCE = 150


@dataclass(frozen=True)
class Talk:
    """How a run ended, everything that was said, and each prompt with its answer."""

    code: int
    said: str
    asked: tuple[tuple[str, str], ...]


class Person(io.StringIO):
    """A stdin. `answers`: a part of a prompt, and what is typed at the first, second, ... time it is seen."""

    def __init__(self, answers: Sequence[tuple[str, Sequence[str]]], heard: io.StringIO) -> None:
        super().__init__()
        self._answers = [(part, list(lines)) for part, lines in answers]
        self._heard, self._at = heard, 0
        self.asked: list[tuple[str, str]] = []

    def readline(self, _size: int = -1, /) -> str:
        text = self._heard.getvalue()
        prompt, self._at = text[self._at :].rpartition("\n")[2], len(text)
        line = next((lines.pop(0) for part, lines in self._answers if part in prompt and lines), "")
        self.asked.append((prompt, line))
        if len(self.asked) > PATIENCE:
            raise AssertionError(f"no end: {self.asked[-6:]}")
        return "" if line == "EOF" else line + "\n"


def services(api: ShippableApi | None = None) -> Services:
    """Simulated AWS, keyring and registry; real files and git."""
    return Services(
        files=RealFiles(),
        git=RealGit(),
        aws=SimulatedAws(sleep=lambda _seconds: None),
        credential_store=SimulatedStore(),
        inventory=MemoryInventory(),
        api=api,
    )


def talk(
    monkeypatch: pytest.MonkeyPatch,
    around: Services,
    root: Path,
    *answers: tuple[str, Sequence[str] | str],
    report: Path | None = None,
) -> Talk:
    """Walk the prompts in `root`; an answer that is one text is typed once. `report`: the file of --report."""
    heard = io.StringIO()
    person = Person([(part, [lines] if isinstance(lines, str) else lines) for part, lines in answers], heard)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", person)
        patch.setattr(sys, "stderr", heard)
        code = run_plain(around, root, report)
    return Talk(code, heard.getvalue(), tuple(person.asked))
