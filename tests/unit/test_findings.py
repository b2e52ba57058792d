"""Each rule of `check`: where it speaks, where it points, and the nearest case in which it is silent."""

from __future__ import annotations

import pytest

from tests.unit.finding import check, codes, entry, found, one
from wizard.actions.fix import fix
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.rules import Known, Severity, findings
from wizard.core.rules.entries import BUILD_MESSAGE

# -- the form of the file


def test_an_absent_or_empty_file_has_no_findings() -> None:
    assert findings(Project(root="/nowhere", file=view("shippable.yml", None))) == ()
    assert check("") == []
    assert check("# only a comment\n") == []
    assert check("just text") == []


def test_a_text_that_is_no_yaml_is_an_error_with_its_place() -> None:
    finding = one("build:\n  ci:\n    - secure: @todo\n", "not-yaml")
    assert (finding.severity, finding.line, finding.column) == (Severity.ERROR, 3, 15)
    assert found("a: 1\n---\nb: 2\n") == [("several-documents", "error", 2)]


def test_a_merge_conflict_is_called_what_it_is() -> None:
    assert found("language: c\n<<<<<<< HEAD\nbuild:\n=======\nbuilds:\n>>>>>>> other\n") == [
        ("merge-conflict", "error", 2)
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_tab_in_the_indentation_is_named(end: str) -> None:
    text = end.join(["build:", "  ci:", "  \t- make", ""])
    assert found(text) == [("tab", "error", 3)]
    assert one(text, "tab").column == 3


def test_tabs_that_do_no_harm_are_not_found() -> None:
    assert check("build:\t# a tab before a comment\n  ci:\n    - make\t\n") == []


def test_a_key_that_stands_twice() -> None:
    finding = one("build:\n  pre_ci_boot:\n    options: a\n    options: b\n", "duplicate-key")
    assert (finding.line, finding.column) == (4, 5)
    assert "build.pre_ci_boot" in finding.message
    assert codes("build:\n  ci:\n    - a\n  post_ci:\n    - a\n") == set()


def test_a_key_that_says_the_same_twice_is_taken_out_by_fix() -> None:
    text = "script:\n  - npm test\nintegrations:\n  hub:\n    - type: quay\n      type: 'quay'\nscript:\n  - npm test\n"
    project = Project(root="/nowhere", file=view("shippable.yml", text))
    plan, settled = fix(project, findings(project))
    assert [(item.code, item.line) for item in settled] == [("duplicate-key", 6), ("duplicate-key", 7)]
    assert plan is not None
    assert plan.after == "script:\n  - npm test\nintegrations:\n  hub:\n    - type: quay\n"


def test_a_key_that_says_two_things_is_left_to_its_owner() -> None:
    finding = one("script:\n  - npm test\nscript:\n  - npm run lint\n", "duplicate-key")
    assert finding.fix == ()
    assert "Put what both say under one key" in finding.remedy


def test_a_top_level_pre_ci_boot_is_a_warning_that_can_be_mended() -> None:
    text = "pre_ci_boot:\n  image_name: drydock/u16nod\nbuild:\n  ci:\n    - make\n"
    finding = one(text, "top-level-pre-ci-boot")
    assert (finding.severity, finding.line) == (Severity.WARNING, 1)
    assert finding.fix
    assert codes("build:\n  pre_ci_boot:\n    image_name: drydock/u16nod\n") == set()


def test_ci_is_not_said_to_run_in_the_image_of_a_top_level_pre_ci_boot() -> None:
    entry = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n"
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/ci"
    at_the_top = codes(f"pre_ci_boot:\n  image_name: {image}\n{entry}")
    below_build = codes(f"build:\n  pre_ci_boot:\n    image_name: {image}\n{entry}")
    assert "top-level-pre-ci-boot" in at_the_top
    assert {"aws-cli-unknown", "custom-image-home"} <= below_build
    assert not {"aws-cli-unknown", "custom-image-home"} & at_the_top


def test_a_second_pre_ci_boot_is_not_moved_over_the_first() -> None:
    text = "pre_ci_boot:\n  image_name: a\nbuild:\n  pre_ci_boot:\n    image_name: drydock/b\n"
    assert one(text, "top-level-pre-ci-boot").fix == ()


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        ("\n  hub:\n    - integrationName: ecr\n      type: ecr\n", "error"),
        ("\n  hub:\n    - integrationName: hub\n      type: docker\n", "warning"),
        ("\n  notifications:\n    - integrationName: mail\n      type: email\n", "warning"),
    ],
)
def test_integration_for_integrations(value: str, severity: str) -> None:
    assert found(f"language: none\nintegration:{value}") == [("integration-key", severity, 2)]


