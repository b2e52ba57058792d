"""Controls side by side, in as many lines as the width needs: none of them is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual._resolve import resolve_box_models
from textual.containers import Horizontal
from textual.geometry import NULL_OFFSET, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement

if TYPE_CHECKING:
    from textual.widget import Widget


class FlowLayout(Layout):
    """From left to right, and on the next line what has no room there.

    Private part of Textual that is used here: `textual._resolve.resolve_box_models`.
    """

    name = "flow"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """A place for each of the children, which have widths of their own."""
        parent.pre_layout(self)
        widths = [child.styles.width for child in children]
        viewport = parent.app.viewport_size
        boxes = resolve_box_models(
            widths, children, size, viewport, Size(0, 0), resolve_dimension="width", greedy=greedy
        )
        placements: ArrangeResult = []
        x = y = line = 0
        for child, (exact_width, exact_height, margin) in zip(children, boxes, strict=True):
            width, height = min(int(exact_width), size.width), int(exact_height)
            if x > 0 and x + margin.left + width > size.width:
                x, y, line = 0, y + line, 0
            region = Region(x + margin.left, y + margin.top, width, height)
            placements.append(WidgetPlacement(region, NULL_OFFSET, margin, child, 0, False, False, False))
            x = region.right + margin.right
            line = max(line, height + margin.top + margin.bottom)
        return placements


FLOW = FlowLayout()


class Flow(Horizontal):
    """A row of buttons that is as high as it must be."""

    DEFAULT_CSS = "Flow { height: auto; }"

    @property
    def layout(self) -> Layout:
        """The layout, which has no name in style sheets."""
        return FLOW
