"""Rules about the registries in ECR that the file names, however a name is made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.core.ci_file.variables import env_texts
from wizard.core.docker.commands import logs_in_to_ecr
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at

_HOST = re.compile(r"\.dkr[.-]ecr(?:-fips)?\.")


def named_in_env(facts: Facts) -> Iterator[Finding]:
    """`env` names a registry in ECR, some image may be there, and nothing logs in to ECR at all."""
    if facts.concerns_ecr or facts.other_logins:
        return
    if any(logs_in_to_ecr(command.text) for command in facts.file.commands):
        return
    unknown = next((reach for reach in facts.reaches if "$" in reach.image), None)
    if unknown is None:
        return
    for node in env_texts(facts.file):
        if _HOST.search(node.value):
            yield at(
                node,
                "ecr-named-without-entry",
                Severity.WARNING,
                f"`env` names a registry in ECR here, {unknown.what} (line {unknown.node.line}) may be about an image "
                "there, and nothing in the file logs in to ECR.",
                "Add the entry with `ecr-wizard`, or `ecr-wizard apply --integration NAME`.",
            )
            return
