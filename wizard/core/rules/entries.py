"""Rules about the hub entries of type ecr: their names, regions and branches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from wizard.core.aws.ecr_name import registry_of
from wizard.core.ci_file.assembly import Resource, ecr_resources
from wizard.core.ci_file.branch_patterns import names_nothing, overlap
from wizard.core.ci_file.layout import HUB
from wizard.core.ci_file.shippable_file import HubEntry, scalars
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.core.scenarios.desired_changes import match
from wizard.core.text.names import squeezed
from wizard.yamlpatch.changes import Change, SetKey
from wizard.yamlpatch.parse.document import Node

# The build's own words (docs/domain.md, "The two integrations").
# With more entries of one region in a file, each is compared with the first ones.
MOST_COMPARED = 100
BUILD_MESSAGE = "Integration name specified in yml does not match integrations present in Subscription settings: "


def without_name(facts: Facts) -> Iterator[Finding]:
    """An entry that names no integration."""
    for entry in facts.entries:
        node = entry.node.get("integrationName")
        if (node is None or node.is_empty) and not _may_come_from_elsewhere(entry.node):
            yield at(
                entry.node,
                "entry-without-name",
                Severity.ERROR,
                "The entry of type ecr names no integration, so the build cannot log in to ECR.",
                "Add `integrationName:` with the name in the subscription's settings, to the character.",
            )


def _may_come_from_elsewhere(item: Node) -> bool:
    return any(key.value == "<<" for key, _ in item.pairs)


class _Named(NamedTuple):
    """A name of an integration: its place, and what comes of one that does not exist."""

    name: str
    node: Node
    effect: str


def _unmatched(facts: Facts) -> Iterator[_Named]:
    """The names that are not among the known ones."""
    for named in _all_named(facts):
        if "$" not in named.name and named.name not in facts.known.names:
            yield named


def _all_named(facts: Facts) -> Iterator[_Named]:
    """The integrations that ECR entries name, and resources in ECR."""
    for entry in facts.entries:
        node = entry.node.get("integrationName")
        if node is not None and not node.is_empty and node.kind == "scalar":
            yield _Named(entry.name, node, f"The build fails with: {BUILD_MESSAGE}{entry.name}")
    for resource in ecr_resources(facts.root):
        node = resource.integration
        if node is not None and _is_of_aws(resource):
            yield _Named(node.value, node, f"{_upper(resource.what)} has no keys then.")


def _is_of_aws(resource: Resource) -> bool:
    """Whether a resource is an image in ECR, or a command line with a region."""
    if resource.image is not None:
        return registry_of(resource.image.value) is not None
    return resource.region is not None


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _alike(facts: Facts, name: str) -> str | None:
    return next((other for other in facts.known.names if squeezed(other) == squeezed(name)), None)


def name_case_or_space(facts: Facts) -> Iterator[Finding]:
    """A name that differs from the integration's by case or space."""
    for name, node, effect in _unmatched(facts):
        alike = _alike(facts, name)
        if alike is not None:
            yield at(
                node,
                "name-case-or-space",
                Severity.ERROR,
                f"The subscription's integration is called `{alike}`; `{name}` differs from it by case or spaces. "
                f"{effect}",
                f"Write `{alike}`.",
            )
        elif name != name.strip():
            yield at(
                node,
                "name-case-or-space",
                Severity.WARNING,
                f"The name `{name}` has a space at an end; it must be equal to the name in the subscription's "
                "settings to the character.",
                f"Write `{name.strip()}`, unless the integration is called so.",
            )


def name_unknown(facts: Facts) -> Iterator[Finding]:
    """A name that the subscription does not have, as far as its names are known."""
    known = facts.known
    for name, node, effect in _unmatched(facts):
        if not known.names or _alike(facts, name) is not None or name != name.strip():
            continue
        near = next(iter(get_close_matches(name, known.names, 1, 0.6)), None)
        nearest = f" The nearest: `{near}`." if near else ""
        if known.complete:
            yield at(
                node,
                "name-unknown",
                Severity.ERROR,
                f"The subscription has no integration `{name}`.{nearest} {effect}",
                f"Write `{near}`." if near else f"Add the integration `{name}` to the subscription, or name another.",
            )
        else:
            yield at(
                node,
                "name-unknown",
                Severity.WARNING,
                f"The wizard does not know `{name}` among the integrations of this subscription.{nearest} "
                f"If Shippable does not either: {effect}",
                "Compare it with the subscription's settings; `ecr-wizard subscription add` makes it known.",
            )


