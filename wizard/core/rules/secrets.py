"""A rule about keys that the file shows to everybody who can read the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.yamlpatch.parse.document import Node

SHORTEST = 20  # characters of the id of a key


def key_in_clear(facts: Facts) -> Iterator[Finding]:
    """An AWS key in the text of the file. The finding never repeats it."""
    if facts.root is None:
        return
    for name, node in _scalars(facts.root, ""):
        if name == "secure" or not _holds_key(name, node.value):
            continue
        yield at(
            node,
            "key-in-clear",
            Severity.ERROR,
            "There is an AWS key in clear here: everybody who can read the repository has it, also from its history.",
            "Make the key inactive in IAM and create another; builds get it from the integration, or encrypted, "
            "under `secure:`.",
        )


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
