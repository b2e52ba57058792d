"""Rules about what the file reaches in ECR and the entries that log in there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from wizard.core.aws.ecr_name import Registry, registry_of
from wizard.core.ci_file.assembly import ecr_resources
from wizard.core.ci_file.belonging import is_of_library
from wizard.core.ci_file.branch_patterns import covers
from wizard.core.ci_file.folded import folded_commands
from wizard.core.ci_file.image_references import Reach
from wizard.core.ci_file.shippable_file import DEFAULT_REGION, Command, HubEntry
from wizard.core.ci_file.variables import file_variables, substituted
from wizard.core.docker.commands import docker_calls, split_tag
from wizard.core.docker.harmless import is_harmless
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.core.rules.names import is_unlisted
from wizard.core.rules.stray_entries import unread_entry
from wizard.core.text.shell_words import simple_commands

MOST_NAMED = 10  # entries, in one message
# Signs of a command that is not run on every branch.
CONDITION = re.compile(r"\b(?:if|case)\b|\[|&&|\|\|")
# The test for a pull request: what it guards is run on every branch.
_PULL_REQUEST_TEST = re.compile(
    r"if +\[+ *\"?\$\{?(?:IS_)?PULL_REQUEST\}?\"? *!?==? *\"?(?:true|false)\"? *\]+ *; *then\b"
)


def _unserved(facts: Facts) -> Iterator[tuple[Reach, Registry]]:
    """What the file reaches in ECR without a login that may be for that account and region."""
    if facts.other_logins:
        return
    for reach in facts.reaches:
        if reach.ecr is None or facts.own_login(reach):
            continue
        if not facts.serving(reach):
            yield reach, reach.ecr


def without_entry(facts: Facts) -> Iterator[Finding]:
    """Images in ECR, and nothing that says whose keys log in there."""
    yield from _resources_without_integration(facts)
    if facts.entries:
        return
    unread = unread_entry(facts.file)
    for reach, image in _unserved(facts):
        region = f" --region {image.region}" if image.region != DEFAULT_REGION else ""
        remedy = f"Add the entry with `ecr-wizard`, or `ecr-wizard apply --integration NAME{region}`."
        if unread is not None:
            remedy = f"The entry of line {unread.line} is not read where it is: it belongs in `integrations.hub`."
        yield at(
            reach.node,
            "ecr-without-entry",
            Severity.ERROR,
            f"{reach.what}: the image is in ECR, and no hub entry of type ecr logs in there.",
            remedy,
        )


def _resources_without_integration(facts: Facts) -> Iterator[Finding]:
    for resource in ecr_resources(facts.root):
        if resource.image is None or registry_of(resource.image.value) is None or resource.integration is not None:
            continue
        if resource.node.key("<<") is None:
            yield at(
                resource.image,
                "ecr-without-entry",
                Severity.WARNING,
                f"{resource.what} is the image {resource.image.value} in ECR, and names no integration.",
                "Add `integration:` with the subscription integration that holds the keys.",
            )


def other_registry(facts: Facts) -> Iterator[Finding]:
    """Images in ECR, and the entries log in to another region or account."""
    if not facts.entries:
        return
    shown = [f"`{entry.name}` to {_where(facts, entry)}" for entry in facts.entries[:MOST_NAMED]]
    more = len(facts.entries) - len(shown)
    logins = ", ".join([*shown, f"{more} more"] if more else shown)
    for reach, image in _unserved(facts):
        yield at(
            reach.node,
            "ecr-other-registry",
            Severity.ERROR,
            f"{reach.what}: the image is in {image.region} of the account {image.account}, "
            f"and the file logs in elsewhere: {logins}.",
            _remedy_of(image),
        )


def _remedy_of(image: Registry) -> str:
    if is_unlisted(image.region):
        return f"Correct the image's region: {image.region} is none that AWS lists."
    return f"Let an entry say `region: {image.region}`, with keys of the account {image.account}."


def _where(facts: Facts, entry: HubEntry) -> str:
    account = facts.account_of(entry)
    region = substituted(entry.login_region, file_variables(facts.file))
    return region + (f" of the account {account}" if account else "")


def branches(facts: Facts) -> Iterator[Finding]:
    """The first image in ECR on branches that build and on which no entry logs in."""
    if facts.other_logins:
        return
    candidates = _building(facts)
    uncovered: dict[Registry, list[str]] = {}
    for reach in facts.reaches:
        if reach.ecr is None or facts.own_login(reach) or is_conditional(reach.node.value):
            continue
        serving = facts.serving(reach)
        if reach.ecr not in uncovered:
            uncovered[reach.ecr] = _not_covered(serving, candidates)
        without = uncovered[reach.ecr]
        if serving and without:
            yield at(
                reach.node,
                "branch-not-covered",
                Severity.WARNING,
                f"{reach.what}: on {_list(without)} no hub entry logs in to ECR "
                f"({_list([entry.name for entry in serving])} counts on other branches only).",
                "Add the branch to the entry's `branches`, or an entry for it; or let the branch not build.",
            )
            return


def _not_covered(entries: Sequence[HubEntry], names: Sequence[str]) -> list[str]:
    """The branches on which none of the entries counts."""
    return [name for name in names if not any(covers(entry.branches, name) for entry in entries)]


def _building(facts: Facts) -> list[str]:
    """The branches of which it is known that they build: those named, the one checked out, the default one."""
    building = facts.file.branches
    named = building.names if building is not None and building.mode == "only" else ()
    names = dict.fromkeys((*named, facts.project.branch, facts.project.default_branch))
    return [name for name in names if name and "*" not in name and covers(building, name)]


@lru_cache(maxsize=8)
def is_conditional(text: str) -> bool:
    """Whether a command may be left out in some builds; the guard for pull requests aside."""
    return CONDITION.search(_PULL_REQUEST_TEST.sub("", text)) is not None


def _list(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def unused(facts: Facts) -> Iterator[Finding]:
    """An entry, and nothing in the file that its login is for."""
    if not facts.entries or _may_use_more(facts) or any(_is_said_elsewhere(facts, reach) for reach in facts.reaches):
        return
    used = _used(facts)
    note = _not_in_ecr(facts)
    for entry in facts.entries:
        if not entry.name or entry.node.offset in used:
            continue
        yield at(
            entry.node,
            "entry-unused",
            Severity.INFO,
            f"Nothing in the file reaches ECR in {entry.login_region}, so `{entry.name}` logs in for nothing.{note}",
            "Take it out with `ecr-wizard remove`, or name the image in ECR that it is for.",
        )


def _not_in_ecr(facts: Facts) -> str:
    """A sentence about the first image that is elsewhere, which may be meant to be in ECR."""
    image = next((reach.image for reach in facts.reaches if reach.ecr is None), None)
    if image is None:
        return ""
    return f" {image} is not in ECR: an image there is called ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY."


def _is_said_elsewhere(facts: Facts, reach: Reach) -> bool:
    """Whether another rule says of an image that it is not where an entry logs in, which may be what it is for."""
    if reach.ecr is None:
        return reach.verb == "push" and is_of_library(reach.image)
    return not facts.serving(reach)


def _used(facts: Facts) -> set[int]:
    """Where the entries are that may be for something which the file reaches."""
    one_each = {reach.ecr: reach for reach in facts.reaches if reach.ecr is not None}
    found = {entry.node.offset for reach in one_each.values() for entry in facts.serving(reach)}
    if any(reach.ecr is None and "$" in split_tag(reach.image)[0] for reach in facts.reaches):
        found.update(entry.node.offset for entry in facts.entries)
    return found


def _may_use_more(facts: Facts) -> bool:
    if any(True for _ in folded_commands(facts.file)):
        return True  # what is meant is not what is read
    return facts.file.has_hidden_commands or any(_is_unknown(command, facts) for command in facts.file.commands)


def may_hide_docker(text: str) -> bool:
    """Whether a command may make or use images in a way that its text does not tell: a script, a build tool."""
    return any(not is_harmless(words) for words in simple_commands(text))


def _is_unknown(command: Command, facts: Facts) -> bool:
    """Whether a command may use a registry in a way that its text does not tell."""
    calls = docker_calls(command.text)
    if any(call.verb == "build" and not _is_known(call.dockerfile, facts) for call in calls):
        return True
    return may_hide_docker(command.text)


def _is_known(path: str | None, facts: Facts) -> bool:
    return any(item.path == path for item in facts.project.dockerfiles)
