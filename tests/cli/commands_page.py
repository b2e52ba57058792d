"""docs/commands.md: every command with its real output. `python -m tests.cli.commands_page` writes the outputs again.

A block of the page is a session: each line that begins with `$ ` is run, what is below it is what it printed. A line
`...` in an output stands for any lines. Names that differ from run to run are replaced: RUN, TIME, the home folder.
"""

from __future__ import annotations

import fnmatch
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
SETUP = """
for name in shop cart; do
    git init -q -b master $name && git -C $name remote add origin git@github.com:acme/$name.git
    printf 'language: python\\n\\nbuild:\\n  ci:\\n' >$name/shippable.yml
    echo "    - docker build -t $HOST/$name:latest ." >>$name/shippable.yml
done
"""
HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
_BLOCK = re.compile(r"(?<=```console\n).*?(?=```\n)", re.DOTALL)
_CHANGING = (
    (re.compile(r"\b\d{8}-\d{6}-\d{6}-[0-9a-f]{4}\b"), "RUN"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00"), "TIME"),
    (re.compile(r"\b\d{6}-\d{8}T\d{6}-"), "000001-TIME-"),
    (re.compile(r"(?<=backups/)[0-9a-f]{24}"), "FILE"),
    (re.compile(r"\b\d+(?:\.\d+)? (?:bytes|[kK]B|MB)\b"), "SIZE"),
)


def real_page(text: str, home: Path) -> str:
    """The page with what each command really prints, run in `home` one after the other."""
    _sh(SETUP, home)
    return _BLOCK.sub(lambda found: _session(found[0], home), text)


def _session(block: str, home: Path) -> str:
    parts = re.split(r"^(\$ .*\n)", block, flags=re.MULTILINE)[1:]
    out = []
    for command, expected in zip(parts[::2], parts[1::2], strict=True):
        printed = _sh(command.removeprefix("$ "), home)
        out += [command, expected if _matches(printed, expected) else printed]
    return "".join(out)


def _matches(printed: str, expected: str) -> bool:
    """Whether the output is what the page has, `...` standing for any lines."""
    pattern = "".join("*" if line == "...\n" else f"{_literal(line)}" for line in expected.splitlines(keepends=True))
    return fnmatch.fnmatchcase(printed, pattern)


def _literal(text: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", text)


def _sh(script: str, home: Path) -> str:
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**kept, "PATH": path, "HOME": str(home), "HOST": HOST, "TERM": "dumb", "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=home,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    printed = done.stdout.replace(str(home), "/home/you")
    for pattern, name in _CHANGING:
        printed = pattern.sub(name, printed)
    return printed + (f"[exit code {done.returncode}]\n" if done.returncode else "")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(real_page(PAGE.read_text(encoding="utf-8"), Path(folder).resolve()), encoding="utf-8")
