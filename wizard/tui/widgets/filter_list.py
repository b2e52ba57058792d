"""A long list that is filtered by typing: instant at ten thousand names, because only the first matches are rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from wizard.core.text.safetext import visible
from wizard.tui.widgets.lit_list import LitList
from wizard.tui.widgets.secret_input import PlainInput

if TYPE_CHECKING:
    from textual.app import ComposeResult

ROWS = 100


class Row(NamedTuple):
    """One row: a name of the list, or (`listed` is False) what is typed, offered as it is."""

    name: str
    listed: bool = True


class Offer(NamedTuple):
    """What is offered for a typed text that is none of the names: a name with the label of its row, or a problem."""

    name: str = ""
    label: str = ""
    problem: str = ""


class RowOption(Option):
    """An option that knows its row, so that a click takes what was clicked whatever the list shows by then."""

    def __init__(self, row: Row, prompt: Content) -> None:
        super().__init__(prompt)
        self.row = row


def no_offer(text: str) -> Offer:
    """Nothing but the names of the list can be taken."""
    del text
    return Offer()


class FilterInput(PlainInput):
    """What the rows are filtered by. Where space chooses a row, it is no character of the filter."""

    def __init__(self, placeholder: str, *, blanks: bool) -> None:
        super().__init__(placeholder=placeholder, compact=True, select_on_focus=False)
        self._blanks = blanks

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Textual keeps the keys that a field consumes from the bindings around it."""
        return super().check_consume_key(key, character) and (self._blanks or key != "space")


