"""`ecr-wizard help [COMMAND]`: the same as `COMMAND --help`."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.cli import COMMANDS
from wizard.cli.output import to_stdout
from wizard.cli.parsing import actions_of, parse, parser, parser_of

DESCRIPTION = "Print the help of a command, for example of `account add`; without one, that of the program."


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    made = parser("help", DESCRIPTION, paths=False)
    made.add_argument("command", nargs="*", metavar="COMMAND", help=f"one of {', '.join(COMMANDS)}")
    words = parse(made, arguments).command
    if words and words[0] not in COMMANDS:
        made.error(f"no such command: {words[0]}")
    actions = actions_of(words[0]) if words else ()
    if len(words) > 2 or (len(words) == 2 and words[1] not in actions):
        known = f"; it has {', '.join(actions)}" if actions else ""
        made.error(f"no such command: {' '.join(words)}{known}")
    with to_stdout():
        print(parser_of(*words).format_help(), end="")
    return 0
