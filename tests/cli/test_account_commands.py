"""`account`: keys checked, kept and deleted; no secret in any output; nothing left dangling."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.cli.integrations import EXPORTS, KEY_ID, SECRET, Command, command, commit, repository, use
from tests.services.aws_server import ACCOUNT, Request, good, serving, sts_error
from tests.services.shippable_server import READER, Fault, ShippableServer, running

ADD = ("account", "add", "acme-keys", "--keys-from-stdin")


@pytest.fixture
def ecr(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    monkeypatch.chdir(repository(tmp_path / "shop"))
    return command(monkeypatch, capfd)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ShippableServer]:
    with running() as made:
        use(made, monkeypatch)
        yield made


def credentials() -> str:
    path = Path(os.environ["HOME"]) / ".aws" / "credentials"
    return path.read_text() if path.exists() else ""


def test_keys_are_checked_kept_listed_and_deleted(ecr: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(good) as aws:
        monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
        added = ecr(*ADD, "--store=profile", "--region=eu-west-1", stdin=EXPORTS)
    assert added.code == 0, added.err
    assert added.out == ""
    assert f"account {ACCOUNT}" in added.err
    assert "Integration Name: acme-keys" in added.err
    assert SECRET in credentials()
    (item,) = ecr("account", "list", "--json").data["accounts"]
    assert item["checked"] is not None
    item["checked"] = "then"
    assert item == {
        "name": "acme-keys",
        "type": "ECR",
        "masked_id": "AKIA...MPLE",
        "aws_account": ACCOUNT,
        "region": "eu-west-1",
        "checked": "then",
        "storage": "profile",
        "profile": "acme-keys",
        "server": "",
    }
    listed = ecr("account", "list")
    titles, row = listed.out.splitlines()
    assert titles.split()[:3] == ["NAME", "TYPE", "KEY"]
    assert row.index("AKIA...MPLE") == titles.index("KEY")
    assert KEY_ID not in listed.out + added.err
    assert SECRET not in listed.out + added.err
    removed = ecr("account", "remove", "acme-keys")
    assert removed.code == 0
    assert removed.err.startswith("Not looked at, so something there may depend on it:\n  Shippable itself")
    assert "only what is kept here" in removed.err
    assert "profile acme-keys in ~/.aws/credentials" in removed.err
    assert "When the window says No dependency, click Yes." in removed.err
    assert SECRET not in credentials()
    assert ecr("account", "list").out == ""


def test_keys_that_aws_rejects_are_exit_4_and_kept_nowhere(ecr: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_request: Request) -> object:
        return sts_error("InvalidClientTokenId", "The security token included in the request is invalid.")

    with serving(refuse) as aws:  # type: ignore[arg-type]
        monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
        added = ecr(*ADD, "--store=profile", "--json", stdin=EXPORTS)
    assert added.code == 4
    assert added.data["error"]["code"] == "unknown-key-id"
    assert credentials() == ""
    assert ecr("account", "list", "--json").data["accounts"] == []


def test_a_check_that_cannot_be_made_is_exit_1_unless_that_is_wanted(
    ecr: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(good) as aws:
        gone = aws.url
    monkeypatch.setenv("AWS_ENDPOINT_URL", gone)
    assert ecr(*ADD, "--store=none", stdin=EXPORTS).code == 1
    assert ecr("account", "list").out == ""
    assert ecr(*ADD, "--store=none", "--no-check", stdin=EXPORTS).code == 0
    assert "not checked" in ecr("account", "list").out


@pytest.mark.parametrize(
    "pasted",
    [
        EXPORTS,
        f"[default]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n",
        f"\ufeffAccess key ID,Secret access key\r\n{KEY_ID},{SECRET}\r\n",
        json.dumps({"AccessKey": {"AccessKeyId": KEY_ID, "SecretAccessKey": SECRET, "Status": "Active"}}),
        f"{KEY_ID} {SECRET}",
        EXPORTS.encode("utf-16"),
    ],
)
def test_everything_that_can_be_pasted_comes_from_stdin(ecr: Command, pasted: str | bytes) -> None:
    assert ecr(*ADD, "--store=profile", "--no-check", stdin=pasted).code == 0
    assert f"aws_secret_access_key = {SECRET}" in credentials()


@pytest.mark.parametrize(
    ("stdin", "code"),
    [
        ("", "no-keys"),
        (b"\xff\xfe\xfa\x00\xd8", "no-keys"),
        (EXPORTS.replace("AKIA", "ASIA"), "temporary-key"),
        (EXPORTS + "export AWS_SESSION_TOKEN=x\n", "stray-session-token"),
        (f"export AWS_ACCESS_KEY_ID=AKIA\nexport AWS_SECRET_ACCESS_KEY={SECRET}", "malformed-key-id"),
    ],
)
def test_keys_that_cannot_work_are_exit_4_even_without_a_check(ecr: Command, stdin: str | bytes, code: str) -> None:
    added = ecr(*ADD, "--store=none", "--no-check", "--json", stdin=stdin)
    assert added.code == 4
    assert added.data["error"]["code"] == code
    assert SECRET not in added.out + added.err


def test_a_keyring_that_is_not_there_is_told_and_nothing_weaker_taken(ecr: Command) -> None:
    added = ecr(*ADD, "--no-check", stdin=EXPORTS)
    assert added.code == 1
    assert "keyring" in added.err
    assert credentials() == ""
    assert ecr("account", "list").out == ""


def test_a_profile_of_the_users_own_is_used_and_never_deleted(ecr: Command) -> None:
    folder = Path(os.environ["HOME"]) / ".aws"
    folder.mkdir()
    own = f"[work]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n"
    (folder / "credentials").write_text(own)
    assert ecr("account", "add", "acme-keys", "--profile=work", "--no-check").code == 0
    assert ecr("account", "remove", "acme-keys").code == 0
    assert credentials() == own


def test_other_keys_for_the_same_name_take_the_place_of_the_former_ones(ecr: Command) -> None:
    ecr(*ADD, "--store=profile", "--no-check", stdin=EXPORTS)
    ecr(*ADD, "--store=none", "--no-check", stdin=EXPORTS.replace("EXAMPLE\n", "ROTATED\n"))
    assert SECRET not in credentials()
    assert "AKIA...ATED" in ecr("account", "list").out


def test_it_is_made_and_deleted_in_shippable_with_a_token(ecr: Command, server: ShippableServer) -> None:
    added = ecr(*ADD, "--store=none", "--no-check", "--type=amazonKeys", stdin=EXPORTS)
    assert added.code == 0, added.err
    assert [item["masterName"] for item in server.accounts.values()] == ["amazonKeys"]
    again = ecr(*ADD, "--store=none", "--no-check", "--json", stdin=EXPORTS)
    assert again.code == 1
    assert again.data["error"]["code"] == "needs-terminal"
    assert [item.method for item in server.requests].count("PUT") == 0
    removed = ecr("account", "remove", "acme-keys", "--json")
    assert removed.data["removed"] is True
    assert f"It was deleted from {server.address}." in removed.data["done"]
    assert removed.data["remaining"] == []
    assert server.accounts == {}


def test_what_only_the_server_has_is_listed_and_can_be_removed(ecr: Command, server: ShippableServer) -> None:
    server.accounts["x"] = {"id": "x", "name": "by hand", "masterName": "ECR"}
    server.accounts["y"] = {"id": "y", "name": "chat", "masterName": "slackKey"}
    assert [item["name"] for item in ecr("account", "list", "--json").data["accounts"]] == ["by hand"]
    assert ecr("account", "remove", "by hand").code == 0
    assert list(server.accounts) == ["y"]


def test_a_server_that_is_not_there_does_not_hide_the_registry(ecr: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    ecr(*ADD, "--store=none", "--no-check", stdin=EXPORTS)
    with running() as gone:
        use(gone, monkeypatch)
    listed = ecr("account", "list")
    assert listed.code == 1
    assert "acme-keys" in listed.out
    assert "cannot be reached" in listed.err


def test_every_dependency_is_listed_and_refuses(ecr: Command, server: ShippableServer) -> None:
    ecr(*ADD, "--store=none", "--no-check", stdin=EXPORTS)
    ecr("subscription", "add", "ecr-integration", "--account=acme-keys")
    ecr("apply", "--integration=ecr-integration", "--scenario=push", "--image=a/b")
    commit(Path.cwd(), "dev", "release/1")
    refused = ecr("account", "remove", "acme-keys")
    assert refused.code == 1
    assert "the subscription integration ecr-integration of acme (in Shippable)" in refused.err
    assert f"{Path.cwd()}/shippable.yml:7: an entry of type ecr" in refused.err
    assert f"shippable.yml:7 on the branches dev, master, release/1 of {Path.cwd()}" in refused.err
    as_json = ecr("account", "remove", "acme-keys", "--json").data
    assert as_json["removed"] is False
    assert [item["kind"] for item in as_json["dependencies"]] == ["integration", "file", "branch"]
    assert len(server.accounts) == 1
    assert "acme-keys" in ecr("account", "list").out


def test_what_the_server_alone_knows_refuses_too(ecr: Command, server: ShippableServer) -> None:
    """An integration made in Shippable's own pages, in the subscription of the repository here."""
    ecr(*ADD, "--store=none", "--no-check", stdin=EXPORTS)
    server.add_integration("by hand", next(iter(server.accounts)))
    refused = ecr("account", "remove", "acme-keys")
    assert refused.code == 1
    assert "by hand of acme (in Shippable)" in refused.err


