"""The command line (the contract of docs/design.md, section 3): commands, flags, exit codes.

Each command is a module that is imported when it is asked for, so that `--version` costs next to nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Sequence
from importlib import import_module

from wizard import __version__

# Command -> what its line in --help says. Its module is `wizard.cli.commands.<command>`, with `run(arguments)`.
COMMANDS = {
    "apply": "write the patch from flags or an answers file, without questions",
    "remove": "take an integration out of shippable.yml",
    "check": "findings about the file's ECR settings",
    "rule": "what a code of check means: why, source, an example before and after",
    "undo": "put back the bytes from before the last write",
    "account": "the account integrations that the wizard knows: list, add, remove",
    "subscription": "the subscription integrations that the wizard knows: list, add, rename, remove",
    "verify": "ask the registry itself: is the tag there, may the key pull or start a push",
    "policy": "the least IAM policy for a scenario and its repositories, as JSON",
    "doctor": "what the program finds around it, with a remedy for what is not in order",
    "clean": "backups and journals of folders that are gone: list them, delete them",
    "completion": "completion for bash, zsh or fish",
    "help": "the help of a command",
    "demo": "the wizard on a simulation: no account, no network, nothing of yours touched",
}
FLAGS_WITH_VALUE = frozenset({"--log-file"})


def run(arguments: Sequence[str]) -> int:
    """Run one command line (without the program's name) and give its exit code."""
    command, rest = split_command(arguments)
    if "--version" in rest and command is None:
        print(f"ecr-wizard {__version__}")
        if {"-v", "--verbose"} & set(rest):
            from wizard.cli.versions import print_versions

            print_versions()
        return 0
    from wizard.cli.failure import reported

    gc.disable()  # looking for cycles in what is only imported is a twentieth of a start; who runs long enables it
    return reported(lambda: int(import_module(f"wizard.cli.commands.{command or 'wizard'}").run(rest)), rest)


def split_command(arguments: Sequence[str], commands: Collection[str] = COMMANDS) -> tuple[str | None, list[str]]:
    """The command, one of `commands`, among the arguments (it is the first word that is no flag), and the others."""
    skip = False
    for at, word in enumerate(arguments):
        if skip:
            skip = False
        elif word in FLAGS_WITH_VALUE:
            skip = True
        elif word == "--":
            break
        elif not word.startswith("-"):
            if word in commands:
                return word, [*arguments[:at], *arguments[at + 1 :]]
            break
    return None, list(arguments)
