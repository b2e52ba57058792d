"""Buttons of one line that look different from text without colours: `[ Next ]`."""

from __future__ import annotations

from typing import Any

from textual import widgets
from textual.content import Content

from wizard.core.text.safetext import visible


class Button(widgets.Button, inherit_css=False):
    """A button without Textual's own style sheet, the longest of all: reading it took a tenth of the first page.

    What such buttons look like is in `wizard.tcss`.
    """

    DEFAULT_CSS = """
    Button { width: auto; line-pad: 1; }
    """


def action_button(label: str, id: str | None = None, **options: Any) -> Button:  # noqa: A002 - Textual's own word
    """A button with brackets around its label, which is made safe."""
    return Button(bracketed(label), id=id, compact=True, **options)


def bracketed(label: str) -> Content:
    """A label as such buttons show it."""
    return Content(f"[ {visible(label, limit=70)} ]")
