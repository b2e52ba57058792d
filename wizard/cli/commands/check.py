"""`ecr-wizard check`: findings about the ECR settings of shippable.yml."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from wizard.actions.apply import looked_again, write
from wizard.actions.check import Checked, check, fix
from wizard.actions.services import Services
from wizard.cli.inputs import file_of
from wizard.cli.output import Result, exit_code, print_json, say, say_result
from wizard.cli.parsing import add_file_flag, parse, parser
from wizard.cli.writing import COMMIT, each_path
from wizard.core.ci_file.project import Project
from wizard.core.model.errors import ExitCode, RefusedError, UsageError
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.table import RULES
from wizard.core.rules.text import not_utf8
from wizard.core.text.safetext import visible

DESCRIPTION = "Check the ECR settings of shippable.yml. Exit code 1 when something would fail the build."


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    made = parser("check", DESCRIPTION, result=True)
    width = max(len(rule.code) for rule in RULES)
    lines = [f"  {rule.code:<{width}}  {rule.severity}: {rule.summary}" for rule in RULES]
    made.epilog = "findings (`ecr-wizard rule CODE` explains one):\n" + "\n".join(lines)
    made.add_argument("--fix", action="store_true", help="mend what can be mended safely; `undo` takes it back")
    made.add_argument(
        "--known",
        action="store_true",
        help="let errors that only this machine's own inventory shows change the exit code",
    )
    add_file_flag(made)
    options = parse(made, arguments)

    def work(services: Services, project: Project, result: Result) -> None:
        if project.file.text is None:
            raise UsageError(
                "no-file", f"There is no {project.file.name} to check.", remedy="`ecr-wizard` makes one.",
                path=project.root,
            )  # fmt: skip
        checked = check(services, project)
        if options.fix:
            checked = _mended(services, project, checked, result)
        result.warnings = [*result.warnings, *checked.notes]
        result.more["findings"] = _as_data(checked.findings)

    from wizard.actions.real import real_services

    results = each_path(real_services(), options, file_of(options), work)
    for result in results:
        _unreadable_is_found(result)
    if options.json:
        print_json(results)
    else:
        for result in results:
            _say(result, quiet=options.quiet)
        if any(result.status == "written" for result in results):
            say(COMMIT, quiet=options.quiet)
    found = [item for result in results for item in result.more["findings"]]
    counted = [item for item in found if options.known or not item["from_inventory"]]
    errors = any(item["severity"] == Severity.ERROR for item in counted)
    return exit_code(results, check=False) or (ExitCode.FAILED if errors else ExitCode.DONE)


def _mended(services: Services, project: Project, checked: Checked, result: Result) -> Checked:
    """Write the fixes that are safe, and check what is left."""
    plan, mended = fix(project, checked.findings)
    result.more["fixed"] = _as_data(mended)
    if plan is None or not plan.changes_something:
        return checked
    written = write(services, project, plan, action="check")
    result.backup = written.backup
    result.warnings = [*result.warnings, *written.warnings]
    result.status = "written"
    return check(services, looked_again(services, project))


def _as_data(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "code": item.code,
            "severity": item.severity.value,
            "line": item.line,
            "column": item.column,
            "message": item.message,
            "remedy": item.remedy,
            "fixable": bool(item.fix),
            "from_inventory": item.from_inventory,
        }
        for item in findings
    ]


def _unreadable_is_found(result: Result) -> None:
    """Every result has findings; a file whose bytes are no text is one, as a text that is no YAML is."""
    result.more.setdefault("findings", [])
    error = result.error
    if isinstance(error, RefusedError) and error.code == "not-utf8" and error.line and error.column:
        found = not_utf8(error.line, error.column, f"{error.title} {error.cause}")
        result.more["findings"] = _as_data([found])
        result.status, result.error = "unchanged", None


def _say(result: Result, *, quiet: bool) -> None:
    """The findings on stdout, one line each and its remedy below; the rest on stderr."""
    name = visible(result.name)
    for item in result.more.get("fixed", ()):
        say(f"{name}:{item['line']}: mended: {visible(item['message'])} ({item['code']})", quiet=quiet)
    for item in result.more["findings"]:
        if quiet and item["severity"] == Severity.INFO:
            continue
        place = f"{name}:{item['line']}:{item['column']}"
        basis = " [this machine's inventory]" if item["from_inventory"] else ""
        print(f"{place}: {item['severity']}: {visible(item['message'])} ({item['code']}){basis}")
        by_fix = " (`check --fix` does it)" if item["fixable"] else ""
        print(f"    {visible(item['remedy'])}{by_fix}")
    if result.error is not None or result.warnings or result.status == "written":
        say_result(result, quiet=quiet)
    if result.error is None:
        say(f"{name}: {_summary(item['severity'] for item in result.more['findings'])}", quiet=quiet)


def _summary(severities: Iterable[str]) -> str:
    counts = Counter(severities)
    words = [
        f"{counts[severity]} {severity}{'s' if counts[severity] > 1 and severity != Severity.INFO else ''}"
        for severity in Severity
        if counts[severity]
    ]
    return ", ".join(words) or "nothing found"
