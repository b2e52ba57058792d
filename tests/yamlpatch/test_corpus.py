"""The properties P1 to P6 (docs/design.md, section 4) on every real file: each scenario, each form of branches."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml

from tests.conftest import CORPUS, NO_CORPUS
from tests.support.scenario_keys import Scenario
from tests.yamlpatch import oracle
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.answers import Answers, Branches, PushSection
from wizard.core.model.errors import RefusedError
from wizard.core.plan import Plan, make_plan, patch_plan
from wizard.core.scenarios.remove_entry import added_with, changes_to_remove
from wizard.core.text.diff import diff_lines
from wizard.yamlpatch import Refusal, apply_edits, edit_between, read

FILES = sorted((CORPUS / "real").glob("*.yml"))
pytestmark = pytest.mark.skipif(not FILES, reason=NO_CORPUS)

NAME = "ecr-integration"
APP = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app"
SCENARIOS = {
    "pull": Answers(integration=NAME, scenario=Scenario.PULL, image=APP, tag="latest", agent_only=False),
    "build": Answers(integration=NAME, scenario=Scenario.BUILD, image=APP, tag="tip", aws_cli=False),
    "push": Answers(
        integration=NAME,
        scenario=Scenario.PUSH,
        push_section=PushSection.PUSH,
        image=APP,
        tag="tag",
    ),
    "post_ci": Answers(
        integration=NAME,
        scenario=Scenario.PUSH,
        push_section=PushSection.POST_CI,
        image=APP,
        tag="tag",
        commit_container=True,
    ),
}
BRANCHES = {
    "all": Branches(),
    "only": Branches("only", ("master", "dev")),
    "except": Branches("except", ("wip", "release/*")),
}

CHANGED = ("image_name", "image_tag", "pull", "options", "pre_ci", "post_ci", "push", "integrations", "hub")
BOOT = ("pull", "build")
# The files that parse and are refused: for these scenarios, with this code, because of this.
REFUSED = {
    "002.yml": (BOOT, "wrong-kind", "build.pre_ci_boot is a list"),
    "118.yml": (BOOT, "wrong-kind", "build.pre_ci_boot is a list"),
    "160.yml": (tuple(SCENARIOS), "wrong-kind", "integrations is a list"),
    "173.yml": (tuple(SCENARIOS), "wrong-kind", "The file's top level is a single value"),
}
# The files whose CI image is built already: the command builds the new image in its place.
REBUILT = {
    "106.yml": ("docker build -t firadaboss/magento2:latest shippable", f"docker build -t {APP}:tip shippable"),
    "107.yml": ("docker build -t firadaboss/magento2:latest .", f"docker build -t {APP}:tip ."),
    "133.yml": ("docker build --rm -t drydock/u14all:tip .", f"docker build --rm -t {APP}:tip ."),
    "163.yml": (
        "cd micro-api && docker build -t test/micro-api .",
        f"cd micro-api && docker build -t {APP}:tip .",
    ),
}
# The files that go on to push what they build: it keeps its name and gets another one besides.
TAGGED = {"185.yml": f"docker tag shippabledocker/hitchcock2_sample_python:latest {APP}:tip"}
# The broken files, and where they break.
BROKEN = {
    "004.yml": (1, 12),
    "008.yml": (5, 1),
    "014.yml": (5, 1),
    "034.yml": (19, 15),
    "055.yml": (5, 1),
    "070.yml": (14, 3),
    "085.yml": (9, 2),
    "093.yml": (7, 1),
    "103.yml": (3, 2),
    "116.yml": (47, 11),
    "122.yml": (9, 15),
    "172.yml": (19, 1),
    "177.yml": (15, 2),
    "187.yml": (4, 1),
}


@dataclass(frozen=True)
class Combination:
    file: Path
    scenario: str
    form: str

    def __str__(self) -> str:
        return f"{self.file.stem}-{self.scenario}-{self.form}"

    @property
    def answers(self) -> Answers:
        return replace(SCENARIOS[self.scenario], branches=BRANCHES[self.form])


ALL = [
    Combination(file, scenario, form)
    for file in FILES
    if file.name not in BROKEN
    for scenario in SCENARIOS
    for form in BRANCHES
]
# Every file once, the twelve combinations in turn.
ONCE = [ALL[at * 12 + at % 12] for at in range(len(ALL) // 12)]
REST = [one for one in ALL if one not in ONCE]


def every_file_once_and_all_of_them_at_night() -> pytest.MarkDecorator:
    nightly = [pytest.param(one, marks=pytest.mark.nightly) for one in REST]
    return pytest.mark.parametrize("one", [*ONCE, *nightly], ids=str)


def planned(text: str, answers: Answers) -> Plan:
    return make_plan(Project(root="/nowhere", file=view("shippable.yml", text)), answers)


@every_file_once_and_all_of_them_at_night()
def test_properties(one: Combination) -> None:
    before = one.file.read_bytes().decode()
    scenarios, code, reason = REFUSED.get(one.file.name, ((), "", ""))
    if one.scenario in scenarios:
        refused(before, one, code, reason)
        return
    plan = planned(before, one.answers)
    assert plan.after is not None
    nothing_else_changed(before, plan, one)
    means_what_was_wanted(before, plan.after, one)
    assert not planned(plan.after, one.answers).changes_something, "P3: a second time changes something"
    assert apply_edits(plan.after, plan.inverse) == before, "P4: the inverse does not give the old text"
    keeps_the_form_of_the_file(before, plan.after)
    if only_added(before, plan):
        # As the journal knows it; without the journal see tests/corpus/test_removal_corpus.py.
        file = view("shippable.yml", plan.after)
        added = added_with(NAME, [(view("shippable.yml", before), file)])
        removal = patch_plan(file, changes_to_remove(file, NAME, with_build=True, added=added))
        assert removal.after == before, "P4: the removal does not give the old text"


def refused(before: str, one: Combination, code: str, reason: str) -> None:
    with pytest.raises(RefusedError) as caught:
        planned(before, one.answers)
    error = caught.value
    assert (error.code, error.title.startswith(reason)) == (code, True), error
    assert 1 <= (error.line or 0) <= before.count("\n") + 1
    assert error.snippet


def nothing_else_changed(before: str, plan: Plan, one: Combination) -> None:
    """P1: the edits are the whole difference, and a line goes only when it comes back with the wanted change."""
    assert plan.after is not None
    at, parts = 0, []
    for edit in plan.edits:
        assert edit.why
        parts += [before[at : edit.start], edit.text]
        at = edit.end
    assert "".join([*parts, before[at:]]) == plan.after
    lines = [line for line in diff_lines(before, plan.after) if line.kind in "+-"]
    gone = [line.text for line in lines if line.kind == "-"]
    come = [line.text for line in lines if line.kind == "+"]
    rebuilt, _ = REBUILT.get(one.file.name, ("", ""))
    for text in gone:
        # The last line without an end, a section that was one command, a key that got another value.
        changed = text.split(":")[0].strip() in CHANGED or text.strip() == f"- {rebuilt}"
        assert text in come or changed, f"P1: {text!r} is gone"
    for line in before.splitlines():
        if line.strip().startswith("#"):
            assert line in plan.after.splitlines(), f"P1: the comment {line!r} is gone"


def means_what_was_wanted(before: str, after: str, one: Combination) -> None:
    """P2, by three parsers, and a fourth that finds no error."""
    wanted = oracle.normal(made_by_hand(oracle.data(before), one))
    assert oracle.normal(oracle.data(after)) == wanted, "P2: not the wanted data"
    for parse in (oracle.libyaml, oracle.ruamel):
        if oracle.reads(parse, before):
            assert oracle.normal(oracle.data(after, parse)) == wanted, f"P2: not the wanted data for {parse}"
    if oracle.tree_sitter_accepts(before):
        assert oracle.tree_sitter_accepts(after), "P2: tree-sitter finds an error"


def made_by_hand(old: object, one: Combination) -> oracle.Map:
    root = oracle.Map() if old in (None, oracle.NULL) else copy.deepcopy(old)
    assert isinstance(root, oracle.Map)
    build = root.child("build", oracle.Map())
    match one.scenario:
        case "pull":
            oracle.with_boot(build, APP, "latest", pull=True)
        case "build":
            if one.file.name in TAGGED:
                oracle.with_command(build, "pre_ci", TAGGED[one.file.name])
            elif one.file.name in REBUILT:
                oracle.with_replaced(build, "pre_ci", *REBUILT[one.file.name])
            else:
                oracle.with_command(build, "pre_ci", f"docker build -t {APP}:tip .")
            oracle.with_boot(build, APP, "tip", pull=False)
        case "push":
            oracle.with_command(build, "push", f"docker push {APP}:tag")
        case "post_ci":
            commit = f"docker commit $SHIPPABLE_CONTAINER_NAME {APP}:tag"
            oracle.with_command(build, "post_ci", commit)
            oracle.with_command(build, "post_ci", f"docker push {APP}:tag")
    branches = {"all": None, "only": ("only", ("master", "dev")), "except": ("except", ("wip", "release/*"))}
    oracle.with_entry(root, NAME, branches[one.form], agent_only=one.scenario == "build")
    return root


def keeps_the_form_of_the_file(before: str, after: str) -> None:
    """Line ends, BOM, the final newline or its absence."""
    if before.strip():
        assert after.endswith(("\n", "\r")) == before.endswith(("\n", "\r"))
        assert ("\r\n" in after) == ("\r\n" in before)
        assert after.startswith("\ufeff") == before.startswith("\ufeff")
    assert (
        "\r\n" not in before or after.count("\n") == after.count("\r\n") or before.count("\n") != before.count("\r\n")
    )


def only_added(before: str, plan: Plan) -> bool:
    """Whether the plan took nothing away and made no empty value full."""
    if any(edit.start != edit.end for edit in plan.edits):
        return False
    old, new = oracle.data(before), oracle.data(plan.after or "")
    return not isinstance(old, oracle.Map) or not oracle.filled(old, new)


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        pytest.param("", "\r\n", id="CRLF"),
        pytest.param("\ufeff", "\r", id="BOM and CR"),
        pytest.param("", "\r", id="CR", marks=pytest.mark.nightly),
        pytest.param("\ufeff", "\r\n", id="BOM and CRLF", marks=pytest.mark.nightly),
    ],
)
def test_line_ends_and_byte_order_marks_are_no_matter(start: str, ends: str) -> None:
    """The patch of a file with other line ends is the patch with other line ends."""
    compared = 0
    for one in ONCE:
        before = one.file.read_bytes().decode()
        if "\r" in before or not before.strip() or one.scenario in REFUSED.get(one.file.name, ((),))[0]:
            continue
        after = planned(before, one.answers).after
        other = planned(start + before.replace("\n", ends), one.answers).after
        assert other == start + (after or "").replace("\n", ends), one
        compared += 1
    assert compared > 150


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_its_position(name: str) -> None:
    text = (CORPUS / "real" / name).read_bytes().decode()
    with pytest.raises(yaml.YAMLError):
        list(yaml.parse(text))
    with pytest.raises(RefusedError) as caught:
        planned(text, SCENARIOS["push"])
    assert (caught.value.code, caught.value.line, caught.value.column) == ("not-yaml", *BROKEN[name])


def test_the_marks_are_those_of_another_parser() -> None:
    """Every value begins where the pure parser says that it begins."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    compared = 0
    for file in FILES:
        text = file.read_bytes().decode()
        document = read(text)
        try:
            events = list(YAML(typ="safe", pure=True).parse(text))
        except YAMLError:
            continue
        assert not isinstance(document, Refusal)
        if document.root is None:
            continue
        marks = [event.start_mark.index for event in events if hasattr(event, "anchor")]
        nodes = list(document.root.walk())
        assert len(marks) == len(nodes)
        for mark, node in zip(marks, nodes, strict=True):
            assert mark == node.offset or node.is_empty, (file.name, mark, node)
            compared += 1
    assert compared > 8_000


def test_one_edit_between_texts() -> None:
    assert edit_between("abc", "abc", "w") == ()
    assert apply_edits("abcd", edit_between("abcd", "axd", "w")) == "axd"