class FilterList(Vertical):
    """A field and the names that contain what is typed in it; arrows move in the list while the field has the focus.

    What is highlighted is what is taken, by Enter, by space and by a click alike. Typing highlights the name that is
    typed in full, else the first match. `offer` gives the row for a text that is none of the names. With `marks`
    every row shows whether it is chosen, and the chosen ones come first. `present` is the value to open on.
    """

    DEFAULT_CSS = """
    FilterList { height: 1fr; }
    FilterList OptionList { height: 1fr; }
    /* The field has the focus, and its keys move here. */
    FilterList OptionList > .option-list--option-highlighted {
        color: $block-cursor-foreground; background: $block-cursor-background;
    }
    FilterList .count { height: auto; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Up", show=False),
        Binding("space", "mark", "Choose", show=False, priority=True),
        Binding("escape", "clear", "Clear", show=False),
    ]

    class Picked(Message):
        """A row was taken; `listed` is False for one that was only typed."""

        def __init__(self, filter_list: FilterList, name: str, *, listed: bool) -> None:
            super().__init__()
            self.filter_list, self.name, self.listed = filter_list, name, listed

    class Edited(Message):
        """Another text is typed."""

    def __init__(
        self,
        placeholder: str,
        *,
        marks: bool = False,
        present: str = "",
        offer: Callable[[str], Offer] = no_offer,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._placeholder, self._marks, self._present, self._offer = placeholder, marks, present, offer
        self._names: list[str] = []
        self._folded: list[str] = []
        self._rows: list[Row] = []
        self._found = 0
        self._filtered_by = ""
        self._moved = False  # by the user, since the text changed
        self._used = False  # the text led to a row that was taken
        self.chosen: set[str] = set()
        self.status = ""
        self.problem = ""
        self._label = ""

    def compose(self) -> ComposeResult:
        """The field, the rows, how many there are."""
        yield FilterInput(self._placeholder, blanks=not self._marks)
        rows = LitList(compact=True, markup=False)
        rows.can_focus = False
        yield rows
        yield Static(classes="count", markup=False)

    # what is typed and what is highlighted

    @property
    def typed(self) -> str:
        """What the names are filtered by."""
        return self.query_one(FilterInput).heard.strip()

    @property
    def unused(self) -> str:
        """What is typed and led to no choice so far."""
        return "" if self._used else self.typed

    @property
    def highlighted_row(self) -> Row | None:
        """What Enter takes."""
        at = self.query_one(OptionList).highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    @property
    def cursor_on_row(self) -> bool:
        """Whether the terminal's cursor is on the highlighted row: always but while the filter is typed."""
        typed = self.typed
        return not typed or (typed == self._filtered_by and (self._moved or self._used))

    def focus_field(self) -> None:
        """Type here."""
        self.query_one(Input).focus()

    # what it shows

    def set_names(self, names: Iterable[str], status: str = "") -> None:
        """Show these names; `status` is said below them."""
        self._names = list(names)
        self._folded = [name.casefold() for name in self._names]
        self.status = status
        self._refilter()

    def set_filter(self, text: str) -> None:
        """Filter by this text as if it had been typed."""
        field = self.query_one(Input)
        with self.prevent(Input.Changed):
            field.value = text
            field.cursor_position = len(text)
        self._used = False
        self._refilter()

    def clear_filter(self) -> None:
        """All names again."""
        self.set_filter("")

    def show_marks(self) -> None:
        """The marks changed. The rows keep their places until another text is typed."""
        options = self.query_one(OptionList)
        for at, row in enumerate(self._rows):
            options.replace_option_prompt_at_index(at, self._prompt(row))
        self._show_count()

    def _refilter(self) -> None:
        options = self.query_one(OptionList)
        typed = self.typed
        before = self.highlighted_row if typed == self._filtered_by else None
        if typed != self._filtered_by:
            self._moved = False
        self._filtered_by = typed
        self._rows = self._rows_for(typed)
        options.clear_options()
        options.add_options([RowOption(row, self._prompt(row)) for row in self._rows])
        options.highlighted = self._place_to_highlight(before)
        self._show_count()

    def _rows_for(self, typed: str) -> list[Row]:
        wanted = typed.casefold()
        found = [name for name, folded in zip(self._names, self._folded, strict=True) if wanted in folded]
        self._found = len(found)
        if self._marks:
            found.sort(key=lambda name: name not in self.chosen)  # keeps the order among each
        shown = found[:ROWS]
        first = self._always_shown(typed)
        if first and first not in shown:
            shown = [first, *shown[: ROWS - 1]]
        rows = [Row(name) for name in shown]
        offered = self._offered_row(typed)
        return rows if offered is None else [offered, *rows]

    def _always_shown(self, typed: str) -> str:
        """The name that is typed in full; before anything is typed the present one."""
        if not typed:
            return self._present
        return typed if typed in self._names else ""

    def _offered_row(self, typed: str) -> Row | None:
        """The row that offers what is typed as a new name; None where it is no new one, or is not taken."""
        self.problem, self._label = "", ""
        if not typed or typed in self._names:
            return None
        offer = self._offer(typed)
        self.problem, self._label = offer.problem, offer.label
        return Row(offer.name, listed=False) if offer.label else None

    def _place_to_highlight(self, before: Row | None) -> int | None:
        typed = self._filtered_by
        wanted: list[Row | None] = [before]
        if not self._moved:
            wanted.insert(0, Row(typed))
        if not typed:
            wanted.append(Row(self._present))
        for row in wanted:
            if row in self._rows:
                return self._rows.index(row)
        return self._first_to_choose()

    def _first_to_choose(self) -> int | None:
        """The first row of a listed name; while something is typed, of one that is not chosen yet."""
        listed = [at for at, row in enumerate(self._rows) if row.listed]
        if self._filtered_by:
            # Who filters for something means what is not chosen yet.
            fresh = [at for at in listed if self._rows[at].name not in self.chosen]
            listed = fresh or listed
        return next(iter([*listed, *range(len(self._rows))]), None)

    def _show_count(self) -> None:
        total = len(self._names)
        parts = []
        if self._marks:
            if self._filtered_by and (self._found or not self._label):  # a pattern that is offered says what it matches
                parts.append(f"{self._found:,} match;")
            parts.append(f"{len(self.chosen):,} of {total:,} chosen")
        elif self._filtered_by:
            parts.append(f"{self._found:,} of {total:,}")
        elif total:
            parts.append(f"{total:,} in the list")
        if self._found > ROWS:
            parts[-1] += f", the first {ROWS} shown: type to find the others"
        said = f"! {self.problem}" if self.problem and self._found == 0 else " ".join(parts)
        self.query_one(".count", Static).update(Content(visible(f"{said}  {self.status}".strip(), limit=240)))

    def _prompt(self, row: Row) -> Content:
        if not row.listed:
            return Content(visible(self._label, limit=200))
        name = visible(row.name, limit=200)
        if not self._marks:
            return Content(name)
        return Content(f"[x] {name}" if row.name in self.chosen else f"[ ] {name}")

    # moving and taking

    def action_move(self, step: int) -> None:
        """To the next row, past the ends out of the list; the field keeps the focus otherwise."""
        options = self._up_to_date()
        before_first = -1 if step > 0 else 0
        at = before_first if options.highlighted is None else options.highlighted
        if 0 <= at + step < len(self._rows):
            self._go_to(at + step)
        elif step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def action_page(self, direction: int) -> None:
        """To a row that is a page away."""
        options = self._up_to_date()
        height = max(options.scrollable_content_region.height - 1, 1)
        if self._rows:
            at = (options.highlighted or 0) + direction * height
            self._go_to(min(max(at, 0), len(self._rows) - 1))

    def _go_to(self, at: int) -> None:
        self._moved = True
        self.query_one(OptionList).highlighted = at

    def _up_to_date(self) -> OptionList:
        """The rows, for what is typed by now."""
        if self.typed != self._filtered_by:
            self._refilter()
        return self.query_one(OptionList)

    def pick(self) -> None:
        """Take the highlighted row."""
        self._up_to_date()
        if (row := self.highlighted_row) is not None:
            self._take(row)

    def _take(self, row: Row) -> None:
        self._used = True
        self.post_message(self.Picked(self, row.name, listed=row.listed))

    def action_mark(self) -> None:
        """Space chooses as Enter does: no branch has one in its name. A new name is not made by one in the typing."""
        self._up_to_date()
        row = self.highlighted_row
        if row is not None and (row.listed or self._moved):
            self._take(row)

    def action_clear(self) -> None:
        """Esc takes out what is typed; with nothing typed it is the screen's."""
        self.clear_filter()
        self.post_message(self.Edited())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Space chooses only where rows have marks; there is nothing to clear while nothing is typed."""
        del parameters
        if action == "mark":
            return self._marks
        return bool(self.query_one(Input).value) if action == "clear" else True

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        event.stop()
        self._used = False
        self._refilter()
        self.post_message(self.Edited())

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.pick()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if isinstance(event.option, RowOption):
            self._take(event.option.row)

    @on(OptionList.OptionHighlighted)
    def _highlighted_now(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
