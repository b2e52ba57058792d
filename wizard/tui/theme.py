"""The colours: few, flat and readable on dark and light, and the terminal's own where it has but sixteen."""

from __future__ import annotations

from textual.theme import Theme

NAME = "ecr"

# One background everywhere: a surface of another shade would have to be sent cell by cell.
THEME = Theme(
    name=NAME,
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
        "block-cursor-background": "#5fafd7",
        "block-cursor-foreground": "#1c1c1c",
        "block-cursor-blurred-background": "#3a3a3a",
        "footer-background": "#303030",
        "footer-key-foreground": "#d7af5f",
        "footer-description-foreground": "#dadada",
        "input-selection-background": "#5f5f87",
    },
)
