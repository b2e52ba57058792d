"""The `docker` commands of a CI file: making them, and recognising those that stand there."""

from __future__ import annotations

import re
import shlex


def quoted(text: str) -> str:
    """`text` as a word of a shell command; variables stay variables."""
    if re.fullmatch(r"[\w@%+=:,./${}-]+", text):
        return text
    return shlex.quote(text)


def default_build_command(image: str, tag: str, dockerfile: str | None) -> str:
    """`docker build` for the image, in the repository's root."""
    file = f" -f {quoted(dockerfile)}" if dockerfile and dockerfile != "Dockerfile" else ""
    return f"docker build -t {quoted(f'{image}:{tag}')}{file} ."


def builds(command: str, image: str) -> bool:
    """Whether a command of the file builds, tags or commits the image `IMAGE:TAG` (or all tags of `IMAGE`)."""
    name = re.escape(image.rpartition(":")[0] or image)
    whole = rf"[\"']?{re.escape(image)}[\"']?(?=\s|$)|[\"']?{name}[\"']?(?=\s|$)"
    return bool(
        re.search(rf"docker\s+(?:image\s+)?build\b.*?(?:-t|--tag)[=\s]*(?:{whole})", command, re.DOTALL)
        or re.search(rf"docker\s+(?:image\s+)?tag\s+\S+\s+(?:{whole})", command)
        or re.search(rf"docker\s+(?:container\s+)?commit\b.*\s(?:{whole})", command, re.DOTALL)
    )


def pushes(command: str, image: str) -> bool:
    """Whether a command pushes the image `IMAGE:TAG`."""
    return bool(re.search(rf"docker\s+(?:image\s+)?push\s+[\"']?{re.escape(image)}[\"']?(?=\s|$)", command))


def commit_command(image: str) -> str:
    """`docker commit` of the CI container as the image (DOMAIN, scenario push)."""
    return f"docker commit $SHIPPABLE_CONTAINER_NAME {quoted(image)}"
