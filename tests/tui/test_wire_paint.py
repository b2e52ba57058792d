"""Whatever picture a terminal shows, what is sent turns it into the picture that is wanted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "terminal"))

import pyte
from harness import Screen

from wizard.terminal.cells import BITS, PLAIN, Cell, Picture, Rows, Style, blank, blank_rows, graphemes
from wizard.terminal.codes import shortest_move, shortest_sgr
from wizard.terminal.paint import Abilities, Pen, paint
from wizard.terminal.reading import Spot

WIDTH, HEIGHT = 24, 6
TEXTS = ["a", "Z", "#", " ", " ", " ", "é", "─", "│", "█", "漢", "か", "한", "👍", "e\u0301", "\uff57"]
COLOURS = ["", "31", "97", "38;5;200", "38;2;10;20;30"]
SHOWN_BY_PYTE = (1, 3, 4, 7, 9)

styles = st.builds(
    Style,
    attributes=st.lists(st.sampled_from(SHOWN_BY_PYTE), max_size=2, unique=True).map(
        lambda on: sum(BITS[c] for c in on)
    ),
    foreground=st.sampled_from(COLOURS),
    background=st.sampled_from(COLOURS).map(lambda code: code and f"{int(code[:2]) + 10}{code[2:]}"),
    link=st.just(""),
)


@st.composite
def rows(draw: st.DrawFn) -> Rows:
    """A picture of runs: pieces of text and of blanks, each in one style."""
    palette = draw(st.lists(styles, min_size=1, max_size=3))
    picture = []
    for _ in range(HEIGHT):
        row: list[Cell] = []
        while len(row) < WIDTH:
            style = draw(st.sampled_from(palette))
            text = draw(st.sampled_from(TEXTS))
            for _ in range(draw(st.integers(1, 12))):
                width = graphemes(text)[0][1]
                if len(row) + width <= WIDTH:
                    row.append(blank(style) if text == " " else Cell(text, style))
                    row.extend([Cell("", style)] * (width - 1))
                elif len(row) < WIDTH:
                    row.append(blank(style))
        picture.append(row)
    return picture


def terminal() -> tuple[Screen, pyte.Stream]:
    screen = Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    stream.feed("\x1b[?7l")
    return screen, stream


def naively(picture: Rows) -> Screen:
    """The screen on which each cell was written at its place, in its style."""
    screen, stream = terminal()
    for y, row in enumerate(picture):
        for x, cell in enumerate(row):
            if cell.text:
                codes = [str(code) for code, bit in BITS.items() if cell.style.attributes & bit]
                sgr = ";".join(code for code in ["0", *codes, cell.style.foreground, cell.style.background] if code)
                stream.feed(f"\x1b[{y + 1};{x + 1}H\x1b[{sgr}m{cell.text}")
    return screen


spots = st.builds(Spot, st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), st.booleans())


@given(st.lists(st.tuples(rows(), spots), min_size=1, max_size=4), st.booleans())
@settings(max_examples=60, deadline=None)
def test_each_picture_follows_from_the_one_before(pictures: list[tuple[Rows, Spot]], coloured_erase: bool) -> None:
    screen, stream = terminal()
    pen, sent = Pen(), None
    for wanted, spot in pictures:
        paint(pen, sent, wanted, Abilities(coloured_erase=coloured_erase), spot)
        pen.place_cursor(spot.x, spot.y, visible=True)
        stream.feed(pen.take())
        assert screen.cells() == naively(wanted).cells()
        assert (screen.cursor.x, screen.cursor.y, screen.cursor.hidden) == (spot.x, spot.y, False)
        sent = wanted


@given(rows())
@settings(max_examples=25, deadline=None)
def test_the_same_picture_costs_nothing(wanted: Rows) -> None:
    pen = Pen()
    paint(pen, [list(row) for row in wanted], wanted, Abilities())
    assert pen.take() == ""


@given(rows(), rows())
@settings(max_examples=25, deadline=None)
def test_what_the_terminal_showed_before_does_not_matter_after_a_repaint(other: Rows, wanted: Rows) -> None:
    screen, stream = terminal()
    pen = Pen()
    for picture in (other, wanted):
        pen.forget()
        paint(pen, None, picture, Abilities())
        stream.feed(pen.take())
    assert screen.cells() == naively(wanted).cells()


chunks = st.lists(
    st.one_of(
        st.sampled_from(TEXTS).map(lambda text: text * 5),
        st.tuples(st.integers(1, HEIGHT), st.integers(1, WIDTH)).map(lambda at: f"\x1b[{at[0]};{at[1]}H"),
        st.sampled_from(["\x1b[0m", "\x1b[1;31m", "\x1b[48;5;17m", "\x1b[38;2;1;2;3;7m", "\x1b[22;39m", "\x1b[49m"]),
        st.sampled_from(["\r", "\b", "\x1b[K", "\x1b[1K", "\x1b[2K", "\x1b[J", "\x1b[1J", "\x1b[2J", "\x1b[4X"]),
        st.sampled_from(["\x1b[A", "\x1b[2B", "\x1b[3C", "\x1b[D", "\x1b[7G", "\x1b[2d"]),
    ),
    max_size=30,
)


@given(chunks, st.integers(0, 30))
@example(["a" * 5] * 5 + ["\x1b[D", "Z" * 5], 0)  # to the left from the last cell
@settings(max_examples=60, deadline=None)
def test_a_frame_is_read_as_a_terminal_reads_it(frame: list[str], cut: int) -> None:
    """For narrow text; what a terminal does with half a wide character differs, so layouts never rely on it."""
    parts = [part for part in frame if all(width == 1 for _, width in graphemes(part)) or part.startswith("\x1b")]
    screen, stream = terminal()
    stream.feed("".join(parts))
    picture = Picture(WIDTH, HEIGHT)
    passed = [*picture.feed("".join(parts[:cut])), *picture.feed("".join(parts[cut:]))]
    assert passed == []
    shown, draw = terminal()
    pen = Pen()
    paint(pen, None, picture.rows, Abilities())
    draw.feed(pen.take())
    assert shown.cells() == screen.cells()


def test_a_line_feed_goes_to_the_start_of_the_next_row_as_the_driver_of_a_terminal_makes_it() -> None:
    picture = Picture(4, 2)
    list(picture.feed("ab\nc\nd"))
    assert [[cell.text for cell in row] for row in picture.rows] == [["a", "b", " ", " "], ["d", " ", " ", " "]]


def test_half_of_a_wide_character_leaves_a_blank() -> None:
    picture = Picture(6, 1)
    list(picture.feed("漢字\x1b[1;2Hx"))
    assert [cell.text for cell in picture.rows[0]] == [" ", "x", "字", "", " ", " "]
    list(picture.feed("\x1b[1;3Hy"))
    assert [cell.text for cell in picture.rows[0]] == [" ", "x", "y", " ", " ", " "]
    list(picture.feed("\x1b[1;6H漢"))
    assert picture.rows[0][5].text == " "


def test_after_a_character_of_doubtful_width_the_column_is_set_anew() -> None:
    """Terminals do not agree on emoji; what stands to the right must not move."""
    picture = Picture(20, 1)
    list(picture.feed("👩\u200d🔬|done"))
    pen = Pen()
    paint(pen, blank_rows(20, 1), picture.rows, Abilities())
    assert "👩\u200d🔬\x1b[3G|done" in pen.take()


def test_without_coloured_erase_only_plain_blanks_are_erased() -> None:
    blue = blank(Style(background="44"))
    for style, expected in ((blue, " " * 20), (blank(PLAIN), "\x1b[K")):
        pen = Pen()
        old = [[Cell("x", PLAIN)] * 20]
        paint(pen, old, [[style] * 20], Abilities(coloured_erase=False))
        assert expected in pen.take()


@pytest.mark.parametrize("name", ["xterm-256color", "tmux-256color", "linux", "alacritty", "st", "st-256color"])
def test_terminals_that_erase_in_colour(name: str) -> None:
    assert Abilities.of(name).coloured_erase


@pytest.mark.parametrize("name", ["screen-256color", "vt100", "vt220", "stv52", "ansi", ""])
def test_terminals_that_may_not_erase_in_colour(name: str) -> None:
    assert not Abilities.of(name).coloured_erase


def test_drawing_is_read_and_all_else_is_passed_on_in_order() -> None:
    picture = Picture(10, 2)
    text = "\x1b[?2026h\x1b[1;1Ha\a\x1b]52;c;eA==\x07\x1b[?1004h\x1b[1mb\x1b]2;title\x1b\\\x1b[?25h\x1b[?2026l\x1b7"
    assert list(picture.feed(text)) == ["\a", "\x1b]52;c;eA==\x07", "\x1b[?1004h", "\x1b]2;title\x1b\\", "\x1b7"]
    assert [cell.text for cell in picture.rows[0][:3]] == ["a", "b", " "]
    assert picture.cursor_visible
    assert picture.synchronised


@pytest.mark.parametrize("text", ["\x1b[31mred", "\x1b]52;c;eA==\x07x", "\x1b]0;t\x1b\\x", "\x1b[?1049h", "a\x1b7b"])
def test_a_sequence_may_come_in_pieces(text: str) -> None:
    whole = Picture(10, 1)
    passed = list(whole.feed(text))
    for cut in range(len(text)):
        pieces = Picture(10, 1)
        assert [*pieces.feed(text[:cut]), *pieces.feed(text[cut:])] == passed
        assert pieces.rows == whole.rows


@example(PLAIN, Style(BITS[1], "31", "44"))
@given(styles, styles)
def test_a_change_of_style_is_never_longer_than_setting_it_anew(old: Style, new: Style) -> None:
    anew = ";".join(
        code
        for code in ["0", *(str(c) for c, b in BITS.items() if new.attributes & b), new.foreground, new.background]
        if code
    )
    assert len(shortest_sgr(old, new)) <= len(f"\x1b[{anew}m")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((5, 5), (4, 5), "\b"),
        ((5, 5), (0, 5), "\r"),
        ((5, 5), (5, 6), "\v"),
        ((5, 5), (5, 4), "\x1bM"),
        ((5, 5), (0, 0), "\x1b[H"),
        ((70, 3), (0, 4), "\v\r"),
        ((None, 3), (9, 3), "\x1b[10G"),
        ((None, None), (0, 3), "\x1b[4H"),
    ],
)
def test_the_shortest_move(start: tuple[int, int], end: tuple[int, int], expected: str) -> None:
    assert shortest_move(*start, *end) == expected


@pytest.mark.parametrize("coloured_erase", [True, False])
@pytest.mark.parametrize("step", [1, -1])
def test_a_list_that_scrolls_by_a_row_is_scrolled_by_the_terminal(step: int, coloured_erase: bool) -> None:
    inside, outside = Style(foreground="38;5;253", background="48;5;234"), Style(background="44")

    def picture(first: int) -> Rows:
        names = [f"branch/number-{(first + row) * 7919}".ljust(39) for row in range(10)]
        rows = [[Cell(char, inside) if char != " " else blank(inside) for char in name] for name in names]
        bar = [[blank(outside) if row == first % 10 else Cell("▇", inside)] for row in range(10)]
        edge = [Cell(char, outside) for char in "above and below it".ljust(40, "-")]
        return [edge, *(row + cell for row, cell in zip(rows, bar, strict=True)), edge]

    screen = Screen(40, 12)
    stream = pyte.Stream(screen)
    stream.feed("\x1b[?7l")
    pen, sent = Pen(), None
    costs = []
    for first in (5, 5 + step):
        wanted = picture(first)
        paint(pen, sent, wanted, Abilities(coloured_erase=coloured_erase))
        text = pen.take()
        stream.feed(text)
        costs.append(len(text))
        expected, draw = Screen(40, 12), None
        draw = pyte.Stream(expected)
        draw.feed("\x1b[?7l")
        other = Pen()
        paint(other, None, wanted, Abilities(coloured_erase=False))
        draw.feed(other.take())
        assert screen.cells() == expected.cells()
        sent = wanted
    assert costs[1] < costs[0] / 2
