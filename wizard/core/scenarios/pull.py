"""`pull`: CI runs in an image that is pulled from the registry, named in `build.pre_ci_boot`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wizard.core.aws.rights import PULL_ACCESS
from wizard.core.ci_file.belonging import Belonging
from wizard.core.ci_file.ci_image import in_ecr
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import ShippableFile
from wizard.core.docker.commands import DockerCall
from wizard.core.model.answers import Answers, ScenarioKey
from wizard.core.scenarios.base import Alternative, Named, Recognized, Scenario, Suggested, Wanted
from wizard.core.scenarios.pre_ci_boot import boot_changes, dockerfile_of, named_in_boot, recognized_boot
from wizard.yamlpatch.changes import Change

KEY = ScenarioKey("pull")
COUNTS = frozenset(("image", "tag", "options", "env"))


def _asks(_answers: Answers) -> frozenset[str]:
    return COUNTS


def _suggested_image(_project: Project, _answers: Answers, _region: str) -> Named:
    return Named()


def _reaches(_project: Project, _answers: Answers) -> tuple[str, ...]:
    return ()


def _ci_dockerfile(project: Project, answers: Answers) -> str | None:
    image, tag = PULL.image_and_tag(project, answers)
    return dockerfile_of(project, f"{image}:{tag}")


def _suggests(project: Project) -> Suggested | None:
    named = named_in_boot(project.file)
    if named.image is None or in_ecr(named.image) is None:
        return None
    if dockerfile_of(project, f"{named.image}:{named.tag or PULL.default_tag}") is not None:
        return None  # it is built here
    return Suggested(0, f"{project.file.name} runs CI in an image of ECR")


def _section(_file: ShippableFile, _answers: Answers) -> str:
    return "pre_ci_boot"


def _changes(wanted: Wanted) -> Iterator[Change]:
    return boot_changes(wanted, pull=True)


def _outside_container(_answers: Answers) -> Alternative | None:
    return None


def _recognize(belonging: Belonging) -> Recognized | None:
    found = recognized_boot(belonging)
    return None if found is None else Recognized(found.rank, replace(found.answers, scenario=KEY))


def _written_images(_belonging: Belonging, _section: str, _call: DockerCall) -> tuple[str, ...]:
    return ()


PULL = Scenario(
    key=KEY,
    title="Pull an image",
    help="CI runs in an image that is pulled from ECR. It is named in build.pre_ci_boot, with pull: true.",
    counts=COUNTS,
    asks=_asks,
    use="pulled",
    runs_ci=True,
    default_tag="latest",
    named=named_in_boot,
    suggested_image=_suggested_image,
    reaches=_reaches,
    ci_dockerfile=_ci_dockerfile,
    suggests=_suggests,
    section=_section,
    changes=_changes,
    outside_container=_outside_container,
    access=PULL_ACCESS,
    recognize=_recognize,
    sections=frozenset(),
    verbs=frozenset(),
    written_images=_written_images,
)
