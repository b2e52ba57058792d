"""`subscription`: the whole circle with and without Shippable, and another name in every file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.integrations import EXPORTS, Command, command, commit, git, repository, use
from tests.services.shippable_server import Fault, ShippableServer, running

PUSH = ("--scenario=push", "--image=123456789012.dkr.ecr.us-east-1.amazonaws.com/app")
ENTRY = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n"


@pytest.fixture
def ecr(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    monkeypatch.chdir(repository(tmp_path / "shop"))
    return command(monkeypatch, capfd)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ShippableServer]:
    with running() as made:
        use(made, monkeypatch)
        yield made


def add(ecr: Command) -> None:
    assert ecr("account", "add", "keys", "--keys-from-stdin", "--store=none", "--no-check", stdin=EXPORTS).code == 0
    assert ecr("subscription", "add", "ecr", "--account=keys").code == 0


def names(server: ShippableServer) -> list[str]:
    return [item["name"] for item in server.integrations.values()]


def test_the_whole_circle_in_shippable(ecr: Command, server: ShippableServer) -> None:
    """Added, used, changed, renamed, taken out; nothing goes while anything needs it, and nothing is left."""
    add(ecr)
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app"
    ecr("apply", "--integration=ecr", "--scenario=push", f"--image={image}")
    ecr("apply", "--integration=ecr", "--region=eu-west-1", "--only=master")
    commit(Path.cwd(), "dev")
    assert ecr("subscription", "rename", "ecr", "registry").code == 0
    assert names(server) == ["ecr", "registry"]
    early = ecr("subscription", "remove", "ecr")
    assert early.code == 1
    assert "on the branch dev of" in early.err
    assert early.err.count("an entry of type ecr, until the file that is here is committed") == 1
    commit(Path.cwd(), "dev")
    assert ecr("subscription", "remove", "ecr").code == 0
    assert names(server) == ["registry"]
    assert ecr("account", "remove", "keys").code == 1
    assert ecr("remove", "--integration=registry", "--build").code == 0
    commit(Path.cwd(), "dev")
    assert ecr("subscription", "remove", "registry").code == 0
    assert ecr("account", "remove", "keys").code == 0
    assert (server.accounts, server.integrations) == ({}, {})
    assert Path("shippable.yml").read_text() == ""


def test_the_whole_circle_by_hand(ecr: Command) -> None:
    add(ecr)
    listed = ecr("subscription", "list", "--json").data["subscriptions"]
    assert listed == [{"name": "ecr", "subscription": "acme", "account": "keys", "places": [], "server": ""}]
    ecr("apply", "--integration=ecr", *PUSH)
    assert ecr("subscription", "remove", "ecr").code == 1
    renamed = ecr("subscription", "rename", "ecr", "registry")
    assert renamed.code == 0
    assert "Name: registry" in renamed.err
    ecr("remove", "--integration=registry", "--build")
    for name in ("ecr", "registry"):
        removed = ecr("subscription", "remove", name)
        assert removed.code == 0
        assert f"Find {name} in the list and click Delete." in removed.err
    assert ecr("account", "remove", "keys").code == 0
    assert ecr("subscription", "list").out == ""


def test_a_name_changes_in_every_file_and_in_no_other_line(ecr: Command, tmp_path: Path) -> None:
    add(ecr)
    texts = {
        "shop": "integrations:\n  hub:\n    - integrationName: 'ecr' # ours\n      type: ecr\n",
        "other": "# ecr\nintegrations:\n  key:\n  - {type: amazonKeys, integrationName: ecr}\n  hub:\n"
        "  - type: ecr\n    integrationName: ecr\r\n    region: eu-west-1\n  - integrationName: ecr2\n    type: ecr\n",
    }
    (tmp_path / "shop" / "shippable.yml").write_bytes(texts["shop"].encode())
    (repository(tmp_path / "other") / ".shippable.yml").write_bytes(texts["other"].encode())
    dry = ecr("subscription", "rename", "ecr", "registry", ".", str(tmp_path / "other"), "--dry-run")
    assert dry.code == 0
    changed = [line for line in dry.out.splitlines() if line.startswith(("-", "+")) and line[1:3] not in ("--", "++")]
    assert len(changed) == 6
    assert ecr("subscription", "rename", "ecr", "registry", ".", str(tmp_path / "other"), "--check").code == 3
    assert (tmp_path / "shop" / "shippable.yml").read_bytes() == texts["shop"].encode()
    done = ecr("subscription", "rename", "ecr", "registry", ".", str(tmp_path / "other"), "--json")
    assert [item["status"] for item in done.data["results"]] == ["written", "written"]
    for folder, file in (("shop", "shippable.yml"), ("other", ".shippable.yml")):
        after = (tmp_path / folder / file).read_bytes().decode()
        assert after == texts[folder].replace("integrationName: 'ecr'", "integrationName: 'registry'").replace(
            "integrationName: ecr}", "integrationName: registry}"
        ).replace("integrationName: ecr\r", "integrationName: registry\r")
    # The registry knows them now: the next time no PATH is needed.
    assert len(ecr("subscription", "rename", "registry", "third", "--json").data["results"]) == 2


def test_a_file_that_cannot_be_changed_is_refused_and_the_others_written(ecr: Command, tmp_path: Path) -> None:
    add(ecr)
    ecr("apply", "--integration=ecr", *PUSH)
    broken = repository(tmp_path / "broken") / "shippable.yml"
    broken.write_text("integrations:\n  hub:\n    - integrationName: ecr\n   - [\n")
    taken = repository(tmp_path / "taken") / "shippable.yml"
    taken.write_text(ENTRY + "    - integrationName: new\n      type: gcr\n")
    done = ecr("subscription", "rename", "ecr", "new", ".", str(broken.parent), str(taken.parent), "--json")
    assert done.code == 5
    results = done.data["results"]
    assert [item["status"] for item in results] == ["written", "refused", "refused"]
    assert results[1]["error"]["line"] == 4
    assert results[2]["error"]["code"] == "name-taken"
    assert "integrationName: ecr\n" in broken.read_text() + taken.read_text()


def test_when_the_new_name_cannot_be_made_no_file_says_it(ecr: Command, server: ShippableServer) -> None:
    add(ecr)
    ecr("apply", "--integration=ecr", *PUSH)
    before = Path("shippable.yml").read_bytes()
    server.faults = [Fault("POST", "/subscriptionIntegrations", 403, b'{"message": "owners only"}')]
    failed = ecr("subscription", "rename", "ecr", "registry")
    assert failed.code == 1
    assert "owners only" in failed.err
    assert Path("shippable.yml").read_bytes() == before


def test_what_the_registry_does_not_know_is_asked_of_the_server(ecr: Command, server: ShippableServer) -> None:
    add(ecr)
    ecr("apply", "--integration=ecr", *PUSH)
    (Path.home() / "data" / "ecr-wizard" / "integrations.json").unlink()
    assert ecr("subscription", "rename", "ecr", "registry", "--subscription=acme").code == 0
    assert names(server) == ["ecr", "registry"]


def test_repositories_of_other_subscriptions_do_not_count(ecr: Command, tmp_path: Path) -> None:
    add(ecr)
    foreign = repository(tmp_path / "foreign", "other-org")
    (foreign / "shippable.yml").write_text(ENTRY)
    assert ecr("subscription", "remove", "ecr", str(foreign)).code == 0


def test_branches_count_without_a_checkout(ecr: Command) -> None:
    add(ecr)
    ecr("apply", "--integration=ecr", *PUSH)
    commit(Path.cwd(), "release/1", "weird#1")
    ecr("remove", "--integration=ecr", "--build")
    refused = ecr("subscription", "remove", "ecr", "--json").data
    assert [(item["kind"], item["branches"]) for item in refused["dependencies"]] == [
        ("branch", ["release/1", "weird#1"]),
        ("branch", ["master"]),
    ]
    git(Path.cwd(), "branch", "-D", "release/1", "weird#1")
    commit(Path.cwd())
    assert ecr("subscription", "remove", "ecr").code == 0


def test_a_file_that_is_no_yaml_counts_when_the_name_stands_in_it(ecr: Command) -> None:
    add(ecr)
    Path("shippable.yml").write_text("integrations: [\n  hub: ecr\n")
    refused = ecr("subscription", "remove", "ecr")
    assert refused.code == 1
    assert "shippable.yml:2: its name is there" in refused.err
    Path("shippable.yml").write_bytes(b"\xff\xfe latin")
    assert "cannot be read" in ecr("subscription", "remove", "ecr").err


def test_a_file_of_assembly_lines_depends_on_the_integration_and_is_renamed(ecr: Command) -> None:
    add(ecr)
    ecr("apply", "--integration=ecr", *PUSH)
    lines = Path("shippable.jobs.yml")
    lines.write_text("resources:\n  - name: image\n    type: image\n    integration: ecr\n")
    assert ecr("remove", "--integration=ecr", "--build").code == 0
    kept = ecr("subscription", "remove", "ecr")
    assert kept.code == 1
    assert "shippable.jobs.yml:4: the resource `image`" in kept.err
    assert ecr("subscription", "rename", "ecr", "registry").code == 0
    assert "integration: registry" in lines.read_text()


def test_a_repository_that_is_gone_hinders_nothing(ecr: Command, tmp_path: Path) -> None:
    add(ecr)
    ecr("apply", "--integration=ecr", *PUSH)
    ecr("subscription", "rename", "ecr", "registry")
    (tmp_path / "shop").rename(tmp_path / "moved")
    assert ecr("subscription", "remove", "registry", str(tmp_path)).code == 0


def test_one_name_in_two_subscriptions_is_not_guessed(ecr: Command) -> None:
    add(ecr)
    ecr("subscription", "add", "ecr", "--account=keys", "--subscription=other")
    ambiguous = ecr("subscription", "remove", "ecr")
    assert ambiguous.code == 2
    assert "acme, other" in ambiguous.err
    assert ecr("subscription", "remove", "ecr", "--subscription=other").code == 0
    assert ecr("subscription", "remove", "ecr").code == 0


def test_one_that_was_noted_without_its_subscription_can_be_named(ecr: Command) -> None:
    add(ecr)
    git(Path.cwd(), "remote", "remove", "origin")
    ecr("subscription", "add", "ecr", "--account=keys")
    ambiguous = ecr("subscription", "remove", "ecr")
    assert ambiguous.code == 2
    assert "(not given), acme" in ambiguous.err
    assert ecr("subscription", "remove", "ecr", "--subscription=").code == 0
    (left,) = ecr("subscription", "list", "--json").data["subscriptions"]
    assert left["subscription"] == "acme"


def test_the_case_of_an_organisation_makes_no_second_integration(ecr: Command, server: ShippableServer) -> None:
    add(ecr)
    server.subscriptions[0]["orgName"] = "ACME"
    refused = ecr("account", "remove", "keys", "--json").data
    assert [(item["kind"], item["on_server"]) for item in refused["dependencies"]] == [("integration", True)]


def test_a_failure_half_way_is_finished_by_a_second_run(ecr: Command, server: ShippableServer) -> None:
    ecr("account", "add", "keys", "--keys-from-stdin", "--store=none", "--no-check", stdin=EXPORTS)
    server.faults = [Fault("POST", "/subscriptionIntegrations", cut=True, after=True)]
    failed = ecr("subscription", "add", "ecr", "--account=keys", "--json")
    assert failed.code == 1
    assert "Name: ecr" in failed.data["remaining"]
    assert ecr("subscription", "add", "ecr", "--account=keys").code == 0
    assert names(server) == ["ecr"]
    server.faults = [Fault("DELETE", "/subscriptionIntegrations", 502)]
    assert ecr("subscription", "remove", "ecr").code == 1
    assert "ecr" in ecr("subscription", "list").out
    assert ecr("subscription", "remove", "ecr").code == 0
    assert ecr("subscription", "list").out == ""


def test_keys_that_are_kept_make_the_account_integration_when_it_is_absent(
    ecr: Command, server: ShippableServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHIPPABLE_API_TOKEN")
    ecr("account", "add", "keys", "--keys-from-stdin", "--store=profile", "--no-check", stdin=EXPORTS)
    use(server, monkeypatch)
    added = ecr("subscription", "add", "ecr", "--account=keys")
    assert added.code == 0, added.err
    assert [item["name"] for item in server.accounts.values()] == ["keys"]
    assert names(server) == ["ecr"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("subscription",), "list|add|remove|rename"),
        (("subscription", "add", "x"), "--account"),
        (("subscription", "add", "x", "--account=nobody"), "nobody"),
        (("subscription", "remove", "nobody"), "Known ones: none"),
        (("subscription", "rename", "x"), "NEW"),
        (("subscription", "rename", "x", "a\nb"), "NEW"),
        (("subscription", "remove", "x", "/no/such/path"), "Known ones"),
    ],
)
def test_wrong_usage_is_exit_2_with_words(ecr: Command, arguments: tuple[str, ...], said: str) -> None:
    done = ecr(*arguments)
    assert done.code == 2
    assert said in done.err


def test_apply_and_remove_keep_the_inventory(ecr: Command) -> None:
    ecr("apply", "--integration=ecr", *PUSH, "--dry-run")
    assert ecr("subscription", "list").out == ""
    ecr("apply", "--integration=ecr", *PUSH)
    (entry,) = ecr("subscription", "list", "--json").data["subscriptions"]
    assert entry["places"] == [{"root": str(Path.cwd()), "file": "shippable.yml"}]
    assert (entry["subscription"], entry["account"]) == ("acme", "")
    assert ecr("account", "list").out == ""
    ecr("remove", "--integration=ecr")
    (entry,) = ecr("subscription", "list", "--json").data["subscriptions"]
    assert entry["places"] == []


def test_books_that_cannot_be_kept_are_a_warning(ecr: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("no-folder").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(Path("no-folder").absolute()))
    done = ecr("apply", "--integration=ecr", *PUSH, "--json")
    assert done.code == 0
    (result,) = done.data["results"]
    assert result["status"] == "written"
    assert "registry" in [item["code"] for item in result["warnings"]]
