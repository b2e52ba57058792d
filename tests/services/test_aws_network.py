"""What can go wrong on the way to AWS, with real sockets: each has its own words and its own remedy."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import certificates
import pytest
from aws_server import KEYS, Answer, Proxy, Request, Server, ecr, good, identity, serving, xml
from urllib3.exceptions import ProtocolError

from wizard.actions.credentials import check_keys
from wizard.core.model.errors import ServiceError, UsageError, WizardError
from wizard.services.aws.boto import AwsBoto
from wizard.services.aws.errors import Asked
from wizard.services.aws.network import translate

Refused = Callable[..., WizardError]
PAGE = b"<!DOCTYPE html><html><body>Welcome. Please log in.</body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
PASSWORD = "canary-password"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr("wizard.services.aws.boto.RETRY_AFTER", 0.01)
    with serving(good) as running:
        monkeypatch.setenv("AWS_ENDPOINT_URL", running.url)
        yield running


@pytest.fixture(params=["STS", "ECR"])
def refused(request: pytest.FixtureRequest, aws: AwsBoto) -> Refused:
    """The error with which a question to STS, and one to ECR, ends."""

    def refused() -> WizardError:
        with pytest.raises(WizardError) as caught:
            aws.identify(KEYS, "us-east-1") if request.param == "STS" else aws.authorization(KEYS, "us-east-1")
        assert caught.value.__context__ is None
        return caught.value

    return refused


def check(error: WizardError, code: str, words: str, remedy: str) -> None:
    assert isinstance(error, ServiceError)
    assert error.code == code
    assert words in f"{error.title} {error.cause}"
    assert remedy in error.remedy
    assert PASSWORD not in str(error)


# Captive portals: RFC 6585, section 6 (511), and RFC 8952, section 4 (a page with 200, a redirect).
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(200, PAGE, HTML), "a web page"),
        (Answer(511, PAGE, HTML), "HTTP status 511"),
        (Answer(403, PAGE, HTML), "a web page"),
        (Answer(503, PAGE, HTML), "a web page"),
        (Answer(302, b"", {"Location": "http://login.example/?next=aws"}), "sends on to login.example"),
        (Answer(307, PAGE, HTML | {"Location": "https://login.example/"}), "sends on to login.example"),
        (Answer(404), "HTTP status 404"),
        (Answer(200), "empty"),
        (Answer(200, b"\xff\xfe\x00"), "another program"),
        (Answer(200, b"null"), "another program"),
        (Answer(200, b"[" * 100_000), "another program"),
        (Answer(200, b"{}", {"Content-Encoding": "gzip"}), "another program"),
        (xml("<a/>"), "another program"),
        (ecr({"message": "no code"}, 400), "HTTP status 400"),
        (identity("no account", "no arn"), "another program"),
        (identity(arn="arn:aws:iam::123456789012:user/x&#10;Checked: all is well"), "another program"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_that_is_not_of_aws_is_told_as_that(
    refused: Refused, server: Server, answer: Answer, words: str
) -> None:
    server.answering = lambda _: answer
    check(refused(), "not-aws", words, "log in to the network")


def test_a_proxy_on_the_way_that_wants_a_password(refused: Refused, server: Server) -> None:
    server.answering = lambda _: Answer(407)
    check(refused(), "proxy-auth", "name and a password", "http://NAME:PASSWORD@HOST:PORT")


def test_a_connection_that_is_cut(refused: Refused, server: Server) -> None:
    server.answering = lambda _: Answer(cut=True)
    check(refused(), "connection-cut", "closed the connection before it had answered", "Try again")


def test_an_error_of_urllib3_that_an_older_botocore_passes_on() -> None:
    assert translate(ProtocolError("Connection broken"), Asked("ECR", "us-east-1", KEYS), ()).code == "connection-cut"


def test_an_answer_that_is_cut(refused: Refused, server: Server) -> None:
    server.answering = lambda _: Answer(200, b"{", missing=10)
    assert refused().code in ("connection-cut", "not-aws")


def test_silence_ends_with_the_time_out_of_the_read(
    refused: Refused, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.services.aws.boto.READ_SECONDS", 0.2)
    server.answering = lambda _: Answer(hang=True)
    check(refused(), "read-timeout", "did not answer within", "Try again")
    assert len(server.requests) == 1


@pytest.mark.parametrize("answer", [Answer(drip=True), Answer(hang=True)])
def test_whatever_trickles_in_the_whole_ends_in_time(server: Server, answer: Answer) -> None:
    server.answering = lambda _: answer
    aws = AwsBoto(total_seconds=0.5)
    with pytest.raises(ServiceError) as caught:
        aws.identify(KEYS, "us-east-1")
    check(caught.value, "read-timeout", "gave no answer within", "Try again")


def test_a_port_at_which_nobody_listens(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    check(refused(), "refused", "127.0.0.1 refused the connection", "AWS_ENDPOINT_URL")


def test_a_firewall_that_drops(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.services.aws.boto.CONNECT_SECONDS", 0.2)
    # A listener whose queue is full lets the kernel drop what comes.
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{full.getsockname()[1]}")
        check(refused(), "connect-timeout", "could not be reached within", "HTTPS_PROXY")
        for one in waiting:
            one.close()


def test_no_route(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    # The kernel has no route for a connection to everybody.
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://255.255.255.255")
    check(refused(), "no-network", "no network", "Connect to a network")


@pytest.mark.parametrize(
    ("code", "words"), [(socket.EAI_NONAME, "DNS knows no such host"), (socket.EAI_AGAIN, "No DNS server answered")]
)
def test_a_name_that_dns_does_not_know(
    refused: Refused, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    # Not this machine's own name server: where there is none, some take long to say so.
    monkeypatch.setattr(socket, "getaddrinfo", partial(_no_address, code))
    check(refused(), "dns", words, "Look at the network and its DNS")


def test_a_region_that_is_none(aws: AwsBoto, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _unknown_host)  # no name server may be asked for it
    for region, close in (("us-est-1", "us-east-1"), ("../x y", "looks like us-east-1"), ("", "us-east-1")):
        with pytest.raises(UsageError) as caught:
            aws.authorization(KEYS, region)
        assert caught.value.code == "region-unknown"
        assert close in caught.value.cause


def _no_address(code: int, *_: object, **__: object) -> None:
    raise socket.gaierror(code, "no address")


_unknown_host = partial(_no_address, socket.EAI_NONAME)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("AWS_ENDPOINT_URL", "nonsense", "endpoint"),
        ("AWS_ENDPOINT_URL", "http://", "endpoint"),
        ("AWS_ENDPOINT_URL", "http://[::1", "endpoint"),
        ("AWS_ENDPOINT_URL", "http://host:port", "endpoint"),
        ("HTTPS_PROXY", "http://[::1", "proxy-config"),
        ("HTTPS_PROXY", f"http://user:{PASSWORD}@host:port", "proxy-config"),
        ("HTTPS_PROXY", "socks5://127.0.0.1:1", "proxy-config"),
        ("https_proxy", "://:", "proxy-config"),
    ],
)
def test_a_variable_that_holds_no_address_is_named(
    refused: Refused, monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: str
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _unknown_host)
    monkeypatch.setenv(name, value)
    check(refused(), code, f"{name} is not the address", "Set it to")


def test_a_profile_that_does_not_exist(refused: Refused, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "gone")
    check(refused(), "aws-config", "no AWS profile gone", "AWS_PROFILE")


def test_a_config_file_that_is_none(server: Server, own_home: Path) -> None:
    (own_home / ".aws").mkdir()
    (own_home / ".aws" / "config").write_text("[default\nregion = us-east-1\n")
    for call in (lambda fresh: fresh.identify(KEYS, "us-east-1"), lambda fresh: fresh.regions()):
        with pytest.raises(ServiceError) as caught:
            call(AwsBoto())
        assert caught.value.code == "aws-config"
        assert caught.value.path == str(own_home / ".aws" / "config")


# TLS


def test_a_certificate_of_an_unknown_authority_names_the_way_out(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificates.make(tmp_path)
    with serving(good, made.context) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        check(refused(), "tls", "certificate of 127.0.0.1 is not trusted", "AWS_CA_BUNDLE")
        assert server.requests == []


def test_with_the_authority_in_aws_ca_bundle_it_works(
    aws: AwsBoto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificates.make(tmp_path)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(made.authority))
    with serving(good, made.context) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        assert aws.identify(KEYS, "us-east-1").user == "builder"


@pytest.mark.parametrize(
    ("host", "days", "words", "remedy"),
    [("127.0.0.1", -3, "expired", "clock"), ("other.example", 1, "not trusted", "AWS_CA_BUNDLE")],
)
def test_a_certificate_that_is_wrong(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, days: int, words: str, remedy: str
) -> None:
    made = certificates.make(tmp_path, host, days=days)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(made.authority))
    with serving(good, made.context) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        check(refused(), "tls", words, remedy)


def test_a_server_that_speaks_no_tls(refused: Refused, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url.replace("http:", "https:"))
    check(refused(), "tls", "does not speak TLS", "HTTPS_PROXY")


def test_a_handshake_that_is_cut(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            while True:
                try:
                    listener.accept()[0].close()
                except OSError:
                    return

        threading.Thread(target=hang_up, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"https://127.0.0.1:{listener.getsockname()[1]}")
        assert refused().code in ("tls", "connection-cut", "no-connection")


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_a_ca_bundle_that_is_none(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_text(content)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(bundle))
    made = certificates.make(tmp_path)
    with serving(good, made.context) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        check(refused(), "ca-bundle", "cannot be used", "AWS_CA_BUNDLE")


# Proxies


@pytest.mark.parametrize(
    ("status", "code", "words", "remedy"),
    [
        (407, "proxy-auth", "asks for a name and a password", "NAME:PASSWORD"),
        (403, "proxy-refused", "status 403", "NO_PROXY"),
        (502, "proxy-refused", "status 502", "NO_PROXY"),
    ],
)
def test_a_proxy_that_refuses(
    refused: Refused, monkeypatch: pytest.MonkeyPatch, status: int, code: str, words: str, remedy: str
) -> None:
    proxy = Proxy(status, "No")
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:{PASSWORD}@127.0.0.1:{proxy.port}")
    error = refused()
    check(error, code, words, remedy)
    assert f"127.0.0.1:{proxy.port}" in error.title
    proxy.stop()


def test_a_proxy_that_is_not_there(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:{PASSWORD}@127.0.0.1:{port}")
    check(refused(), "proxy-refused", f"127.0.0.1:{port}", "HTTPS_PROXY")


def test_a_proxy_whose_name_dns_does_not_know(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _unknown_host)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid:3128")
    check(refused(), "proxy-refused", "DNS does not know", "HTTPS_PROXY")


def test_a_proxy_that_lets_through(aws: AwsBoto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = certificates.make(tmp_path)
    proxy = Proxy()
    monkeypatch.setenv("AWS_CA_BUNDLE", str(made.authority))
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    with serving(good, made.context) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        assert aws.identify(KEYS, "us-east-1").user == "builder"
    assert [line.split()[1] for line in proxy.asked] == [f"127.0.0.1:{server.port}"]
    proxy.stop()


def test_keys_of_the_environment_are_never_sent_in_the_place_of_those_that_are_checked(
    aws: AwsBoto, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOTHEROTHEROTHER1")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x" * 40)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "a token")
    aws.identify(KEYS, "us-east-1")
    headers = server.requests[0].headers
    assert f"Credential={KEYS.key_id.reveal()}/" in headers["authorization"]
    assert "x-amz-security-token" not in headers
    assert "AWS_SESSION_TOKEN" in os.environ


def test_the_questions_of_a_check_are_asked_at_the_same_time(aws: AwsBoto, server: Server) -> None:
    # So that the whole check, and not each of its calls, is bounded by ten seconds.
    both = threading.Barrier(2)

    def answer(request: Request) -> Answer:
        both.wait(20)
        return good(request)

    server.answering = answer
    assert check_keys(aws, KEYS, "us-east-1").identity.user == "builder"
