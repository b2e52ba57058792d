"""A list with a filter: what is highlighted is what is taken, by every key and by the mouse."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Button, Input, OptionList

from wizard.tui.input.cursor import place_of_focus
from wizard.tui.widgets.filter_list import FilterList, Offer, Row

BRANCHES = ("master", "dev", "dev-2", "dev-3", "wip")


class Lists(App[None]):
    """One list between two buttons; `taken` is what was picked."""

    def __init__(self, filter_list: FilterList, names: Sequence[str]) -> None:
        super().__init__()
        self.filter_list, self.names = filter_list, names
        self.taken: list[Row] = []

    def compose(self) -> ComposeResult:
        yield Button("before", id="before")
        yield self.filter_list
        yield Button("after", id="after")

    def on_mount(self) -> None:
        self.filter_list.set_names(self.names)
        self.filter_list.focus_field()

    def on_filter_list_picked(self, event: FilterList.Picked) -> None:
        self.taken.append(Row(event.name, event.listed))

    @property
    def shown(self) -> list[str]:
        options = self.filter_list.query_one(OptionList)
        return [str(options.get_option_at_index(at).prompt) for at in range(options.option_count)]

    @property
    def count(self) -> str:
        return str(self.filter_list.query_one(".count").render())


@asynccontextmanager
async def listing(filter_list: FilterList, names: Sequence[str] = BRANCHES) -> AsyncIterator[tuple[Lists, Pilot[None]]]:
    app = Lists(filter_list, names)
    async with app.run_test() as pilot:
        await pilot.pause()
        yield app, pilot


@pytest.mark.parametrize("key", ["enter", "space", "click"])
@pytest.mark.parametrize(
    ("moves", "expected"),
    [((), "dev"), (("down",), "dev-2"), (("down", "down"), "dev-3"), (("down", "down", "up"), "dev-2")],
)
async def test_the_highlighted_row_is_taken_not_the_one_typed_in_full(
    key: str, moves: tuple[str, ...], expected: str
) -> None:
    async with listing(FilterList("", marks=True)) as (app, pilot):
        await pilot.press(*"dev", *moves)
        row = app.filter_list.highlighted_row
        assert row == Row(expected)
        if key == "click":
            at = app.filter_list.query_one(OptionList).highlighted
            assert at is not None
            await pilot.click(OptionList, offset=(6, at))
        else:
            await pilot.press(key)
        await pilot.pause()
        assert app.taken == [row]


async def test_a_name_typed_in_full_is_highlighted_though_others_come_first() -> None:
    async with listing(FilterList(""), ("release/dev", "devel", "dev")) as (app, pilot):
        await pilot.press(*"dev")
        assert app.filter_list.highlighted_row == Row("dev")
        await pilot.press("enter")
        await pilot.pause()
        assert app.taken == [Row("dev")]


async def test_names_that_arrive_later_do_not_move_the_highlight() -> None:
    async with listing(FilterList(""), ("app-2", "app-3")) as (app, pilot):
        await pilot.press(*"app", "down")
        app.filter_list.set_names(("app", "app-1", "app-2", "app-3"))
        assert app.filter_list.highlighted_row == Row("app-3")


@pytest.mark.parametrize("place", [0, 2, 500])
async def test_it_opens_on_the_present_value_and_enter_keeps_it(place: int) -> None:
    names = [f"name-{number}" for number in range(1000)]
    async with listing(FilterList("", present=names[place]), names) as (app, pilot):
        assert app.filter_list.highlighted_row == Row(names[place])
        await pilot.press("enter")
        await pilot.pause()
        assert app.taken == [Row(names[place])]


async def test_a_present_value_that_is_not_listed_is_kept_too() -> None:
    async with listing(FilterList("", present="mine")) as (app, _):
        assert app.filter_list.highlighted_row == Row("mine")


async def test_esc_clears_what_is_typed_before_it_is_the_screens() -> None:
    async with listing(FilterList("")) as (app, pilot):
        await pilot.press(*"dev", "escape")
        assert app.filter_list.typed == ""
        assert len(app.shown) == len(BRANCHES)


async def test_the_offer_is_the_first_row_and_a_match_is_highlighted_before_it() -> None:
    def offer(text: str) -> Offer:
        return Offer(text, f"Use {text}")

    async with listing(FilterList("", offer=offer)) as (app, pilot):
        await pilot.press(*"de")
        assert app.shown[0] == "Use de"
        assert app.filter_list.highlighted_row == Row("dev")
        await pilot.press("up", "enter")
        await pilot.pause()
        assert app.taken == [Row("de", listed=False)]
        await pilot.press(*"xyz", "enter")
        await pilot.pause()
        assert app.taken[1:] == [Row("dexyz", listed=False)]


async def test_without_an_offer_nothing_is_taken_and_the_reason_is_said() -> None:
    async with listing(FilterList("", offer=lambda _text: Offer(problem="No such thing."))) as (app, pilot):
        await pilot.press(*"xyz", "enter")
        await pilot.pause()
        assert app.taken == []
        assert "! No such thing." in app.count


async def test_chosen_ones_come_first_and_are_counted() -> None:
    names = [f"branch-{number}" for number in range(2001)]
    async with listing(FilterList("", marks=True), names) as (app, pilot):
        app.filter_list.chosen = {"branch-7", "branch-1500", "branch-2000"}
        app.filter_list.set_names(names)
        assert app.shown[:4] == ["[x] branch-7", "[x] branch-1500", "[x] branch-2000", "[ ] branch-0"]
        assert "3 of 2,001 chosen" in app.count
        await pilot.press(*"branch-15")
        assert app.shown[0] == "[x] branch-1500"
        assert app.filter_list.highlighted_row == Row("branch-15"), "not the chosen one, which Enter would take out"


async def test_arrows_leave_the_list_at_its_ends() -> None:
    async with listing(FilterList("")) as (app, pilot):
        await pilot.press("up")
        assert app.focused is app.query_one("#before")
        app.filter_list.focus_field()
        await pilot.press(*["down"] * len(BRANCHES))
        assert app.focused is app.query_one("#after")
        assert app.filter_list.highlighted_row == Row(BRANCHES[-1])


async def test_the_cursor_is_in_the_field_while_typing_and_on_the_row_once_moved() -> None:
    async with listing(FilterList("")) as (app, pilot):
        field, rows = app.query_one(Input), app.query_one(OptionList)
        await pilot.press(*"dev")
        assert place_of_focus(app).offset.y == field.region.y
        for at, key in ((1, "down"), (2, "down"), (1, "up"), (2, "pagedown")):
            await pilot.press(key)
            place = place_of_focus(app)
            assert (place.offset, place.visible) == (rows.content_region.offset + (0, at), False)  # noqa: RUF005
        await pilot.press("x")
        assert place_of_focus(app).offset.y == field.region.y


async def test_a_pattern_that_is_offered_is_not_counted_as_no_match() -> None:
    def offer(text: str) -> Offer:
        return Offer(text, f"Add pattern {text} (matches 3)")

    async with listing(FilterList("", marks=True, offer=offer)) as (app, pilot):
        await pilot.press(*"dev*")
        assert app.shown == ["Add pattern dev* (matches 3)"]
        assert app.count == "0 of 5 chosen"
        await pilot.press("backspace")
        assert app.count == "3 match; 0 of 5 chosen"


async def test_a_blank_in_the_typing_makes_no_new_name() -> None:
    async with listing(FilterList("", marks=True, offer=lambda text: Offer(text, f"Add {text}"))) as (app, pilot):
        await pilot.press(*"feature", "space", *"x")
        assert not app.taken
        await pilot.press("enter")
        assert app.taken == [Row("featurex", listed=False)]
