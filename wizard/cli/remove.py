"""`ecr-wizard remove`: takes an integration out of shippable.yml."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from wizard.actions.look import look_around, the_file
from wizard.actions.removal import plan_removal
from wizard.actions.services import Services
from wizard.cli.apply import carry_out, finish
from wizard.cli.output import Result, exit_code
from wizard.cli.parsing import add_writing_flags, parse, parser
from wizard.core.cautions import Caution
from wizard.core.errors import RefusedError, WizardError

DESCRIPTION = "Take an ECR entry out of shippable.yml; what else in the file needs the registry is listed."


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    made = parser("remove", DESCRIPTION, result=True)
    made.add_argument("--integration", metavar="NAME", required=True, help="the name of the entry, to the character")
    made.add_argument("--build", action="store_true", help="take out what the scenario added under build too")
    made.add_argument("--file", metavar="PATH", help="the file, below the repository's root")
    add_writing_flags(made)
    options = parse(made, arguments)

    from wizard.actions.real import real_services

    services = real_services()
    results = [one_path(services, path, options) for path in options.paths or ["."]]
    finish(results, options)
    return exit_code(results, check=options.check)


def one_path(services: Services, path: str, options: argparse.Namespace) -> Result:
    """Take the entry out of the file of one PATH; nothing to do where it is not there."""
    result = Result(path)
    try:
        project = look_around(services, Path(path), options.file)
        result.file = project.file.name
        the_file(project, options.file)
        if project.file.refusal is None and project.file.entry(options.integration) is None:
            result.warnings = [_absent(options.integration, [entry.name for entry in project.file.ecr_entries])]
            return result
        removal = plan_removal(services, project, options.integration, with_build=options.build)
        result.warnings = [
            Caution("needs-registry", f"This needs the registry still: {item.what}", item.line)
            for item in removal.dependents
        ]
        carry_out(services, project, removal.plan, result, options, action="remove")
    except RefusedError as error:
        result.status, result.error = "refused", error
    except WizardError as error:
        result.status, result.error = "failed", error
    return result


def _absent(name: str, others: list[str]) -> Caution:
    known = f" Its ECR entries: {', '.join(others)}." if others else ""
    return Caution("no-such-entry", f"The file has no ECR entry called {name}.{known}")
