"""The manual page: every command and flag of the help, as text that man shows as it is."""

from __future__ import annotations

import subprocess
import sys

from wizard.cli import COMMANDS


def test_the_page_has_every_command_and_is_plain_troff() -> None:
    done = subprocess.run([sys.executable, "-m", "wizard.cli.manual"], check=True, capture_output=True)
    page = done.stdout.decode("ascii")
    lines = page.splitlines()
    assert lines[0].startswith(".TH ECR-WIZARD 1 ")
    for title in (*(command.upper() for command in COMMANDS), "ACCOUNT ADD", "SUBSCRIPTION RENAME"):
        assert f".SH {title}" in lines
    for words in ("\\-\\-answers\\-by\\-path FILE", "\\-\\-fail\\-on {error,warning,info}", "exit codes:"):
        assert words in page
    assert lines[lines.index(".SH SYNOPSIS") + 2].startswith("ecr\\-wizard [")
    assert ".SH DESCRIPTION" in lines
    requests = {line.split()[0] for line in lines if line.startswith((".", "'"))}
    assert requests == {".TH", ".SH", ".nf", ".fi"}
    assert lines.count(".nf") == lines.count(".fi")
