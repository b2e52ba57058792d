"""Writes, undos and the owner's own changes in any order: an undo gives back what was there, or refuses."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from wizard.core.model.errors import RefusedError, ServiceError
from wizard.services.runtime.run import run_id
from wizard.services.storage.files import RealFiles
from wizard.yamlpatch.result import edit_between

FILES = RealFiles()
TEXTS = st.sampled_from([None, "", "a", "a\r\nb", "b", "\ufeffa"])


class History(RuleBasedStateMachine):
    """`made` are the writes, (before, after); those that led to the text at hand can be undone, one by one."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "shippable.yml"
        self.text: str | None = None
        self.made: list[tuple[str | None, str | None]] = []

    def teardown(self) -> None:
        self.folder.cleanup()

    def linked(self) -> list[tuple[str | None, str | None]]:
        """The writes that led to the text at hand: a text that somebody brought back by hand is known again."""
        chain: list[tuple[str | None, str | None]] = []
        text = self.text
        for before, after in reversed(self.made):
            if after == text:
                chain.insert(0, (before, after))
                text = before
            elif chain:
                break
        return chain

    @rule(new=TEXTS)
    def write(self, new: str | None) -> None:
        inverse = edit_between(new or "", self.text or "", "back")
        if new is None and self.text is None:
            return
        FILES.write(self.path, self.text, new, inverse)
        self.made = [*self.linked(), (self.text, new)]
        self.text = new

    @rule(new=TEXTS)
    def somebody_else(self, new: str | None) -> None:
        if new == self.text:
            return
        self.path.unlink(missing_ok=True)
        if new is not None:
            self.path.write_bytes(new.encode())
        self.text = new

    @rule(stale=TEXTS, new=st.sampled_from(["x", "y"]))
    def write_on_a_stale_look(self, stale: str | None, new: str) -> None:
        if stale == self.text:
            return
        with pytest.raises(ServiceError, match="changed since"):
            FILES.write(self.path, stale, new, ())

    @rule(dry_run=st.booleans())
    def undo(self, dry_run: bool) -> None:
        linked = self.linked()
        if not linked:
            with pytest.raises(RefusedError):
                FILES.undo(self.path, dry_run=dry_run)
            return
        before, after = linked[-1]
        undone = FILES.undo(self.path, dry_run=dry_run)
        assert (undone.before, undone.after) == (after, before)
        if not dry_run:
            self.made = linked[:-1]
            self.text = before

    @invariant()
    def the_file_is_what_it_should_be(self) -> None:
        if hasattr(self, "path"):
            assert FILES.read_text(self.path) == self.text
            assert set(self.path.parent.iterdir()) <= {self.path}


History.TestCase.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)
test_history = History.TestCase


def test_a_write_of_another_run_than_the_newest_stays(tmp_path: Path) -> None:
    path = tmp_path / "shippable.yml"
    FILES.write(path, None, "a", edit_between("a", "", "back"))
    with pytest.raises(RefusedError, match="The last run, later, did not write this file") as found:
        FILES.undo(path, newest="later")
    assert found.value.code == "older-run"
    assert path.read_text() == "a"
    assert FILES.undo(path, newest=run_id()).after is None
