"""The last two steps on a console: the review and what is left to do."""

from __future__ import annotations

from pathlib import Path

from wizard.actions.services import Services
from wizard.actions.setup import looked_again, preview, write
from wizard.core.answers import Answers
from wizard.core.errors import WizardError
from wizard.core.handwork import account_steps, git_steps, subscription_steps
from wizard.core.plan import Plan
from wizard.core.project import Project
from wizard.core.replay import answers_yaml, apply_command
from wizard.core.safetext import visible
from wizard.plain.console import Console
from wizard.services.files import Written, write_new

REVIEW_HELP = "y writes the file as the diff shows it, with a backup. n leaves with nothing changed."
SAVE_HELP = "A file for `ecr-wizard apply --answers=FILE`. It holds no keys."


def review(console: Console, services: Services, project: Project, answers: Answers) -> Written | Plan | None:
    """Show the plan and write it when the user says so.

    The plan itself comes back when there was nothing to write, None when the user left. Raises `WizardError`.
    """
    while True:
        plan = preview(project, answers)
        show(console, plan)
        if not plan.changes_something:
            console.say("The file says all this already: there is nothing to write.")
            return plan
        if not console.yes_no(f"Write {visible(plan.file)}", REVIEW_HELP, default=False):
            return None
        try:
            return write(services, project, plan)
        except WizardError as error:
            if error.code != "changed-meanwhile":
                raise
            console.error(error)
            console.say("The patch is planned anew on what the file holds now.")
            project = looked_again(services, project)


def show(console: Console, plan: Plan) -> None:
    """The diff, why, and the warnings."""
    console.say()
    console.say(plan.diff.rstrip("\n"))
    for why in dict.fromkeys(edit.why for edit in plan.edits):
        console.say(f"Why: {why}")
    if plan.agent_only is not None:
        console.say(f"agent_only: {plan.agent_only.reason}")
    for item in plan.warnings:
        place = f" (line {item.line})" if item.line else ""
        console.say(f"Warning{place}: {item.message}")


def done(console: Console, project: Project, answers: Answers, written: Written | Plan) -> None:
    """What was written and everything that remains, with the user's names."""
    if isinstance(written, Written):
        console.say(f"\nWritten: {written.path}")
        if written.backup is not None:
            console.say(f"The file as it was: {written.backup} (`ecr-wizard undo` brings it back)")
    name = answers.integration or ""
    account = answers.account.name or name
    groups = (
        ("In Shippable, once for you:", account_steps(account, answers.account.type)),
        ("In Shippable, for the subscription:", subscription_steps(answers.subscription or "", name, account)),
        (
            "Commit and push on each branch that is to use it:",
            git_steps(project.file.name, answers.branches, project.branch),
        ),
        ("The same again, without questions:", (apply_command(answers),)),
    )
    for title, lines in groups:
        console.say(f"\n{title}")
        for line in lines:
            console.say(f"  {line}")
    _offer_answers(console, project, answers)


def _offer_answers(console: Console, project: Project, answers: Answers) -> None:
    text = console.ask("\nSave the answers to a file (a name; Enter: no)", SAVE_HELP, "")
    if not text:
        return
    path = Path(project.root) / Path(text.strip()).expanduser()
    try:
        write_new(path, answers_yaml(answers))
    except WizardError as error:
        console.error(error)
    else:
        console.say(f"Saved: {path}")
