"""The usual reasons why a text is no YAML, in words of the one who wrote it, each with its cure.

A parser says where it stopped and what it looked for. What is wrong is often in a line above. Only what can be
seen in the lines themselves is named; where nothing fits, the parser's words are all there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wizard.yamlpatch.parse.causes import blocks, flow, indents, values
from wizard.yamlpatch.parse.causes.place import Cause, Place, block_around, is_in_quotes
from wizard.yamlpatch.parse.source import LINE_END

__all__ = ["Cause", "cause_of"]

ABOVE = 3  # so many lines above the one where a parser stopped may be the cause
FAR = 20  # ... of what is wrong wherever it is

_Look = Callable[[Place], Cause | None]
# In this order: what is certain goes before what is likely.
_LOOKS: tuple[_Look, ...] = (
    values.conflict,
    values.fence,
    indents.odd_blank,
    flow.template,
    flow.brackets,
    blocks.here_document,
    indents.tab,
    values.reserved,
    values.bad_escape,
    values.open_quote,
    values.open_quote_above,
    values.text_after_quote,
    blocks.text_after_pipe,
    blocks.text_beside_its_key,
    flow.open_bracket,
    values.item_behind_key,
    values.colon_in_text,
    values.no_blank_after_dash,
    values.no_blank_after_colon,
    blocks.lines_left_of_block,
    blocks.text_left_of_block,
    blocks.quote_goes_on_left,
    values.text_among_items,
    blocks.text_before_items,
    blocks.comment_in_text,
    blocks.colon_in_lines,
    values.equals,
    values.decoration,
    values.unfinished,
    values.text_among_keys,
    indents.first_line_indented,
    indents.key_after_items,
    indents.key_after_text,
    indents.item_after_keys,
    indents.item_below_text,
    indents.item_in_column_of_keys,
    indents.deeper_than_sibling,
    indents.shallower_than_sibling,
)
# Of these the lines above may be the cause as well.
_ALSO_ABOVE: frozenset[_Look] = frozenset(
    (
        values.conflict,
        values.fence,
        values.open_quote,
        flow.open_bracket,
        values.no_blank_after_colon,
        blocks.text_left_of_block,
        values.equals,
        values.decoration,
        values.unfinished,
    )
)
# These are wrong in any case.
_CERTAIN: frozenset[_Look] = frozenset((values.text_among_keys, values.text_among_items))


def cause_of(text: str, line: int, column: int) -> Cause | None:
    """The reason why a parser stopped at `line` and `column` (from 1), where one of the usual ones can be seen."""
    lines = LINE_END.split(text)
    place = Place(lines, min(line, len(lines)) - 1, column - 1)
    near = [place, *_above(place)]
    for look in _LOOKS:
        for one in near[: _reach(look)]:
            if (found := look(one)) is not None:
                return found
    return None


def _reach(look: _Look) -> int:
    """How many lines, from the one where the parser stopped up, may be the cause."""
    if look in _CERTAIN:
        return FAR + 1
    return ABOVE + 1 if look in _ALSO_ABOVE else 1


def _above(place: Place) -> Iterator[Place]:
    """The lines above that may be the cause: none that is a part of a text block, or in quotes."""
    number = place.above()
    for _ in range(FAR):
        if number is None:
            return
        above = place.other(number)
        if block_around(place.lines, number) is None and not is_in_quotes(above):
            yield above
        number = above.above()
