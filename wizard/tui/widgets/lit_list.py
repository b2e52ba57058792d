"""A list of options whose highlighted row can be told from the others, and read, in every theme."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.strip import Strip
from textual.style import Style
from textual.widgets import OptionList

OPTION, HIGHLIGHTED = "option-list--option", "option-list--option-highlighted"


class LitList(OptionList):
    """Textual forgets reverse video in what it draws by a style, and keeps a row's own colours on its cursor.

    With the terminal's own colours the highlighted row looked like the others; elsewhere a quiet word in it was as
    light as the cursor behind it.
    """

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """As Textual's, with the reverse video that the style sheet asks for."""
        style = super().get_visual_style(*component_classes, partial=partial)
        if any(self.get_component_styles(name).text_style.reverse for name in component_classes):
            style += Style(reverse=True)
        return style

    def render_line(self, y: int) -> Strip:
        """As Textual's; on the cursor all words have the cursor's colour."""
        strip = super().render_line(y)
        if not self.has_focus or self.highlighted is None:
            return strip
        cursor = RichStyle(color=self.get_visual_style(OPTION, HIGHLIGHTED).rich_style.color)
        return Strip([_lit(segment, self.highlighted, cursor) for segment in strip], strip.cell_length)


def _lit(segment: Segment, highlighted: int, cursor: RichStyle) -> Segment:
    style = segment.style
    if style is None or style.meta.get("option") != highlighted:
        return segment
    return Segment(segment.text, style + cursor, segment.control)
