"""`ecr-wizard rule`: what a code of `check` means, why it matters, and an example before and after."""

from __future__ import annotations

import json
from collections.abc import Sequence

from wizard.cli.checking.selection import known_code
from wizard.cli.output import to_stdout
from wizard.cli.parsing import parse, parser
from wizard.core.model.errors import ExitCode
from wizard.core.rules.documentation import as_data, index, page
from wizard.core.rules.table import RULES
from wizard.services.runtime.rule_examples import example_of

DESCRIPTION = """\
Explain a rule of `check`: what it finds, why that matters, where that is known from, and an example.

Without CODE all rules are listed. The codes of cautions before 0.2.0 are accepted too."""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code. Raises `UsageError` for a code that no rule has."""
    made = parser("rule", DESCRIPTION, paths=False)
    made.add_argument("code", nargs="?", metavar="CODE", help="the code of a finding, such as ecr-without-entry")
    made.add_argument("--json", action="store_true", help="print JSON in place of text")
    options = parse(made, arguments)
    if options.code is None:
        _print(_everything(as_json=options.json))
    else:
        _print(_one(options.code, as_json=options.json))
    return ExitCode.DONE


def _everything(*, as_json: bool) -> str:
    if not as_json:
        return index()
    return json.dumps({"version": 1, "rules": [as_data(rule) for rule in RULES]}, indent=2)


def _one(code: str, *, as_json: bool) -> str:
    rule = next(rule for rule in RULES if rule.code == known_code(code))
    example = example_of(rule.code)
    if as_json:
        shown = example._asdict() if example is not None else {"before": None, "after": None}
        return json.dumps({"version": 1, **as_data(rule), **shown}, indent=2)
    return page(rule, *(example or ("", "")))


def _print(text: str) -> None:
    with to_stdout():
        print(text)
