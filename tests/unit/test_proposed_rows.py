"""The rows of a proposal: each says truly where its value comes from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import Dockerfile
from wizard.core.interview.proposal import KeysAtHand, Known, Row, keys_row, propose
from wizard.core.model.answers import Account, Answers, Branches
from wizard.core.model.inventory import Inventory, Place, SubscriptionRecord
from wizard.core.scenarios.recognize import starting_answers

PUSHED = """\
build:
  push:
    - docker push 123456789012.dkr.ecr.us-east-1.amazonaws.com/shop:v1
integrations:
  hub:
    - integrationName: ecr
      type: ecr
"""


def build_row(answers: Answers, touched: frozenset[str], text: str | None = PUSHED) -> Row:
    project = Project(root="/nowhere", file=view("shippable.yml", text), name="shop")
    return next(row for row in propose(project, answers, touched, Known()).rows if row.label == "Build")


def test_what_an_entry_pushes_unbuilt_is_said_of_the_file_and_nothing_is_added() -> None:
    file = view("shippable.yml", PUSHED)
    row = build_row(starting_answers(file, file.ecr_entries[0]), frozenset())
    assert (row.value, row.source, row.state) == ("nothing makes this image", "shippable.yml", "trouble")


def test_a_line_that_was_declined_is_the_users_answer() -> None:
    answers = Answers(scenario="push", image="123456789012.dkr.ecr.us-east-1.amazonaws.com/shop", tag="v1")
    declined = frozenset({"scenario", "image", "tag", "build_command"})
    assert build_row(answers, declined, None).source == "your answer"
    assert build_row(answers, declined - {"build_command"}, None).value.startswith("docker build")


def rows_of(text: str, answers: Answers, touched: frozenset[str] = frozenset()) -> dict[str, Row]:
    project = Project(root="/nowhere", file=view("shippable.yml", text), name="shop")
    return {row.label: row for row in propose(project, answers, touched, Known()).rows}


def test_an_image_of_ecr_that_the_file_builds_is_the_one_to_push_with_its_tag_and_region() -> None:
    built = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/app"
    rows = rows_of(f"build:\n  ci:\n    - docker build -t {built}:v2 .\n", Answers())
    assert (rows["Scenario"].value, rows["Scenario"].source) == ("push", "shippable.yml builds acme/app")
    assert (rows["Image"].value, rows["Image"].source) == (f"{built}:v2", "shippable.yml")
    assert (rows["Region"].value, rows["Region"].source) == ("eu-west-1", "the image is there")
    assert "Build" not in rows


def test_images_of_two_regions_say_no_region() -> None:
    text = "build:\n  ci:\n" + "".join(
        f"    - docker build -t 123456789012.dkr.ecr.{region}.amazonaws.com/app .\n"
        for region in ("eu-west-1", "us-west-2")
    )
    assert rows_of(text, Answers())["Region"].value == "us-east-1"


def test_what_an_entry_says_is_of_the_file_until_the_user_says_something_else() -> None:
    file = view("shippable.yml", PUSHED)
    began = starting_answers(file, file.ecr_entries[0])
    labels = ("Scenario", "Section", "Branches", "Region")
    rows = rows_of(PUSHED, began, frozenset({"scenario", "push_section"}))
    assert [rows[label].source for label in labels] == ["shippable.yml"] * 4
    changed = replace(began, branches=Branches("only", ("master",)))
    assert rows_of(PUSHED, changed, frozenset({"branches"}))["Branches"].source == "your answer"


IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop"
EMPTY = Project(root="/nowhere", file=view("shippable.yml", None), name="shop", organisation="acme")
FOUND = Account(masked_id="AKIA...W2QX", aws_account="123456789012")


@pytest.mark.parametrize(
    ("keys", "value", "source", "state"),
    [
        (KeysAtHand(), "none", "paste them here, or Enter", "open"),
        (KeysAtHand(source="AWS_ACCESS_KEY_ID"), "none", "AWS_ACCESS_KEY_ID not used yet", "open"),
        (KeysAtHand("checking", "AWS profile work"), "AKIA...W2QX", "AWS profile work, checking ...", "checking"),
        (KeysAtHand("refused", problem="AWS does not know them"), "refused", "AWS does not know them", "trouble"),
        (KeysAtHand("unchecked", "AWS_REGION"), "AKIA...W2QX, not checked", "AWS_REGION", "trouble"),
        (
            KeysAtHand("checked", "the keyring", user="ci"),
            "AKIA...W2QX, checked",
            "account 123456789012, ci, from the keyring",
            "settled",
        ),
        (
            KeysAtHand("checked", "the keyring"),
            "AKIA...W2QX, checked",
            "account 123456789012, from the keyring",
            "settled",
        ),
    ],
)
def test_the_row_of_the_keys_says_what_is_known_of_them(keys: KeysAtHand, value: str, source: str, state: str) -> None:
    row = keys_row(Answers(account=FOUND), keys)
    assert (row.value, row.source, row.state) == (value, source, state)


def test_the_integration_that_most_files_of_the_subscription_name_is_proposed() -> None:
    shop, cart = Place("/src/shop"), Place("/src/cart")
    often = SubscriptionRecord("ecr-main", "acme", "keys", (cart, shop))
    inventory = Inventory(subscriptions=(SubscriptionRecord("a", "acme", "", (shop,)), often))
    made = propose(EMPTY, Answers(), frozenset(), Known(inventory=inventory))
    assert (made.answers.integration, made.answers.account.name) == ("ecr-main", "keys")
    assert made.touched == {"integration", "account.name"}
    other_letters = propose(replace(EMPTY, organisation="Acme"), Answers(), frozenset(), Known(inventory=inventory))
    assert other_letters.answers.integration == "ecr-main"  # source hosts know no case in these names
    alone = propose(
        EMPTY, Answers(), frozenset(), Known(inventory=Inventory(subscriptions=inventory.subscriptions[:1]))
    )
    assert (alone.answers.integration, alone.touched) == ("a", frozenset({"integration"}))
    mine = propose(EMPTY, Answers(integration="mine"), frozenset({"integration"}), Known(inventory=inventory))
    assert (mine.answers.integration, mine.touched) == ("mine", frozenset({"integration"}))


def test_without_a_scenario_that_is_what_is_missing() -> None:
    made = propose(EMPTY, Answers(), frozenset(), Known())
    assert [row.label for row in made.missing] == ["Scenario"]
    assert made.rows[0] == made.missing[0]
    assert not made.knows
    assert "Image" not in [row.label for row in made.rows]


PULL = Answers(scenario=Scenario.PULL, image=IMAGE, tag="1", region="eu-west-1", aws_cli=True)
PULLED = frozenset({"scenario", "image", "tag", "region", "aws_cli"})
ABSENT = frozenset(item for item in (parse_ecr(IMAGE),) if item is not None)


@pytest.mark.parametrize(
    ("answers", "known", "value", "source", "state"),
    [
        (PULL, Known(), f"{IMAGE}:1", "your answer", "settled"),
        (PULL, Known(absent=ABSENT), f"{IMAGE}:1", "no repository shop in eu-west-1", "trouble"),
        (
            replace(PULL, region="us-east-1"),
            Known(),
            f"{IMAGE}:1",
            "The image is in eu-west-1, the integration would log in to us-east-1.",
            "trouble",
        ),
        (replace(PULL, image=None), Known(), "not known", "which image?", "missing"),
        (
            replace(PULL, image=None),
            Known(keys=KeysAtHand("checking", "the keyring")),
            "",
            "in the account of the keys ...",
            "checking",
        ),
    ],
)
def test_the_row_of_the_image_says_what_is_wrong_with_it(
    answers: Answers, known: Known, value: str, source: str, state: str
) -> None:
    made = propose(EMPTY, answers, PULLED, known)
    row = next(row for row in made.rows if row.label == "Image")
    assert (row.value, row.source, row.state) == (value, source, state)
    assert made.awaited == tuple(item for item in (row,) if state == "checking" and not value)


def test_a_dockerfile_that_builds_on_an_image_of_ecr_says_the_region() -> None:
    there = (Dockerfile("Dockerfile", ("node",)), Dockerfile("ci/Dockerfile", (f"{IMAGE}:1",)))
    project = Project(root="/nowhere", file=view("shippable.yml", None), dockerfiles=there)
    row = next(row for row in propose(project, Answers(), frozenset(), Known()).rows if row.label == "Region")
    assert (row.value, row.source) == ("eu-west-1", "ci/Dockerfile: FROM an image there")


def test_an_entry_that_is_changed_keeps_its_name_until_the_user_gives_another() -> None:
    began = starting_answers(view("shippable.yml", PUSHED), view("shippable.yml", PUSHED).ecr_entries[0])
    began = replace(began, changes_entry="ecr")
    assert rows_of(PUSHED, began, frozenset({"integration"}))["Integration"].source == "shippable.yml"
    renamed = rows_of(PUSHED, replace(began, integration="new"), frozenset({"integration"}))
    assert (renamed["Integration"].value, renamed["Integration"].source) == ("new", "your answer")


def test_a_name_of_the_inventory_says_how_many_projects_use_it() -> None:
    project = Project(root="/nowhere", file=view("shippable.yml", None), name="shop", organisation="acme")
    for places, source in (
        ((), "from the inventory"),
        ((Place("/a"),), "used by one of your projects"),
        ((Place("/a"), Place("/b")), "used by 2 of your projects"),
    ):
        inventory = Inventory().with_subscription(SubscriptionRecord("known", "acme", "", places))
        rows = {row.label: row for row in propose(project, Answers(), frozenset(), Known(inventory=inventory)).rows}
        assert (rows["Integration"].value, rows["Integration"].source) == ("known", source)
