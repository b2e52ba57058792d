"""What others need is never taken away: dependents in every organisation, in every age of the server."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.integrations import EXPORTS, Command, command, commit, repository, use
from tests.services.shippable_server import VERSIONS, Fault, ShippableServer, running

ADD = ("account", "add", "keys", "--keys-from-stdin", "--store=profile", "--no-check")
REMOVE = ("account", "remove", "keys")
PUSH = ("--scenario=push", "--image=123456789012.dkr.ecr.us-east-1.amazonaws.com/app")
UNFILTERED = "/subscriptionIntegrations"
LATER = [name for name, version in VERSIONS.items() if version.own_keys]


@pytest.fixture
def ecr(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    monkeypatch.chdir(repository(tmp_path / "shop"))
    return command(monkeypatch, capfd)


@pytest.fixture(params=list(VERSIONS))
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ShippableServer]:
    with running(version=request.param) as made:
        use(made, monkeypatch)
        yield made


def the_account(server: ShippableServer) -> str:
    return next(identifier for identifier, item in server.accounts.items() if item["name"] == "keys")


def credentials() -> str:
    path = Path.home() / ".aws" / "credentials"
    return path.read_text() if path.exists() else ""


def nothing_is_gone(ecr: Command, server: ShippableServer) -> None:
    assert len(server.accounts) == 1
    assert "keys" in ecr("account", "list").out
    assert "aws_secret_access_key" in credentials()
    assert [item.method for item in server.requests].count("DELETE") == 0


def test_another_organisation_that_nobody_named_needs_it(ecr: Command, server: ShippableServer) -> None:
    ecr(*ADD, stdin=EXPORTS)
    server.add_integration("their ecr", the_account(server), server.add_organisation("other-org"))
    refused = ecr(*REMOVE)
    assert refused.code == 1
    assert "the subscription integration their ecr of other-org (in Shippable)" in refused.err
    assert "No dependency" not in refused.err
    assert ecr(*REMOVE, "--accept-unchecked").code == 1
    nothing_is_gone(ecr, server)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET", UNFILTERED, 401, b'{"id": 4014, "message": "not on a free plan"}', times=99),
        Fault("GET", UNFILTERED, 403, b'{"message": "owners only"}', times=99),
        Fault("GET", UNFILTERED, 500, times=99),
        Fault("GET", UNFILTERED, cut=True, times=99),
        Fault("GET", UNFILTERED, 404, b'{"id": 4001, "message": "subscriptionIds is missing"}', times=99),
        Fault("GET", UNFILTERED, 404, b"<html>not here", times=99),
        Fault("GET", UNFILTERED, 200, b'{"list": []}', times=99),
    ],
    ids=lambda fault: f"{fault.status or 'cut'} {fault.content[:12]!r}",
)
def test_what_cannot_be_read_is_not_checked(ecr: Command, server: ShippableServer, fault: Fault) -> None:
    """A list that is refused, broken or something else is no empty list."""
    ecr(*ADD, stdin=EXPORTS)
    server.add_integration("their ecr", the_account(server), server.add_organisation("other-org"))
    if server.version.account_uses:
        server.version = replace(server.version, account_uses=False)
    server.faults = [replace(fault)]
    refused = ecr(*REMOVE, "--json")
    assert refused.code == 1
    assert refused.data["removed"] is False
    assert refused.data["error"]["code"] == "not-checked"
    assert "every organisation" in refused.data["unchecked"][0]
    nothing_is_gone(ecr, server)
    words = ecr(*REMOVE).err
    assert "Not looked at: the subscription integrations of every organisation" in words
    assert "No dependency" not in words
    nothing_is_gone(ecr, server)
    if server.version.refuses:
        return
    accepted = ecr(*REMOVE, "--accept-unchecked")
    assert accepted.code == 0
    assert "the subscription integrations of every organisation" in accepted.err
    assert "No dependency" not in accepted.err
    assert server.accounts == {}


def test_a_list_of_dependencies_that_fails_is_not_checked(ecr: Command, server: ShippableServer) -> None:
    ecr(*ADD, stdin=EXPORTS)
    path = f"/accountIntegrations/{the_account(server)}/dependencies"
    for fault in (
        Fault("GET", path, 403, times=2),
        Fault("GET", path, cut=True, times=2),
        Fault("GET", path, 200, b"1"),
    ):
        server.faults = [fault]
        refused = ecr(*REMOVE)
        assert refused.code == 1
        assert "lists as depending on keys" in refused.err
        nothing_is_gone(ecr, server)


@pytest.mark.parametrize(
    "content",
    [
        b'{"subscriptionIntegrations": [{"id": 3, "name": "hidden"}]}',
        b'[{"id": 3, "name": "hidden", "subscriptionId": "x"}]',
        b'{"projects": [{"id": "p", "fullName": "hidden"}], "subscriptionIntegrations": []}',
        b'["hidden"]',
    ],
)
def test_what_only_the_server_sees_refuses_too(ecr: Command, server: ShippableServer, content: bytes) -> None:
    """An organisation that the token may not look into, in whatever form the server lists it."""
    ecr(*ADD, stdin=EXPORTS)
    server.faults = [Fault("GET", f"/accountIntegrations/{the_account(server)}/dependencies", 200, content)]
    refused = ecr(*REMOVE)
    assert refused.code == 1
    assert "hidden (in Shippable)" in refused.err
    nothing_is_gone(ecr, server)


@pytest.mark.parametrize("refuses", ["4008", "foreign key"])
def test_a_refusal_of_the_server_lists_what_it_can(ecr: Command, monkeypatch: pytest.MonkeyPatch, refuses: str) -> None:
    """An organisation that the token does not see: the old server's own refusal stops everything, in words of ours."""
    version = replace(VERSIONS["5.4"], refuses=refuses)
    with running(version=version) as server:
        use(server, monkeypatch)
        ecr(*ADD, stdin=EXPORTS)
        hidden = server.add_organisation("other-org", visible=False)
        server.add_integration("their ecr", the_account(server), hidden)
        refused = ecr(*REMOVE, "--json")
        assert refused.code == 1
        assert refused.data["error"]["code"] == "still-needed"
        assert "Delete lists it" in refused.data["error"]["remedy"]
        assert len(server.accounts) == 1
        assert "aws_secret_access_key" in credentials()


