"""`ecr-wizard apply`: the wizard without questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wizard.actions.apply import preview
from wizard.actions.check import accounts_behind
from wizard.actions.record_applied import note
from wizard.actions.services import Services
from wizard.cli.inputs import answers_for, answers_of, is_answers_file
from wizard.cli.output import Result, say
from wizard.cli.parsing import add_answer_flags, add_batch_flags, add_writing_flags, parse, parser
from wizard.cli.writing import carry_out, each_path
from wizard.core.ci_file.project import Project
from wizard.core.model.answers import Answers
from wizard.core.text.safetext import visible

DESCRIPTION = """\
Write the patch of shippable.yml that the answers mean, without questions.

An answer that is left out keeps what the file has; defaults fill only what it lacks. --all-branches,
--no-agent-only and --options= take out what the file has. `--dry-run >x.patch` keeps the patch in a file.

In --integration, --image and --tag stand {repository}, {organization}, {folder} and {default_branch} for what each
repository has; {{ is a brace, and ${VARIABLES} stay what they are (such as $REPO_NAME, which Shippable sets)."""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    made = parser("apply", DESCRIPTION, result=True)
    add_writing_flags(made)
    add_batch_flags(made)
    add_answer_flags(made)
    options = parse(made, arguments)
    given = answers_of(options)
    if not given.integration:
        made.error("the name of the subscription integration is missing: --integration NAME")
    if options.save_answers:
        save_answers(Path(options.save_answers), given)
        say(f"Answers saved: {visible(options.save_answers)}", quiet=options.quiet)

    def work(services: Services, project: Project, result: Result) -> None:
        answers = answers_for(project, given)
        plan = preview(project, answers, accounts_behind(services, project))
        result.warnings = plan.warnings
        result.findings = plan.findings
        carry_out(services, project, plan, result, options, books=lambda: note(services, project, answers))

    from wizard.actions.real import real_services

    return each_path(real_services(), options, given.file, work)


def save_answers(path: Path, answers: Answers) -> None:
    """Write an answers file; an older one is replaced, any other file is kept. Raises `WizardError`."""
    from wizard.core.interview.commands import answers_yaml
    from wizard.services.storage.files import write_new

    write_new(path, answers_yaml(answers), replace=is_answers_file(path))
