"""The JSON Schemas: the same in documents, package and code; they take what the program takes and nothing else."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft7Validator

from tests.cli.conftest import Run
from tests.cli.schema import validator
from tests.cli.test_check import WRONG, put
from tests.unit.test_answers_file import some_answers
from wizard.cli.schemas import SCHEMAS, answers_schema, commands_schema, schema_text, settings_schema
from wizard.core.interview.answers_file import ANSWERS_FILE, read_file_dict, to_file_dict
from wizard.core.interview.settings_file import SETTINGS_FILE, settings_of
from wizard.core.model.answers import Answers
from wizard.core.model.errors import UsageError
from wizard.yamlpatch import render

DOCS = Path(__file__).parents[2] / "docs" / "schemas"


@pytest.mark.parametrize("name", SCHEMAS)
def test_documents_and_package_have_what_the_code_says(name: str) -> None:
    text = schema_text(name)
    Draft7Validator.check_schema(json.loads(text))
    assert (DOCS / f"{name}.schema.json").read_text() == text, "run `make schemas`"
    assert files("wizard").joinpath("schemas", f"{name}.schema.json").read_text() == text, "run `make schemas`"


@given(some_answers)
def test_every_answers_file_that_is_written_is_valid(answers: Answers) -> None:
    assert Draft7Validator(answers_schema()).is_valid(to_file_dict(answers))


WRONG_DATA: list[dict[str, Any]] = [
    {},
    {"version": 2},
    {"version": 1, "imgae": "x"},
    {"version": 1, "tag": 1.0},
    {"version": 1, "tag": True},
    {"version": 1, "scenario": "pul"},
    {"version": 1, "push_section": "ci"},
    {"version": 1, "agent_only": "yes"},
    {"version": 1, "only": [1]},
    {"version": 1, "env": {"a": "b"}},
    {"version": 1, "only": ["a"], "except": ["b"]},
    {"version": 1, "all_branches": True, "except": ["b"]},
]


@pytest.mark.parametrize("data", WRONG_DATA, ids=str)
def test_what_the_program_refuses_the_schema_refuses(data: dict[str, Any]) -> None:
    for form, schema in ((ANSWERS_FILE, answers_schema()), (SETTINGS_FILE, settings_schema())):
        assert read_file_dict(data, None, form).mistakes
        assert not Draft7Validator(schema).is_valid(data)


@pytest.mark.parametrize(("key", "value"), [("file", "x"), ("profile", "x"), ("names", [1]), ("names", {"a": "b"})])
def test_the_schema_of_the_settings_refuses_what_they_may_not_say(key: str, value: Any) -> None:
    data = {"version": 1, "integration": "x", key: value}
    assert not Draft7Validator(settings_schema()).is_valid(data)
    with pytest.raises(UsageError):
        settings_of(json.dumps(data), "x")


def test_the_schema_of_the_settings_takes_what_they_may_say() -> None:
    data: dict[str, Any] = {
        "version": 1,
        "integration": "x",
        "names": ["x", "y"],
        "only": "master",
        "agent_only": False,
    }
    assert Draft7Validator(settings_schema()).is_valid(data)
    assert settings_of(render(data), "x").names == ("x", "y")


def test_results_have_absolute_places_the_backup_and_the_version(ecr: Run, project: Path) -> None:
    put(project, WRONG)
    found = json.loads(ecr("check", "--fix", "--json").stdout)
    (result,) = found["results"]
    assert (result["root"], result["file_path"]) == (str(project), str(project / "shippable.yml"))
    assert Path(result["backup"]).read_text() == WRONG
    assert found["program_version"]
    absent = json.loads(ecr("check", "absent", "--json").stdout)["results"][0]
    assert (absent["root"], absent["file_path"], absent["backup"]) == (None, None, None)


def test_what_is_not_looked_at_has_its_line_and_reason(ecr: Run, project: Path) -> None:
    put(project, "build:\n  push:\n    - docker push $REG/app:1\n")
    (result,) = json.loads(ecr("check", "--json").stdout)["results"]
    assert [(item["line"], "$REG is not set" in item["reason"]) for item in result["not_looked_at"]] == [(3, True)]


@pytest.mark.parametrize(
    "words", [("account", "list"), ("subscription", "list"), ("doctor",), ("rule",), ("rule", "ecr-name"), ("clean",)]
)
def test_what_the_other_commands_print_is_of_their_schema(ecr: Run, words: tuple[str, ...]) -> None:
    printed = json.loads(ecr(*words, "--json").stdout)  # the fixture holds it against its definition
    assert Draft7Validator(commands_schema()).is_valid(printed)


def test_a_schema_that_leaves_a_key_out_is_noticed() -> None:
    line = {"version": 1, "run": "x", "program_version": "1", "summary": {}, "exit": 0}
    assert not validator().is_valid(line)
