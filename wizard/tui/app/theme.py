"""The colours: few and flat, one set for dark and one for light, and the terminal's own where it has but sixteen.

Each colour is one of the 256 that most terminals have. Text has a contrast of at least 4.5 to what is behind it, and
the thumb of a scroll bar at least 3 to its track (tests/tui/test_contrast.py).
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from textual.theme import Theme

if TYPE_CHECKING:
    from wizard.terminal.capabilities import Terminal

# Textual before 8.2.5 has the terminal's own colours as a setting of the application alone.
ANSI: dict[str, Any] = {"ansi": True} if "ansi" in {field.name for field in fields(Theme)} else {}

# One background everywhere: a surface of another shade would have to be sent cell by cell.
DARK = Theme(
    name="ecr-dark",
    primary="#5fafd7",
    secondary="#87afd7",
    accent="#d7af5f",
    success="#87d787",
    warning="#d7af5f",
    error="#ff8787",
    foreground="#dadada",
    background="#1c1c1c",
    surface="#303030",
    panel="#3a3a3a",
    dark=True,
    variables={
        "text-muted": "#b2b2b2",
        "text-disabled": "#b2b2b2",
        "block-cursor-background": "#5fafd7",
        "block-cursor-foreground": "#1c1c1c",
        "block-cursor-blurred-background": "#3a3a3a",
        "footer-background": "#303030",
        "footer-key-foreground": "#d7af5f",
        "footer-description-foreground": "#dadada",
        "input-selection-background": "#5f5f87",
        "scrollbar": "#8a8a8a",
        "scrollbar-hover": "#8a8a8a",
        "scrollbar-active": "#8a8a8a",
        "scrollbar-background": "#1c1c1c",
    },
)
LIGHT = Theme(
    name="ecr-light",
    primary="#005f87",
    secondary="#005f5f",
    accent="#5f5f00",
    success="#005f00",
    warning="#5f5f00",
    error="#af0000",
    foreground="#1c1c1c",
    background="#ffffff",
    surface="#e4e4e4",
    panel="#dadada",
    dark=False,
    variables={
        "text-muted": "#4e4e4e",
        "text-disabled": "#4e4e4e",
        "block-cursor-background": "#005f87",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#dadada",
        "footer-background": "#e4e4e4",
        "footer-key-foreground": "#5f5f00",
        "footer-description-foreground": "#1c1c1c",
        "input-selection-background": "#afd7ff",
        "scrollbar": "#767676",
        "scrollbar-hover": "#767676",
        "scrollbar-active": "#767676",
        "scrollbar-background": "#ffffff",
    },
)
# Nobody knows what the sixteen colours look like, nor on what background: text has the terminal's own two colours,
# and stands out by bold and reverse video. Magenta is the one that a scroll bar can have on black and on white.
PLAIN = Theme(
    name="ecr-plain",
    **ANSI,
    primary="ansi_default",
    secondary="ansi_default",
    accent="ansi_default",
    success="ansi_default",
    warning="ansi_default",
    error="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    variables={
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "border-blurred": "ansi_default",
        "text-muted": "ansi_default",
        "text-disabled": "ansi_default",
        "text-success": "ansi_default",
        "text-warning": "ansi_default",
        "text-error": "ansi_default",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_white",
        "footer-key-foreground": "ansi_default",
        "input-selection-background": "ansi_magenta",
        "input-selection-foreground": "ansi_default",
        "scrollbar": "ansi_magenta",
        "scrollbar-hover": "ansi_magenta",
        "scrollbar-active": "ansi_magenta",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
    },
)


def theme_for(terminal: Terminal) -> Theme:
    """The colours for a terminal."""
    if terminal.native_colours:
        return PLAIN
    return LIGHT if terminal.light else DARK


def other_theme(theme: Theme) -> Theme | None:
    """The light colours for the dark ones and the other way round; None for the terminal's own."""
    return {DARK.name: LIGHT, LIGHT.name: DARK}.get(theme.name)
