"""Every rule of the one engine: its examples, its documentation, and what a plan makes of it."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import FunctionType
from typing import Any

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core import rules
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import parse as parse_dockerfile
from wizard.core.model.answers import Account, Answers
from wizard.core.model.settings import Settings
from wizard.core.plan import Plan, make_plan
from wizard.core.rules import Finding, Known, documentation, findings, table
from wizard.core.rules.model import Rule
from wizard.services.runtime.rule_examples import Example, example_of

DOCS = Path(__file__).parents[2] / "docs"
ECR = "123456789012.dkr.ecr.us-west-2.amazonaws.com"
ENTRY = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n"

# What a rule needs beside the file: facts of the project, or the integrations that are known.
AROUND: dict[str, dict[str, Any]] = {
    "branch-unknown": {"branches": ("master",)},
    "settings-drift": {"settings": Settings(Answers(integration="acme-ecr", region="eu-west-1"))},
}
ANSWERED = {"aws-cli-missing": Answers(aws_cli=False)}
KNOWN = {code: Known(("ecr",), complete=True) for code in ("name-case-or-space", "name-unknown")}
# What is too large for a file of examples.
MADE = {
    "too-large": Example("#" * 5_000_001, "build:\n  ci: make\n"),
    "too-many-nodes": Example("a: [" + "1, " * 200_001 + "]\n", "a: [1]\n"),
    "too-deep": Example("a: " + "[" * 201 + "]" * 201 + "\n", "a: []\n"),
}
# Bytes that are no text never become a file that a rule could look at: tests/cli/test_check.py has them.
WITHOUT_TEXT = {"not-utf8"}


def found(rule: Rule, text: str) -> list[Finding]:
    project = Project(root="/nowhere", file=view("shippable.yml", text), **AROUND.get(rule.code, {}))
    return [item for item in findings(project, KNOWN.get(rule.code), ANSWERED.get(rule.code)) if item.code == rule.code]


@pytest.mark.parametrize("rule", table.RULES, ids=lambda rule: rule.code)
def test_every_rule_meets_the_one_example_and_not_the_other(rule: Rule) -> None:
    if rule.code in WITHOUT_TEXT:
        return
    example = MADE.get(rule.code) or example_of(rule.code)
    assert example is not None, f"{rule.code} has no example"
    (finding, *_) = found(rule, example.before)
    assert finding.severity is rule.severity
    assert finding.message
    assert finding.remedy
    assert found(rule, example.after) == []


@pytest.mark.parametrize("rule", table.RULES, ids=lambda rule: rule.code)
def test_a_rule_yields_its_own_code_alone(rule: Rule) -> None:
    order = list(type(rule.severity))
    from wizard.core.rules.model import Facts

    for other in table.RULES:
        example = example_of(other.code)
        for text in example or ():
            project = Project(root="/nowhere", file=view("shippable.yml", text), **AROUND.get(rule.code, {}))
            for finding in rule.look(Facts(project, KNOWN.get(rule.code) or Known())):
                assert finding.code == rule.code
                assert order.index(finding.severity) >= order.index(rule.severity)


def test_codes_are_unique_and_every_example_is_a_rules() -> None:
    codes = [rule.code for rule in table.RULES]
    assert len(codes) == len(set(codes))
    folder = Path(table.__file__).parent / "examples"
    assert {path.stem for path in folder.glob("*.txt")} <= set(codes)
    assert set(table.OLD_CODES.values()) <= set(codes)
    assert not set(table.OLD_CODES) & set(codes)


def test_every_function_that_looks_is_in_the_table() -> None:
    """Or is a part of one that is."""
    looking = {rule.look for rule in table.RULES}
    everything = "".join(path.read_text() for path in Path(rules.__path__[0]).glob("*.py"))
    for module in iter_modules(rules.__path__, "wizard.core.rules."):
        for name, made in vars(import_module(module.name)).items():
            if isinstance(made, FunctionType) and made.__module__ == module.name and not name.startswith("_"):
                types = inspect.get_annotations(made)
                is_called = re.search(rf"(?<!def )\b{name}\(", everything) is not None
                if types == {"facts": "Facts", "return": "Iterator[Finding]"} and not is_called:
                    assert made in looking, f"{module.name}.{name} is in no table"


def test_every_source_is_a_section_of_the_domain_or_a_ticket() -> None:
    sections = set(re.findall(r"^#+ (.*)$", (DOCS / "domain.md").read_text(), re.MULTILINE))
    for rule in table.RULES:
        for source in re.findall(r"docs/domain\.md, ([^;]+)", rule.source):
            assert source in sections, rule.code
        assert "docs/domain.md, " in rule.source or "ticket" in rule.source, rule.code


def test_the_page_of_the_rules_is_what_the_code_says() -> None:
    assert (DOCS / "rules.md").read_text() == documentation.markdown(example_of), "run `make rules`"


def test_the_page_about_adding_a_rule_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (DOCS / "adding-a-rule.md").read_text()
    made: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(compile(block, "adding-a-rule.md", "exec"), made)
    (example,) = re.findall(r"```text\n--- before\n(.*?)--- after\n(.*?)```", text, re.DOTALL)
    rule: Rule = made["RULE"]
    for module in (table, documentation):
        monkeypatch.setattr(module, "RULES", (*table.RULES, rule))
    assert [item.line for item in found(rule, example[0])] == [4]
    assert found(rule, example[1]) == []
    assert "## latest-tag" in documentation.markdown(example_of)
    answers = Answers(integration="ecr", scenario=Scenario.PULL, image=f"{ECR}/ci", tag="latest")
    assert "latest-tag" in {item.code for item in plan(None, answers).findings.new}


# -- what a plan makes of the findings


def plan(text: str | None, answers: Answers, **facts: Any) -> Plan:
    return make_plan(Project(root="/nowhere", file=view("shippable.yml", text), **facts), answers)


def codes(items: tuple[Finding, ...]) -> list[str]:
    return [item.code for item in items]


TEXTS = (None, "build:\n  ci:\n    - make\n", f"build:\n  push:\n    - docker push {ECR}/app:2\n")
PULL = Answers(integration="ecr", scenario=Scenario.PULL, image=f"{ECR}/ci", tag="v1")


def test_a_container_that_the_plan_starts_with_home_is_not_called_one_without() -> None:
    text = "pre_ci_boot:\n  image_name: acme/ci\n  options: --net=host\n"
    made = plan(text, PULL)
    assert "-e HOME=/root" in (made.after or "")
    assert "custom-image-home" not in codes(made.warnings)


def test_another_account_and_region_are_one_finding() -> None:
    answers = Answers(
        integration="ecr",
        scenario=Scenario.PUSH,
        image=f"{ECR}/app",
        tag="1",
        region="eu-west-1",
        build_command=f"docker build -t {ECR}/app:1 .",
        account=Account(aws_account="210987654321", checked=True),
    )
    (finding,) = plan(None, answers).warnings
    assert finding.code == "ecr-other-registry"
    for word in ("us-west-2", "123456789012", "eu-west-1", "210987654321"):
        assert word in finding.message


def test_an_entry_alone_logs_in_where_the_file_reaches_ecr() -> None:
    dockerfile = parse_dockerfile("Dockerfile", f"FROM {ECR}/base:1\n")
    text = "build:\n  pre_ci:\n    - docker build -t ci:1 .\n"
    made = plan(text, Answers(integration="ecr"), dockerfiles=(dockerfile,))
    assert "region: us-west-2" in (made.after or "")
    assert codes(made.findings.new) == []
    assert codes(made.findings.gone) == ["ecr-without-entry"]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("scenario", [None, *Scenario])
def test_what_a_plan_tells_of_the_file_is_what_check_finds_in_it(text: str | None, scenario: Scenario | None) -> None:
    answers = Answers(integration="ecr", scenario=scenario, image=f"{ECR}/app", tag="1")
    made = plan(text, answers)
    checked = set(codes(findings(Project(root="/nowhere", file=view("shippable.yml", made.after)))))
    told = set(codes(made.findings.new + made.findings.stays))
    # Of an image that the user names it is known that it is for ECR, and that nothing hidden makes it.
    # What the interview asks itself is told by `check` alone.
    assert checked - {"push-in-pull-requests"} <= told
    assert told - checked <= {"image-not-built"}


def test_what_stays_and_what_is_gone_is_said() -> None:
    text = (
        f"language: a\nlanguage: b\nbuild:\n  push:\n    - docker build -t {ECR}/app .\n    - docker push {ECR}/app\n"
    )
    made = plan(text, Answers(integration="ecr", region="us-west-2"))
    assert codes(made.findings.stays) == ["duplicate-key"]
    assert codes(made.findings.gone) == ["ecr-without-entry"]