def test_without_an_api_only_what_is_kept_here_goes(
    ecr: Command, server: ShippableServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecr(*ADD, stdin=EXPORTS)
    monkeypatch.delenv("SHIPPABLE_API_TOKEN")
    removed = ecr(*REMOVE, "--json")
    assert removed.code == 0
    assert "Nothing was deleted in Shippable: only what is kept here." in removed.data["done"]
    assert "Shippable itself" in removed.data["unchecked"][0]
    assert len(server.accounts) == 1
    assert "aws_secret_access_key" not in credentials()


def test_a_token_without_an_address_is_an_error_that_says_so(
    ecr: Command, server: ShippableServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecr(*ADD, stdin=EXPORTS)
    monkeypatch.delenv("SHIPPABLE_API_URL")
    for arguments in (REMOVE, ("account", "list"), ("subscription", "add", "ecr", "--account=keys")):
        refused = ecr(*arguments)
        assert refused.code == 2
        assert "SHIPPABLE_API_TOKEN is set, and SHIPPABLE_API_URL is not." in refused.err
    nothing_is_gone_locally = credentials()
    assert "aws_secret_access_key" in nothing_is_gone_locally


def test_the_circle(ecr: Command, server: ShippableServer) -> None:
    """Added, used, changed, pointed elsewhere, renamed, taken out: in every age, with what the server holds kept."""
    for name in ("keys", "second"):
        assert ecr("account", "add", name, *ADD[3:], stdin=EXPORTS).code == 0
    assert ecr("subscription", "add", "ecr", "--account=keys").code == 0
    (before,) = copy.deepcopy(list(server.integrations.values()))
    ecr("apply", "--integration=ecr", *PUSH)
    moved = ecr("subscription", "add", "ecr", "--account=second", "--yes")
    assert moved.code == 0, moved.err
    (after,) = server.integrations.values()
    second = next(key for key, item in server.accounts.items() if item["name"] == "second")
    assert after == before | {"accountIntegrationId": second}
    (record,) = ecr("subscription", "list", "--json").data["subscriptions"]
    assert record["account"] == "second"
    assert ecr("account", "remove", "keys").code == 0
    commit(Path.cwd())
    assert ecr("subscription", "rename", "ecr", "registry").code == 0
    commit(Path.cwd())
    assert ecr("subscription", "remove", "ecr").code == 0
    assert ecr("account", "remove", "second").code == 1
    assert ecr("remove", "--integration=registry", "--build").code == 0
    commit(Path.cwd())
    gone = ecr("subscription", "remove", "registry")
    assert gone.code == 0
    assert ("No dependency" in gone.err) == server.version.integration_uses
    assert ecr("account", "remove", "second").code == 0
    assert (server.accounts, server.integrations) == ({}, {})


def test_an_organisation_that_is_not_known_leaves_no_record(ecr: Command, server: ShippableServer) -> None:
    ecr(*ADD, stdin=EXPORTS)
    failed = ecr("subscription", "add", "ecr", "--account=keys", "--subscription=nobody")
    assert failed.code == 1
    assert "no subscription nobody" in failed.err
    assert ecr("subscription", "list").out == ""
    assert ecr(*REMOVE).code == 0
    assert server.accounts == {}


def test_a_record_of_an_organisation_that_is_not_known_locks_nothing(
    ecr: Command, server: ShippableServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecr(*ADD, stdin=EXPORTS)
    monkeypatch.delenv("SHIPPABLE_API_TOKEN")
    ecr("subscription", "add", "ecr", "--account=keys", "--subscription=nobody")
    use(server, monkeypatch)
    removed = ecr("subscription", "remove", "ecr")
    assert removed.code == 0, removed.err
    assert "the subscription nobody" in removed.err
    assert ecr(*REMOVE).code == 0


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 403}, {"cut": True, "after": True}])
def test_a_failed_add_of_an_account_keeps_nothing(ecr: Command, server: ShippableServer, fault: dict[str, int]) -> None:
    server.faults = [Fault("POST", "/accountIntegrations", **fault)]  # type: ignore[arg-type]
    assert ecr(*ADD, stdin=EXPORTS).code == 1
    assert credentials() == ""
    there = len(server.accounts)
    assert len(ecr("account", "list", "--json").data["accounts"]) == there
    assert ecr(*ADD, "--yes", stdin=EXPORTS).code == 0
    assert "aws_secret_access_key" in credentials()
    assert len(server.accounts) == 1


