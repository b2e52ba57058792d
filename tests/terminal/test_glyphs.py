"""What a terminal cannot show is not sent to it: glyphs, colours, sequences."""

from __future__ import annotations

import re
import subprocess

import pytest
from harness import DOWN, SAMPLE, Terminal, environment
from rich.cells import cell_len

from wizard.terminal.capabilities import Colours, describe, settings
from wizard.tui.driver.glyphs import without_controls

LOCALES = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
LATIN = next((name for name in LOCALES if "iso8859" in name.lower()), None)
COLOUR = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")
REVERSE = 5
MISSING_ON_THE_CONSOLE = set("▁▂▃▅▆▇▔▊▎▏▍▌▐▕⭘")


def started(**env: str | None) -> Terminal:
    terminal = Terminal(SAMPLE, env=environment(**env))
    terminal.wait_for("Page 1", "Review")
    terminal.send("\t\t" + DOWN * 9)
    terminal.wait_for("1.9")
    terminal.settle()
    return terminal


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": None, "LANG": None},
        {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
        pytest.param(
            {"LC_ALL": LATIN}, marks=pytest.mark.skipif(LATIN is None, reason="no ISO-8859 locale is installed")
        ),
    ],
    ids=["C", "nothing set", "ascii output", "ISO-8859"],
)
def test_without_utf8_only_ascii_is_sent(env: dict[str, str | None]) -> None:
    with started(**env) as terminal:
        assert bytes(terminal.received).isascii()
        assert "\\u" not in terminal.text
        assert "branch/release" in terminal.text


def test_what_is_pasted_never_reaches_the_terminal_as_a_control_sequence() -> None:
    with Terminal(SAMPLE) as terminal:
        terminal.wait_for("Page 1", "Review")
        terminal.send("\x1b[200~a\x1b]0;pwned\x07b\x9b31337mc\u202ed\x1b[201~")
        terminal.wait_for("a]0;pwnedb31337mcd")
        terminal.send("e")
        terminal.wait_for("mcde")
        assert not re.search(b"\x1b\\]0|\xc2\x9b|\xe2\x80\xae|\x1b\\[31337", terminal.received)


@pytest.mark.parametrize(
    "text", ["a\x1b[31mb", "\x9d0;x\x9c", "\u202etxt\u2066", "soft\xadhyphen", "👩\u200d🔬", "nb\xa0sp"]
)
def test_without_controls_a_text_is_as_wide_as_before(text: str) -> None:
    clean = without_controls(text)
    assert cell_len(clean) == cell_len(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", clean)


def test_the_linux_console_gets_glyphs_and_colours_that_it_has() -> None:
    with started(TERM="linux") as terminal:
        assert not MISSING_ON_THE_CONSOLE & set(terminal.text)
        assert b"38;5" not in terminal.received
        assert b"38;2" not in terminal.received


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"NO_COLOR": "1", "COLORTERM": "truecolor"}, {"TERM": "vt100"}])
def test_where_no_colours_are_wanted_none_are_sent_and_the_highlight_still_shows(env: dict[str, str]) -> None:
    with started(**env) as terminal:
        assert not COLOUR.search(terminal.received)
        reversed_rows = [y for y, row in enumerate(terminal.screen.cells()) if row[5][REVERSE]]
        assert [terminal.screen.display[y].split()[0] for y in reversed_rows] == ["1.9"]


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "xterm-256color"}, Colours.MANY),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Colours.TRUE),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "SSH_TTY": "/dev/pts/3"}, Colours.MANY),
        ({"TERM": "xterm-kitty"}, Colours.MANY),
        ({"TERM": "xterm"}, Colours.FEW),
        ({"TERM": "linux"}, Colours.FEW),
        ({"TERM": "vt220"}, Colours.NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, Colours.NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, Colours.MANY),
        ({"TERM": "xterm-256color", "TEXTUAL_COLOR_SYSTEM": ""}, Colours.MANY),
        ({}, Colours.FEW),
    ],
)
def test_as_many_colours_as_the_terminal_has(environ: dict[str, str], colours: Colours) -> None:
    assert describe(environ).colours is colours


@pytest.mark.parametrize(
    ("environ", "ascii_only"),
    [
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "en_GB.utf8"}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8@euro"}, False),
        ({"LC_ALL": "C", "LANG": "en_GB.UTF-8"}, True),
        ({"LC_CTYPE": "de_DE.ISO-8859-1", "LANG": "en_GB.UTF-8"}, True),
        ({"LC_CTYPE": "C.UTF-8"}, True),  # Python's own doing in a POSIX locale (PEP 538)
        ({"LANG": "de_DE"}, True),
        ({}, True),
    ],
)
def test_the_locale_tells_whether_the_terminal_shows_more_than_ascii(environ: dict[str, str], ascii_only: bool) -> None:
    assert describe(environ).ascii_only is ascii_only


def test_what_would_log_keys_or_change_the_program_is_taken_from_the_environment() -> None:
    environ = {"TEXTUAL": "devtools", "TEXTUAL_LOG": "/tmp/keys", "TEXTUAL_PRESS": "enter", "TEXTUAL_DRIVER": "x:Y"}
    changes = settings(describe(environ), environ)
    assert all(changes[name] is None for name in environ)