def test_a_failure_half_way_leaves_nothing_dangling(ecr: Command, server: ShippableServer) -> None:
    """The server first, the secret next, the record last: what failed can be done again by the same command."""
    ecr(*ADD, "--store=profile", "--no-check", stdin=EXPORTS)
    server.faults = [Fault("DELETE", "/accountIntegrations", 500)]
    failed = ecr("account", "remove", "acme-keys")
    assert failed.code == 1
    assert SECRET in credentials()
    assert "acme-keys" in ecr("account", "list").out
    server.faults = [Fault("DELETE", "/accountIntegrations", cut=True, after=True)]
    assert ecr("account", "remove", "acme-keys").code == 1
    assert server.accounts == {}
    assert SECRET in credentials()
    done = ecr("account", "remove", "acme-keys")
    assert done.code == 0
    assert "has none of that name" in done.err
    assert SECRET not in credentials()
    assert ecr("account", "list").out == ""


def test_what_was_made_in_another_shippable_is_not_forgotten(
    ecr: Command, server: ShippableServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecr(*ADD, "--store=none", "--no-check", stdin=EXPORTS)
    with running() as other:
        use(other, monkeypatch)
        refused = ecr("account", "remove", "acme-keys")
    assert refused.code == 2
    assert f"Set SHIPPABLE_API_URL to {server.address}" in refused.err
    assert "acme-keys" in ecr("account", "list").out
    monkeypatch.delenv("SHIPPABLE_API_TOKEN")
    by_hand = ecr("account", "remove", "acme-keys")
    assert by_hand.code == 0
    assert "Click Delete" in by_hand.err


def test_a_token_without_rights_removes_nothing(
    ecr: Command, server: ShippableServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecr(*ADD, "--store=none", "--no-check", stdin=EXPORTS)
    use(server, monkeypatch, READER)
    refused = ecr("account", "remove", "acme-keys")
    assert refused.code == 4
    assert "does not have permission" in refused.err
    assert len(server.accounts) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("account",), "list|add|remove"),
        (("account", "frobnicate"), "frobnicate"),
        (("account", "add"), "NAME"),
        (("account", "remove", "nobody"), "Known ones: none"),
        (("account", "add", "x", "--profile=p", "--keys-from-stdin"), "not allowed"),
        (("account", "add", " ", "--keys-from-stdin"), "NAME"),
        (("account", "add", "x", "--keys-from-stdin", "--region=moon"), "--region"),
        (("account", "add", "x", "--no-check"), "--keys-from-stdin"),
    ],
)
def test_wrong_usage_is_exit_2_with_words(ecr: Command, arguments: tuple[str, ...], said: str) -> None:
    done = ecr(*arguments)
    assert done.code == 2
    assert said in done.err


