"""The container registry itself, asked over HTTPS (Registry HTTP API v2). The token goes to its host and nowhere else.

No redirect is followed: a layer's leads to another host. Only small things are read, each with a limit.
"""

from __future__ import annotations

import logging
import os
import ssl
from collections.abc import Callable
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urljoin, urlsplit

from wizard import __version__
from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.manifests import ACCEPTED
from wizard.core.aws.verify import Answer, read_error
from wizard.core.model.errors import ServiceError, UsageError, WizardError
from wizard.core.model.secret import Secret
from wizard.core.text.addresses import is_loopback
from wizard.frozen import frozen
from wizard.services.aws.errors import NO_KEYS, Asked
from wizard.services.aws.network import (
    CONNECT_SECONDS,
    READ_SECONDS,
    ca_bundle_error,
    chain_of,
    cut_off,
    no_answer,
    not_reached,
    proxy_error,
    tls_error,
    too_late,
    unconnected,
)
from wizard.services.aws.protocol import TOTAL_SECONDS
from wizard.services.runtime.background import run_in_daemon
from wizard.services.runtime.bounded import Line, TooLargeError, amount, read_chunks
from wizard.services.runtime.foreign import foreign_text

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)
T = TypeVar("T")

ENDPOINT = "AWS_ENDPOINT_URL_ECR_REGISTRY"
# The largest manifest that a registry has to take ("Pushing Manifests", OCI distribution spec).
LARGEST_MANIFEST = 4_000_000
LARGEST_CONFIG = 1_000_000
LARGEST_ERROR = 100_000


@frozen
class Login:
    """What a registry is asked with: its address, and the token of GetAuthorizationToken, as basic auth takes it.

    `ca_bundle`: the file of certificate authorities that AWS's settings name, empty for the usual ones.
    """

    address: str
    token: Secret
    ca_bundle: str = ""


@frozen
class Got:
    """An answer with what was read of it."""

    answer: Answer
    media_type: str = ""
    content: bytes = b""
    location: str = ""


def address_of(image: EcrImage, asked_at: str) -> str:
    """Where the registry of an image is asked. `asked_at`: the endpoint at which ECR's own API was asked.

    Raises `UsageError` for a stand-in that is not on this computer, and `ServiceError` where ECR's API has a stand-in
    and its registry has none: a token of one must not go to the other.
    """
    if stand_in := os.environ.get(ENDPOINT, "").strip():
        return _stand_in(stand_in)
    host = urlsplit(asked_at).hostname or ""
    registry = image.name.partition("/")[0]
    if not host.endswith(f".{registry.partition(f'{image.region}.')[2]}"):
        raise ServiceError(
            "no-registry-address",
            "The registry itself was not asked.",
            "AWS is asked at an endpoint of your own, whose registry has no known address.",
            f"Set {ENDPOINT}, or unset AWS_ENDPOINT_URL.",
        )
    return f"https://{registry}"


def _stand_in(address: str) -> str:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    is_plain = parts.path in ("", "/") and not parts.query and not parts.fragment and "@" not in parts.netloc
    if parts.scheme != "https" or not is_loopback(parts.hostname or "") or not is_plain:
        raise UsageError(
            "registry-endpoint",
            f"{ENDPOINT} cannot be used.",
            "It must be https on localhost or a loopback address, without user and path.",
            "Correct it, or unset it: the registry of an image is at the host of its name.",
        )
    return f"https://{parts.netloc}"


def within(call: Callable[[Line], T]) -> T:
    """What `call` returns; raises `ServiceError` when it takes too long, and then its connections are cut."""
    line = Line()
    try:
        return run_in_daemon(lambda: call(line), TOTAL_SECONDS)
    except TimeoutError:
        line.cut()
        raise too_late("The registry", TOTAL_SECONDS) from None


