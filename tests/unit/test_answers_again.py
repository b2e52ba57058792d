"""The command and the answers file that the wizard prints at its end give the same answers back."""

from __future__ import annotations

import shlex
import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.scenario_keys import Scenario
from wizard.cli.inputs import answers_of
from wizard.cli.parsing import add_answer_flags, parse, parser
from wizard.core.interview.answers_file import from_file_dict, merge
from wizard.core.interview.cleaning import checked
from wizard.core.interview.commands import answers_yaml, apply_command
from wizard.core.interview.questions import BY_KEY
from wizard.core.interview.validators import InvalidAnswer
from wizard.core.model.answers import NONE, Answers, Branches, PushSection
from wizard.yamlpatch import load

# Everything that a validator lets through in some field, the shell's and YAML's own characters first.
LETTERS = st.sampled_from("ab1 -=:.,#'\"$`\\{}[]&*!|>%@~/?()\u00e9\u4e2d\U0001f600") | st.characters(codec="utf-8")
TEXT = st.text(LETTERS, min_size=1, max_size=12)
NUMBERS = st.sampled_from(["1.10", "0x1f", "yes", "null", "~", "2026-11-24", "none", "1e3", "0o7", "-", "--"])
WORD = TEXT | NUMBERS


def valid(key: str, texts: st.SearchStrategy[str] = WORD, *, plain: str = "a") -> st.SearchStrategy[str]:
    """Texts that the question's validator takes as they are; `plain` in place of the others."""

    def chosen(text: str) -> str:
        try:
            return text if BY_KEY[key].clean(text).text == text else plain
        except InvalidAnswer:
            return plain

    return texts.map(chosen)


def field(key: str) -> st.SearchStrategy[str | None]:
    return st.none() | valid(key)


VARIABLES = st.lists(valid("env", st.builds("{}={}".format, st.sampled_from("AB_"), WORD), plain="A=1"), max_size=3)
BRANCHES = (
    st.none()
    | st.just(Branches())
    | st.builds(
        Branches, st.sampled_from(["only", "except"]), st.lists(valid("branches"), min_size=1, max_size=3).map(tuple)
    )
)
FLAG = st.none() | st.booleans()
# Flags without a `--no-` twin: left out is the same as no.
SWITCH = st.none() | st.just(True)

ANSWERS = st.builds(
    Answers,
    integration=field("integration"),
    scenario=st.none() | st.sampled_from(Scenario),
    push_section=st.none() | st.sampled_from(PushSection),
    commit_container=SWITCH,
    image=field("image"),
    tag=field("tag"),
    options=st.just(NONE) | field("options").map(lambda text: NONE if text in ("", "none") else text),
    env=VARIABLES.map(tuple),
    dockerfile=field("dockerfile"),
    build_command=field("build_command"),
    move_pre_ci_boot=SWITCH,
    region=st.none() | st.sampled_from(["us-east-1", "eu-west-1", "cn-north-1"]),
    branches=BRANCHES,
    custom_image=FLAG,
    aws_cli=FLAG,
    agent_only=FLAG,
    file=field("file"),
)


@settings(max_examples=80, deadline=None)
@given(ANSWERS)
def test_the_printed_command_gives_the_same_answers(answers: Answers) -> None:
    words = shlex.split(apply_command(answers, "a folder"))
    assert words[:3] == ["ecr-wizard", "apply", "a folder"]
    made = parser("apply", "", result=True)
    add_answer_flags(made)
    options = parse(made, words[2:])
    assert options.paths == ["a folder"]
    assert answers_of(options) == answers


@settings(max_examples=80, deadline=None)
@given(ANSWERS)
def test_the_answers_file_gives_the_same_answers(answers: Answers) -> None:
    assert checked(from_file_dict(load(answers_yaml(answers)))) == answers


@settings(max_examples=50, deadline=None)
@given(ANSWERS, ANSWERS)
def test_over_an_answers_file_flags_win_and_the_rest_stays(base: Answers, over: Answers) -> None:
    merged = merge(base, over)
    for name in Answers.__dataclass_fields__:
        given_over = getattr(over, name)
        unset = given_over is None or given_over == () or name == "account"
        assert getattr(merged, name) == (getattr(base, name) if unset else given_over)


@settings(max_examples=25, deadline=None)
@given(ANSWERS)
def test_a_real_shell_takes_the_command_apart_in_the_same_way(answers: Answers) -> None:
    command = apply_command(answers)
    said = (
        subprocess.run(["sh", "-c", f"printf '%s\\0' {command}"], check=True, capture_output=True)
        .stdout.decode()
        .split("\0")[:-1]
    )
    assert said == shlex.split(command)
