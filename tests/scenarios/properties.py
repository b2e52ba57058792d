"""What must hold of every scenario: one that forgets a part breaks one of these."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.aws.rights import TRIED, needed
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import SECTIONS, ShippableFile, in_container, view
from wizard.core.docker.commands import docker_calls
from wizard.core.docker.dockerfile import parse as parse_dockerfile
from wizard.core.interview import validators
from wizard.core.interview.question import StepKey
from wizard.core.interview.questions import BY_KEY, QUESTIONS, relevant
from wizard.core.model.answers import NONE, Account, Answers, PushSection
from wizard.core.plan import make_plan, patch_plan
from wizard.core.rules import Severity, findings
from wizard.core.rules.notes import notes
from wizard.core.scenarios.base import Scenario
from wizard.core.scenarios.container import agent_only
from wizard.core.scenarios.images import images_in_ecr
from wizard.core.scenarios.recognize import starting_answers
from wizard.core.scenarios.remove_entry import added_with, changes_to_remove
from wizard.yamlpatch import load

NAME = "shop ecr"
IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/app"
TEXTS = (
    None,
    "language: go\n",
    "# ours\nbuild:\n  pre_ci:\n    - make tools\n  ci:\n    - make\n  push:\n    - ./notify.sh\n",
    "integrations:\n  hub:\n    - integrationName: docker-hub\n      type: docker\nlanguage: go\n",
)
# Values that each field may have, beside unset.
VALUES: dict[str, tuple[object, ...]] = {
    "image": (IMAGE,),
    "tag": ("1.2", "$BUILD_NUMBER"),
    "options": (NONE, "-e HOME=/root --net=host"),
    "env": (("A=1",), ("A=1", "B=two words")),
    "dockerfile": ("ci/Dockerfile",),
    "build_command": (),
    "push_section": tuple(PushSection),
    "commit_container": (True,),
    "skip_pull_requests": (True,),
}
# What makes an image that is pushed: offered as a line where nothing in the file makes it, and asked nowhere.
MAKES_IT = frozenset(("dockerfile", "build_command"))


def project(text: str | None) -> Project:
    return Project(root="/nowhere", file=view("shippable.yml", text), name="shop")


def answered(scenario: Scenario) -> Iterator[Answers]:
    """Answers for the scenario: the image alone, then each field that counts with each of its values."""
    plain = Answers(integration=NAME, region="eu-west-1", aws_cli=True, scenario=scenario.key, image=IMAGE)
    yield plain
    for field in sorted(scenario.counts):
        for value in VALUES[field]:
            answers = replace(plain, **{field: value})
            # A question that is asked only after another answer is given with it.
            if field in scenario.asks(answers):
                yield answers
            for section in PushSection:
                if field not in scenario.asks(answers) and field in scenario.asks(
                    replace(answers, push_section=section)
                ):
                    yield replace(answers, push_section=section)


def applied(text: str | None, answers: Answers) -> ShippableFile:
    return view("shippable.yml", make_plan(project(text), answers).after)


def begun(file: ShippableFile) -> Answers:
    entry = file.entry(NAME)
    assert entry is not None
    return starting_answers(file, entry)


@cache
def each(scenario: Scenario) -> tuple[tuple[str | None, Answers, ShippableFile], ...]:
    """Each text, each of the answers, and the file that they make of it."""
    return tuple((text, answers, applied(text, answers)) for text in TEXTS for answers in answered(scenario))


def applying_twice_changes_nothing(scenario: Scenario) -> None:
    for text, answers, file in each(scenario):
        assert file.text != text
        assert applied(file.text, answers).text == file.text


def what_was_applied_is_recognized(scenario: Scenario) -> None:
    """The answers come back, change nothing in the file, and make the same of the file as it was."""
    for text, answers, file in each(scenario):
        again = begun(file)
        assert again.scenario == scenario.key, file.text
        assert again.image == answers.image
        assert again.tag == (answers.tag or scenario.default_tag)
        assert applied(file.text, again).text == file.text
        fresh = replace(again, changes_entry=None, aws_cli=True)
        assert applied(text, fresh).text == file.text, file.text


def a_change_is_made_in_place(scenario: Scenario) -> None:
    """Another tag in place of the one that is there: the file says what it had said with that tag at first."""
    for text, answers, file in each(scenario):
        changed = replace(begun(file), tag="other", build_command=None, aws_cli=True)
        at_first = applied(text, replace(answers, tag="other"))
        assert load(applied(file.text, changed).text or "") == load(at_first.text or "")


def removing_gives_the_old_text(scenario: Scenario) -> None:
    """Both where it is recorded what came with the entry and where it is not."""
    for text, answers, file in each(scenario):
        if text is None or answers.env or isinstance(answers.options, str):
            continue  # settings of the owner stay unless the journal has the bytes; a new file is deleted by it
        added = added_with(NAME, [(view("shippable.yml", text), file)])
        assert added is not None
        for known in (added, None):
            left = patch_plan(file, changes_to_remove(file, NAME, with_build=True, added=known)).after
            assert left == text, (known, file.text)


def the_image_is_reached_where_the_scenario_says(scenario: Scenario) -> None:
    for _text, answers, file in each(scenario):
        section = scenario.section(file, answers)
        named = [file.boot.image_name or ""] if section == "pre_ci_boot" and file.boot else file.commands_of(section)
        assert any(IMAGE in item for item in named), (section, file.text)
        assert parse_ecr(IMAGE) in images_in_ecr(project(file.text), answers)
        boot = file.boot
        assert scenario.runs_ci == (boot is not None and boot.image_name == IMAGE)
        assert scenario.image_and_tag(project(file.text), Answers()) == (IMAGE, answers.tag or scenario.default_tag)


def what_it_writes_is_in_its_sections(scenario: Scenario) -> None:
    assert scenario.sections <= set(SECTIONS)
    for text, _answers, file in each(scenario):
        there = [command.text for command in view("shippable.yml", text).commands]
        for command in file.commands:
            if command.text in there:
                continue
            assert command.section in scenario.sections
            assert {call.verb for call in docker_calls(command.text)} <= scenario.verbs


def what_reaches_ecr_inside_the_container_has_another_way(scenario: Scenario) -> None:
    """Answers that do the same outside are offered just where it is done inside."""
    for text, answers, _file in each(scenario):
        at = project(text)
        other = scenario.outside_container(answers)
        assert (other is not None) == in_container(scenario.section(at.file, answers))
        if other is not None:
            assert other.label
            assert other.answers.scenario == scenario.key
            assert not in_container(scenario.section(at.file, other.answers))


BUILDS_ITS_CI_IMAGE = f"""\
build:
  pre_ci:
    - docker build -t {IMAGE}:9 -f ci/Dockerfile .
  pre_ci_boot:
    image_name: {IMAGE}
    image_tag: 9
    pull: false
