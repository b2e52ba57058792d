"""What `apply` does once its flags are read."""

from __future__ import annotations

import argparse
from pathlib import Path

from wizard.actions.apply import preview
from wizard.actions.check import accounts_behind
from wizard.actions.record_applied import note
from wizard.actions.services import Services
from wizard.actions.settings import answers_at
from wizard.cli.branching import branch_manner, carry_out_on_branch, own_branch
from wizard.cli.by_path import given_by
from wizard.cli.inputs import is_answers_file
from wizard.cli.output import Result, say
from wizard.cli.parsing import Parser
from wizard.cli.writing import at_tasks, carry_out, note_in_inventory, tasks_of
from wizard.core.ci_file.project import Project
from wizard.core.model.answers import Answers
from wizard.core.text.safetext import visible

STDIN = "-"


def run_apply(made: Parser, options: argparse.Namespace) -> int:
    """Carry out the command and give its exit code."""
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
            carry_out(services, project, plan, result, options, noting=lambda: note(services, project, answers))
        elif carry_out_on_branch(services, project, answers, plan, result, options, branch):
            note_in_inventory(result, lambda: note(services, project, answers))

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
