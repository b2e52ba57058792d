"""The steps that remain, in groups, each line ready to be copied."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from textual.content import Content
from textual.style import Style
from textual.widgets.option_list import Option

from wizard.core.interview.next_steps import Group
from wizard.core.text.safetext import visible
from wizard.tui.widgets.rows import Rows

# All that may be in an address: nothing of it can end a link, or begin something else.
ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?/[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*")

ROWS_AROUND = 14  # of the page, and for lines that are broken


class Checklist(Rows):
    """Groups of lines; each group has a head that cannot be highlighted."""

    _groups: tuple[Group, ...] = ()
    _copies: tuple[str, ...] = ()
    _laid_out_for = (0, False)

    def show(self, groups: tuple[Group, ...]) -> None:
        """Show these groups in place of those before; the highlight stays in its row."""
        self._groups = groups
        self._laid_out_for = width, has_air = self._room()
        options: list[Option] = []
        copies: list[str] = []
        for group in groups:
            has_gap = has_air and bool(options) and not group.is_alternative
            options.append(Option(_head(group, has_gap=has_gap), disabled=True))
            copies.append("")
            for line in group.lines:
                options.append(Option(self._shown(line, width)))
                copies.append(line if group.copies else _value(line))
        self._copies = tuple(copies)
        at = self.highlighted
        self.clear_options()
        self.add_options(options)
        self.highlighted = at if at is not None and at < len(options) else 1

    def _shown(self, line: str, width: int) -> Content:
        """The line; an address is a link, however it is broken, where the terminal knows links."""
        text = hanging(visible(line), width)
        app: Any = self.app
        if not (ADDRESS.fullmatch(line) and app.terminal.links):
            return Content(text)
        return Content.styled(text, Style(link=line))

    @property
    def line_to_copy(self) -> str:
        """What is copied of the highlighted line; empty where there is none."""
        return "" if self.highlighted is None else self._copies[self.highlighted]

    @property
    def section_to_copy(self) -> str:
        """Every line of the group that the highlighted line is in."""
        end = 0
        for group in self._groups:
            end += 1 + len(group.lines)
            if self.highlighted is not None and self.highlighted < end:
                return "\n".join(group.lines)
        return ""

    def on_resize(self) -> None:
        """The lines are broken at the width that there is, which is known once the page is laid out."""
        self.call_after_refresh(self._reflow)

    def _reflow(self) -> None:
        if self._groups and self._laid_out_for != self._room():
            self.show(self._groups)

    def _room(self) -> tuple[int, bool]:
        """The cells of a line, and whether there is room for a blank line above each group."""
        width = self.scrollable_content_region.width or self.app.size.width - 4
        rows = sum(len(group.lines) + 2 for group in self._groups)
        return width, rows + ROWS_AROUND <= self.app.size.height


def _head(group: Group, *, has_gap: bool) -> Content:
    gap, box = "\n" if has_gap else "", "[ ] " if group.task else ""
    return Content.styled(gap + box + visible(group.title), "bold")


def hanging(text: str, width: int) -> str:
    """A line that is continued right of where it began."""
    return textwrap.fill(text, max(width, 20), initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _value(line: str) -> str:
    """What there is to paste of a step: the name behind its label, else the line."""
    label, colon, value = line.partition(": ")
    return value if colon and label in ("Name", "Integration Name") else line
