"""Rules about the CI image and its options, in files that have to do with ECR."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.core.ci_file.ci_image import is_official
from wizard.core.docker.commands import starts_daemon
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.core.scenarios.container import drops_privileged, sets_home

_ENTRYPOINT = re.compile(r"(?:^|\s)--entrypoint(?:[=\s]|$)")


def home(facts: Facts) -> Iterator[Finding]:
    boot = facts.boot
    if not facts.concerns_ecr or boot is None or boot.image_name is None:
        return
    if "$" in boot.image_name or is_official(boot.image_name) or sets_home(boot.options or "", boot.env):
        return
    yield at(
        boot.node.get("options") or boot.node.get("image_name") or boot.node,
        "custom-image-home",
        Severity.INFO,
        f"CI runs in the custom image {boot.image_name}, and neither options nor env set HOME. "
        "Unless the image does, the build fails with `Host key verification failed`.",
        "Add -e HOME=/root to the options.",
    )


def privileged(facts: Facts) -> Iterator[Finding]:
    boot = facts.boot
    node = boot.node.get("options") if boot is not None else None
    if boot is None or node is None or not drops_privileged(boot.options):
        return
    for command in facts.file.commands:
        if command.in_container and starts_daemon(command.text):
            yield at(
                node,
                "options-without-privileged",
                Severity.INFO,
                f"A Docker daemon is started inside the container (line {command.node.line}), and the options leave "
                "out --privileged=true --net=bridge, which count only when no options are given.",
                "Add --privileged=true --net=bridge to the options.",
            )
            return


def entrypoint(facts: Facts) -> Iterator[Finding]:
    """`--entrypoint` in the options of the CI container, which the server ignores."""
    boot = facts.boot
    node = boot.node.get("options") if boot is not None else None
    if boot is None or node is None or not _ENTRYPOINT.search(boot.options or ""):
        return
    yield at(
        node,
        "entrypoint-ignored",
        Severity.WARNING,
        "The options set --entrypoint, which has no effect: the server starts the CI container with an entrypoint of "
        "its own.",
        "Take it out, and run what it starts as a command of `ci`.",
    )
