"""Rules about `agent_only` and the AWS CLI in the CI container (docs/domain.md, section "agent_only")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.core.ci_file.image_references import Reach
from wizard.core.ci_file.layout import ENTRY_ORDER, HUB
from wizard.core.ci_file.shippable_file import HubEntry
from wizard.core.docker.commands import docker_calls
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.core.scenarios.container import Container
from wizard.core.scenarios.desired_changes import match
from wizard.yamlpatch.changes import RemoveKey, SetKey
from wizard.yamlpatch.parse.document import Node


def docker_in_container(facts: Facts) -> Iterator[Finding]:
    """Commands inside the container that need a login which `agent_only: true` leaves out there."""
    if facts.other_logins:
        return
    for reach in facts.reaches:
        if not reach.in_container or facts.own_login(reach) or not facts.is_meant_for_ecr(reach):
            continue
        serving = facts.serving(reach)
        if serving and all(entry.agent_only for entry in serving):
            yield _fails_inside(reach, serving, has_cli=bool(facts.container.aws_cli))


def _fails_inside(reach: Reach, serving: Sequence[HubEntry], *, has_cli: bool) -> Finding:
    names = ", ".join(f"`{entry.name}`" for entry in serving)
    elsewhere = "`push`, which runs on the build machine" if reach.verb == "push" else "`pre_ci`"
    if has_cli:
        remedy = f"Run it in {elsewhere}, or take agent_only out of {names}: the image has the AWS CLI."
    else:
        remedy = f"Run it in {elsewhere}; or install the AWS CLI in the CI image and take agent_only out of {names}."
    return at(
        reach.node,
        "agent-only-in-container",
        Severity.ERROR,
        f"{reach.what} runs inside the CI container. With agent_only: true ({names}, line {serving[0].node.line}) "
        "nothing there is logged in to ECR, so it fails.",
        remedy,
        tuple(map(_without_agent_only, serving)) if has_cli else (),
    )


def _without_agent_only(entry: HubEntry) -> RemoveKey:
    return RemoveKey((*HUB, match(entry.name, entry.type), "agent_only"), "commands inside the container need ECR")


def aws_cli_missing(facts: Facts) -> Iterator[Finding]:
    """A custom image without the AWS CLI, while the server logs in to ECR inside the container."""
    box, entries = facts.container, _logging_in_inside(facts)
    if not entries or not box.custom or box.aws_cli:
        return
    image, node = _image_of(facts, entries)
    names = ", ".join(f"`{entry.name}`" for entry in entries)
    remedy = f"Set agent_only: true in {names}, or install the AWS CLI in the image (pip install awscli)."
    if box.aws_cli is False:
        yield at(
            node,
            "aws-cli-missing",
            Severity.ERROR,
            f"CI runs in {image}, which has no usable AWS CLI: {box.aws_cli_why}. {names} logs in to ECR "
            f"inside the container too, so {box.failure}.",
            remedy,
            _fixes(facts, entries),
        )
    elif box.dockerfile is not None and box.dockerfile.aws_cli.cli == "absent" and "$" not in image:
        yield at(
            node,
            "aws-cli-missing",
            Severity.WARNING,
            f"CI runs in {image}, and {box.dockerfile.path}, which makes it, does not install the AWS CLI. "
            f"Unless what it builds on has it, {box.failure}: {names} logs in to ECR inside the container too.",
            remedy,
            _fixes(facts, entries),
        )


def aws_cli_unknown(facts: Facts) -> Iterator[Finding]:
    """A custom image of which nothing tells whether it has the AWS CLI."""
    box, entries = facts.container, _logging_in_inside(facts)
    if not entries or not box.custom or box.aws_cli is not None:
        return
    if box.dockerfile is not None and box.dockerfile.aws_cli.cli == "absent":
        return  # `aws_cli_missing` says so
    image, node = _image_of(facts, entries)
    if facts.boot is None or "$" in image:
        return
    names = ", ".join(f"`{entry.name}`" for entry in entries)
    yield at(
        node,
        "aws-cli-unknown",
        Severity.INFO,
        f"CI runs in the custom image {image}, and {names} logs in to ECR inside the container too. {_doubt(box)}",
        f"Then set agent_only: true in {names}, or install the AWS CLI in the image (pip install awscli).",
    )


def _doubt(box: Container) -> str:
    if box.dockerfile is None:
        return f"If the image lacks the AWS CLI, {box.failure}."
    return f"{box.aws_cli_why}. It has to be version 1, from 1.11.91: else the build fails with `ECR get-login failed`."


def _logging_in_inside(facts: Facts) -> list[HubEntry]:
    return [entry for entry in facts.entries if not entry.agent_only]


def _image_of(facts: Facts, entries: list[HubEntry]) -> tuple[str, Node]:
    """The CI image and where it is; an entry's place where the file names none."""
    boot = facts.boot
    if boot is None or boot.image_name is None:
        return "a custom image", entries[0].node
    return boot.image_name, boot.node.get("image_name") or boot.node


def _fixes(facts: Facts, entries: list[HubEntry]) -> tuple[SetKey, ...]:
    """`agent_only: true` where nothing inside the container calls docker."""
    for command in facts.file.commands:
        if command.in_container and docker_calls(command.text):
            return ()
    return tuple(_with_agent_only(entry) for entry in entries if entry.node.get("agent_only") is None)


def _with_agent_only(entry: HubEntry) -> SetKey:
    return SetKey(
        (*HUB, match(entry.name, entry.type), "agent_only"),
        True,
        "the image that CI runs in does not have the AWS CLI",
        ENTRY_ORDER,
    )
