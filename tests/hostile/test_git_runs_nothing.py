"""Repositories that name programs: git must run none of them, and must not fetch, whatever is asked."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.integrations import Command, command
from wizard.core.model.errors import UsageError
from wizard.core.model.inventory import Inventory, Place
from wizard.services.repository.git import RealGit
from wizard.services.repository.git_branches import BROKEN_REF, IN_SUBMODULE, LEADS_OUT, ODD_PATH, BranchFile
from wizard.services.repository.git_objects import NOT_HERE, TOO_LARGE
from wizard.services.storage.inventory import FileInventory

FILE = "shippable.yml"
ENTRY = "integrations:\n  hub:\n    - integrationName: ours\n      type: ecr\n"
IDENTITY = ("-c", "user.name=t", "-c", "user.email=t@example.com")

# Settings of a repository with which git starts a program at one time or another. PROGRAM is put in.
SETTINGS = {
    "ssh": ("core.sshCommand", "PROGRAM"),
    "proxy": ("core.gitProxy", "PROGRAM"),
    "fsmonitor": ("core.fsmonitor", "PROGRAM"),
    "hooks": ("core.hooksPath", "HOOKS"),
    "pager": ("core.pager", "PROGRAM"),
    "pager of a command": ("pager.for-each-ref", "PROGRAM"),
    "editor": ("core.editor", "PROGRAM"),
    "askpass": ("core.askPass", "PROGRAM"),
    "credentials": ("credential.helper", "!PROGRAM"),
    "alternate refs": ("core.alternateRefsCommand", "PROGRAM"),
    "diff": ("diff.external", "PROGRAM"),
    "text of a diff": ("diff.x.textconv", "PROGRAM"),
    "filter": ("filter.x.smudge", "PROGRAM"),
    "filter process": ("filter.x.process", "PROGRAM"),
    "signature": ("gpg.program", "PROGRAM"),
    "alias": ("alias.for-each-ref", "!PROGRAM"),
    "upload pack": ("remote.origin.uploadpack", "PROGRAM"),
    "remote helper": ("remote.origin.vcs", "planted"),
    "ext": ("remote.origin.url", "ext::PROGRAM"),
    "include": ("include.path", "INCLUDED"),
}


def git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *IDENTITY, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def made(folder: Path) -> Path:
    """A repository with the entry on master, and another content on dev."""
    subprocess.run(["git", "init", "-q", "-b", "master", str(folder)], check=True)
    git(folder, "config", "uploadpack.allowFilter", "true")
    git(folder, "config", "uploadpack.allowAnySHA1InWant", "true")
    (folder / ".gitattributes").write_text("* filter=x diff=x\n")
    (folder / FILE).write_text(f"language: go\n{ENTRY}")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "one")
    git(folder, "switch", "-q", "-c", "dev")
    (folder / FILE).write_text(f"language: node\n{ENTRY}")
    git(folder, "commit", "-q", "-am", "two")
    git(folder, "switch", "-q", "master")
    (folder / FILE).write_text("language: go\n")
    git(folder, "commit", "-q", "-am", "three")
    return folder


def partial(tmp_path: Path, form: str = "blob:none") -> Path:
    """A partial clone in which the file of dev is missing."""
    made(tmp_path / "origin")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", f"--filter={form}", f"file://{tmp_path / 'origin'}", str(clone))
    git(clone, "branch", "-q", "dev", "origin/dev")
    return clone


def as_bare_inside(tmp_path: Path) -> Path:
    """A folder that an ordinary clone brings along and that git takes for a repository."""
    clone = partial(tmp_path)
    folder = tmp_path / "shop" / "svc"
    subprocess.run(["git", "init", "-q", str(tmp_path / "shop")], check=True)
    shutil.copytree(clone / ".git", folder)
    git(tmp_path, "config", "--file", str(folder / "config"), "core.bare", "false")
    git(tmp_path, "config", "--file", str(folder / "config"), "core.worktree", ".")
    shutil.copy(clone / FILE, folder / FILE)
    return folder


def as_worktree(tmp_path: Path) -> Path:
    """A work tree beside the clone."""
    tree = tmp_path / "tree"
    git(partial(tmp_path), "worktree", "add", "-q", "--detach", str(tree), "master")
    return tree


KINDS: dict[str, Callable[[Path], Path]] = {
    "partial clone": partial,
    "embedded bare repository": as_bare_inside,
    "work tree": as_worktree,
}


def planted(tmp_path: Path, root: Path, key: str, value: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a program in the settings of the repository; it makes the file that is given back."""
    trace, program, hooks = tmp_path / "ran", tmp_path / "program", tmp_path / "hooks"
    hooks.mkdir()
    script = f"#!/bin/sh\necho \"$0 $*\" >>'{trace}'\nexit 1\n"
    for path in (program, tmp_path / "git-remote-planted", hooks / "post-checkout", hooks / "reference-transaction"):
        path.write_text(script)
        path.chmod(0o755)
    included = tmp_path / "included"
    included.write_text(f"[core]\n\tsshCommand = {program}\n\tfsmonitor = {program}\n")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    config = next(
        path for path in (root / "config", root / ".git" / "config", tmp_path / "clone/.git/config") if path.is_file()
    )
    git(tmp_path, "config", "--file", str(config), "remote.origin.url", "ssh://git@127.0.0.1:1/x.git")
    value = value.replace("PROGRAM", str(program)).replace("HOOKS", str(hooks)).replace("INCLUDED", str(included))
    git(tmp_path, "config", "--file", str(config), key, value)
    return trace


