"""A Shippable of the tests' own: a real HTTP server that keeps the contract of DOMAIN, "The REST API", and its state.

It refuses what the real one refuses: names that are taken, types that are not offered, what something depends on,
tokens without rights. `faults` makes it fail in other ways, before or after it has done what it was asked.
"""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "2f1c9a7e-canary-token-4d5b-9e0f"
READER = "11111111-reader-token-2222"

Answer = tuple[int, Any]


@dataclass
class Fault:
    """What goes wrong with the requests of this method and path, `times` times.

    `status`: that answer, with `content` and `headers`. `cut`: the connection is closed. `hang`: nothing comes
    until the server ends. `drip`: an answer that never ends. With `after` the request is carried out first.
    """

    method: str
    path: str
    status: int | None = None
    content: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    hang: bool = False
    drip: bool = False
    after: bool = False
    times: int = 1


@dataclass
class Request:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


class ShippableServer:
    """The state, the rules and what was asked."""

    def __init__(self) -> None:
        self.masters = [
            {
                "id": "5673c6561895ca4474669507", "name": "ECR", "type": "hub", "displayName": "Amazon ECR",
                "isEnabled": True, "isDeprecated": False,
            },
            {
                "id": "57467326b3cbfc0c004f9111", "name": "amazonKeys", "type": "generic", "displayName": "AWS Keys",
                "isEnabled": True, "isDeprecated": False,
            },
            {
                "id": "59d362f4c55d1b0700a1b2c3", "name": "slackKey", "type": "notification", "displayName": "Slack",
                "isEnabled": True, "isDeprecated": False,
            },
        ]  # fmt: skip
        self.labels = {"ECR": ["aws_access_key_id", "aws_secret_access_key"], "amazonKeys": ["accessKey", "secretKey"]}
        self.accounts: dict[str, dict[str, Any]] = {}
        self.subscriptions = [{"id": "540e55445e5bad6f98764522", "orgName": "acme", "provider": "github"}]
        self.integrations: dict[str, dict[str, Any]] = {}
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.ended = threading.Event()
        self.address = ""
        self._ids = count(1)
        self._lock = threading.Lock()

    def deprecate(self, name: str) -> None:
        """The type is offered no more, as on servers from 5.11.1 on."""
        for item in self.masters:
            if item["name"] == name:
                item["isDeprecated"] = True

    def fault(self, request: Request) -> Fault | None:
        """The fault that this request meets."""
        with self._lock:
            for item in self.faults:
                if item.method == request.method and request.path.startswith(item.path) and item.times > 0:
                    item.times -= 1
                    return item
        return None

    def answer(self, request: Request) -> Answer:
        """Carry out a request."""
        authorization = request.headers.get("authorization", "")
        if authorization not in (f"apiToken {TOKEN}", f"apiToken {READER}"):
            return 401, {"id": 4014, "message": "Unauthorized"}
        if request.method != "GET" and authorization == f"apiToken {READER}":
            return 401, {"id": 4014, "message": "User does not have permission to perform this action"}
        url = urlsplit(request.path)
        kind, _, identifier = url.path.strip("/").partition("/")
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        handler = {
            "masterIntegrations": self._masters,
            "accountIntegrations": self._accounts,
            "subscriptions": self._subscriptions,
            "subscriptionIntegrations": self._integrations,
        }.get(kind)
        with self._lock:
            return handler(request, query, unquote(identifier)) if handler else (404, {"message": "no such route"})

    def _masters(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        return 200, self.masters

    def _subscriptions(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        wanted = query.get("subscriptionOrgNames")
        return 200, [item for item in self.subscriptions if wanted is None or item["orgName"].lower() == wanted.lower()]

    def _accounts(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        if request.method == "GET":
            names = query["names"].split(",") if "names" in query else None
            return 200, [item for item in self.accounts.values() if names is None or item["name"] in names]
        if request.method == "DELETE":
            if identifier not in self.accounts:
                return 404, {"message": f"accountIntegration {identifier} not found"}
            if any(item["accountIntegrationId"] == identifier for item in self.integrations.values()):
                return 409, {"message": "accountIntegration has dependencies"}
            del self.accounts[identifier]
            return 200, {"id": identifier}
        return self._put_account(request, identifier)

    def _put_account(self, request: Request, identifier: str) -> Answer:
        body = request.body
        master = next((item for item in self.masters if item["id"] == body["masterIntegrationId"]), None)
        if master is None or (body["masterName"], body["masterType"]) != (master["name"], master["type"]):
            return 400, {"message": "masterIntegration does not match"}
        if body["masterDisplayName"] != master["displayName"]:
            return 400, {"message": "masterDisplayName does not match"}
        labels = [item["label"] for item in body["formJSONValues"]]
        if labels != self.labels[master["name"]] or not all(item["value"] for item in body["formJSONValues"]):
            return 400, {"message": f"formJSONValues must be {self.labels[master['name']]}"}
        if request.method == "PUT":
            if identifier not in self.accounts:
                return 404, {"message": "not found"}
            self.accounts[identifier] |= body
            return 200, self.accounts[identifier]
        if not master["isEnabled"] or master["isDeprecated"]:
            return 400, {"message": f"masterIntegration {master['name']} is deprecated"}
        if any(item["name"] == body["name"] for item in self.accounts.values()):
            return 409, {"message": f"accountIntegration with name {body['name']} already exists"}
        made = {"id": f"acc{next(self._ids)}", **body}
        self.accounts[made["id"]] = made
        return 200, made

    def _integrations(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        if request.method == "GET":
            wanted = query.get("subscriptionIds", "").split(",")
            return 200, [item for item in self.integrations.values() if item["subscriptionId"] in wanted]
        if request.method == "DELETE":
            if identifier not in self.integrations:
                return 404, {"message": "not found"}
            del self.integrations[identifier]
            return 200, {"id": identifier}
        body = request.body
        if body["accountIntegrationId"] not in self.accounts:
            return 400, {"message": "accountIntegration does not exist"}
        if body["subscriptionId"] not in [item["id"] for item in self.subscriptions]:
            return 400, {"message": "subscription does not exist"}
        if set(body["propertyBag"]) != {"enabledByUserName", "accountIntegrationName"}:
            return 400, {"message": "propertyBag is incomplete"}
        for item in self.integrations.values():
            if (item["name"], item["subscriptionId"]) == (body["name"], body["subscriptionId"]):
                return 409, {"message": f"subscriptionIntegration with name {body['name']} already exists"}
        made = {"id": f"int{next(self._ids)}", **body}
        self.integrations[made["id"]] = made
        return 200, made


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: ShippableServer

    def _serve(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        request = Request(self.command, self.path, {key.lower(): value for key, value in self.headers.items()}, body)
        self.state.requests.append(request)
        fault = self.state.fault(request)
        if fault is None or fault.after:
            status, data = self.state.answer(request)
            if fault is None:
                self._send(status, json.dumps(data).encode(), {"content-type": "application/json"})
        if fault is not None:
            self._fail(fault)

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - the names that http.server calls

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _fail(self, fault: Fault) -> None:
        if fault.status is not None:
            self._send(fault.status, fault.content, fault.headers)
            return
        self.close_connection = True
        if fault.hang:
            self.state.ended.wait()
        elif fault.drip:
            self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
            with suppress(OSError):
                while not self.state.ended.wait(0.02):
                    self.wfile.write(b" ")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server gives it
        return


@contextmanager
def running(tls: ssl.SSLContext | None = None) -> Iterator[ShippableServer]:
    """A server on a port of its own, until the block ends."""
    server = ShippableServer()
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"state": server}))
    http.daemon_threads = True
    if tls is not None:
        http.socket = tls.wrap_socket(http.socket, server_side=True)
    server.address = f"{'https' if tls else 'http'}://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        http.shutdown()
        http.server_close()
        thread.join()
