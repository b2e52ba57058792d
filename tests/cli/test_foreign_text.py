"""Servers that say our own keys back, in every form and through every door: nobody sees or keeps them."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.cli.integrations import Command, command, repository, use
from tests.services.aws_server import Answer, Request, ecr, good, identity, serving, sts_error
from tests.services.shippable_server import TOKEN, Fault, ShippableServer, running
from wizard.core.model.secret import MASK, Secret
from wizard.services.runtime.foreign import foreign_text, remember

KEY_ID = "AKIAIOSFODNN7CANARY0"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYCANARYKEY0"
EXPORTS = f"export AWS_ACCESS_KEY_ID={KEY_ID}\nexport AWS_SECRET_ACCESS_KEY={SECRET}\n"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
ADD = ("account", "add", "acme-keys", "--keys-from-stdin", "--store=profile")
# So much of a secret is no accident any more.
PIECE = 10

Dress = Callable[[str], str]

CLOTHES: dict[str, Dress] = {
    "plain": lambda text: text,
    "lower case": str.lower,
    "upper case": str.upper,
    "first half": lambda text: text[: len(text) // 2],
    "middle": lambda text: text[6:-6],
    "percent": lambda text: quote(text, safe=""),
    "percent, each letter": lambda text: "".join(f"%{ord(char):02x}" for char in text),
    "percent twice": lambda text: quote(quote(text, safe=""), safe=""),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 of a log-in": lambda text: base64.b64encode(f"AWS:{text}".encode()).decode(),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(b"x" + text.encode()).decode().rstrip("="),
    "base64 twice": lambda text: base64.b64encode(base64.b64encode(text.encode())).decode(),
    "base64, cut": lambda text: base64.b64encode(text.encode()).decode()[3:30],
    "hexadecimal": lambda text: text.encode().hex(),
    "JSON": lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
    "octal, as git quotes paths": lambda text: "".join(f"\\{ord(char):03o}" for char in text),
    "code points": lambda text: "".join(f"\\u{{{ord(char):x}}}" for char in text),
    "long code points": lambda text: "".join(f"\\U{ord(char):08x}" for char in text),
    "entities": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "apart": lambda text: "-".join(text),
    "full width": lambda text: "".join(chr(ord(char) + 0xFEE0) for char in text),
}


@dataclass
class Wire:
    """The servers of one run, and how to run a command against them."""

    ecr: Command
    shippable: ShippableServer
    answer_of_sts: Answer | None = None
    answer_of_ecr: Answer | None = None

    def aws(self, request: Request) -> Answer:
        special = self.answer_of_sts if request.service == "sts" else self.answer_of_ecr
        return special or good(request)

    def add(self, *more: str) -> str:
        done = self.ecr(*ADD, "--log-file", "log", "-vv", *more, stdin=EXPORTS)
        return done.out + done.err

    def fail(self, method: str, status: int, content: bytes = b"", **headers: str) -> None:
        self.shippable.faults = [Fault(method, "/", status, content, headers, times=9)]


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Wire]:
    monkeypatch.chdir(repository(tmp_path / "shop"))
    monkeypatch.setattr("wizard.services.aws.boto.RETRY_AFTER", 0.01)
    with running() as shippable:
        use(shippable, monkeypatch)
        made = Wire(command(monkeypatch, capfd), shippable)
        with serving(made.aws) as aws:
            monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
            yield made


def _message(text: str) -> bytes:
    return b'{"message": "' + text.encode().replace(b"\\", b"\\\\") + b'"}'


def _sts(code: str, message: str) -> Callable[[Wire, str], str]:
    def door(wire: Wire, said: str) -> str:
        wire.answer_of_sts = sts_error(code.replace("SAID", said), message.replace("SAID", said))
        return wire.add()

    return door


def _redirect(place: str) -> Callable[[Wire, str], str]:
    def door(wire: Wire, said: str) -> str:
        location = quote(place.replace("SAID", said), safe="%:/?=&+@")
        wire.answer_of_sts = Answer(302, b"", {"Location": location})
        first = wire.add()
        wire.answer_of_sts = None
        wire.fail("GET", 307, Location=location)
        return first + wire.add()

    return door


def _arn(wire: Wire, said: str) -> str:
    name = "".join(char if "!" <= char <= "~" else "_" for char in said)
    wire.answer_of_sts = identity(arn=f"arn:aws:iam::123456789012:user/{name}")
    return wire.add() + wire.add("--json") + wire.ecr("account", "list", "--json").out


def _ecr(wire: Wire, said: str) -> str:
    wire.answer_of_ecr = Answer(400, b'{"__type": "OddException", "message": "' + said.encode() + b' x"}')
    return wire.add()


def _registry(wire: Wire, said: str) -> str:
    data = {"authorizationToken": "QVdTOng=", "proxyEndpoint": f"https://{said}/x"}
    wire.answer_of_ecr = ecr({"authorizationData": [data]})
    return wire.add()


def _shippable(method: str, status: int) -> Callable[[Wire, str], str]:
    def door(wire: Wire, said: str) -> str:
        wire.fail(method, status, _message(f"odd {said} odd"))
        return wire.add() + wire.add("--json")

    return door


def _name(wire: Wire, said: str) -> str:
    wire.add()
    wire.shippable.accounts["5"] = {"id": "5", "name": f"x{said}", "masterName": "ECR"}
    done = wire.ecr("account", "list")
    more = wire.ecr("account", "list", "--json")
    return done.out + done.err + more.out


DOORS: dict[str, Callable[[Wire, str], str]] = {
    "STS, an error": _sts("Odd", "we got SAID from you"),
    "STS, the code of an error": _sts("SAID", "odd"),
    "STS, what is denied": _sts("AccessDenied", "not authorized to perform: sts:SAID on SAID"),
    "STS, the policy that denies": _sts(
        "AccessDenied", "an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/SAID"
    ),
    "STS, an ARN": _arn,
    "a redirect's path": _redirect("https://login.example/SAID?key=SAID"),
    "a redirect's host": _redirect("https://SAID.example/"),
    "a redirect's user": _redirect("https://SAID:SAID@login.example/"),
    "ECR, an error": _ecr,
    "ECR, the registry": _registry,
    "Shippable, 400": _shippable("POST", 400),
    "Shippable, 401": _shippable("GET", 401),
    "Shippable, 403": _shippable("GET", 403),
    "Shippable, 409": _shippable("POST", 409),
    "Shippable, 500": _shippable("POST", 500),
    "Shippable, a name": _name,
}


def pieces(said: str) -> set[str]:
    """What must not be seen of it, without case and punctuation."""
    text = "".join(char for char in said.lower() if char.isalnum())
    return {text[at : at + PIECE] for at in range(len(text) - PIECE + 1)}


def hidden(said: str, shown: str) -> bool:
    text = "".join(char for char in shown.lower() if char.isalnum())
    return not any(piece in text for piece in pieces(said))


def kept(home: Path) -> str:
    """All files below the home directory and the log, but for the one where the keys belong."""
    files = [path for path in home.rglob("*") if path.is_file() and path.name != "credentials"]
    return "".join(path.read_text(errors="replace") for path in [*files, *Path.cwd().glob("log")])


SECRETS = {"secret": SECRET, "token": TOKEN, "id": KEY_ID}
# Through every door go the forms that differ most; through the function itself go all.
WORN = ("plain", "lower case", "percent twice", "base64 of a log-in", "first half")


@pytest.mark.parametrize("clothes", CLOTHES)
@pytest.mark.parametrize("which", SECRETS)
def test_every_form_is_masked(clothes: str, which: str) -> None:
    secret = SECRETS[which]
    remember(Secret(secret))
    said = CLOTHES[clothes](secret)
    shown = foreign_text(f"before {said} !")
    assert shown == f"before {MASK} !"


@pytest.mark.parametrize("at", range(len(WORN)), ids=WORN)
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS.keys())
def test_what_a_server_says_back_is_masked(
    wire: Wire, own_home: Path, door: Callable[[Wire, str], str], at: int
) -> None:
    secret = list(SECRETS.values())[at % len(SECRETS)]
    said = CLOTHES[WORN[at]](secret)
    shown = door(wire, said) + kept(own_home)
    assert hidden(said, shown), shown
    assert hidden(secret, shown), shown


def test_what_is_no_secret_is_shown(wire: Wire) -> None:
    wire.answer_of_sts = sts_error("Odd", f"commit {COMMIT}, sha256:{COMMIT}{COMMIT[:24]} of user ci/builder")
    shown = wire.add()
    assert f"commit {COMMIT}, sha256:{COMMIT}{COMMIT[:24]} of user ci/builder" in shown


def test_a_redirect_shows_scheme_and_host_alone(wire: Wire) -> None:
    wire.fail("GET", 302, Location="https://other.example:8443/a/long/path?with=more#yet")
    shown = wire.add()
    assert "It names https://other.example:8443." in shown
    assert "/a/long" not in shown


@pytest.mark.parametrize("length", [400_000, 2_000])
def test_a_long_arn_is_cut(wire: Wire, length: int) -> None:
    wire.answer_of_sts = identity(arn=f"arn:aws:iam::123456789012:user/{'a' * length}")
    shown = wire.add()
    assert "arn:aws:iam::123456789012:user/aaa" in shown
    assert len(shown) < 3_000


def test_an_arn_longer_than_an_answer_may_be_is_not_read(wire: Wire) -> None:
    wire.answer_of_sts = identity(arn=f"arn:aws:iam::123456789012:user/{'a' * 5_000_000}")
    shown = wire.add()
    assert "The answer does not end within 500 KB" in shown
    assert len(shown) < 3_000


@pytest.mark.parametrize("header", ["9" * 400, "99999999999999999999", "\u0669" * 3])
def test_an_odd_time_to_wait_is_no_bug(wire: Wire, header: str) -> None:
    wire.fail("GET", 429, **{"Retry-After": header.encode("utf-8").decode("latin-1")})
    shown = wire.add()
    assert "asks to slow down" in shown
    assert "9999" not in shown


def test_a_clock_that_no_clock_shows_is_no_bug(wire: Wire) -> None:
    stamp = "99999999T999999Z"
    wire.answer_of_sts = sts_error(
        "SignatureDoesNotMatch", f"Signature expired: {stamp} is now earlier than {stamp} ({stamp} - 15 min.)"
    )
    assert "This computer's clock is" in wire.add()


def test_keys_of_somebody_else_are_masked_too(wire: Wire) -> None:
    others = "AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"
    wire.answer_of_sts = sts_error("Odd", " and ".join(others))
    shown = wire.add()
    assert "******** and ********" in shown


def test_what_git_says_is_masked(wire: Wire) -> None:
    subprocess.run(["git", "config", "core.repositoryformatversion", "1"], check=True)
    subprocess.run(["git", "config", f"extensions.{KEY_ID}", "x"], check=True)
    os.environ["AWS_ACCESS_KEY_ID"] = KEY_ID  # own_home took those of the machine away, and takes this one too
    try:
        done = wire.ecr("check")
    finally:
        del os.environ["AWS_ACCESS_KEY_ID"]
    assert done.code == 1
    assert "unknown repository extension" in done.err
    assert hidden(KEY_ID, done.out + done.err)


def test_the_password_of_a_proxy_is_masked(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:Proxy%2FPass%2Fword1@127.0.0.1:9")
    wire.answer_of_sts = sts_error("Odd", "the proxy sent Proxy/Pass/word1")
    assert hidden("Proxy/Pass/word1", wire.add())
