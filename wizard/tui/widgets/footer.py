"""The line of keys at the foot of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rich.cells import cell_len
from textual.app import App
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

if TYPE_CHECKING:
    from textual import events


class _Key(NamedTuple):
    """A key as it shows; `key` is what a click on it presses."""

    key: str
    shown: str
    description: str
    enabled: bool

    @property
    def width(self) -> int:
        return cell_len(f"{self.shown} {self.description}")


class KeysFooter(Widget):
    """The keys of the page in one widget.

    Textual's footer has a widget for each key, and makes all of them again each time the focus moves: with them, half
    of a page's widgets were in its last line. The keys of the focused control come last, so that the others keep their
    places: what moves is written again, and read aloud.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeysFooter {
        dock: bottom; height: 1; text-wrap: nowrap; color: $footer-foreground; background: $footer-background;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[_Key, ...] = ()

    def on_mount(self) -> None:
        """Hear of the keys that are switched on and off."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def on_unmount(self) -> None:
        """And no more."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if not (screen.app.app_focus and self.is_attached and screen is self.screen):
            return
        keys: dict[str, _Key] = {}  # of two keys for one action, the first
        for active in sorted(screen.active_bindings.values(), key=_is_of_control):
            binding = active.binding
            if binding.show:
                shown = _Key(binding.key, self.app.get_key_display(binding), binding.description, active.enabled)
                keys.setdefault(binding.action, shown)
        if tuple(keys.values()) != self._keys:
            self._keys = tuple(keys.values())
            self.refresh()

    @property
    def _in_sight(self) -> list[_Key]:
        """The keys for which there is room: half a word says nothing, and F1 has them all."""
        shown: list[_Key] = []
        room = self.size.width
        for item in self._keys:
            if item.width > room:
                break
            shown.append(item)
            room -= item.width + 1
        return shown

    def render(self) -> Content:
        """The keys, each with what it does."""
        parts: list[Content | str] = []
        for item in self._in_sight:
            dim = "" if item.enabled else " dim"
            parts.append(Content.styled(item.shown, f"$footer-key-foreground bold{dim}"))
            parts.append(Content.styled(f" {item.description} ", f"$footer-description-foreground{dim}"))
        return Content.assemble(*parts)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A click on a key presses it."""
        left = 0
        for item in self._in_sight:
            if left <= event.x < left + item.width:
                if item.enabled:
                    self.app.simulate_key(item.key)
                return
            left += item.width + 1


def _is_of_control(active: Any) -> bool:
    """Whether the key is the focused control's own, and not the page's."""
    return not isinstance(active.node, App | Screen)
