"""What goes wrong on the way to AWS, in our words. botocore's own are never repeated: they may quote a request."""

from __future__ import annotations

import difflib
import errno
import os
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from wizard.core.model.errors import ServiceError, UsageError, WizardError
from wizard.core.text.addresses import is_loopback
from wizard.core.text.safetext import visible
from wizard.services.aws.errors import Asked, Seen, not_aws, proxy_auth, refusal, unreadable
from wizard.services.aws.protocol import TOTAL_SECONDS
from wizard.services.credentials.aws_files import config_path, home
from wizard.services.runtime.bounded import TooLargeError, amount
from wizard.services.runtime.foreign import foreign_text

_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL})
_NO_FILE = frozenset({errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOTDIR})
# What botocore raises where an answer is not what its model of the service says.
_UNREADABLE = (KeyError, TypeError, AttributeError, IndexError, RecursionError)
_PROXIES = frozenset({"https_proxy", "http_proxy", "all_proxy"})
CONNECT_SECONDS = 4
READ_SECONDS = 8


def translate(error: BaseException, asked: Asked, regions: Sequence[str], seen: Seen | None = None) -> WizardError:
    """The wizard's error for whatever botocore raised; it keeps nothing of `error`. `seen`: the answer, if any came."""
    from botocore import exceptions as boto
    from botocore.parsers import ResponseParserError

    response = getattr(error, "response", None)
    if isinstance(error, boto.ClientError) and isinstance(response, dict):
        return refusal(response, asked)
    if isinstance(error, TooLargeError):
        return not_aws(asked, f"The answer does not end within {amount(error.limit)}; AWS's are far smaller.")
    if isinstance(error, (ResponseParserError, *_UNREADABLE)):
        return unreadable(asked, seen)
    host = _host(error) or asked.host
    return _on_the_way(error, host, asked, regions) or _settings(error, asked, regions) or _unknown(error, host)


def _on_the_way(error: BaseException, host: str, asked: Asked, regions: Sequence[str]) -> WizardError | None:
    """What kept the request or its answer from arriving."""
    from botocore import exceptions as boto
    from urllib3.exceptions import ProtocolError

    # The order counts: some of these are subclasses of others.
    ways: tuple[tuple[type[BaseException], Callable[[], WizardError]], ...] = (
        (boto.SSLError, lambda: tls_error(error, host)),
        (boto.ProxyConnectionError, lambda: proxy_error(error)),
        (boto.EndpointConnectionError, lambda: unconnected(error, host, asked, regions)),
        (boto.ConnectTimeoutError, lambda: not_reached(host)),
        (boto.ReadTimeoutError, lambda: no_answer(host, READ_SECONDS)),
        (boto.ConnectionClosedError, lambda: cut_off(host)),
        (ProtocolError, lambda: cut_off(host)),  # botocore 1.40 passes urllib3's own on
    )
    for kind, in_words in ways:
        if isinstance(error, kind):
            return in_words()
    return None


def check_endpoint(address: str, profile: str, *, allow_http: bool) -> None:
    """Raise `UsageError` for an endpoint that everybody on the way to it could read, unless that is allowed."""
    parts = urlsplit(address)
    if allow_http or parts.scheme != "http" or is_loopback(parts.hostname or ""):
        return
    if bad := _bad_address():  # nobody is asked there
        raise bad
    source = f"the profile {visible(profile, limit=60)}" if profile else home(config_path())
    raise UsageError(
        "endpoint-http",
        f"The endpoint http://{visible(parts.hostname or '', limit=100)} is not encrypted.",
        "Everybody on the way could read what is asked and answer in AWS's place.",
        f"Look at AWS_ENDPOINT_URL and at endpoint_url in {source}: use https, or give --allow-http-endpoint.",
    )


