"""`ecr-wizard undo`: puts back the bytes from before the last write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wizard.actions.look import look_around
from wizard.actions.services import Services
from wizard.cli.output import Result, exit_code, print_json, say_result
from wizard.cli.parsing import parse, parser
from wizard.core.diff import unified_diff
from wizard.core.errors import RefusedError, WizardError

DESCRIPTION = "Put back the bytes of shippable.yml from before the last write; several times in a row go further back."


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    made = parser("undo", DESCRIPTION, result=True)
    made.add_argument("--file", metavar="PATH", help="the file, below the repository's root")
    options = parse(made, arguments)

    from wizard.actions.real import real_services

    services = real_services()
    results = [one_path(services, path, options.file) for path in options.paths or ["."]]
    if options.json:
        print_json(results)
    else:
        for result in results:
            say_result(result, quiet=options.quiet)
    return exit_code(results, check=False)


def one_path(services: Services, path: str, file: str | None) -> Result:
    """Undo the last write of one PATH's file."""
    result = Result(path)
    try:
        project = look_around(services, Path(path), file)
        result.file = project.file.name
        undone = services.files.undo(Path(project.root) / project.file.name)
        result.status = "written"
        result.diff = unified_diff(project.file.name, undone.before, undone.after)
    except RefusedError as error:
        result.status, result.error = "refused", error
    except WizardError as error:
        result.status, result.error = "failed", error
    return result
