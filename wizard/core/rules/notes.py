"""What a plan says about the answers themselves; what its new text says is what the rules find."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.ci_file.assembly import assembly_keys
from wizard.core.ci_file.belonging import is_of_library
from wizard.core.ci_file.hub_types import ECR_TYPES
from wizard.core.ci_file.project import Project
from wizard.core.docker.commands import has_capitals, may_build
from wizard.core.model.answers import Answers
from wizard.core.model.finding import Finding, Severity, note
from wizard.core.rules.names import near_miss
from wizard.core.scenarios.container import agent_only
from wizard.core.scenarios.images import image_and_tag, reference
from wizard.core.scenarios.registry import counted_for_some, scenario_of
from wizard.core.text.names import squeezed

Look = Callable[[Project, Answers], Iterator[Finding]]


def notes(project: Project, answers: Answers) -> tuple[Finding, ...]:
    """Every note about these answers for this file, the gravest first."""
    return tuple(found for look in NOTES for found in look(project, answers))


def _overridden(project: Project, answers: Answers) -> Iterator[Finding]:
    result = agent_only(project, answers)
    entry = project.file.entry(answers.integration or "")
    if result.works and result.value != result.derived:
        yield note("agent-only-differs", result.reason, entry.node.line if entry else None)


def _keys_not_checked(_project: Project, answers: Answers) -> Iterator[Finding]:
    if answers.account.source is not None and not answers.account.checked:
        yield note("keys-not-checked", "The AWS keys were not checked.")


def _other_entries(project: Project, answers: Answers) -> Iterator[Finding]:
    name = answers.integration or ""
    if project.file.entry(name) is not None or answers.changes_entry is not None:
        return
    for entry in project.file.hub:
        if entry.name == name:
            yield note(
                "same-name-other-type",
                f"The file has an entry `{name}` of type `{entry.type}` already; the ECR entry is added beside it.",
                entry.node.line,
            )
        elif entry.type in ECR_TYPES and squeezed(entry.name) != squeezed(name):
            yield note(
                "another-entry",
                f"The file has another ECR entry, `{entry.name}`; `{name}` is added beside it.",
                entry.node.line,
            )


def _legacy(project: Project, answers: Answers) -> Iterator[Finding]:
    if project.file.is_legacy and answers.scenario is not None:
        yield note(
            "legacy-file",
            "The file has its commands at the top level, in the old form; they stay where they are. "
            "Nothing published says that a server reads `build` beside them.",
        )


def _assembly(project: Project, _answers: Answers) -> Iterator[Finding]:
    keys = [f"`{key.value}`" for key in assembly_keys(project.file.root)]
    places = [*keys, *project.assembly_files]
    if places:
        yield Finding(
            "assembly-lines",
            Severity.INFO,
            None,
            None,
            f"The assembly lines ({', '.join(places)}) stay as they are; what their jobs run is not looked into.",
        )


def _build_tag(project: Project, answers: Answers) -> Iterator[Finding]:
    scenario = scenario_of(answers)
    image = reference(project, answers)
    command = answers.build_command
    if scenario is None or scenario.use != "built" or not image or not command:
        return
    if not may_build(command, image):
        yield note(
            "build-command-other-image", f"`{command}` does not build `{image}`, the image that CI is to run in."
        )


def _image_place(project: Project, answers: Answers) -> Iterator[Finding]:
    scenario = scenario_of(answers)
    image, _ = image_and_tag(project, answers)
    if scenario is None or scenario.use == "built" or image is None or "$" in image:
        return
    is_pushed = scenario.use == "pushed"
    if _is_told_by_rule(image, is_pushed=is_pushed):
        return
    if parse_ecr(image) is None and (is_pushed or "/" in image):
        verb = "pushed to" if is_pushed else "pulled from"
        yield note(
            "image-not-in-ecr",
            f"{image} is not in ECR: it is {verb} Docker Hub or the registry that its name gives. "
            "An ECR name is ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY.",
        )


def _capitals(project: Project, answers: Answers) -> Iterator[Finding]:
    image, _ = image_and_tag(project, answers)
    if image is not None and has_capitals(image) and near_miss(image) is None:
        yield note("image-capitals", f"Docker takes no capital letters in the name of an image: it refuses {image}.")


def _is_told_by_rule(image: str, *, is_pushed: bool) -> bool:
    """Whether ecr-name or push-without-registry tells why it is not in ECR."""
    return near_miss(image) is not None or (is_pushed and is_of_library(image))


def _without_effect(_project: Project, answers: Answers) -> Iterator[Finding]:
    scenario = scenario_of(answers)
    others = counted_for_some() - (scenario.counts if scenario is not None else frozenset())
    unused = [
        f"--{name.replace('_', '-')}" for name in sorted(others) if getattr(answers, name) not in (None, (), False)
    ]
    if unused:
        why = f"for the scenario {scenario.key}" if scenario is not None else "without a scenario (--scenario)"
        verb = "does" if len(unused) == 1 else "do"
        yield note("answers-without-effect", f"{', '.join(unused)} {verb} nothing {why}.")


NOTES: tuple[Look, ...] = (
    _overridden,
    _keys_not_checked,
    _image_place,
    _capitals,
    _build_tag,
    _without_effect,
    _other_entries,
    _legacy,
    _assembly,
)
