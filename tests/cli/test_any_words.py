"""Whatever is typed, into whatever file: words and an exit code of the contract, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.conftest import Run

TEXT_FLAGS = (
    "--integration",
    "--scenario",
    "--push-section",
    "--image",
    "--tag",
    "--options",
    "--env",
    "--dockerfile",
    "--build-command",
    "--region",
    "--only",
    "--except",
    "--file",
    "--answers",
    "--save-answers",
)
SWITCHES = (
    "--commit-container",
    "--move-pre-ci-boot",
    "--all-branches",
    "--custom-image",
    "--no-aws-cli",
    "--aws-cli",
    "--agent-only",
    "--no-agent-only",
    "--dry-run",
    "--check",
    "--json",
    "-q",
    "-vv",
    "--plain",
    "--build",
    "--fix",
    "--help",
    "--version",
    "--",
    "-",
)
JUNK = (
    "",
    "x",
    "--",
    "=",
    "a b",
    "\x1b[31m",
    "\u202e",
    "\u00e9",
    "\udcff",
    "*a",
    "$X",
    "..",
    ".git",
    "shippable.yml",
    "x" * 300,
    "none",
    "null",
    "1.10",
    "A=1",
    "=1",
    "A=\n",
    "# c",
    "a #c",
    "'",
    '"',
    "%",
    "? a",
    ": ",
    "\ta",
    "{a: b}",
)
FILES = (
    "",
    "a: b\n",
    "build:\n  push: x",
    "integrations:\n  hub:\n",
    "- a\n",
    "build: {ci: [a, b]}\n",
    "hub\n",
    "a: [\n",
    "pre_ci_boot:\n  image_name: x\n",
    "\ufeffa: 1\r\n",
    "build:\n  pre_ci_boot:\n    image_name: *x\n",
    "integrations:\n  hub:\n    - integrationName: x\n      type: ecr\n",
    "build:\n  post_ci: |\n    a\n    b",
    "integrations: {hub: [{integrationName: x, type: ecr}]}",
    "name: \udce9\n",
)
MOSTLY = st.sampled_from([["--integration=x"], ["--integration=x", "--scenario=push", "--image=a/b"], []])
WORDS = st.lists(
    st.builds("{}={}".format, st.sampled_from(TEXT_FLAGS), st.sampled_from(JUNK))
    | st.sampled_from(SWITCHES)
    | st.sampled_from(JUNK),
    max_size=5,
)


@settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["apply", "apply", "remove", "undo", "check", "policy", "account", "subscription", "--plain"]),
    MOSTLY,
    WORDS,
    st.none() | st.sampled_from(FILES),
)
def test_every_end_is_one_of_the_contract(
    ecr: Run, project: Path, command: str, usual: list[str], words: list[str], text: str | None
) -> None:
    file = project / "shippable.yml"
    file.unlink(missing_ok=True)
    if text is not None:
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
    done = ecr(command, *usual, *words, stdin="1\n\n?\n<\nx\n" * 5)
    assert done.returncode in (0, 1, 2, 3, 4, 130), done.stderr
    assert "Traceback" not in done.stderr
    assert "met a bug" not in done.stderr
    assert not {"\x1b", "\u202e"} & set(done.stdout + done.stderr)
    if "--json" in words and done.stdout and not {"--help", "--version"} & set(words):
        json.loads(done.stdout)
