"""The same again: the `apply` command and the answers file that stand for a set of answers."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from wizard.core.interview.answers_file import to_file_dict
from wizard.core.interview.questions import BY_KEY
from wizard.core.model.answers import NONE, Answers, ScenarioKey

# Flags that come as a pair of --NAME and --no-NAME.
PAIRS = frozenset(key for key, question in BY_KEY.items() if question.paired)


def apply_arguments(answers: Answers) -> tuple[str, ...]:
    """The flags of `apply` that say what the answers say (docs/design.md, section 3)."""
    words: list[str] = []
    for key, value in to_file_dict(answers).items():
        if key != "version":
            words += _flags(key, value)
    return tuple(words)


def _flags(key: str, value: Any) -> list[str]:
    """The words that give one answer of an answers file as flags."""
    name = key.replace("_", "-")
    if value is True:
        return [f"--{name}"]
    if value is False:
        return [f"--no-{name}"] if key in PAIRS else []
    if isinstance(value, list):
        return [f"--{name}={item}" for item in value]
    # An answers file says `none` for no options; the flag says nothing.
    return [f"--{name}="] if (key, value) == ("options", NONE.value) else [f"--{name}={value}"]


def apply_command(answers: Answers, path: str = ".") -> str:
    """The command that does the same again, quoted for the shell."""
    return shlex.join(["ecr-wizard", "apply", f"./{path}" if path.startswith("-") else path, *apply_arguments(answers)])


def policy_command(scenario: ScenarioKey, images: Sequence[str]) -> str:
    """The command that prints the minimum policy for the scenario on these images, quoted for the shell."""
    return shlex.join(["ecr-wizard", "policy", f"--scenario={scenario}", *images])


def rename_command(old: str, new: str) -> str:
    """The command that renames a subscription integration in every file that is known, quoted for the shell."""
    return shlex.join(["ecr-wizard", "subscription", "rename", old, new])


def answers_yaml(answers: Answers) -> str:
    """The text of an answers file with these answers."""
    from wizard.yamlpatch import render

    return render(to_file_dict(answers))
