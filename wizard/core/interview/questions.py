"""Every question once. Screens, plain prompts, flags and answers files are all made from these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from wizard.core.ci_file.project import Project
from wizard.core.interview import validators
from wizard.core.interview.question import YES_NO, Choice, Question, StepKey
from wizard.core.interview.suggestions import (
    asked_by_scenario,
    asks_aws_cli,
    asks_custom,
    hint_offer,
    hint_region,
    hint_shell_region,
    hint_yaml_line,
    offered_build,
    sentence,
    suggest_aws_cli,
    suggest_build_command,
    suggest_dockerfile,
    suggest_env,
    suggest_image,
    suggest_options,
    suggest_region,
    suggest_scenario,
    suggest_subscription,
    suggest_tag,
    suggested_build,
)
from wizard.core.model.answers import Answers, Branches, PushSection
from wizard.core.scenarios.container import agent_only, container
from wizard.core.scenarios.registry import SCENARIOS
from wizard.core.text.names import squeezed


class ScenarioChoices(Sequence[Choice]):
    """A choice for each scenario of the registry, whenever it is looked at."""

    def __len__(self) -> int:
        return len(SCENARIOS)

    @overload
    def __getitem__(self, at: int) -> Choice: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Choice]: ...
    def __getitem__(self, at: int | slice) -> Choice | Sequence[Choice]:
        return [Choice(scenario.key, scenario.title, scenario.help) for scenario in SCENARIOS.values()][at]


def _hint_section(answers: Answers, _project: Project) -> str:
    section = BY_KEY["push_section"]
    return next((item.help for item in section.choices if item.value == answers.push_section), "")


QUESTIONS: tuple[Question, ...] = (
    Question(
        "account.name",
        StepKey.ACCOUNT,
        "text",
        "Account integration",
        "The name of the account integration in Shippable: your own, for finding the keys again. It belongs to "
        "you as a person; the subscription integration of the next step points at it.",
        clean=validators.integration_name,
        suggest=lambda _a, _p: "ecr-integration",
    ),
    Question(
        "region",
        StepKey.ACCOUNT,
        "text",
        "Region",
        "The AWS region of the registry. It is no part of the integration: Shippable takes us-east-1 unless the "
        "hub entry in shippable.yml says `region:`.",
        flag="--region",
        metavar="REGION",
        clean=validators.region,
        suggest=suggest_region,
        hint=hint_shell_region,
    ),
    Question(
        "subscription",
        StepKey.SUBSCRIPTION,
        "text",
        "Subscription",
        "The organisation or user on the source host whose projects Shippable builds; from the repository's remote.",
        clean=validators.integration_name,
        suggest=suggest_subscription,
        placeholder="organisation",
        optional=True,
    ),
    Question(
        "integration",
        StepKey.SUBSCRIPTION,
        "text",
        "Subscription integration",
        "The name of the integration in the subscription's settings. shippable.yml must repeat it to the "
        "character, case and spaces included; otherwise the build fails.",
        flag="--integration",
        metavar="NAME",
        clean=validators.integration_name,
        suggest=lambda a, _p: a.account.name or "ecr-integration",
        hint=hint_yaml_line,
    ),
    Question(
        "scenario",
        StepKey.SCENARIO,
        "choice",
        "Scenario",
        "What the project does with ECR.",
        flag="--scenario",
        metavar="NAME",
        choices=ScenarioChoices(),
        suggest=lambda _a, p: suggest_scenario(p),
    ),
    Question(
        "dockerfile",
        StepKey.IMAGE,
        "text",
        "Dockerfile",
        "The Dockerfile whose FROM is in ECR, as a path below the repository's root.",
        flag="--dockerfile",
        metavar="PATH",
        clean=validators.path,
        suggest=suggest_dockerfile,
        applies=asked_by_scenario("dockerfile"),
    ),
    Question(
        "push_section",
        StepKey.IMAGE,
        "choice",
        "Section",
        "Where docker push runs.",
        flag="--push-section",
        metavar="SECTION",
        choices=(
            Choice("push", "push", "Runs on the build machine after CI. Always logged in to ECR."),
            Choice(
                "post_ci",
                "post_ci",
                "Runs inside the CI container. Logged in to ECR only if the container's "
                "image has the AWS CLI and agent_only is left out.",
            ),
        ),
        suggest=lambda _a, _p: PushSection.PUSH,
        applies=asked_by_scenario("push_section"),
        hint=_hint_section,
    ),
    Question(
        "image",
        StepKey.IMAGE,
        "text",
        "Image",
        "The image's name without its tag. In ECR it is ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY. "
        "Variables such as $AMAZON_ECR_URL/$REPO are allowed.",
        flag="--image",
        metavar="NAME",
        clean=validators.image,
        suggest=suggest_image,
        hint=hint_region,
        placeholder="ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY",
    ),
    Question(
        "tag",
        StepKey.IMAGE,
        "text",
        "Tag",
        "The image's tag. Variables such as $BRANCH.$BUILD_NUMBER are allowed.",
        flag="--tag",
        metavar="TAG",
        clean=validators.tag,
        suggest=suggest_tag,
    ),
    Question(
        "build_command",
        StepKey.IMAGE,
        "text",
        "Build command",
        "The command that makes the image. For the scenario build it runs in pre_ci, for push before docker push.",
        flag="--build-command",
        metavar="STRING",
        clean=validators.command,
        suggest=suggest_build_command,
        applies=asked_by_scenario("build_command"),
    ),
    Question(
        "options",
        StepKey.IMAGE,
        "text",
        "Options",
        "Options of docker run for the CI container. -e HOME=/root is needed unless the image sets HOME: without it "
        "the build fails with `Host key verification failed`. Giving options drops the defaults --privileged=true "
        "--net=bridge: add them when a Docker daemon runs in the container. Empty: no options.",
        flag="--options",
        metavar="STRING",
        clean=validators.options,
        suggest=suggest_options,
        applies=asked_by_scenario("options"),
        optional=True,
    ),
    Question(
        "env",
        StepKey.IMAGE,
        "lines",
        "Variables",
        "Variables of the CI container, one NAME=VALUE each. Not for secrets: the file is in the repository.",
        flag="--env",
        metavar="NAME=VALUE",
        clean=validators.env_item,
        suggest=suggest_env,
        applies=asked_by_scenario("env"),
        optional=True,
        placeholder="NAME=VALUE",
    ),
    Question(
        "commit_container",
        StepKey.IMAGE,
        "yes_no",
        "Commit container first",
        "docker commit before docker push keeps everything that the CI step left in its container. "
        "Only in post_ci, and only when the image is to hold those artifacts. Such an image keeps the entrypoint of "
        "Shippable, and starts elsewhere only with another one: docker commit --change='ENTRYPOINT [...]'.",
        flag="--commit-container",
        suggest=lambda _a, _p: False,
        applies=asked_by_scenario("commit_container"),
    ),
    Question(
        "skip_pull_requests",
        StepKey.IMAGE,
        "yes_no",
        "Skip pull requests",
        "Pull requests are built from the same file, with BRANCH set to the base branch: without this, docker push "
        "puts code that is not merged under the branch's tag.",
        flag="--skip-pull-requests",
        suggest=lambda _a, _p: False,
        applies=asked_by_scenario("skip_pull_requests"),
    ),
    Question(
        "build_command",
        StepKey.IMAGE,
        "offer",
        "Add a build command",
        "An image that is pushed must have been built, tagged or committed by some command of the file. The line is "
        "put before docker push.",
        suggest=suggested_build,
        applies=lambda a, p: offered_build(a, p) is not None,
        hint=hint_offer,
    ),
    Question(
        "move_pre_ci_boot",
        StepKey.IMAGE,
        "yes_no",
        "Move pre_ci_boot",
        "The file has pre_ci_boot at its top level, where Shippable does not read it. "
        "Moving keeps its lines and comments.",
        flag="--move-pre-ci-boot",
        suggest=lambda _a, _p: True,
        applies=lambda _a, p: p.file.top_boot is not None and p.file.boot is None,
    ),
    Question(
        "custom_image",
        StepKey.IMAGE,
        "yes_no",
        "CI in a custom image",
        "Whether CI runs in an image of your own instead of one of Shippable's official ones.",
        flag="--custom-image",
        suggest=lambda a, p: container(p, a).custom,
        applies=asks_custom,
        hint=lambda a, p: sentence(container(p, a).custom_why),
        derived=True,
        paired=True,
    ),
    Question(
        "aws_cli",
        StepKey.IMAGE,
        "yes_no",
        "Image has the AWS CLI",
        "With a hub entry of type ecr, Shippable logs in to ECR inside the container too, with the AWS CLI. Without "
        "it the build fails with `aws: command not found`, unless agent_only is true.",
        flag="--aws-cli",
        suggest=suggest_aws_cli,
        applies=asks_aws_cli,
        derived=True,
        paired=True,
        values=(*YES_NO, (None, "unknown")),
    ),
    Question(
        "agent_only",
        StepKey.IMAGE,
        "yes_no",
        "agent_only",
        "Derived from the answers above; an answer here overrides that. true: no login inside the container; ECR "
        "can then be reached only in pre_ci, pre_ci_boot and push.",
        flag="--agent-only",
        optional=True,
        values=((None, "as derived"), (True, "true"), (False, "left out")),
        hint=lambda a, p: agent_only(p, a).reason,
        paired=True,
    ),
    Question(
        "branches",
        StepKey.BRANCHES,
        "branches",
        "Branches",
        "The branches for which the integration counts. Patterns such as release/* are allowed; with releases on, "
        "tag names too (v1.*).",
        clean=validators.branch,
        suggest=lambda _a, _p: Branches(),
    ),
    Question(
        "file",
        StepKey.WELCOME,
        "text",
        "File",
        "The file to patch, below the repository's root.",
        flag="--file",
        metavar="PATH",
        clean=validators.path,
        suggest=lambda _a, p: p.file.name,
        applies=lambda _a, p: len(p.files) > 1,
    ),
)

# An offer fills the field of another question, which is the one that the field belongs to.
BY_KEY = {question.key: question for question in QUESTIONS if question.kind != "offer"}


def relevant(answers: Answers, project: Project) -> Answers:
    """The answers without those to questions that do not apply: what was answered for another scenario."""
    for question in QUESTIONS:
        if question.step is not StepKey.IMAGE or not question.flag or question.applies(answers, project):
            continue
        if question.key == "build_command" and answers.build_command == offered_build(answers, project):
            continue
        answers = question.put(answers, () if question.kind == "lines" else None)
    return answers


def note_on(question: Question, value: Any, project: Project) -> str:
    """What should be said about an answer that is valid; empty when nothing."""
    if question.key == "integration" and isinstance(value, str):
        for entry in project.file.ecr_entries:
            if entry.name != value and squeezed(entry.name) == squeezed(value):
                return f"The file has `{entry.name}`: the same but for case or spaces."
    return ""
