"""Which findings of `check` are reported, and from which severity on they are a failure."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from wizard.actions.check import Checked
from wizard.core.model.errors import UsageError
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.silence import nearest
from wizard.core.rules.table import rule_of
from wizard.core.rules.table_of_form import TEXT_RULES

_UNREADABLE = frozenset(rule.code for rule in TEXT_RULES)


class Selection(NamedTuple):
    """The codes that are asked for (none: all of them) and the ones that are not; `fails_for`: what is exit code 1.

    That a file cannot be read is reported whatever is asked for, unless it is ignored by its own code.
    """

    selected: frozenset[str]
    ignored: frozenset[str]
    fails_for: tuple[Severity, ...]

    def picks(self, code: str) -> bool:
        """Whether findings with this code are reported."""
        if code in self.ignored:
            return False
        return not self.selected or code in self.selected or code in _UNREADABLE

    def of_checked(self, checked: Checked) -> Checked:
        """What was checked, with the findings that are asked for."""
        return replace(checked, findings=self.pick(checked.findings), silenced=self.pick(checked.silenced))

    def pick(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings that are asked for."""
        return tuple(item for item in findings if self.picks(item.code))


def add_selection_flags(made: argparse.ArgumentParser) -> None:
    """`--select`, `--ignore`, `--fail-on`."""
    more = "; repeatable, or with commas"
    made.add_argument("--select", action="append", metavar="CODE", help=f"tell only findings with this code{more}")
    made.add_argument("--ignore", action="append", metavar="CODE", help=f"tell no findings with this code{more}")
    made.add_argument(
        "--fail-on",
        choices=[severity.value for severity in Severity],
        default=Severity.ERROR.value,
        help="exit code 1 for findings of this severity and graver ones; default: error",
    )


def selection_of(options: argparse.Namespace) -> Selection:
    """What the flags ask for; raises `UsageError` for a code that no rule has."""
    graver = list(Severity)[: list(Severity).index(Severity(options.fail_on)) + 1]
    return Selection(_codes("--select", options.select), _codes("--ignore", options.ignore), tuple(graver))


def known_code(code: str) -> str:
    """The code of the rule that is called `code`, now or before 0.2.0; raises `UsageError` with the nearest."""
    rule = rule_of(code)
    if rule is not None:
        return rule.code
    near = nearest(code)
    hint = f"The nearest: `{near}`. " if near else ""
    raise UsageError("no-such-rule", f"No rule has the code {code}.", remedy=f"{hint}`ecr-wizard rule` lists all.")


def _codes(flag: str, values: Sequence[str] | None) -> frozenset[str]:
    words = [word.strip() for value in values or () for word in value.split(",")]
    if values and not any(words):
        raise UsageError("no-such-rule", f"{flag} needs a code.", remedy="`ecr-wizard rule` lists all.")
    return frozenset(known_code(word) for word in words if word)
