"""A Shippable of the tests' own: a real HTTP server with the contract of docs/domain.md, "The REST API", and state.

`CONTRACT` is that table as data: each row names the source of what it does. `VERSIONS` are the ages of the server that
users have; what they differ in is a switch of `Version`, so that a test can also ask for a mixture. `faults` makes the
server fail in other ways, before or after it has done what it was asked.
"""

from __future__ import annotations

import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "2f1c9a7e-canary-token-4d5b-9e0f"
READER = "11111111-reader-token-2222"

GITHUB, BITBUCKET = "5b00000000000000000000a1", "5b00000000000000000000b2"
PROJECTS_ONLY = ("projects",)

Answer = tuple[int, Any]


@dataclass(frozen=True)
class Version:
    """An age of the server.

    `ecr`: whether new integrations of the type ECR can be made, or it is not there at all. `refuses`: how it keeps an
    account integration that something depends on; empty: it deletes it (release note of 5.8.2). `own_keys`:
    subscription integrations may hold keys of their own (August 2018). `account_uses`, `integration_uses`: it has the
    routes that list dependencies (the second from 5.7.2 on). `unknown`: what it answers about an organisation that it
    does not know.
    """

    name: str
    ecr: Literal["offered", "deprecated", "absent"]
    refuses: Literal["", "4008", "foreign key"]
    own_keys: bool
    account_uses: bool
    integration_uses: bool
    unknown: Literal["empty", "404"]


VERSIONS = {
    item.name: item
    for item in (
        Version("5.4", "offered", "4008", False, False, False, "empty"),
        Version("5.11", "deprecated", "", False, True, True, "empty"),
        Version("6.x", "absent", "", True, False, True, "404"),
        Version("7.3", "absent", "", True, True, True, "404"),
    )
}


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


class Row(NamedTuple):
    """One call of the contract: where it is known from, and the method of `ShippableServer` that answers it."""

    method: str
    path: str
    source: str
    handler: str


ADAPTER, TESTS = "the vendor's API adapters", "the vendor's public API tests"
CONTRACT = (
    Row("GET", "/masterIntegrations", ADAPTER, "types_listed"),
    Row("GET", "/providers", "the route table of the vendor's installer", "providers_listed"),
    Row("GET", "/accountIntegrations", ADAPTER, "accounts_listed"),
    Row("GET", "/accountIntegrations/ID", TESTS, "account_shown"),
    Row("GET", "/accountIntegrations/ID/dependencies", "the route table; tickets 3713 and 3697", "account_uses"),
    Row("POST", "/accountIntegrations", TESTS, "account_made"),
    Row("PUT", "/accountIntegrations/ID", TESTS + ": the fetched object with isValid", "account_changed"),
    Row("DELETE", "/accountIntegrations/ID", "tickets 2694 and 3578; release note 5.8.2", "account_deleted"),
    Row("GET", "/subscriptions", ADAPTER + "; ticket 4366 for an unknown organisation", "subscriptions_listed"),
    Row("GET", "/subscriptionIntegrations", ADAPTER, "integrations_listed"),
    Row("GET", "/subscriptionIntegrations/ID", ADAPTER, "integration_shown"),
    Row("GET", "/subscriptionIntegrations/ID/dependencies", ADAPTER + "; release note 5.7.2", "integration_uses"),
    Row("POST", "/subscriptionIntegrations", TESTS, "integration_made"),
    Row("PUT", "/subscriptionIntegrations/ID", TESTS + "; release note 6.2.2", "integration_changed"),
    Row("DELETE", "/subscriptionIntegrations/ID", "tickets 2694 and 3578", "integration_deleted"),
)

Handler = Callable[[Request, dict[str, str], str], Answer]


