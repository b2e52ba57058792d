"""Two texts as a patch that `git apply` and `patch -p1` take, and as lines for a screen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from wizard.frozen import frozen

CONTEXT = 3
MOST = 1000  # where more lines differ, one block says so
NO_NEWLINE = "\\ No newline at end of file"


@frozen
class DiffLine:
    """One line of a diff. `kind` is `@` for the head of a hunk; the numbers count from 1, None where not there."""

    kind: Literal["+", "-", " ", "@"]
    text: str
    old: int | None = None
    new: int | None = None
    ends: bool = True  # False: the file ends here without a line end


@frozen
class _Block:
    """Lines `old_start` to `old_end` of the old text become `new_start` to `new_end` of the new one (from 0)."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


class _Run(NamedTuple):
    """`length` lines from `old` of the old text equal those from `new` of the new one."""

    old: int
    new: int
    length: int


def unified_diff(path: str, before: str | None, after: str | None) -> str:
    """The change of the file at `path` (below the repository's root) as git prints it.

    None means that the file is absent. Empty when nothing changes.
    """
    if before == after:
        return ""
    lines = diff_lines(before or "", after or "")
    head = _head(path, before, after, has_lines=bool(lines))
    return "".join(line + "\n" for line in (*head, *map(_printed, lines)))


def _head(path: str, before: str | None, after: str | None, *, has_lines: bool) -> Iterator[str]:
    old, new = _quoted(f"a/{path}"), _quoted(f"b/{path}")
    yield f"diff --git {old} {new}"
    if before is None:
        yield "new file mode 100644"
    if after is None:
        yield "deleted file mode 100644"
    if has_lines:
        # A name with a space needs a tab behind it, or `patch` takes what follows for a date.
        tail = "\t" if " " in path else ""
        yield "--- /dev/null" if before is None else f"--- {old}{tail}"
        yield "+++ /dev/null" if after is None else f"+++ {new}{tail}"


def _printed(line: DiffLine) -> str:
    text = line.text if line.kind == "@" else line.kind + line.text
    return text if line.ends else f"{text}\n{NO_NEWLINE}"


def diff_lines(before: str, after: str) -> tuple[DiffLine, ...]:
    """The hunks of the change with three lines around each, line ends other than LF kept in the text."""
    old, new = _lines(before), _lines(after)
    out: list[DiffLine] = []
    for hunk in _hunks(_blocks(old, new)):
        out += _hunk_lines(hunk, old, new)
    return tuple(out)


def whole_file(before: str, after: str) -> tuple[DiffLine, ...]:
    """Every line of the file with what changes in it, without heads of hunks."""
    old, new = _lines(before), _lines(after)
    out: list[DiffLine] = []
    at_old = at_new = 0
    for block in _blocks(old, new):
        out += _context(old, at_old, block.old_start, at_new)
        out += _changed(block, old, new)
        at_old, at_new = block.old_end, block.new_end
    out += _context(old, at_old, len(old), at_new)
    return tuple(out)


