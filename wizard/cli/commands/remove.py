"""`ecr-wizard remove`: takes an integration out of shippable.yml."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.actions.dependencies import not_looked_at, of_place
from wizard.actions.record_applied import note_taken_out
from wizard.actions.removal import look_remedy
from wizard.actions.remove_entry import plan_removal
from wizard.actions.services import Services
from wizard.cli.batch import Manner
from wizard.cli.output import Result
from wizard.cli.parsing import add_batch_flags, add_file_flag, add_writing_flags, parse, parser
from wizard.cli.reading import file_of
from wizard.cli.writing import carry_out, each_path
from wizard.core.ci_file.project import Project
from wizard.core.model.finding import Finding, note
from wizard.core.model.inventory import Place
from wizard.core.plan import check_readable

DESCRIPTION = "Take an ECR entry out of shippable.yml; what else in the file needs the registry is listed."
COMMIT = "Commit and push it on each branch: Shippable reads the file of the branch that it builds."


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    made = parser("remove", DESCRIPTION, result=True)
    made.add_argument("--integration", metavar="NAME", required=True, help="the name of the entry, to the character")
    made.add_argument(
        "--build",
        action="store_true",
        help="take out what came with it under build too, as far as that is recorded or surely belongs to it",
    )
    add_file_flag(made)
    add_writing_flags(made)
    add_batch_flags(made)
    options = parse(made, arguments)

    def work(services: Services, project: Project, result: Result) -> None:
        check_readable(project.file)
        if project.file.entry(options.integration) is None:
            result.warnings = [_absent(options.integration, [entry.name for entry in project.file.ecr_entries])]
            return
        removal = plan_removal(services, project, options.integration, with_build=options.build)
        result.warnings = [*removal.warnings, *_not_looked_at(services, project, options.integration)]

        def noting() -> None:
            note_taken_out(services, project, options.integration)

        carry_out(services, project, removal.plan, result, options, action="remove", noting=noting)

    from wizard.actions.real import real_services

    return each_path(real_services(), options, file_of(options), work, Manner(next_step=COMMIT))


def _not_looked_at(services: Services, project: Project, name: str) -> list[Finding]:
    """The branches of which it is not known whether they name the entry too."""
    unseen = not_looked_at(of_place(services, name, Place(project.root, project.file.name)))
    return [note("not-looked-at", f"It may be named there too: {item}. {look_remedy([item])}") for item in unseen]


def _absent(name: str, others: list[str]) -> Finding:
    known = f" Its ECR entries: {', '.join(others)}." if others else ""
    return note("no-such-entry", f"The file has no ECR entry called {name}.{known}")