def not_reached(host: str) -> ServiceError:
    """The error for a server that took no connection in time."""
    return ServiceError(
        "connect-timeout",
        f"{host} could not be reached within {CONNECT_SECONDS} s.",
        "Nothing answered: a firewall may be dropping the connection.",
        "Look at the network; behind a proxy set HTTPS_PROXY.",
    )


def cut_off(host: str) -> ServiceError:
    """The error for a server that ended the connection in place of an answer."""
    return ServiceError(
        "connection-cut",
        f"{host} closed the connection before it had answered.",
        "The network, a proxy or a firewall cut it.",
        "Try again.",
    )


def no_answer(host: str, seconds: float = READ_SECONDS) -> ServiceError:
    """The error for a server that took the connection and kept silent."""
    return ServiceError(
        "read-timeout",
        f"{host or 'AWS'} did not answer within {seconds:.0f} s.",
        "The connection was there, the answer was not.",
        "Try again; look at the network and the proxy.",
    )


def too_late(service: str, seconds: float = TOTAL_SECONDS) -> ServiceError:
    """The error for a call that was given up, whatever it was waiting for."""
    return ServiceError(
        "read-timeout",
        f"{service} gave no answer within {seconds:.0f} s.",
        "The address, the connection or the answer took too long.",
        "Try again; look at the network, its DNS and the proxy.",
    )


def unknown_region(region: str, regions: Sequence[str]) -> UsageError:
    """The error for a name that is no region, with the names that are like it."""
    close = difflib.get_close_matches(region, regions, n=3)
    return UsageError(
        "region-unknown",
        f"There is no region called {visible(region, limit=40)}.",
        f"Like it: {', '.join(close)}." if close else "A region looks like us-east-1.",
        "Choose a region of the list.",
    )


def chain_of(error: BaseException) -> Iterator[BaseException]:
    """The error and all that it wraps, however that is done by botocore and urllib3."""
    waiting: list[Any] = [error]
    seen: set[int] = set()
    while waiting:
        item = waiting.pop(0)
        if not isinstance(item, BaseException) or id(item) in seen:
            continue
        seen.add(id(item))
        yield item
        kwargs = getattr(item, "kwargs", None)
        waiting += [kwargs.get("error") if isinstance(kwargs, dict) else None, *item.args]
        waiting += [getattr(item, "reason", None), getattr(item, "original_error", None)]
        waiting += [item.__cause__, item.__context__]


def _type(error: BaseException) -> str:
    return type(error).__name__


def _host(error: BaseException) -> str:
    kwargs = getattr(error, "kwargs", None)
    url = kwargs.get("endpoint_url") if isinstance(kwargs, dict) else None
    return visible(urlsplit(url).hostname or "", limit=100) if isinstance(url, str) else ""


def unconnected(error: BaseException, host: str, asked: Asked, regions: Sequence[str]) -> WizardError:
    """The error for a server to which no connection could be made; a misspelt region is a cause as well."""
    for cause in chain_of(error):
        if found := _why_unconnected(cause, host, asked, regions):
            return found
    return ServiceError(
        "no-connection",
        f"No connection to {host}.",
        remedy="Look at the network; behind a proxy set HTTPS_PROXY.",
    )


def _why_unconnected(cause: BaseException, host: str, asked: Asked, regions: Sequence[str]) -> WizardError | None:
    if isinstance(cause, socket.gaierror):
        misspelt = asked.region not in regions and asked.region in host
        return unknown_region(asked.region, regions) if misspelt else _dns(cause, host)
    if not isinstance(cause, OSError):
        return None
    if cause.errno == errno.ECONNREFUSED:
        return ServiceError(
            "refused",
            f"{host} refused the connection.",
            "Nothing listens there, or a firewall says no.",
            "Look at AWS_ENDPOINT_URL if it is set, and at the firewall; behind a proxy set HTTPS_PROXY.",
        )
    return no_network(host) if cause.errno in _UNREACHABLE else None


