"""What data says, whatever its quotes: how two values of one key are compared."""

from __future__ import annotations

from wizard.yamlpatch.parse.plain_scalars import is_text
from wizard.yamlpatch.parse.tree import AliasData, Data, ListData, ScalarData


def meaning(data: Data) -> Data:
    """The data with every text as if it had quotes; equal for two values that every reader takes for the same."""
    if isinstance(data, ScalarData):
        return data._replace(plain=data.plain and not is_text(data.text))
    if isinstance(data, AliasData):
        return data
    if isinstance(data, ListData):
        return data._replace(items=tuple(meaning(item) for item in data.items))
    return data._replace(pairs=tuple((meaning(key), meaning(value)) for key, value in data.pairs))
