"""A rule about variables in hub entries: they are filled in from `env.global` (ticket 3528)."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.ci_file.variables import env_nodes, used_names
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at


def entry_variables(facts: Facts) -> Iterator[Finding]:
    """Variables of entries that `env` sets for a build, and `env.global` not for every one."""
    lines = _outside_global(facts)
    pairs = [pair for entry in facts.entries for pair in entry.node.pairs if pair[1].kind == "scalar"]
    for key, value in pairs if lines else ():
        for name in used_names(value.value):
            if name in lines:
                yield at(
                    value,
                    "entry-variable",
                    Severity.WARNING,
                    f"{key.value}: {value.value} may not be filled in: {name} is set in line {lines[name]}, outside of "
                    "`env: global:`.",
                    f"Set it below `env:` and `global:` as `- {name}=...`, or write the value here.",
                )


def _outside_global(facts: Facts) -> dict[str, int]:
    """The variables that `env` sets and `env.global` does not, with the lines that set them."""
    lines = {name: node.line for node, name, _ in env_nodes(facts.file)}
    of_all = facts.root.get("env", "global") if facts.root is not None else None
    for _, name, _ in env_nodes(facts.file, of_all) if of_all is not None else ():
        lines.pop(name, None)
    return lines