def no_network(host: str) -> ServiceError:
    return ServiceError(
        "no-network",
        f"There is no network that leads to {host}.",
        "The computer is offline, or its routes lead elsewhere.",
        "Connect to a network, or go on with `the keys later`.",
    )


def _dns(error: socket.gaierror, host: str) -> ServiceError:
    if error.errno == socket.EAI_AGAIN:
        cause = "No DNS server answered: is this computer connected?"
    else:
        cause = "DNS knows no such host: the network's DNS hides it, or the name is misspelt."
    return ServiceError(
        "dns",
        f"The address of {host} could not be found.",
        cause,
        "Look at the network and its DNS, and at AWS_ENDPOINT_URL if it is set; behind a proxy set HTTPS_PROXY.",
    )


def tls_error(error: BaseException, host: str) -> ServiceError:
    """The error for a connection that could not be made safe: a bundle, a certificate, or no TLS at all."""
    chain = tuple(chain_of(error))
    found = next((item for item in chain if isinstance(item, ssl.SSLError)), None)
    of_bundle = str(getattr(found, "library", "")) in ("X509", "PEM")
    if of_bundle or any(isinstance(item, OSError) and item.errno in _NO_FILE for item in chain):
        return ca_bundle_error()
    reason = _why_untrusted(chain, found)
    return _untrusted(host, reason) if reason else _no_tls(host, found)


def _why_untrusted(chain: Sequence[BaseException], found: ssl.SSLError | None) -> str:
    """What is wrong with the certificate, as TLS or urllib3 says it; empty where that is not what is wrong."""
    if isinstance(found, ssl.SSLCertVerificationError):
        return foreign_text(str(found.verify_message), limit=120)
    # urllib3 compares the host's name itself.
    return next((foreign_text(str(item), limit=120) for item in chain if "CertificateError" in _type(item)), "")


def _untrusted(host: str, reason: str) -> ServiceError:
    if re.search(r"expired|not yet valid", reason):
        remedy = "Look at this computer's clock; else the certificate itself is out of date."
    else:
        remedy = (
            "If your company inspects traffic, set AWS_CA_BUNDLE to the file with its certificate authority (PEM). "
            "Otherwise do not go on: somebody may be reading along."
        )
    return ServiceError("tls", f"The certificate of {host} is not trusted.", f"TLS says: {reason}.", remedy)


def _no_tls(host: str, found: ssl.SSLError | None) -> ServiceError:
    said = foreign_text(str(getattr(found, "reason", "") or "").replace("_", " ").lower(), limit=120)
    return ServiceError(
        "tls",
        f"{host} does not speak TLS as it should.",
        f"TLS says: {said}." if said else "The connection ended in the middle of the handshake.",
        "A proxy or a firewall may be in between: look at HTTPS_PROXY, and at AWS_ENDPOINT_URL if it is set.",
    )


def ca_bundle_error() -> ServiceError:
    return ServiceError(
        "ca-bundle",
        "The file with the certificate authorities cannot be used.",
        "It is absent, or holds no certificate in PEM.",
        f"Look at AWS_CA_BUNDLE and at `ca_bundle` in {home(config_path())}.",
    )


def proxy_error(error: BaseException) -> ServiceError:
    """The error for a proxy that leads nowhere."""
    if bad := _bad_address():
        return bad
    chain = tuple(chain_of(error))
    proxy, status = _proxy_of(error), _status_of_tunnel(chain)
    if status == "407":
        return proxy_auth(proxy)
    if any(isinstance(item, ssl.SSLCertVerificationError) for item in chain):
        return tls_error(error, proxy)
    return ServiceError(
        "proxy-refused",
        f"{proxy[0].upper()}{proxy[1:]} gives no connection to AWS.",
        _why_no_tunnel(chain, status),
        "Look at HTTPS_PROXY, or set NO_PROXY for amazonaws.com.",
    )


