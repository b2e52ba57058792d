"""What is left to do after the file was written, with the user's names (docs/domain.md, "The two integrations")."""

from __future__ import annotations

from textwrap import wrap

from wizard.core.ci_file.project import Project
from wizard.core.guide.manual_steps import MESSAGE, OLD_INTERFACE, Steps, account_steps, git_steps, subscription_steps
from wizard.core.interview.commands import apply_command
from wizard.core.model.answers import Answers, Branches
from wizard.core.model.integration_types import DEFAULT_TYPE
from wizard.core.scenarios.images import images_in_ecr
from wizard.frozen import frozen


@frozen
class Group:
    """A title and lines in their order. `copies` tells that each line is meant to be copied as it is.

    `is_alternative`: it is another way of what the group before says. `task`: a box in the checklist of what remains.
    """

    title: str
    lines: tuple[str, ...]
    copies: bool = False
    is_alternative: bool = False
    task: bool = False


def lines_to_copy(line: str, width: int) -> list[str]:
    """A line to be copied: a command stays whole, a comment longer than `width` becomes several; 0 for no width.

    >>> lines_to_copy("# Then on every branch", 20)
    ["# Then on every", "# branch"]
    """
    if not width or not line.startswith("# "):
        return [line]
    return wrap(line[2:], max(width, 20), initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def in_pages(title: str, steps: Steps) -> tuple[Group, ...]:
    """Steps in Shippable's pages, those of its old interface under a heading of their own."""
    return Group(title, steps.new, task=True), Group(OLD_INTERFACE, steps.old, is_alternative=True)


def remaining(project: Project, answers: Answers, *, by_hand: bool = True, committed: str = "") -> tuple[Group, ...]:
    """The groups; without `by_hand` those in Shippable's own pages are left out, because the API did them.

    `committed` names the commit that has the file already.
    """
    name = answers.integration or ""
    account = answers.account.name or name
    pages = (
        *in_pages(
            "In Shippable: the account integration (once, for you)",
            account_steps(account, answers.account.type or DEFAULT_TYPE),
        ),
        *in_pages(
            "In Shippable: the subscription integration",
            subscription_steps(answers.subscription or "", name, account),
        ),
    )
    return (
        *(pages if by_hand else ()),
        pushing(project, answers.branches, committed) if committed else committing(project, answers.branches),
        *_in_console(project, answers),
        Group("The same again, without questions", (apply_command(answers),), copies=True),
    )


def _in_console(project: Project, answers: Answers) -> tuple[Group, ...]:
    """Where a browser shows the repositories of the images, and what builds push there."""
    pages = [image.console_page for image in images_in_ecr(project, answers)]
    lines = tuple(dict.fromkeys(page for page in pages if page is not None))
    return (Group("The images, in the console of AWS", lines, copies=True),) if lines else ()


def committing(project: Project, branches: Branches | None, message: str = MESSAGE) -> Group:
    """How the file comes to the branches that are to have it; without git only that it must."""
    title = "Commit and push on each branch that is to have it"
    if not project.is_repository:
        here = f"This folder is no git repository: bring {project.file.name} to each branch there."
        return Group(title, (here,), task=True)
    return Group(title, git_steps(project.file.name, branches, project.branch, message), copies=True, task=True)


def pushing(project: Project, branches: Branches | None, committed: str) -> Group:
    """What remains once the commit called `committed` has the file."""
    lines = git_steps(project.file.name, branches, project.branch)
    left = tuple(line for line in lines if not line.startswith(("git add ", "git commit ")))
    return Group(f"Push {committed}, and bring it to each branch that is to have it", left, copies=True, task=True)


def names_to_paste(answers: Answers) -> tuple[tuple[str, str], ...]:
    """What has to be pasted into Shippable's pages to the character: label and text."""
    name = answers.integration or ""
    return (("Account integration", answers.account.name or name), ("Subscription integration", name))
