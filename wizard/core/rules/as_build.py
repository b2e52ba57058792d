"""A build of one branch, step by step: which login each pull and push has, and the first step that fails.

Nothing is run. A step whose image, login or condition the file does not tell is not known, and never called right.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from wizard.core.aws.ecr_name import Registry
from wizard.core.ci_file.belonging import Belongs, login_to
from wizard.core.ci_file.branch_patterns import covers
from wizard.core.ci_file.image_references import Reach
from wizard.core.ci_file.shippable_file import CONTAINER_SECTIONS, HubEntry
from wizard.core.rules.model import Facts
from wizard.core.rules.reach import is_conditional
from wizard.core.rules.unknown import not_looked_at
from wizard.core.scenarios.container import UNUSABLE
from wizard.frozen import frozen

SHOWN_LINES = 3

MACHINE, CONTAINER = "build machine", "CI container"
_ORDER = ("pre_ci", "pre_ci_boot", *CONTAINER_SECTIONS, "push")


class Works(StrEnum):
    """Whether a step can work, as far as the file tells."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "not known"


@frozen
class BuildStep:
    """One login, pull or push: where it runs, what it is, the login that serves it, whether it works and why not."""

    line: int
    machine: str
    section: str
    what: str
    login: str
    works: Works
    why: str = ""


@frozen
class AsBuild:
    """What a build of a branch does with ECR, in order, and in one sentence whether it gets there."""

    branch: str
    steps: tuple[BuildStep, ...]
    works: Works
    verdict: str


def as_build(facts: Facts, branch: str) -> AsBuild:
    """The steps of a build of `branch` from the file of `facts`."""
    file = facts.file
    if file.refusal is not None:
        return AsBuild(branch, (), Works.NO, "The file cannot be read.")
    if not covers(file.branches, branch):
        return AsBuild(branch, (), Works.YES, "It does not build: the file's `branches` leave it out.")
    steps = tuple(_steps(facts, branch))
    return AsBuild(branch, steps, *_verdict(facts, steps))


def _verdict(facts: Facts, steps: tuple[BuildStep, ...]) -> tuple[Works, str]:
    failing = next((step for step in steps if step.works is Works.NO), None)
    if failing is not None:
        return Works.NO, f"It does not reach ECR: line {failing.line}, {failing.why}."
    unknown = next((step for step in steps if step.works is Works.UNKNOWN), None)
    if unknown is not None:
        return Works.UNKNOWN, f"Not known: line {unknown.line}, {unknown.why}."
    if facts.file.has_hidden_commands:
        return Works.UNKNOWN, "Not known: commands are defined in another file."
    if not any(step.login for step in steps):
        return _nothing_needs_it(facts)
    return Works.YES, "It reaches ECR, as far as the file says."


def _nothing_needs_it(facts: Facts) -> tuple[Works, str]:
    unseen = not_looked_at(facts.project)
    if not unseen:
        return Works.YES, "Nothing in the file needs ECR."
    lines = ", ".join(dict.fromkeys(str(item.line) for item in unseen[:SHOWN_LINES]))
    plural = "s" if len(unseen) > 1 else ""
    more = f" and {len(unseen) - SHOWN_LINES} more" if len(unseen) > SHOWN_LINES else ""
    return Works.UNKNOWN, f"Not known: what is in line{plural} {lines}{more} was not looked at; nothing else needs ECR."


def _steps(facts: Facts, branch: str) -> Iterator[BuildStep]:
    entries = [entry for entry in facts.entries if covers(entry.branches, branch)]
    yield from (_login(facts, entry, MACHINE) for entry in entries)
    logged_in_inside = False
    for reach in sorted(facts.reaches, key=_place):
        if not logged_in_inside and reach.section not in ("pre_ci", "pre_ci_boot"):
            logged_in_inside = True
            yield from _logins_inside(facts, entries)
        yield from _step(facts, entries, reach)
    if not logged_in_inside:
        yield from _logins_inside(facts, entries)


