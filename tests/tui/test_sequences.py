"""What a terminal sends is read as keys: Esc is Esc, whatever comes after it, and half a sequence types nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from wizard.terminal.capabilities import describe
from wizard.tui.input.sequences import PIECES_DELAY, KeyReader

DELAY = 0.1


def names(messages: list[Message]) -> list[str]:
    return [message.key if isinstance(message, events.Key) else type(message).__name__ for message in messages]


def read(*pieces: tuple[float, str]) -> list[tuple[float, str]]:
    """The keys that these pieces are, each with the time at which it is known."""
    reader = KeyReader(DELAY)
    keys: list[tuple[float, str]] = []
    for at, text in [*pieces, (60.0, "")]:
        patience = reader.patience(keys_at := reader._since)
        if patience is not None and keys_at + patience <= at:
            keys += [(round(keys_at + patience, 3), name) for name in names(reader.give_up())]
        if text:
            keys += [(at, name) for name in names(reader.feed(text, at))]
    assert reader.patience(60.0) is None
    return keys


def keys(*pieces: tuple[float, str]) -> list[str]:
    return [name for _, name in read(*pieces)]


@pytest.mark.parametrize("letter", ["a", "d", "Z", "1", "\u00e9", "\r", "\x0e", " "])
def test_a_letter_after_esc_waits_for_nothing(letter: str) -> None:
    plain = names(KeyReader(DELAY).feed(letter, 0))
    assert read((0.0, f"\x1b{letter}xyz")) == [(0.0, name) for name in ["escape", *plain, "x", "y", "z"]]
    assert read((0.0, "\x1b"), (0.05, letter)) == [(0.05, name) for name in ["escape", *plain]]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([(0.0, "\x1b[D")], ["left"]),
        ([(0.0, "\x1bOQ")], ["f2"]),
        ([(0.0, "\x1b[[A")], ["f1"]),
        ([(0.0, "\x1b[1;5C")], ["ctrl+right"]),
        ([(0.0, "\x1b[3$x")], ["shift+delete", "x"]),
        ([(0.0, "\x1bb")], ["ctrl+left"]),
        ([(0.0, "\x1b\t")], ["shift+tab"]),
        ([(0.0, "\x1b\x1b")], ["escape", "escape"]),
        ([(0.0, "\x1b\x1b[A")], ["escape", "up"]),
        ([(0.0, "\x1b"), (0.05, "\x1b")], ["escape", "escape"]),
        ([(0.0, "\x1b[200~a\rb\x1b[201~c")], ["Paste", "c"]),
        ([(0.0, "\x1b[<0;3;4M")], ["MouseDown"]),
        ([(0.0, "\x1b[M #$x")], ["x"]),  # the mouse's oldest form
        ([(0.0, "\x1b[?2026;2$yx")], ["TerminalSupportsSynchronizedOutput", "x"]),
        ([(0.0, "\x1b[99;99;99qx")], ["x"]),  # a key that nobody knows
        ([(0.0, "\x1b]11;rgb:0/0/0\x07x")], ["x"]),
        ([(0.0, "\x1bP1$r0m\x1b\\x")], ["x"]),
        ([(0.0, "\x1b]Esc\x1bx")], ["escape", "right_square_bracket", "E", "s", "c", "escape", "x"]),
        ([(0.0, "\x1bOffice")], ["escape", "O", "f", "f", "i", "c", "e"]),
    ],
)
def test_what_comes_at_once(pieces: list[tuple[float, str]], expected: list[str]) -> None:
    assert keys(*pieces) == expected


def test_a_sequence_may_come_in_pieces() -> None:
    assert read((0.0, "\x1b"), (0.09, "["), (0.5, "D")) == [(0.5, "left")]
    assert read((0.0, "\x1b[1"), (0.3, ";5"), (0.5, "C")) == [(0.5, "ctrl+right")]


def test_what_goes_on_no_further_is_over_in_time_and_types_no_half_of_a_sequence() -> None:
    assert read((0.0, "\x1b")) == [(DELAY, "escape")]
    assert read((0.0, "\x1b[1;")) == []
    assert read((0.0, "\x1b["), (5.0, "x")) == [
        (PIECES_DELAY, "escape"),
        (PIECES_DELAY, "left_square_bracket"),
        (5.0, "x"),
    ]
    typed = [(PIECES_DELAY, name) for name in ("escape", "P", "u", "s", "h")]
    assert read((0.0, "\x1bPu"), (0.4, "sh")) == typed


def test_the_rest_of_an_arrow_that_comes_after_esc_was_taken_is_an_arrow_still() -> None:
    assert read((0.0, "\x1b"), (0.35, "[D"), (0.4, "x")) == [(DELAY, "escape"), (0.35, "left"), (0.4, "x")]
    assert keys((0.0, "\x1b"), (0.35, "[x")) == ["escape", "left_square_bracket", "x"]
    assert keys((0.0, "\x1b"), (3.0, "[D")) == ["escape", "left_square_bracket", "D"]


@pytest.mark.parametrize(
    ("text", "key"),
    [("\x1b", "escape"), ("\t", "tab"), ("\x7f", "backspace"), ("b", "b"), ("f", "f"), ("\x1bOP", "f1")],
)
def test_a_key_pressed_soon_after_esc_is_that_key(text: str, key: str) -> None:
    """Esc was taken, so Tab is not shift+tab, Backspace deletes no word, and a second Esc is a second one."""
    assert keys((0.0, "\x1b"), (0.35, text)) == ["escape", key]


@pytest.mark.parametrize(
    ("environ", "round_trip", "wait"),
    [
        ({}, None, 100),
        ({}, 2.0, 100),
        ({"SSH_TTY": "/dev/pts/1"}, None, 400),
        ({"SSH_TTY": "/dev/pts/1"}, 0.001, 250),
        ({"SSH_TTY": "/dev/pts/1"}, 0.1, 400),
        ({"SSH_TTY": "/dev/pts/1"}, 3.0, 600),
        ({"SSH_TTY": "/dev/pts/1", "ESCDELAY": "40"}, 3.0, 40),
        ({"ESCDELAY": "500"}, None, 500),
    ],
)
def test_how_long_esc_waits_is_asked_for_or_a_matter_of_the_link(
    environ: dict[str, str], round_trip: float | None, wait: int
) -> None:
    assert describe(environ).escape_ms_for(round_trip) == wait


PIECES = st.sampled_from(
    [
        "a",
        "\u00e9",
        "\r",
        "\x1b",
        "\x1b[D",
        "\x1bOQ",
        "\x1b[1;5C",
        "\x1b[200~p\x1b[201~",
        "\x1b[15~",
        "[",
        "O",
        "]",
    ]
)


@given(st.lists(PIECES, max_size=8), st.data())
def test_where_packets_are_cut_makes_no_difference_on_a_quick_link(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
    whole, cut = KeyReader(DELAY), KeyReader(DELAY)
    expected = names(whole.feed(text, 0.0)) + names(whole.give_up())
    got: list[str] = []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        got += names(cut.feed(text[start:end], 0.0))
    assert got + names(cut.give_up()) == expected
