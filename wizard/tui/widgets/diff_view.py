"""A diff on the screen: every change has its sign, `+` or `-`, besides its colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len, chop_cells
from textual.content import Content
from textual.widgets import Static

from wizard.core.text.safetext import visible
from wizard.tui.widgets.text import show_text

if TYPE_CHECKING:
    from wizard.core.text.diff import DiffLine

LEFT_OUT = "⋮"
LIT = ">"  # beside the sign of a line that the focused field makes
WRAPPED = "↳ "  # before what continues a line that is too long
CR_LF = "All lines of the file end in CR LF."
NO_LINE_END = "\\ no line end here"
NO_REASONS: Mapping[int, str] = {}
STYLES = {"+": "$text-success", "-": "$text-error", "@": "$text-muted", " ": ""}


class DiffView(Static):
    """Lines of a diff, long ones continued below their sign."""

    DEFAULT_CSS = "DiffView { height: auto; width: 1fr; }"

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, **options)
        self._lines: Sequence[DiffLine] = ()
        self._reasons = NO_REASONS
        self._lit: Sequence[str] = ()
        self._rendered = Content()

    def show(
        self,
        before: str | None,
        after: str | None,
        *,
        brief: bool = False,
        whole: bool = False,
        reasons: Mapping[int, str] = NO_REASONS,
        lit: Sequence[str] = (),
    ) -> None:
        """Show what changes from `before` to `after` (None: no file); `brief` with one line around each change,
        `whole` with every line of the file.

        `reasons` are said beside the lines of the whole diff that they are given for, from 0; not with those two.
        Lines that are added and hold one of the texts `lit` are bold, with a mark beside their sign.
        """
        from wizard.core.text.diff import diff_lines, whole_file  # late: the first page is there before its patch

        self._lit = lit
        lines = whole_file(before or "", after or "") if whole else diff_lines(before or "", after or "")
        self._lines = around_changes(lines) if brief else lines
        self._reasons = NO_REASONS if brief or whole else reasons
        self.on_resize()

    def tell(self, text: str) -> None:
        """Say this in place of a diff."""
        self._lines, self._rendered = (), Content()
        show_text(self, Content(visible(text, lines=True)))

    def rows_of_lit(self) -> tuple[int, int] | None:
        """The first and the last row of the lines that are lit; None where none is."""
        rows = [at for at, row in enumerate(self._rendered.plain.split("\n")) if row.startswith(f"+{LIT}")]
        return (rows[0], rows[-1]) if rows else None

    def on_resize(self) -> None:
        """The lines are broken at the width that there is."""
        if self._lines:
            self._rendered = render(self._lines, self.size.width or 78, self._reasons, self._lit)
            self.update(self._rendered)


def around_changes(lines: Sequence[DiffLine]) -> list[DiffLine]:
    """The changed lines and those next to them, without the heads of hunks; a mark where lines are left out."""
    from wizard.core.text.diff import DiffLine

    out: list[DiffLine] = []
    left_out = False
    for at, line in enumerate(lines):
        if not line.text.strip():
            continue
        if line.kind == "@" or not _is_near_change(lines, at):
            left_out = bool(out)
            continue
        if left_out:
            out.append(DiffLine("@", LEFT_OUT))
        out.append(line)
        left_out = False
    return out


def _is_near_change(lines: Sequence[DiffLine], at: int) -> bool:
    return any(line.kind in "+-" for line in lines[max(at - 1, 0) : at + 2])


def render(
    lines: Sequence[DiffLine], width: int, reasons: Mapping[int, str] = NO_REASONS, lit: Sequence[str] = ()
) -> Content:
    """The lines for a screen, each beginning with its sign; what is foreign in them is made safe."""
    parts: list[Content] = []
    for at, line in enumerate(lines):
        is_lit = line.kind == "+" and any(text in line.text for text in lit)
        pieces = list(_line(line, width, is_lit=is_lit))
        parts += _with_reason(pieces, visible(reasons.get(at, "")), width)
    if any(line.text.endswith("\r") for line in lines):
        parts.append(Content.styled(CR_LF, "$text-muted"))
    return Content("\n").join(parts)


def _with_reason(pieces: list[Content], reason: str, width: int) -> list[Content]:
    """A line with the reason for it: right of it where there is room, else above."""
    if not reason:
        return pieces
    room = width - pieces[0].cell_length
    if len(pieces) == 1 and room >= cell_len(reason) + 3:
        beside = Content.styled(" " * (room - cell_len(reason)) + reason, "$text-muted")
        return [Content.assemble(pieces[0], beside)]
    above = [Content.styled(f"  {piece}", "$text-muted") for piece in chop_cells(f"({reason})", max(width - 2, 8))]
    return [*above, *pieces]


def _line(line: DiffLine, width: int, *, is_lit: bool = False) -> Iterator[Content]:
    text = visible(line.text.removesuffix("\r").lstrip("\ufeff"), tab="    ")
    sign = "" if line.kind == "@" else f"{line.kind}{LIT if is_lit else ' '}"
    style = f"{STYLES[line.kind]} bold" if is_lit else STYLES[line.kind]
    for piece in chop_cells(text, max(width - len(sign), 8)) or [""]:
        yield Content.styled(sign + piece, style)
        sign = WRAPPED if sign else ""
    if not line.ends:
        yield Content.styled(NO_LINE_END, "$text-muted")