def test_a_hub_beside_integrations() -> None:
    text = "integrations:\nhub:\n  - integrationName: ecr\n    type: ecr\n"
    assert found(text) == [("hub-key", "error", 2)]
    assert codes("hub: github\n") == set()


def test_integration_elsewhere_is_another_key() -> None:
    assert check("resources:\n  - name: image\n    type: image\n    integration: ecr\n") == []
    assert check("integration: text\n") == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("build:\n  pre_ci_boot:\n    - image_name: a\n", 2),
        ("build:\n  - ci: a\n", 1),
        ("language: c\nintegrations:\n  - integrationName: a\n    type: ecr\n", 2),
        ("integrations:\n  hub:\n    integrationName: a\n    type: ecr\n", 2),
    ],
)
def test_a_list_where_a_map_is_read_and_the_other_way_round(text: str, line: int) -> None:
    severity = "error" if "type: ecr" in text or "ci: a" in text else "warning"
    assert ("wrong-kind", severity, line) in found(text)


@pytest.mark.parametrize("value", ["", " ~", " *template"])
def test_empty_values_and_aliases_are_of_no_wrong_kind(value: str) -> None:
    assert check(f"build:{value}\nintegrations:{value}\n") == []


# -- names


def test_a_name_that_the_subscription_does_not_have() -> None:
    known = Known(("ecr-integration", "slack"), complete=True)
    finding = one(entry(name="ecr-integratoin"), "name-unknown", known)
    assert (finding.severity, finding.line, finding.column) == (Severity.ERROR, 3, 24)
    assert BUILD_MESSAGE + "ecr-integratoin" in finding.message
    assert "`ecr-integration`" in finding.message
    assert "name-unknown" not in codes(entry(name="ecr-integration"), known)


def test_the_builds_message_is_quoted_to_the_letter() -> None:
    words = "Integration name specified in yml does not match integrations present in Subscription settings: x"
    assert words in one(entry(name="x"), "name-unknown", Known(("ecr",), complete=True)).message


def test_what_only_the_wizards_own_list_lacks_is_a_warning() -> None:
    known = Known(("ecr-integration",))
    assert one(entry(name="other"), "name-unknown", known).severity is Severity.WARNING
    assert "name-unknown" not in codes(entry(name="other"), Known())


@pytest.mark.parametrize("name", ["ECR-Integration", "ecr- integration", "'ecr-integration '"])
@pytest.mark.parametrize("complete", [True, False])
def test_a_name_that_differs_by_case_or_space(name: str, complete: bool) -> None:
    finding = one(entry(name=name), "name-case-or-space", Known(("ecr-integration",), complete=complete))
    assert finding.severity is Severity.ERROR
    assert BUILD_MESSAGE in finding.message
    assert "`ecr-integration`" in finding.remedy


def test_spaces_at_the_ends_are_seen_without_knowing_the_names() -> None:
    assert one(entry(name="' ecr'"), "name-case-or-space").severity is Severity.WARNING
    assert codes(entry(name="' ecr'"), Known((" ecr",), complete=True)) == {"entry-unused"}


def test_a_name_with_a_variable_is_never_wrong() -> None:
    assert codes(entry(name="$ECR_NAME"), Known(("ecr",), complete=True)) == {"entry-unused"}


