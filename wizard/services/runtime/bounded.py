"""Reading with a limit: what others wrote is never in memory before its size was looked at.

read_bytes(path, limit)        a file, by its size on the disk first
read_stream(stream, limit)     a pipe, a file without a size
read_chunks(chunks, limit)     an answer from the network
Line                           the sockets of a call, to cut it off when nobody waits for it any more
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import socket

# JSON that is read whole: the smallest values take some twenty times their text.
LARGEST_JSON = 2_000_000
_CHUNK = 64 * 1024


class TooLargeError(OSError):
    """There is more than `limit` bytes. Raised before they are read."""

    def __init__(self, limit: int) -> None:
        super().__init__(errno.EFBIG, f"It is larger than {amount(limit)}")
        self.limit = limit


class NotOrdinaryError(OSError):
    """A pipe, a folder or a device where a file belongs. Nothing was read from it."""

    def __init__(self) -> None:
        super().__init__(errno.EINVAL, "It is not an ordinary file")


def amount(size: int) -> str:
    """A number of bytes for people: `5 MB`, `256 KB`."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.3g} MB"
    return f"{size / 1_000:.3g} KB"


def check_file(path: Path, limit: int) -> None:
    """Raise for a file that another reader should not open: `TooLargeError`, `NotOrdinaryError`, or `OSError`."""
    _check(path.stat(), limit)


def read_bytes(path: Path, limit: int, *, follow: bool = True) -> bytes:
    """The content of an ordinary file of at most `limit` bytes; without `follow` a link is not one.

    Never waits for a pipe. Raises `TooLargeError`, `NotOrdinaryError` and other `OSError`.
    """
    # To open a pipe or a device does something already, so it is looked at first; it may change until it is open.
    _check(path.stat(follow_symlinks=follow), limit)
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    handle = os.open(path, flags if follow else flags | os.O_NOFOLLOW)
    with os.fdopen(handle, "rb", buffering=0) as file:
        _check(os.fstat(handle), limit)
        return read_stream(file, limit)


def read_stream(stream: BinaryIO, limit: int) -> bytes:
    """All that is left of a stream; raises `TooLargeError` when that is more than `limit` bytes."""
    return read_chunks(iter(lambda: stream.read(_CHUNK), b""), limit)


def read_chunks(chunks: Iterable[bytes], limit: int) -> bytes:
    """The chunks in one; raises `TooLargeError` as soon as they are more than `limit` bytes."""
    content = bytearray()
    for chunk in chunks:
        if len(content) + len(chunk) > limit:
            raise TooLargeError(limit)
        content += chunk
    return bytes(content)


def _check(found: os.stat_result, limit: int) -> None:
    if _is_null(found):
        return  # AWS_CONFIG_FILE=/dev/null means that there is none
    if not stat.S_ISREG(found.st_mode):
        raise NotOrdinaryError
    if found.st_size > limit:
        raise TooLargeError(limit)


def _is_null(found: os.stat_result) -> bool:
    return stat.S_ISCHR(found.st_mode) and found.st_rdev == Path(os.devnull).stat().st_rdev


class Line:
    """The sockets of one call. Who gives the call up cuts them: its thread then ends at once instead of reading on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._is_cut = False

    def hold(self, sock: socket.socket) -> None:
        """Take note of a new connection; raises `ConnectionAbortedError` when the call was given up meanwhile."""
        with self._lock:
            self._sockets.append(sock)
            if not self._is_cut:
                return
        _shut(sock)
        raise ConnectionAbortedError(errno.ECONNABORTED, "The call was given up")

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """httpx's `trace` extension: hold each connection that it makes, before and after TLS."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            sock = info["return_value"].get_extra_info("socket")
            if sock is not None:
                self.hold(sock)

    def cut(self) -> None:
        """End the connections, those that are being read included, and any that is made later."""
        with self._lock:
            self._is_cut = True
            sockets = list(self._sockets)
        for sock in sockets:
            _shut(sock)


def _shut(sock: socket.socket) -> None:
    import socket

    # Closing would not wake the thread that waits for data; and TLS's own way to shut down would take its state away.
    with contextlib.suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
