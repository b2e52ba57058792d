"""Every question once. Screens, plain prompts, flags and answers files are all made from these.

A question names the field of `Answers` that it fills (`account.` in front: of its `Account`), so that a
front door needs nothing but the declaration to ask it, to check the answer and to keep it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, Literal, overload

from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.ci_file.ci_image import boot_of
from wizard.core.ci_file.layout import DEFAULT_OPTIONS
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import DEFAULT_REGION
from wizard.core.docker.commands import default_build_command
from wizard.core.interview import validators
from wizard.core.interview.validators import Cleaned
from wizard.core.model.answers import NONE, Answers, Branches, PushSection, ScenarioKey
from wizard.core.scenarios.container import agent_only, container
from wizard.core.scenarios.desired_changes import known_region, region_of
from wizard.core.scenarios.images import image_and_tag, image_region, unmade
from wizard.core.scenarios.registry import SCENARIOS, scenario_of, suggested_scenario
from wizard.core.text.names import squeezed
from wizard.frozen import frozen


class StepKey(StrEnum):
    """The steps of the wizard, in order."""

    WELCOME = "welcome"
    ACCOUNT = "account"
    SUBSCRIPTION = "subscription"
    SCENARIO = "scenario"
    IMAGE = "image"
    BRANCHES = "branches"
    REVIEW = "review"
    DONE = "done"


# text: one line; choice: one of `choices`; yes_no; lines: several of one line each; branches: a `Branches`;
# offer: whether the line that `hint` tells of is taken as the answer.
Kind = Literal["text", "choice", "yes_no", "lines", "branches", "offer"]


@frozen
class Choice:
    """One possible answer: its value, its label and a sentence or two about it."""

    value: str
    label: str
    help: str = ""


YES_NO: tuple[tuple[Any, str], ...] = ((True, "yes"), (False, "no"))


@frozen
class Question:
    """One question.

    `suggest` gives the answer to start from (what the file has, what the repository tells, a default), of the
    same type as the field; `applies` tells whether it is asked at all; `hint` says what follows from the answers
    so far; `clean` checks one typed line and raises `InvalidAnswer`.
    """

    key: str
    step: StepKey
    kind: Kind
    label: str
    help: str
    flag: str = ""
    metavar: str = ""
    choices: Sequence[Choice] = ()
    # What a yes_no or an offer is answered with: values of the field, and their labels.
    values: tuple[tuple[Any, str], ...] = YES_NO
    clean: Callable[[str], Cleaned] = validators.command
    suggest: Callable[[Answers, Project], Any] = lambda _answers, _project: None
    applies: Callable[[Answers, Project], bool] = lambda _answers, _project: True
    hint: Callable[[Answers, Project], str] = lambda _answers, _project: ""
    placeholder: str = ""
    optional: bool = False
    # Unset means derived: a suggestion that nobody changed is shown, and not kept as an answer.
    derived: bool = False
    # Whether the flag of a yes_no has a `--no-` twin: no is then another answer than unset.
    paired: bool = False

    def get(self, answers: Answers) -> Any:
        """The answer; None while it is unset."""
        if self.key.startswith("account."):
            return getattr(answers.account, self.key.removeprefix("account."))
        return getattr(answers, self.key)

    def put(self, answers: Answers, value: Any) -> Answers:
        """The answers with this one, already cleaned."""
        if self.key.startswith("account."):
            name = self.key.removeprefix("account.")
            return replace(answers, account=replace(answers.account, **{name: value}))
        if self.key == "options" and value == "":
            value = NONE
        if self.key == "scenario" and value is not None:
            value = ScenarioKey(value)
        if self.key == "push_section" and value is not None:
            value = PushSection(value)
        return replace(answers, **{self.key: value})

    def start(self, answers: Answers, project: Project) -> Any:
        """What the field shows at first: the answer, else the suggestion."""
        value = self.get(answers)
        if value is NONE:
            return ""
        return self.suggest(answers, project) if value is None or value == () else value


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


def _asked_by_scenario(field: str) -> Callable[[Answers, Project], bool]:
    """Whether the scenario asks for this field of the answers."""

    def applies(answers: Answers, _project: Project) -> bool:
        scenario = scenario_of(answers)
        return scenario is not None and field in scenario.asks(answers)

    return applies


def _suggest_region(answers: Answers, project: Project) -> str:
    told = answers.region or known_region(project, answers)
    if not answers.region and not answers.changes_entry and boot_of(project.file) is None:
        told = _region_of_froms(project) or told
    return told or project.shell_region or DEFAULT_REGION


def _region_of_froms(project: Project) -> str | None:
    froms = (parse_ecr(name) for item in project.dockerfiles for name in item.froms)
    return next((found.region for found in froms if found), None)


def _suggest_scenario(project: Project) -> ScenarioKey | None:
    found = suggested_scenario(project)
    return found.key if found is not None else None


def _suggest_subscription(_answers: Answers, project: Project) -> str | None:
    return project.organisation


def _suggest_image(answers: Answers, project: Project) -> str | None:
    image, _ = image_and_tag(project, answers)
    scenario = scenario_of(answers)
    if image is None and scenario is not None:
        return scenario.suggested_image(project, answers, region_of(project, answers))
    return image


def _suggest_tag(answers: Answers, project: Project) -> str:
    return image_and_tag(project, answers)[1]


def _suggest_options(_answers: Answers, project: Project) -> str:
    boot = boot_of(project.file)
    return (boot.options if boot else None) or DEFAULT_OPTIONS


def _suggest_env(_answers: Answers, project: Project) -> tuple[str, ...]:
    boot = boot_of(project.file)
    return boot.env if boot else ()


def _suggest_dockerfile(_answers: Answers, project: Project) -> str:
    paths = [item.path for item in project.dockerfiles]
    in_ecr = [item.path for item in project.dockerfiles if any(parse_ecr(name) for name in item.froms)]
    return next((path for path in [*in_ecr, *paths]), "Dockerfile")


def _suggest_build_command(answers: Answers, project: Project) -> str | None:
    image, tag = image_and_tag(project, answers)
    return default_build_command(image, tag, answers.dockerfile) if image else None


def _suggest_aws_cli(answers: Answers, project: Project) -> bool | None:
    return container(project, answers).aws_cli


def _hint_yaml_line(answers: Answers, _project: Project) -> str:
    from wizard.yamlpatch import render

    line = render({"integrationName": answers.integration}).rstrip("\n") if answers.integration else ""
    return f"In shippable.yml: {line}" if line else ""


def _hint_section(answers: Answers, _project: Project) -> str:
    section = BY_KEY["push_section"]
    return next((item.help for item in section.choices if item.value == answers.push_section), "")


def _hint_region(answers: Answers, project: Project) -> str:
    region, chosen = image_region(project, answers), region_of(project, answers)
    if region is None or region == chosen:
        return ""
    return f"This image is in {region}; the region of step 1 is {chosen}: the build could not reach it."


def _hint_shell_region(answers: Answers, project: Project) -> str:
    """Where the region comes from, while it is that of the shell and nothing in the repository tells one."""
    shown = replace(answers, region=None)
    is_prefilled = project.shell_region and _suggest_region(shown, project) == project.shell_region
    if not is_prefilled or known_region(project, shown) or answers.region not in (None, project.shell_region):
        return ""
    return f"{project.shell_region} is the region of {project.shell_region_source}."


def _hint_offer(answers: Answers, project: Project) -> str:
    line = offered_build(answers, project)
    return f"Suggested, since no command of the file makes this image: {line}" if line else ""


def sentence(text: str) -> str:
    """A reason as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def offered_build(answers: Answers, project: Project) -> str | None:
    """The line that would make the image that is pushed, when no command of the file does."""
    return unmade(project, replace(answers, build_command=None))


