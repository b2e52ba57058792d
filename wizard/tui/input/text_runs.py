"""Letters that wait for a text field are put into it together: each alone would be laid out and drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events
from textual.widgets import Input

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import App


def text_field(app: App[Any]) -> Input | None:
    """The field that has the focus and takes any text; None when there is none."""
    field = app.focused if app.screen_stack else None
    if not isinstance(field, Input) or field.disabled:
        return None
    limited = field.max_length or field.restrict or field.type != "text"
    return None if limited else field


def printable_run(field: Input, waiting: Iterable[events.Event]) -> str:
    """The letters at the head of the queue that the field takes as text."""
    run = []
    for event in waiting:
        if not isinstance(event, events.Key) or not event.is_printable:
            break
        if not field.check_consume_key(event.key, event.character):
            break
        run.append(event.character or "")
    return "".join(run)


def type_into(field: Input, text: str) -> None:
    """Do what typing this text does. Call it in the field's own queue."""
    field.replace(text, *field.selection)