class ShippableServer:
    """The state, the rules and what was asked.

    `uses` holds what uses a subscription integration, by its id and kind (`projects`, `jobs`, `resources`).
    `invisible` are the ids of subscriptions that the token may not see.
    """

    def __init__(self, version: Version | str = "5.4") -> None:
        self.version = VERSIONS[version] if isinstance(version, str) else version
        self.integration_types = _integration_types(self.version)
        self.labels = {"ECR": ["aws_access_key_id", "aws_secret_access_key"], "amazonKeys": ["accessKey", "secretKey"]}
        self.providers = [
            {"id": GITHUB, "name": "github", "url": "https://api.github.com"},
            {"id": BITBUCKET, "name": "bitbucket", "url": "https://bitbucket.org"},
        ]
        self.accounts: dict[str, dict[str, Any]] = {}
        self.subscriptions: list[dict[str, Any]] = [
            {"id": "540e55445e5bad6f98764522", "orgName": "acme", "providerId": GITHUB, "isOrg": True}
        ]
        self.integrations: dict[str, dict[str, Any]] = {}
        self.uses: dict[str, dict[str, list[Any]]] = {}
        self.invisible: set[str] = set()
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.ended = threading.Event()
        self.address = ""
        self._ids = count(1)
        self._lock = threading.Lock()

    # What a test puts there by hand, as somebody else would have.

    def deprecate(self, name: str) -> None:
        """The type is offered no more, as on servers from 5.11.1 on."""
        for item in self.integration_types:
            if item["name"] == name:
                item["isDeprecated"] = True

    def add_organisation(self, name: str, *, provider: str = GITHUB, visible: bool = True) -> str:
        """A further subscription; gives its id."""
        made = {"id": f"{next(self._ids):024x}", "orgName": name, "providerId": provider, "isOrg": True}
        self.subscriptions.append(made)
        if not visible:
            self.invisible.add(made["id"])
        return str(made["id"])

    def add_integration(self, name: str, account: str | None, subscription: str = "", **more: Any) -> dict[str, Any]:
        """A subscription integration; without an account one that holds keys of its own."""
        made: dict[str, Any] = {
            "id": next(self._ids),
            "name": name,
            "accountIntegrationId": account,
            "subscriptionId": subscription or self.subscriptions[0]["id"],
            "propertyBag": {"scopes": ["shop"]},
            "masterName": "amazonKeys" if account is None else self.accounts[account].get("masterName"),
            "projectPermissions": [{"projectId": 7, "roles": ["build"]}],
            **more,
        }
        if account is None:
            made["formJSONValues"] = [{"label": "accessKey", "value": "AKIAIOSFODNN7TEAM000"}]
        self.integrations[str(made["id"])] = made
        return made

    # Answering.

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
            return _error(401, 4014, "Unauthorized")
        if request.method != "GET" and authorization == f"apiToken {READER}":
            return _error(401, 4014, "User does not have permission to perform this action")
        url = urlsplit(request.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        for row in CONTRACT:
            pattern = re.escape(row.path).replace("ID", "([^/]+)")
            found = re.fullmatch(pattern, url.path)
            if found is not None and row.method == request.method:
                handler: Handler = getattr(self, row.handler)
                with self._lock:
                    return handler(request, query, unquote(found[1]) if found.groups() else "")
        return 404, {"message": "no such route"}

    def types_listed(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        return 200, self.integration_types

    def providers_listed(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        return 200, self.providers

    def subscriptions_listed(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        wanted = query.get("subscriptionOrgNames")
        visible = [item for item in self.subscriptions if item["id"] not in self.invisible]
        found = [item for item in visible if wanted is None or item["orgName"].lower() == wanted.lower()]
        if wanted is not None and not found and self.version.unknown == "404":
            return _error(404, 4004, f"No subscription found for {wanted}")
        return 200, found

    def accounts_listed(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        names = query["names"].split(",") if "names" in query else None
        return 200, [item for item in self.accounts.values() if names is None or item["name"] in names]

    def account_shown(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        return (200, self.accounts[identifier]) if identifier in self.accounts else _gone(identifier)

    def account_uses(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        if not self.version.account_uses:
            return 404, {"message": "no such route"}
        found = self._pointing_at(identifier)
        return 200, {"subscriptionIntegrations": [{"id": item["id"], "name": item["name"]} for item in found]}

    def account_deleted(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        if identifier not in self.accounts:
            return _gone(identifier)
        if self.version.refuses and self._pointing_at(identifier):
            if self.version.refuses == "4008":
                return _error(400, 4008, "accountIntegration has dependencies")
            words = 'update or delete on table "accountIntegrations" violates foreign key constraint'
            return _error(500, 4006, words)
        del self.accounts[identifier]
        return 200, {"id": identifier}

    def account_made(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        body = request.body
        master = next((item for item in self.integration_types if item["id"] == body["masterIntegrationId"]), None)
        if master is None or (body["masterName"], body["masterType"]) != (master["name"], master["type"]):
            return _error(400, 4001, "masterIntegration does not match")
        if body["masterDisplayName"] != master["displayName"]:
            return _error(400, 4001, "masterDisplayName does not match")
        if wrong := self._wrong_values(master["name"], body["formJSONValues"]):
            return wrong
        if not master["isEnabled"] or master["isDeprecated"]:
            return _error(400, 4003, f"masterIntegration {master['name']} is deprecated")
        if any(item["name"] == body["name"] for item in self.accounts.values()):
            return _error(409, 4011, f"Validation error: accountIntegration {body['name']} already exists")
        made = {"id": f"{next(self._ids):024x}", **body, "isValid": True, "createdBy": "540e55445e5bad6f98764520"}
        self.accounts[made["id"]] = made
        return 200, made

    def account_changed(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        if identifier not in self.accounts:
            return _gone(identifier)
        held, body = self.accounts[identifier], request.body
        if missing := set(held) - set(body):
            return _error(400, 4001, f"the object is not whole: {sorted(missing)}")
        if wrong := self._wrong_values(held["masterName"], body["formJSONValues"]):
            return wrong
        self.accounts[identifier] = body
        return 200, body

    def integrations_listed(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        visible = [item for item in self.integrations.values() if item["subscriptionId"] not in self.invisible]
        if "subscriptionIds" not in query:
            return 200, visible
        wanted = query["subscriptionIds"].split(",")
        return 200, [item for item in visible if item["subscriptionId"] in wanted]

    def integration_shown(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        return (200, self.integrations[identifier]) if identifier in self.integrations else _gone(identifier)

    def integration_uses(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        if not self.version.integration_uses:
            return 404, {"message": "no such route"}
        if identifier not in self.integrations:
            return _gone(identifier)
        return 200, {"projects": [], "jobs": [], "resources": []} | self.uses.get(identifier, {})

    def integration_made(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        body = request.body
        account = self.accounts.get(body["accountIntegrationId"])
        if account is None:
            return _error(400, 4001, "accountIntegration does not exist")
        if body["subscriptionId"] not in [item["id"] for item in self.subscriptions]:
            return _error(400, 4001, "subscription does not exist")
        for item in self.integrations.values():
            if (item["name"], item["subscriptionId"]) == (body["name"], body["subscriptionId"]):
                return _error(409, 4011, "Validation error")
        return 200, self.add_integration(body["name"], account["id"], body["subscriptionId"])

    def integration_changed(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        if identifier not in self.integrations:
            return _gone(identifier)
        held, body = self.integrations[identifier], request.body
        if missing := set(held) - set(body):
            return _error(400, 4001, f"the object is not whole: {sorted(missing)}")
        if held["accountIntegrationId"] is None or body["accountIntegrationId"] not in self.accounts:
            return _error(400, 4001, "accountIntegrationId is wrong")
        self.integrations[identifier] = body
        return 200, body

    def integration_deleted(self, request: Request, query: dict[str, str], identifier: str) -> Answer:
        if identifier not in self.integrations:
            return _gone(identifier)
        kept_by = {kind: items for kind, items in self.uses.get(identifier, {}).items() if kind not in PROJECTS_ONLY}
        if any(kept_by.values()):
            return _error(400, 4008, "subscriptionIntegration has dependencies")
        del self.integrations[identifier]
        return 200, {"id": identifier}

    def _pointing_at(self, account: str) -> list[dict[str, Any]]:
        return [item for item in self.integrations.values() if item["accountIntegrationId"] == account]

    def _wrong_values(self, master: str, values: list[dict[str, str]]) -> Answer | None:
        labels = [item["label"] for item in values]
        if labels == self.labels[master] and all(item["value"] for item in values):
            return None
        return _error(400, 4001, f"formJSONValues must be {self.labels[master]}")


def _integration_types(version: Version) -> list[dict[str, Any]]:
    ecr = {
        "id": "5673c6561895ca4474669507",
        "name": "ECR",
        "type": "hub",
        "displayName": "Amazon ECR",
        "isEnabled": True,
        "isDeprecated": version.ecr == "deprecated",
    }
    keys = {
        "id": "57467326b3cbfc0c004f9111",
        "name": "amazonKeys",
        "type": "generic",
        "displayName": "AWS Keys",
        "isEnabled": True,
        "isDeprecated": False,
    }
    slack = {
        "id": "59d362f4c55d1b0700a1b2c3",
        "name": "slackKey",
        "type": "notification",
        "displayName": "Slack",
        "isEnabled": True,
        "isDeprecated": False,
    }
    return [keys, slack] if version.ecr == "absent" else [ecr, keys, slack]


def _error(status: int, number: int, message: str) -> Answer:
    return status, {"logType": "error", "methodName": "api", "id": number, "message": message}


def _gone(identifier: str) -> Answer:
    return _error(404, 4004, f"{identifier} not found")


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
def running(tls: ssl.SSLContext | None = None, version: Version | str = "5.4") -> Iterator[ShippableServer]:
    """A server on a port of its own, until the block ends."""
    server = ShippableServer(version)
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
