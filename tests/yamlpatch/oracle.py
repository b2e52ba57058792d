"""What a text means, and what it must mean after a scenario, worked out without any code of the patch engine.

Other parsers read the text; the data is plain: a map is a list of [key, value], a list a list, a scalar
a `Scalar`, an alias an `Alias`. Scenarios are made on that data, by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import tree_sitter_yaml
import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from tree_sitter import Language, Node, Parser

from wizard.yamlpatch import (
    AppendItem,
    Change,
    EnsureItem,
    Match,
    MoveKey,
    Path,
    RemoveItem,
    ReplaceItem,
    SetKey,
    Value,
)

Parse = Callable[[str], Iterator[Any]]


@dataclass(frozen=True, order=True)
class Scalar:
    """A scalar as YAML 1.1 reads it: its tag and its text."""

    tag: str
    text: str


@dataclass(frozen=True, order=True)
class Alias:
    name: str


class Map(list[Any]):
    """[key, value] lists, in order."""

    def get(self, name: str) -> Any:
        return next((value for key, value in self if key == text(name)), None)

    def set(self, name: str, value: Any) -> None:
        for pair in self:
            if pair[0] == text(name):
                pair[1] = value
                return
        self.append([text(name), value])

    def child(self, name: str, empty: Any) -> Any:
        """The value of a key; where it is absent or empty, `empty` is put there."""
        found = self.get(name)
        if found is None or found == NULL or found in ([], Map()):
            self.set(name, empty)
            return empty
        return found


class Seq(list[Any]):
    pass


def text(value: str) -> Scalar:
    return Scalar("tag:yaml.org,2002:str", value)


def flag(value: bool) -> Scalar:
    return Scalar("tag:yaml.org,2002:bool", str(value).lower())


NULL = Scalar("tag:yaml.org,2002:null", "")


def data(source: str, parse: Parse | None = None) -> Any:
    """The data of a text (None: no document). Raises `ValueError` where no parser reads it.

    Without `parse` PyYAML's parser in Python is asked, then ruamel.yaml's. Some files of the wild have tabs where
    no parser takes them: then they are read with blanks instead.
    """
    for one in [parse] if parse else [pyyaml, ruamel]:
        for copy in (source, source.replace("\t", " ")):
            try:
                return _data(one(copy.removeprefix("\ufeff")))
            except (yaml.YAMLError, YAMLError):
                continue
    raise ValueError("no parser reads it")


def reads(parse: Parse, source: str) -> bool:
    """Whether a parser reads a text."""
    try:
        data(source, parse)
    except ValueError:
        return False
    return True


def pyyaml(source: str) -> Iterator[Any]:
    return yaml.parse(source)


def libyaml(source: str) -> Iterator[Any]:
    return yaml.parse(source, Loader=yaml.CLoader)


def ruamel(source: str) -> Iterator[Any]:
    return iter(YAML(typ="safe", pure=True).parse(source))


def _data(events: Iterator[Any]) -> Any:
    for event in events:
        if type(event).__name__ == "DocumentStartEvent":
            found = _node(next(events), events)
            for _ in events:
                pass
            return found
    return None


def _node(event: Any, events: Iterator[Any]) -> Any:
    kind = type(event).__name__
    if kind == "ScalarEvent":
        return _scalar(event)
    if kind == "AliasEvent":
        return Alias(event.anchor)
    children = []
    while not type(child := next(events)).__name__.endswith("EndEvent"):
        children.append(_node(child, events))
    if kind == "SequenceStartEvent":
        return Seq(children)
    return Map([key, value] for key, value in zip(children[::2], children[1::2], strict=True))


def _scalar(event: Any) -> Scalar:
    tag = event.tag
    tag = tag if tag is None else str(tag)
    if tag is None or tag == "!":
        plain = event.implicit[0] and tag is None
        tag = yaml.resolver.Resolver().resolve(yaml.ScalarNode, event.value, (plain, not plain))
    if tag.endswith(":null"):
        return NULL
    return Scalar(tag, event.value.lower() if tag.endswith(":bool") else event.value)


def normal(node: Any) -> Any:
    """The data for a comparison that does not mind the order of keys."""
    if isinstance(node, Map):
        return ("map", sorted(((normal(key), normal(value)) for key, value in node), key=repr))
    if isinstance(node, list):
        return ("list", [normal(item) for item in node])
    return node


# --- the scenarios, made by hand on the data ----------------------------------------------------------------------


def with_command(build: Map, section: str, command: str, before: str | None = None) -> None:
    commands = build.child(section, Seq())
    if isinstance(commands, Scalar):
        commands = Seq([commands])
        build.set(section, commands)
    if text(command) in commands:
        return
    at = commands.index(text(before)) if before is not None and text(before) in commands else len(commands)
    commands.insert(at, text(command))


def with_replaced(build: Map, section: str, old: str, new: str) -> None:
    commands = build.get(section)
    commands[commands.index(text(old))] = text(new)


def with_boot(build: Map, image: str, tag: str, *, pull: bool) -> None:
    boot = build.child("pre_ci_boot", Map())
    boot.set("image_name", text(image))
    boot.set("image_tag", text(tag))
    boot.set("pull", flag(pull))
    if boot.get("options") in (None, NULL):
        boot.set("options", text("-e HOME=/root"))


def with_entry(root: Map, name: str, branches: tuple[str, tuple[str, ...]] | None, *, agent_only: bool) -> None:
    hub = root.child("integrations", Map()).child("hub", Seq())
    entry = Map([[text("integrationName"), text(name)], [text("type"), text("ecr")]])
    if agent_only:
        entry.set("agent_only", flag(True))
    if branches:
        mode, names = branches
        entry.set("branches", Map([[text(mode), Seq(map(text, names))]]))
    hub.append(entry)


def filled(old: Map, new: Map) -> bool:
    """Whether an empty value or a single command on the way became something else."""
    for key, value in old:
        now = new.get(key.text) if isinstance(key, Scalar) else value
        if isinstance(value, Map) and isinstance(now, Map):
            if filled(value, now):
                return True
        elif now != value and (isinstance(value, Scalar) or not value):
            return True
    return False


# --- any change, made on the data ------------------------------------------------------------------------------------


def made(root: Any, change: Change) -> Any:
    """The data after a change that is not refused; None when nothing is left."""
    root = None if root == NULL else root
    if isinstance(change, MoveKey):
        moved = _found(root, change.path)
        if moved is None:
            return root
        return _at(_at(root, change.path, lambda _: None), change.to, lambda _: moved)
    if isinstance(change, SetKey) and len(change.path) > 1 and isinstance(item := change.path[-2], Match):
        renamed = tuple((key, change.value if key == change.path[-1] else value) for key, value in item.keys)
        named = renamed != item.keys and isinstance(change.value, str)
        if named and _found(root, change.path[:-1]) is None:
            there = _found(root, (*change.path[:-2], Match(renamed)))  # type: ignore[arg-type]
            if there is not None:
                return root
    return _at(root, change.path, lambda old: _updated(old, change))


def _updated(old: Any, change: Change) -> Any:
    nothing = old is None or old == NULL or old == Seq()
    match change:
        case EnsureItem():
            there = not nothing and any(_matches(item, change.match) for item in old)
            return old if there else Seq([*(() if nothing else old), written(change.value)])
        case SetKey():
            return _set(old, change.value)
        case RemoveItem() if isinstance(change.match, str):
            if isinstance(old, Seq):
                return _without(old, [item for item in old if _says(item, change.match)])
            return None if _says(old, change.match) else old
        case RemoveItem() if isinstance(old, Seq):
            return _without(old, [item for item in old if _matches(item, change.match)][:1])
        case AppendItem():
            return Seq([text(change.text)]) if nothing else _appended(old, change)
        case ReplaceItem():
            if isinstance(old, Seq):
                return Seq(text(change.new) if _says(item, change.old) else item for item in old)
            return text(change.new) if _says(old, change.old) else old
        case _:
            return old if isinstance(change, RemoveItem) else None


def _appended(old: Any, change: AppendItem) -> Any:
    items = old if isinstance(old, Seq) else Seq([old])
    texts = [item.text if isinstance(item, Scalar) else None for item in items]
    if change.text in texts:
        return old
    at = texts.index(change.before) if change.before in texts and change.before is not None else len(items)
    return Seq([*items[:at], text(change.text), *items[at:]])


def _says(item: Any, words: str) -> bool:
    return isinstance(item, Scalar) and item != NULL and item.text == words


def _without(old: Any, gone: list[Any]) -> Any:
    if not gone:
        return old
    rest = Seq(item for item in old if not any(item is one for one in gone))
    return rest or None


def _set(old: Any, value: Value) -> Any:
    if isinstance(value, str) and isinstance(old, Scalar) and old.text == value and str(yaml.safe_load(value)) == value:
        return old if old.tag.endswith((":int", ":float", ":str")) else written(value)
    if isinstance(value, Mapping) and isinstance(old, Map):
        return Map([text(name), _set(old.get(name), below)] for name, below in value.items())
    if isinstance(value, list) and isinstance(old, Seq) and len(value) == len(old):
        whole = Seq(_set(one, below) for one, below in zip(old, value, strict=True))
        return whole if normal(whole) == normal(old) else written(value)
    return written(value)


def written(value: Value) -> Any:
    """The data of a wanted value."""
    if isinstance(value, bool):
        return flag(value)
    if isinstance(value, int):
        return Scalar("tag:yaml.org,2002:int", str(value))
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Mapping):
        return Map([text(name), written(below)] for name, below in value.items())
    return Seq(map(written, value))


def _matches(item: Any, match: Match) -> bool:
    return isinstance(item, Map) and all(
        any(isinstance(there, Scalar) and there.text == words for key, there in item if key == text(name))
        for name, words in match.keys
    )


def _found(node: Any, path: Path) -> Any:
    for part in path:
        if isinstance(part, Match):
            node = next((item for item in node if _matches(item, part)), None) if isinstance(node, Seq) else None
        else:
            node = node.get(part) if isinstance(node, Map) else None
    return node


def _at(node: Any, path: Path, update: Callable[[Any], Any]) -> Any:
    if not path:
        return update(node)
    part, *rest = path
    if node is None or node == NULL:
        below = _at(None, tuple(rest), update)
        return node if below is None else _around(below, part)
    if not isinstance(node, Seq if isinstance(part, Match) else Map):
        return node
    if isinstance(part, Match):
        at = next((at for at, item in enumerate(node) if _matches(item, part)), None)
        if at is None:
            return Seq([*node, *(_at(None, path, update) or ())])
        below = _at(node[at], tuple(rest), update)
        return Seq([*node[:at], *([] if below is None else [below]), *node[at + 1 :]]) or None
    old = node.get(part)
    below = _at(old, tuple(rest), update)
    pairs = Map([key, value] for key, value in node if key != text(part))
    if below is None:
        return node if old is None else pairs or None
    return Map([*pairs, [text(part), below]])


def _around(below: Any, part: str | Match) -> Any:
    """The map or list that is made for what was missing."""
    if isinstance(part, str):
        return Map([[text(part), below]])
    others = [pair for pair in below if pair[0].text not in dict(part.keys)] if isinstance(below, Map) else []
    named = {**dict(part.keys), **{pair[0].text: pair[1].text for pair in below if pair[0].text in dict(part.keys)}}
    return Seq([Map([*([text(key), text(value)] for key, value in named.items()), *others])])


# --- a third parser ------------------------------------------------------------------------------------------------

_TREE_SITTER = Parser(Language(tree_sitter_yaml.language()))


def tree_sitter_accepts(source: str) -> bool:
    return not _TREE_SITTER.parse(source.encode()).root_node.has_error


def tree_sitter_scalars(source: str) -> list[str]:
    """The scalars and aliases of a text as they are written, in order; blanks do not count."""
    found: list[str] = []
    stack: list[Node] = [_TREE_SITTER.parse(source.encode()).root_node]
    kinds = ("plain_scalar", "double_quote_scalar", "single_quote_scalar", "block_scalar", "alias")
    while stack:
        node = stack.pop()
        if node.type in kinds:
            found.append("".join((node.text or b"").decode().split()))
        else:
            stack += reversed(node.children)
    return found
