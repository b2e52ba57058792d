"""How new lines are written: indents, quotes, blanks."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.yamlpatch.parse.source import Source
from wizard.yamlpatch.write.scalars import Quote


class Layout:
    """How new lines are written in `source` where no neighbour tells it, or in a text of their own."""

    def __init__(self, source: Source | None = None) -> None:
        self._source = source

    @property
    def indent(self) -> int:
        """Columns from a key to the keys below it."""
        return 2

    @property
    def dash(self) -> int:
        """Columns from a key to the dashes of its list."""
        return 2

    @property
    def gap(self) -> int:
        """Blanks after a dash."""
        return 1

    @property
    def prefer(self) -> Quote:
        """The quotes where some are needed."""
        return '"'

    @property
    def value_quote(self) -> Quote:
        """The quotes of values that need none."""
        return ""

    @property
    def item_quote(self) -> Quote:
        """The quotes of list items that need none."""
        return ""

    @property
    def key_quote(self) -> Quote:
        """The quotes of keys that need none."""
        return ""

    @property
    def by_key(self) -> Mapping[str, Quote]:
        """The quotes that the values of a key have without need."""
        return {}

    @property
    def literals(self) -> bool:
        """Whether text of several lines can be written as a block."""
        return self._source is None or self._source.takes_literals

    def quote_of(self, key: str) -> Quote:
        """The quotes that the neighbours put around the value of `key`."""
        quote = self.by_key.get(key)
        return self.value_quote if quote is None else quote
