"""Shippable's REST API over HTTP. The token goes to the one server that was named, and nowhere else."""

from __future__ import annotations

import json
import logging
import re
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from wizard.core.guide.manual_steps import FIELDS
from wizard.core.model.errors import ServiceError, UsageError, WizardError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.core.text.addresses import is_loopback
from wizard.services.runtime.background import run_in_daemon
from wizard.services.runtime.bounded import LARGEST_JSON, Line, TooLargeError, amount, read_chunks
from wizard.services.runtime.foreign import foreign_name, remember
from wizard.services.shippable import errors
from wizard.services.shippable.protocol import (
    TOTAL_SECONDS,
    Master,
    RemoteAccount,
    RemoteIntegration,
    RemoteSubscription,
)

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

CONNECT_SECONDS = 4.0
READ_SECONDS = 8.0
# Longer than this nobody waits for a server that asks to slow down.
LONGEST_WAIT = 3.0
LARGEST_ANSWER = LARGEST_JSON


class HttpShippable:
    """The server at `address`, asked with `token`. Nothing is asked, and nothing checked, before the first call.

    Every call raises `UsageError` for an address that is not https (loopback may be http), and for a token with
    strange characters.
    """

    def __init__(self, address: str, token: Secret) -> None:
        remember(token)
        self._address, self._token = address.rstrip("/"), token
        self._authorities: ssl.SSLContext | None = None

    @property
    def address(self) -> str:
        """The base address of the server, without a user and a password: with those it is refused when it is used."""
        return re.sub(r"//[^/]*@", "//", self._address)

    def masters(self) -> tuple[Master, ...]:
        """The types of integrations."""
        return tuple(_master(item) for item in self._list("/masterIntegrations"))

    def accounts(self, name: str | None = None) -> tuple[RemoteAccount, ...]:
        """The account integrations; with `name` those of exactly that name."""
        # The server splits `names` at commas: such a name is looked for among all of them.
        wanted = {} if name is None or "," in name else {"names": name}
        found = (_account(item) for item in self._list("/accountIntegrations", wanted))
        return tuple(item for item in found if name is None or item.name == name)

    def create_account(self, name: str, master: Master, keys: AwsKeys) -> RemoteAccount:
        """Make an account integration."""
        answer = self._ask("POST", "/accountIntegrations", body=_account_body(name, master, keys))
        return RemoteAccount(_text(answer, "id"), name, master.name)

    def update_account(self, account: RemoteAccount, master: Master, keys: AwsKeys) -> None:
        """Give an account integration other keys."""
        self._ask("PUT", f"/accountIntegrations/{_quoted(account.id)}", body=_account_body(account.name, master, keys))

    def delete_account(self, account_id: str) -> bool:
        """Delete an account integration; False when it was gone already."""
        return self._delete(f"/accountIntegrations/{_quoted(account_id)}")

    def subscriptions(self, organisation: str) -> tuple[RemoteSubscription, ...]:
        """The subscriptions of exactly that organisation, case aside: source hosts know no case in their names."""
        found = (
            RemoteSubscription(_text(item, "id"), _text(item, "orgName"), foreign_name(str(item.get("provider") or "")))
            for item in self._list("/subscriptions", {"subscriptionOrgNames": organisation})
        )
        return tuple(item for item in found if item.organisation.casefold() == organisation.casefold())

    def integrations(self, subscription_id: str) -> tuple[RemoteIntegration, ...]:
        """The subscription integrations of a subscription."""
        found = self._list("/subscriptionIntegrations", {"subscriptionIds": subscription_id})
        return tuple(item for item in map(_integration, found) if item.subscription_id == subscription_id)

    def create_integration(
        self, name: str, account: RemoteAccount, subscription: RemoteSubscription
    ) -> RemoteIntegration:
        """Make a subscription integration."""
        body = {
            "accountIntegrationId": account.id,
            "subscriptionId": subscription.id,
            "name": name,
            # The server's own tests put the organisation here.
            "propertyBag": {"enabledByUserName": subscription.organisation, "accountIntegrationName": account.name},
        }
        answer = self._ask("POST", "/subscriptionIntegrations", body=body)
        return RemoteIntegration(_text(answer, "id"), name, account.id, subscription.id, account.name)

    def delete_integration(self, integration_id: str) -> bool:
        """Delete a subscription integration; False when it was gone already."""
        return self._delete(f"/subscriptionIntegrations/{_quoted(integration_id)}")

    def _delete(self, path: str) -> bool:
        try:
            self._ask("DELETE", path)
        except ServiceError as error:
            if error.code == "shippable-not-found":
                return False
            raise
        return True

    def _list(self, path: str, query: dict[str, str] | None = None) -> list[dict[str, Any]]:
        answer = self._ask("GET", path, query=query)
        if not isinstance(answer, list) or not all(isinstance(item, dict) for item in answer):
            raise errors.unexpected(self.address)
        return answer

    def _ask(self, method: str, path: str, query: dict[str, str] | None = None, body: Any = None) -> Any:
        """The answer's data. Asked in a thread that can be left behind: a server may drip for ever."""
        check_address(self._address)
        check_token(self._token)
        deadline = time.monotonic() + TOTAL_SECONDS

        line = Line()

        def call() -> Any:
            return self._with_retry(line, method, path, query, body, deadline)

        try:
            return run_in_daemon(call, TOTAL_SECONDS)
        except TimeoutError:
            line.cut()
            raise errors.too_slow(self._address, method) from None

    def _with_retry(
        self, line: Line, method: str, path: str, query: dict[str, str] | None, body: Any, deadline: float
    ) -> Any:
        """Once more after a moment where that cannot do a thing twice, and only for what may have passed by then."""
        try:
            return self._once(line, method, path, query, body)
        except errors.Passing as passing:
            may_repeat = method == "GET" or not passing.received
            if not may_repeat or passing.wait > min(LONGEST_WAIT, deadline - time.monotonic()):
                raise passing.error from None
            time.sleep(passing.wait)
        try:
            return self._once(line, method, path, query, body)
        except errors.Passing as passing:
            raise passing.error from None

    def _once(self, line: Line, method: str, path: str, query: dict[str, str] | None, body: Any) -> Any:
        with (
            _told(self._address, method),
            self._client() as client,
            client.stream(
                method, self._address + path, params=query, json=body, extensions={"trace": partial(_hold, line)}
            ) as response,
        ):
            log.debug("%s %s%s: %s", method, self.address, path, response.status_code)
            content = _content(response, self._address)
            errors.check(self._address, method, response.status_code, response.headers, content)
            return _data(content, lambda: errors.not_json(self._address, content))

    def _client(self) -> httpx.Client:
        import httpx

        encrypted = urlsplit(self._address).scheme == "https"
        if encrypted and self._authorities is None:
            self._authorities = httpx.create_ssl_context()  # takes its time: once is enough
        # A proxy of the environment must not see what goes to this very machine.
        direct: dict[str, httpx.BaseTransport | None] = {"http://": None, "https://": None}
        return httpx.Client(
            headers={
                "Authorization": f"apiToken {self._token.reveal()}",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
            },
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            verify=self._authorities or encrypted,
            follow_redirects=False,
            mounts=direct if is_loopback(urlsplit(self._address).hostname or "") else None,
        )


