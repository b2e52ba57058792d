"""What differs from repository to repository in one set of answers: `{repository}` in an image, a tag or a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from wizard.core.ci_file.project import Project
from wizard.core.interview.validators import InvalidAnswer

# Placeholder -> a value with which an answer can be checked before any repository is looked at.
SAMPLES: Mapping[str, str | None] = {
    "repository": "repository",
    "organization": "organization",
    "folder": "folder",
    "default_branch": "master",
}
KEYS = ("integration", "image", "tag")  # the answers that may hold one

# A variable (`${TAG}`) is the build's own; `{{` is a brace.
_PART = re.compile(r"\$\{[^{}]*\}|\$\{|\{\{|\{(?P<name>[A-Za-z_-]*)\}")


def has_placeholders(text: str) -> bool:
    """Whether `fill` would look at anything in the text."""
    return any(not found[0].startswith("$") for found in _PART.finditer(text))


def fill(text: str, values: Mapping[str, str | None]) -> str:
    """The text with each placeholder replaced by its value (None: not known here).

    Raises `InvalidAnswer` for one that is unknown, with the nearest, and for one whose value is not known.
    """

    def part(found: re.Match[str]) -> str:
        if found[0].startswith("$"):
            return found[0]
        return "{" if found[0] == "{{" else _value(found["name"], values)

    return _PART.sub(part, text)


def values_of(project: Project) -> dict[str, str | None]:
    """What the placeholders stand for in a project."""
    return {
        "repository": project.name,
        "organization": project.organisation,
        "folder": project.root.rstrip("/").rpartition("/")[2],
        "default_branch": project.default_branch,
    }


def _value(name: str, values: Mapping[str, str | None]) -> str:
    if name not in SAMPLES:
        near = get_close_matches(name, SAMPLES, n=1, cutoff=0.5)
        known = f"Did you mean {{{near[0]}}}?" if near else f"There are {', '.join(f'{{{item}}}' for item in SAMPLES)}."
        raise InvalidAnswer(f"{{{name}}} is no placeholder. {known} For a brace write {{{{.")
    value = values[name]
    if not value:
        raise InvalidAnswer(f"{{{name}}} is not known of this repository.")
    return value
