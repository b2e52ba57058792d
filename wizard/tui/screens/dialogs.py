"""Small screens over a step: help, a question before something is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from wizard.core.text.safetext import visible
from wizard.tui.input.too_small import SizedScreen
from wizard.tui.input.typeahead import DropsTypeAhead
from wizard.tui.widgets.action import action_button
from wizard.tui.widgets.flow import Flow
from wizard.tui.widgets.keys_found import KeysFound

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget

Result = TypeVar("Result")

KEYS = """\
Enter         takes the answer and goes on
Tab, arrows   move between fields
ctrl+n        the next step
Esc           the step before; nothing is lost
F1, ctrl+g    this help
ctrl+p        go to a step, copy a name
ctrl+o        the patch so far, on the steps
ctrl+l        draw the screen again
ctrl+c        leave"""


LIST_KEYS = """\
letters       filter the names
arrows        move; past an end, out of the list
PageDown, Up  move by a page
Enter         takes the highlighted row
Esc           clears what is typed; then closes
ctrl+c        leave"""


KEYS_REFUSED = "! That was an AWS key, and was not taken."
TALLEST = 16  # rows of text, at most
FRAME = 3  # rows of a dialog above and below what is in it, and below its text


class DialogText(VerticalScroll):
    """The part of a dialog that scrolls: as high as what is around it leaves room for."""

    def __init__(self, *children: Widget) -> None:
        super().__init__(*children, can_focus=False, classes="text")


class Dialog(SizedScreen[Result], ModalScreen[Result]):
    """A screen over a step that closes once, however often it is asked to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "scroll_page(1)", "Scroll", show=False),
        Binding("pageup", "scroll_page(-1)", "Scroll", show=False),
        Binding("f1,ctrl+g", "help", "Help", show=False),
    ]
    about = ""  # what F1 says in a dialog with a list; others say all there is in themselves
    _has_answered = False

    def on_resize(self) -> None:
        """The text gets the rows that the rest of the dialog leaves, once that is laid out."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        for text in self.query(DialogText):
            around = sum(_rows_of(item) for item in text.siblings) + FRAME
            text.styles.max_height = min(max(self.size.height - around, 1), TALLEST)

    def action_scroll_page(self, direction: int) -> None:
        """Scroll the text by a page, where there is one."""
        for text in self.query(DialogText):
            text.scroll_relative(y=direction * max(text.size.height - 1, 1), animate=False)

    def action_help(self) -> None:
        """What the list is about, and its keys."""
        if self.about:
            self.app.push_screen(Help("List", self.about, LIST_KEYS))

    def close(self, result: Result | None = None) -> None:
        """Give the result back; a second one is ignored (Textual would crash)."""
        if not self._has_answered:
            self._has_answered = True
            self.dismiss(result)

    @on(KeysFound)
    def _refuse_keys(self, event: KeysFound) -> None:
        """Keys came into a field that is for something else, which may hold what it held before."""
        event.stop()
        self._say_refused()

    def on_paste(self, event: events.Paste) -> None:
        """Keys were pasted where nothing can be typed."""
        from wizard.core.aws.key_forms import keys_within  # late: the first page has no dialog

        if keys_within(event.text) is not None:
            event.stop()
            self._say_refused()

    def _say_refused(self) -> None:
        self.app.bell()
        if not self.query(".refused"):
            self.query_one(".dialog").mount(Static(KEYS_REFUSED, classes="refused", markup=False))
            self.call_after_refresh(self._fit)


def _rows_of(widget: Widget) -> int:
    return widget.outer_size.height + widget.styles.margin.height


class Help(Dialog[None]):
    """What a field or a step is about, and the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,f1,ctrl+g,q", "close", "Close"),
        Binding("down", "scroll(1)", "Scroll", show=False),
        Binding("up", "scroll(-1)", "Scroll", show=False),
        Binding("space", "scroll_page(1)", "Scroll", show=False),
        Binding("home", "scroll(-10000)", "Scroll", show=False),
        Binding("end", "scroll(10000)", "Scroll", show=False),
    ]

    def __init__(self, title: str, text: str, keys: str = KEYS) -> None:
        super().__init__()
        self._title, self._text, self._keys = title, text, keys

    def compose(self) -> ComposeResult:
        """A box in the middle."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="title", markup=False)
            with DialogText():
                yield Static(Content(visible(self._text, lines=True)))
                yield Static(self._keys, classes="keys", markup=False)
            yield action_button("Close")

    def action_close(self) -> None:
        """Back to the step."""
        self.close()

    def action_scroll(self, lines: int) -> None:
        """Scroll the text."""
        self.query_one(DialogText).scroll_relative(y=lines, animate=False)

    @on(Button.Pressed)
    def _pressed(self) -> None:
        self.close()


class Confirm(Dialog[bool], DropsTypeAhead):
    """A question with two answers; the safe one has the focus, and only a key typed after it showed counts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "answer(False)", "No"),
        Binding("y", "answer(True)", "Yes"),
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    def __init__(self, text: str, *, yes: str, no: str) -> None:
        super().__init__()
        self._text, self._yes, self._no = text, yes, no

    def compose(self) -> ComposeResult:
        """The question and the two buttons."""
        with Vertical(classes="dialog"):
            with DialogText():
                yield Static(Content(visible(self._text, lines=True)))
            with Flow(classes="answers"):
                yield action_button(f"{self._no} (n)", id="no")
                yield action_button(f"{self._yes} (y)", id="yes")

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.close(answer)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.action_answer(event.button.id == "yes")


class ConfirmLeave(Confirm):
    """Whether to leave. ctrl+c, which asked it, answers it too."""
