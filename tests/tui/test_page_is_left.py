"""Slow work that ends in the moment in which its page is taken away."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.css.query import NoMatches
from textual.widgets import Static
from textual.worker import WorkerFailed

from wizard.tui.app.base import TerminalApp
from wizard.tui.input.too_small import SizedScreen


class Line(Static):
    """Says when it is gone."""

    def __init__(self, gone: asyncio.Event) -> None:
        super().__init__("asking ...")
        self._gone = gone

    def on_unmount(self) -> None:
        self._gone.set()


class Page(SizedScreen[Any]):
    def __init__(self, gone: asyncio.Event) -> None:
        super().__init__()
        self._gone = gone

    def compose(self) -> ComposeResult:
        yield Line(self._gone)

    async def show(self) -> None:
        await self._gone.wait()
        self.query_one(Line).update("answered")


async def test_it_finds_no_widgets_and_that_is_no_bug() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        page = Page(asyncio.Event())
        await app.push_screen(page)
        worker = page.run_worker(page.show())
        await pilot.pause()
        await app.pop_screen()
        await pilot.pause()
        assert worker.is_finished


class HalfMade(SizedScreen[Any]):
    """A hang-up comes while it is mounted."""

    def on_mount(self) -> None:
        self.app.exit(129)
        self.query_one("#skip")


async def test_a_page_that_an_end_overtakes_is_no_bug() -> None:
    app = TerminalApp()
    async with app.run_test():
        await app.push_screen(HalfMade())
    assert app.return_value == 129


async def lose_a_widget(app: App[None]) -> None:
    async with app.run_test() as pilot:
        page = Page(asyncio.Event())
        await app.push_screen(page)
        page.run_worker(page.show())
        await page.query_one(Line).remove()
        await pilot.pause()


async def test_on_a_page_that_is_there_it_is_one() -> None:
    with pytest.raises(WorkerFailed) as caught:
        await lose_a_widget(App())
    assert isinstance(caught.value.error, NoMatches)
