"""The hand-written cases: small texts before and after a change, or the refusal, in files that can be read.

    === what the case shows
    ecr                    (the hub entry called `ecr`)
    append build.push: docker push me/app:1
    --- before (crlf, open)
    build:
      push: make
    --- after
    …

Words behind `before`: `crlf`, `cr` (line ends), `bom`, `open` (no final line end); they hold for `after` too, unless it
has words of its own. `␉` is a tab, `␠` a blank that ends a line, `␍` a CR of one line. A blank line before the next
marker is no part of the text. Instead of `after`: `--- refused CODE LINE:COLUMN`, or `--- unchanged`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

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

FOLDER = Path(__file__).parent / "cases"
ORDERS = {
    "build": ("pre_ci", "pre_ci_boot", "ci", "post_ci", "on_success", "on_failure", "always", "push"),
    "pre_ci_boot": ("image_name", "image_tag", "pull", "env", "options"),
    "hub": ("integrationName", "type", "region", "agent_only", "branches"),
}
WHY = "the case asks for it"


@dataclass(frozen=True)
class Case:
    """One case: `after` is None where the change is refused."""

    name: str
    changes: tuple[Change, ...]
    before: str
    after: str | None
    code: str = ""
    position: tuple[int, int] = (0, 0)


def read_cases() -> Iterator[Case]:
    for file in sorted(FOLDER.glob("*.txt")):
        for text in re.split(r"(?m)^=== ", file.read_text(encoding="utf-8"))[1:]:
            yield _case(file.stem, text)


def _case(stem: str, text: str) -> Case:
    head, *parts = re.split(r"(?m)^--- ", text)
    name, *lines = head.strip().splitlines()
    changes = tuple(_change(line) for line in lines if line.strip())
    (title, before), (outcome, after) = (part.partition("\n")[::2] for part in parts)
    words = _words(title)
    case = f"{stem}: {name}", changes, _text(before, words)
    kind, *rest = outcome.split(" ", 1)
    if kind == "refused":
        code, position = rest[0].split()
        line, column = position.split(":")
        return Case(*case, None, code, (int(line), int(column)))
    if kind == "unchanged":
        return Case(*case, case[2])
    return Case(*case, _text(after, _words(outcome) or words))


def _words(title: str) -> list[str]:
    found = re.search(r"\((.*)\)", title)
    return [word.strip() for word in found[1].split(",")] if found else []


def _text(text: str, words: list[str]) -> str:
    text = text.removesuffix("\n") if text == "\n" or text.endswith("\n\n") else text
    text = text.translate({ord("␉"): "\t", ord("␠"): " ", ord("␍"): "\r"})
    if "open" in words:
        text = text.removesuffix("\n")
    if "crlf" in words or "cr" in words:
        text = text.replace("\n", "\r\n" if "crlf" in words else "\r")
    return ("\ufeff" if "bom" in words else "") + text


def _change(line: str) -> Change:
    verb, _, rest = line.partition(" ")
    where, _, what = rest.partition(": ")
    path = _path(where)
    order = ORDERS.get(str(next((part for part in reversed(path[:-1]) if isinstance(part, str)), "")), ())
    match verb:
        case "ecr":
            value = {"integrationName": rest or "ecr", "type": "ecr"}
            return EnsureItem(("integrations", "hub"), Match.of(**value), value, WHY)
        case "item":
            value = yaml.safe_load(what)
            keys = {key: value[key] for key in ("integrationName", "type") if key in value}
            return EnsureItem(path, Match.of(**keys), value, WHY)
        case "set":
            return SetKey(path, yaml.safe_load(what), WHY, order)
        case "remove":
            return RemoveKey(path, WHY)
        case "take":
            return RemoveItem(path, Match.of(**yaml.safe_load(what)), WHY)
        case "append":
            command, _, before = what.partition(" <before> ")
            return AppendItem(path, command, WHY, before or None, order)
        case "drop":
            return RemoveItem(path, what, WHY)
        case "replace":
            old, _, new = what.partition(" => ")
            return ReplaceItem(path, old, new, WHY)
        case "move":
            to = _path(what)
            return MoveKey(path, to, WHY, ORDERS.get(str(to[-2]) if len(to) > 1 else "", ()))
    raise ValueError(line)


def _path(text: str) -> tuple[str | Match, ...]:
    """`integrations.hub[integrationName=a,type=ecr].region`."""
    path: list[str | Match] = []
    for part in re.findall(r"[^.\[\]]+|\[[^\]]*\]", text):
        if part.startswith("["):
            path.append(Match(tuple(tuple(pair.split("=")) for pair in part[1:-1].split(","))))  # type: ignore[misc]
        else:
            path.append(part)
    return tuple(path)
