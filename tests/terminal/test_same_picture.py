"""The driver that sends only changes shows, cell by cell, what the plain driver shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from harness import DOWN, ENTER, ESC, LEFT, SAMPLE, TAB, UP, Terminal, converge, environment

TERMINALS = {
    "256 colours": {},
    "linux console": {"TERM": "linux"},
    "no colour": {"NO_COLOR": "1"},
    "screen": {"TERM": "screen-256color"},
    "ascii": {"LC_ALL": "C"},
}


# tests/tui/test_same_cells.py compares the pages themselves by day.
BY_NIGHT = ("no colour", "screen", "linux console", "ascii")


@pytest.fixture(
    params=[pytest.param(name, marks=pytest.mark.nightly if name in BY_NIGHT else ()) for name in TERMINALS]
)
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[Terminal, Terminal]]:
    """The same application twice, with and without the driver."""
    env = environment(**TERMINALS[request.param])
    with Terminal(SAMPLE, env=env) as wire, Terminal([*SAMPLE, "--no-wire"], env=env) as plain:
        for terminal in (wire, plain):
            terminal.wait_for("Page 1", "Review")
        yield wire, plain


def walk(pair: tuple[Terminal, Terminal], keys: str, *shown: str) -> None:
    for terminal in pair:
        terminal.send(keys)
    for terminal in pair:
        terminal.wait_for(*shown)
        terminal.settle(0.15)
    converge(*pair)


def test_a_walk_through_the_application_shows_the_same(pair: tuple[Terminal, Terminal]) -> None:
    converge(*pair)
    walk(pair, "my-integration", "my-integration")
    walk(pair, LEFT * 3 + "X", "my-integratXion")
    walk(pair, "漢字", "my-integratX漢字ion" if pair[0].screen.display[8].isascii() is False else "ion")
    walk(pair, "\x7f", "ion")
    walk(pair, TAB)
    walk(pair, TAB)
    walk(pair, DOWN * 3)
    walk(pair, DOWN * 9, "1.11")
    walk(pair, UP * 9)
    walk(pair, "\x0f", "Really?")
    walk(pair, DOWN * 4, "line 5")
    walk(pair, ESC, "1.1")
    walk(pair, TAB * 2 + ENTER, "Page 2")
    walk(pair, "\x0e", "Page 3")


@pytest.mark.parametrize("pair", ["256 colours", pytest.param("screen", marks=pytest.mark.nightly)], indirect=True)
def test_after_a_resize_and_a_repaint_it_shows_the_same(pair: tuple[Terminal, Terminal]) -> None:
    for width, height in ((100, 30), (64, 17), (50, 10), (80, 24), (81, 24)):
        for terminal in pair:
            terminal.resize(width, height)
        small = width < 60
        walk(pair, "", "too small" if small else "Page 1")
        if not small:
            walk(pair, "a", "a")
    walk(pair, "\x0c")


def test_what_else_wrote_on_the_terminal_goes_away_with_ctrl_l() -> None:
    with Terminal(SAMPLE) as terminal:
        terminal.wait_for("Page 1", "Review")
        terminal.settle(1)  # on a busy machine the last of the page comes late
        before = terminal.screen.cells()
        terminal._stream.feed(b"\x1b[3;1H\x1b[mkernel: something broke\r\n\n\n\n\x1b[44mmore of it\x1b[K")
        assert terminal.screen.cells() != before
        terminal.send("\x0c")
        terminal.wait_for(lambda now: now.screen.cells() == before)
