"""Canary keys go to AWS and come back in every kind of failure: nothing that is written, shown or kept holds them."""

from __future__ import annotations

import io
import logging
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aws_server import Answer, Server, ecr_error, good, serving, sts_error

from wizard.actions.credentials import check_keys
from wizard.core.model.errors import WizardError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.services.aws.boto import AwsBoto
from wizard.services.repository import git_run
from wizard.services.runtime import logs
from wizard.services.storage.crash import write_report

KEY_ID = "AKIACANARYCANARY0001"
SECRET = "canary+Secret/canary+Secret/canary+Secr1"
KEYS = AwsKeys(Secret(KEY_ID), Secret(SECRET))
# What is derived from the secret and signs with it, as it stands in a request.
SIGNS = ("Signature=", "Credential=")

FAILURES: dict[str, Answer] = {
    "unknown": sts_error("InvalidClientTokenId", f"The key {KEY_ID} with {SECRET} is unknown"),
    "quoted": sts_error(
        "IncompleteSignature", f"Authorization=AWS4-HMAC-SHA256 Credential={KEY_ID}/x, Signature={'ab' * 32}"
    ),
    "other": sts_error("Odd", f"{SECRET} {KEY_ID} Signature={'ab' * 32}"),
    "denied": sts_error("AccessDenied", f"{SECRET} is not authorized to perform: x:{SECRET}"),
    "code": sts_error(KEY_ID, SECRET),
    "page": Answer(200, f"<html>{SECRET}".encode(), {"Content-Type": "text/html"}),
    "redirect": Answer(302, b"", {"Location": f"http://login.example/{SECRET}"}),
    "cut": Answer(cut=True),
    "json": ecr_error("Odd", SECRET),
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr("wizard.services.aws.boto.RETRY_AFTER", 0.01)
    with serving(good) as running:
        monkeypatch.setenv("AWS_ENDPOINT_URL", running.url)
        yield running


@pytest.fixture
def everything_logged(tmp_path: Path) -> Iterator[Callable[[], str]]:
    """What our log file, and a root logger at DEBUG, have written so far."""
    root, stream = logging.getLogger(), io.StringIO()
    handler, level = logging.StreamHandler(stream), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logs.set_up(str(tmp_path / "log"), verbose=2)
    yield lambda: stream.getvalue() + (tmp_path / "log").read_text()
    root.removeHandler(handler)
    root.setLevel(level)
    logs.set_up()


def clean(text: str) -> bool:
    return not any(part in text for part in (KEY_ID, SECRET, SECRET[:12], *SIGNS))


@pytest.mark.parametrize("answer", FAILURES.values(), ids=FAILURES.keys())
@pytest.mark.parametrize("service", ["sts", "ecr"])
def test_no_failure_gives_them_away(
    aws: AwsBoto,
    server: Server,
    answer: Answer,
    service: str,
    everything_logged: Callable[[], str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    server.answering = lambda request: answer if request.service == service else good(request)
    said: list[str] = []
    with pytest.raises(WizardError) as caught:
        check_keys(aws, KEYS, "us-east-1", said.append)
    error = caught.value
    shown = [str(error), repr(error), *said, everything_logged(), *capfd.readouterr()]
    with_locals = traceback.TracebackException.from_exception(error, capture_locals=True)
    # The frame of this test knows the canaries, and pytest's below it; those of the program come after.
    shown += [line for frame in with_locals.stack if "/wizard/" in frame.filename for line in map(str, (frame.locals,))]
    shown.append(repr(pickle.dumps(error)))
    assert all(map(clean, shown)), [text for text in shown if not clean(text)]
    assert error.__cause__ is None
    assert error.__context__ is None
    assert server.requests  # it was really sent


def test_a_key_that_breaks_the_request_is_not_quoted(aws: AwsBoto, server: Server) -> None:
    # botocore's error for a line end in the id quotes the Authorization header.
    with pytest.raises(WizardError) as caught:
        aws.identify(AwsKeys(Secret(f"{KEY_ID}\n"), KEYS.secret), "us-east-1")
    assert clean(f"{caught.value} {caught.value!r}")
    assert caught.value.__context__ is None


def test_our_own_log_masks_them_wherever_they_turn_up(
    aws: AwsBoto, server: Server, everything_logged: Callable[[], str]
) -> None:
    aws.identify(KEYS, "us-east-1")
    ours = logging.getLogger("wizard.somewhere")
    ours.info("the key %s and %s", KEY_ID, SECRET)
    try:
        raise ValueError(SECRET)
    except ValueError:
        ours.exception("it failed with %r", KEYS)
    written = everything_logged()
    assert "the key ******** and ********" in written
    assert "ValueError" in written
    assert clean(written)


def test_the_log_is_for_the_user_alone(tmp_path: Path) -> None:
    logs.set_up(str(tmp_path / "log"))
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600
    logs.set_up()


def test_a_crash_report_does_not_hold_them(own_home: Path) -> None:
    keys = KEYS

    def crash() -> None:
        raise RuntimeError(f"{keys} {keys.key_id} {keys.secret!r}")

    try:
        crash()
    except RuntimeError as error:
        report = Path(str(write_report(error)))
    assert clean(report.read_text())
    assert report.stat().st_mode & 0o777 == 0o600


def test_git_gets_no_keys_with_its_environment() -> None:
    inherited = {
        "AWS_ACCESS_KEY_ID": KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "SHIPPABLE_API_TOKEN": SECRET,
        "PATH": "/",
    }
    passed = git_run.environment(inherited)
    assert clean(str(passed))
    assert passed["PATH"] == "/"


def test_a_crash_of_python_itself_leaves_no_picture_of_its_memory() -> None:
    code = (
        "from resource import RLIMIT_CORE, getrlimit; from wizard.services.runtime import logs; logs.set_up(); "
        "print(getrlimit(RLIMIT_CORE))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip() == "(0, 0)"


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_no_other_program_of_the_user_reads_our_memory() -> None:
    code = (
        "import ctypes; from wizard.services.runtime import logs; prctl = ctypes.CDLL(None).prctl; "
        "print(prctl(3, 0, 0, 0, 0)); logs.set_up(); print(prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.split() == ["1", "0"]
