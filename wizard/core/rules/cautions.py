"""What a user should know before a plan is written: each caution is said once, with what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.ci_file.branch_patterns import names_nothing
from wizard.core.ci_file.ci_image import boot_of
from wizard.core.ci_file.hub_types import ECR_TYPES
from wizard.core.ci_file.project import Project
from wizard.core.docker.commands import may_build, only_docker, pushes, starts_daemon
from wizard.core.model.answers import Answers, Scenario
from wizard.core.scenarios.container import AgentOnly, agent_only, container, drops_privileged, sets_home
from wizard.core.scenarios.desired_changes import DEFAULT_OPTIONS, region_of
from wizard.core.scenarios.images import image_and_tag, image_region, reference, section_of, unmade


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning of a plan: a code for scripts, words for people, and the line of the file that it is about."""

    code: str
    message: str
    line: int | None = None


Rule = Callable[[Project, Answers], Iterator[Caution]]


def cautions(project: Project, answers: Answers) -> tuple[Caution, ...]:
    """Every caution about what the answers mean for this file, the gravest first."""
    return tuple(caution for rule in RULES for caution in rule(project, answers))


def _cannot_work(project: Project, answers: Answers) -> Iterator[Caution]:
    result: AgentOnly = agent_only(project, answers)
    entry = project.file.entry(answers.integration or "")
    line = entry.node.line if entry else None
    if not result.works:
        yield Caution("agent-only-cannot-work", result.reason, line)
    elif result.value != result.derived:
        yield Caution("agent-only-differs", result.reason, line)


def _aws_cli_assumed(project: Project, answers: Answers) -> Iterator[Caution]:
    box = container(project, answers)
    if box.custom and box.aws_cli is None and answers.agent_only is None and not agent_only(project, answers).value:
        yield Caution(
            "aws-cli-assumed",
            "CI runs in a custom image, taken to have the AWS CLI. Without it the build fails with "
            "`aws: command not found`: then answer --no-aws-cli, which sets agent_only: true.",
        )


def _keys_not_checked(_project: Project, answers: Answers) -> Iterator[Caution]:
    if answers.account.source is not None and not answers.account.checked:
        yield Caution("keys-not-checked", "The AWS keys were not checked.")


def _other_entries(project: Project, answers: Answers) -> Iterator[Caution]:
    name = answers.integration or ""
    if project.file.entry(name) is not None or answers.changes_entry is not None:
        return
    for entry in project.file.hub:
        if entry.name == name:
            yield Caution(
                "same-name-other-type",
                f"The file has an entry `{name}` of type `{entry.type}` already; the ECR entry is added beside it.",
                entry.node.line,
            )
        elif entry.type in ECR_TYPES and squeezed(entry.name) == squeezed(name):
            yield Caution(
                "near-name",
                f"The ECR entry `{entry.name}` differs from `{name}` only by case or spaces; "
                "the names must be equal to the character, so the new entry is added beside it.",
                entry.node.line,
            )
        elif entry.type in ECR_TYPES:
            yield Caution(
                "another-entry",
                f"The file has another ECR entry, `{entry.name}`; `{name}` is added beside it.",
                entry.node.line,
            )


def squeezed(name: str) -> str:
    """A name without its case and spaces, for finding names that only look equal."""
    return "".join(name.split()).casefold()


def _boot_place(project: Project, answers: Answers) -> Iterator[Caution]:
    top = project.file.top_boot
    if top is not None and not answers.move_pre_ci_boot:
        yield Caution(
            "top-level-pre-ci-boot",
            "pre_ci_boot stands at the top level of the file, where it is not read; it belongs under build. "
            "--move-pre-ci-boot moves it.",
            top.node.line,
        )


def _legacy(project: Project, answers: Answers) -> Iterator[Caution]:
    if project.file.is_legacy and answers.scenario is not None:
        yield Caution(
            "legacy-file", "The file has its commands at the top level, in the old form; they stay where they are."
        )


def _home(project: Project, answers: Answers) -> Iterator[Caution]:
    if answers.scenario not in (Scenario.PULL, Scenario.BUILD):
        return
    boot = boot_of(project.file)
    options = _options(project, answers)
    if not sets_home(options, answers.env + (boot.env if boot else ())):
        yield Caution(
            "options-without-home",
            "The options do not set HOME. Unless the image does, the build fails with "
            "`Host key verification failed`; `-e HOME=/root` sets it.",
            boot.node.line if boot else None,
        )


def _options(project: Project, answers: Answers) -> str:
    """The options that the container will be started with."""
    if isinstance(answers.options, str):
        return answers.options
    boot = boot_of(project.file)
    there = boot.options if boot is not None else None
    return (there or DEFAULT_OPTIONS) if answers.options is None else ""


