"""What remains by hand: Shippable's own pages with the user's names, and git commands that really work."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from wizard.core.guide import manual_steps as handwork
from wizard.core.model.answers import Branches

FILE = "shippable.yml"


def test_the_account_integration_as_the_documentation_has_it() -> None:
    steps = "\n".join(handwork.account_steps("my keys").lines)
    for words in (
        "gear icon",
        "Integrations",
        "Add Integration",
        "Amazon ECR",
        "Integration Name: my keys",
        "aws_access_key_id",
        "aws_secret_access_key",
        "Save",
    ):
        assert words in steps


def test_later_servers_have_another_type_with_other_fields() -> None:
    steps = "\n".join(handwork.account_steps("my keys", "amazonKeys").lines)
    assert "AWS Keys" in steps
    assert "accessKey" in steps
    assert "secretKey" in steps
    assert "aws_access_key_id" not in steps
    assert "Amazon ECR" not in steps


@pytest.mark.parametrize(
    "steps",
    [
        handwork.account_steps("my keys"),
        handwork.subscription_steps("acme", "ecr", "my keys"),
        handwork.account_removal_steps("my keys", "ECR"),
        handwork.subscription_removal_steps("acme", "ecr"),
    ],
)
def test_the_interface_of_2018_comes_first_and_the_old_one_under_a_heading(steps: handwork.Steps) -> None:
    assert steps.lines == (*steps.new, f"{handwork.OLD_INTERFACE}:", *steps.old)
    assert "In the bar at the left" in steps.new[0]
    assert not any("gear icon" in line or "burger" in line for line in steps.new)
    assert "gear icon" in steps.old[0] or "burger" in steps.old[0]


def test_a_list_without_amazon_ecr_and_the_scope_are_told() -> None:
    new = "\n".join(handwork.account_steps("my keys").new)
    assert "where the list has none: AWS Keys" in new
    assert "with AWS Keys: accessKey and secretKey" in new
    assert "scope of projects" in "\n".join(handwork.subscription_steps("acme", "ecr", "my keys").new)


def test_the_subscription_integration_as_the_documentation_has_it() -> None:
    steps = "\n".join(handwork.subscription_steps("acme", "ecr-integration", "my keys").lines)
    for words in (
        "burger menu",
        "acme",
        "Settings",
        "Integrations",
        "Add Integration",
        "Name: ecr-integration",
        "Account Integrations",
        "my keys",
        "Save",
        "list",
    ):
        assert words in steps


def test_taking_out_goes_through_the_dependencies() -> None:
    steps = "\n".join(handwork.account_removal_steps("my keys", "ECR").lines)
    for words in (
        "gear icon",
        "Filters",
        "ECR",
        "Integration Name",
        "my keys",
        "Delete",
        "dependency",
        "Settings",
        "No dependency",
        "Yes",
    ):
        assert words in steps
    assert "ecr-integration" in "\n".join(handwork.subscription_removal_steps("acme", "ecr-integration").lines)


def test_the_branches_are_named() -> None:
    assert "every other branch" in handwork.git_steps(FILE, None, "master")[-1]
    assert "wip, docs" in handwork.git_steps(FILE, Branches("except", ("wip", "docs")), "master")[-1]
    steps = handwork.git_steps(FILE, Branches("only", ("master", "release/*")), "master")
    assert "release/*" in steps[-1]
    assert not any("switch" in step for step in steps)
    detached = handwork.git_steps(FILE, Branches("only", ("master",)), None)
    assert detached[-1].startswith("#")
    assert "master" in detached[-1]
    assert "No branch is checked out" in detached[1]


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", ["plain.yml", "-f.yml", "a b'c.yml", "$(touch pwned).yml"])
@pytest.mark.parametrize("branches", [("dev", "it's-$(touch${IFS}pwned)"), ("-dash", "dev")])
def test_the_commands_bring_the_file_to_every_branch(tmp_path: Path, name: str, branches: tuple[str, ...]) -> None:
    """Run by a shell as they stand, with a remote, whatever the file and the branches are called."""
    remote, root = tmp_path / "remote.git", tmp_path / "project"
    subprocess.run(["git", "init", "-q", "--bare", str(remote)], check=True)
    subprocess.run(["git", "init", "-q", "-b", "master", str(root)], check=True)
    for key, value in (("user.name", "t"), ("user.email", "t@example.com")):
        git(root, "config", key, value)
    git(root, "commit", "-q", "--allow-empty", "-m", "first")
    git(root, "remote", "add", "origin", str(remote))
    for branch in branches:
        git(root, "update-ref", f"refs/heads/{branch}", "HEAD")
    (root / name).write_text("language: python\n")

    steps = handwork.git_steps(name, Branches("only", branches), "master")
    script = "set -e\n" + "\n".join(steps)
    done = subprocess.run(["sh", "-c", script], cwd=root, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert not list(root.glob("pwned*"))
    assert git(root, "symbolic-ref", "HEAD").strip() == "refs/heads/master"
    for branch in ("master", *branches):
        assert git(remote, "show", f"refs/heads/{branch}:{name}") == "language: python\n"


def test_a_command_is_one_line_that_can_be_copied() -> None:
    for step in handwork.git_steps(FILE, Branches("only", ("master", "dev")), "master"):
        assert "\n" not in step
        assert step.startswith("#") or shlex.split(step)[0] == "git"


def test_other_keys_for_an_integration_are_chosen_in_its_page_and_its_scope_is_kept() -> None:
    steps = handwork.repoint_steps("acme", "ecr", "new-keys")
    assert "do not delete it" in steps[1]
    assert "choose new-keys" in steps[2]


def test_an_integration_with_its_own_keys_is_made_like_the_old_one() -> None:
    steps = handwork.own_keys_steps("acme", "ecr-2", "ecr")
    assert "the type that ecr has" in steps[1]
    assert steps[2] == "Name: ecr-2"