class Registry:
    """A registry, asked over connections that `line` can cut. Every call raises `ServiceError` when it gives no answer.

    Use it as a context manager.
    """

    def __init__(self, login: Login, image: EcrImage, line: Line) -> None:
        self._login, self._image, self._line = login, image, line
        self._base = f"{login.address}/v2/{image.repository}"
        self._http = _client(login)

    def __enter__(self) -> Registry:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def manifest(self, reference: str) -> Got:
        """The manifest of a tag or a digest: first HEAD, then what it is or why not."""
        headers = {"Accept": ", ".join(ACCEPTED)}
        address = f"{self._base}/manifests/{reference}"
        self._ask("HEAD", address, headers, 0)
        return self._ask("GET", address, headers, LARGEST_MANIFEST)

    def config(self, digest: str) -> Got:
        """The settings of an image, or the redirect to where they are."""
        return self._ask("GET", f"{self._base}/blobs/{digest}", {}, LARGEST_CONFIG)

    def begin_upload(self) -> Got:
        """Begin to upload a layer, as a push does; nothing is sent."""
        return self._ask("POST", f"{self._base}/blobs/uploads/", {"Content-Length": "0"}, LARGEST_ERROR)

    def cancel_upload(self, location: str) -> bool:
        """Cancel the upload at the `Location` of its beginning; False when that did not work, then it expires."""
        where = urljoin(f"{self._base}/blobs/uploads/", location)
        # Nothing but an upload of this very repository is ever deleted.
        if not location or not where.startswith(f"{self._base}/blobs/uploads/") or "/../" in where:
            return False
        try:
            got = self._ask("DELETE", where, {}, LARGEST_ERROR)
        except WizardError:
            return False
        return HTTPStatus.OK <= got.answer.status < HTTPStatus.MULTIPLE_CHOICES

    def _ask(self, method: str, address: str, headers: dict[str, str], limit: int) -> Got:
        found: Got | WizardError = self._outcome(method, address, headers, limit)
        if isinstance(found, WizardError):
            raise found
        log.debug("%s at the registry: %s", method, found.answer.status)
        return found

    def _outcome(self, method: str, address: str, headers: dict[str, str], limit: int) -> Got | WizardError:
        """The answer or the error in our words: as a value, so that no traceback holds httpx's frames."""
        import httpx

        try:
            with self._http.stream(
                method, address, headers=headers, extensions={"trace": self._line.trace}
            ) as response:
                return _got(response, limit)
        except TooLargeError as error:
            return ServiceError(
                "registry-answer",
                f"The registry's answer is larger than {amount(error.limit)}.",
                "No manifest is.",
                "A proxy may be between.",
            )
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return _translate(error, urlsplit(self._login.address).hostname or "", self._image.region)


def _got(response: httpx.Response, limit: int) -> Got:
    status = response.status_code
    is_good = status == HTTPStatus.OK
    head = response.headers
    content = b""
    # A compressed answer may be a thousand times as large when it is unpacked: none was asked for.
    if response.request.method != "HEAD" and head.get("Content-Encoding", "identity").lower() == "identity":
        content = read_chunks(response.iter_raw(), limit if is_good else LARGEST_ERROR)
    found = Answer(status) if is_good else read_error(status, content)
    answer = Answer(status, found.code, foreign_text(found.said))
    return Got(answer, head.get("Content-Type", ""), content if is_good else b"", head.get("Location", ""))


def _client(login: Login) -> httpx.Client:
    import httpx

    is_here = is_loopback(urlsplit(login.address).hostname or "")
    direct: dict[str, httpx.BaseTransport | None] = {"http://": None, "https://": None}
    return httpx.Client(
        headers={
            "Authorization": f"Basic {login.token.reveal()}",
            "Accept-Encoding": "identity",
            "User-Agent": f"ecr-wizard/{__version__}",
        },
        timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        verify=_authorities(login.ca_bundle),
        follow_redirects=False,
        mounts=direct if is_here else None,  # what goes to this very computer goes past proxies
    )


def _authorities(ca_bundle: str) -> ssl.SSLContext:
    import httpx

    if not ca_bundle:
        return httpx.create_ssl_context()
    try:
        return ssl.create_default_context(cafile=ca_bundle)
    except OSError:  # ssl.SSLError is one
        pass
    raise ca_bundle_error()


def _translate(error: BaseException, host: str, region: str) -> WizardError:
    """The error for what httpx raised; its own words are never repeated."""
    import httpx

    if isinstance(error, httpx.ProxyError):
        return proxy_error(error)
    if any(isinstance(item, ssl.SSLError) for item in chain_of(error)):
        return tls_error(error, host)
    if isinstance(error, httpx.ConnectTimeout):
        return not_reached(host)
    if isinstance(error, httpx.TimeoutException):
        return no_answer(host, READ_SECONDS)
    if isinstance(error, httpx.ConnectError):
        return unconnected(error, host, Asked("ECR", region, NO_KEYS), (region,))
    return cut_off(host)
