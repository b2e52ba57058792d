"""What readers of YAML 1.1 and 1.2 make of a plain scalar: the one place that knows it.

The writer quotes what any reader would not take for text, the comparer sees whether a text that is there stays one,
and rules about files look at what their readers get. (yaml.org/type/ and section 10.3.2 of YAML 1.2.2.)
"""

from __future__ import annotations

import re
from typing import Literal

_NULL = r"~ | null | Null | NULL"
_TRUE_12, _FALSE_12 = r"true | True | TRUE", r"false | False | FALSE"
_TRUE_11 = rf"{_TRUE_12} | y | Y | [Yy]es | YES | [Oo]n | ON"
_FALSE_11 = rf"{_FALSE_12} | n | N | [Nn]o | NO | [Oo]ff | OFF"
_NUMBER = r"""
    [-+]? [0-9] [0-9_]*                                    # int, octal with a leading 0
    | [-+]? 0 (?: b [01_]+ | o [0-7_]+ | x [0-9a-fA-F_]+ )
    | [-+]? (?: [0-9][0-9_]* )? \. [0-9_]* (?: [eE] [-+]? [0-9]+ )?
    | [-+]? [0-9][0-9_]* (?: \. [0-9_]* )? [eE] [-+]? [0-9]+
    | [-+]? [0-9][0-9_]* (?: : [0-5]?[0-9] )+ (?: \. [0-9_]* )?   # base 60
    | [-+]? \. (?: inf | Inf | INF ) | \. (?: nan | NaN | NAN )
"""
_DATE = r"[0-9]{4} - [0-9][0-9]? - [0-9][0-9]? (?: [Tt\ ] .* )?"
_NO_TEXT = re.compile(rf"{_NULL} | = | << | {_TRUE_11} | {_FALSE_11} | {_NUMBER} | {_DATE}", re.VERBOSE)
_TRUE_ANYWHERE, _TRUE_SOMEWHERE = re.compile(_TRUE_12, re.VERBOSE), re.compile(_TRUE_11, re.VERBOSE)
_FALSE_ANYWHERE, _FALSE_SOMEWHERE = re.compile(_FALSE_12, re.VERBOSE), re.compile(_FALSE_11, re.VERBOSE)
# Numbers that every reader writes again as they are: no zeros, signs or exponents too many, exact as a double.
_SHORTEST = re.compile(r"-?(?:0|[1-9][0-9]{0,14})|-?(?:0|[1-9][0-9]{0,6})\.[0-9]{0,6}[1-9]")

Reading = Literal["true", "false", "sometimes", "neither"]


def is_text(value: str) -> bool:
    """Whether every reader takes a plain scalar for this text: `v1` is one, `1.5`, `yes` and `2016-05-01` are not."""
    return _NO_TEXT.fullmatch(value) is None


def keeps_text(value: str) -> bool:
    """Whether a plain scalar stays this text when it is read and used as one.

    A number in its shortest form does: `1.5` is written `1.5` again, `1.50`, `1e3`, `007` and `1_000` are not.
    """
    return is_text(value) or _SHORTEST.fullmatch(value) is not None


def boolean(value: str) -> Reading:
    """What a plain scalar is where a boolean is read; `sometimes` where readers of 1.1 and 1.2 differ (`yes`, `on`)."""
    if _TRUE_ANYWHERE.fullmatch(value):
        return "true"
    if _FALSE_ANYWHERE.fullmatch(value):
        return "false"
    if _TRUE_SOMEWHERE.fullmatch(value) or _FALSE_SOMEWHERE.fullmatch(value):
        return "sometimes"
    return "neither"
