"""What kind of terminal this is, decided from the environment before Textual is imported.

Textual reads no terminfo and takes its settings from the environment when it is imported, so `prepare` must run first.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

MIN_WIDTH, MIN_HEIGHT = 60, 16
DUMB = frozenset({"dumb", "unknown"})

NO_COLOURS = ("vt", "hp", "wyse", "sun")
TRUE_COLOUR_TERMS = ("kitty", "alacritty", "foot", "ghostty", "wezterm", "contour")
# Textual's settings that may stay as the user has them. The others log what is typed (TEXTUAL_LOG, TEXTUAL_DEBUG),
# print the result (TEXTUAL_SHOW_RETURN), press keys, or replace the driver.
KEPT = frozenset({"TEXTUAL_COLOR_SYSTEM", "TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_FPS"})
# White and light grey, as rxvt, Konsole and others number them in COLORFGBG (`foreground;background`).
LIGHT_BACKGROUNDS = frozenset({"7", "15"})
ESCAPE_MS = 100
ESCAPE_MS_REMOTE = 400  # on a link of which nothing is known: the bytes of a key may come apart by a retransmission
ESCAPE_MS_NEAR, ESCAPE_MS_FAR = 250, 600  # the least and the most on one whose round trip was measured


class Colours(StrEnum):
    """How many colours are used. The values are Textual's names, except for NONE."""

    NONE = "none"
    FEW = "standard"
    MANY = "256"
    TRUE = "truecolor"


class Terminal(NamedTuple):
    """What the environment tells about the terminal.

    `ascii_only`: the locale, or the terminal around tmux, is not UTF-8. `console`: the Linux console, whose fonts have
    few glyphs. `light`: it says that its background is light. `escape_ms`: how long Esc waits for the rest of a
    sequence, `escape_asked` whether ESCDELAY says so. `mouse`: whether the mouse may be asked for. `links`: whether it
    is of a kind that knows links (OSC 8), or passes over them.
    """

    colours: Colours
    ascii_only: bool
    console: bool
    remote: bool
    escape_ms: int
    light: bool = False
    mouse: bool = True
    escape_asked: bool = False
    links: bool = False

    def escape_ms_for(self, round_trip: float | None) -> int:
        """How long Esc waits on a link with that round trip in seconds; None is one that was not measured."""
        if round_trip is None or not self.remote or self.escape_asked:
            return self.escape_ms
        return min(max(ESCAPE_MS_NEAR, 200 + int(2000 * round_trip)), ESCAPE_MS_FAR)

    @property
    def native_colours(self) -> bool:
        """Whether the terminal's own sixteen colours (or none) are used: the ANSI theme."""
        return self.colours in {Colours.NONE, Colours.FEW}


def describe(environ: Mapping[str, str], *, no_color: bool = False, utf8_around: bool | None = None) -> Terminal:
    """The terminal that `environ` tells of; `no_color` is the flag.

    `utf8_around`: whether what is around tmux takes UTF-8; None when there is no tmux, or it does not say.
    """
    remote = bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY") or environ.get("MOSH_IP"))
    return Terminal(
        colours=_colours(environ, remote=remote, no_color=no_color),
        ascii_only=not _is_utf8(environ) or utf8_around is False,
        console=environ.get("TERM") == "linux",
        remote=remote,
        escape_ms=_escape_ms(environ, remote=remote),
        light=environ.get("COLORFGBG", "").rpartition(";")[2] in LIGHT_BACKGROUNDS,
        mouse=not _is_gnu_screen(environ),
        escape_asked=_asked_escape_ms(environ) is not None,
        links=_knows_links(environ),
    )


def settings(terminal: Terminal, environ: Mapping[str, str]) -> dict[str, str | None]:
    """What to change in the environment before Textual is imported; None takes a variable out."""
    changes: dict[str, str | None] = {
        name: None for name in environ if name == "TEXTUAL" or (name.startswith("TEXTUAL_") and name not in KEPT)
    }
    # A stale COLUMNS or LINES would win over the terminal's size.
    changes |= {name: None for name in ("COLUMNS", "LINES") if name in environ}
    none = terminal.colours is Colours.NONE
    changes["TEXTUAL_COLOR_SYSTEM"] = Colours.FEW.value if none else terminal.colours.value
    changes["NO_COLOR"] = "1" if none else None
    changes["TEXTUAL_ANIMATIONS"] = "none"
    changes["TEXTUAL_SMOOTH_SCROLL"] = "0"  # SIGWINCH is enough: no reports of the size in the input
    changes["ESCDELAY"] = str(terminal.escape_ms)
    # A wizard that is killed must not leave the kitty protocol on in somebody's shell, and needs none of its keys.
    changes["TEXTUAL_DISABLE_KITTY_KEY"] = environ.get("TEXTUAL_DISABLE_KITTY_KEY") or "1"
    return changes