@pytest.fixture
def ecr(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    return command(monkeypatch, capfd)


def known_at(root: Path) -> None:
    """The inventory knows the integration, its account, and that the repository names it."""
    place = [Place(str(root), FILE)]
    FileInventory().change(lambda inventory: _with_ours(inventory, place))


def _with_ours(inventory: Inventory, places: list[Place]) -> Inventory:
    from wizard.core.model.inventory import AccountRecord

    inventory = inventory.with_account(AccountRecord("account", "ECR")).with_places("ours", "acme", places)
    return inventory.with_changed("ours", "acme", account="account")


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_git_runs_nothing_that_a_repository_names(
    kind: str, setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ecr: Command
) -> None:
    root = KINDS[kind](tmp_path)
    trace = planted(tmp_path, root, *SETTINGS[setting], monkeypatch)
    known_at(root)
    if kind == "embedded bare repository":
        with pytest.raises(UsageError):
            RealGit().root(root)
    else:
        assert RealGit().root(root) == root
        RealGit().overview(root)
    asked = ecr("subscription", "remove", "ours", "--subscription=acme", "--json", str(root))
    assert not trace.exists(), trace.read_text()
    # Nothing was deleted: what is missing may need it.
    assert asked.code != 0
    assert FileInventory().read().subscription("ours", "acme") is not None


def test_the_planted_programs_do_run_with_plain_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = partial(tmp_path)
    trace = planted(tmp_path, root, *SETTINGS["ssh"], monkeypatch)
    subprocess.run(["git", "-C", str(root), "cat-file", "-p", f"dev:{FILE}"], check=False, capture_output=True)
    assert trace.exists()


@pytest.mark.parametrize("form", ["blob:none", "tree:0"])
def test_what_a_partial_clone_lacks_is_not_looked_at(tmp_path: Path, form: str) -> None:
    root = partial(tmp_path, form)
    objects = git(root, "count-objects", "-v")
    assert RealGit().on_local_branches(root, FILE) == (
        BranchFile(("master",), b"language: go\n"),
        BranchFile(("dev",), None, NOT_HERE),
    )
    assert git(root, "count-objects", "-v") == objects


def test_an_absent_file_is_absent_also_in_a_partial_clone(tmp_path: Path) -> None:
    assert RealGit().on_local_branches(partial(tmp_path), "other/shippable.yml") == ()


def test_the_commands_say_that_a_branch_was_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ecr: Command
) -> None:
    root = partial(tmp_path)
    known_at(root)
    monkeypatch.chdir(root)
    refused = ecr("subscription", "remove", "ours", "--subscription=acme", "--json")
    assert refused.code == 1
    assert refused.data["error"]["code"] == "not-looked-at"
    assert [(item["kind"], item["branches"], item["looked_at"]) for item in refused.data["dependencies"]] == [
        ("branch", ["dev"], False)
    ]
    for words in (("subscription", "remove", "ours", "--subscription=acme"), ("account", "remove", "account")):
        told = ecr(*words)
        assert told.code == 1
        assert f"{FILE} on the branch dev of {root}: not looked at" in told.err
        assert "No dependency" not in told.err
    (root / FILE).write_text(f"language: go\n{ENTRY}")
    removed = ecr("remove", "--integration=ours", "--json")
    assert removed.code == 0
    assert [item["code"] for item in removed.data["results"][0]["warnings"]] == ["not-looked-at"]
    assert FileInventory().read().subscription("ours", "acme").places  # dev may need it still
    # The command of the remedy brings what is missing; then it is known.
    fetch = refused.data["error"]["remedy"].partition("try again: ")[2]
    subprocess.run(["sh", "-c", fetch], check=True, capture_output=True)
    known = ecr("subscription", "remove", "ours", "--subscription=acme", "--json")
    assert known.data["error"]["code"] == "still-needed"
    assert [item["looked_at"] for item in known.data["dependencies"]] == [True]


