"""Rules about the types of hub entries: one that Shippable does not know logs in nowhere (ticket 2913)."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.ci_file.hub_types import ECR_TYPES, HUB_TYPES, meant_type
from wizard.core.ci_file.layout import HUB
from wizard.core.ci_file.shippable_file import HubEntry
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.core.scenarios.desired_changes import match
from wizard.yamlpatch.changes import SetKey


def near_types(facts: Facts) -> Iterator[Finding]:
    """Types that do not exist and are meant for ECR."""
    for entry, meant in _unknown(facts):
        if meant not in ECR_TYPES:
            continue
        if "iam" in entry.type.lower():
            yield _of_iam(entry)
            continue
        yield at(
            entry.node.get("type") or entry.node,
            "type-near",
            Severity.ERROR,
            f"A hub entry has no type `{entry.type}`: `{entry.name}` does not log the build in to ECR. "
            f"The nearest type: `{meant}`.",
            f"Write `type: {meant}`.",
            _typed(entry, meant),
        )


def _of_iam(entry: HubEntry) -> Finding:
    return at(
        entry.node.get("type") or entry.node,
        "type-near",
        Severity.ERROR,
        f"`{entry.type}` is no type of a hub entry: an integration of the type AWS IAM is for assembly lines only. The "
        f"build says that `{entry.name}` does not match the integrations of the subscription.",
        "Make an integration of the type AWS Keys, name it here, and write `type: ecr`.",
    )


def unknown_types(facts: Facts) -> Iterator[Finding]:
    """Types that no documentation names."""
    for entry, meant in _unknown(facts):
        if meant in ECR_TYPES:
            continue
        nearest = f" The nearest: `{meant}`." if meant else ""
        yield at(
            entry.node.get("type") or entry.node,
            "type-unknown",
            Severity.WARNING,
            f"Shippable's documentation names no hub type `{entry.type}`.{nearest}",
            f"Write `type: {meant}`." if meant else "Compare it with the documentation of the integration.",
        )


def _unknown(facts: Facts) -> Iterator[tuple[HubEntry, str]]:
    """The entries whose type no documentation names, each with the type that it is nearly (empty: none)."""
    for entry in facts.file.hub:
        is_known = entry.type in HUB_TYPES or entry.type.strip().lower() == "ecr"
        if entry.type and "$" not in entry.type and not is_known:
            yield entry, meant_type(entry.type) or ""


def _typed(entry: HubEntry, kind: str) -> tuple[SetKey, ...]:
    own = entry.node.get("type")
    if own is None or own.kind != "scalar" or not entry.name:
        return ()
    return (SetKey((*HUB, match(entry.name, entry.type), "type"), kind, "the type of ECR entries"),)
