"""Every diff is a real patch: `git apply` and `patch -p1` give the very bytes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wizard.core.text.diff import diff_lines, unified_diff

CASES = {
    "changed": ("a\nb\nc\n", "a\nB\nc\n"),
    "new file": (None, "a\nb\n"),
    "new file without final newline": (None, "a"),
    "deleted": ("a\nb\n", None),
    "final newline added": ("a\nb", "a\nb\n"),
    "final newline lost": ("a\nb\n", "a\nb"),
    "no final newline on both sides": ("a\nb", "A\nb\nc"),
    "CRLF": ("a\r\nb\r\n", "a\r\nx\r\nb\r\n"),
    "CR only": ("a\rb\r", "a\rx\rb\r"),
    "BOM": ("\ufeffa\n", "\ufeffa\nb\n"),
    "far apart": ("\n".join(map(str, range(40))), "\n".join("x" if n in (3, 30) else str(n) for n in range(40))),
    "first line": ("a\n" * 9, "x\n" + "a\n" * 9),
    "from empty": ("", "a\n"),
    "to empty": ("a\n", ""),
    "form feed": ("a\x0cb\n", "a\x0cc\n"),
}


def applied(folder: Path, path: str, before: str | None, diff: str, tool: list[str]) -> bytes | None:
    shutil.rmtree(folder, ignore_errors=True)
    target = folder / path
    target.parent.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    if before is not None:
        target.write_bytes(before.encode())
    done = subprocess.run(tool, input=diff.encode(), cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode() + diff
    return target.read_bytes() if target.exists() else None


TOOLS = {
    "git": ["git", "apply", "--whitespace=nowarn", "-"],
    "patch": ["patch", "-p1", "--no-backup-if-mismatch"],
}


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("case", CASES)
def test_cases(tmp_path: Path, case: str, tool: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    before, after = CASES[case]
    got = applied(tmp_path / "work", "shippable.yml", before, unified_diff("shippable.yml", before, after), TOOLS[tool])
    if after == "" and tool == "patch":
        assert got in (b"", None)  # patch removes a file that it leaves empty
    else:
        assert got == (None if after is None else after.encode())


@pytest.mark.parametrize("path", ["dïr/shippable.yml", 'q"uote.yml', "sp ace.yml", "back\\slash.yml", "日本.yml"])
@pytest.mark.parametrize("tool", TOOLS)
def test_paths(tmp_path: Path, path: str, tool: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    diff = unified_diff(path, "a\n", "b\n")
    assert applied(tmp_path / "work", path, "a\n", diff, TOOLS[tool]) == b"b\n"


lines = st.lists(st.sampled_from(["a\n", "b\n", "c\r\n", "\n", "  - x\n", "d"]), max_size=25).map("".join)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines, lines)
def test_any_two_texts(tmp_path: Path, before: str, after: str) -> None:
    if before != after:
        diff = unified_diff("f", before, after)
        assert applied(tmp_path / "work", "f", before, diff, TOOLS["git"]) == after.encode()


def test_lines_for_the_screen_carry_their_numbers() -> None:
    found = [(line.kind, line.text, line.old, line.new) for line in diff_lines("a\nb\n", "a\nx\nb\n")]
    assert found == [("@", "@@ -1,2 +1,3 @@", None, None), (" ", "a", 1, 1), ("+", "x", None, 2), (" ", "b", 2, 3)]


def test_nothing_changed_is_no_diff() -> None:
    assert unified_diff("f", "a\n", "a\n") == ""
    assert diff_lines("a\n", "a\n") == ()


def test_a_long_text_is_no_matter() -> None:
    """What stands between the first and the last change is not compared line by line with all the rest."""
    text = "- make\n" * 50_000
    lines = diff_lines(text, f"first\n{text}last\n")
    assert [(line.kind, line.text) for line in lines if line.kind in "+-"] == [("+", "first"), ("+", "last")]


def test_texts_that_differ_everywhere_are_one_block() -> None:
    old = "".join(f"old {number}\n" for number in range(1500))
    new = "".join(f"new {number}\n" for number in range(1500))
    kinds = "".join(line.kind for line in diff_lines(old, new))
    assert kinds == "@" + "-" * 1500 + "+" * 1500


def test_lines_put_in_stay_together() -> None:
    """A blank line in a row of them is shown beside what came with it."""
    lines = diff_lines("a\n\n\nb\n", "a\n\nx\n\n\nb\n")
    assert "".join(line.kind for line in lines) == "@  ++  "
