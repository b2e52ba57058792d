"""The rows of a proposal: each says truly where its value comes from."""

from __future__ import annotations

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.interview.proposal import Known, Row, propose
from wizard.core.model.answers import Answers, Branches
from wizard.core.model.inventory import Books, Place, SubscriptionRecord
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
    changed = began.with_(branches=Branches("only", ("master",)))
    assert rows_of(PUSHED, changed, frozenset({"branches"}))["Branches"].source == "your answer"


def test_a_name_of_the_inventory_says_how_many_projects_use_it() -> None:
    project = Project(root="/nowhere", file=view("shippable.yml", None), name="shop", organisation="acme")
    for places, source in (
        ((), "from the inventory"),
        ((Place("/a"),), "used by one of your projects"),
        ((Place("/a"), Place("/b")), "used by 2 of your projects"),
    ):
        books = Books().with_subscription(SubscriptionRecord("known", "acme", "", places))
        rows = {row.label: row for row in propose(project, Answers(), frozenset(), Known(books=books)).rows}
        assert (rows["Integration"].value, rows["Integration"].source) == ("known", source)
