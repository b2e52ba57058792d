"""The line of keys at the foot of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

if TYPE_CHECKING:
    from textual.app import ComposeResult


class KeysFooter(Footer):
    """Textual's footer, made again only when it shows other keys.

    Textual makes it again each time the focus moves, and lays out the whole page for it. The keys of the focused
    control come last, so that the others keep their places: what moves is written again, and read aloud.
    """

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._keys: list[tuple[str, str, str, bool]] | None = None

    def compose(self) -> ComposeResult:
        """The keys of the page, then those of the focused control."""
        keys = list(super().compose())
        bindings = self.screen.active_bindings.values()
        own = {active.binding.key for active in bindings if not isinstance(active.node, App | Screen)}
        yield from sorted(keys, key=lambda key: isinstance(key, FooterKey) and key.key in own)

    def bindings_changed(self, screen: Screen[Any]) -> None:
        """Another control has the focus, or a key was switched on or off."""
        if not (screen.app.app_focus and self.is_attached and screen is self.screen):
            return
        keys = [
            (active.binding.key, active.binding.description, active.binding.action, active.enabled)
            for active in screen.active_bindings.values()
            if active.binding.show
        ]
        if keys != self._keys:
            self._keys = keys
            super().bindings_changed(screen)
