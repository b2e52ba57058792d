"""Several documents in one text, each addressed by its number."""

from __future__ import annotations

import pytest

from wizard.yamlpatch import (
    AppendItem,
    Change,
    Document,
    Patch,
    Refusal,
    RemoveKey,
    SetKey,
    apply_edits,
    load,
    plan,
    read,
    read_all,
)
from wizard.yamlpatch.parse import tree

STREAM = "# head\na: 1\n# tail\n---\nb: &x\n  - x\n...\n# between\n%YAML 1.1\n---\n{c: 1}"
# Texts of several documents, and how many there are.
STREAMS = {
    "markers of all kinds": (STREAM, 3),
    "CRLF and a BOM": ("\ufeffa: 1\r\n---\r\nb: 2\r\n--- {}", 3),
    "a document without a marker": ("a: 1\n...\n# c\nb: 2\n", 2),
    "empty ones": ("---\n---\n---\n", 3),
    "one": ("a: 1\n", 1),
    "none": ("", 1),
    "only a comment": ("# c\n", 1),
    "a block that keeps its blank lines": ("a: |+\n  x\n\n\n---\nb: 1\n", 2),
    "a marker inside of a block": ("a: |\n  ---\n  x\n---\nb: 1\n", 2),
    "a NEL in a comment": ("a: 1 # \x85\n---\nb: 1\n", 2),
    "the same anchor in two": ("a: &x 1\nb: *x\n---\na: &x 2\nb: *x\n", 2),
}


@pytest.mark.parametrize("name", STREAMS)
def test_a_change_of_one_document_leaves_the_others(name: str) -> None:
    text, count = STREAMS[name]
    before = read_all(text)
    assert isinstance(before, tuple)
    assert len(before) == count
    for number in range(count):
        change = SetKey(("new", "key"), "value", "w")
        patch = plan(text, [change], document=number)
        assert isinstance(patch, Patch), patch
        assert apply_edits(text, patch.edits) == patch.text
        assert apply_edits(patch.text, patch.inverse) == text
        after = read_all(patch.text)
        assert isinstance(after, tuple)
        for at, (old, new) in enumerate(zip(before, after, strict=True)):
            if at == number:
                assert new.root is not None
                found = new.root.get("new", "key")
                assert found is not None
                assert (found.value, patch.text[found.offset : found.end]) == ("value", "value")
            else:
                assert spans(new) == spans(old)
        assert plan(patch.text, [change], document=number) == Patch(patch.text, (), ())


def spans(document: Document) -> list[str]:
    return [document.text[node.offset : node.end] for node in document.root.walk()] if document.root else []


def test_positions_are_those_of_the_whole_text() -> None:
    first, second, third = (read(STREAM, document=number) for number in range(3))
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert isinstance(third, Document)
    assert (first, second, third) == read_all(STREAM)
    places = [
        (doc.root.line, doc.root.column, STREAM[doc.root.offset : doc.root.end])
        for doc in (first, second, third)
        if doc.root
    ]
    assert places == [(2, 1, "a: 1"), (5, 1, "b: &x\n  - x"), (11, 1, "{c: 1}")]


def test_a_duplicate_has_the_line_of_the_whole_text() -> None:
    document = read("a: 1\n---\nb: 1\nb: 2\n", document=1)
    assert isinstance(document, Document)
    assert [(found.path, found.line) for found in document.duplicates] == [(("b",), 4)]


def test_data_of_one_document() -> None:
    assert [load(STREAM, document=number) for number in (0, 2)] == [{"a": 1}, {"c": 1}]
    assert load("a: 1\n", document=0) == {"a": 1}


@pytest.mark.parametrize("number", [1, 7])
def test_a_number_that_no_document_has(number: int) -> None:
    for refusal in (read("a: 1\n", number), plan("a: 1\n", [SetKey(("b",), 1, "w")], number), load("a: 1\n", number)):
        assert isinstance(refusal, Refusal)
        assert (refusal.code, refusal.reason) == (
            "no-document",
            f"The text has one document, so none has the number {number}.",
        )


def test_without_a_number_several_documents_are_refused() -> None:
    for refusal in (read(STREAM), plan(STREAM, []), load(STREAM)):
        assert isinstance(refusal, Refusal)
        assert (refusal.code, refusal.line) == ("several-documents", 4)


@pytest.mark.parametrize(
    ("number", "change", "place"),
    [
        (1, SetKey(("b", "c"), 1, "w"), (5, 4, "wrong-kind")),
        (2, AppendItem(("c",), "x", "w"), None),
        # Nothing would be left of it, so the second document would be the first one.
        (0, RemoveKey(("a",), "w"), (1, 1, "no-document")),
    ],
)
def test_what_is_refused_has_the_line_of_the_whole_text(
    number: int, change: Change, place: tuple[int, int, str] | None
) -> None:
    result = plan(STREAM, [change], document=number)
    if place is None:
        assert isinstance(result, Patch)
        return
    assert isinstance(result, Refusal)
    assert (result.line, result.column, result.code) == place


def test_a_text_that_cannot_be_read_has_no_documents() -> None:
    for refusal in (
        read_all("a: 1\n---\n\tb: [\n"),
        read("a: 1\n---\n\tb: [\n", 0),
        plan("a: 1\n---\n\tb: [\n", [], 0),
    ):
        assert isinstance(refusal, Refusal)
        assert (refusal.code, refusal.line) == ("not-yaml", 3)


def test_the_whole_must_not_get_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MAX_BYTES", 40)
    text = "a: 0123456789\n---\nb: 0123456789\n"
    refusal = plan(text, [SetKey(("a",), "0123456789" * 2, "w")], document=0)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "too-large"


def test_a_number_must_be_one() -> None:
    for wrong in ("0", True, 0.0):
        with pytest.raises(TypeError, match="must be an int"):
            plan("a: 1\n", [], wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="below 0"):
        read("a: 1\n", -1)
    with pytest.raises(TypeError, match="must be a str"):
        read_all(b"a")  # type: ignore[arg-type]
