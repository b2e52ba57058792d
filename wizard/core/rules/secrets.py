"""A rule about keys that the file shows to everybody who can read the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.yamlpatch.parse.document import Node

SHORTEST = 20  # characters of the id of a key
MESSAGE = "There is an AWS key in clear here: everybody who can read the repository has it, also from its history."
REMEDY = "Make the key inactive in IAM and create another. Builds get it from the integration, or from `secure:`."
_SIGN = re.compile("AKIA|aws|secret", re.IGNORECASE)


def key_in_clear(facts: Facts) -> Iterator[Finding]:
    """An AWS key in the text of the file. The finding never repeats it."""
    if facts.root is None:
        return
    for name, node in _scalars(facts.root, ""):
        if name != "secure" and _holds_key(name, node.value):
            yield at(node, "key-in-clear", Severity.ERROR, MESSAGE, REMEDY)
    for line, column in _in_comments(facts.file.text or ""):
        yield Finding("key-in-clear", Severity.ERROR, line, column, MESSAGE, REMEDY)


def _in_comments(text: str) -> Iterator[tuple[int, int]]:
    """Lines that are a comment with a key in it, each with the column where it begins."""
    for number, line in enumerate(text.split("\n"), 1):
        comment = line.lstrip()
        if comment.startswith("#") and _SIGN.search(comment) and _holds_key("", comment.lstrip("# ")):
            yield number, len(line) - len(comment) + 1


def _scalars(node: Node, name: str) -> Iterator[tuple[str, Node]]:
    """Every scalar below a node, with the key that it is the value of."""
    if node.kind == "scalar":
        yield name, node
    for item in node.items:
        yield from _scalars(item, name)
    for key, value in node.pairs:
        yield from _scalars(value, key.value)


def _holds_key(name: str, text: str) -> bool:
    """Whether a text holds the id of a key, or what must be a secret where a name says that it is one."""
    if len(text) < SHORTEST:
        return False
    from wizard.core.aws.key_forms import holds_a_key, keys_within

    if not holds_a_key(text):
        return False
    found = keys_within(text)
    if found is not None and found.key_id is not None:
        return True
    return re.search(r"secret|aws", f"{name} {text}", re.IGNORECASE) is not None