def _place(reach: Reach) -> tuple[int, int]:
    """Where in a build a pull or push comes; the sections of old files are inside the container."""
    section = reach.section if reach.section in _ORDER else "ci"
    return _ORDER.index(section), reach.node.offset


def _logins_inside(facts: Facts, entries: list[HubEntry]) -> Iterator[BuildStep]:
    yield from (_login(facts, entry, CONTAINER) for entry in entries if not entry.agent_only)


def _login(facts: Facts, entry: HubEntry, machine: str) -> BuildStep:
    account = facts.account_of(entry)
    what = f"log in to ECR in {entry.login_region}" + (f", account {account}" if account else "")
    works, why = _can_log_in(facts, entry)
    if works is Works.YES and machine == CONTAINER:
        works, why = _can_log_in_inside(facts)
    return BuildStep(entry.node.line, machine, "login", what, f"`{entry.name}`", works, why)


def _can_log_in(facts: Facts, entry: HubEntry) -> tuple[Works, str]:
    if not entry.name:
        return Works.NO, "the entry names no integration"
    if facts.known.complete and entry.name not in facts.known.names and "$" not in entry.name:
        return Works.NO, f"the subscription has no integration `{entry.name}`"
    return Works.YES, ""


def _can_log_in_inside(facts: Facts) -> tuple[Works, str]:
    box = facts.container
    if not box.custom or box.aws_cli:
        return Works.YES, ""
    if box.aws_cli is None:
        return Works.UNKNOWN, "the custom image may lack the AWS CLI 1"
    cli = box.dockerfile.aws_cli.cli if box.dockerfile is not None else ""
    return Works.NO, UNUSABLE.get(cli, "the custom image has no AWS CLI, so the login inside it fails")


def _step(facts: Facts, entries: list[HubEntry], reach: Reach) -> Iterator[BuildStep]:
    if reach.ecr is None and "$" not in reach.image.partition("/")[0]:
        return  # it needs no login to ECR
    served = _served(facts, entries, reach)
    machine = CONTAINER if reach.in_container else MACHINE
    what = f"{reach.verb} {reach.image}"
    yield BuildStep(reach.node.line, machine, reach.section, what, served.login, served.works, served.why)


class _Served(NamedTuple):
    """The login that a pull or push has, whether that is enough, and why not."""

    login: str
    works: Works
    why: str = ""


def _served(facts: Facts, entries: list[HubEntry], reach: Reach) -> _Served:
    if reach.ecr is None:
        return _Served("", Works.UNKNOWN, f"{reach.image} may be in any registry")
    if facts.own_login(reach):
        return _Served("a command of the file", Works.YES)
    usable = [entry for entry in entries if not (reach.in_container and entry.agent_only)]
    logins = {entry.name: login_to(facts.file, entry, reach.ecr, facts.known.accounts) for entry in usable}
    for name, belongs in logins.items():
        if belongs is Belongs.SURELY:
            return _Served(f"`{name}`", Works.YES)
    if Belongs.PERHAPS in logins.values():
        return _Served("", Works.UNKNOWN, "an entry's region is a variable")
    return _unserved(facts, entries, reach, reach.ecr)


def _unserved(facts: Facts, entries: list[HubEntry], reach: Reach, registry: Registry) -> _Served:
    """Why nothing logs in to the registry of an image, and whether that is sure."""
    if facts.other_logins:
        return _Served("", Works.UNKNOWN, "an entry of another type may log in to ECR")
    of_some_branch = [entry for entry in facts.entries if facts.serves(entry, registry)]
    if of_some_branch and is_conditional(reach.node.value):
        return _Served("", Works.UNKNOWN, "the command is run under a condition")
    names = ", ".join(f"`{entry.name}`" for entry in of_some_branch)
    if any(entry in entries for entry in of_some_branch):
        return _Served("", Works.NO, f"agent_only: true ({names}) leaves the container without a login to ECR")
    where = f"{registry.region} of the account {registry.account}"
    only = f" on this branch ({names} counts on others only)" if names else ""
    return _Served("", Works.NO, f"nothing logs in to {where}{only}")