def check_address(address: str) -> None:
    """Raise `UsageError` for what is no https address (http is allowed for loopback) or is more than host and path."""
    problem = ""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\x00-\x1f\x7f]", address):
        problem = "It looks like https://api.example.com."
    elif parts.username is not None or parts.password is not None:
        problem = "A user and a password do not belong in it: the token is enough."
    elif parts.query or parts.fragment:
        problem = "It must end with the host or a path, without ? and #."
    elif parts.scheme == "http" and not is_loopback(host):
        problem = "It must begin with https://: over http everybody on the way could read the token and the keys."
    if problem:
        raise UsageError(
            "api-address", "The address of Shippable's API cannot be used.", problem,
            "Correct SHIPPABLE_API_URL, or unset it for the hosted service.",
        )  # fmt: skip


def check_token(token: Secret) -> None:
    """Raise `UsageError` for a token that no header can hold."""
    if not re.fullmatch(r"[\x21-\x7e]+", token.reveal()):
        raise UsageError(
            "api-token",
            "The token for Shippable cannot be one.",
            "There is a space or another character in it that no token has.",
            "Copy it again from Shippable's account settings, API tokens.",
        )


@contextmanager
def _told(address: str, method: str) -> Iterator[None]:
    """httpx's errors in our words; theirs may quote the request."""
    import httpx

    found: Exception | None = None
    try:
        yield
    except httpx.HTTPError as error:
        found = errors.of_transport(address, method, error)
    except (httpx.InvalidURL, UnicodeError):
        found = errors.unreachable(address, "The address cannot be used.")
    if found is not None:
        raise found


