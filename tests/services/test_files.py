"""Reading exactly, writing durably, taking back: on a real disk, with real kills and real refusals."""

from __future__ import annotations

import errno
import fcntl
import os
import pwd
import stat
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from wizard.core.model.errors import RefusedError, ServiceError
from wizard.services.storage import atomic as durable
from wizard.services.storage import backups, files, journal
from wizard.services.storage.files import RealFiles, read_text, write_new
from wizard.services.storage.inventory import FileInventory
from wizard.services.storage.paths import data_path, key_of, state_path
from wizard.yamlpatch.result import Edit, edit_between

FILES = RealFiles()
ROOT = Path(__file__).parents[2]


def write(path: Path, before: str | None, after: str | None, action: str = "apply") -> files.Written:
    return FILES.write(path, before, after, edit_between(after or "", before or "", "back"), action)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder / "shippable.yml"


def litter(folder: Path) -> list[Path]:
    return list(folder.rglob(f"{durable.PREFIX}*"))


@pytest.mark.parametrize("text", ["", "a: 1", "\ufeffa: 1\r\n\r\nb: 2", "a\rb\r", "\U0001f600\n", "a\x00\x85\u2028b\n"])
def test_texts_come_and_go_to_the_byte(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
    assert read_text(path) == text
    write(path, text, text + "# more")
    assert path.read_bytes() == text.encode() + b"# more"
    FILES.undo(path)
    assert path.read_bytes() == text.encode()


def test_an_absent_file_is_none_and_a_folder_is_told(path: Path) -> None:
    assert read_text(path) is None
    with pytest.raises(ServiceError):
        read_text(path.parent)
    os.mkfifo(path)
    with pytest.raises(ServiceError):
        read_text(path)


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [(b"\xff\xfea", 1, 1), (b"a: 1\r\nb: \xe9\n", 2, 4), ("é: ".encode() + b"\xe9", 1, 4), (b"a\rb\r\xc3", 3, 1)],
)
def test_what_is_not_utf8_is_refused_with_its_place(path: Path, data: bytes, line: int, column: int) -> None:
    path.write_bytes(data)
    with pytest.raises(RefusedError) as caught:
        read_text(path)
    assert (caught.value.code, caught.value.line, caught.value.column) == ("not-utf8", line, column)


def test_a_write_keeps_the_mode_and_makes_a_backup(path: Path) -> None:
    path.write_text("old")
    path.chmod(0o640)
    written = write(path, "old", "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert written.backup is not None
    assert written.backup.read_text() == "old"
    assert stat.S_IMODE(written.backup.stat().st_mode) == 0o600
    assert stat.S_IMODE(written.backup.parent.stat().st_mode) == 0o700


def test_a_new_file_has_the_mode_that_the_user_gives_new_files(path: Path) -> None:
    assert write(path, None, "new").backup is None
    other = path.with_name("other")
    other.touch()
    assert path.stat().st_mode == other.stat().st_mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can keep another owner")
def test_root_keeps_the_owner(path: Path) -> None:
    path.write_text("old")
    os.chown(path, 12345, 12346)
    write(path, "old", "new")
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12346)


def test_a_link_stays_and_what_it_leads_to_is_written(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere" / "ci.yml"
    real.parent.mkdir()
    real.write_text("old")
    path.symlink_to(os.path.relpath(real, path.parent))
    write(path, "old", "new")
    assert path.is_symlink()
    assert real.read_text() == "new"
    FILES.undo(real)
    assert real.read_text() == "old"


def test_a_file_that_changed_meanwhile_is_left_alone(path: Path) -> None:
    path.write_text("theirs")
    for before in ("old", None):
        with pytest.raises(ServiceError) as caught:
            write(path, before, "new")
        assert caught.value.code == "changed-meanwhile"
    path.unlink()
    with pytest.raises(ServiceError):
        write(path, "old", "new")
    assert not path.exists()


@pytest.mark.parametrize("after", ["new", None])
def test_an_editor_that_saves_in_between_loses_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, after: str | None
) -> None:
    """The backup and the journal take their time on a slow disk; the file is looked at again after them."""
    path.write_text("old")
    add = journal.add

    def saved_meanwhile(*arguments: Any) -> None:
        add(*arguments)
        path.write_text("saved by an editor")

    monkeypatch.setattr(journal, "add", saved_meanwhile)
    with pytest.raises(ServiceError) as caught:
        write(path, "old", after)
    assert caught.value.code == "changed-meanwhile"
    assert path.read_text() == "saved by an editor"
    assert litter(path.parent) == []


def test_no_file_afterwards_and_back(path: Path) -> None:
    path.write_text("old")
    write(path, "old", None)
    assert not path.exists()
    undone = FILES.undo(path)
    assert (undone.before, undone.after) == (None, "old")
    assert path.read_text() == "old"


