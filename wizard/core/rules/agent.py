"""Rules about `agent_only` and the AWS CLI in the CI container (DOMAIN, section "agent_only")."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.ci_file.belonging import is_for_ecr
from wizard.core.ci_file.shippable_file import HubEntry
from wizard.core.docker.commands import docker_calls
from wizard.core.rules.model import Facts, Finding, Rule, Severity, at
from wizard.core.scenarios.container import UNUSABLE
from wizard.core.scenarios.desired_changes import ENTRY_ORDER, HUB, match
from wizard.yamlpatch.changes import RemoveKey, SetKey


def _docker_in_container(facts: Facts) -> Iterator[Finding]:
    """Commands inside the container that need a login which `agent_only: true` leaves out there."""
    if facts.other_logins:
        return
    for reach in facts.reaches:
        if not reach.in_container or facts.own_login(reach):
            continue
        if not is_for_ecr(facts.file, reach.image, is_brought=reach.is_brought):
            continue
        serving = [entry for entry in facts.entries if facts.serves(entry, reach)]
        if not serving or not all(entry.agent_only for entry in serving):
            continue
        names = ", ".join(f"`{entry.name}`" for entry in serving)
        has_cli = bool(facts.container.aws_cli)
        remedy = "Run it in `push`, which runs on the build machine" if reach.verb == "push" else "Run it in `pre_ci`"
        remedy += (
            f", or take agent_only out of {names}: the image has the AWS CLI."
            if has_cli
            else f"; or install the AWS CLI in the CI image and take agent_only out of {names}."
        )
        yield at(
            reach.node, "agent-only-in-container", Severity.ERROR,
            f"{reach.what} runs inside the CI container. With agent_only: true ({names}, line {serving[0].node.line}) "
            "nothing there is logged in to ECR, so it fails.",
            remedy,
            tuple(_without_agent_only(entry) for entry in serving) if has_cli else (),
        )  # fmt: skip


def _without_agent_only(entry: HubEntry) -> RemoveKey:
    return RemoveKey((*HUB, match(entry.name, entry.type), "agent_only"), "commands inside the container need ECR")


def _aws_cli(facts: Facts) -> Iterator[Finding]:
    """A custom image without the AWS CLI, while the server logs in to ECR inside the container."""
    boot, box = facts.boot, facts.container
    entries = [entry for entry in facts.entries if not entry.agent_only]
    if boot is None or boot.image_name is None or "$" in boot.image_name or not entries:
        return
    if not box.custom or box.aws_cli:
        return
    node = boot.node.get("image_name") or boot.node
    names = ", ".join(f"`{entry.name}`" for entry in entries)
    failure = "the build fails with `aws: command not found`"
    remedy = f"agent_only: true in {names}, or install the AWS CLI in the image (pip install awscli)."
    if box.dockerfile is None:
        yield at(
            node, "aws-cli-unknown", Severity.INFO,
            f"CI runs in the custom image {boot.image_name}, and {names} logs in to ECR inside the container too. "
            f"If the image lacks the AWS CLI, {failure}.",
            f"Then set {remedy}",
        )  # fmt: skip
        return
    needed = any(list(docker_calls(command.text)) for command in facts.file.commands if command.in_container)
    fixes = tuple(_with_agent_only(entry) for entry in entries if entry.node.get("agent_only") is None)
    if box.dockerfile.aws_cli.cli in UNUSABLE:
        yield at(
            node, "aws-cli-missing", Severity.WARNING,
            f"CI runs in {boot.image_name}, whose AWS CLI cannot be used ({box.dockerfile.path}: "
            f"{box.dockerfile.aws_cli.how}): {UNUSABLE[box.dockerfile.aws_cli.cli]}. "
            f"The build fails with `ECR get-login failed`: {names} logs in to ECR inside the container too.",
            f"Set {remedy}",
            () if needed else fixes,
        )  # fmt: skip
        return
    yield at(
        node, "aws-cli-missing", Severity.WARNING,
        f"CI runs in {boot.image_name}, and {box.dockerfile.path}, which makes it, does not install the AWS CLI. "
        f"Unless what it builds on has it, {failure}: {names} logs in to ECR inside the container too.",
        f"Set {remedy}",
        () if needed else fixes,
    )  # fmt: skip


def _with_agent_only(entry: HubEntry) -> SetKey:
    return SetKey(
        (*HUB, match(entry.name, entry.type), "agent_only"),
        True,
        "the image that CI runs in does not have the AWS CLI",
        ENTRY_ORDER,
    )


AGENT_RULES: tuple[Rule, ...] = (_docker_in_container, _aws_cli)
