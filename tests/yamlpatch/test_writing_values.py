"""Values as they are written: every parser reads them back, plain where that is possible."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from wizard.yamlpatch import Patch, SetKey, load, plan, render
from wizard.yamlpatch.write.scalars import write_string

# What YAML can hold: no surrogates; odd line ends and marks are written as escapes.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    (
        "yes",
        "No",
        "1.10",
        "0x1F",
        "1:30",
        "2016-01-01",
        "~",
        "null",
        ".inf",
        "=",
        "<<",
        "-",
        "- a",
        "a: b",
        "a #b",
        "@x",
    )
)
VALUES = st.recursive(
    TEXTS | st.booleans() | st.integers(-(2**40), 2**40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def readings(text: str) -> list[object]:
    return [yaml.safe_load(text), YAML(typ="safe", pure=True).load(text)]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(TEXTS, st.sampled_from(("", "'", '"')), st.sampled_from(("'", '"')))
def test_a_string_reads_back(value: str, quote: str, prefer: str) -> None:
    plain = write_string(value, quote, prefer=prefer)  # type: ignore[arg-type]
    assert "\n" not in plain
    for found in readings(f"- key: {plain}\n- {plain}\n- {plain}: x\n"):
        assert found == [{"key": value}, value, {value: "x"}]
    flow = write_string(value, quote, prefer=prefer, flow=True)  # type: ignore[arg-type]
    for found in readings(f"[{{k: {flow}}}, {flow}]\n"):
        assert found == [{"k": value}, value]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.dictionaries(TEXTS, VALUES, max_size=3))
def test_data_reads_back(data: dict[str, object]) -> None:
    text = render(data)  # type: ignore[arg-type]
    for found in readings(text):
        assert (found or {}) == data
    assert (load(text) or {}) == data


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("docker push a/b:1", "docker push a/b:1"),
        ("$BRANCH.$BUILD_NUMBER", "$BRANCH.$BUILD_NUMBER"),
        ("${TAG}", "${TAG}"),
        ("release/*", "release/*"),
        ("-e HOME=/root", '"-e HOME=/root"'),
        ("1.10", '"1.10"'),
        ("tip", "tip"),
        ("on", '"on"'),
        ("*", '"*"'),
        ('say "x: y"', "'say \"x: y\"'"),
        ("tab\there", '"tab\\there"'),
    ],
)
def test_quotes_stand_only_where_they_are_needed(value: str, written: str) -> None:
    assert write_string(value) == written


@settings(max_examples=100, deadline=None, derandomize=True)
@given(VALUES, st.sampled_from(("a: b\n", "a:\n  k: x\n", "a: {k: x}\n", "a:", "a: b # c", "'a': 'b'\n'c': 'd'\n")))
def test_a_value_that_is_set_reads_back(value: object, text: str) -> None:
    patch = plan(text, [SetKey(("new", "k"), value, "drawn")])  # type: ignore[arg-type]
    assert isinstance(patch, Patch), patch
    for found in readings(patch.text):
        assert json.dumps(found["new"]["k"]) == json.dumps(value)  # type: ignore[index]
