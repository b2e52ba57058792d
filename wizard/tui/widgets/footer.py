"""The line of keys at the foot of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets import Footer

if TYPE_CHECKING:
    from textual.screen import Screen


class KeysFooter(Footer):
    """Textual's footer, made again only when it shows other keys.

    Textual makes it again each time the focus moves, and lays out the whole page for it.
    """

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._keys: list[tuple[str, str, str, bool]] | None = None

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
