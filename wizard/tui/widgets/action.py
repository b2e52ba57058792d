"""Buttons of one line that look different from text without colours: `[ Next ]`."""

from __future__ import annotations

from typing import Any

from textual.content import Content
from textual.widgets import Button

from wizard.core.text.safetext import visible


def action_button(label: str, id: str | None = None, **options: Any) -> Button:  # noqa: A002 - Textual's own word
    """A button with brackets around its label, which is made safe."""
    return Button(bracketed(label), id=id, compact=True, **options)


def bracketed(label: str) -> Content:
    """A label as such buttons show it."""
    return Content(f"[ {visible(label, limit=70)} ]")
