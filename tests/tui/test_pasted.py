"""What a terminal sends as a paste holds no control characters when the parser gets it; keys are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.tui.input.pasted import CONTROLS, END, START, PasteCleaner

HOSTILE = "a\x1b]0;pwned\x07\x1bOQ\x1b[2~\x03\x9b31mz\tb\r\nc"
CLEAN = "a]0;pwnedOQ[2~31mz\tb\r\nc"


@pytest.mark.parametrize(
    ("sent", "passed_on"),
    [
        (f"{START}{HOSTILE}{END}", f"{START}{CLEAN}{END}"),
        (f"\x1b{START}{HOSTILE}{END}\x1b[A\x03", f"\x1b{START}{CLEAN}{END}\x1b[A\x03"),
        (f"{START}{END}{START}\x1b\x1b{END}\x07", f"{START}{END}{START}{END}\x07"),
        (f"x\x1b[200{START}\x1b[201\x1b[201x{END}y", f"x\x1b[200{START}[201[201x{END}y"),
        ("\x1bOP\x1b[1;5C\x00\x1b", "\x1bOP\x1b[1;5C\x00\x1b"),
    ],
)
def test_only_pastes_are_cleaned_wherever_the_input_is_cut(sent: str, passed_on: str) -> None:
    assert PasteCleaner().clean(sent) == passed_on
    for cut in range(len(sent)):
        cleaner = PasteCleaner()
        assert cleaner.clean(sent[:cut]) + cleaner.clean(sent[cut:]) == passed_on
    cleaner = PasteCleaner()
    assert "".join(map(cleaner.clean, sent)) == passed_on


@given(st.lists(st.text("ab\x1b[201~\x07\x9b\n", max_size=12), max_size=6))
@settings(max_examples=60, deadline=None)
def test_no_piece_of_a_paste_is_lost_or_obeyed(pieces: list[str]) -> None:
    pasted = "".join(pieces).replace(END, "")
    cleaner = PasteCleaner()
    got = cleaner.clean(START) + "".join(map(cleaner.clean, pieces_of(pasted))) + cleaner.clean(END)
    assert got == START + CONTROLS.sub("", pasted) + END


def pieces_of(text: str) -> list[str]:
    return [text[at : at + 3] for at in range(0, len(text), 3)]
