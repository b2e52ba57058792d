"""Servers that answer in AWS's place: real sockets, the real formats of STS (XML) and ECR (JSON), and every mishap.

The formats are those of "Making API requests" in the STS API Reference (query protocol) and of the ECR API
Reference (JSON 1.1; errors as `__type` and `message`).
"""

from __future__ import annotations

import json
import select
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from wizard.core.model.secret import AwsKeys, Secret

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
KEYS = AwsKeys(Secret(KEY_ID), Secret(SECRET))
ACCOUNT = "123456789012"
ARN = f"arn:aws:iam::{ACCOUNT}:user/ci/builder"


@dataclass(frozen=True)
class Answer:
    """What is sent back. `missing`: bytes that are promised and never come; `cut`: nothing, the connection is closed.

    `hang`: nothing, until the server ends; `drip`: a byte a time, without end.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    missing: int = 0
    cut: bool = False
    hang: bool = False
    drip: bool = False


@dataclass(frozen=True)
class Request:
    """A request: the service, the action and its parameters, and the headers."""

    service: str
    action: str
    parameters: dict[str, Any]
    headers: dict[str, str]


Answering = Callable[[Request], Answer]


def xml(body: str, status: int = 200) -> Answer:
    return Answer(status, body.encode(), {"Content-Type": "text/xml"})


def identity(account: str = ACCOUNT, arn: str = ARN) -> Answer:
    return xml(
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
        f"<Arn>{arn}</Arn><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId><Account>{account}</Account>"
        "</GetCallerIdentityResult><ResponseMetadata><RequestId>01234567</RequestId></ResponseMetadata>"
        "</GetCallerIdentityResponse>"
    )


def sts_error(code: str, message: str, status: int = 403) -> Answer:
    return xml(
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
        f"<Code>{code}</Code><Message>{escape(message)}</Message></Error><RequestId>01234567</RequestId>"
        "</ErrorResponse>",
        status,
    )


def ecr(data: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(data).encode(), {"Content-Type": "application/x-amz-json-1.1"})


def ecr_error(code: str, message: str, status: int = 400) -> Answer:
    return ecr({"__type": code, "message": message}, status)


def token() -> Answer:
    return ecr(
        {
            "authorizationData": [
                {
                    "authorizationToken": "QVdTOmNhbmFyeS10b2tlbg==",
                    "expiresAt": 1.7e9,
                    "proxyEndpoint": f"https://{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com",
                }
            ]
        }
    )


def good(request: Request) -> Answer:
    """The answers of an AWS that is content with everything."""
    return identity() if request.service == "sts" else token()


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up, or trust no certificate, are what the tests are about."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Server:
    """An HTTP server on a port of its own; `answering` may be changed at any time. Keeps the requests."""

    def __init__(self, answering: Answering, context: ssl.SSLContext | None = None) -> None:
        self.answering = answering
        self.requests: list[Request] = []
        self.over = threading.Event()
        self._http = _Http(("127.0.0.1", 0), _handler(self))
        if context is not None:
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True, do_handshake_on_connect=False)
        self.port = int(self._http.server_address[1])
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self.over.set()
        self._http.shutdown()
        self._http.server_close()


@contextmanager
def serving(answering: Answering, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(answering, context)
    try:
        yield server
    finally:
        server.stop()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            request = _request(dict(self.headers.items()), body)
            server.requests.append(request)
            answer = server.answering(request)
            self.close_connection = True
            if answer.cut:
                return
            if answer.hang:
                server.over.wait(30)
                return
            (self.send_response_only if "Date" in answer.headers else self.send_response)(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.drip:
                self._drip()
                return
            self.send_header("Content-Length", str(len(answer.body) + answer.missing))
            self.end_headers()
            self.wfile.write(answer.body)

        def _drip(self) -> None:
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            with suppress(OSError):
                while not server.over.wait(0.05):
                    self.wfile.write(b" ")
                    self.wfile.flush()

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _request(headers: dict[str, str], body: bytes) -> Request:
    lower = {name.lower(): value for name, value in headers.items()}
    if target := lower.get("x-amz-target"):
        return Request("ecr", target.rpartition(".")[2], json.loads(body or b"{}"), lower)
    form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    service = "iam" if form.get("Version") == "2010-05-08" else "sts"
    return Request(service, form.get("Action", ""), form, lower)


class Proxy:
    """An HTTP proxy that answers CONNECT with a status of the test's choice; with 200 it joins the two ends."""

    def __init__(self, status: int = 200, reason: str = "Connection established") -> None:
        self.line = f"HTTP/1.1 {status} {reason}\r\n"
        self.status = status
        self.asked: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            self.asked.append(head.decode("latin-1"))
            if self.status != 200:
                client.sendall(self.line.encode() + b"Content-Length: 0\r\n\r\n")
                return
            host, _, port = head.split()[1].decode().rpartition(":")
            with socket.create_connection((host, int(port))) as upstream:
                client.sendall(self.line.encode() + b"\r\n")
                _join(client, upstream)

    def stop(self) -> None:
        self._socket.close()


def _join(one: socket.socket, other: socket.socket) -> None:
    ends = {one: other, other: one}
    while True:
        for ready in select.select(list(ends), [], [])[0]:
            data = ready.recv(65536)
            if not data:
                return
            ends[ready].sendall(data)
