"""Names and texts in two columns, in one widget."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget

from wizard.core.text.safetext import visible

if TYPE_CHECKING:
    from textual.geometry import Size

NAMES = 13  # cells for the names, as many as the rows of the proposal have
NARROWEST = 8  # cells for the texts
LONGEST = 160  # characters of a text: what can be done has to be in sight below


class FactList(Widget):
    """What was found, a name and a text on each line; long texts go on below themselves, names alone go across."""

    DEFAULT_CSS = "FactList { height: auto; }"

    def __init__(self, facts: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(**options)
        self._facts = tuple(facts)

    def show(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these; what is foreign in them is made safe here."""
        self._facts = tuple(facts)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the texts need at this width."""
        del container, viewport
        return len(self._lines(width))

    def render(self) -> Content:
        """The lines."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        lines: list[Content] = []
        for name, text in self._facts:
            if not text:
                lines += Content(visible(name)).wrap(max(width, NARROWEST))
                continue
            names = Content.styled(visible(name, limit=24), "$text-muted").wrap(NAMES - 1)
            texts = Content(visible(text, limit=LONGEST)).wrap(max(width - NAMES, NARROWEST))
            for left, right in zip_longest(names, texts, fillvalue=Content("")):
                lines.append(left.pad_right(NAMES - left.cell_length) + right)
        return lines
