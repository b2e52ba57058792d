"""`fetch`: an image that `pre_ci` fetches with `docker pull`, for the commands of CI to run."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.aws.rights import PULL_ACCESS
from wizard.core.ci_file.belonging import Belonging, is_elsewhere
from wizard.core.ci_file.ci_image import in_ecr
from wizard.core.ci_file.layout import BUILD_ORDER
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import ShippableFile
from wizard.core.docker.commands import DockerCall, docker_calls, only_docker, quoted, renamed, same_image, split_tag
from wizard.core.model.answers import Answers, ScenarioKey
from wizard.core.scenarios.base import Alternative, Named, Recognized, Scenario, Suggested, Wanted
from wizard.core.scenarios.pre_ci_boot import dockerfile_of_boot
from wizard.yamlpatch.changes import AppendItem, Change, ReplaceItem

KEY = ScenarioKey("fetch")
SECTION = "pre_ci"
COUNTS = frozenset(("image", "tag"))


def _asks(_answers: Answers) -> frozenset[str]:
    return COUNTS


# -- the image


def _fetched(command: str) -> list[str]:
    return [name for call in docker_calls(command) if call.verb == "pull" for name in call.reaches]


def _named(file: ShippableFile, answers: Answers) -> Named:
    for command in file.commands_of(SECTION):
        for image in _fetched(command):
            name, tag = split_tag(image)
            if answers.image in (None, name):
                return Named(name, tag or "latest")
    return Named()


def _suggested_image(_project: Project, _answers: Answers, _region: str) -> Named:
    return Named()


def _reaches(_project: Project, _answers: Answers) -> tuple[str, ...]:
    return ()


# -- the changes


def _suggests(_project: Project) -> Suggested | None:
    return None


def _section(_file: ShippableFile, _answers: Answers) -> str:
    return SECTION


def _changes(wanted: Wanted) -> Iterator[Change]:
    path = ("build", SECTION)
    existing = wanted.project.file.commands_of(SECTION)
    if any(_fetches(command, wanted.reference) for command in existing):
        return
    if wanted.before is not None and not wanted.only_adding:
        image, tag = FETCH.image_and_tag(wanted.project, wanted.before)
        for command in existing:
            if _fetches(command, f"{image}:{tag}") and only_docker(command):
                new = renamed(command, f"{image}:{tag}", wanted.reference)
                yield ReplaceItem(path, command, new, "the image's new name")
                return
    yield AppendItem(path, f"docker pull {quoted(wanted.reference)}", "fetches the image", order=BUILD_ORDER)


def _fetches(command: str, image: str) -> bool:
    return any(same_image(name, image) for name in _fetched(command))


def _outside_container(_answers: Answers) -> Alternative | None:
    return None


# -- how it is found again


def _recognize(belonging: Belonging) -> Recognized | None:
    for item in belonging.commands:
        if item.command.section != SECTION:
            continue
        # The name as it is written, beside what it is with its variables replaced.
        for image, known in zip(_fetched(item.command.text), _fetched(item.text), strict=False):
            if is_elsewhere(known):
                continue
            name, tag = split_tag(image)
            answers = Answers(scenario=KEY, image=name, tag=tag or "latest")
            return Recognized(0 if in_ecr(known) is not None else 4, answers)
    return None


def _written_images(_belonging: Belonging, section: str, call: DockerCall) -> tuple[str, ...]:
    return call.reaches if section == SECTION and call.verb == "pull" else ()


FETCH = Scenario(
    key=KEY,
    title="Fetch an image",
    help="An image in ECR is fetched for the commands of CI to run. docker pull goes to pre_ci.",
    counts=COUNTS,
    asks=_asks,
    use="pulled",
    runs_ci=False,
    default_tag="latest",
    named=_named,
    suggested_image=_suggested_image,
    reaches=_reaches,
    ci_dockerfile=dockerfile_of_boot,
    suggests=_suggests,
    section=_section,
    changes=_changes,
    outside_container=_outside_container,
    access=PULL_ACCESS,
    recognize=_recognize,
    sections=frozenset((SECTION,)),
    verbs=frozenset(("pull",)),
    written_images=_written_images,
)
