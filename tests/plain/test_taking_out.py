"""Taking an integration out at the prompts: every dependency listed, gone through one by one, then the integration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.integrations import commit, git, repository
from tests.plain.person import Talk, services, talk
from tests.services.shippable_server import TOKEN, Fault, ShippableServer, running
from tests.support.scenario_keys import Scenario
from wizard.actions.apply import preview, write
from wizard.actions.inspect_project import inspect_project
from wizard.actions.record_applied import note
from wizard.actions.register import register
from wizard.actions.remove_integration import remove_subscription
from wizard.actions.services import Services
from wizard.core.model.answers import Account, Answers, PushSection
from wizard.core.model.secret import AwsKeys, Secret
from wizard.services.shippable.http import HttpShippable

KEYS = AwsKeys(Secret("AKIAIOSFODNN7EXAMPLE"), Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
ANSWERS = Answers(
    integration="ecr",
    subscription="acme",
    scenario=Scenario.PUSH,
    push_section=PushSection.PUSH,
    image="a/b",
    tag="1",
    account=Account(name="keys", masked_id="AKIA...MPLE", storage="keyring"),
)
TAKE_OUT = ("What is to be done", "Take out ecr")
WITH_BUILD = ("under build too", ["y", "y", "y"])


@pytest.fixture
def server() -> Iterator[ShippableServer]:
    with running() as made:
        yield made


@pytest.fixture
def around(server: ShippableServer) -> Services:
    made = services(HttpShippable(server.address, Secret(TOKEN)))
    made.credential_store.store("keys", KEYS)
    return made


def set_up(around: Services, root: Path, before: str | None = None) -> None:
    """A repository whose file names the integration, which is in Shippable and in the inventory."""
    repository(root)
    if before is not None:
        (root / "shippable.yml").write_text(before)
    project = inspect_project(around, root)
    write(around, project, preview(project, ANSWERS))
    note(around, project, ANSWERS)
    register(around, ANSWERS, KEYS, lambda _question: False, lambda _text: None, lambda pick: pick.default)


def out(monkeypatch: pytest.MonkeyPatch, around: Services, root: Path, *more: tuple[str, Sequence[str] | str]) -> Talk:
    return talk(monkeypatch, around, root, *more, TAKE_OUT, WITH_BUILD)


def test_with_nothing_else_everything_goes_in_its_order(
    monkeypatch: pytest.MonkeyPatch, around: Services, server: ShippableServer, tmp_path: Path
) -> None:
    root = tmp_path / "shop"
    set_up(around, root, "language: python # x\n")
    done = out(monkeypatch, around, root, ("Write", "y"), ("Delete the subscription", "y"), ("Delete the account", "y"))
    assert done.code == 0, done.said
    assert (root / "shippable.yml").read_text() == "language: python # x\n"
    assert (server.accounts, server.integrations) == ({}, {})
    assert around.credential_store.load("keys") is None
    inventory = around.inventory.read()
    assert (inventory.accounts, inventory.subscriptions) == ((), ())
    places = ["No dependency", "subscription integration ecr", "account integration keys", "the demo's keyring"]
    found = [done.said.index(part) for part in places]
    assert found == sorted(found)


def test_the_integration_stays_unless_the_user_says_so(
    monkeypatch: pytest.MonkeyPatch, around: Services, server: ShippableServer, tmp_path: Path
) -> None:
    root = tmp_path / "shop"
    set_up(around, root)
    done = out(monkeypatch, around, root, ("Write", "y"))
    assert done.code == 0
    assert len(server.integrations) == 1
    assert around.credential_store.load("keys") == KEYS


def test_not_writing_changes_nothing(monkeypatch: pytest.MonkeyPatch, around: Services, tmp_path: Path) -> None:
    root = tmp_path / "shop"
    set_up(around, root)
    before = (root / "shippable.yml").read_text()
    done = out(monkeypatch, around, root)
    assert done.code == 130
    assert (root / "shippable.yml").read_text() == before


def test_other_repositories_are_gone_through_one_by_one(
    monkeypatch: pytest.MonkeyPatch, around: Services, server: ShippableServer, tmp_path: Path
) -> None:
    for name in ("shop", "blog", "docs"):
        set_up(around, tmp_path / name)
    answers = (("Write", ["y", "y"]), ("Take it out of", ["y", "n"]), ("Delete the", "y"))
    done = out(monkeypatch, around, tmp_path / "shop", *answers)
    assert done.code == 0
    for name in ("shop", "blog", "docs"):
        assert f"{tmp_path / name}/shippable.yml:7: an entry of type ecr" in done.said.partition("under build too")[0]
    # Sorted by path: blog is taken out, docs is not; so the integration stays.
    assert not (tmp_path / "blog" / "shippable.yml").exists()
    assert "ecr" in (tmp_path / "docs" / "shippable.yml").read_text()
    assert "Still needed" in done.said
    assert len(server.integrations) == 1


def test_a_file_that_cannot_be_patched_does_not_keep_from_the_others(
    monkeypatch: pytest.MonkeyPatch, around: Services, tmp_path: Path
) -> None:
    for name in ("shop", "blog", "docs"):
        set_up(around, tmp_path / name)
    (tmp_path / "blog" / "shippable.yml").write_text("ecr: [\n")
    done = out(monkeypatch, around, tmp_path / "shop", ("Write", ["y", "y"]), ("Take it out of", ["y", "y"]))
    assert "blog" in done.said
    assert not (tmp_path / "docs" / "shippable.yml").exists()
    assert (tmp_path / "blog" / "shippable.yml").read_text() == "ecr: [\n"


def test_branches_hold_it_until_they_have_the_change(
    monkeypatch: pytest.MonkeyPatch, around: Services, server: ShippableServer, tmp_path: Path
) -> None:
    root = tmp_path / "shop"
    set_up(around, root)
    commit(root, "dev", "it's")
    done = out(monkeypatch, around, root, ("Write", "y"))
    assert "on the branches dev, it's, master" in done.said
    assert "git switch 'it'\"'\"'s' && ecr-wizard remove --integration=ecr" in done.said
    assert len(server.integrations) == 1
    assert [str(place.root) for place in around.inventory.read().subscriptions[0].places] == [str(root)]
    # The branch that is checked out needs the commit alone.
    assert "git switch master" not in done.said
    git(root, "branch", "-D", "dev", "it's")
    commit(root)
    assert "It was deleted from" in remove_subscription(around, "ecr", "acme").done[0]
    assert server.integrations == {}


def test_a_server_that_fails_leaves_the_rest_for_a_second_run(
    monkeypatch: pytest.MonkeyPatch, around: Services, server: ShippableServer, tmp_path: Path
) -> None:
    root = tmp_path / "shop"
    set_up(around, root)
    server.faults = [Fault("DELETE", "/accountIntegrations", 500)]
    done = out(monkeypatch, around, root, ("Write", "y"), ("Delete the subscription", "y"), ("Delete the account", "y"))
    assert done.code == 0
    assert "error of its own" in done.said
    assert server.integrations == {}
    assert around.credential_store.load("keys") == KEYS
    assert [item.name for item in around.inventory.read().accounts] == ["keys"]


def test_what_was_not_looked_at_is_a_question(
    monkeypatch: pytest.MonkeyPatch, around: Services, server: ShippableServer, tmp_path: Path
) -> None:
    server.version = replace(server.version, account_uses=True)
    for name, all_the_same in (("shop", "n"), ("blog", "y")):
        root = tmp_path / name
        set_up(around, root)
        (account,) = server.accounts
        server.faults = [Fault("GET", f"/accountIntegrations/{account}/dependencies", 403, times=99)]
        answers = [("Write", "y"), ("Delete the subscription", "y"), ("Delete the account", "y")]
        done = out(monkeypatch, around, root, *answers, ("all the same", all_the_same))
        assert "Not looked at" in done.said
        assert "lists as depending on keys" in done.said
        assert "which nothing depends on" not in done.said
        assert (len(server.accounts), around.credential_store.load("keys")) == (
            (1, KEYS) if all_the_same == "n" else (0, None)
        )


def test_keys_of_its_own_have_a_question_of_their_own(
    monkeypatch: pytest.MonkeyPatch, around: Services, server: ShippableServer, tmp_path: Path
) -> None:
    (repository(tmp_path / "shop") / "shippable.yml").write_text(
        "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n"
    )
    server.add_integration("ecr", None)
    done = out(monkeypatch, around, tmp_path / "shop", ("Write", "y"))
    assert "holds keys of its own (AWS Keys)" in done.said
    assert len(server.integrations) == 1
    (tmp_path / "shop" / "shippable.yml").write_text(
        "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n"
    )
    out(monkeypatch, around, tmp_path / "shop", ("Write", "y"), ("and the keys in it", "y"))
    assert server.integrations == {}