def test_what_was_not_looked_at_can_be_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ecr: Command) -> None:
    """Only where nothing surely needs it; what was accepted is named."""
    root = partial(tmp_path)
    known_at(root)
    monkeypatch.chdir(root)
    needed = ecr("account", "remove", "account", "--accept-unchecked", "--json")
    assert needed.data["error"]["code"] == "still-needed"
    assert [item["looked_at"] for item in needed.data["dependencies"]] == [True, False]
    assert any("SHIPPABLE_API_TOKEN" in item for item in needed.data["unchecked"])
    words = ("subscription", "remove", "ours", "--subscription=acme")
    assert "--accept-unchecked" in ecr(*words).err
    removed = ecr(*words, "--accept-unchecked")
    assert removed.code == 0
    assert f"{FILE} on the branch dev of {root}: not looked at" in removed.err
    assert "No dependency" not in removed.err
    assert FileInventory().read().subscription("ours", "acme") is None


def test_without_git_the_branches_were_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ecr: Command
) -> None:
    root = made(tmp_path / "shop")
    known_at(root)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    told = ecr("subscription", "remove", "ours", "--subscription=acme")
    assert told.code == 1
    assert "not looked at: git is not installed" in told.err


def test_an_embedded_bare_repository_is_no_project(tmp_path: Path, ecr: Command) -> None:
    told = ecr("check", str(as_bare_inside(tmp_path)))
    assert told.code == 2
    assert "git's own folder" in told.err


def test_what_else_is_not_looked_at_has_its_reason(tmp_path: Path) -> None:
    root = made(tmp_path / "shop")
    git(root, "switch", "-q", "-c", "large")
    (root / FILE).write_bytes(b"#" * 6_000_000)
    git(root, "commit", "-q", "-am", "large")
    git(root, "switch", "-q", "-c", "link", "master")
    (root / FILE).unlink()
    (root / FILE).symlink_to("/etc/passwd")
    git(root, "commit", "-q", "-am", "link")
    git(root, "switch", "-q", "-c", "inside", "dev")
    git(root, "mv", FILE, "real.yml")
    (root / FILE).symlink_to("real.yml")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "inside")
    (root / ".git/refs/heads/torn").write_text("")
    found = {name: item for item in RealGit().on_local_branches(root, FILE) for name in item.branches}
    assert {name: item.why for name, item in found.items() if item.content is None} == {
        "large": TOO_LARGE,
        "link": LEADS_OUT,
        "torn": BROKEN_REF,
    }
    assert found["inside"].content == found["dev"].content
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{git(root, 'rev-parse', 'HEAD')},sub")
    git(root, "commit", "-q", "-m", "submodule")
    assert RealGit().on_local_branches(root, f"sub/{FILE}")[-1].why == IN_SUBMODULE
    assert {item.why for item in RealGit().on_local_branches(root, "a\nb")} == {BROKEN_REF, ODD_PATH}


