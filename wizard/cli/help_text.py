"""What is below every command's help: an example, the variables that the command reads, the exit codes."""

from __future__ import annotations

from typing import NamedTuple

PROGRAM = "ecr-wizard"

# Command (as it is called) -> an example. `tests/cli/test_help.py` runs those that need no network.
EXAMPLES = {
    "": "ecr-wizard demo",
    "apply": "ecr-wizard apply --integration ecr-integration --scenario push --image app --tag latest --dry-run",
    "remove": "ecr-wizard remove --integration ecr-integration --build --dry-run",
    "check": "ecr-wizard check service-a service-b",
    "rule": "ecr-wizard rule ecr-without-entry",
    "undo": "ecr-wizard undo --dry-run",
    "account": "ecr-wizard account list",
    "account list": "ecr-wizard account list --json",
    "account add": "ecr-wizard account add acme-keys --profile acme --region eu-west-1",
    "account remove": "ecr-wizard account remove acme-keys",
    "subscription": "ecr-wizard subscription list",
    "subscription list": "ecr-wizard subscription list --json",
    "subscription add": "ecr-wizard subscription add ecr-integration --account acme-keys --subscription acme",
    "subscription remove": "ecr-wizard subscription remove ecr-integration",
    "subscription rename": "ecr-wizard subscription rename ecr-integration ecr",
    "verify": "ecr-wizard verify --profile acme --image 123456789012.dkr.ecr.us-east-1.amazonaws.com/app:latest",
    "policy": "ecr-wizard policy --scenario push 123456789012.dkr.ecr.us-east-1.amazonaws.com/app",
    "doctor": "ecr-wizard doctor",
    "clean": "ecr-wizard clean",
    "completion": "source <(ecr-wizard completion bash)",
    "help": "ecr-wizard help account add",
    "demo": "ecr-wizard demo --plain",
}

CODES = {
    0: "done, or nothing to do",
    1: (
        "could not be done; `check`: an error was found (or what --fail-on says); `doctor`: a problem; `verify`: no, "
        "or not checked"
    ),
    2: "wrong usage",
    3: "--check found a change",
    4: "AWS or the form of the keys says no",
    5: "some PATHs were written and some failed",
    130: "cancelled",
    143: "stopped by SIGTERM; what was written is named",
}
# Code -> the commands that can end with it; all of them where it is not listed.
BATCHES = ("apply", "remove", "undo", "check", "subscription")
CODES_OF = {3: ("apply", "remove", "undo"), 4: ("", "account", "verify", "demo"), 5: BATCHES, 143: BATCHES}

AWS = ("", "account", "verify")
SHIPPABLE = ("", "account", "subscription")
SCREENS = ("", "demo")


class Variable(NamedTuple):
    """An environment variable (or several with one meaning): what it does, and for which commands."""

    name: str
    text: str
    commands: tuple[str, ...]


VARIABLES = (
    Variable("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY", "keys that can be used", AWS),
    Variable("AWS_PROFILE, AWS_REGION", "the profile and the region, as AWS's own tools read them", AWS),
    Variable("SHIPPABLE_API_URL, SHIPPABLE_API_TOKEN", "Shippable's API; there is no default address", SHIPPABLE),
    Variable(
        "AWS_ENDPOINT_URL_ECR_REGISTRY", "a registry on this computer in place of ECR's own, for tests", ("", "verify")
    ),
    Variable("HTTPS_PROXY, NO_PROXY", "the proxy for AWS and Shippable", (*SHIPPABLE, "verify")),
    Variable("NO_COLOR", "no colours", SCREENS),
    Variable("ACCESSIBLE", "line prompts in place of screens", SCREENS),
    Variable(
        "XDG_STATE_HOME", "where backups and journals are kept", ("", "apply", "remove", "check", "undo", "clean")
    ),
    Variable("XDG_DATA_HOME", "where the inventory of integrations is kept", (*SHIPPABLE, "apply", "remove")),
)


def below(program: str) -> str:
    """The text for the command that is called like `program` (`ecr-wizard account add`)."""
    words = program.split()[1:]
    command, called = (words[0] if words else ""), " ".join(words)
    parts = [""]
    if called in EXAMPLES:
        parts += ["example:", f"  {EXAMPLES[called]}", ""]
    variables = [item for item in VARIABLES if command in item.commands or command == "doctor"]
    if variables:
        parts += ["environment variables:", *(f"  {item.name}\n      {item.text}" for item in variables), ""]
    parts += ["exit codes:", *(f"  {code:<4} {text}" for code, text in _codes(command).items())]
    return "\n".join(parts) + "\n"


def _codes(command: str) -> dict[int, str]:
    return {code: text for code, text in CODES.items() if command in CODES_OF.get(code, (command,))}
