"""Whether something inside the CI container needs ECR: what `agent_only: true` would take its login from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wizard.core.aws.ecr_name import registry_of
from wizard.core.ci_file.belonging import is_for_ecr
from wizard.core.ci_file.image_references import reaches
from wizard.core.ci_file.shippable_file import ShippableFile
from wizard.core.docker.harmless import is_harmless
from wizard.core.text.shell_words import simple_commands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.core.docker.dockerfile import Dockerfile

Need = Literal["yes", "no", "unknown"]


def need_inside(file: ShippableFile, dockerfiles: Sequence[Dockerfile] = ()) -> Need:
    """`yes` where a command of the container reaches ECR; `unknown` where a script there may, or a variable hides it.

    A section whose commands are defined elsewhere is not known either.
    """
    found: Need = "unknown" if file.has_hidden_commands else "no"
    for reach in reaches(file, dockerfiles):
        if not reach.in_container:
            continue
        if registry_of(reach.image) is not None or is_for_ecr(file, reach.image, is_brought=reach.is_brought):
            return "yes"
        if "$" in reach.image:
            found = "unknown"
    for command in file.commands:
        if not command.in_container:
            continue
        for words in simple_commands(command.text):
            if words[0] == "aws" and "ecr" in words:
                return "yes"
            if not is_harmless(words):
                found = "unknown"
    return found
