"""Planning: each change is edited into the text, and checked before the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

from wizard.yamlpatch.changes import (
    AppendItem,
    Change,
    EnsureItem,
    MoveKey,
    RemoveKey,
    ReplaceItem,
    SetKey,
    Value,
)
from wizard.yamlpatch.check.expect import expected, repeats, says
from wizard.yamlpatch.check.wanted import Some
from wizard.yamlpatch.edits.block import Candidate, Candidates
from wizard.yamlpatch.edits.dispatch import candidates
from wizard.yamlpatch.edits.move import move_out, put_in
from wizard.yamlpatch.edits.pieces import Pieces
from wizard.yamlpatch.edits.values import same
from wizard.yamlpatch.parse.limits import TOO_LARGE
from wizard.yamlpatch.parse.nodes import Parsed, Tree
from wizard.yamlpatch.parse.reading import no_document
from wizard.yamlpatch.parse.source import Source
from wizard.yamlpatch.parse.tree import ParseError, Span, documents, parse, without_collector
from wizard.yamlpatch.place.locate import Refused, check_removable, locate, words_of
from wizard.yamlpatch.result import Edit, Patch, Refusal, apply_edits

_QUESTION_MARK = re.compile(r"(?:\A|[\r\n])[ ]*(?:-[ ]+)*(\?)(?=\s)")


class CheckFailed(Exception):
    """No candidate of a change passed the check."""


def plan_changes(text: str, changes: Sequence[Change], number: int | None = None) -> Patch | Refusal:
    """The checked patch of all `changes`, or why there is none (see `wizard.yamlpatch.plan`)."""
    return without_collector(lambda: _plan(text, changes, number))


def _plan(text: str, changes: Sequence[Change], number: int | None) -> Patch | Refusal:
    if number is None:
        return _planned(text, changes)
    try:
        spans = documents(text)
        if number >= len(spans):
            return replace(no_document(text, number, len(spans)), snippet=snippet(changes))
        return _planned_in(text, changes, spans, number)
    except ParseError as error:
        return replace(error.refusal, snippet=snippet(changes))


def _planned_in(text: str, changes: Sequence[Change], spans: Sequence[Span], number: int) -> Patch | Refusal:
    """The patch of one document, which is a text of its own. Raises `ParseError` where the whole gets too large."""
    start, end = spans[number]
    part = _planned(text[start:end], changes, Source(text).eol)
    lines_ahead = Source(text).position(start)[0] - 1
    if isinstance(part, Refusal):
        return replace(part, line=part.line + lines_ahead)
    patch = Patch(text[:start] + part.text + text[end:], _moved_on(part.edits, start), _moved_on(part.inverse, start))
    if [patch.text[one:two] for one, two in documents(patch.text)] != [
        part.text if at == number else text[one:two] for at, (one, two) in enumerate(spans)
    ]:
        reason = "The documents would not stay apart: nothing would be left of this one."
        return Refusal(lines_ahead + 1, 1, "no-document", reason, snippet(changes))
    return patch


def _moved_on(edits: Sequence[Edit], by: int) -> tuple[Edit, ...]:
    return tuple(replace(edit, start=edit.start + by, end=edit.end + by) for edit in edits)


def _planned(text: str, changes: Sequence[Change], eol: str = "\n") -> Patch | Refusal:
    """The patch of a text that is one document; new lines end with `eol` where it has none."""
    try:
        parsed = parse(text, eol)
    except ParseError as error:
        return replace(error.refusal, snippet=snippet(changes))
    original, pieces = parsed.root, Pieces(text)
    try:
        for change in changes:
            parsed = _made(parsed, change, pieces)
    except Refused as error:
        line, column = Source(text).position(pieces.original(error.at))
        return Refusal(line, column, error.code, error.reason, snippet(changes))
    except CheckFailed:
        return _complex_key(text, changes) or _internal(changes)
    edits = pieces.edits()
    patch = Patch(parsed.source.text, edits, pieces.inverse(edits))
    again = [change for change in changes if not repeats(original, change)]
    return _refusal_of_repetition(parsed, again) or (patch if _goes_back(text, patch) else _internal(changes))


def _refusal_of_repetition(parsed: Parsed, changes: Sequence[Change]) -> Refusal | None:
    """Why the changes must not change anything when they are made again, and do; None where they do not."""
    for change in changes:
        if not says(parsed.root, expected(parsed.root, change)):
            reason = "The changes undo each other: made a second time, they would change something again."
            return Refusal(1, 1, "contradiction", reason)
    return None if all(_is_settled(parsed, change) for change in changes) else _internal(changes)


def _goes_back(text: str, patch: Patch) -> bool:
    return apply_edits(text, patch.edits) == patch.text and apply_edits(patch.text, patch.inverse) == text


def _internal(changes: Sequence[Change]) -> Refusal:
    return Refusal(1, 1, "internal", "The patch failed its own check, so it was thrown away.", snippet(changes))


def _complex_key(text: str, changes: Sequence[Change]) -> Refusal | None:
    """A key that is written with a `?` explains a change that could not be made."""
    if (found := _QUESTION_MARK.search(text)) is None:
        return None
    line, column = Source(text).position(found.start(1))
    reason = "A key is written with a `?` here, and no patch that keeps the data could be made around it."
    return Refusal(line, column, "wrong-kind", reason, snippet(changes))


def _made(parsed: Parsed, change: Change, pieces: Pieces) -> Parsed:
    """The text with `change` made and checked; raises `Refused` and `CheckFailed`."""
    if isinstance(change, MoveKey):
        return _moved(parsed, change, pieces)
    before = parsed.root
    for part in _parts(parsed, change):
        offered = candidates(parsed, part)
        parsed = _spliced(parsed, offered, expected(parsed.root, part), pieces, change.why)
        if part is change:
            return parsed
    if not says(parsed.root, expected(before, change)):
        raise CheckFailed
    return parsed


def _parts(parsed: Parsed, change: Change) -> Iterator[Change]:
    """The change, or, where a map that is there gets a new value, the changes of its keys."""
    if not isinstance(change, SetKey) or not isinstance(change.value, Mapping) or not change.value:
        yield change
        return
    place = locate(parsed, change.path, adding=True)
    node = place.node if place.found else None
    if node is None or not node.pairs or same(node, change.value):
        yield change
        return
    yield from _parts_of_map(parsed, node, change, change.value)


def _parts_of_map(parsed: Parsed, node: Tree, change: SetKey, value: Mapping[str, Value]) -> Iterator[Change]:
    names = tuple(value)
    for name, below in value.items():
        yield from _parts(parsed, SetKey((*change.path, name), below, change.why, names))
    for key, _ in node.pairs:
        if key.kind != "scalar":
            raise Refused(key.start, "wrong-kind", "A complex key is in the map that would be replaced.")
        if key.value not in value:
            yield RemoveKey((*change.path, key.value), change.why)


def _moved(parsed: Parsed, change: MoveKey, pieces: Pieces) -> Parsed:
    place = locate(parsed, change.path, adding=False)
    if not place.found or not place.steps:
        return parsed
    target = locate(parsed, change.to, adding=True)
    if not target.missing:
        raise Refused(target.existing.start, "exists", f"{words_of(change.to)} is there already.")
    check_removable(parsed, place.steps[-1].node)
    wanted = expected(parsed.root, change)
    cut = move_out(parsed, place)
    without = expected(parsed.root, RemoveKey(change.path, change.why))
    mark = pieces.mark()
    try:
        rest = _spliced(parsed, cut.removal, without, pieces, change.why)
        return _spliced(rest, put_in(rest, change, cut), wanted, pieces, change.why)
    except CheckFailed:
        pieces.back_to(mark)
        raise Refused(
            place.existing.start, "wrong-kind", "This cannot be moved by lines without changing what it says."
        ) from None


def _spliced(parsed: Parsed, offered: Candidates | None, wanted: Some, pieces: Pieces, why: str) -> Parsed:
    """The text with the first candidate that gives the wanted data; raises `CheckFailed` where none does."""
    if offered is None and says(parsed.root, wanted):
        return parsed
    text = parsed.source.text
    for candidate in offered or ():
        splices = [splice for splice in candidate if text[splice[0] : splice[1]] != splice[2]]
        after = _tried(parsed, splices)
        if after is not None and says(after.root, wanted):
            pieces.splice(splices, why)
            return after
    raise CheckFailed


def _tried(parsed: Parsed, splices: Candidate) -> Parsed | None:
    """The text after the splices; None where they overlap or it cannot be read."""
    if any(one[1] > two[0] for one, two in pairwise(splices)):
        return None
    try:
        return parse(_applied(parsed.source.text, splices), parsed.source.eol)
    except ParseError as error:
        if error.refusal.code not in TOO_LARGE:
            return None
        reason = f"The file would be too large. {error.refusal.reason}"
        raise Refused(0, error.refusal.code, reason) from None


def _applied(text: str, splices: Candidate) -> str:
    return apply_edits(text, [Edit(*splice, "") for splice in splices])


def _is_settled(parsed: Parsed, change: Change) -> bool:
    """Whether the editors find nothing to do for a change when it is made again."""
    try:
        if isinstance(change, MoveKey):
            place = locate(parsed, change.path, adding=False)
            return not place.found or not place.steps
        return all(candidates(parsed, part) is None for part in _parts(parsed, change))
    except Refused:
        return False


def snippet(changes: Sequence[Change]) -> str:
    """YAML to paste by hand: what the changes would add to an empty file; empty when they only take out."""
    parsed, pieces = parse(""), Pieces("")
    for change in changes:
        for added in _additions(change):
            # What does not go with the changes before it is left to the other lines of the snippet.
            with suppress(Refused, CheckFailed):
                parsed = _made(parsed, added, pieces)
    return parsed.source.text


def _additions(change: Change) -> tuple[Change, ...]:
    """What a change puts into a text."""
    if isinstance(change, ReplaceItem):
        texts = change.new if isinstance(change.new, tuple) else (change.new,)
        return tuple(AppendItem(change.path, text, change.why) for text in texts)
    return (change,) if isinstance(change, (EnsureItem, SetKey, AppendItem)) else ()
