"""Shippable's REST API over HTTP. The token goes to the one server that was named, and nowhere else."""

from __future__ import annotations

import json
import logging
import re
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from wizard.core.model.errors import UsageError, WizardError
from wizard.core.model.inventory import is_same_subscription
from wizard.core.model.secret import AwsKeys, Secret
from wizard.core.text.addresses import is_loopback
from wizard.services.runtime.background import run_in_daemon
from wizard.services.runtime.bounded import LARGEST_JSON, Line, TooLargeError, amount, read_chunks
from wizard.services.runtime.foreign import remember
from wizard.services.shippable import errors
from wizard.services.shippable.protocol import (
    TOTAL_SECONDS,
    IntegrationType,
    RemoteAccount,
    RemoteIntegration,
    RemoteSubscription,
    RemoteUse,
)
from wizard.services.shippable.shapes import (
    account_body,
    read_account,
    read_integration,
    read_master,
    read_subscription,
    read_text,
    read_uses,
    with_keys,
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
        return re.sub(r"//[^/]*@", "//", self._address) or "(no address)"

    def integration_types(self) -> tuple[IntegrationType, ...]:
        """The types of integrations."""
        return tuple(read_master(item) for item in self._list("/masterIntegrations"))

    def accounts(self, name: str | None = None) -> tuple[RemoteAccount, ...]:
        """The account integrations; with `name` those of exactly that name."""
        found = (read_account(item) for item in self._accounts(name))
        return tuple(item for item in found if name is None or item.name == name)

    def create_account(self, name: str, integration_type: IntegrationType, keys: AwsKeys) -> RemoteAccount:
        """Make an account integration."""
        answer = self._ask("POST", "/accountIntegrations", body=account_body(name, integration_type, keys))
        return RemoteAccount(read_text(answer, "id"), name, integration_type.name)

    def update_account(self, account: RemoteAccount, integration_type: IntegrationType, keys: AwsKeys) -> None:
        """Give an account integration other keys: the object as the server has it goes back with them."""
        path = f"/accountIntegrations/{_quoted(account.id)}"
        held = self._object(path, account.id, lambda: self._accounts(account.name))
        self._ask("PUT", path, body=with_keys(held, integration_type, keys))

    def delete_account(self, account_id: str) -> bool:
        """Delete an account integration; False when it was gone already."""
        return self._delete(f"/accountIntegrations/{_quoted(account_id)}")

    def account_uses(self, account_id: str) -> tuple[RemoteUse, ...] | None:
        """What depends on an account integration; None where the server has no list of that."""
        return self._uses(f"/accountIntegrations/{_quoted(account_id)}/dependencies")

    def subscriptions(self, organisation: str | None = None) -> tuple[RemoteSubscription, ...]:
        """The subscriptions of exactly that organisation, case aside: source hosts know no case in their names."""
        wanted = {} if organisation is None else {"subscriptionOrgNames": organisation}
        found = [read_subscription(item) for item in self._list("/subscriptions", wanted)]
        if organisation is None:
            return tuple(found)
        return tuple(item for item in found if is_same_subscription(item.organisation, organisation))

    def hosts(self) -> dict[str, str]:
        """What each source host is called, by its id."""
        return {read_text(item, "id"): read_text(item, "name") for item in self._list("/providers")}

    def integrations(self, subscription_id: str) -> tuple[RemoteIntegration, ...]:
        """The subscription integrations of a subscription."""
        found = map(read_integration, self._integrations(subscription_id))
        return tuple(item for item in found if item.subscription_id == subscription_id)

    def all_integrations(self) -> tuple[RemoteIntegration, ...]:
        """The subscription integrations of every subscription that the token may see."""
        # Here an answer that a parameter is missing (4001) is no empty list: builds would pay for that guess.
        found = self._list("/subscriptionIntegrations", empty=(errors.NO_SUCH_THING,))
        return tuple(read_integration(item) for item in found)

    def create_integration(
        self, name: str, account: RemoteAccount, subscription: RemoteSubscription
    ) -> RemoteIntegration:
        """Make a subscription integration."""
        body = {"accountIntegrationId": account.id, "subscriptionId": subscription.id, "name": name}
        answer = self._ask("POST", "/subscriptionIntegrations", body=body)
        return RemoteIntegration(read_text(answer, "id"), name, account.id, subscription.id, account.master_name)

    def repoint_integration(self, integration: RemoteIntegration, account: RemoteAccount) -> None:
        """Make a subscription integration point at another account integration; all else of it goes back as it is."""
        path = f"/subscriptionIntegrations/{_quoted(integration.id)}"
        held = self._object(path, integration.id, lambda: self._integrations(integration.subscription_id))
        self._ask("PUT", path, body=held | {"accountIntegrationId": account.id})

    def integration_uses(self, integration_id: str) -> tuple[RemoteUse, ...] | None:
        """What uses a subscription integration; None where the server has no list of that (before 5.7.2)."""
        return self._uses(f"/subscriptionIntegrations/{_quoted(integration_id)}/dependencies")

    def delete_integration(self, integration_id: str) -> bool:
        """Delete a subscription integration; False when it was gone already."""
        return self._delete(f"/subscriptionIntegrations/{_quoted(integration_id)}")

    def _accounts(self, name: str | None) -> list[dict[str, Any]]:
        # The server splits `names` at commas: such a name is looked for among all of them.
        return self._list("/accountIntegrations", {} if name is None or "," in name else {"names": name})

    def _integrations(self, subscription_id: str) -> list[dict[str, Any]]:
        return self._list("/subscriptionIntegrations", {"subscriptionIds": subscription_id})

    def _object(self, path: str, identifier: str, listed: Callable[[], list[dict[str, Any]]]) -> dict[str, Any]:
        """An object as the server has it: by itself, else out of the list of its kind."""
        alone: Any = None
        with suppress(errors.NotFound):
            alone = self._ask("GET", path)
        for item in [alone] if isinstance(alone, dict) else listed():
            if str(item.get("id")) == identifier:
                return item
        raise errors.gone(self.address)

    def _uses(self, path: str) -> tuple[RemoteUse, ...] | None:
        try:
            answer = self._ask("GET", path)
        except errors.NotFound:
            return None
        uses = read_uses(answer)
        if uses is None:
            raise errors.unexpected(self.address)
        return uses

    def _delete(self, path: str) -> bool:
        try:
            self._ask("DELETE", path)
        except errors.NotFound:
            return False
        return True

    def _list(
        self, path: str, query: dict[str, str] | None = None, empty: tuple[int, ...] = errors.NOTHING_FOUND
    ) -> list[dict[str, Any]]:
        """A list; a 404 whose error id is in `empty` is one without items."""
        try:
            answer = self._ask("GET", path, query=query)
        except errors.NotFound as error:
            if error.error_id in empty:
                return []
            raise
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
            _network_errors(self._address, method),
            self._client() as client,
            client.stream(
                method, self._address + path, params=query, json=body, extensions={"trace": line.trace}
            ) as response,
        ):
            log.debug("%s %s%s: %s", method, self.address, path, response.status_code)
            content = _content(response, self._address)
            errors.check(self._address, method, response.status_code, response.headers, content)
            if 'rel="next"' in response.headers.get("link", ""):
                raise errors.only_a_part(self._address)
            return _data(content, lambda: errors.not_json(self._address, method, content))

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
    if not address:
        raise UsageError(
            "api-address",
            "SHIPPABLE_API_TOKEN is set, and SHIPPABLE_API_URL is not.",
            "There is no default address: the hosted service closed in 2021, and keys must not go there unasked.",
            "Set SHIPPABLE_API_URL to the address of your Shippable's API, or unset SHIPPABLE_API_TOKEN.",
        )
    if problem := _problem_of(address):
        raise UsageError(
            "api-address",
            "The address of Shippable's API cannot be used.",
            problem,
            "Correct SHIPPABLE_API_URL.",
        )


def _problem_of(address: str) -> str:
    """Why the token is not sent to this address; empty where it is."""
    no_address = "It looks like https://api.example.com."
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return no_address
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\x00-\x1f\x7f]", address):
        return no_address
    if "@" in parts.netloc:
        return "A user and a password do not belong in it: the token is enough."
    if parts.query or parts.fragment:
        return "It must end with the host or a path, without ? and #."
    if parts.scheme == "http" and not is_loopback(host):
        return "It must begin with https://: over http everybody on the way could read the token and the keys."
    return ""


def check_token(token: Secret) -> None:
    """Raise `UsageError` for a token that no header can hold."""
    if not re.fullmatch(r"[\x21-\x7e]+", token.reveal()):
        raise UsageError(
            "api-token",
            "The token for Shippable cannot be one.",
            "There is a space or another character in it that no token has.",
            "Copy it again, or make another one in Shippable: Profile > API AUTH TOKENS > +.",
        )


@contextmanager
def _network_errors(address: str, method: str) -> Iterator[None]:
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
