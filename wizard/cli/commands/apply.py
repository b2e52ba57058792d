"""`ecr-wizard apply`: the wizard without questions."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.cli.parsing import Parser, add_answer_flags, add_batch_flags, add_writing_flags, parse, parser

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
    from wizard.cli.applying import run_apply  # late: help needs nothing of it

    return run_apply(made, options)


def add_commit_flags(made: Parser) -> None:
    """`--branch`, `--commit`, `--message`, `--pr-body`."""
    group = made.add_argument_group("commit in place of writing the file")
    group.add_argument("--branch", metavar="NAME", help="the branch to make, one commit ahead of HEAD")
    group.add_argument(
        "--commit",
        action="store_true",
        help="commit the change on --branch; the work tree and the index stay as they are, no hook runs, and the "
        "commit is not signed",
    )
    group.add_argument("-m", "--message", metavar="TEXT", help="the message; default: that of the wizard's last page")
    group.add_argument(
        "--pr-body",
        metavar="FILE",
        help="write the text of a pull request to a new FILE in place of stdout; {repository} and {folder} stand for "
        "what each repository has",
    )
