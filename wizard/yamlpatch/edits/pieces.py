"""Edits made one after the other -> the edits against the first text."""

from __future__ import annotations

from wizard.frozen import frozen
from wizard.yamlpatch.edits.block import Candidate
from wizard.yamlpatch.result import Edit


@frozen
class _Piece:
    """A part of the text: a span of the first text, or new text with its reason."""

    start: int
    end: int
    new: str | None = None
    why: str = ""

    def __len__(self) -> int:
        return self.end - self.start if self.new is None else len(self.new)

    def part(self, start: int, end: int) -> _Piece:
        if self.new is None:
            return _Piece(self.start + start, self.start + end)
        return _Piece(0, 0, self.new[start:end], self.why)


Mark = tuple[tuple[_Piece, ...], tuple[tuple[int, int, str], ...]]


class Pieces:
    """The present text as parts of the first one and what was put in."""

    def __init__(self, text: str) -> None:
        self._first = text
        self._pieces: list[_Piece] = [_Piece(0, len(text))]
        self._deleted: list[tuple[int, int, str]] = []

    def splice(self, splices: Candidate, why: str) -> None:
        """Make edits of the present text, in order and without overlap."""
        for start, end, new in reversed(splices):
            self._replace(start, end, new, why)

    def mark(self) -> Mark:
        """The present state, to come back to."""
        return tuple(self._pieces), tuple(self._deleted)

    def back_to(self, mark: Mark) -> None:
        """Forget what was done since `mark`."""
        self._pieces, self._deleted = list(mark[0]), list(mark[1])

    def _replace(self, start: int, end: int, new: str, why: str) -> None:
        before: list[_Piece] = []
        behind: list[_Piece] = []
        at = 0
        for piece in self._pieces:
            size = len(piece)
            before.append(piece.part(0, min(max(start - at, 0), size)))
            behind.append(piece.part(min(max(end - at, 0), size), size))
            one, two = max(at, start), min(at + size, end)
            if piece.new is None and one < two:
                self._deleted.append((piece.start + one - at, piece.start + two - at, why))
            at += size
        middle = [_Piece(0, 0, new, why)] if new else []
        self._pieces = [piece for piece in [*before, *middle, *behind] if len(piece)]

    def original(self, at: int) -> int:
        """The offset in the first text of what is at `at` now; for new text, where it was put in."""
        start = origin = 0
        for piece in self._pieces:
            if at < start + len(piece):
                return origin if piece.new is not None else piece.start + at - start
            start += len(piece)
            origin = origin if piece.new is not None else piece.end
        return origin

    def edits(self) -> tuple[Edit, ...]:
        """The edits against the first text."""
        found: list[Edit] = []
        at = 0
        new: list[_Piece] = []
        for piece in [*self._pieces, _Piece(len(self._first), len(self._first))]:
            if piece.new is not None:
                new.append(piece)
                continue
            found += self._between(at, piece.start, new)
            at, new = piece.end, []
        return tuple(found)

    def _between(self, start: int, end: int, new: list[_Piece]) -> list[Edit]:
        text = "".join(piece.new or "" for piece in new)
        old = self._first[start:end]
        if text == old:
            return []
        if start == end:
            return _insertions(start, new)
        head = _common_length(text, old)
        rest = min(len(text), len(old)) - head
        tail = min(_common_length(text[::-1], old[::-1]), rest)
        reasons = [piece.why for piece in new] + [why for one, two, why in self._deleted if one < end and two > start]
        why = "; ".join(dict.fromkeys(reasons))
        return [Edit(start + head, end - tail, text[head : len(text) - tail], why)]

    def inverse(self) -> tuple[Edit, ...]:
        """The edits of the present text that give the first one."""
        found: list[Edit] = []
        moved = 0
        for edit in self.edits():
            start = edit.start + moved
            found.append(Edit(start, start + len(edit.text), self._first[edit.start : edit.end], edit.why))
            moved += len(edit.text) - (edit.end - edit.start)
        return tuple(found)


def _insertions(at: int, pieces: list[_Piece]) -> list[Edit]:
    """One edit for each run of new text with the same reason."""
    found: list[Edit] = []
    for piece in pieces:
        if found and found[-1].why == piece.why:
            found[-1] = Edit(at, at, found[-1].text + (piece.new or ""), piece.why)
        else:
            found.append(Edit(at, at, piece.new or "", piece.why))
    return found


def _common_length(one: str, two: str) -> int:
    """How many characters two texts begin with in common."""
    length = 0
    for left, right in zip(one, two, strict=False):
        if left != right:
            break
        length += 1
    return length
