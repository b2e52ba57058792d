"""Generated YAML in generated styles, and damaged real files, under changes of every kind: P1 to P4."""

from __future__ import annotations

import os
from random import Random

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.yamlpatch import oracle
from tests.yamlpatch.strategies import adding, changes, damaged, there_and_back, written
from wizard.yamlpatch import Change, ChangeError, Patch, Refusal, RemoveItem, SetKey, apply_edits, plan

NIGHT = os.environ.get("ECR_WIZARD_NIGHTLY") == "1"
EXAMPLES = int(os.environ.get("ECR_WIZARD_EXAMPLES") or (1500 if NIGHT else 150))
# The suite tries the same examples each time; the night tries others.
examples = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=not NIGHT, suppress_health_check=list(HealthCheck)
)
REFUSALS = {
    "not-yaml",
    "too-deep",
    "several-documents",
    "duplicate-key",
    "wrong-kind",
    "alias",
    "shared-anchor",
    "merge-key",
    "exists",
}
several = st.lists(changes, min_size=1, max_size=3)


def holds(text: str, wanted: list[Change]) -> Patch | None:
    """Check the properties; the patch, None when it was refused."""
    if set_twice(wanted):
        with pytest.raises(ChangeError, match="two changes set it"):
            plan(text, wanted)
        return None
    result = plan(text, wanted)
    if isinstance(result, Refusal):
        refused(result, text, wanted)
        return None
    assert apply_edits(text, result.edits) == result.text, "P1"
    assert apply_edits(result.text, result.inverse) == text, "P4"
    for edit in result.edits:
        assert edit.why
        assert text[edit.start : edit.end] != edit.text, "P1: an edit that changes nothing"
    if len(wanted) == 1 and not isinstance(wanted[0], RemoveItem):
        again = plan(result.text, wanted)
        assert isinstance(again, Patch), again
        assert not again.edits, "P3"
    for parse in (None, oracle.libyaml, oracle.ruamel):
        if parse is None or oracle.reads(parse, text):
            data = oracle.data(text, parse)
            for change in wanted:
                data = oracle.made(data, change)
            assert something(oracle.data(result.text, parse)) == something(data), f"P2 for {parse}"
    if oracle.tree_sitter_accepts(text):
        assert oracle.tree_sitter_accepts(result.text), "P2: tree-sitter finds an error"
    return result


def set_twice(wanted: list[Change]) -> bool:
    """Whether two of the changes set one key to two values."""
    settings = [change for change in wanted if isinstance(change, SetKey)]
    return any(one.path == other.path and one.value != other.value for one in settings for other in settings)


def refused(refusal: Refusal, text: str, wanted: list[Change]) -> None:
    if refusal.code == "contradiction":
        assert len(wanted) > 1
        return
    assert refusal.code in REFUSALS, refusal
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert 1 <= refusal.line <= len(lines)
    assert 1 <= refusal.column <= len(lines[refusal.line - 1]) + 1
    if refusal.code == "not-yaml":
        with pytest.raises(yaml.YAMLError):
            list(yaml.parse(text.removeprefix("\ufeff")))


def something(data: object) -> object:
    return None if data in (None, oracle.NULL, oracle.Map()) else oracle.normal(data)


@examples
@given(written(), several)
def test_generated(text: str, wanted: list[Change]) -> None:
    holds(text, wanted)


@examples
@given(damaged(), several)
def test_damaged(text: str, wanted: list[Change]) -> None:
    holds(text, wanted)


@examples
@given(written() | damaged(), st.lists(adding, min_size=1, max_size=3))
def test_adding_keeps_comments(text: str, wanted: list[Change]) -> None:
    patch = holds(text, wanted)
    if patch is not None:
        comments = [line.strip() for line in text.splitlines() if line.strip().startswith("#")]
        after = iter([line.strip() for line in patch.text.splitlines()])
        assert all(comment in after for comment in comments), "P1: a comment is gone or has moved"


@examples
@given(written() | damaged(), st.lists(there_and_back, min_size=1, max_size=3), st.randoms())
def test_what_was_only_added_is_taken_out_without_a_trace(
    text: str, both: list[tuple[Change, Change]], random: Random
) -> None:
    patch = plan(text, [add for add, _ in both])
    if isinstance(patch, Refusal) or not only_added(text, patch):
        return
    back = [take for _, take in both]
    random.shuffle(back)
    result = plan(patch.text, back)
    assert isinstance(result, Patch), result
    assert result.text == text


def only_added(text: str, patch: Patch) -> bool:
    """Whether every line of the text is there still, nothing empty became full and nothing was there before."""
    if any(edit.start != edit.end for edit in patch.edits) or "new/app" in text or not patch.edits:
        return False
    lines = iter(patch.text.splitlines())
    old, new = oracle.data(text), oracle.data(patch.text)
    return all(line in lines for line in text.splitlines()) and not (
        isinstance(old, oracle.Map) and oracle.filled(old, new)
    )
