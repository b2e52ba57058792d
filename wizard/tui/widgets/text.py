"""Texts that are set again and again: only a new one costs a layout of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.content import Content
    from textual.widgets import Static


def show_text(widget: Static, content: Content) -> None:
    """Show this in the widget, and mark it with the class `-shown` while it is not empty."""
    if str(widget.content) != content.plain:
        widget.update(content)
    widget.set_class(bool(content.plain), "-shown")
