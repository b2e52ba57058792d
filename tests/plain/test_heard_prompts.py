"""The prompts as a screen reader gets them: every byte of a walk, in tests/golden/transcripts/prompts.txt.

`make transcripts` writes it; read what changed before you commit it.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pexpect

TRANSCRIPT = Path(__file__).parents[1] / "golden" / "transcripts" / "prompts.txt"
DEMO, BACKUP = re.compile(r"\S*/ecr-wizard-demo-\w+"), re.compile(r"backups/\w+/\d+-\d+T\d+-")
# A part of the prompt, and what is typed the first, second ... time; everything else is answered by Enter.
ANSWERS = {
    "What next": ["?", ""],
    "1.2 Region": ["/us-west", ""],
    "1.3 Keys": ["Try: A good key"],
    "3.1 Scenario": ["3"],
    "Write shippable.yml": ["y"],
}
MOST = 40  # questions


def test_the_prompts_are_heard_as_they_are_written_down(own_home: Path) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "wizard", "demo", "--plain"],
        cwd=str(own_home),
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm", "LC_ALL": "C.UTF-8"},
        encoding="utf-8",
        timeout=30,
        dimensions=(24, 80),
        maxread=65536,
    )
    child.delaybeforesend = None
    left = {part: list(lines) for part, lines in ANSWERS.items()}
    heard = ""
    for _ in range(MOST):
        if child.expect([r"[^\r\n]*: $", pexpect.EOF]):
            heard += child.before
            break
        heard += child.before + child.after
        lines = next((lines for part, lines in left.items() if part in child.after), [])
        child.sendline(lines.pop(0) if lines else "")
    assert not child.isalive(), heard
    assert "\x1b" not in heard
    text = BACKUP.sub("backups/1/1-20260302T100000-", DEMO.sub("/tmp/demo", heard.replace("\r", "")))
    if os.environ.get("ECR_WIZARD_TRANSCRIPTS") == "write":
        TRANSCRIPT.parent.mkdir(exist_ok=True)
        TRANSCRIPT.write_text(text, encoding="utf-8")
    assert TRANSCRIPT.read_text(encoding="utf-8") == text, "something else is heard (`make transcripts`)"
