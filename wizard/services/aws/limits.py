"""A limit on what botocore reads of an answer, and a way to cut off a call that was given up.

botocore reads an answer whole, however long it is, and its time-outs count from one piece to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wizard.services.runtime.bounded import LARGEST_JSON, Line, TooLargeError

# A page of ECR has some 600 KB; an answer of STS or IAM is XML, which takes far more room as a tree.
LARGEST_ANSWER = LARGEST_JSON
LARGEST_XML = 500_000
_CHUNK = 64 * 1024


def limit_answers(client: Any, line: Line, limit: int) -> None:
    """Make a botocore client read at most `limit` bytes of an answer, over connections that `line` can cut.

    Beyond that the call raises `TooLargeError`.
    """
    # botocore has no public way to its connections; tests pin what is used of it here.
    session = client._endpoint.http_session  # noqa: SLF001
    pools = session._pool_classes_by_scheme  # noqa: SLF001 - the proxies' managers share this dict
    for scheme, pool in list(pools.items()):
        pools[scheme] = _held(pool, line)
    client._endpoint.http_session = _Limited(session, limit)  # noqa: SLF001


def _held(pool: Any, line: Line) -> Any:
    """A class of connection pools whose connections are held by `line`."""

    class Connection(pool.ConnectionCls):  # type: ignore[misc]
        def connect(self) -> None:
            super().connect()
            line.hold(self.sock)

    class Pool(pool):  # type: ignore[misc]
        ConnectionCls = Connection

    return Pool


class _Limited:
    """botocore's HTTP session, with a limit on the bodies of the answers."""

    def __init__(self, session: Any, limit: int) -> None:
        self._session = session
        self._limit = limit

    def send(self, request: Any) -> Any:
        """The answer to a request; its body is read when it is asked for, within the limit."""
        from botocore.awsrequest import AWSResponse

        request.stream_output = True  # else botocore reads it at once
        response = self._session.send(request)
        body = _Body(response.raw, self._limit)
        return AWSResponse(response.url, response.status_code, response.headers, body)

    def close(self) -> None:
        """Close the connections that wait for another request."""
        self._session.close()


class _Body:
    """The body of an answer, as much of urllib3's as botocore asks for."""

    def __init__(self, raw: Any, limit: int) -> None:
        self._raw = raw
        self._limit = limit

    def stream(self) -> Iterator[bytes]:
        """The body in pieces; raises `TooLargeError`, with the connection closed."""
        left = self._limit
        for chunk in self._raw.stream(_CHUNK):
            left -= len(chunk)
            if left < 0:
                self._raw.close()
                raise TooLargeError(self._limit)
            yield chunk