def test_a_damaged_object_is_not_looked_at(tmp_path: Path) -> None:
    root = made(tmp_path / "shop")
    blob = git(root, "rev-parse", f"dev:{FILE}")
    path = root / ".git" / "objects" / blob[:2] / blob[2:]
    path.unlink()
    assert RealGit().on_local_branches(root, FILE)[-1] == BranchFile(("dev",), None, NOT_HERE)


def test_sha256_and_bare_with_work_trees(tmp_path: Path) -> None:
    bare, tree = tmp_path / "shop.git", tmp_path / "tree"
    subprocess.run(["git", "init", "-q", "--bare", "--object-format=sha256", "-b", "master", str(bare)], check=True)
    commit = git(bare, "commit-tree", "-m", "x", git(bare, "hash-object", "-w", "-t", "tree", "--stdin"))
    git(bare, "update-ref", "refs/heads/master", commit)
    git(bare, "worktree", "add", "-q", str(tree), "master")
    (tree / FILE).write_text("language: go\n")
    git(tree, "add", ".")
    git(tree, "commit", "-q", "-m", "two")
    assert RealGit().root(tree) == tree
    assert RealGit().on_local_branches(tree, FILE) == (BranchFile(("master",), b"language: go\n"),)
    assert RealGit().on_local_branches(tree, "absent/x") == ()


def test_a_git_below_the_current_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = made(tmp_path / "shop")
    trace = tmp_path / "ran"
    (root / "bin").mkdir()
    for folder in (root, root / "bin"):
        (folder / "git").write_text(f"#!/bin/sh\ntouch '{trace}'\n")
        (folder / "git").chmod(0o755)
    monkeypatch.chdir(root)
    monkeypatch.setenv("PATH", ".::bin:", prepend=None)
    assert not RealGit().available()
    monkeypatch.undo()
    monkeypatch.chdir(root)
    monkeypatch.setenv("PATH", ".::bin", prepend=":")
    assert RealGit().root(root) == root
    assert not trace.exists()


def test_tokens_in_the_settings_of_the_environment_stay_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wizard.services.repository.git_run import environment

    seen = environment(
        {
            "PATH": "/bin",
            "GIT_CONFIG_COUNT": "2",
            "GIT_CONFIG_KEY_0": "http.extraHeader",
            "GIT_CONFIG_VALUE_0": "Authorization: canary",
            "GIT_CONFIG_KEY_1": "safe.directory",
            "GIT_CONFIG_VALUE_1": "*",
            "GIT_CONFIG_PARAMETERS": "'http.extraheader'='canary'",
        }
    )
    assert "canary" not in str(seen)
    assert (seen["GIT_CONFIG_COUNT"], seen["GIT_CONFIG_KEY_0"], seen["GIT_CONFIG_VALUE_0"]) == (
        "1",
        "safe.directory",
        "*",
    )


def test_two_hundred_thousand_branches(tmp_path: Path) -> None:
    root = made(tmp_path / "shop")
    # fast-import makes 1,000 commits with a file of their own; 200,000 branches point at these.
    lines = []
    for number in range(1000):
        text = f"language: go\n# {number % 10}\n"
        lines.append(
            f"commit refs/heads/c{number}\ncommitter t <t@e> {number} +0000\ndata 0\n"
            f"M 100644 inline {FILE}\ndata {len(text)}\n{text}\n"
        )
    subprocess.run(["git", "-C", str(root), "fast-import", "--quiet"], input="".join(lines).encode(), check=True)
    git(root, "pack-refs", "--all")
    packed = (root / ".git/packed-refs").read_text().splitlines()
    commits = [line.split()[0] for line in packed if "refs/heads/c" in line]
    more = sorted(f"{commits[number % 1000]} refs/heads/d{number}" for number in range(200_000))
    entries = sorted(packed[1:] + more, key=lambda line: line.split()[1])
    (root / ".git/packed-refs").write_text("\n".join([packed[0], *entries]) + "\n")
    found = RealGit().on_local_branches(root, FILE)
    assert sum(len(item.branches) for item in found) == 201_002
    assert len(found) == 12
