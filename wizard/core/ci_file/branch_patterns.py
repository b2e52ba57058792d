"""Branches and patterns: which names `only` and `except` mean (docs/domain.md, "The YAML": `release/*`, `v1.*`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from wizard.core.model.answers import Branches


def matches(pattern: str, branch: str) -> bool:
    """Whether a name of a list of branches means this branch; `*` means any text."""
    head, *parts = pattern.split("*")
    if not parts:
        return pattern == branch
    tail = parts.pop()
    if not (branch.startswith(head) and branch.endswith(tail)):
        return False
    at = len(head)
    for part in parts:
        # The first place that fits leaves the most to what follows.
        found = branch.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(branch) - len(tail) >= at


def covers(branches: Branches | None, branch: str) -> bool:
    """Whether something with these branches (None: all of them) counts on this one."""
    if branches is None or branches.mode == "all":
        return True
    plain, patterns = _sorted(branches)
    named = branch in plain or any(matches(pattern, branch) for pattern in patterns)
    return named if branches.mode == "only" else not named


@lru_cache(maxsize=8)
def _sorted(branches: Branches) -> tuple[frozenset[str], tuple[str, ...]]:
    """The plain names and the patterns."""
    patterns = tuple(name for name in branches.names if "*" in name)
    return frozenset(branches.names).difference(patterns), patterns


def overlap(one: Branches | None, other: Branches | None) -> bool:
    """Whether some branch may be one on which both count."""
    names: list[str] = []
    for branches in (one, other):
        if branches is not None and branches.mode == "only":
            names += branches.names
    if not names:
        return True  # nothing but exceptions: a branch that neither names is among both
    # Some names that a pattern matches: the shortest, one like the other names, one that nobody else names.
    parts = ("", "\0", *(name.replace("*", "") for name in names))
    witnesses = [name.replace("*", part) for name in names for part in parts]
    return any(covers(one, name) and covers(other, name) for name in witnesses)


def names_nothing(name: str, known: Sequence[str]) -> bool:
    """Whether a name of a list of branches surely means none of the known ones.

    With releases on, names of tags count too: what looks like a version is not judged, nor what is no plain name.
    """
    if re.match(r"v?\d", name) or not re.fullmatch(r"[\w*.][\w*.#@+/-]*", name):
        return False
    return not any(matches(name, branch) for branch in known)
