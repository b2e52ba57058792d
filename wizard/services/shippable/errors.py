"""What goes wrong between the wizard and Shippable's API, each in its own words and with its remedy."""

from __future__ import annotations

import json
import math
import re
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from wizard.core.model.errors import CredentialsError, ServiceError, WizardError
from wizard.services.runtime.foreign import foreign_host, foreign_text

A_MOMENT = 0.2
UNKNOWN_WAIT = 60.0

# Ids of the server's errors (docs/domain.md, "The REST API"): a parameter or a thing that is not there, something that
# depends on what was to be deleted, and a name that is taken.
NO_SUCH_PARAMETER, NO_SUCH_THING, HAS_DEPENDENTS, NAME_TAKEN = 4001, 4004, 4008, 4011
NOTHING_FOUND = (NO_SUCH_PARAMETER, NO_SUCH_THING)
DEPENDENTS = "shippable-dependents"

_MAYBE_DONE = "It is not known whether the server did what it was asked: a second run finds out, without doubles."


class Passing(Exception):
    """An error that may be gone after `wait` seconds. `received`: the server may have begun to do what was asked."""

    def __init__(self, error: WizardError, wait: float = A_MOMENT, *, received: bool = True) -> None:
        super().__init__(error.code)
        self.error, self.wait, self.received = error, wait, received


class NotFound(ServiceError):
    """The server does not know what was asked for. `error_id` is its own number for that, None where it gives none."""

    error_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """What the server says of an error: its text as it is shown, its number, and the whole answer."""

    text: str = ""
    id: int | None = None
    raw: str = ""


def check(address: str, method: str, status: int, headers: Mapping[str, str], content: bytes) -> None:
    """Raise for every status but success; `Passing` for those that may pass."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status < HTTPStatus.BAD_REQUEST:
        raise _redirect(address, headers)
    said = _said(content)
    if status == HTTPStatus.NOT_FOUND:
        raise _not_found(address, said)
    if _names_dependents(method, status, said):
        raise ServiceError(
            DEPENDENTS,
            "Shippable refuses it while something depends on it.",
            said.text,
            "Take out first what depends on it.",
        )
    if said.id == NAME_TAKEN:
        raise _conflict(said)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise _throttled(headers)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _failed(method, status, said)
    raise _refusal(status, said)


def _redirect(address: str, headers: Mapping[str, str]) -> ServiceError:
    # What follows the host may repeat what was sent.
    host = foreign_host(headers.get("location", ""))
    return ServiceError(
        "shippable-redirect",
        f"{address} sends to another address.",
        f"It names {host}." if host else "It does not say which.",
        "Redirects are not followed, so that the token reaches nobody else. If the new address is right, "
        "set SHIPPABLE_API_URL to it.",
    )


def _not_found(address: str, said: _Said) -> NotFound:
    error = NotFound(
        "shippable-not-found",
        "Shippable does not know what was asked for.",
        said.text,
        f"If nothing is found at all, SHIPPABLE_API_URL ({address}) may not be the address of the API.",
    )
    error.error_id = said.id
    return error


def _names_dependents(method: str, status: int, said: _Said) -> bool:
    """Whether the server keeps something that others need: by the error's number, or by its database's words."""
    if said.id == HAS_DEPENDENTS:
        return True
    failed = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return method == "DELETE" and failed and "foreign key" in said.raw.lower()


def _conflict(said: _Said) -> ServiceError:
    return ServiceError(
        "shippable-conflict",
        "Shippable says that this cannot be done while something else is in its way.",
        said.text or "A name is taken, or something depends on what was to be deleted.",
        "Look in Shippable at what it names, then try again.",
    )


def _throttled(headers: Mapping[str, str]) -> Passing:
    wait = _retry_after(headers.get("retry-after"))
    wait_text = "It does not say for how long." if wait is None else f"It says: for {math.ceil(wait)} s."
    error = ServiceError(
        "shippable-throttled", "Shippable asks to slow down.", wait_text, "Wait that long, then try again."
    )
    return Passing(error, UNKNOWN_WAIT if wait is None else wait, received=False)


def _failed(method: str, status: int, said: _Said) -> Passing:
    done = "" if method == "GET" else _MAYBE_DONE
    return Passing(
        ServiceError(
            "shippable-server",
            f"Shippable failed with an error of its own ({status}).",
            said.text,
            f"{done} Try again later; if it stays, tell who runs the server.".strip(),
        )
    )


def _refusal(status: int, said: _Said) -> WizardError:
    if status == HTTPStatus.UNAUTHORIZED:
        return CredentialsError(
            "shippable-token",
            "Shippable refuses the token, or the token may not do this.",
            said.text,
            "Make a token of a user who may change these integrations (Profile > API AUTH TOKENS > +; in the old "
            "interface Account Settings > API tokens) and set SHIPPABLE_API_TOKEN to it.",
        )
    if status == HTTPStatus.FORBIDDEN:
        return ServiceError(
            "shippable-forbidden",
            "The token may not do this in Shippable.",
            said.text,
            "Ask an owner of the subscription to do it or to give you the right.",
        )
    if status == HTTPStatus.CONFLICT:
        return _conflict(said)
    return ServiceError(
        "shippable-refused",
        f"Shippable refuses the request ({status}).",
        said.text,
        "Do it in Shippable's own pages, which say more.",
    )


def gone(address: str) -> ServiceError:
    """What was to be changed is no longer there."""
    return ServiceError(
        "shippable-gone",
        f"{address} no longer has what was to be changed.",
        remedy="Try again: a second run finds out.",
    )


def of_transport(address: str, method: str, error: Exception) -> Exception:
    """The error for what httpx raised (an `httpx.HTTPError`)."""
    import httpx

    if tls := _tls_reason(error):
        return ServiceError(
            "shippable-tls",
            f"The certificate of {address} is not trusted.",
            tls,
            "Where a proxy or the server has an authority of its own, set SSL_CERT_FILE to its certificates.",
        )
    if isinstance(error, httpx.ProxyError):
        return ServiceError(
            "shippable-proxy",
            "The proxy does not let the request through.",
            remedy="Correct HTTPS_PROXY, or name the server in NO_PROXY.",
        )
    if isinstance(error, httpx.UnsupportedProtocol):
        return unreachable(address, "Its kind of address or of proxy is not known.")
    if isinstance(error, httpx.ConnectTimeout):
        return Passing(unreachable(address, "It does not answer."), received=False)
    if isinstance(error, httpx.ConnectError):
        return Passing(unreachable(address, _connect_reason(error)), received=False)
    if isinstance(error, httpx.TimeoutException):
        return too_slow(address, method)
    done = "" if method == "GET" else _MAYBE_DONE
    return Passing(
        ServiceError(
            "shippable-cut",
            f"The connection to {address} broke before the answer was whole.",
            done,
            "Try again; if it stays, look at what is in between: a proxy, a VPN.",
        )
    )


def unreachable(address: str, why: str) -> ServiceError:
    """The server cannot be reached."""
    return ServiceError(
        "shippable-unreachable",
        f"Shippable cannot be reached at {address}.",
        why,
        "Look at the network and at SHIPPABLE_API_URL (the hosted service closed in 2021). "
        "Without SHIPPABLE_API_TOKEN the wizard says how to do it by hand.",
    )


def too_slow(address: str, method: str) -> ServiceError:
    """The answer took too long."""
    done = "" if method == "GET" else _MAYBE_DONE
    return ServiceError(
        "shippable-timeout", f"{address} took too long to answer.", done, "Try again when it is less busy."
    )


def not_json(address: str, content: bytes) -> ServiceError:
    """The answer is something else, most often a page for people."""
    page = content.lstrip()[:200].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body"))
    what = "a web page" if page else "something else"
    return ServiceError(
        "shippable-not-json",
        f"{address} answered with {what} in place of data.",
        "That is not Shippable's API: a login page of the network, or the address of the pages for people.",
        "Log in to the network, or set SHIPPABLE_API_URL to the address of the API (it often begins with api.).",
    )


def unexpected(address: str) -> ServiceError:
    """The answer is data of another shape."""
    return ServiceError(
        "shippable-answer",
        f"{address} answered with data of another form than Shippable's.",
        remedy="Look whether SHIPPABLE_API_URL is the address of Shippable's API.",
    )


def encoded(address: str) -> ServiceError:
    """The answer is compressed, which was not asked for."""
    return ServiceError(
        "shippable-answer",
        f"{address} sent a compressed answer that was not asked for.",
        "It is not unpacked: its size cannot be known beforehand.",
        "Look whether SHIPPABLE_API_URL is the address of Shippable's API, and at the proxy.",
    )


def too_large(address: str, limit: str) -> ServiceError:
    """The answer does not end where Shippable's do."""
    return ServiceError(
        "shippable-answer",
        f"{address} sent an answer larger than {limit}.",
        remedy="Look whether SHIPPABLE_API_URL is the address of Shippable's API.",
    )


