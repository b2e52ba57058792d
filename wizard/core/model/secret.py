"""Values that nobody may see: masked wherever Python would print them."""

from __future__ import annotations

from dataclasses import field
from typing import NoReturn

from wizard.frozen import frozen

MASK = "********"


class Secret:
    """A string that shows itself only to who asks with `reveal`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself: for the one call that needs it, never for a variable that lives on."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac  # late: a run without secrets needs no cryptography

        return hmac.compare_digest(
            self._text.encode("utf-8", "surrogatepass"), other._text.encode("utf-8", "surrogatepass")
        )

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret is not pickled or copied")


@frozen
class AwsKeys:
    """An AWS access key: its id and its secret. The id is shown masked too.

    `profile` is the AWS profile that they were taken from: its settings go with them. It makes them no other keys.
    """

    key_id: Secret
    secret: Secret
    profile: str = field(default="", compare=False)

    @property
    def masked_id(self) -> str:
        """`AKIA...WXYZ`: what is shown of the id."""
        return mask_id(self.key_id.reveal())


def mask_id(key_id: str) -> str:
    """The first and last four characters of a key id."""
    return f"{key_id[:4]}...{key_id[-4:]}" if len(key_id) > 8 else MASK