def _suggested_build(answers: Answers, project: Project) -> str | None:
    """On by default where the wizard adds the push. What the owner pushes already may be made where no file tells."""
    return None if answers.changes_entry is not None else offered_build(answers, project)


def _asks_custom(answers: Answers, project: Project) -> bool:
    # An image that the scenario runs CI in is custom; otherwise the file's image_name answers it.
    scenario = scenario_of(answers)
    return scenario is not None and not scenario.runs_ci and boot_of(project.file) is None


def _asks_aws_cli(answers: Answers, project: Project) -> bool:
    box = container(project, replace(answers, aws_cli=None))
    return answers.scenario is not None and box.custom and box.aws_cli is None


QUESTIONS: tuple[Question, ...] = (
    Question(
        "account.name", StepKey.ACCOUNT, "text", "Account integration",
        "The name of the account integration in Shippable: your own, for finding the keys again. It belongs to "
        "you as a person; the subscription integration of the next step points at it.",
        clean=validators.integration_name, suggest=lambda _a, _p: "ecr-integration",
    ),
    Question(
        "region", StepKey.ACCOUNT, "text", "Region",
        "The AWS region of the registry. It is no part of the integration: Shippable takes us-east-1 unless the "
        "hub entry in shippable.yml says `region:`.",
        "--region", "REGION", clean=validators.region, suggest=_suggest_region, hint=_hint_shell_region,
    ),
    Question(
        "subscription", StepKey.SUBSCRIPTION, "text", "Subscription",
        "The organisation or user on the source host whose projects Shippable builds; from the repository's remote.",
        clean=validators.integration_name, suggest=_suggest_subscription, placeholder="organisation", optional=True,
    ),
    Question(
        "integration", StepKey.SUBSCRIPTION, "text", "Subscription integration",
        "The name of the integration in the subscription's settings. shippable.yml must repeat it to the "
        "character, case and spaces included; otherwise the build fails.",
        "--integration", "NAME", clean=validators.integration_name,
        suggest=lambda a, _p: a.account.name or "ecr-integration", hint=_hint_yaml_line,
    ),
    Question(
        "scenario", StepKey.SCENARIO, "choice", "Scenario",
        "What the project does with ECR.",
        "--scenario", "NAME",
        choices=ScenarioChoices(), suggest=lambda _a, p: _suggest_scenario(p),
    ),
    Question(
        "dockerfile", StepKey.IMAGE, "text", "Dockerfile",
        "The Dockerfile whose FROM is in ECR, as a path below the repository's root.",
        "--dockerfile", "PATH", clean=validators.path, suggest=_suggest_dockerfile,
        applies=_asked_by_scenario("dockerfile"),
    ),
    Question(
        "push_section", StepKey.IMAGE, "choice", "Section",
        "Where docker push runs.",
        "--push-section", "SECTION",
        choices=(
            Choice("push", "push", "Runs on the build machine after CI. Always logged in to ECR."),
            Choice("post_ci", "post_ci", "Runs inside the CI container. Logged in to ECR only if the container's "
                   "image has the AWS CLI and agent_only is left out."),
        ),
        suggest=lambda _a, _p: PushSection.PUSH, applies=_asked_by_scenario("push_section"), hint=_hint_section,
    ),
    Question(
        "image", StepKey.IMAGE, "text", "Image",
        "The image's name without its tag. In ECR it is ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY. "
        "Variables such as $AMAZON_ECR_URL/$REPO are allowed.",
        "--image", "NAME", clean=validators.image, suggest=_suggest_image, hint=_hint_region,
        placeholder="ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY",
    ),
    Question(
        "tag", StepKey.IMAGE, "text", "Tag",
        "The image's tag. Variables such as $BRANCH.$BUILD_NUMBER are allowed.",
        "--tag", "TAG", clean=validators.tag, suggest=_suggest_tag,
    ),
    Question(
        "build_command", StepKey.IMAGE, "text", "Build command",
        "The command that makes the image. For the scenario build it runs in pre_ci, "
        "for push before docker push.",
        "--build-command", "STRING", clean=validators.command, suggest=_suggest_build_command,
        applies=_asked_by_scenario("build_command"),
    ),
    Question(
        "options", StepKey.IMAGE, "text", "Options",
        "Options of docker run for the CI container. -e HOME=/root is needed unless the image sets HOME: without it "
        "the build fails with `Host key verification failed`. Giving options drops the defaults --privileged=true "
        "--net=bridge: add them when a Docker daemon runs in the container. Empty: no options.",
        "--options", "STRING", clean=validators.options, suggest=_suggest_options,
        applies=_asked_by_scenario("options"), optional=True,
    ),
    Question(
        "env", StepKey.IMAGE, "lines", "Variables",
        "Variables of the CI container, one NAME=VALUE each. Not for secrets: the file is in the repository.",
        "--env", "NAME=VALUE", clean=validators.env_item, suggest=_suggest_env,
        applies=_asked_by_scenario("env"), optional=True, placeholder="NAME=VALUE",
    ),
    Question(
        "commit_container", StepKey.IMAGE, "yes_no", "Commit container first",
        "docker commit before docker push keeps everything that the CI step left in its container. "
        "Only in post_ci, and only when the image is to hold those artifacts. Such an image keeps the entrypoint of "
        "Shippable, and starts elsewhere only with another one: docker commit --change='ENTRYPOINT [...]'.",
        "--commit-container", suggest=lambda _a, _p: False,
        applies=_asked_by_scenario("commit_container"),
    ),
    Question(
        "skip_pull_requests", StepKey.IMAGE, "yes_no", "Skip pull requests",
        "Pull requests are built from the same file, with BRANCH set to the base branch: without this, docker push "
        "puts code that is not merged under the branch's tag.",
        "--skip-pull-requests", suggest=lambda _a, _p: False,
        applies=_asked_by_scenario("skip_pull_requests"),
    ),
    Question(
        "build_command", StepKey.IMAGE, "offer", "Add a build command",
        "An image that is pushed must have been built, tagged or committed by some command of the file. The line is "
        "put before docker push.",
        suggest=_suggested_build, applies=lambda a, p: offered_build(a, p) is not None, hint=_hint_offer,
    ),
    Question(
        "move_pre_ci_boot", StepKey.IMAGE, "yes_no", "Move pre_ci_boot",
        "The file has pre_ci_boot at its top level, where Shippable does not read it. "
        "Moving keeps its lines and comments.",
        "--move-pre-ci-boot", suggest=lambda _a, _p: True,
        applies=lambda _a, p: p.file.top_boot is not None and p.file.boot is None,
    ),
    Question(
        "custom_image", StepKey.IMAGE, "yes_no", "CI in a custom image",
        "Whether CI runs in an image of your own instead of one of Shippable's official ones.",
        "--custom-image", suggest=lambda a, p: container(p, a).custom, applies=_asks_custom,
        hint=lambda a, p: sentence(container(p, a).custom_why), derived=True, paired=True,
    ),
    Question(
        "aws_cli", StepKey.IMAGE, "yes_no", "Image has the AWS CLI",
        "With a hub entry of type ecr, Shippable logs in to ECR inside the container too, with the AWS CLI. Without "
        "it the build fails with `aws: command not found`, unless agent_only is true.",
        "--aws-cli", suggest=_suggest_aws_cli, applies=_asks_aws_cli, derived=True, paired=True,
        values=(*YES_NO, (None, "unknown")),
    ),
    Question(
        "agent_only", StepKey.IMAGE, "yes_no", "agent_only",
        "Derived from the answers above; an answer here overrides that. true: no login inside the container; ECR "
        "can then be reached only in pre_ci, pre_ci_boot and push.",
        "--agent-only", optional=True, values=((None, "as derived"), (True, "true"), (False, "left out")),
        hint=lambda a, p: agent_only(p, a).reason, paired=True,
    ),
    Question(
        "branches", StepKey.BRANCHES, "branches", "Branches",
        "The branches for which the integration counts. Patterns such as release/* are allowed; with releases on, "
        "tag names too (v1.*).",
        clean=validators.branch, suggest=lambda _a, _p: Branches(),
    ),
    Question(
        "file", StepKey.WELCOME, "text", "File",
        "The file to patch, below the repository's root.",
        "--file", "PATH", clean=validators.path, suggest=lambda _a, p: p.file.name,
        applies=lambda _a, p: len(p.files) > 1,
    ),
)  # fmt: skip

# An offer fills the field of another question, which is the one that the field belongs to.
BY_KEY = {question.key: question for question in QUESTIONS if question.kind != "offer"}


def questions_of(step: StepKey, answers: Answers, project: Project) -> tuple[Question, ...]:
    """The questions of a step that apply now, in the order in which they are asked."""
    return tuple(item for item in QUESTIONS if item.step is step and item.applies(answers, project))


def relevant(answers: Answers, project: Project) -> Answers:
    """The answers without those to questions that do not apply: what was answered for another scenario."""
    for question in QUESTIONS:
        if question.flag and question.step is StepKey.IMAGE and not question.applies(answers, project):
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
