"""Every JSON that a command prints in the tests is held against its schema, which may leave out no key."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from typing import Any

from jsonschema import Draft7Validator

from wizard.cli.command_schemas import commands_schema
from wizard.cli.schemas import results_schema

BATCHES = ("apply", "remove", "undo", "check")
AS_JSON = {"--json": "batch", "--format=json": "batch", "--json-lines": "line"}


def closed(schema: Any) -> Any:
    """The schema with no property allowed that it does not name."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(value) for key, value in schema.items()}
    return {**made, "additionalProperties": False} if "properties" in made and made.get("type") == "object" else made


@functools.cache
def validator() -> Draft7Validator:
    return Draft7Validator(closed(results_schema()))


@functools.cache
def validator_of(name: str) -> Draft7Validator:
    """The validator for what one of the other commands prints."""
    definitions = commands_schema()["definitions"]
    return Draft7Validator(closed({**definitions[name], "definitions": definitions}))


def check_object(arguments: Sequence[str], output: str) -> None:
    """Hold the JSON of a command that works on no list of files against its schema."""
    words = [word for word in arguments if not word.startswith("-")]
    names = ["-".join(words[:2]), *words[:1]]
    if words[:1] == ["rule"] and len(words) == 1:
        names = ["rules"]
    name = next((name for name in names if name in commands_schema()["definitions"]), None)
    if name is None or "--json" not in arguments or not output:
        return
    content = json.loads(output)
    kind = "failure" if "exit" in content else name
    errors = [error.message for error in validator_of(kind).iter_errors(content)]
    assert not errors, output


def check_json(arguments: Sequence[str], output: str) -> None:
    """Hold what a command printed against the schema, where it is the JSON of a batch."""
    kind = next((AS_JSON[word] for word in arguments if word in AS_JSON), None)
    command = next((word for word in arguments if not word.startswith("-")), None)
    if kind is None or command not in BATCHES or not output:
        return
    texts = output.splitlines() if kind == "line" else [output]
    for text in texts:
        errors = [error.message for error in validator().iter_errors(json.loads(text))]
        assert not errors, text