def test_an_entry_needs_a_name() -> None:
    text = "integrations:\n  hub:\n    - type: ecr\n"
    assert found(text) == [("entry-without-name", "error", 3)]
    assert "entry-without-name" not in codes(
        "x: &a {integrationName: e}\nintegrations:\n  hub:\n    - <<: *a\n      type: ecr\n"
    )


def test_two_entries_whose_names_look_alike() -> None:
    text = (
        entry("branches:", "  only: a")
        + "    - integrationName: ECR\n      type: ecr\n      branches:\n        only: b\n"
    )
    assert ("name-near", "warning", 7) in found(text)


def test_the_type_is_written_in_small_letters() -> None:
    assert found("integrations:\n  hub:\n    - integrationName: e\n      type: ECR\n") == [("type-case", "warning", 4)]


@pytest.mark.parametrize(
    ("region", "wrong"), [("us-west", True), ("Frankfurt", True), ("eu-west-1", False), ("$R", False)]
)
def test_a_region_that_is_none(region: str, wrong: bool) -> None:
    assert ("region-form" in codes(entry(f"region: {region}"))) is wrong


# -- branches


def test_only_and_except_at_once() -> None:
    text = entry("branches:", "  only:", "    - a", "  except:", "    - b")
    assert ("branches-both", "warning", 5) in found(text)
    assert "branches-both" not in codes(entry("branches:", "  only:", "    - a"))
    assert "branches-both" not in codes("branches:\n  only: a\n  except: b\n" + entry())


@pytest.mark.parametrize("value", ["[master]", "master"])
def test_branches_without_only_and_except(value: str) -> None:
    assert ("branches-form", "warning", 5) in found(entry(f"branches: {value}"))


def test_branches_that_the_repository_does_not_have() -> None:
    text = entry("branches:", "  only:", "    - master", "    - devel", "    - release/*", "    - hotfix/*")
    assert [item for item in found(text, branches=("master", "release/1")) if item[0] == "branch-unknown"] == [
        ("branch-unknown", "warning", 8),
        ("branch-unknown", "warning", 10),
    ]
    assert "branch-unknown" not in codes(text)


@pytest.mark.parametrize("name", ["v1.*", "2.0", "/^release/", "$BRANCH"])
def test_names_that_may_be_tags_or_are_no_plain_names_are_not_judged(name: str) -> None:
    assert "branch-unknown" not in codes(entry("branches:", f"  only: {name}"), branches=("master",))


OVERLAP = """
integrations:
  hub:
    - integrationName: one
      type: ecr
      branches:
        {one}
    - integrationName: two
      type: ecr
      branches:
        {two}
"""


@pytest.mark.parametrize(
    ("one_", "two", "overlaps"),
    [
        ("only: [master]", "only: [dev]", False),
        ("only: [master, dev]", "only: [dev]", True),
        ("only: [master]", "except: [master]", False),
        ("only: [master, dev]", "except: [master]", True),
        ("only: ['release/*']", "only: [release/1]", True),
        ("only: ['release/*']", "except: ['rel*']", False),
        ("only: ['release/*']", "only: ['*/1']", True),
        ("except: [master]", "except: [dev]", True),
    ],
)
def test_entries_whose_branches_overlap(one_: str, two: str, overlaps: bool) -> None:
    assert ("entries-overlap" in codes(OVERLAP.format(one=one_, two=two))) is overlaps


def test_entries_of_two_regions_or_two_accounts_do_not_disturb_each_other() -> None:
    text = entry() + "    - integrationName: two\n      type: ecr\n"
    assert ("entries-overlap", "warning", 5) in found(text)
    assert "entries-overlap" not in codes(text + "      region: eu-west-1\n")
    accounts = {"ecr": "123456789012", "two": "210987654321"}
    assert "entries-overlap" not in codes(text, Known(("ecr", "two"), accounts=accounts))
