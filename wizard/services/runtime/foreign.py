"""All that AWS, Shippable, proxies, keyrings and git say comes through here before it is kept or shown.

The secrets of this run are known here: nothing that is said in answer to them can bring them back.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from wizard.core.model.secret import AwsKeys, Secret
from wizard.core.text.safetext import visible

if TYPE_CHECKING:
    from wizard.core.aws.masking import Needle

MESSAGE_LENGTH = 300
HOST_LENGTH = 100
# More of a text than this is not even looked at: its two ends are.
MOST_READ = 8000
SHORTEST_SECRET = 8

_SECRET_VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "SHIPPABLE_API_TOKEN",
)
_PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy"})

_known: dict[Secret, Needle] = {}
_lock = threading.Lock()


def remember(*secrets: Secret | AwsKeys) -> None:
    """Never show or write these, wherever they turn up. Shorter ones than 8 characters are words, not secrets."""
    for item in secrets:
        found = (item.key_id, item.secret) if isinstance(item, AwsKeys) else (item,)
        for secret in found:
            if len(secret.reveal()) >= SHORTEST_SECRET and secret not in _known:
                from wizard.core.aws.masking import needle

                recognised = needle(secret.reveal())
                with _lock:
                    _known[secret] = recognised


def remember_environment(environ: Mapping[str, str] = os.environ) -> None:
    """Remember the keys and tokens of the environment and the passwords of its proxies, used or not."""
    for name in _SECRET_VARIABLES:
        remember(Secret(environ.get(name, "").strip()))
    for name, address in environ.items():
        if name.lower() in _PROXIES:
            remember(_password(address))


def _password(address: str) -> Secret:
    try:
        return Secret(unquote(urlsplit(address if "://" in address else f"//{address}").password or ""))
    except ValueError:
        return Secret("")


def foreign_text(
    said: str | bytes, *, limit: int | None = MESSAGE_LENGTH, lines: bool = False, guess: bool = True
) -> str:
    """What somebody else said, safe to show and to keep: decoded, without keys, cut to `limit`, neutralised.

    The secrets of this run are masked in every form. With `guess` so is what only looks like a key; leave it out
    for names that are handed back to who gave them. `lines` keeps line feeds, else all space becomes one blank.
    """
    from wizard.core.aws.masking import masked, without_keylike

    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    if limit is not None:
        most = max(MOST_READ, 2 * limit)
        if len(text) > most:
            text = f"{text[: most // 2]} ... {text[-most // 2 :]}"
    with _lock:
        known = list(_known.values())
    if guess:  # first: what is left of a word where a piece was masked is no long word any more
        text = without_keylike(text)
    text = masked(text, known)
    if not lines:
        text = " ".join(text.split())
    return visible(text, limit=limit, lines=lines)


def foreign_name(said: str, *, limit: int = MESSAGE_LENGTH) -> str:
    """A name that somebody else gave and that may be handed back: only the secrets of this run are masked in it."""
    return foreign_text(said, limit=limit, guess=False)


def foreign_host(address: str) -> str:
    """`scheme://host` of an address that somebody else gave, and nothing more of it; empty when it names no host."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if not host:
        return ""
    scheme = f"{parts.scheme}://" if parts.scheme in ("http", "https") else ""
    if ":" in host:
        host = f"[{host}]"
    return foreign_text(f"{scheme}{host}{f':{port}' if port else ''}", limit=HOST_LENGTH)
