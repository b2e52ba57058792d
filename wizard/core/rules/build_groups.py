"""Builds of several branches in one answer: those of which all is the same but the name share it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wizard.core.ci_file.branch_patterns import covers
from wizard.core.rules.as_build import AsBuild, Works, as_build
from wizard.core.rules.model import Facts
from wizard.frozen import frozen

_GRAVEST_FIRST = (Works.NO, Works.UNKNOWN, Works.YES)
_SHOWN_NAMES = 3


@frozen
class BuildGroup:
    """Branches whose builds do the same, and what they do."""

    branches: tuple[str, ...]
    build: AsBuild

    @property
    def names(self) -> str:
        """The branches, of many the first ones and how many more there are."""
        more = len(self.branches) - _SHOWN_NAMES
        shown = ", ".join(self.branches[:_SHOWN_NAMES])
        return f"{shown} and {more} more" if more > 0 else shown


def build_groups(facts: Facts, names: Iterable[str]) -> tuple[BuildGroup, ...]:
    """The builds of these branches, those that fail first. Branches on which the same entries count are built once."""
    groups: dict[tuple[bool, ...], list[str]] = {}
    for name in names:
        counting = [covers(entry.branches, name) for entry in facts.entries]
        groups.setdefault((covers(facts.file.branches, name), *counting), []).append(name)
    found = [BuildGroup(tuple(same), as_build(facts, same[0])) for same in groups.values()]
    return tuple(sorted(found, key=lambda group: _GRAVEST_FIRST.index(group.build.works)))


def builds_line(groups: Sequence[BuildGroup]) -> str:
    """Will builds reach ECR? The gravest answer in one line, and how many branches have another."""
    first, *others = groups
    rest = sum(len(group.branches) for group in others)
    more = f" (Of {rest} other {'branch' if rest == 1 else 'branches'} something else is to be said.)" if rest else ""
    verdict = first.build.verdict
    return f"A build of {first.names}: {verdict[0].lower()}{verdict[1:]}{more}"


def builds_steps(groups: Sequence[BuildGroup]) -> Iterator[str]:
    """For each group its steps, in lines that may be wrapped, and the verdict."""
    for group in groups:
        yield f"A build of {group.names}:"
        for step in group.build.steps:
            login = f" (logged in by {step.login})" if step.login else ""
            yield f"  line {step.line}, {step.section}, on the {step.machine}: {step.works}"
            yield f"    {step.what}{login}"
        yield f"  {group.build.verdict}"
