"""`ecr-wizard doctor`: what the program finds around it, and what to do about what is not in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from wizard.actions.doctor import Diagnosis, diagnose
from wizard.cli.output import to_stdout
from wizard.cli.parsing import parse, parser
from wizard.cli.subcommands import print_object
from wizard.core.model.errors import ExitCode
from wizard.core.text.safetext import visible

DESCRIPTION = """\
Look at terminal, locale, git, keyring, AWS settings, proxy, Shippable's API and the program's folders.
Nothing is changed, nothing is sent over a network, no secret is shown. Exit code 1 when there is a problem."""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    options = parse(parser("doctor", DESCRIPTION, paths=False, result=True), arguments)
    from wizard.actions.real import real_services

    found = diagnose(real_services())
    with to_stdout():
        if options.json:
            print_object({"checks": [asdict(item) for item in found]})
        else:
            _print(found, quiet=options.quiet)
    return ExitCode.FAILED if any(item.state == "problem" for item in found) else ExitCode.DONE


def _print(found: Sequence[Diagnosis], *, quiet: bool) -> None:
    for item in found:
        if quiet and item.state == "ok":
            continue
        source = f" [{visible(item.source)}]" if item.source else ""
        print(f"{item.state:<8} {item.subject}: {visible(item.found)}{source}")
        if item.remedy:
            print(f"         {visible(item.remedy)}")