def test_several_undos_in_a_row_go_back_to_the_beginning(path: Path) -> None:
    texts = [None, "one\n", "two\n", "one\n", "three"]
    for before, after in pairwise(texts):
        write(path, before, after)
    for undone, left in pairwise(reversed(texts)):
        taken_back = FILES.undo(path)
        assert (taken_back.before, taken_back.after) == (undone, left)
        assert read_text(path) == left
    with pytest.raises(RefusedError) as caught:
        FILES.undo(path)
    assert caught.value.code == "nothing-to-undo"


def test_undo_goes_no_further_than_what_it_knows(path: Path) -> None:
    path.write_text("one")
    write(path, "one", "two")
    path.write_text("by hand")
    write(path, "by hand", "three")
    FILES.undo(path)
    assert path.read_text() == "by hand"
    with pytest.raises(RefusedError):
        FILES.undo(path)
    assert path.read_text() == "by hand"


def test_undo_refuses_a_changed_file_and_shows_what_was_changed(path: Path) -> None:
    path.write_text("a\n")
    write(path, "a\n", "a\nb\n")
    path.write_text("a\nb\nmine\n")
    with pytest.raises(RefusedError) as caught:
        FILES.undo(path)
    assert caught.value.code == "changed-since"
    assert "+mine" in caught.value.snippet
    assert "-b" not in caught.value.snippet
    assert path.read_text() == "a\nb\nmine\n"
    path.unlink()
    with pytest.raises(RefusedError) as caught:
        FILES.undo(path)
    assert "deleted file" in caught.value.snippet


def test_a_damaged_journal_stops_the_write_and_is_told(path: Path) -> None:
    path.write_text("a")
    write(path, "a", "b")
    journal.path_of(path).write_text('{"version": 1, "records": [{}]}')
    for call in (lambda: FILES.undo(path), lambda: write(path, "b", "c")):
        with pytest.raises(ServiceError) as caught:
            call()
        assert caught.value.code == "journal-damaged"
    assert path.read_text() == "b"


def test_the_journal_offers_the_last_write_first(path: Path) -> None:
    path.write_text("a")
    write(path, "a", "ab")
    write(path, "ab", "abc")
    assert [found.text for found in FILES.inversions(path, "abc", lambda _: True)] == ["ab", "a"]
    assert list(FILES.inversions(path, "another text", lambda _: True)) == []
    assert list(FILES.inversions(path, "abc", lambda edit: edit.start > 100)) == []
    write(path, "abc", "ab", action="remove")
    assert list(FILES.inversions(path, "ab", lambda _: True)) == []


def test_the_journal_offers_the_absence_of_a_file_it_made(path: Path) -> None:
    write(path, None, "made")
    assert [found.text for found in FILES.inversions(path, "made", lambda _: True)] == [None]


def test_a_second_run_is_kept_out_with_words(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text("old")
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.01)
    lock = state_path("locks", f"{key_of(path)}.lock")
    lock.parent.mkdir(parents=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ServiceError) as caught:
            write(path, "old", "new")
    assert caught.value.code == "locked"
    assert path.read_text() == "old"
    write(path, "old", "new")


