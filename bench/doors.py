"""Memory and time at each door to a server, above the same command that nobody answers.

    python bench/doors.py

A body without end, a bomb of some KB that unpacks to GB, a manifest over its limit: at most 64 MB and 2 s above idle.
Files are in `bounds.py`.
"""

from __future__ import annotations

import gzip
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.services.aws_server import serving
from tests.support.ecr_api import HOST, EcrApi
from tests.support.measured import PROGRAM, Measured, measured
from tests.support.registry import DOCKER, Said, front

KEYS = "AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n"
ADD = (*PROGRAM, "account", "add", "x", "--keys-from-stdin", "--store=none", "--region=us-east-1")
LIST = (*PROGRAM, "account", "list")
VERIFY = (*PROGRAM, "verify", "--keys-from-stdin", f"--image={HOST}/shop/app:1")
NOBODY = "http://127.0.0.1:1"
XML = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n"


def main() -> int:
    """Print a line a door; 1 when one is over its limit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {f"XDG_{kind}_HOME": f"{folder}/{kind}" for kind in ("STATE", "DATA")}
        os.environ |= {"SHIPPABLE_API_TOKEN": "a-token-of-the-bench", "AWS_ENDPOINT_URL": NOBODY}
        keys = folder / "keys"
        keys.write_text(KEYS, encoding="utf-8")
        return int(any([aws(keys), shippable(), registry(folder, keys)]))


def aws(keys: Path) -> bool:
    """A body of STS without end."""
    idle = measured(ADD, stdin=keys)
    with answering(XML, b"<" * 65536) as url:
        return told("AWS, a body without end", measured_with(ADD, keys, AWS_ENDPOINT_URL=url), idle)


def shippable() -> bool:
    """A body of 10 KB, packed twice, that unpacks to 2 GB; and one without end."""
    idle = measured_with(LIST, None, SHIPPABLE_API_URL=NOBODY)
    bomb = gzip.compress(gzip.compress(b" " * 100_000_000) * 20)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    with answering(head + bomb, b"") as url:
        failed = told(f"Shippable, {len(bomb) / 1000:.1f} KB packed twice", listed(url), idle)
    with answering(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b"[" * 65536) as url:
        return told("Shippable, a body without end", listed(url), idle) or failed


def registry(folder: Path, keys: Path) -> bool:
    """A manifest of 50 MB."""
    api = EcrApi()
    huge = Said(200, b" " * 50_000_000, {"Content-Type": DOCKER})
    with serving(api.answer) as ecr, front(folder, lambda *_: huge) as made:
        more = {"AWS_ENDPOINT_URL": ecr.url, "AWS_CA_BUNDLE": str(made.authority)}
        idle = measured_with(VERIFY, keys, **more, AWS_ENDPOINT_URL_ECR_REGISTRY="https://127.0.0.1:1")
        found = measured_with(VERIFY, keys, **more, AWS_ENDPOINT_URL_ECR_REGISTRY=made.url)
    return told("the registry, a manifest of 50 MB", found, idle)


def listed(url: str) -> Measured:
    """`account list` against that Shippable."""
    return measured_with(LIST, None, SHIPPABLE_API_URL=url)


def measured_with(words: tuple[str, ...], stdin: Path | None, **variables: str) -> Measured:
    """The command with these variables."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        return measured(words, stdin=stdin)
    finally:
        os.environ.clear()
        os.environ.update(before)


def told(name: str, found: Measured, idle: Measured) -> bool:
    """Print what a door took above idle; True when that is too much."""
    more, seconds = found.megabytes - idle.megabytes, found.seconds - idle.seconds
    print(f"{name:40} exit {found.code}  {more:7.1f} MB  {seconds:6.2f} s")
    return more > 64 or seconds > 2


@contextmanager
def answering(head: bytes, piece: bytes) -> Iterator[str]:
    """A server that answers with `head` and then `piece` for ever, or nothing more."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve(client: socket.socket) -> None:
        with client, suppress(OSError):
            client.recv(65536)
            client.sendall(head)
            while piece:
                client.sendall(piece)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.close()


if __name__ == "__main__":
    sys.exit(main())