def near_names(facts: Facts) -> Iterator[Finding]:
    """Names that differ by case or spaces from that of an entry before them."""
    known: dict[str, dict[str, HubEntry]] = {}
    for other in facts.entries:
        alike = known.setdefault(squeezed(other.name), {})
        one = next((entry for name, entry in alike.items() if name != other.name), None)
        alike.setdefault(other.name, other)
        if one is not None and other.name:
            yield at(
                other.node.get("integrationName") or other.node,
                "name-near",
                Severity.WARNING,
                f"`{other.name}` differs from `{one.name}` (line {one.node.line}) only by case or spaces.",
                "Name the subscription integration as its settings do, in one entry.",
            )


def types(facts: Facts) -> Iterator[Finding]:
    """The type ecr in other letters, or with a space."""
    for entry in facts.file.hub:
        if entry.type == "ecr" or entry.type.strip().lower() != "ecr":
            continue
        own = entry.node.get("type")
        fix: tuple[Change, ...] = ()
        if own is not None and own.kind == "scalar" and entry.name:
            fix = (SetKey((*HUB, match(entry.name, entry.type), "type"), "ecr", "the type of ECR entries"),)
        yield at(
            own or entry.node,
            "type-case",
            Severity.WARNING,
            f"The type is written `ecr`; `{entry.type}` is another text.",
            "Write `type: ecr`.",
            fix,
        )


def regions(facts: Facts) -> Iterator[Finding]:
    """A region that has not the form of one."""
    for region, node in facts.regions:
        if "$" not in region and not re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-\d+", region):
            yield at(
                node,
                "region-form",
                Severity.ERROR,
                f"`{region}` is no AWS region, so the login to ECR fails.",
                "A region looks like us-east-1 or eu-central-1; without the key it is us-east-1.",
            )


def _branch_keys(facts: Facts) -> Iterator[tuple[HubEntry, Node, list[str]]]:
    """The entries with a `branches` that holds something: the key, and which of `only` and `except` are there."""
    for entry in facts.entries:
        node = entry.node.get("branches")
        key = entry.node.key("branches")
        if node is None or key is None or node.is_empty or node.kind == "alias" or _may_come_from_elsewhere(node):
            continue
        yield entry, key, [name for name in ("only", "except") if node.get(name) is not None]


def branches_both(facts: Facts) -> Iterator[Finding]:
    """`only` and `except` in one entry."""
    for entry, key, modes in _branch_keys(facts):
        if len(modes) == 2:
            yield at(
                key,
                "branches-both",
                Severity.WARNING,
                f"The branches of `{entry.name}` have both `only` and `except`: which of them counts is not certain.",
                "Keep one of them.",
            )


def branches_form(facts: Facts) -> Iterator[Finding]:
    """`branches` with neither `only` nor `except`."""
    for entry, key, modes in _branch_keys(facts):
        if not modes:
            yield at(
                key,
                "branches-form",
                Severity.WARNING,
                f"The branches of `{entry.name}` have neither `only` nor `except`, so they choose nothing.",
                "List them under `only:` or `except:`, or leave `branches` out for every branch.",
            )


def unknown_branches(facts: Facts) -> Iterator[Finding]:
    """Branches of an entry that the repository does not have."""
    if not facts.project.branches:
        return
    for entry, item in _named_branches(facts):
        if names_nothing(item.value, facts.project.branches):
            what = "The pattern" if "*" in item.value else "The branch"
            yield at(
                item,
                "branch-unknown",
                Severity.WARNING,
                f"{what} {item.value} of `{entry.name}` is not a branch of this repository ({_count(facts)} checked).",
                "Fix or remove the name; `git fetch` first if the branch is new elsewhere.",
            )


def _named_branches(facts: Facts) -> Iterator[tuple[HubEntry, Node]]:
    for entry in facts.entries:
        for mode in ("only", "except"):
            for item in scalars(entry.node.get("branches", mode)):
                yield entry, item


def _count(facts: Facts) -> str:
    number = len(facts.project.branches)
    return "its only one" if number == 1 else str(number)


def overlaps(facts: Facts) -> Iterator[Finding]:
    """Entries that log in where one before them does."""
    known: dict[str, list[HubEntry]] = {}
    for other in facts.entries:
        before = known.setdefault(other.login_region, [])
        one = next((entry for entry in before if _may_meet(facts, entry, other)), None)
        if len(before) < MOST_COMPARED:
            before.append(other)
        if one is not None:
            yield at(
                other.node,
                "entries-overlap",
                Severity.WARNING,
                f"`{other.name}` and `{one.name}` (line {one.node.line}) both log in to ECR in the same region, on the "
                "same branches: if they are of one AWS account, only one of the two logins counts.",
                "Give each its own branches, or take one of them out.",
            )


def _may_meet(facts: Facts, one: HubEntry, other: HubEntry) -> bool:
    """Whether two entries of one region may log in to one account, on one branch."""
    accounts = {facts.account_of(one), facts.account_of(other)} - {None}
    return len(accounts) < 2 and overlap(one.branches, other.branches)
