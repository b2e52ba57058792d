"""Fields for secrets: nothing of them is copied, shown or half-pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from wizard.core.keyforms import ID_LENGTH, PastedKeys, parse_pasted, problem_of_secret
from wizard.core.secret import Secret

if TYPE_CHECKING:
    from textual import events


class QuietInput(Input):
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


class PlainInput(Input):
    """A field for something else than keys: those that are pasted into it are handed on unseen."""

    def _on_paste(self, event: events.Paste) -> None:
        pasted, text = parse_pasted(event.text), event.text.strip()
        if pasted is None and problem_of_secret(text) is not None:
            return
        event.prevent_default()
        event.stop()
        self.post_message(KeyInput.Pasted(pasted) if pasted is not None else KeyInput.SecretPasted(Secret(text)))


class TokenInput(QuietInput):
    """A token: dots, always."""

    def __init__(self, placeholder: str, **options: Any) -> None:
        super().__init__(placeholder, password=True, **options)


class KeyInput(QuietInput):
    """A field for one half of a key. A pasted pair, in whatever form, is handed to the form as `Pasted`."""

    class Pasted(Message):
        """Both halves were pasted at once."""

        def __init__(self, pasted: PastedKeys) -> None:
            super().__init__()
            self.pasted = pasted

    class SecretPasted(Message):
        """What was pasted looks like a secret, whatever the field."""

        def __init__(self, secret: Secret) -> None:
            super().__init__()
            self.secret = secret

    def take_pasted(self, text: str) -> None:
        """A pair goes to both fields, and what is too long for an id to the secret's."""
        pasted = parse_pasted(text)
        if pasted is not None:
            self.post_message(self.Pasted(pasted))
        elif len(text.strip()) > ID_LENGTH and not self.password:
            self.post_message(self.SecretPasted(Secret(text.strip())))
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
