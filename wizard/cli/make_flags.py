"""`python -m wizard.cli.make_flags`: the text of flags_table.py on stdout, made from the questions (`make flags`)."""

from __future__ import annotations

from wizard.core.interview.commands import PAIRS
from wizard.core.interview.question import Question
from wizard.core.interview.questions import QUESTIONS

# What --help says of a flag whose question says it in other words.
FLAG_HELP = {
    "tag": "The image's tag; default: latest, for build: tip",
    "options": "Options of docker run for the CI container; empty or none: no options",
    "env": "A variable of the CI container; repeatable, the others are kept",
    "skip_pull_requests": "No docker push in builds of pull requests, which have the name of the base branch",
    "commit_container": "docker commit of the CI container before docker push (post_ci only)",
    "move_pre_ci_boot": "Move a pre_ci_boot at the top level, where it is not read, under build",
    "custom_image": "Whether CI runs in an image of your own; default: what the file says",
    "aws_cli": "Whether that image has the AWS CLI; default: what the Dockerfile says, else yes",
    "agent_only": "Override what is derived from the answers; --no-agent-only takes the key out",
    "file": "The file to patch, below the repository's root; default: shippable.yml",
}

HEAD = '''"""The flags of the questions, as `make flags` writes them: help costs no import of the questions.

A flag, the key of its question, its kind, its metavar, its line in --help.
"""

FLAGS: tuple[tuple[str, str, str, str | None, str], ...] = (
'''


def table() -> str:
    """The text of the module."""
    rows = [_row(question) for question in QUESTIONS if question.flag]
    return HEAD + "".join(f"    {_literal(row)},\n" for row in rows) + ")\n"


def _row(question: Question) -> tuple[str | None, ...]:
    text = FLAG_HELP.get(question.key) or question.help.partition(". ")[0].rstrip(".")
    metavar: str | None = question.metavar
    if question.kind == "yes_no":
        kind, metavar = ("pair" if question.key in PAIRS else "switch"), None
    elif question.kind == "lines":
        kind = "lines"
    elif question.choices:
        kind, metavar = "choice", "{" + ",".join(choice.value for choice in question.choices) + "}"
    else:
        kind = "text"
    return question.flag, question.key, kind, metavar, text


def _literal(row: tuple[str | None, ...]) -> str:
    lines = "".join(f"        {_quoted(item)},\n" for item in row)
    return f"(\n{lines}    )"


def _quoted(item: str | None) -> str:
    return "None" if item is None else '"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    print(table(), end="")
