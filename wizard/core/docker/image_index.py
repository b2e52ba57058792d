"""Images to which many others are compared, in a time that grows with their number and not with its square."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from wizard.core.docker.commands import NamePattern, split_tag

Place = TypeVar("Place")

# Names with variables are compared one by one. A file with more of them is not one that a person wrote: then every one
# counts as a name that may be meant.
MOST_COMPARISONS = 20_000


class ImageIndex(Generic[Place]):
    """Images, each with its places, in the order in which they are given."""

    def __init__(self, images: Iterable[tuple[Place, str]]) -> None:
        self._by_image: dict[tuple[str, str], list[Place]] = {}
        self._by_name: dict[str, list[Place]] = {}
        self._written: dict[str, list[Place]] = {}
        for place, image in images:
            name, tag = split_tag(image)
            self._by_image.setdefault((name, tag or "latest"), []).append(place)
            self._by_name.setdefault(name, []).append(place)
            self._written.setdefault(image, []).append(place)
        self._patterns = {image: NamePattern(image) for image in self._written if "$" in image}
        self._left = MOST_COMPARISONS

    def surely(self, image: str, *, all_tags: bool = False) -> Sequence[Place]:
        """The places of that very image; one without a tag is its `latest`, or with `all_tags` every one."""
        name, tag = split_tag(image)
        if all_tags and tag is None:
            return self._by_name.get(name, ())
        return self._by_image.get((name, tag or "latest"), ())

    def perhaps(self, image: str) -> Iterator[Sequence[Place]]:
        """The places of each image that may be this one, as one of the two has variables."""
        pattern = NamePattern(image) if "$" in image else None
        for other in self._patterns if pattern is None else self._written:
            self._left -= 1
            if self._left < 0 or _may_be(pattern, image, self._patterns.get(other), other):
                yield self._written[other]


def _may_be(pattern: NamePattern | None, image: str, other_pattern: NamePattern | None, other: str) -> bool:
    if pattern is not None and pattern.fits(other):
        return True
    return other_pattern is not None and other_pattern.fits(image)
