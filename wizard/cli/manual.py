"""`python -m wizard.cli.manual`: the manual page, made from the parsers that make the help (`make manual`)."""

from __future__ import annotations

import os
import re

from wizard import __version__
from wizard.cli import COMMANDS
from wizard.cli.parsing import actions_of, parser_of

WIDTH = 88


def manual() -> str:
    """The page in the language of man: the program, then each command with the words of its help."""
    os.environ["COLUMNS"] = str(WIDTH)  # argparse folds its lines by it
    parts = [f'.TH ECR-WIZARD 1 "" "ecr-wizard {__version__}"', ".SH NAME"]
    parts.append("ecr\\-wizard \\- connect a project on Shippable to Amazon ECR")
    usage, _, rest = parser_of().format_help().partition("\n\n")
    parts += [
        ".SH SYNOPSIS",
        *_verbatim(usage.removeprefix("usage: ").replace("\n" + " " * 7, "\n")),
        ".SH DESCRIPTION",
        *_verbatim(rest),
    ]
    for command in COMMANDS:
        for words in ((command,), *((command, action) for action in actions_of(command))):
            parts.append(f".SH {_escaped(' '.join(words).upper())}")
            parts += _verbatim(parser_of(*words).format_help())
    return "\n".join(parts) + "\n"


def _verbatim(text: str) -> list[str]:
    return [".nf", *(_escaped(line) for line in text.rstrip("\n").splitlines()), ".fi"]


def _escaped(line: str) -> str:
    """A line that troff prints as it is."""
    safe = line.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("^", "\\(ha")
    safe = safe.replace("~", "\\(ti")
    safe = "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in safe)
    return re.sub(r"^(?=[.'])", r"\\&", safe)


if __name__ == "__main__":
    print(manual(), end="")