def _said(content: bytes) -> _Said:
    """What the server says, from `{"id": ..., "message": ..., "link": ...}`; a page or nothing gives nothing."""
    raw = content.decode("utf-8", "replace")
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return _Said(raw=raw)
    if not isinstance(data, dict):
        return _Said(raw=raw)
    number = str(data.get("id", ""))
    texts = [item.strip() for item in (data.get("message"), data.get("link")) if isinstance(item, str)]
    text = foreign_text(" ".join(item for item in texts if item))
    shown = f"It says: {text}" if text else ""
    return _Said(shown, int(number) if re.fullmatch(r"[0-9]{1,9}", number) else None, raw)


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait: the header holds a number or a date (RFC 9110, section 10.2.3)."""
    if value is None:
        return None
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", value):
        return float(value)
    try:
        return max(parsedate_to_datetime(value).timestamp() - time.time(), 0.0)
    except (ValueError, OverflowError):
        return None


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in found:
        found.append(at)
        at = at.__cause__ or at.__context__
    return found


def _tls_reason(error: Exception) -> str:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"{foreign_text(str(cause.verify_message))}."
        if isinstance(cause, ssl.SSLError):
            return f"TLS: {foreign_text(str(cause.reason or 'the handshake failed'))}."
    return ""


def _connect_reason(error: Exception) -> str:
    import socket

    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return "Its name is not known (DNS)."
        if isinstance(cause, ConnectionRefusedError):
            return "Nobody listens there: the connection was refused."
        if isinstance(cause, OSError) and cause.strerror:
            return f"{cause.strerror}."
    return ""