def _proxy_of(error: BaseException) -> str:
    url = str(getattr(error, "kwargs", {}).get("proxy_url") or "")
    host = url.rpartition("@")[2].rpartition("/")[2]
    return f"the proxy {foreign_text(host, limit=100)}" if host else "the proxy"


def _status_of_tunnel(chain: Sequence[BaseException]) -> str:
    """The status of the proxy's answer to CONNECT: http.client gives it only as the text of an OSError."""
    for item in chain:
        if found := re.search(r"Tunnel connection failed: (\d{3})", str(item)):
            return found[1]
    return ""


def _why_no_tunnel(chain: Sequence[BaseException], status: str) -> str:
    if status:
        return f"It answered with status {status}: it does not let you through to AWS."
    if any(isinstance(item, socket.gaierror) for item in chain):
        return "DNS does not know its name."
    if any(isinstance(item, TimeoutError) or "Timeout" in _type(item) for item in chain):
        return "It did not answer in time."
    return "It refused the connection or cut it."


def _settings(error: BaseException, asked: Asked, regions: Sequence[str]) -> WizardError | None:
    """What the user set or gave that botocore cannot use."""
    from botocore import exceptions as boto

    if isinstance(error, boto.InvalidRegionError):
        return unknown_region(asked.region, regions)
    if isinstance(error, boto.ParamValidationError):
        return ServiceError(
            "repository-name",
            "No repository can have this name.",
            "It has 2 to 256 characters: small letters, digits, and . _ - / between them.",
            "Look at its spelling.",
        )
    if wrong := _wrong_file(error) or _bad_address():
        return wrong
    if _is_of_bundle(error):
        return ca_bundle_error()
    if isinstance(error, ValueError):
        return unreadable(asked) if asked.region else unknown_region(asked.region, regions)
    return None


def _wrong_file(error: BaseException) -> ServiceError | None:
    """What is wrong with AWS's files, or with the profile that is to be in them."""
    from botocore import exceptions as boto

    kwargs = getattr(error, "kwargs", {})
    if isinstance(error, boto.ProfileNotFound):
        name = visible(str(kwargs.get("profile")), limit=60)
        return ServiceError(
            "aws-config", f"There is no AWS profile {name}.", remedy="Look at AWS_PROFILE: set it right, or unset it."
        )
    if isinstance(error, (boto.ConfigParseError, boto.ConfigNotFound)):
        return ServiceError(
            "aws-config",
            "This AWS file is not one that AWS's tools can read.",
            remedy="Correct it: sections are [name], settings are name = value, and no name is there twice.",
            path=str(kwargs.get("path") or home(config_path())),
        )
    return None


def _is_of_bundle(error: BaseException) -> bool:
    return any(
        isinstance(item, FileNotFoundError | ssl.SSLError) or "CA certificate bundle" in str(item)
        for item in chain_of(error)
    )


def _bad_address() -> ServiceError | None:
    """The error for a variable of the environment that should hold an address and does not."""
    names = sorted(name for name in os.environ if name.startswith("AWS_ENDPOINT_URL") or name.lower() in _PROXIES)
    name = next((name for name in names if os.environ[name] and not _is_address(os.environ[name], name)), None)
    if name is None:
        return None
    code, what = ("endpoint", "a service") if name.startswith("AWS_") else ("proxy-config", "a proxy")
    return ServiceError(
        code, f"{name} is not the address of {what}.", remedy="Set it to http://HOST:PORT, or unset it."
    )


def _is_address(text: str, name: str) -> bool:
    if "://" not in text:
        if name.startswith("AWS_"):
            return False
        text = f"http://{text}"  # urllib3 takes a proxy without its scheme
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0 and parts.scheme in ("http", "https")
    except ValueError:
        return False


def _unknown(error: BaseException, host: str) -> ServiceError:
    # Only the type: the text may quote the request.
    return ServiceError(
        "aws-client",
        f"{host or 'AWS'} could not be asked.",
        f"botocore failed with {_type(error)}.",
        "Try again; if it stays, please report it.",
    )