def _hold(line: Line, event: str, info: dict[str, Any]) -> None:
    """Let `line` hold each connection that httpx makes, before and after TLS."""
    if event.endswith(("connect_tcp.complete", "start_tls.complete")):
        sock = info["return_value"].get_extra_info("socket")
        if sock is not None:
            line.hold(sock)


def _content(response: httpx.Response, address: str) -> bytes:
    """The body as it came over the wire: a compressed one of some KB may be GB when it is unpacked."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity"):
        raise errors.encoded(address)
    try:
        return read_chunks(response.iter_raw(), LARGEST_ANSWER)
    except TooLargeError as error:
        raise errors.too_large(address, amount(error.limit)) from None


def _data(content: bytes, wrong: Callable[[], WizardError]) -> Any:
    if not content.strip():
        return {}
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise wrong() from None


def _quoted(identifier: str) -> str:
    return quote(identifier, safe="")


def _text(item: Any, key: str) -> str:
    value = item.get(key) if isinstance(item, dict) else None
    if not isinstance(value, str | int) or value == "":
        raise ServiceError(
            "shippable-answer",
            f"Shippable's answer has no `{key}` where one belongs.",
            remedy="Look in Shippable whether the thing was done, then try again.",
        )
    return foreign_name(str(value))


def _master(item: dict[str, Any]) -> Master:
    return Master(
        id=_text(item, "id"),
        name=_text(item, "name"),
        type=foreign_name(str(item.get("type") or "")),
        display_name=foreign_name(str(item.get("displayName") or item["name"])),
        enabled=item.get("isEnabled") is not False,
        deprecated=item.get("isDeprecated") is True,
    )


def _account(item: dict[str, Any]) -> RemoteAccount:
    master = foreign_name(str(item.get("masterName") or ""))
    return RemoteAccount(_text(item, "id"), _text(item, "name"), master)


def _integration(item: dict[str, Any]) -> RemoteIntegration:
    bag = item.get("propertyBag")
    return RemoteIntegration(
        id=_text(item, "id"),
        name=_text(item, "name"),
        account_id=str(item.get("accountIntegrationId") or ""),
        subscription_id=_text(item, "subscriptionId"),
        account_name=foreign_name(str(bag.get("accountIntegrationName") or "")) if isinstance(bag, dict) else "",
    )


def _account_body(name: str, master: Master, keys: AwsKeys) -> dict[str, Any]:
    id_label, secret_label = FIELDS[master.kind or "ECR"]
    return {
        "name": name,
        "masterDisplayName": master.display_name,
        "masterIntegrationId": master.id,
        "masterName": master.name,
        "masterType": master.type,
        "formJSONValues": [
            {"label": id_label, "value": keys.key_id.reveal()},
            {"label": secret_label, "value": keys.secret.reveal()},
        ],
    }
