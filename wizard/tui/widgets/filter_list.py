"""A long list that is filtered by typing: instant at ten thousand names, because only the first matches are rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from wizard.core.safetext import visible
from wizard.tui.widgets.secret_input import PlainInput

if TYPE_CHECKING:
    from textual.app import ComposeResult

ROWS = 100


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

    With `marks` every row shows whether it is chosen. A name that is not in the list can be given too.
    """

    DEFAULT_CSS = """
    FilterList { height: 1fr; }
    FilterList OptionList { height: 1fr; }
    /* The field has the focus, and its keys move here. */
    FilterList OptionList > .option-list--option-highlighted {
        color: $block-cursor-foreground; background: $block-cursor-background;
    }
    FilterList .count { height: 1; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("pagedown", "move(8)", "Down", show=False),
        Binding("pageup", "move(-8)", "Up", show=False),
        Binding("space", "mark", "Choose", show=False, priority=True),
    ]

    class Picked(Message):
        """Enter on a row, or on what is typed when no row is like it (`listed` is False then)."""

        def __init__(self, filter_list: FilterList, name: str, *, listed: bool) -> None:
            super().__init__()
            self.filter_list, self.name, self.listed = filter_list, name, listed

    def __init__(self, placeholder: str, *, marks: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self._placeholder, self._marks = placeholder, marks
        self._names: list[str] = []
        self._folded: list[str] = []
        self._matches: list[str] = []
        self.chosen: set[str] = set()
        self.status = ""

    def compose(self) -> ComposeResult:
        """The field, the rows, how many there are."""
        yield FilterInput(self._placeholder, blanks=not self._marks)
        rows = OptionList(compact=True, markup=False)
        rows.can_focus = False
        yield rows
        yield Static(classes="count", markup=False)

    @property
    def typed(self) -> str:
        """What the names are filtered by."""
        return self.query_one(Input).value.strip()

    def focus_field(self) -> None:
        """Type here."""
        self.query_one(Input).focus()

    def set_names(self, names: Iterable[str], status: str = "") -> None:
        """Show these names; `status` is said below them."""
        self._names = list(names)
        self._folded = [name.casefold() for name in self._names]
        self.status = status
        self._refilter()

    def clear_filter(self) -> None:
        """All names again."""
        with self.prevent(Input.Changed):
            self.query_one(Input).value = ""
        self._refilter()

    def show_marks(self) -> None:
        """The marks changed."""
        options = self.query_one(OptionList)
        for at, name in enumerate(self._matches):
            options.replace_option_prompt_at_index(at, self._prompt(name))

    def _refilter(self) -> None:
        options = self.query_one(OptionList)
        before = self._highlighted()
        wanted = self.typed.casefold()
        found = [name for name, folded in zip(self._names, self._folded, strict=True) if wanted in folded]
        self._matches = found[:ROWS]
        options.clear_options()
        options.add_options([Option(self._prompt(name)) for name in self._matches])
        if self._matches:
            options.highlighted = self._matches.index(before) if before in self._matches else 0
        more = f"{len(found)} of {len(self._names)}" if wanted else str(len(self._names))
        cut = f", the first {ROWS} shown: type to find the others" if len(found) > ROWS else ""
        self.query_one(".count", Static).update(Content(visible(f"{more}{cut}  {self.status}".strip(), limit=200)))

    def _prompt(self, name: str) -> Content:
        mark = ("[x] " if name in self.chosen else "[ ] ") if self._marks else ""
        return Content(mark + visible(name, limit=200))

    def _highlighted(self) -> str | None:
        at = self.query_one(OptionList).highlighted
        return self._matches[at] if at is not None and at < len(self._matches) else None

    def action_move(self, rows: int) -> None:
        """Move in the list; the field keeps the focus."""
        options = self.query_one(OptionList)
        if self._matches:
            at = (options.highlighted or 0) + rows
            options.highlighted = min(max(at, 0), len(self._matches) - 1)

    def pick(self) -> None:
        """What Enter does."""
        name = self._highlighted()
        exact = next((item for item in self._names if item == self.typed), None)
        if exact or name:
            self.post_message(self.Picked(self, exact or name or "", listed=True))
        elif self.typed:
            self.post_message(self.Picked(self, self.typed, listed=False))

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        event.stop()
        self._refilter()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.pick()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.pick()

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Space chooses only where rows have marks."""
        del parameters
        return self._marks if action == "mark" else True

    def action_mark(self) -> None:
        """Space chooses as Enter does: no branch has one in its name."""
        self.pick()
