"""What is written first is heard first: what is reached before what is left, a new page from its top."""

from __future__ import annotations

from tests.tui.ears import spoken
from wizard.terminal.cells import Picture, Rows
from wizard.terminal.paint import Abilities, Pen, paint
from wizard.terminal.reading import Spot

REVERSE, PLAIN = "\x1b[7m", "\x1b[m"


def picture(*rows: str) -> Rows:
    drawn = Picture(40, 8)
    for y, row in enumerate(rows):
        list(drawn.feed(f"\x1b[{y + 1}H{row}{PLAIN}"))
    return drawn.rows


def heard(before: Rows, after: Rows, spot: Spot, *, came_from: int) -> list[str]:
    pen = Pen()
    pen.go(0, came_from)
    pen.take()
    paint(pen, before, after, Abilities(), spot)
    return spoken(pen.take())


def test_the_row_that_is_reached_comes_before_the_one_that_is_left() -> None:
    one = picture("title", f"{REVERSE}( ) pull", "( ) push")
    other = picture("title", "( ) pull", f"{REVERSE}( ) push")
    assert heard(one, other, Spot(0, 2), came_from=1) == ["( ) push", "( ) pull"]
    assert heard(other, one, Spot(0, 1), came_from=2) == ["( ) pull", "( ) push"]


def test_of_two_buttons_in_a_row_the_one_that_is_reached_comes_first() -> None:
    one = picture(f"{REVERSE}[ Next ]{PLAIN}   [ Back ]")
    other = picture(f"[ Next ]   {REVERSE}[ Back ]{PLAIN}")
    assert heard(one, other, Spot(11, 0), came_from=0) == ["[ Back ]", "[ Next ]"]


def test_a_field_is_heard_with_its_label_though_nothing_of_it_changes() -> None:
    rows = picture("Name      shop", "Region    us-west-2      [ List ]")
    assert heard(rows, rows, Spot(19, 1, in_field=True), came_from=0) == ["Region us-west-2"]
    assert heard(rows, rows, Spot(19, 1, in_field=True), came_from=1) == []


def test_of_what_is_beside_a_field_nothing_is_heard() -> None:
    rows = picture("", "2 Scenario │ Region  us-west-2")
    assert heard(rows, rows, Spot(30, 1, in_field=True), came_from=0) == ["Region us-west-2"]


def test_a_word_of_which_a_letter_changes_is_heard_whole() -> None:
    one, other = picture("2 Subscription", "", "Next"), picture("3 Scenario", "", "Next")
    assert heard(one, other, Spot(0, 2), came_from=2) == ["3 Scenario"]


def test_of_what_is_typed_the_letter_is_sent_alone() -> None:
    one, other = picture("Name  ecr-on"), picture("Name  ecr-one")
    assert heard(one, other, Spot(13, 0, in_field=True), came_from=0) == ["e"]


def test_a_dialog_is_heard_from_its_top() -> None:
    one = picture("page", "", "", "", "", "more")
    other = picture("page", "", "Leave the wizard?", "Nothing was written.", f"{REVERSE}[ Stay ]", "more")
    assert heard(one, other, Spot(0, 4), came_from=5) == ["Leave the wizard?", "Nothing was written.", "[ Stay ]"]