def _lines(text: str) -> list[str]:
    """The lines with their LF; the last one without, where the text has none."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _blocks(old: list[str], new: list[str]) -> list[_Block]:
    limit = min(len(old), len(new))
    start = next((at for at in range(limit) if old[at] != new[at]), limit)
    tail = next((at for at in range(limit - start) if old[-1 - at] != new[-1 - at]), limit - start)
    middle = old[start : len(old) - tail], new[start : len(new) - tail]
    runs = [_Run(0, 0, 0), *_equal_runs(*middle), _Run(len(middle[0]), len(middle[1]), 0)]
    blocks = [
        _Block(one.old + one.length + start, two.old + start, one.new + one.length + start, two.new + start)
        for one, two in pairwise(runs)
        if (one.old + one.length, one.new + one.length) != (two.old, two.new)
    ]
    return _joined(blocks, new)


def _joined(blocks: list[_Block], new: list[str]) -> list[_Block]:
    """Lines put in join the block above them where the lines between the two are the last of them as well."""
    joined: list[_Block] = []
    for block in blocks:
        between = block.old_start - joined[-1].old_end if joined else 0
        repeated = new[block.new_end - between : block.new_end] == new[block.new_start - between : block.new_start]
        if joined and block.old_start == block.old_end and repeated:
            last = joined.pop()
            joined.append(_Block(last.old_start, last.old_end, last.new_start, block.new_end - between))
        else:
            joined.append(block)
    return joined


def _equal_runs(old: list[str], new: list[str]) -> list[_Run]:
    """The longest equal lines in the same order, by Myers' algorithm (An O(ND) Difference Algorithm, 1986).

    It is quick where little differs, however long the texts are. None where more than `MOST` lines differ.
    """
    reached = {1: 0}  # for each diagonal, how far the old text is matched
    steps: list[dict[int, int]] = []
    for changes in range(min(len(old) + len(new), MOST) + 1):
        steps.append(reached.copy())
        for diagonal in range(-changes, changes + 1, 2):
            at = _matched(old, new, _entered(reached, diagonal, changes), diagonal)
            reached[diagonal] = at
            if at >= len(old) and at - diagonal >= len(new):
                return _traced(steps, len(old), len(new))
    return []


def _matched(old: list[str], new: list[str], at: int, diagonal: int) -> int:
    """How far both texts are equal from `at` on, along a diagonal."""
    most = min(len(old), len(new) + diagonal)
    while at < most and old[at] == new[at - diagonal]:
        at += 1
    return at


def _entered(reached: dict[int, int], diagonal: int, changes: int) -> int:
    """Where a diagonal is entered: by a line put in, or by one taken out."""
    if diagonal == -changes or (diagonal != changes and reached[diagonal - 1] < reached[diagonal + 1]):
        return reached[diagonal + 1]
    return reached[diagonal - 1] + 1


def _traced(steps: list[dict[int, int]], at_old: int, at_new: int) -> list[_Run]:
    runs: list[_Run] = []
    for changes in range(len(steps) - 1, -1, -1):
        reached, diagonal = steps[changes], at_old - at_new
        start = _entered(reached, diagonal, changes)
        if at_old > start:
            runs.append(_Run(start, start - diagonal, at_old - start))
        put_in = diagonal == -changes or (diagonal != changes and reached[diagonal - 1] < reached[diagonal + 1])
        at_old = start if put_in else start - 1
        at_new = at_old - (diagonal + 1 if put_in else diagonal - 1)
    return runs[::-1]


def _hunks(blocks: list[_Block]) -> Iterator[list[_Block]]:
    """Blocks whose surroundings touch, together."""
    hunk = blocks[:1]
    for before, block in pairwise(blocks):
        if block.old_start - before.old_end > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(block)
    if hunk:
        yield hunk


def _hunk_lines(hunk: list[_Block], old: list[str], new: list[str]) -> Iterator[DiffLine]:
    first, last = hunk[0], hunk[-1]
    lead = min(CONTEXT, first.old_start)
    trail = min(CONTEXT, len(old) - last.old_end)
    old_from, old_to = first.old_start - lead, last.old_end + trail
    new_from, new_to = first.new_start - lead, last.new_end + trail
    yield DiffLine("@", f"@@ -{_span(old_from, old_to)} +{_span(new_from, new_to)} @@")
    at_old, at_new = old_from, new_from
    for block in hunk:
        yield from _context(old, at_old, block.old_start, at_new)
        yield from _changed(block, old, new)
        at_old, at_new = block.old_end, block.new_end
    yield from _context(old, at_old, old_to, at_new)


def _changed(block: _Block, old: list[str], new: list[str]) -> Iterator[DiffLine]:
    for at in range(block.old_start, block.old_end):
        yield DiffLine("-", old[at].removesuffix("\n"), at + 1, None, old[at].endswith("\n"))
    for at in range(block.new_start, block.new_end):
        yield DiffLine("+", new[at].removesuffix("\n"), None, at + 1, new[at].endswith("\n"))


def _context(old: list[str], start: int, end: int, new_start: int) -> Iterator[DiffLine]:
    for at in range(start, end):
        yield DiffLine(" ", old[at].removesuffix("\n"), at + 1, new_start + at - start + 1, old[at].endswith("\n"))


def _span(start: int, end: int) -> str:
    length = end - start
    first = start + 1 if length else start
    return str(first) if length == 1 else f"{first},{length}"


def _quoted(path: str) -> str:
    """A path as git writes it: in C quotes when it holds anything but plain ASCII (core.quotePath)."""
    data = path.encode("utf-8", "surrogateescape")
    if all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in data):
        return path
    named = {0x07: "\\a", 0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0B: "\\v", 0x0C: "\\f", 0x0D: "\\r"}
    named |= {0x22: '\\"', 0x5C: "\\\\"}
    quoted = (named.get(byte) or (chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}") for byte in data)
    return '"' + "".join(quoted) + '"'