def test_a_user_without_a_home_is_told_and_gets_nothing_of_ours_elsewhere(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container that runs under a number that nobody has."""

    def nobody(number: int) -> NoReturn:
        raise KeyError(number)

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    for name in ("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name)
    monkeypatch.chdir(path.parent)
    with pytest.raises(ServiceError) as caught:
        write(path, None, "new")
    assert "HOME" in caught.value.cause
    assert "XDG_STATE_HOME" in caught.value.remedy
    assert FILES.writes(path, "text") == []
    assert not any(path.parent.iterdir())


def test_what_we_keep_is_for_the_user_alone(path: Path) -> None:
    write(path, None, "new")
    write(path, "new", "newer")
    for kept in state_path().rglob("*"):
        if kept.suffix != ".lock":  # empty
            assert stat.S_IMODE(kept.stat().st_mode) == (0o700 if kept.is_dir() else 0o600), kept


def test_what_a_killed_run_left_is_no_hindrance(path: Path) -> None:
    path.write_text("old")
    left = durable._noted(path, files._note(path))
    left.write_text("half")
    write(path, "old", "new")
    assert litter(path.parent) == []


def test_what_only_looks_like_a_temporary_file_blocks_nothing_and_is_kept(path: Path) -> None:
    path.write_text("old")
    names = [durable._temporary(path).name, f"{durable.PREFIX}0123456789abcdef", f"{durable.PREFIX}x"]
    for name in names[:2]:
        path.with_name(name).write_text("the user's")
    path.with_name(names[2]).mkdir()
    write(path, "old", "new")
    FILES.undo(path)
    path.with_name(names[0]).unlink()
    path.with_name(names[0]).mkdir()
    write(path, "old", "newer")
    assert path.read_text() == "newer"
    assert path.with_name(names[1]).read_text() == "the user's"
    assert sorted(item.name for item in litter(path.parent)) == sorted(names)


def test_a_note_names_nothing_but_temporary_files(path: Path) -> None:
    path.write_text("old")
    other = path.with_name("other")
    other.write_text("the user's")
    for name in ("other", "../project/other", f"{durable.PREFIX}../other"):
        files._note(path).write_text(name)
        write(path, path.read_text(), path.read_text() + "+")
        assert other.read_text() == "the user's"


def test_backups_go_by_the_order_of_making_and_the_first_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text("0")
    made = []
    for number in range(backups.KEPT + 10):
        moment = datetime(2026 - number, 1, 1, tzinfo=UTC)  # the clock goes backwards
        monkeypatch.setattr(backups, "datetime", SimpleNamespace(now=lambda _, moment=moment: moment))
        backup = write(path, str(number), str(number + 1)).backup
        assert backup is not None
        assert backup.read_text() == str(number)
        made.append(backup)
    assert made[0].read_text() == "0"
    assert [item for item in made if item.exists()] == [made[0], *made[-backups.KEPT :]]


def test_extended_attributes_are_kept(path: Path) -> None:
    path.write_text("old")
    os.setxattr(path, "user.origin", b"a template")
    # An access list as the kernel keeps it: the owner, one more user, the group, the mask, others.
    entries = ((1, 6, -1), (2, 4, 65534), (4, 4, -1), (16, 4, -1), (32, 0, -1))
    os.setxattr(
        path, "system.posix_acl_access", struct.pack("<i", 2) + b"".join(struct.pack("<hhi", *e) for e in entries)
    )
    before = {name: os.getxattr(path, name) for name in os.listxattr(path)}
    write(path, "old", "new")
    assert {name: os.getxattr(path, name) for name in os.listxattr(path)} == before


@pytest.mark.parametrize("make", [lambda folder: folder.chmod(0o777), lambda folder: os.chown(folder, 12345, -1)])
def test_a_state_folder_that_is_not_ours_alone_is_refused(path: Path, make: Callable[[Path], None]) -> None:
    path.write_text("old")
    write(path, "old", "new")
    make(state_path("locks"))
    with pytest.raises(ServiceError) as caught:
        write(path, "new", "newer")
    assert str(state_path("locks")) in caught.value.cause
    with pytest.raises(ServiceError):
        FILES.undo(path)
    assert path.read_text() == "new"


def test_a_disk_without_locks_warns_and_blocks_nobody(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_: object) -> NoReturn:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    path.write_text("0")
    for number in range(3):
        written = write(path, str(number), str(number + 1))
        assert [item.code for item in written.warnings] == ["no-locks"]
    FileInventory().change(lambda inventory: inventory.with_places("x", "acme", []))
    assert FileInventory().read().named("x")


def test_hard_links_are_said(path: Path) -> None:
    path.write_text("old")
    other = path.with_name("other")
    other.hardlink_to(path)
    written = write(path, "old", "new")
    assert [item.code for item in written.warnings] == ["hard-links"]
    assert (path.read_text(), other.read_text()) == ("new", "old")
    assert write(path, "new", "newer").warnings == ()


def test_an_inventory_in_a_folder_of_everybody_is_refused() -> None:
    FileInventory().change(lambda inventory: inventory.with_places("x", "acme", []))
    data_path().chmod(0o777)
    for act in (FileInventory().read, lambda: FileInventory().change(lambda inventory: inventory)):
        with pytest.raises(ServiceError) as caught:
            act()
        assert "Everybody may write" in caught.value.cause


def test_a_file_of_its_own_replaces_another_only_when_told_to(path: Path) -> None:
    write_new(path, "one")
    with pytest.raises(ServiceError) as caught:
        write_new(path, "two")
    assert caught.value.code == "exists"
    assert path.read_text() == "one"
    write_new(path, "two", replace=True)
    assert path.read_text() == "two"
    with pytest.raises(ServiceError):
        write_new(path.parent / "absent" / "x.yml", "x")
    os.mkfifo(path.with_name("pipe"))
    for other in (path.parent, Path("/"), path.with_name("pipe")):
        with pytest.raises(ServiceError) as caught:
            write_new(other, "x", replace=True)
        assert "no ordinary file" in caught.value.title


def test_records_hold_no_more_than_they_need(path: Path) -> None:
    for number in range(journal.KEPT + 5):
        write(path, str(number) if number else None, str(number + 1))
    assert len(journal.records(path)) == journal.KEPT
    assert stat.S_IMODE(journal.path_of(path).stat().st_mode) == 0o600
    assert isinstance(journal.records(path)[-1].inverse[0], Edit)
