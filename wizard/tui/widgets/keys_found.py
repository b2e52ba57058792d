"""Keys that came to a place that is not for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from wizard.core.aws.key_forms import FoundKeys


class KeysFound(Message):
    """Keys, or a half of them, came to a place that is not for them, or both came to one of the two fields."""

    def __init__(self, found: FoundKeys) -> None:
        super().__init__()
        self.found = found