def test_keys_are_changed_with_the_whole_object_and_without_a_terminal(ecr: Command, server: ShippableServer) -> None:
    ecr(*ADD, stdin=EXPORTS)
    server.accounts[the_account(server)] |= {"isValid": False, "ownerNote": "of the team"}
    asked = ecr(*ADD, "--json", stdin=EXPORTS.replace("EXAMPLE\n", "ROTATED\n"))
    assert asked.code == 1
    assert asked.data["error"]["code"] == "needs-terminal"
    assert "--yes" in asked.data["error"]["remedy"]
    assert asked.data["remaining"] == []
    assert "EXAMPLE" in credentials()
    assert "ROTATED" not in credentials()
    done = ecr(*ADD, "--yes", stdin=EXPORTS.replace("EXAMPLE\n", "ROTATED\n"))
    assert done.code == 0, done.err
    held = server.accounts[the_account(server)]
    assert held["ownerNote"] == "of the team"
    assert held["isValid"] is True
    assert held["formJSONValues"][0]["value"].endswith("ROTATED")
    assert "ROTATED" in credentials()


def test_yes_picks_no_source_host(ecr: Command, server: ShippableServer) -> None:
    ecr(*ADD, stdin=EXPORTS)
    server.add_organisation("acme", provider="5b00000000000000000000b2")
    refused = ecr("subscription", "add", "ecr", "--account=keys", "--yes")
    assert refused.code == 2
    assert "the organisation on github, the organisation on bitbucket" in refused.err
    assert server.integrations == {}


