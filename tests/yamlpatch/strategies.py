"""Texts and changes for hypothesis: YAML in generated styles, damaged real files, changes of every kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.conftest import CORPUS
from tests.yamlpatch.casefile import ORDERS, read_cases
from wizard.yamlpatch import (
    AppendItem,
    Change,
    EnsureItem,
    Match,
    MoveKey,
    RemoveItem,
    RemoveKey,
    ReplaceItem,
    SetKey,
)

Draw = Callable[[st.SearchStrategy[Any]], Any]

COMMANDS = ("make", "make test", "docker push me/app:1", "docker build -t me/app:1 .", "echo 'a b'", 'echo "x: y" # z')
NAMES = ("ecr", "dh", "ecr-integration", "Ünï", "🐳", "it's", "yes", "1.10", "a: b")
SCALARS = (*COMMANDS, *NAMES, "-e HOME=/root", "--net=bridge", "true", "null", "[x]", "#no", "", "two\nlines\n", "12")
SECTIONS = ("pre_ci", "ci", "post_ci", "on_success", "push")

# --- texts ---------------------------------------------------------------------------------------------------------

scalars = st.sampled_from(SCALARS).map(lambda text: ("scalar", text))
empty = st.just(("empty",))
commands = st.one_of(
    st.lists(st.sampled_from(COMMANDS).map(lambda text: ("scalar", text)), max_size=4).map(
        lambda items: ("list", items)
    ),
    scalars,
    empty,
)
boot = st.lists(
    st.tuples(st.sampled_from(("image_name", "image_tag", "pull", "env", "options")), scalars | empty),
    max_size=4,
    unique_by=lambda pair: pair[0],
).map(lambda pairs: ("map", pairs))
entries = st.tuples(st.sampled_from(NAMES), st.sampled_from(("ecr", "docker")), st.booleans()).map(
    lambda made: (
        "map",
        [
            ("integrationName", ("scalar", made[0])),
            ("type", ("scalar", made[1])),
            *([("branches", ("map", [("only", ("list", [("scalar", "master")]))]))] if made[2] else []),
        ],
    )
)
anything = st.recursive(
    scalars | empty | st.just(("alias", "elsewhere")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: ("list", items)),
        st.lists(st.tuples(st.sampled_from("abcdef"), inner), max_size=3, unique_by=lambda pair: pair[0]).map(
            lambda pairs: ("map", pairs)
        ),
    ),
    max_leaves=5,
)


@st.composite
def trees(draw: Draw) -> Any:
    """The root of a document that looks like a `shippable.yml`, or like something else."""
    pairs: list[Any] = []
    if draw(st.booleans()):
        sections = draw(st.lists(st.tuples(st.sampled_from(SECTIONS), commands), max_size=3, unique_by=lambda p: p[0]))
        if draw(st.booleans()):
            sections.insert(draw(st.integers(0, len(sections))), ("pre_ci_boot", draw(boot | anything)))
        pairs.append(("build", ("map", sections) if sections or draw(st.booleans()) else ("empty",)))
    if draw(st.booleans()):
        hub = draw(
            st.one_of(st.lists(entries | anything, max_size=3).map(lambda items: ("list", items)), empty, anything)
        )
        others = draw(st.lists(st.just(("notifications", ("list", [draw(entries)]))), max_size=1))
        pairs.append(("integrations", ("map", [*others, ("hub", hub)])))
    if draw(st.booleans()):
        pairs.append(("pre_ci_boot", draw(boot)))
    names = ("language", "env", "matrix", "a", "yes")
    pairs += draw(st.lists(st.tuples(st.sampled_from(names), anything), max_size=3, unique_by=lambda p: p[0]))
    return ("map", draw(st.permutations(pairs)))


class _Writer:
    """Writes a tree as YAML lines, in styles that it draws."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._indent = draw(st.sampled_from((2, 2, 2, 1, 3, 4)))
        self._dash = draw(st.sampled_from((2, 2, 0, 1, 4)))
        self._mixed = draw(st.sampled_from((0, 0, 10)))
        self._flows = draw(st.sampled_from((0, 0, 1, 4)))
        self._comments = draw(st.sampled_from((0, 1, 3)))
        self._quotes = draw(st.sampled_from(("", "", "'", '"')))

    def _chance(self, of_ten: int) -> bool:
        return bool(of_ten) and self._draw(st.integers(0, 9)) < of_ten

    def _noise(self, column: int) -> list[str]:
        lines = []
        if self._chance(self._comments):
            at = self._draw(st.sampled_from((column, column, 0, column + 2)))
            lines.append(" " * at + self._draw(st.sampled_from(("# note", "# - x: y", "#key: value", "#"))))
        if self._chance(self._comments):
            lines.append(self._draw(st.sampled_from(("", "", "  "))))
        return lines

    def _tail(self) -> str:
        return self._draw(st.sampled_from(("  # why", " ", "\t", "\t# tab"))) if self._chance(self._comments) else ""

    def map(self, pairs: Any, column: int) -> list[str]:
        lines: list[str] = []
        for name, value in pairs:
            lines += self._noise(column)
            key = name if not self._chance(1) else f'"{name}"'
            lines += self._value(" " * column + key + ":", value, column)
        return lines

    def list(self, items: Any, column: int) -> list[str]:
        lines: list[str] = []
        for item in items:
            lines += self._noise(column)
            dash = " " * column + "-"
            kind = item[0]
            if kind in ("map", "list") and item[1] and not self._chance(self._flows):
                gap = self._draw(st.sampled_from((1, 1, 1, 2, 3)))
                inner = column + 1 + gap
                below = self.map(item[1], inner) if kind == "map" else self.list(item[1], inner)
                if below[0].lstrip().startswith("#") or not below[0].strip():
                    lines += [dash, *below]
                else:
                    lines += [dash + " " * gap + below[0].lstrip(" "), *below[1:]]
            else:
                lines += self._value(dash, item, column)
        return lines

    def _value(self, head: str, value: Any, column: int) -> list[str]:
        kind = value[0]
        if kind == "empty":
            return [head + self._draw(st.sampled_from(("", "", " ~", " null"))) + self._tail()]
        if kind == "alias":
            return [f"{head} *{value[1]}"]
        if kind == "scalar":
            return self._scalar(head, value[1], column)
        if not value[1] or self._chance(self._flows):
            return [f"{head} {self._flow(value)}{self._tail()}"]
        step = self._draw(st.integers(1, 4)) if self._chance(self._mixed) else self._indent
        if kind == "map":
            return [head + self._tail(), *self.map(value[1], column + step)]
        dash = self._draw(st.integers(0, 4)) if self._chance(self._mixed) else self._dash
        if head.lstrip().startswith("-"):
            dash = max(dash, 1)
        return [head + self._tail(), *self.list(value[1], column + dash)]

    def _scalar(self, head: str, text: str, column: int) -> list[str]:
        deeper = " " * (column + self._draw(st.integers(1, 4)))
        block = self._draw(st.sampled_from(("", "", "", "", "|", "|-", ">-", ">", "|+"))) if text.strip() else ""
        if block and not text.startswith(("#", " ")):
            ends = self._draw(st.sampled_from(([], [], [""], ["", ""])))
            return [f"{head} {block}", *[deeper + line for line in text.rstrip("\n").split("\n")], *ends]
        plain = (
            text and text == text.strip() and "\n" not in text and not set(text) & set(":#[]{}'\"\n") and text[0] != "-"
        )
        if not plain or self._quotes:
            quotes = self._quotes or self._draw(st.sampled_from(('"', "'")))
            return [f"{head} {quoted(text, quotes)}{self._tail()}"]
        if " " in text and self._chance(1):
            first, _, rest = text.partition(" ")
            return [f"{head} {first}", deeper + rest]
        if self._chance(1):
            return [f"{head} &anchor{self._draw(st.integers(0, 99))} {text}"]
        return [f"{head} {text}{self._tail()}"]

    def _flow(self, value: Any) -> str:
        kind = value[0]
        if kind == "empty":
            return "null"
        if kind == "alias":
            return f"*{value[1]} "
        if kind == "scalar":
            return quoted(value[1], '"') if set(value[1]) & set(",:#[]{}'\"\n -") or not value[1] else value[1]
        comma = self._draw(st.sampled_from((", ", ",", " , ", ",\n      ", ", # c\n      ")))
        if kind == "list":
            return "[" + comma.join(self._flow(item) for item in value[1]) + "]"
        return "{" + comma.join(f"{key}: {self._flow(item)}" for key, item in value[1]) + "}"


