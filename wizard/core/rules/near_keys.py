"""Keys that are nearly those that are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from wizard.core.ci_file.layout import BUILD_ORDER, ENTRY_ORDER, HUB
from wizard.core.ci_file.shippable_file import SECTIONS, HubEntry, texts
from wizard.core.docker.commands import docker_calls
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import at
from wizard.core.rules.structure import is_ecr_entry
from wizard.core.scenarios.desired_changes import match
from wizard.yamlpatch.changes import Change, MoveKey
from wizard.yamlpatch.parse.document import Node

NEAR = 0.84
WHY = "it is read under this name alone"


def near_keys(root: Node, entries: Sequence[HubEntry]) -> Iterator[Finding]:
    """Keys that hold what is meant to be read, under a name that is nearly right."""
    yield from _near_top(root)
    yield from _near_sections(root)
    for entry in entries:
        yield from _near_in_entry(entry)


def meant_key(name: str, known: Sequence[str]) -> str | None:
    """The known key that another one is meant for; None for a known one, and where none is near."""
    if name in known:
        return None
    bare = {_bare(key): key for key in known}
    near = get_close_matches(_bare(name), bare, 1, NEAR)
    return bare[near[0]] if near else None


def _bare(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _near_top(root: Node) -> Iterator[Finding]:
    for key, value in root.pairs:
        if value.anchor is not None or key.value == "integration":
            continue  # a template, and a key with a rule of its own
        meant = meant_key(key.value, ("integrations", "build"))
        loses = _lost_below(value, meant)
        if meant is None or not loses:
            continue
        fix = (MoveKey((key.value,), (meant,), WHY),) if root.get(meant) is None else ()
        yield _nearly(key, meant, loses, fix)


def _lost_below(value: Node, meant: str | None) -> str:
    """What is lost where the value of a top-level key is not read; empty where nothing is that matters here."""
    if meant == "integrations" and any(is_ecr_entry(item) for item in value.walk()):
        return ": the build is not logged in to ECR."
    if meant == "build" and any(value.get(section) is not None for section in SECTIONS):
        return ", so none of its commands is run."
    return ""


def _near_sections(root: Node) -> Iterator[Finding]:
    build = root.get("build")
    if build is None:
        return
    for key, value in build.pairs:
        if key.value in BUILD_ORDER or value.anchor is not None or value.is_empty:
            continue
        meant = meant_key(key.value, BUILD_ORDER)
        if meant is None:
            yield from _no_section(key, value)
            continue
        move = MoveKey(("build", key.value), ("build", meant), WHY, BUILD_ORDER)
        loses = ", so its commands are not run." if meant in SECTIONS else "."
        yield _nearly(key, meant, loses, (move,) if build.get(meant) is None else ())


def _nearly(key: Node, meant: str, loses: str, fix: tuple[Change, ...]) -> Finding:
    message = f"{key.value} is not read; the key is called {meant}{loses}"
    return at(key, "key-not-read", Severity.ERROR, message, f"Write `{meant}:`.", fix)


def _no_section(key: Node, value: Node) -> Iterator[Finding]:
    """Commands that use images, under a key of `build` that no documentation names."""
    if key.value != "<<" and any(docker_calls(text) for text in texts(value)):
        yield at(
            key,
            "key-not-read",
            Severity.WARNING,
            f"{key.value} is no section of build that the documentation names, so its commands are not run.",
            f"Put them into one of {', '.join(SECTIONS)}.",
        )


def _near_in_entry(entry: HubEntry) -> Iterator[Finding]:
    for key, value in entry.node.pairs:
        meant = _meant_in_entry(entry, key.value)
        if meant is None or value.is_empty:
            continue
        of_entry = f"the entry `{entry.name}`" if entry.name else "the entry"
        yield at(
            key,
            "key-not-read",
            Severity.ERROR,
            f"{key.value} in {of_entry} is not read; the key is called {meant}.",
            f"Write `{meant}:`.",
            _renamed_in_entry(entry, key.value, meant),
        )


def _meant_in_entry(entry: HubEntry, name: str) -> str | None:
    if name == "name" and entry.node.get("integrationName") is None:
        return "integrationName"
    return meant_key(name, ENTRY_ORDER)


def _renamed_in_entry(entry: HubEntry, name: str, meant: str) -> tuple[Change, ...]:
    """The move to the right key; an entry without a name cannot be found again."""
    if not entry.name or entry.node.get(meant) is not None:
        return ()
    item = (*HUB, match(entry.name, entry.type))
    return (MoveKey((*item, name), (*item, meant), WHY, ENTRY_ORDER),)