def test_an_account_of_a_type_that_is_listed_no_more_goes_on(ecr: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(version="7.3") as server:
        use(server, monkeypatch)
        values = [{"label": "aws_access_key_id", "value": "x"}, {"label": "aws_secret_access_key", "value": "y"}]
        server.accounts["old"] = {"id": "old", "name": "keys", "masterName": "ECR", "formJSONValues": values}
        assert "keys" in ecr("account", "list").out
        assert ecr(*ADD, "--yes", stdin=EXPORTS).code == 0
        assert server.accounts["old"]["formJSONValues"][0]["value"] == "AKIAIOSFODNN7EXAMPLE"


def prepared(ecr: Command, server: ShippableServer) -> None:
    """Two account integrations, and a subscription integration that points at the first."""
    for name in ("keys", "second"):
        ecr("account", "add", name, *ADD[3:], stdin=EXPORTS)
    ecr("subscription", "add", "ecr", "--account=keys")


@pytest.mark.parametrize("how", ["cut before", "cut after", "500"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("subscription", "add", "ecr", "--account=second", "--yes"),
        ("subscription", "remove", "ecr"),
        ("account", "remove", "second"),
    ],
    ids=" ".join,
)
def test_a_connection_that_breaks_at_any_request_takes_nothing_that_is_needed(
    ecr: Command, server: ShippableServer, arguments: tuple[str, ...], how: str
) -> None:
    """Every request of the command in turn fails; the integration is whole or gone, and a second run finishes."""
    prepared(ecr, server)
    start, known = len(server.requests), Path.home() / "data" / "ecr-wizard" / "integrations.json"
    before = (copy.deepcopy(server.accounts), copy.deepcopy(server.integrations), known.read_bytes(), credentials())

    def restore() -> None:
        server.accounts, server.integrations = copy.deepcopy(before[0]), copy.deepcopy(before[1])
        known.write_bytes(before[2])
        (Path.home() / ".aws" / "credentials").write_text(before[3])

    assert ecr(*arguments).code == 0
    asked = list(dict.fromkeys((item.method, item.path) for item in server.requests[start:]))
    wanted = (copy.deepcopy(server.accounts), copy.deepcopy(server.integrations))
    for method, path in asked:
        restore()
        status = 500 if how == "500" else None
        fault = Fault(method, path, status, cut=status is None, after=how == "cut after", times=2)
        server.faults = [fault]
        broken = ecr(*arguments)
        server.faults = []
        assert (server.accounts, server.integrations) in (before[:2], wanted)
        # Only names of source hosts and of owners may be missing without harm.
        assert broken.code == 1 or path in ("/providers", "/subscriptions")
        if (server.accounts, server.integrations) == before[:2]:
            assert before[3] == credentials()
        second = ecr(*arguments)
        assert second.code == 0 or broken.code == 0, second.err
        assert (server.accounts, server.integrations) == wanted


# Integrations that hold keys of their own (August 2018).


@pytest.fixture(params=LATER)
def later(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ShippableServer]:
    with running(version=request.param) as made:
        use(made, monkeypatch)
        yield made


def test_keys_of_its_own_are_never_pointed_elsewhere(ecr: Command, later: ShippableServer) -> None:
    ecr(*ADD, stdin=EXPORTS)
    team = copy.deepcopy(later.add_integration("ecr", None))
    refused = ecr("subscription", "add", "ecr", "--account=keys", "--yes")
    assert refused.code == 1
    assert "holds keys of its own (AWS Keys)" in refused.err
    assert "What remains" not in refused.err
    assert list(later.integrations.values()) == [team]
    assert ecr("subscription", "list").out == ""
    # It depends on no account integration.
    assert ecr(*REMOVE).code == 0
    assert list(later.integrations.values()) == [team]


def test_keys_of_its_own_are_deleted_only_when_just_that_is_asked(ecr: Command, later: ShippableServer) -> None:
    team = later.add_integration("ecr", None)
    for flags in ((), ("--accept-unchecked",)):
        refused = ecr("subscription", "remove", "ecr", *flags)
        assert refused.code == 1
        assert "--delete-own-keys" in refused.err
        assert "holds keys of its own (AWS Keys)" in refused.err
    assert list(later.integrations.values()) == [team]
    assert ecr("subscription", "remove", "ecr", "--delete-own-keys").code == 0
    assert later.integrations == {}


def test_one_with_keys_of_its_own_is_renamed_once_the_other_was_made(ecr: Command, later: ShippableServer) -> None:
    later.add_integration("ecr", None)
    ecr("apply", "--integration=ecr", *PUSH)
    before = Path("shippable.yml").read_bytes()
    refused = ecr("subscription", "rename", "ecr", "registry")
    assert refused.code == 1
    assert "Name: registry" in refused.err
    assert Path("shippable.yml").read_bytes() == before
    later.add_integration("registry", None)
    assert ecr("subscription", "rename", "ecr", "registry").code == 0
    assert b"integrationName: registry" in Path("shippable.yml").read_bytes()
    assert len(later.integrations) == 2


def test_what_the_server_says_uses_an_integration_keeps_it(ecr: Command, later: ShippableServer) -> None:
    ecr(*ADD, stdin=EXPORTS)
    ecr("subscription", "add", "ecr", "--account=keys")
    (identifier,) = later.integrations
    later.uses[identifier] = {"jobs": [{"id": 4, "name": "deploy-prod"}]}
    refused = ecr("subscription", "remove", "ecr")
    assert refused.code == 1
    assert "the job deploy-prod (in Shippable)" in refused.err
    path = f"/subscriptionIntegrations/{identifier}/dependencies"
    later.faults = [Fault("GET", path, 403)]
    refused = ecr("subscription", "remove", "ecr")
    assert refused.code == 1
    assert "Not looked at" in refused.err
    # Accepted, and the server keeps it all the same (4008).
    later.faults = [Fault("GET", path, 403)]
    refused = ecr("subscription", "remove", "ecr", "--accept-unchecked")
    assert refused.code == 1
    assert "is still in use" in refused.err
    assert len(later.integrations) == 1
    assert "ecr" in ecr("subscription", "list").out
