"""`ecr-wizard check`: findings about the ECR settings of shippable.yml."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, TextIO

from wizard.actions.check import Checked, check
from wizard.actions.services import Services
from wizard.actions.settings import with_settings
from wizard.cli.batch import Manner, Summary, needs_a_hand
from wizard.cli.checking.formats import add_format_flag, check_format, manner_for
from wizard.cli.checking.selection import Selection, add_selection_flags, selection_of
from wizard.cli.output import Result, say, say_result, say_warnings, to_stdout
from wizard.cli.parsing import Parser, add_batch_flags, add_file_flag, parse, parser
from wizard.cli.reading import file_of
from wizard.cli.stopping import STOP
from wizard.cli.writing import each_path
from wizard.core.ci_file.project import Project
from wizard.core.model.errors import ExitCode, RefusedError, UsageError
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.table import RULES
from wizard.core.rules.text import not_utf8
from wizard.core.rules.unknown import NotLookedAt
from wizard.core.text.safetext import visible

if TYPE_CHECKING:
    from wizard.core.plan import Plan

DESCRIPTION = "Check the ECR settings of shippable.yml. Exit code 1 when something would fail the build."

NOT_LOOKED_AT = "not looked at"
KNOWN_HERE = "known to this machine only"
NOT_REACHING = "branches do not reach ECR"
ONE_NOT_REACHING = "branch does not reach ECR"


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    made = parser("check", DESCRIPTION, result=True)
    made.epilog = "findings (`ecr-wizard rule CODE` explains one):\n" + _codes()
    made.add_argument("--fix", action="store_true", help="fix what can be fixed safely; `undo` takes it back")
    made.add_argument("--strict", action="store_true", help="exit code 1 also where something could not be looked at")
    made.add_argument(
        "--known",
        action="store_true",
        help="let errors that only this machine's own inventory shows change the exit code",
    )
    made.add_argument(
        "--as-build",
        action="store_true",
        help="show the logins, pulls and pushes of a build of each branch; exit code 1 where one does not reach ECR",
    )
    made.add_argument(
        "--branches", action="store_true", help="also check the file that each local branch has committed"
    )
    add_selection_flags(made)
    add_format_flag(made)
    add_dry_run_flag(made)
    add_file_flag(made)
    add_batch_flags(made)
    options = parse(made, arguments)
    check_format(made, options)
    if options.dry_run and not options.fix:
        made.error("--dry-run (or --diff) says what --fix would do: give both")
    selection = selection_of(options)

    def work(services: Services, project: Project, result: Result) -> None:
        _check_at(services, project, result, options, selection)

    from wizard.actions.real import real_services

    manner = Manner(
        say=lambda result, quiet: _say(result, quiet=quiet, aside=options.dry_run),
        hand=lambda result: _hand(result, selection),
        closing=_closing,
    )

    def failing(summary: Summary) -> ExitCode:
        return _exit_code(summary, selection, strict=options.strict, known=options.known)

    def after(result: Result) -> None:
        _unreadable_is_found(result, selection)

    return each_path(
        real_services(), options, file_of(options), work, manner_for(options, manner), failing=failing, after=after
    )


def _check_at(
    services: Services, project: Project, result: Result, options: argparse.Namespace, selection: Selection
) -> None:
    if project.file.text is None:
        raise UsageError(
            "no-file",
            f"There is no {project.file.name} to check.",
            remedy="`ecr-wizard` makes one.",
            path=project.root,
        )
    project = with_settings(services, project)
    checked = selection.of_checked(check(services, project))
    if options.dry_run:
        _would_fix(project, checked, result, selection)
    elif options.fix and _fixed(services, project, checked, result, selection):
        from wizard.actions.apply import refreshed

        checked = selection.of_checked(check(services, refreshed(services, project)))
    result.warnings = [*result.warnings, *checked.notes]
    result.more["findings"] = _as_data(checked.findings)
    result.more["silenced"] = _as_data(checked.silenced)
    result.more["not_looked_at"] = [_unseen(item) for item in checked.not_looked_at]
    if options.as_build or options.branches:
        result.more["branches"] = _branches(services, project, checked, options, selection)


def _exit_code(summary: Summary, selection: Selection, *, strict: bool, known: bool) -> ExitCode:
    counting: list[str] = [*selection.fails_for, NOT_REACHING]
    counting += [NOT_LOOKED_AT] if strict else []
    counting += [KNOWN_HERE] if known else []
    return ExitCode.FAILED if any(summary.counts[name] for name in counting) else ExitCode.DONE


def _branches(
    services: Services, project: Project, checked: Checked, options: argparse.Namespace, selection: Selection
) -> list[dict[str, Any]]:
    from wizard.actions.as_build import branch_files, builds
    from wizard.cli import build_table

    known = checked.known
    found = branch_files(services, project, known) if options.branches else builds(project, known)
    picked = [replace(item, findings=selection.pick(item.findings)) for item in found]
    return build_table.as_data(picked, _as_data, with_build=options.as_build)


def _codes() -> str:
    width = max(len(rule.code) for rule in RULES)
    return "\n".join(f"  {rule.code:<{width}}  {rule.severity}: {rule.summary}" for rule in RULES)


def add_dry_run_flag(made: Parser) -> None:
    """`--dry-run`, which `--fix` needs under the name that other tools have for it too."""
    made.add_argument(
        "--dry-run",
        "--diff",
        action="store_true",
        help="with --fix: print the diff on stdout, write nothing; findings go to stderr",
    )


def _hand(result: Result, selection: Selection) -> str:
    errors = [item["message"] for item in result.more["findings"] if item["severity"] in selection.fails_for]
    return needs_a_hand(result) or "; ".join(errors[:1])


def _closing(counts: Counter[str]) -> str:
    names = [*Severity, KNOWN_HERE, NOT_LOOKED_AT, NOT_REACHING, "refused", "failed", "written"]
    return ", ".join(_counted(counts[name], name) for name in names if counts[name]) or "nothing found"


def _counted(number: int, what: str) -> str:
    if number == 1 and what == NOT_REACHING:
        return f"1 {ONE_NOT_REACHING}"
    plural = "s" if number > 1 and what in (Severity.ERROR, Severity.WARNING) else ""
    return f"{number:,} {what}{plural}"


def _fixes(project: Project, checked: Checked, selection: Selection) -> tuple[Plan | None, tuple[Finding, ...]]:
    """The plan of the fixes that are safe, and the findings that it settles."""
    from wizard.actions.fix import fix  # late: most runs fix nothing
    from wizard.core.rules import look

    return fix(project, checked.findings, lambda now: selection.pick(look(now, checked.known).shown))


def _would_fix(project: Project, checked: Checked, result: Result, selection: Selection) -> None:
    """What the fixes that are safe would make of the file; nothing is written."""
    plan, fixed = _fixes(project, checked, selection)
    result.more["would_fix"] = _as_data(fixed)
    result.texts = (project.file.text, project.file.text)
    if plan is not None and plan.changes_something:
        result.status, result.diff, result.texts = "would-change", plan.diff, (plan.before, plan.after)


def _fixed(services: Services, project: Project, checked: Checked, result: Result, selection: Selection) -> bool:
    """Write the fixes that are safe; whether there were any."""
    from wizard.actions.apply import write  # late: most runs fix nothing

    plan, fixed = _fixes(project, checked, selection)
    result.more["fixed"] = _as_data(fixed)
    if plan is None or not plan.changes_something:
        return False
    with STOP.must_finish():
        written = write(services, project, plan, action="check")
        result.backup = written.backup
        result.warnings = [*result.warnings, *written.warnings]
        result.status = "written"
    return True


def _unseen(item: NotLookedAt) -> dict[str, Any]:
    return {**asdict(item), "reason": f"{item.what}: {item.why}"}


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


def _unreadable_is_found(result: Result, selection: Selection) -> None:
    """Every result has findings; a file whose bytes are no text is one, as a text that is no YAML is."""
    result.more.setdefault("findings", [])
    result.more.setdefault("silenced", [])
    result.more.setdefault("not_looked_at", [])
    error = result.error
    if isinstance(error, RefusedError) and error.code == "not-utf8" and error.line and error.column:
        found = not_utf8(error.line, error.column, f"{error.title} {error.cause}")
        result.more["findings"] = _as_data(selection.pick([found]))
        result.status, result.error = "unchanged", None
    unseen = [NOT_LOOKED_AT] * len(result.more["not_looked_at"])
    result.tally = [*map(_counted_as, result.more["findings"]), *unseen, *_tally_of(result.more.get("branches", ()))]


def _tally_of(branches: Iterable[dict[str, Any]]) -> Iterator[str]:
    """What the files and builds of branches add to the counts."""
    for item in branches:
        yield from map(_counted_as, item["findings"])
        if item["not_looked_at"]:
            yield NOT_LOOKED_AT
        if item["build"] is not None and item["build"]["reaches_ecr"] is False:
            yield NOT_REACHING


def _counted_as(item: dict[str, Any]) -> str:
    """Errors that only this machine's inventory shows are counted by themselves: elsewhere they are none."""
    if item["from_inventory"] and item["severity"] == Severity.ERROR:
        return KNOWN_HERE
    return str(item["severity"])