def prepare(
    environ: MutableMapping[str, str] | None = None, *, no_color: bool = False, utf8_around: bool | None = None
) -> Terminal:
    """Change the environment (the process's) so that Textual suits the terminal. Call before importing Textual.

    `no_color` and `utf8_around` are those of `describe`.
    """
    environ = os.environ if environ is None else environ
    terminal = describe(environ, no_color=no_color, utf8_around=utf8_around)
    for name, value in settings(terminal, environ).items():
        if value is None:
            environ.pop(name, None)
        else:
            environ[name] = value
    return terminal


def wants_prompts(environ: Mapping[str, str]) -> bool:
    """Whether ACCESSIBLE asks for prompts; `0`, `false`, `no` and `off` do not."""
    return environ.get("ACCESSIBLE", "").strip().lower() not in ("", "0", "false", "no", "off")


def interactive(environ: Mapping[str, str] | None = None) -> bool:
    """Whether screens can be shown: a terminal to read from and to draw on, and a user who does not ask for prompts."""
    environ = os.environ if environ is None else environ
    if wants_prompts(environ) or environ.get("TERM", "dumb") in DUMB:
        return False
    return all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__))


def _colours(environ: Mapping[str, str], *, remote: bool, no_color: bool) -> Colours:
    if no_color or environ.get("NO_COLOR"):
        return Colours.NONE
    wanted = environ.get("TEXTUAL_COLOR_SYSTEM", "")
    if wanted in {Colours.FEW, Colours.MANY, Colours.TRUE}:
        return Colours(wanted)
    term = environ.get("TERM", "").lower()
    if environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"} or "direct" in term:
        return Colours.MANY if remote else Colours.TRUE  # a third of the bytes on a slow link
    if any(name in term for name in ("256", *TRUE_COLOUR_TERMS)):
        return Colours.MANY
    return Colours.NONE if term.startswith(NO_COLOURS) else Colours.FEW


def _knows_links(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is one of today: older ones may show the address of a link as letters."""
    if _is_gnu_screen(environ):
        return False
    coloured = {name: value for name, value in environ.items() if name != "NO_COLOR"}
    return _colours(coloured, remote=False, no_color=False) in {Colours.MANY, Colours.TRUE}


def _is_utf8(environ: Mapping[str, str]) -> bool:
    """Whether the locale's encoding is UTF-8.

    In a POSIX locale Python sets LC_CTYPE to C.UTF-8 for itself (PEP 538), which says nothing about the terminal.
    """
    ctype = environ.get("LC_CTYPE", "")
    if ctype == "C.UTF-8" and not environ.get("LC_ALL"):
        ctype = ""
    name = environ.get("LC_ALL") or ctype or environ.get("LANG", "")
    return name.lower().replace("-", "").partition("@")[0].endswith("utf8")


def _is_gnu_screen(environ: Mapping[str, str]) -> bool:
    """Whether GNU screen is around, also at the other end of ssh, which passes TERM on and nothing else.

    GNU screen 4.9 keeps a lone ESC to itself while the program asks for the mouse. tmux has the same TERM.
    """
    return bool(environ.get("STY")) or (environ.get("TERM", "").startswith("screen") and not environ.get("TMUX"))


def _escape_ms(environ: Mapping[str, str], *, remote: bool) -> int:
    """ESCDELAY, else a tenth of a second, longer on a link on which the bytes of a key may come apart."""
    return _asked_escape_ms(environ) or (ESCAPE_MS_REMOTE if remote else ESCAPE_MS)


def _asked_escape_ms(environ: Mapping[str, str]) -> int | None:
    asked = environ.get("ESCDELAY", "")
    return min(int(asked), 5000) if asked.isdigit() and int(asked) else None
