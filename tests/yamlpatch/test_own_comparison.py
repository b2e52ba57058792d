"""The check compares on its own: a comparison of the editors that is wrong is seen, and the two agree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.yamlpatch.strategies import SCALARS
from wizard.yamlpatch import Patch, Refusal, SetKey, plan
from wizard.yamlpatch.check.expect import says
from wizard.yamlpatch.check.wanted import holds
from wizard.yamlpatch.edits import values
from wizard.yamlpatch.edits.values import same
from wizard.yamlpatch.parse.tree import ParseError, parse

TEXT = "image:\n  tag: old\n  ports: [1, 2]\n"
CHANGES = [SetKey(("image", "tag"), "new", "wanted"), SetKey(("image", "ports"), ["3", "4"], "wanted")]
NUMBERS = (
    "12",
    "1.10",
    "1.5",
    "0",
    "007",
    "1_0",
    "1e5",
    "0x1f",
    "12:30",
    ".5",
    "-3",
    "+1",
    ".inf",
    "1.",
    "0b1",
    "1e+5",
)
WORDS = ("yes", "y", "on", "True", "null", "~", "=", "<<", "2001-01-01", "2001-1-1 10:00:00", "a", "0o17", "NO")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("answer", [True, False])
def test_a_broken_comparison_of_the_editors_is_seen(
    change: SetKey, answer: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(plan(TEXT, [change]), Patch)
    # One that finds all equal makes nothing; one that finds nothing equal never comes to rest.
    monkeypatch.setattr(values, "_same_scalar", lambda *_: answer)
    result = plan(TEXT, [change])
    assert isinstance(result, Refusal)
    assert result.code == "internal"


@pytest.mark.parametrize("text", [*NUMBERS, *WORDS])
def test_both_take_a_plain_scalar_for_the_same(text: str) -> None:
    root = parse(f"{text}\n").root
    assert root is not None
    for value in (text, text.lower(), True, False, 12):
        assert same(root, value) == holds(root, value), (text, value)


leaf = st.sampled_from((*NUMBERS, *WORDS, *SCALARS)) | st.text(alphabet="0123456789.:-+eExob_TZ ", max_size=12)
any_values = st.recursive(
    leaf | st.booleans() | st.integers(-20, 20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(leaf.map(str.strip), st.sampled_from(("", "!!str ", "! ", "&a ", "!x ")), any_values)
def test_the_two_comparisons_agree(text: str, tag: str, value: object) -> None:
    for source in (f"{tag}{text}\n", f"{tag}[{text}]\n", f"a: {tag}{text}\nb: '{text}'\n"):
        try:
            root = parse(source).root
        except ParseError:
            continue
        if root is not None:
            for wanted in (value, text, [text], {"a": text, "b": text}, {"b": value, "a": text}):
                assert same(root, wanted) == holds(root, wanted), (source, wanted)  # type: ignore[arg-type]


# Each says something else than all the others.
DIFFERENT = (
    "",
    "a\n",
    "'a'\n",
    "!!str a\n",
    "&x a\n",
    "*a\n",
    "*b\n",
    "[a]\n",
    "[a, a]\n",
    "&x [a]\n",
    "!x [a]\n",
    "{a: 1}\n",
    "{a: '1'}\n",
    "{a: 1, b: 2}\n",
    "{b: 2, a: 1}\n",
    "{'a': 1}\n",
    "&x {a: 1}\n",
    "{a: [1]}\n",
    "{a: {b: 1}}\n",
    "{a: {b: {}}}\n",
    "{a: {b: []}}\n",
)


@pytest.mark.parametrize("one", DIFFERENT)
def test_the_check_sees_every_difference(one: str) -> None:
    alike = [other for other in DIFFERENT if says(parse(one).root, parse(other).root)]
    assert alike == [one]


@pytest.mark.parametrize(
    ("one", "two"), [("a: [x]\n", "a:\n  # c\n  - x\n"), ("a: |\n  b\n", 'a: "b\\n"\n'), ("{}\n", "# c\n"), ("[]", "~")]
)
def test_layout_is_no_difference(one: str, two: str) -> None:
    assert says(parse(one).root, parse(two).root)
