"""Making the integrations in Shippable, against a real HTTP server that keeps its state: walks and accidents."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.services.shippable_server import BITBUCKET, READER, TOKEN, Fault, ShippableServer, running
from wizard.actions.record_applied import note
from wizard.actions.register import Registered, register
from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.interview.picks import Pick
from wizard.core.model.answers import Account, Answers
from wizard.core.model.errors import ServiceError
from wizard.core.model.inventory import AccountRecord, Inventory, Place
from wizard.core.model.secret import AwsKeys, Secret
from wizard.services.aws.simulated import SimulatedAws
from wizard.services.credentials.simulated import SimulatedStore
from wizard.services.repository.git import RealGit
from wizard.services.shippable.http import HttpShippable
from wizard.services.storage.files import RealFiles
from wizard.services.storage.inventory import Edit, MemoryInventory

KEYS = AwsKeys(Secret("AKIAIOSFODNN7EXAMPLE"), Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
OTHER_KEYS = AwsKeys(Secret("AKIAIOSFODNN7OTHER00"), KEYS.secret)
ANSWERS = Answers(
    integration="ecr-integration",
    subscription="acme",
    region="eu-west-1",
    account=Account(name="acme keys", masked_id="AKIA...MPLE", checked=True, aws_account="123456789012"),
)
TYPED = replace(ANSWERS, account=replace(ANSWERS.account, type="ECR"))


@pytest.fixture
def server() -> Iterator[ShippableServer]:
    with running() as made:
        yield made


def services(server: ShippableServer, token: str = TOKEN) -> Services:
    return Services(
        files=RealFiles(),
        git=RealGit(),
        aws=SimulatedAws(),
        credential_store=SimulatedStore(),
        inventory=MemoryInventory(),
        api=HttpShippable(server.address, Secret(token)),
    )


class Asked:
    """Answers every question the same, and remembers them."""

    def __init__(self, answer: bool) -> None:
        self.answer = answer
        self.questions: list[str] = []

    def __call__(self, question: str) -> bool:
        self.questions.append(question)
        return self.answer


class Picked:
    """Takes the default, or the choice that has this label; remembers the questions."""

    def __init__(self, label: str | None = None) -> None:
        self.label = label
        self.picks: list[Pick] = []

    def __call__(self, pick: Pick) -> int | None:
        self.picks.append(pick)
        if self.label is None:
            return pick.default
        return next((at for at, choice in enumerate(pick.choices) if choice.label == self.label), None)


def run(
    around: Services,
    answers: Answers = ANSWERS,
    keys: AwsKeys | None = KEYS,
    confirm: Asked | None = None,
    choose: Picked | None = None,
) -> Registered:
    return register(around, answers, keys, confirm or Asked(True), lambda _text: None, choose or Picked())


def state(server: ShippableServer) -> tuple[list[str], list[tuple[str, str]]]:
    """What is there: names of account integrations, and of subscription integrations with what they point at."""
    accounts = {identifier: item["name"] for identifier, item in server.accounts.items()}
    integrations = [(item["name"], accounts[item["accountIntegrationId"]]) for item in server.integrations.values()]
    return list(accounts.values()), integrations


BOTH = (["acme keys"], [("ecr-integration", "acme keys")])


def test_both_are_made_and_told(server: ShippableServer) -> None:
    around = services(server)
    result = run(around)
    assert result.error is None
    assert result.remaining == ()
    assert result.done == (
        "Made the account integration acme keys of type Amazon ECR.",
        "Made the subscription integration ecr-integration of acme; it points at acme keys.",
    )
    assert state(server) == BOTH
    inventory = around.inventory.read()
    assert [(item.name, item.type, item.server) for item in inventory.accounts] == [
        ("acme keys", "ECR", server.address)
    ]
    assert [(item.name, item.account) for item in inventory.subscriptions] == [("ecr-integration", "acme keys")]


@pytest.mark.parametrize("flag", ["isDeprecated", "isEnabled"])
def test_a_server_that_offers_ecr_no_more_gets_aws_keys(server: ShippableServer, flag: str) -> None:
    server.integration_types[0][flag] = flag == "isDeprecated"
    around = services(server)
    result = run(around)
    assert result.error is None
    assert "AWS Keys" in result.done[0]
    assert "no new ones of type Amazon ECR" in result.done[0]
    (account,) = server.accounts.values()
    assert [item["label"] for item in account["formJSONValues"]] == ["accessKey", "secretKey"]
    assert around.inventory.read().accounts[0].type == "amazonKeys"


def test_an_integration_of_the_deprecated_type_goes_on_and_is_changed_as_what_it_is(server: ShippableServer) -> None:
    around = services(server)
    run(around)
    server.deprecate("ECR")
    confirm = Asked(True)
    result = run(around, keys=OTHER_KEYS, confirm=confirm)
    assert result.error is None
    assert confirm.questions == [
        "Shippable has an account integration called acme keys (Amazon ECR) already. Give it the keys AKIA...ER00"
    ]
    (account,) = server.accounts.values()
    assert account["masterName"] == "ECR"
    assert account["formJSONValues"][0] == {"label": "aws_access_key_id", "value": OTHER_KEYS.key_id.reveal()}


def test_what_exists_is_left_alone_when_the_user_says_no(server: ShippableServer) -> None:
    run(services(server))
    result = run(services(server), keys=OTHER_KEYS, confirm=Asked(False))
    assert result.error is None
    assert "its keys stay as they are" in result.done[0]
    (account,) = server.accounts.values()
    assert account["formJSONValues"][0]["value"] == KEYS.key_id.reveal()
    assert [item.method for item in server.requests].count("PUT") == 0


def test_a_subscription_integration_that_points_elsewhere_is_changed_only_when_asked(server: ShippableServer) -> None:
    run(services(server))
    moved = replace(ANSWERS, account=replace(ANSWERS.account, name="second"))
    refused = run(services(server), moved, confirm=Asked(False))
    assert state(server)[1] == [("ecr-integration", "acme keys")]
    assert any("choose second" in line for line in refused.remaining)
    assert not any("gear icon" in line for line in refused.remaining)
    confirm = Asked(True)
    done = run(services(server), moved, keys=None, confirm=confirm)
    assert "points at acme keys" in confirm.questions[-1]
    assert done.error is None
    assert state(server)[1] == [("ecr-integration", "second")]


@pytest.mark.parametrize("step", range(6))
@pytest.mark.parametrize("how", ["refused before", "cut after", "failed after"])
def test_a_run_that_broke_can_be_repeated_without_doubles(server: ShippableServer, step: int, how: str) -> None:
    """Each of the six requests fails once, before or after the server has done its part."""
    methods = (
        ("GET", "/masterIntegrations"),
        ("GET", "/accountIntegrations"),
        ("POST", "/accountIntegrations"),
        ("GET", "/subscriptions?"),
        ("GET", "/subscriptionIntegrations"),
        ("POST", "/subscriptionIntegrations"),
    )
    method, path = methods[step]
    around = services(server)
    # Reading is tried twice.
    times = 2 if method == "GET" else 1
    server.faults = [
        {
            "refused before": Fault(method, path, 503, times=times),
            "cut after": Fault(method, path, cut=True, after=True, times=times),
            "failed after": Fault(method, path, 500, b'{"message": "out of memory"}', after=True, times=times),
        }[how]
    ]
    first = run(around)
    assert first.error is not None
    assert len(first.done) == (1 if step > 2 else 0)
    assert any("Account Settings" in line for line in first.remaining) == (step < 3)
    assert any("Name: ecr-integration" in line for line in first.remaining)
    second = run(around)
    assert second.error is None
    assert second.remaining == ()
    assert state(server) == BOTH


@pytest.mark.parametrize("fault", [{"status": 500}, {"cut": True}, {"cut": True, "after": True}])
def test_a_change_of_the_account_that_broke_takes_nothing_away(server: ShippableServer, fault: dict[str, Any]) -> None:
    """Builds name the integration at every moment: it is changed, never deleted and made once more."""
    run(services(server))
    (before,) = server.integrations.values()
    before = copy.deepcopy(before)
    moved = replace(ANSWERS, account=replace(ANSWERS.account, name="second"))
    server.faults = [Fault("PUT", "/subscriptionIntegrations", **fault)]
    broken = run(services(server), moved)
    assert broken.error is not None
    assert any("choose second" in line for line in broken.remaining)
    assert not any("then +" in line for line in broken.remaining)
    (left,) = server.integrations.values()
    assert left | {"accountIntegrationId": ""} == before | {"accountIntegrationId": ""}
    assert run(services(server), moved, keys=None).error is None
    assert state(server)[1] == [("ecr-integration", "second")]
    (after,) = server.integrations.values()
    assert after | {"accountIntegrationId": ""} == before | {"accountIntegrationId": ""}
    assert [item.method for item in server.requests].count("DELETE") == 0


def test_one_that_exists_is_used_where_no_type_is_offered_any_more(server: ShippableServer) -> None:
    run(services(server), replace(ANSWERS, integration=None))
    for name in ("ECR", "amazonKeys"):
        server.deprecate(name)
    assert run(services(server), keys=None).error is None
    other = run(services(server), replace(ANSWERS, account=replace(ANSWERS.account, name="second")))
    assert other.error is not None
    assert other.error.code == "no-type"


def test_an_inventory_that_cannot_be_kept_do_not_stop_what_is_done_in_shippable(server: ShippableServer) -> None:
    class Unwritable(MemoryInventory):
        def change(self, edit: Edit) -> Inventory:
            raise ServiceError("registry-failed", "The inventory cannot be written.")

    result = run(replace(services(server), inventory=Unwritable()))
    assert state(server) == BOTH
    assert result.error is not None
    assert result.error.code == "registry-failed"
    assert result.remaining == ()


def test_a_token_without_rights_changes_nothing_and_leaves_the_steps(server: ShippableServer) -> None:
    result = run(services(server, READER))
    assert result.error is not None
    assert result.error.code == "shippable-token"
    assert result.done == ()
    assert any("Integration Name: acme keys" in line for line in result.remaining)
    assert state(server) == ([], [])


def test_a_name_that_another_type_has_is_told(server: ShippableServer) -> None:
    slack = {"id": "x", "name": "acme keys", "masterName": "slackKey"}
    server.accounts["x"] = slack
    result = run(services(server))
    assert result.error is not None
    assert "slackKey" in result.error.title
    assert server.accounts == {"x": slack}


@pytest.mark.parametrize("keys", [None, AwsKeys(Secret("ASIAIOSFODNN7EXAMPLE"), KEYS.secret)])
def test_without_keys_that_can_work_no_account_integration_is_made(
    server: ShippableServer, keys: AwsKeys | None
) -> None:
    result = run(services(server), keys=keys)
    assert result.error is not None
    assert state(server) == ([], [])


def test_without_keys_a_new_one_gets_those_that_are_kept_for_it(server: ShippableServer) -> None:
    around = services(server)
    around.credential_store.store("acme keys", KEYS)
    kept = AccountRecord("acme keys", storage="keyring")
    around.inventory.change(lambda inventory: inventory.with_account(kept))
    confirm = Asked(True)
    assert run(around, keys=None, confirm=confirm).error is None
    assert state(server) == BOTH
    # One that exists keeps its own, without a question.
    assert run(around, keys=None, confirm=confirm).error is None
    assert confirm.questions == []


def test_without_keys_one_that_exists_is_used(server: ShippableServer) -> None:
    run(services(server), replace(ANSWERS, integration=None))
    assert state(server) == (["acme keys"], [])
    result = run(services(server), keys=None)
    assert result.error is None
    assert state(server) == BOTH


@pytest.mark.parametrize(("organisation", "code"), [("nobody", "no-such-subscription"), ("", "no-subscription")])
def test_a_subscription_that_is_not_there_leaves_its_steps(
    server: ShippableServer, organisation: str, code: str
) -> None:
    result = run(services(server), replace(ANSWERS, subscription=organisation))
    assert result.error is not None
    assert result.error.code == code
    assert len(result.done) == 1
    assert state(server) == (["acme keys"], [])


def test_of_subscriptions_on_several_hosts_the_user_chooses(server: ShippableServer) -> None:
    second = server.add_organisation("acme", provider=BITBUCKET)
    choose = Picked("the organisation on bitbucket")
    result = run(services(server), TYPED, choose=choose)
    assert result.error is None
    assert [item["subscriptionId"] for item in server.integrations.values()] == [second]
    (pick,) = choose.picks
    assert pick.question == "acme is there on several source hosts"
    assert [choice.label for choice in pick.choices] == [
        "the organisation on github",
        "the organisation on bitbucket",
    ]
    assert pick.default is None, "nothing tells which of them is meant"


def test_where_the_server_offers_both_types_the_user_chooses(server: ShippableServer) -> None:
    choose = Picked("AWS Keys")
    result = run(services(server), choose=choose)
    assert result.error is None
    (pick,) = choose.picks
    assert [choice.label for choice in pick.choices] == ["Amazon ECR", "AWS Keys"]
    assert pick.default == 0, "a server that offers Amazon ECR logs in to ECR with it"
    (account,) = server.accounts.values()
    assert account["masterName"] == "amazonKeys"
    assert result.done[0] == "Made the account integration acme keys of type AWS Keys."


def test_a_type_that_was_named_is_not_asked_for(server: ShippableServer) -> None:
    choose = Picked()
    keys = replace(ANSWERS, account=replace(ANSWERS.account, type="amazonKeys"))
    assert run(services(server), keys, choose=choose).error is None
    assert choose.picks == []
    assert [item["masterName"] for item in server.accounts.values()] == ["amazonKeys"]


def test_without_a_type_nothing_is_made(server: ShippableServer) -> None:
    around = services(server)
    result = run(around, choose=Picked("none of them"))
    assert result.error is not None
    assert result.error.code == "no-type-chosen"
    assert state(server) == ([], [])
    assert around.inventory.read() == Inventory()


def test_without_a_token_everything_remains_by_hand(server: ShippableServer) -> None:
    result = run(replace(services(server), api=None))
    assert result.done == ()
    assert "Integration Name: acme keys" in result.remaining
    assert "Name: ecr-integration" in result.remaining
    assert server.requests == []


def test_the_inventory_is_kept_with_and_without_shippable(server: ShippableServer) -> None:
    around = replace(services(server), api=None)
    for root in ("/a", "/b", "/a"):
        note(around, Project(root, view("shippable.yml", "")), ANSWERS)
    inventory = around.inventory.read()
    (entry,) = inventory.subscriptions
    assert entry.places == (Place("/a"), Place("/b"))
    (account,) = inventory.accounts
    assert (account.masked_id, account.aws_account, account.region) == ("AKIA...MPLE", "123456789012", "eu-west-1")
    assert account.checked is not None
    # What is not known this time does not take away what was known before; other keys do.
    note(around, Project("/a", view("shippable.yml", "")), replace(ANSWERS, account=Account(name="acme keys")))
    assert around.inventory.read().accounts == inventory.accounts
    unchecked = Account(name="acme keys", masked_id="AKIA...ER00", source="typed")
    note(around, Project("/a", view("shippable.yml", "")), replace(ANSWERS, account=unchecked))
    (account,) = around.inventory.read().accounts
    assert (account.masked_id, account.checked, account.aws_account) == ("AKIA...ER00", None, None)


def test_a_subscription_that_is_told_later_replaces_the_untold_one(server: ShippableServer) -> None:
    around = replace(services(server), api=None)
    project = Project("/a", view("shippable.yml", ""))
    note(around, project, replace(ANSWERS, subscription=None))
    note(around, project, ANSWERS)
    assert [item.subscription for item in around.inventory.read().subscriptions] == ["acme"]


@pytest.mark.parametrize("path", ["/masterIntegrations", "/subscriptions", "/subscriptionIntegrations"])
def test_what_was_not_looked_at_is_not_told_to_be_made_anew(server: ShippableServer, path: str) -> None:
    around = services(server)
    run(around)
    # The connection is cut before the list that holds the integration is read, or while it is.
    server.faults = [Fault("GET", path, cut=True, times=9)]
    result = run(around, replace(TYPED, account=replace(TYPED.account, name="second")))
    assert result.error is not None
    look = "Look first whether ecr-integration is there: that is not known. If it is, it must point at second."
    assert any(line.startswith(look) for line in result.remaining)
    assert around.inventory.read().subscription("ecr-integration", "acme") is not None


@pytest.mark.parametrize("after", [False, True])
def test_after_a_cut_the_steps_begin_with_a_look(server: ShippableServer, after: bool) -> None:
    server.faults = [Fault("POST", "/accountIntegrations", cut=True, after=after)]
    result = run(services(server), TYPED)
    assert result.error is not None
    assert result.remaining[0] == "Look first whether acme keys is there: that is not known. If it is not:"
    assert run(services(server), TYPED).error is None
    assert state(server) == BOTH


def test_a_page_in_place_of_an_answer_leaves_open_what_was_done(server: ShippableServer) -> None:
    server.faults = [Fault("POST", "/subscriptionIntegrations", status=200, content=b"<html>log in</html>", after=True)]
    result = run(services(server), TYPED)
    assert result.error is not None
    assert "It is not known whether the server did what it was asked" in result.error.cause
    assert any(line.startswith("Look first whether ecr-integration is there") for line in result.remaining)


def test_of_a_refusal_it_is_known_that_nothing_was_made(server: ShippableServer) -> None:
    server.faults = [Fault("POST", "/subscriptionIntegrations", status=403, content=b'{"message": "owners only"}')]
    result = run(services(server), TYPED)
    assert not any("Look first" in line for line in result.remaining)