def _privileged(project: Project, answers: Answers) -> Iterator[Caution]:
    if answers.scenario not in (Scenario.PULL, Scenario.BUILD) or not drops_privileged(_options(project, answers)):
        return
    for command in project.file.commands:
        if command.in_container and starts_daemon(command.text):
            yield Caution(
                "options-without-privileged",
                "A Docker daemon is started inside the container, and the options leave out --privileged=true "
                "--net=bridge, which count only when no options are given: add them.",
                command.node.line,
            )
            return


def _build_tag(project: Project, answers: Answers) -> Iterator[Caution]:
    image = reference(project, answers)
    command = answers.build_command
    if answers.scenario is Scenario.BUILD and image and command and not may_build(command, image):
        yield Caution(
            "build-command-other-image", f"`{command}` does not build `{image}`, the image that CI is told to run in."
        )


def _not_built(project: Project, answers: Answers) -> Iterator[Caution]:
    line = unmade(project, answers)
    if line is not None:
        yield Caution(
            "image-not-built",
            f"No command of the file builds, tags or commits {reference(project, answers)}, which is to be pushed. "
            f"This line would: {line} (--build-command adds it).",
        )


def _pushed_twice(project: Project, answers: Answers) -> Iterator[Caution]:
    image = reference(project, answers)
    if answers.scenario is not Scenario.PUSH or image is None:
        return
    section = section_of(project.file, answers).value
    for command in project.file.commands:
        moves = answers.changes_entry is not None and only_docker(command.text)
        if command.section != section and pushes(command.text, image) and not moves:
            yield Caution(
                "pushed-twice", f"`{command.section}` pushes {image} already; with this it is pushed twice.",
                command.node.line,
            )  # fmt: skip


def _image_place(project: Project, answers: Answers) -> Iterator[Caution]:
    image, _ = image_and_tag(project, answers)
    if answers.scenario in (None, Scenario.BUILD) or image is None or "$" in image:
        return
    found = parse_ecr(image)
    if found is None:
        if answers.scenario is Scenario.PUSH or "/" in image:
            verb = "pushed to" if answers.scenario is Scenario.PUSH else "pulled from"
            yield Caution(
                "image-not-in-ecr",
                f"{image} is not in ECR: it is {verb} Docker Hub or the registry that its name tells. "
                "An ECR name is ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY.",
            )
    elif answers.account.aws_account not in (None, found.account):
        yield Caution(
            "image-other-account",
            f"{image} is in the AWS account {found.account}; the keys belong to {answers.account.aws_account}.",
        )


def _region(project: Project, answers: Answers) -> Iterator[Caution]:
    found, chosen = image_region(project, answers), region_of(project, answers)
    if found is not None and found != chosen:
        yield Caution(
            "region-differs",
            f"The image is in {found}, the entry logs in to {chosen}: the build cannot reach it. "
            f"--region {found} would.",
        )


# The answers that count for each scenario, of those that do not count for all.
_COUNT = {
    None: frozenset[str](),
    Scenario.PULL: frozenset(("image", "tag", "options", "env")),
    Scenario.BUILD: frozenset(("image", "tag", "options", "env", "dockerfile", "build_command")),
    Scenario.PUSH: frozenset(("image", "tag", "push_section", "commit_container", "dockerfile", "build_command")),
}


def _without_effect(_project: Project, answers: Answers) -> Iterator[Caution]:
    others = frozenset[str]().union(*_COUNT.values()) - _COUNT[answers.scenario]
    unused = [
        f"--{name.replace('_', '-')}" for name in sorted(others) if getattr(answers, name) not in (None, (), False)
    ]
    if unused:
        why = f"for the scenario {answers.scenario.value}" if answers.scenario else "without a scenario (--scenario)"
        verb = "does" if len(unused) == 1 else "do"
        yield Caution("answers-without-effect", f"{', '.join(unused)} {verb} nothing {why}.")


def _branches(project: Project, answers: Answers) -> Iterator[Caution]:
    if answers.branches is None or not project.branches:
        return
    for name in answers.branches.names:
        if not names_nothing(name, project.branches):
            continue
        if "*" in name:
            yield Caution("branch-unknown", f"The pattern {name} matches no branch of this repository.")
        else:
            yield Caution("branch-unknown", f"This repository has no branch {name}.")


RULES: tuple[Rule, ...] = (
    _cannot_work,
    _keys_not_checked,
    _region,
    _image_place,
    _not_built,
    _build_tag,
    _aws_cli_assumed,
    _home,
    _privileged,
    _without_effect,
    _boot_place,
    _pushed_twice,
    _other_entries,
    _legacy,
    _branches,
)