def quoted(text: str, quote: str) -> str:
    if quote == "'" and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


@st.composite
def written(draw: Draw) -> str:
    """A generated tree in a generated style."""
    writer = _Writer(draw)
    base = draw(st.sampled_from((0, 0, 0, 0, 2)))
    lines = writer.map(draw(trees())[1], base)
    if not base and draw(st.integers(0, 9)) == 0:
        lines.insert(0, "---")
        lines += draw(st.sampled_from(([], ["..."], ["...", "# end"])))
    return _bytes_of(draw, "\n".join(lines) + "\n" * bool(lines))


def _bytes_of(draw: Draw, text: str) -> str:
    if draw(st.integers(0, 4)) == 0:
        text = text.rstrip("\n")
    eol = draw(st.sampled_from(("\n", "\n", "\n", "\n", "\r\n", "\r")))
    return draw(st.sampled_from(("", "", "", "\ufeff"))) + text.replace("\n", eol)


def _real() -> list[str]:
    files = sorted((CORPUS / "real").glob("*.yml"))
    return [file.read_bytes().decode() for file in files] or [case.before for case in read_cases()]


SNIPPETS = (
    "- ",
    ": ",
    "#",
    "\t",
    '"',
    "'",
    "|",
    ">-\n",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "!!str ",
    "? ",
    "---\n",
    "\r",
    "\n\n",
    "  ",
)


