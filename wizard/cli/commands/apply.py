"""`ecr-wizard apply`: the wizard without questions."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from wizard.actions.apply import preview
from wizard.actions.check import accounts_behind
from wizard.actions.record_applied import note
from wizard.actions.services import Services
from wizard.actions.settings import answers_at
from wizard.cli.branching import add_commit_flags, branch_manner, carry_out_on_branch, own_branch
from wizard.cli.by_path import given_by
from wizard.cli.inputs import is_answers_file
from wizard.cli.output import Result, say
from wizard.cli.parsing import Parser, add_answer_flags, add_batch_flags, add_writing_flags, parse, parser
from wizard.cli.writing import at_tasks, carry_out, keep_books, tasks_of
from wizard.core.ci_file.project import Project
from wizard.core.model.answers import Answers
from wizard.core.text.safetext import visible

STDIN = "-"
DESCRIPTION = """\
Write the patch of shippable.yml that the answers mean, without questions.

An answer that is left out is that of `.ecr-wizard.yml` in the repository, else what the file has; defaults fill only
what it lacks. --all-branches, --no-agent-only and --options= take out what the file has. `--dry-run >x.patch` keeps
the patch in a file.

In --integration, --image and --tag stand {repository}, {organization}, {folder} and {default_branch} for what each
repository has; {{ is a brace, and ${VARIABLES} stay what they are (such as $REPO_NAME, which Shippable sets).

--branch NAME --commit makes a commit on a new branch in place of writing the file, and prints the text of a pull
request; a file with changes that are not committed is refused.

PATH - is a filter: the file is read on stdin and written on stdout."""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    made = parser("apply", DESCRIPTION, result=True)
    add_writing_flags(made)
    add_batch_flags(made)
    add_commit_flags(made)
    add_answer_flags(made)
    options = parse(made, arguments)
    _check_stdin(made, options)
    branch = own_branch(made, options)
    given = given_by(options)
    if options.save_answers:
        save_answers(Path(options.save_answers), given.everywhere)
        say(f"Answers saved: {visible(options.save_answers)}", quiet=options.quiet)

    def work(services: Services, project: Project, result: Result) -> None:
        project, answers = answers_at(services, project, given.at(result.path))
        plan = preview(project, answers, accounts_behind(services, project))
        result.warnings = plan.warnings
        result.findings = plan.findings
        if branch is None:
            carry_out(services, project, plan, result, options, books=lambda: note(services, project, answers))
        elif carry_out_on_branch(services, project, answers, plan, result, options, branch):
            keep_books(result, lambda: note(services, project, answers))

    from wizard.actions.real import real_services

    if options.paths == [STDIN]:
        from wizard.cli.filtering import filter_stdin

        return filter_stdin(real_services(), options, given.everywhere)
    if given.paths and not options.paths and options.paths_from is None:
        options.paths = list(given.paths)
    tasks = given.tasks(tasks_of(options, None))
    return at_tasks(real_services(), tasks, options, work, branch_manner(options) if branch else None)


def _check_stdin(made: Parser, options: argparse.Namespace) -> None:
    """Leave with a usage error where stdin would be read twice, or a file from it has nothing to go with."""
    readers = [options.answers == STDIN, options.paths_from == STDIN, STDIN in options.paths]
    if sum(readers) > 1:
        made.error("stdin can be read once: as PATH, --answers or --paths-from")
    alone = len(options.paths) == 1 and not (options.json or options.json_lines or options.commit)
    if STDIN in options.paths and not alone:
        made.error("PATH - writes the file on stdout: it goes with no other PATH, no JSON and no --commit")


def save_answers(path: Path, answers: Answers) -> None:
    """Write an answers file; an older one is replaced, any other file is kept. Raises `WizardError`."""
    from wizard.core.interview.commands import answers_yaml
    from wizard.services.storage.files import write_new

    write_new(path, answers_yaml(answers), replace=is_answers_file(path))