"""


def the_dockerfile_of_the_ci_image_is_known(scenario: Scenario) -> None:
    """Whether CI runs in the scenario's image or in that of the file, which are the same here."""
    at = project(BUILDS_ITS_CI_IMAGE)
    answers = Answers(integration=NAME, scenario=scenario.key, image=IMAGE, tag="9")
    assert scenario.ci_dockerfile(at, answers) == "ci/Dockerfile"
    if not scenario.runs_ci:
        assert scenario.ci_dockerfile(at, replace(answers, image=f"{IMAGE}/other")) == "ci/Dockerfile"


def what_is_built_takes_the_image_of_its_from(scenario: Scenario) -> None:
    if scenario.use != "built":
        return
    dockerfile = parse_dockerfile("Dockerfile", f"FROM {IMAGE}:1\n")
    at = replace(project(None), dockerfiles=(dockerfile,))
    answers = Answers(integration=NAME, scenario=scenario.key, image="app")
    assert scenario.reaches(at, answers) == (f"{IMAGE}:1",)
    assert scenario.ci_dockerfile(at, answers) == "Dockerfile"
    suggested = scenario.suggests(at)
    assert suggested is not None
    assert suggested.reason


def its_suggestions_are_valid(scenario: Scenario) -> None:
    answers = Answers(scenario=scenario.key, account=Account(aws_account="123456789012"))
    for text in TEXTS:
        suggested = scenario.suggested_image(project(text), answers, "eu-west-1")
        assert suggested.image is None or validators.image(suggested.image).text == suggested.image
        assert suggested.tag is None or validators.tag(suggested.tag).text == suggested.tag
        assert scenario.suggests(project(text)) is None  # none of the texts is about ECR


def it_finds_nothing_in_a_file_of_others(scenario: Scenario) -> None:
    entry = f"integrations:\n  hub:\n    - integrationName: {NAME}\n      type: ecr\n      region: eu-west-1\n"
    other = "build:\n  pre_ci:\n    - docker pull quay.io/acme/tools\n  ci:\n    - make\n"
    for text in (entry, other + entry):
        assert begun(view("shippable.yml", text)).scenario is None


def its_questions_are_asked(scenario: Scenario) -> None:
    """Each answer that counts is a question of the step Image, and those that are asked count and are kept."""
    assert scenario.title
    assert scenario.help.endswith(".")
    assert validators.tag(scenario.default_tag).text == scenario.default_tag
    for field in scenario.counts:
        assert BY_KEY[field].step is StepKey.IMAGE
        assert BY_KEY[field].flag
    asked_at_some_time = {field for _, answers, _ in each(scenario) for field in scenario.asks(answers)}
    assert asked_at_some_time >= scenario.counts - (MAKES_IT if scenario.use == "pushed" else frozenset())
    for text, answers, _file in each(scenario):
        of_step = [question for question in QUESTIONS if question.step is StepKey.IMAGE]
        asked = {question.key for question in of_step if question.applies(answers, project(text))}
        assert {"image", "tag"} <= scenario.asks(answers) <= scenario.counts
        assert scenario.asks(answers) <= asked
        assert "answers-without-effect" not in {item.code for item in notes(project(text), answers)}
        assert replace(relevant(answers, project(text)), aws_cli=True) == answers


def check_agrees_with_what_was_written(scenario: Scenario) -> None:
    for _text, answers, file in each(scenario):
        assert agent_only(project(file.text), answers).works
        errors = [item for item in findings(project(file.text)) if item.severity is Severity.ERROR]
        assert not errors, (errors, file.text)


def its_rights_are_those_of_its_use(scenario: Scenario) -> None:
    actions = needed(scenario.access)
    assert actions
    assert ("ecr:PutImage" in actions) == (scenario.use == "pushed")
    assert scenario.access.sid
    assert TRIED & set(actions)


# Those that make no file come first: they are quick.
PROPERTIES: tuple[Callable[[Scenario], None], ...] = (
    its_rights_are_those_of_its_use,
    its_suggestions_are_valid,
    the_dockerfile_of_the_ci_image_is_known,
    what_is_built_takes_the_image_of_its_from,
    what_reaches_ecr_inside_the_container_has_another_way,
    applying_twice_changes_nothing,
    what_was_applied_is_recognized,
    a_change_is_made_in_place,
    removing_gives_the_old_text,
    the_image_is_reached_where_the_scenario_says,
    what_it_writes_is_in_its_sections,
    it_finds_nothing_in_a_file_of_others,
    its_questions_are_asked,
    check_agrees_with_what_was_written,
)
