"""`NAME=VALUE` texts of `env`: one text may hold several, as words of a shell (`A=1 B="two words"`)."""

from __future__ import annotations

import re
from itertools import zip_longest

from wizard.core.text.shell_words import unquoted
from wizard.frozen import frozen

_WORD = re.compile(r"""(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|\S)+""", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_]\w*(?==)", re.ASCII)
_OPTIONS = ("-e", "--env")
_BARE = re.compile(r"[^\s\\'\"]*")


@frozen
class EnvWord:
    """One variable of such a text: where its word begins and ends, its name, and its value without quotes."""

    start: int
    end: int
    name: str
    value: str

    @property
    def item(self) -> str:
        """The variable as a text of its own, which is read as this variable again."""
        plain = f"{self.name}={self.value}"
        return plain if _read(plain) == self.pair else _quoted(self.name, self.value)

    @property
    def pair(self) -> tuple[str, str]:
        """Its name and value."""
        return self.name, self.value


def env_words(text: str) -> tuple[EnvWord, ...]:
    """The variables of a text.

    Where some word is no `NAME=VALUE`, all of the text is one variable, whose value has blanks. Empty where the text
    does not begin with a name.
    """
    words = _without_options(list(_WORD.finditer(text)))
    names = [_NAME.match(word[0]) for word in words]
    if words and all(names):
        return tuple(
            EnvWord(word.start(), word.end(), name[0], unquoted(word[0][name.end() + 1 :]))
            for word, name in zip(words, names, strict=True)
            if name is not None
        )
    name = _NAME.match(text)
    return (EnvWord(0, len(text), name[0], text[name.end() + 1 :]),) if name is not None else ()


def _without_options(words: list[re.Match[str]]) -> list[re.Match[str]]:
    """The words without docker's option before a variable: `A=1 -e B=2` is handed on as it is."""
    found: list[re.Match[str]] = []
    for word, following in zip_longest(words, words[1:]):
        is_option = word[0] in _OPTIONS and following is not None and _NAME.match(following[0])
        if not is_option:
            found.append(word)
    return found


def with_word(text: str, item: str) -> str:
    """The text with the variable of `item` (`NAME=VALUE`) set to its value; added behind the others if it is absent.

    A word that has the value already stays as it is written. Of a name that is there twice the last one is set.
    """
    name, value = _read(item)
    words = env_words(text)
    if not words:
        return as_text(item)
    there = next((word for word in reversed(words) if word.name == name), None)
    if there is None:
        new = f"{text} {_between(text)}{_quoted(name, value)}"
        return _if_read_as(new, [*(word.pair for word in words), (name, value)])
    if there.value == value:
        return text
    if len(words) == 1:
        return as_text(item)
    new = text[: there.start] + _quoted(name, value) + text[there.end :]
    return _if_read_as(new, [(name, value) if word is there else word.pair for word in words])


def _if_read_as(text: str, wanted: list[tuple[str, str]]) -> str:
    """The text where it is read as the wanted variables; else these, each in quotes.

    Blanks or quotes that only a text of one variable may have are read otherwise.
    """
    if [word.pair for word in env_words(text)] == wanted:
        return text
    return f" {_between(text)}".join(_quoted(*pair) for pair in wanted)


def _between(text: str) -> str:
    """The option that comes before each variable but the first, with a blank; empty where there is none."""
    option = next((word[0] for word in _WORD.finditer(text) if word[0] in _OPTIONS), None)
    return f"{option} " if option is not None else ""


def as_text(item: str) -> str:
    """A text that holds just this variable: as it is where it is read so, else with its value in quotes."""
    return item if len(env_words(item)) == 1 else _quoted(*_read(item))


def name_of(item: str) -> str:
    """The name of the variable that a `NAME=VALUE` sets."""
    return item.partition("=")[0]


def _read(item: str) -> tuple[str, str]:
    """Name and value of an item, which is one variable even where it could be read as several."""
    words = env_words(item)
    if len(words) == 1:
        return words[0].name, words[0].value
    name, _, value = item.partition("=")
    return name, value


def _quoted(name: str, value: str) -> str:
    if _BARE.fullmatch(value):
        return f"{name}={value}"
    escaped = re.sub(r'(["\\`])', r"\\\1", value)
    return f'{name}="{escaped}"'
