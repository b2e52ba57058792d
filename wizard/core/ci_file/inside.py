"""Whether something inside the CI container needs ECR: what `agent_only: true` would take its login from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wizard.core.aws.ecr_name import registry_of
from wizard.core.ci_file.belonging import is_for_ecr
from wizard.core.ci_file.image_references import Reach, reaches
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
    inside = [command for command in file.commands if command.in_container]
    needs = [_need_of_reach(file, reach) for reach in reaches(file, dockerfiles) if reach.in_container]
    for command in inside:
        needs += map(_need_of_words, simple_commands(command.text))
    if "yes" in needs:
        return "yes"
    return "unknown" if file.has_hidden_commands or "unknown" in needs else "no"


def _need_of_reach(file: ShippableFile, reach: Reach) -> Need:
    if registry_of(reach.image) is not None or is_for_ecr(file, reach.image, is_brought=reach.is_brought):
        return "yes"
    return "unknown" if "$" in reach.image else "no"


def _need_of_words(words: Sequence[str]) -> Need:
    if words[0] == "aws" and "ecr" in words:
        return "yes"
    return "no" if is_harmless(words) else "unknown"