def _say(result: Result, *, quiet: bool, aside: bool = False) -> None:
    """The findings on stdout (`aside`: on stderr), one line each and its remedy below; the rest on stderr."""
    name = visible(result.name)
    for item in result.more.get("fixed", ()):
        say(f"{name}:{item['line']}: fixed: {visible(item['message'])} ({item['code']})", quiet=quiet)
    with to_stdout():  # what follows on stderr follows where both go to one file, too
        _say_findings(name, result.more["findings"], sys.stderr if aside else sys.stdout, quiet=quiet)
    if result.error is not None or result.status in ("written", "would-change"):
        say_result(result, quiet=quiet)
    else:
        say_warnings(result, quiet=quiet)
    _say_not_looked_at(result, name, quiet=quiet)
    if result.error is None:
        found = _summary(item["severity"] for item in result.more["findings"]) or _nothing(result)
        say(f"{name}: {found}{_rest(result)}", quiet=quiet)


def _say_findings(name: str, findings: Iterable[dict[str, Any]], stream: TextIO, *, quiet: bool) -> None:
    for item in findings:
        if quiet and item["severity"] == Severity.INFO:
            continue
        place = f"{name}:{item['line']}:{item['column']}"
        basis = " [this machine's inventory]" if item["from_inventory"] else ""
        print(f"{place}: {item['severity']}: {visible(item['message'])} ({item['code']}){basis}", file=stream)
        by_fix = " (`check --fix` does it)" if item["fixable"] else ""
        print(f"    {visible(item['remedy'])}{by_fix}", file=stream)


def _say_not_looked_at(result: Result, name: str, *, quiet: bool) -> None:
    for item in result.more["not_looked_at"]:
        what = f"{visible(item['what'])}: {visible(item['why'])}"
        say(f"{name}:{item['line']}:{item['column']}: not looked at: {what}", quiet=quiet)
    branches = result.more.get("branches", ())
    if branches:
        from wizard.cli.build_table import lines_of

        print("\n".join(lines_of(name, branches)))


def _rest(result: Result) -> str:
    """What the summary adds about findings that a comment silences, and places that could not be looked at."""
    tally = Counter(result.tally)
    counted = {"silenced": len(result.more["silenced"])} | {name: tally[name] for name in (NOT_LOOKED_AT, NOT_REACHING)}
    return "".join(f"; {_counted(number, what)}" for what, number in counted.items() if number)


def _summary(severities: Iterable[str]) -> str:
    counts = Counter(severities)
    return ", ".join(_counted(counts[severity], severity) for severity in Severity if counts[severity])


def _nothing(result: Result) -> str:
    return "nothing found in the rest" if result.more["not_looked_at"] else "nothing found"
