"""What the questions begin with, when they are asked, and what follows from the answers so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.ci_file.ci_image import images_made, in_ecr
from wizard.core.ci_file.layout import DEFAULT_OPTIONS
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import DEFAULT_REGION
from wizard.core.docker.commands import default_build_command
from wizard.core.model.answers import Answers, ScenarioKey
from wizard.core.scenarios.base import Named
from wizard.core.scenarios.container import container
from wizard.core.scenarios.desired_changes import known_region, region_of
from wizard.core.scenarios.images import image_and_tag, image_region, missing_build_command
from wizard.core.scenarios.registry import scenario_of, suggested_scenario


def asked_by_scenario(field: str) -> Callable[[Answers, Project], bool]:
    """Whether the scenario asks for this field of the answers."""

    def applies(answers: Answers, _project: Project) -> bool:
        scenario = scenario_of(answers)
        return scenario is not None and field in scenario.asks(answers)

    return applies


def suggest_region(answers: Answers, project: Project) -> str:
    """The region of the FROMs where CI has no image of its own, else that of the file, of the shell, the usual one."""
    known = answers.region or known_region(project, answers)
    if not answers.region and not answers.changes_entry and project.file.effective_boot is None:
        known = _region_of_froms(project) or known
    return known or _region_of_made(project) or project.shell_region or DEFAULT_REGION


def _region_of_froms(project: Project) -> str | None:
    froms = (parse_ecr(name) for item in project.dockerfiles for name in item.froms)
    return next((found.region for found in froms if found), None)


def _region_of_made(project: Project) -> str | None:
    """The one region of ECR for which the file makes images."""
    regions = {found.region for found in map(in_ecr, images_made(project.file)) if found is not None}
    return regions.pop() if len(regions) == 1 else None


def suggest_scenario(project: Project) -> ScenarioKey | None:
    """The scenario that the repository looks like."""
    found = suggested_scenario(project)
    return found.key if found is not None else None


def suggest_subscription(_answers: Answers, project: Project) -> str | None:
    """The organisation of the repository's remote."""
    return project.organisation


def suggest_image(answers: Answers, project: Project) -> str | None:
    """The image that the answers or the file tell, else one that the scenario proposes."""
    image, _ = image_and_tag(project, answers)
    return image or _suggested(answers, project).image


def suggest_tag(answers: Answers, project: Project) -> str:
    """The tag that goes with the image; with the one that was suggested, its own."""
    image, tag = image_and_tag(project, answers)
    unanswered = replace(answers, image=None)
    if answers.tag is None and image_and_tag(project, unanswered)[0] is None:
        suggested = _suggested(unanswered, project)
        if suggested.image == image and suggested.tag is not None:
            return suggested.tag
    return tag


def _suggested(answers: Answers, project: Project) -> Named:
    scenario = scenario_of(answers)
    return scenario.suggested_image(project, answers, region_of(project, answers)) if scenario else Named()


def suggest_options(_answers: Answers, project: Project) -> str:
    """The options of the file, else the usual ones."""
    boot = project.file.effective_boot
    return (boot.options if boot else None) or DEFAULT_OPTIONS


def suggest_env(_answers: Answers, project: Project) -> tuple[str, ...]:
    """The variables of the file's CI container."""
    boot = project.file.effective_boot
    return boot.env if boot else ()


def suggest_dockerfile(_answers: Answers, project: Project) -> str:
    """The first Dockerfile that builds on ECR, else the first of all."""
    paths = [item.path for item in project.dockerfiles]
    in_ecr = [item.path for item in project.dockerfiles if any(parse_ecr(name) for name in item.froms)]
    return next((path for path in [*in_ecr, *paths]), "Dockerfile")


def suggest_build_command(answers: Answers, project: Project) -> str | None:
    """The command that makes the image; None where no image is known."""
    image, tag = image_and_tag(project, answers)
    return default_build_command(image, tag, answers.dockerfile) if image else None


def suggest_aws_cli(answers: Answers, project: Project) -> bool | None:
    """What the repository tells of the AWS CLI in the CI image."""
    return container(project, answers).aws_cli


def hint_yaml_line(answers: Answers, _project: Project) -> str:
    """How the name is written in the file."""
    from wizard.yamlpatch import render

    line = render({"integrationName": answers.integration}).rstrip("\n") if answers.integration else ""
    return f"In shippable.yml: {line}" if line else ""


def hint_region(answers: Answers, project: Project) -> str:
    """A warning where the image is in another region than the chosen one."""
    region, chosen = image_region(project, answers), region_of(project, answers)
    if region is None or region == chosen:
        return ""
    return f"This image is in {region}; the region of step 1 is {chosen}: the build could not reach it."


def hint_shell_region(answers: Answers, project: Project) -> str:
    """Where the region comes from, while it is that of the shell and nothing in the repository tells one."""
    shown = replace(answers, region=None)
    is_prefilled = project.shell_region and suggest_region(shown, project) == project.shell_region
    if not is_prefilled or known_region(project, shown) or answers.region not in (None, project.shell_region):
        return ""
    return f"{project.shell_region} is the region of {project.shell_region_source}."


def hint_offer(answers: Answers, project: Project) -> str:
    """The command that is offered."""
    line = offered_build(answers, project)
    return f"Suggested, as nothing else makes it: {line}" if line else ""


def sentence(text: str) -> str:
    """A reason as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def offered_build(answers: Answers, project: Project) -> str | None:
    """The line that would make the image that is pushed, when no command of the file does."""
    return missing_build_command(project, replace(answers, build_command=None))


def suggested_build(answers: Answers, project: Project) -> str | None:
    """On by default where the wizard adds the push. What the owner pushes already may be made where no file tells."""
    return None if answers.changes_entry is not None else offered_build(answers, project)


def asks_custom(answers: Answers, project: Project) -> bool:
    """Whether nothing else tells that CI runs in an image of its own."""
    # An image that the scenario runs CI in is custom; otherwise the file's image_name answers it.
    scenario = scenario_of(answers)
    return scenario is not None and not scenario.runs_ci and project.file.effective_boot is None


def asks_aws_cli(answers: Answers, project: Project) -> bool:
    """Whether nothing else tells that the CI image has the AWS CLI."""
    box = container(project, replace(answers, aws_cli=None))
    return answers.scenario is not None and box.custom and box.aws_cli is None
