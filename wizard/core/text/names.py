"""Names that people compare by eye."""

from __future__ import annotations


def squeezed(name: str) -> str:
    """A name without its case and spaces, for finding names that only look equal."""
    return "".join(name.split()).casefold()