@st.composite
def damaged(draw: Draw) -> str:
    """A real file with a few lines and characters moved, doubled, lost or put in."""
    text = draw(st.sampled_from(_real()))
    for _ in range(draw(st.integers(0, 3))):
        lines = text.splitlines(keepends=True)
        at = draw(st.integers(0, max(len(lines) - 1, 0)))
        kind = draw(st.sampled_from(("drop", "double", "indent", "outdent", "insert", "cut", "swap", "comment")))
        line = lines[at] if lines else ""
        match kind:
            case "drop":
                lines[at : at + 1] = []
            case "double":
                lines[at:at] = [line]
            case "indent":
                lines[at : at + 1] = [draw(st.sampled_from((" ", "  ", "    "))) + line]
            case "outdent":
                lines[at : at + 1] = [line.removeprefix("  ")]
            case "comment":
                lines[at : at + 1] = ["#" + line]
            case "swap":
                lines[at : at + 2] = lines[at : at + 2][::-1]
            case _:
                spot = draw(st.integers(0, len(line)))
                new = draw(st.sampled_from(SNIPPETS)) if kind == "insert" else ""
                lines[at : at + 1] = [line[:spot] + new + (line[spot:] if kind == "insert" else line[spot + 1 :])]
        text = "".join(lines)
    return _bytes_of(draw, text) if draw(st.integers(0, 3)) == 0 else text


# --- changes -------------------------------------------------------------------------------------------------------

HUB = ("integrations", "hub")
BOOT = ("build", "pre_ci_boot")
WHY = "drawn"
values = st.sampled_from(("me/app", "1.10", "yes", "-e HOME=/root", "it's", "a: b", "12", "", "two\nlines\n"))
names = st.sampled_from(NAMES)


def _entry(name: str) -> Match:
    return Match.of(integrationName=name, type="ecr")


adding: st.SearchStrategy[Change] = st.one_of(
    st.builds(
        lambda name, more: EnsureItem(HUB, _entry(name), {"integrationName": name, "type": "ecr", **more}, WHY),
        names,
        st.sampled_from(({}, {"agent_only": True}, {"branches": {"only": ["master", "release/*"]}})),
    ),
    st.builds(
        lambda section, command, before: AppendItem(("build", section), command, WHY, before, ORDERS["build"]),
        st.sampled_from(SECTIONS),
        st.sampled_from(COMMANDS),
        st.none() | st.sampled_from(COMMANDS),
    ),
)
setting: st.SearchStrategy[Change] = st.one_of(
    st.builds(
        lambda key, value: SetKey((*BOOT, key), value, WHY, ORDERS["pre_ci_boot"]),
        st.sampled_from(ORDERS["pre_ci_boot"]),
        values | st.booleans() | st.integers(0, 9) | st.lists(values, max_size=3),
    ),
    st.builds(
        lambda value: SetKey(BOOT, value, WHY, ORDERS["build"]),
        st.dictionaries(st.sampled_from(ORDERS["pre_ci_boot"]), values | st.booleans(), min_size=1, max_size=3),
    ),
    st.builds(
        lambda name, key, value: SetKey((*HUB, _entry(name), key), value, WHY, ORDERS["hub"]),
        names,
        st.sampled_from(("region", "agent_only", "integrationName", "branches")),
        values,
    ),
)
taking: st.SearchStrategy[Change] = st.one_of(
    st.builds(lambda name: RemoveItem(HUB, _entry(name), WHY), names),
    st.builds(
        lambda path: RemoveKey(path, WHY),
        st.sampled_from(((*BOOT, "pull"), BOOT, ("build", "push"), ("env",), HUB, (*HUB, _entry("ecr"), "branches"))),
    ),
    st.builds(lambda s, c: RemoveItem(("build", s), c, WHY), st.sampled_from(SECTIONS), st.sampled_from(COMMANDS)),
    st.builds(
        lambda section, old, new: ReplaceItem(("build", section), old, new, WHY),
        st.sampled_from(SECTIONS),
        st.sampled_from(COMMANDS),
        st.sampled_from(COMMANDS),
    ),
    st.just(MoveKey(("pre_ci_boot",), BOOT, WHY, ORDERS["build"])),
)
changes = adding | setting | taking

there_and_back: st.SearchStrategy[tuple[Change, Change]] = st.one_of(
    st.just(
        (
            EnsureItem(HUB, _entry("new"), {"integrationName": "new", "type": "ecr", "agent_only": True}, WHY),
            RemoveItem(HUB, _entry("new"), WHY),
        )
    ),
    st.sampled_from(SECTIONS).map(
        lambda section: (
            AppendItem(("build", section), "docker push new/app:1", WHY, order=ORDERS["build"]),
            RemoveItem(("build", section), "docker push new/app:1", WHY),
        )
    ),
)
