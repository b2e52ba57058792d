"""Any answers on any small file: a plan or an error in words, and nothing left to do the second time."""

from __future__ import annotations

import os
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.scenario_keys import Scenario
from tests.support.taking_out import APPLIED, NAME, applied, check_taking_out
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import parse as parse_dockerfile
from wizard.core.model.answers import NONE, Answers, Branches, PushSection
from wizard.core.model.errors import RefusedError, WizardError
from wizard.core.plan import Plan, make_plan, patch_plan
from wizard.core.rules import findings
from wizard.core.scenarios.dependents import dependents
from wizard.core.scenarios.lost import lost_references
from wizard.core.scenarios.recognize import starting_answers
from wizard.core.scenarios.remove_entry import changes_to_remove
from wizard.yamlpatch import apply_edits

EXAMPLES = 3000 if os.environ.get("ECR_WIZARD_NIGHTLY") == "1" else 150
ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
IMAGES = ("acme/app", f"{ECR}/app", "$REGISTRY/app", "drydock/u16nod")
COMMANDS = (
    "make",
    "docker build -t acme/app:1 .",
    "docker push acme/app:1",
    f"docker push {ECR}/app",
    "docker tag a b:2",
    "docker commit $SHIPPABLE_CONTAINER_NAME acme/app:1",
    "if $X; then docker push acme/app:1; fi",
    "echo 'a: b' # c",
    "docker run acme/app:1 make",
    f"docker tag acme/app:1 {ECR}/app:1",
    f"docker run {ECR}/app:1",
    "docker push $R/app:1",
    "docker build -t acme/app:1 . && docker push acme/app:1",
    f"export R={ECR}",
    "docker pull acme/app:1",
)
NAMES = ("ecr", "other", "E cr", "$NAME")


def lines(indent: int, *texts: str) -> str:
    return "".join(" " * indent + text + "\n" for text in texts)


@st.composite
def command_sections(draw: st.DrawFn, name: str) -> str:
    commands = draw(st.lists(st.sampled_from(COMMANDS), max_size=3, unique=True))
    form = draw(st.sampled_from(["absent", "empty", "scalar", "block", "list", "flat", "flow"]))
    if form == "absent":
        return ""
    if form == "empty" or not commands:
        return f"  {name}:\n"
    if form == "scalar":
        return f"  {name}: {commands[0]}\n" if ": " not in commands[0] else f"  {name}: [make]\n"
    if form == "block":
        return f"  {name}: |\n" + lines(4, *commands)
    if form == "flow":
        return f"  {name}: [" + ", ".join(f'"{item}"' for item in commands) + "]\n"
    quoted = [f'- "{item}"' if ": " in item else f"- {item}" for item in commands]
    return f"  {name}:\n" + lines(2 if form == "flat" else 4, *quoted)


@st.composite
def boots(draw: st.DrawFn, indent: int) -> str:
    keys = draw(
        st.lists(
            st.sampled_from(
                [
                    "image_name: acme/app",
                    f"image_name: {ECR}/app",
                    "image_name: $IMAGE",
                    "image_tag: 1.0",
                    "image_tag:",
                    "image_tag: '1'",
                    "pull: true",
                    "pull: no",
                    "options: -e A=1",
                    "options:",
                    "env: A=1",
                    "env: [A=1, B=2]",
                    "env: {A: 1}",
                    "env: A=1 B=2",
                    "# a comment",
                    "options: *opts",
                ]
            ),
            max_size=5,
            unique_by=lambda text: text.split(":")[0],
        )
    )
    return " " * indent + "pre_ci_boot:\n" + lines(indent + 2, *keys)


@st.composite
def entries(draw: st.DrawFn) -> str:
    name, kind = draw(st.sampled_from(NAMES)), draw(st.sampled_from(["ecr", "ecr", "docker"]))
    more = draw(
        st.lists(
            st.sampled_from(
                [
                    "region: eu-west-1",
                    "region: us-east-1",
                    "region:",
                    "agent_only: true",
                    "agent_only: false",
                    "branches: {only: [master]}",
                    "branches: {only: a, except: b}",
                    "branches:",
                    "branches: [x]",
                    "<<: *b",
                ]
            ),
            max_size=3,
            unique_by=lambda text: text.split(":")[0],
        )
    )
    return lines(4, f"- integrationName: {name}") + lines(6, f"type: {kind}", *more)


