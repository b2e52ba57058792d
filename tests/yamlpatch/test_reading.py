"""The read-only view: positions, what is doubled, data; and what is no YAML."""

from __future__ import annotations

import pytest

from wizard.yamlpatch import Document, Refusal, load, read

TEXT = "# c\nbuild: &b\n  ci:\n    - make 'x'\n    - !t \"a\\tb\"\n  push:\n  push: ~\nlast: *b\n"


def document(text: str) -> Document:
    found = read(text)
    assert isinstance(found, Document), found
    return found


def test_nodes_know_where_they_begin() -> None:
    root = document(TEXT).root
    assert root is not None
    build = root.get("build")
    first, second = root.get("build", "ci").items  # type: ignore[union-attr]
    assert build is not None
    assert (build.kind, build.anchor, build.line, build.column) == ("map", "b", 2, 8)
    assert (first.value, first.plain, first.line, first.column) == ("make 'x'", True, 4, 7)
    assert (second.value, second.plain, second.tag) == ("a\tb", False, "!t")
    assert TEXT[first.offset :].startswith("make 'x'")
    last = root.get("last")
    assert last is not None
    assert (last.kind, last.value) == ("alias", "b")
    assert root.get("build", "none", "below") is None
    assert root.get("last", "x") is None


def test_a_key_that_stands_twice_is_told() -> None:
    (found,) = document(TEXT).duplicates
    assert (found.path, found.line, found.column) == (("build", "push"), 7, 3)


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
def test_positions_do_not_mind_line_ends_and_byte_order_marks(start: str, eol: str) -> None:
    text = start + "a: 1\n𓀀🚀: x\nc:\n  - d\n".replace("\n", eol)
    root = document(text).root
    assert root is not None
    places = [(node.value, node.line, node.column) for node in root.walk() if node.kind == "scalar"]
    assert places == [("a", 1, 1), ("1", 1, 4), ("𓀀🚀", 2, 1), ("x", 2, 5), ("c", 3, 1), ("d", 4, 5)]
    assert text[root.get("c").items[0].offset] == "d"  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["", "\ufeff", "\n", "# only\n", "---\n", "~\n"])
def test_no_data(text: str) -> None:
    assert document(text).root is None
    assert load(text) is None


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: [", "not-yaml", 1, 4),
        ("a: b: c", "not-yaml", 1, 5),
        ("a: 'b\n", "not-yaml", 1, 4),
        ("\ta: b", "not-yaml", 1, 1),
        ("a: \x01b", "not-yaml", 1, 4),
        ("aé: \ud800b", "not-yaml", 1, 5),
        ("\ufeff\ufeffa: b", "not-yaml", 1, 1),
        ("a: 1\n---\nb: 2\n", "several-documents", 2, 1),
        ("[" * 300, "too-deep", 1, 201),
        ("".join(f"{' ' * depth}a:\n" for depth in range(400)), "too-deep", 201, 201),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, code: str, line: int, column: int) -> None:
    found = read(text)
    assert isinstance(found, Refusal)
    assert (found.code, found.line, found.column) == (code, line, column)


def test_data() -> None:
    text = 'a: 1\nb: [true, "true", ~, 1.5, 0x1F, 1_000, yes]\nc: {d: "", e: }\nf: |\n  x\n'
    assert load(text) == {
        "a": 1,
        "b": [True, "true", None, 1.5, "0x1F", "1_000", "yes"],
        "c": {"d": "", "e": None},
        "f": "x\n",
    }


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\na: 2\n", "duplicate-key", 2),
        ("a: &x 1\nb: *x\n", "alias", 2),
        ("a: !!set {}\n", "alias", 1),
        ("? [a]\n", "alias", 1),
    ],
)
def test_data_files_hold_nothing_odd(text: str, code: str, line: int) -> None:
    found = load(text)
    assert isinstance(found, Refusal)
    assert (found.code, found.line) == (code, line)
