"""How the neighbours are written: indents, quotes, blank lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from wizard.frozen import frozen
from wizard.yamlpatch.write.scalars import Quote


@frozen
class Layout:
    """How new lines are written.

    `indent`: columns from a key to the keys below it; `dash`: from a key to the dashes of its list; `gap`:
    blanks after a dash; `prefer`: the quotes where some are needed; the others where the neighbours have
    them without need: of all values, of the values of a key, of list items, of keys. `literals`: text of several lines
    can be written as a block.
    """

    indent: int = 2
    dash: int = 2
    gap: int = 1
    prefer: Quote = '"'
    value_quote: Quote = ""
    item_quote: Quote = ""
    key_quote: Quote = ""
    by_key: Mapping[str, Quote] = field(default_factory=dict)
    literals: bool = True

    def quote_of(self, key: str) -> Quote:
        """The quotes that the neighbours put around the value of `key`."""
        return self.by_key.get(key, self.value_quote)
