"""`ecr-wizard undo`: puts back the bytes from before the last write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wizard.actions.services import Services
from wizard.cli.inputs import file_of
from wizard.cli.output import Result, exit_code
from wizard.cli.parsing import add_file_flag, add_writing_flags, parse, parser
from wizard.cli.writing import each_path, finish
from wizard.core.ci_file.project import Project
from wizard.core.model.errors import RefusedError
from wizard.core.text.diff import unified_diff

DESCRIPTION = "Put back the bytes of shippable.yml from before the last write; several times in a row go further back."


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    made = parser("undo", DESCRIPTION, result=True)
    add_file_flag(made)
    add_writing_flags(made)
    options = parse(made, arguments)

    def work(services: Services, project: Project, result: Result) -> None:
        path = Path(project.root) / project.file.name
        only_look = options.dry_run or options.check
        try:
            undone = services.files.undo(path, name=project.file.name, dry_run=only_look)
        except RefusedError as error:
            # The text that the refusal shows is what was changed since; for scripts it is the diff.
            result.diff = error.snippet
            raise
        result.diff = unified_diff(project.file.name, undone.before, undone.after)
        result.status = "would-change" if only_look else "written"
        result.done = (
            "as it was before the last write" if undone.after is not None else "removed: it was not there before"
        )

    from wizard.actions.real import real_services

    results = each_path(real_services(), options, file_of(options), work)
    finish(results, options, next_step="")
    return exit_code(results, check=options.check)
