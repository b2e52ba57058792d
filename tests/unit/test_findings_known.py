"""What `check` takes the subscription's integrations from: Shippable, else the wizard's inventory."""

from __future__ import annotations

from dataclasses import dataclass, field

from wizard.actions.check import check, known_integrations
from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.errors import ServiceError
from wizard.core.model.inventory import AccountRecord, Inventory, Place, SubscriptionRecord
from wizard.services.shippable.protocol import RemoteIntegration, RemoteSubscription
from wizard.services.shippable.simulated import SimulatedShippable
from wizard.services.storage.inventory import MemoryInventory

INVENTORY = Inventory(
    accounts=(AccountRecord("keys", aws_account="123456789012"),),
    subscriptions=(
        SubscriptionRecord("of-acme", "acme", "keys"),
        SubscriptionRecord("of-others", "others"),
        SubscriptionRecord("told-of-none", ""),
    ),
)
TEXT = "integrations:\n  hub:\n    - integrationName: {}\n      type: ecr\n"


@dataclass
class Silent(SimulatedShippable):
    """A server that does not answer."""

    asked: list[str] = field(default_factory=list)

    def subscriptions(self, organisation: str) -> tuple[RemoteSubscription, ...]:
        self.asked.append(organisation)
        raise ServiceError("shippable-timeout", "Shippable does not answer.", remedy="Try again later.")


class Damaged(MemoryInventory):
    """An inventory that cannot be read."""

    def read(self) -> Inventory:
        raise ServiceError("registry-damaged", "The inventory is damaged.")


def services(**parts: object) -> Services:
    unused = dict.fromkeys(("files", "git", "aws", "credential_store"))
    return Services(**unused, **{"inventory": MemoryInventory(INVENTORY), **parts})  # type: ignore[arg-type]


def project(name: str = "of-acme", organisation: str | None = "acme") -> Project:
    return Project(root="/r", file=view("shippable.yml", TEXT.format(name)), organisation=organisation)


def server(*names: str) -> SimulatedShippable:
    kept = [RemoteIntegration(f"i{at}", name, "a1", "s1") for at, name in enumerate(names)]
    return SimulatedShippable(kept_integrations=kept)


def test_the_inventory_gives_the_names_of_the_subscription_and_the_accounts_behind_them() -> None:
    known, notes = known_integrations(services(), project(organisation="Acme"))
    assert (known.names, known.complete, known.accounts) == (
        ("of-acme",),
        False,
        {"of-acme": "123456789012"},
    )
    assert notes == ()


def test_without_a_remote_the_inventory_counts_where_they_name_the_file() -> None:
    assert known_integrations(services(), project(organisation=None))[0].names == ()
    named = INVENTORY.with_subscription(SubscriptionRecord("of-acme", "acme", "keys", (Place("/r"),)))
    known, _ = known_integrations(services(inventory=MemoryInventory(named)), project(organisation=None))
    assert known.names == ("of-acme",)


def test_a_record_without_a_subscription_speaks_only_for_the_files_that_it_names() -> None:
    inventory = Inventory(subscriptions=(SubscriptionRecord("ecr", "", "", (Place("/r"),)),))
    around = services(inventory=MemoryInventory(inventory))
    here = check(around, project("ECR")).findings
    assert [item.code for item in here if item.from_inventory] == ["name-case-or-space"]
    elsewhere = Project(root="/other", file=view("shippable.yml", TEXT.format("ECR")), organisation="two")
    assert [item.code for item in check(around, elsewhere).findings] == ["entry-unused"]


def test_what_only_the_inventory_shows_is_marked_and_what_shippable_says_is_not() -> None:
    by_books = check(services(), project("Of-Acme")).findings
    assert [(item.code, item.from_inventory) for item in by_books] == [
        ("entry-unused", False),
        ("name-case-or-space", True),
    ]
    by_server = check(services(api=server("ecr")), project("Ecr")).findings
    assert [item.from_inventory for item in by_server] == [False, False]


def test_an_account_of_the_inventory_is_marked_too() -> None:
    text = "build:\n  push:\n    - docker push 999999999999.dkr.ecr.us-east-1.amazonaws.com/app\n"
    file = view("shippable.yml", text + TEXT.format("of-acme"))
    found = check(services(), Project(root="/r", file=file, organisation="acme")).findings
    assert [item.code for item in found if item.from_inventory] == ["ecr-other-registry"]


def test_what_shippable_says_is_the_whole_truth() -> None:
    known, notes = known_integrations(services(api=server("ecr", "slack")), project())
    assert (known.names, known.complete, notes) == (("ecr", "slack"), True, ())
    found = check(services(api=server("ecr", "slack")), project("of-acme")).findings
    assert [(item.code, item.severity.value) for item in found] == [("entry-unused", "info"), ("name-unknown", "error")]


def test_an_organisation_that_shippable_does_not_know_proves_nothing() -> None:
    known, _ = known_integrations(services(api=server("ecr")), project(organisation="others"))
    assert (known.names, known.complete) == (("of-others",), False)


def test_what_does_not_answer_is_said_and_the_inventory_is_used() -> None:
    silent = Silent()
    checked = check(services(api=silent), project("Of-Acme"))
    assert silent.asked == ["acme"]
    assert "Shippable does not answer." in checked.notes[0].message
    assert "name-case-or-space" in [item.code for item in checked.findings]


def test_an_inventory_that_cannot_be_read_stops_nothing() -> None:
    checked = check(services(inventory=Damaged()), project("anything"))
    assert [note.code for note in checked.notes] == ["registry-not-read"]
    assert [item.code for item in checked.findings] == ["entry-unused"]
