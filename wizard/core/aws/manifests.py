"""Manifests as a registry gives them: what is in them of platform and size ("Image Manifest V 2", OCI image spec)."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from wizard.frozen import frozen

IMAGE_TYPES = (
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
)
INDEX_TYPES = (
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.index.v1+json",
)
# Image manifests of docker before 1.10: nothing but their layers' names is in them.
OLD_TYPES = (
    "application/vnd.docker.distribution.manifest.v1+prettyjws",
    "application/vnd.docker.distribution.manifest.v1+json",
)
# Without all of them in `Accept` a registry says that an image of another type is absent.
ACCEPTED = (*IMAGE_TYPES, *INDEX_TYPES, *OLD_TYPES)

# What docker takes where several platforms are offered, on the machines that Shippable runs builds on.
USUAL_PLATFORM = "linux/amd64"
MOST_PLATFORMS = 50
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,30}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@frozen
class Manifest:
    """What a manifest says. `size`: of the image with its layers, as it is moved, where that is said.

    `config` is the digest of an image's settings, `children` the manifests of an index by their platform.
    """

    media_type: str
    digest: str
    size: int | None = None
    platforms: tuple[str, ...] = ()
    config: str = ""
    children: tuple[tuple[str, str], ...] = ()

    @property
    def is_index(self) -> bool:
        """Whether it names the manifests of several platforms."""
        return self.media_type in INDEX_TYPES

    @property
    def usual_child(self) -> str:
        """The digest of the manifest that a build is likely to take of an index; empty where there is none."""
        by_platform = dict(reversed(self.children))
        return by_platform.get(USUAL_PLATFORM) or next((digest for _, digest in self.children), "")


def read_manifest(media_type: str, content: bytes) -> Manifest | None:
    """The manifest in these bytes; None when they are none."""
    kind = media_type.partition(";")[0].strip().lower()
    data = _object(content)
    if kind not in ACCEPTED or data is None:
        return None
    digest = digest_of(content)
    if kind in INDEX_TYPES:
        children = tuple(_children(data))
        platforms = tuple(dict.fromkeys(platform for platform, _ in children))
        return Manifest(kind, digest, platforms=platforms, children=children)
    if kind in OLD_TYPES:
        return Manifest(kind, "")
    config = data.get("config")
    if not isinstance(config, dict) or not isinstance(data.get("layers"), list):
        return None
    name = config.get("digest")
    found = name if isinstance(name, str) and _DIGEST.fullmatch(name) else ""
    return Manifest(kind, digest, size=_size([config, *data["layers"]]), config=found)


def read_platform(content: bytes) -> str:
    """`linux/amd64`: the platform in the settings of an image; empty when it is not said."""
    data = _object(content)
    return _platform(data) if data is not None else ""


def digest_of(content: bytes) -> str:
    """The name that a registry gives to these bytes."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _children(data: dict[str, Any]) -> list[tuple[str, str]]:
    listed = data.get("manifests")
    found = []
    for item in listed[:MOST_PLATFORMS] if isinstance(listed, list) else ():
        if not isinstance(item, dict) or not isinstance(item.get("platform"), dict):
            continue
        platform, digest = _platform(item["platform"]), item.get("digest")
        # BuildKit lists what it attests under the platform unknown/unknown.
        if platform and not platform.startswith("unknown/") and isinstance(digest, str) and _DIGEST.fullmatch(digest):
            found.append((platform, digest))
    return found


def _platform(data: dict[str, Any]) -> str:
    words = [data.get("os"), data.get("architecture"), data.get("variant")]
    said = [word for word in words if isinstance(word, str) and _WORD.fullmatch(word)]
    return "/".join(said) if len(said) > 1 else ""


def _size(parts: list[Any]) -> int | None:
    total = 0
    for part in parts:
        size = part.get("size") if isinstance(part, dict) else None
        if not isinstance(size, int) or isinstance(size, bool) or size < 0:
            return None
        total += size
    return total


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
