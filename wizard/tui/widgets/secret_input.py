"""Fields for secrets: nothing of them is copied, shown or half-pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.widgets import Input

from wizard.core.aws.key_forms import (
    ID_LENGTH,
    FoundKeys,
    begins_a_secret,
    holds_a_key,
    keys_within,
    parse_pasted,
)
from wizard.core.model.secret import Secret
from wizard.tui.widgets.keys_found import KeysFound

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events


NO_PLACE_FOR_KEYS = "This begins like a secret, which has no place here. Empty the field (ctrl+u)."


class TextInput(Input):
    """A field on which the terminal's own cursor shows: Textual's draws the first letter of a placeholder apart."""

    def get_component_rich_style(self, *names: str, **options: Any) -> Style:
        """The cursor on a placeholder looks like the placeholder: a letter that is drawn again is read again."""
        if names == ("input--cursor",) and not self.value and self.app.has_class("-terminal-cursor"):
            names = ("input--placeholder",)
        return super().get_component_rich_style(*names, **options)

    def on_focus(self) -> None:
        """The cursor is in sight: a value longer than the field was shown from its start until now."""
        x = self.cursor_screen_offset.x - self.content_region.x + int(self.scroll_x)
        self.scroll_to_region(Region(x, 0, 1, 1), force=True, animate=False)


class QuietInput(TextInput):
    """A field that keeps what is typed to itself: it puts nothing on a clipboard."""

    def __init__(self, placeholder: str, **options: Any) -> None:
        super().__init__(placeholder=placeholder, compact=True, select_on_focus=False, **options)

    @property
    def secret(self) -> Secret:
        """What is typed, without the blanks around it."""
        return Secret(self.value.strip())

    def clear_field(self) -> None:
        """Forget what was typed; nothing is posted."""
        with self.prevent(Input.Changed):
            self.value = ""

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.take_pasted(event.text)

    def take_pasted(self, text: str) -> None:
        """Put pasted text where the cursor is, without the blanks around it."""
        start, end = self.selection
        self.replace(text.strip().replace("\n", " "), start, end)

    def action_copy(self) -> None:
        """Nothing: a secret is not put on a clipboard."""
        self.app.bell()

    def action_cut(self) -> None:
        """Nothing: a secret is not put on a clipboard."""
        self.app.bell()


class PlainInput(TextInput):
    """A field for something else than keys. Those that get into it, however, are handed on, and the field is emptied.

    Until it is clear what they are they may be in sight; behind the name of a secret nothing is.
    """

    @property
    def heard(self) -> str:
        """What is typed, for hints, previews, messages and answers: nothing while it begins like a secret."""
        return "" if self.password else self.value

    def validate_value(self, value: str) -> str:
        """Keep keys out of the value: what is in it is shown, kept and written."""
        self.password = begins_a_secret(value)
        if not holds_a_key(value):
            return value
        self.password = False
        self._hand_on(value)
        return ""

    def _on_paste(self, event: events.Paste) -> None:
        if self._hand_on(event.text):
            event.prevent_default()
            event.stop()

    def _hand_on(self, text: str) -> bool:
        found = keys_within(text)
        return found is not None and self.post_message(KeysFound(found))


class TokenInput(QuietInput):
    """A token: dots, always."""

    def __init__(self, placeholder: str, **options: Any) -> None:
        super().__init__(placeholder, password=True, **options)


class KeyInput(QuietInput):
    """A field for one half of a key. A pasted pair, in whatever form, is handed to the form as `KeysFound`."""

    def take_pasted(self, text: str) -> None:
        """A pair goes to both fields, and what is too long for an id to the secret's."""
        if pair := parse_pasted(text):
            self.post_message(KeysFound(FoundKeys(pair.keys.key_id, pair.keys.secret)))
        elif len(text.strip()) > ID_LENGTH and not self.password:
            self.post_message(KeysFound(FoundKeys(None, Secret(text.strip()))))
        else:
            super().take_pasted(text)


class SecretInput(KeyInput):
    """The secret half: dots, until the user asks to see it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+r", "reveal", "Show", key_display="^r")]

    def __init__(self, placeholder: str, **options: Any) -> None:
        super().__init__(placeholder, password=True, **options)

    def action_reveal(self) -> None:
        """Show what is typed, or hide it again."""
        self.password = not self.password

    def on_blur(self) -> None:
        """Nothing stays in sight that is not worked on."""
        self.password = True
