"""Whether a typed answer can be one, and what it means: text in, cleaned text out, or an error in words."""

from __future__ import annotations

import re
from typing import NamedTuple

from wizard.core.docker.commands import has_capitals, is_tag, name_error
from wizard.core.text.safetext import visible
from wizard.frozen import frozen

MAX_NAME = 255


class InvalidAnswer(Exception):
    """An answer that cannot be used. The message is one sentence or two: what is wrong and what would do."""


@frozen
class Cleaned:
    """The answer as it is kept, and what is said about that (empty: nothing was changed)."""

    text: str
    note: str = ""


def integration_name(text: str) -> Cleaned:
    """A name of an integration: any text of one line; spaces at the ends are removed, and that is said."""
    name = text.strip()
    if not name:
        raise InvalidAnswer("A name is needed, for example ecr-integration.")
    _one_line(name)
    if len(name) > MAX_NAME:
        raise InvalidAnswer(f"The name has {len(name)} characters; {MAX_NAME} are the most.")
    return Cleaned(name, "Spaces at the ends were removed." if name != text else "")


def region(text: str) -> Cleaned:
    """An AWS region, for example `us-east-1`."""
    name = text.strip().lower()
    if not re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-\d+", name):
        raise InvalidAnswer("A region looks like us-east-1 or eu-central-1.")
    return Cleaned(name)


def image(text: str) -> Cleaned:
    """The name of an image without its tag; variables are allowed."""
    name = text.strip()
    if not name:
        raise InvalidAnswer("An image is needed, for example 123456789012.dkr.ecr.us-east-1.amazonaws.com/app.")
    _no_blank(name, "An image name")
    if "://" in name:
        raise InvalidAnswer("An image name has no https:// in front.")
    if "@" in name:
        raise InvalidAnswer("A digest (@sha256:...) cannot stand here: Shippable wants a name and a tag.")
    if re.search(r":[^/]*$", re.sub(r"\$\{[^}]*\}", "", name)):
        raise InvalidAnswer("The tag has a field of its own: leave out the colon and what follows it.")
    if reason := name_error(name):
        from wizard.core.rules.names import near_miss  # late, with all rules

        if nearly := near_miss(name):
            raise InvalidAnswer(f"This is meant for ECR, and no image there can be called so. {nearly}")
        raise InvalidAnswer(f"Docker refuses this name: {reason}.")
    return Cleaned(name, "Docker takes no capital letters in the name of an image." if has_capitals(name) else "")


class NameAndTag(NamedTuple):
    """An image's name and its tag, which were typed as one."""

    name: str
    tag: str


def split_tag(text: str) -> NameAndTag | None:
    """The name and the tag of `name:tag`; None where there is no tag, or no two of them that can be.

    >>> split_tag("acme/app:v1")
    NameAndTag(name='acme/app', tag='v1')
    >>> split_tag("localhost:5000/app")
    """
    name, colon, typed = text.strip().rpartition(":")
    if not colon or "/" in typed or "}" in typed:
        return None
    try:
        return NameAndTag(image(name).text, tag(typed).text)
    except InvalidAnswer:
        return None


def tag(text: str) -> Cleaned:
    """A tag of an image; variables are allowed."""
    name = text.strip()
    if not name:
        raise InvalidAnswer("A tag is needed, for example latest.")
    _no_blank(name, "A tag")
    if not is_tag(name):
        raise InvalidAnswer(
            "A tag has at most 128 letters, digits, dots, dashes and underscores, and begins with none of . and -."
        )
    return Cleaned(name)


def options(text: str) -> Cleaned:
    """Options of `docker run`, on one line; empty takes them out."""
    value = text.strip()
    _one_line(value)
    return Cleaned(value)


def env_item(text: str) -> Cleaned:
    """One variable of the container: `NAME=VALUE`."""
    value = text.strip()
    _one_line(value)
    name, equals, _ = value.partition("=")
    if not equals:
        raise InvalidAnswer(f"{visible(value, limit=40)} has no `=`: a variable is written NAME=VALUE.")
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise InvalidAnswer(f"{visible(name, limit=40)} is no name of a variable: letters, digits and underscores.")
    return Cleaned(value)


def path(text: str) -> Cleaned:
    """A path below the repository's root."""
    value = text.strip().removeprefix("./")
    if not value:
        raise InvalidAnswer("A path is needed, for example Dockerfile.")
    _one_line(value)
    if value.startswith("/") or ".." in value.split("/"):
        raise InvalidAnswer("The path must lie inside the repository.")
    return Cleaned(value)


def command(text: str) -> Cleaned:
    """A shell command on one line."""
    value = text.strip()
    if not value:
        raise InvalidAnswer("A command is needed.")
    _one_line(value)
    return Cleaned(value)


def branch(text: str) -> Cleaned:
    """A branch or a pattern such as `release/*` (git's rules for names; `*` is allowed)."""
    name = text.strip()
    if not name:
        raise InvalidAnswer("A branch is needed.")
    _no_blank(name, "A branch")
    if found := re.search(r"[~^:?\[\\]|\.\.|@\{|//", name):
        raise InvalidAnswer(f"A branch cannot have {found[0]} in its name.")
    if name == "@" or re.search(r"(^|/)\.|\.lock(/|$)", name):
        raise InvalidAnswer("No part of a branch's name begins with a dot or ends with .lock, and @ alone is none.")
    if not re.search(r"[\w*]", name):
        raise InvalidAnswer("A branch's name has a letter, a digit or a `*` at least.")
    if len(name) > MAX_NAME:
        raise InvalidAnswer(f"The name has {len(name)} characters; {MAX_NAME} are the most.")
    if name.startswith(("-", "/")) or name.endswith(("/", ".", ".lock")):
        raise InvalidAnswer("A branch begins with neither - nor / and ends with none of /, . and .lock.")
    return Cleaned(name)


def _no_key(text: str) -> None:
    from wizard.core.aws.key_forms import holds_a_key  # late: the first page checks no text

    # Pasted into the wrong field it would be shown, kept with the answers and written into the file.
    if holds_a_key(text):
        raise InvalidAnswer(
            "This holds an AWS key. It belongs in the fields of the keys; the builds get it from the integration."
        )


def _one_line(text: str) -> None:
    _no_key(text)
    if visible(text, tab="\t") != text or "\t" in text:
        raise InvalidAnswer(f"There is a character that cannot be seen: {visible(text, limit=60)}")


def _no_blank(text: str, what: str) -> None:
    _one_line(text)
    if re.search(r"\s", text):
        raise InvalidAnswer(f"{what} has no spaces.")