@st.composite
def files(draw: st.DrawFn) -> str | None:
    if draw(st.integers(0, 19)) == 0:
        return draw(st.one_of(st.none(), st.text(max_size=30), st.just("build: []\n"), st.just("a\n---\nb\n")))
    parts = [
        draw(st.sampled_from(["", "# head\n", "language: none\n", "x: &b\n  region: us-west-2\n", "script: make\n"]))
    ]
    if draw(st.booleans()):
        sections = [draw(command_sections(name)) for name in ("pre_ci", "ci", "post_ci", "push")]
        boot = [draw(boots(2))] if draw(st.booleans()) else []
        parts.append("build:\n" + "".join([*boot, *sections]))
    if draw(st.integers(0, 4)) == 0:
        parts.append(draw(boots(0)))
    hub = draw(st.lists(entries(), max_size=3))
    parts.append(draw(st.sampled_from(["", "integrations:\n", "integrations:\n  hub:\n" + "".join(hub)])))
    text = "".join(draw(st.permutations(parts)))
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return text if draw(st.booleans()) else text.rstrip("\r\n")


def maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


ANSWERS = st.builds(
    Answers,
    integration=st.sampled_from(NAMES),
    changes_entry=maybe(st.sampled_from(NAMES)),
    scenario=maybe(st.sampled_from(Scenario)),
    push_section=maybe(st.sampled_from(PushSection)),
    commit_container=maybe(st.booleans()),
    image=maybe(st.sampled_from(IMAGES)),
    tag=maybe(st.sampled_from(["1", "2", "1.0", "$TAG"])),
    options=maybe(st.sampled_from([NONE, "-e HOME=/root", "-e A='b: c' #"])),
    env=st.lists(st.sampled_from(["A=2", "B=2", "C=x: y"]), max_size=2).map(tuple),
    dockerfile=maybe(st.sampled_from(["Dockerfile", "ci/Dockerfile"])),
    build_command=maybe(st.sampled_from([item for item in COMMANDS if "push" not in item])),
    move_pre_ci_boot=maybe(st.booleans()),
    region=maybe(st.sampled_from(["us-east-1", "eu-west-1"])),
    branches=maybe(
        st.sampled_from([Branches(), Branches("only", ("master", "dev")), Branches("except", ("b", "release/*"))])
    ),
    custom_image=maybe(st.booleans()),
    aws_cli=maybe(st.booleans()),
    agent_only=maybe(st.booleans()),
)
DOCKERFILES = st.sampled_from([(), (parse_dockerfile("Dockerfile", f"FROM {ECR}/base\nRUN pip install awscli\n"),)])
quick = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def project(text: str | None, **facts: object) -> Project:
    return Project(root="/r", file=view("shippable.yml", text), branches=("master", "dev"), **facts)  # type: ignore[arg-type]


def or_words(make: Callable[[], Plan]) -> Plan | None:
    """The plan; None where an error tells in words why there is none, other than a bug of ours."""
    try:
        return make()
    except WizardError as error:
        if error.code == "internal":
            raise
        return None


@quick
@given(text=files(), answers=ANSWERS, dockerfiles=DOCKERFILES)
def test_a_plan_or_words_and_the_second_time_nothing(text: str | None, answers: Answers, dockerfiles: object) -> None:
    plan = or_words(lambda: make_plan(project(text, dockerfiles=dockerfiles), answers))
    if plan is None:
        return
    again = make_plan(project(plan.after, dockerfiles=dockerfiles), answers)
    assert again.after == plan.after, again.diff
    assert apply_edits(text or "", plan.edits) == (plan.after or "")
    assert apply_edits(plan.after or "", plan.inverse) == (text or "")
    for caution in plan.warnings:
        assert caution.message
    lost = lost_references(view("shippable.yml", text), plan.after)
    assert not lost or (answers.commit_container is False and {item.verb for item in lost} == {"push"}), plan.diff


@quick
@given(text=files(), scenario=st.sampled_from(sorted(APPLIED)))
def test_what_is_taken_out_unrecorded_was_surely_the_entrys(text: str | None, scenario: str) -> None:
    plan = or_words(lambda: applied(text, APPLIED[scenario]))
    if plan is not None and plan.after:
        try:
            check_taking_out(text, plan.after, NAME)
        except RefusedError as error:
            if error.code == "internal":
                raise


@quick
@given(text=files(), dockerfiles=DOCKERFILES)
def test_whatever_stands_in_a_file_it_can_be_looked_at(text: str | None, dockerfiles: object) -> None:
    looked_at = project(text, dockerfiles=dockerfiles)
    found = findings(looked_at)
    for item in found:
        assert item.line >= 1
        assert item.column >= 1
        assert item.message
        assert item.remedy
    for entry in looked_at.file.ecr_entries:
        dependents(looked_at.file, entry.name)
        answers = starting_answers(looked_at.file, entry)
        unchanged = or_words(lambda answers=answers: make_plan(looked_at, answers))
        assert unchanged is None or unchanged.after == text, unchanged.diff
        removal = changes_to_remove(looked_at.file, entry.name, with_build=True)
        taken_out = or_words(lambda removal=removal: patch_plan(looked_at.file, removal))
        if taken_out is not None and [other.name for other in looked_at.file.ecr_entries].count(entry.name) == 1:
            assert view("s", taken_out.after).entry(entry.name) is None