def test_hostile_names_are_made_visible(ecr: Command, server: ShippableServer) -> None:
    server.accounts["x"] = {"id": "x", "name": "a\x1b]52;c;eA==\x07\u202eb", "masterName": "ECR"}
    listed = ecr("account", "list")
    assert "\x1b" not in listed.out
    assert "\\x1b]52" in listed.out


def test_on_a_terminal_keys_are_typed_unseen_and_changes_confirmed(
    ecr: Command, server: ShippableServer, tmp_path: Path
) -> None:
    ecr(*ADD, "--store=none", "--no-check", stdin=EXPORTS.replace("EXAMPLE\n", "OLDKEY0\n"))
    with (tmp_path / "seen").open("w") as seen:
        child = pexpect.spawn(
            sys.executable,
            ["-m", "wizard", "account", "add", "acme-keys", "--store=none", "--no-check"],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            encoding="utf-8",
            timeout=30,
        )
        child.logfile_read = seen
        for name, typed in (("aws_access_key_id", KEY_ID), ("aws_secret_access_key", SECRET)):
            child.expect_exact(f"{name} (not shown)")
            assert child.waitnoecho()
            child.sendline(typed)
        child.expect_exact("Give it the keys AKIA...MPLE (y/N)?")
        child.sendline("y")
        child.expect(pexpect.EOF)
        child.close()
    assert child.exitstatus == 0
    (account,) = server.accounts.values()
    assert account["formJSONValues"][0]["value"] == KEY_ID
    text = (tmp_path / "seen").read_text()
    assert "Gave the account integration acme-keys the keys AKIA...MPLE." in text
    assert SECRET not in text
    assert KEY_ID not in text
