"""`doctor`: what is found, where it comes from, what to do about it; no secret is shown and nothing is sent."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

KEY_ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def checks(ecr: Run, **environment: str) -> dict[str, list[dict[str, Any]]]:
    """What `doctor --json` finds, by subject."""
    found: dict[str, list[dict[str, Any]]] = {}
    for item in json.loads(ecr("doctor", "--json", **environment).stdout)["checks"]:
        found.setdefault(item["subject"], []).append(item)
    return found


def test_every_setting_is_shown_with_its_source(ecr: Run, own_home: Path) -> None:
    (own_home / ".aws").mkdir()
    (own_home / ".aws" / "config").write_text("[profile acme]\nregion = eu-west-3\n")
    found = checks(ecr, AWS_PROFILE="acme", HTTPS_PROXY="http://proxy.example:3128", LANG="en_US.UTF-8", LC_ALL="")
    assert (found["AWS profile"][0]["found"], found["AWS profile"][0]["source"]) == ("acme", "AWS_PROFILE")
    assert (found["AWS region"][0]["found"], found["AWS region"][0]["source"]) == ("eu-west-3", "the AWS profile acme")
    assert (found["proxy"][0]["found"], found["proxy"][0]["source"]) == ("http://proxy.example:3128", "HTTPS_PROXY")
    assert found["locale"][0] | {"state": "ok", "source": "LANG"} == found["locale"][0]
    assert found["git"][0]["found"].startswith("git version")
    assert found["repository"][0]["state"] == "ok"


@pytest.mark.parametrize(
    ("subject", "environment"),
    [
        ("AWS profile", {"AWS_PROFILE": "nobody"}),
        ("AWS keys", {"AWS_ACCESS_KEY_ID": KEY_ID}),
        ("AWS keys", {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": "t"}),
        ("Shippable", {"SHIPPABLE_API_TOKEN": "a-token-of-somebody"}),
        ("certificates", {"AWS_CA_BUNDLE": "/nowhere/ca.pem"}),
        ("proxy", {"HTTPS_PROXY": "http://"}),
        ("git", {"PATH": "/nowhere"}),
    ],
)
def test_a_problem_has_a_remedy_and_an_exit_code(ecr: Run, subject: str, environment: dict[str, str]) -> None:
    done = ecr("doctor", **environment)
    assert done.returncode == 1
    item = next(item for item in checks(ecr, **environment)[subject] if item["state"] == "problem")
    assert item["remedy"]
    assert f"problem  {subject}: " in done.stdout


def test_without_a_problem_the_exit_code_is_0_and_quiet_shows_what_is_not_in_order(ecr: Run) -> None:
    done = ecr("doctor", "-q", LC_ALL="C")
    assert done.returncode == 0
    assert "warning  locale: C: not UTF-8" in done.stdout
    assert "ok " not in done.stdout


def test_a_damaged_file_is_a_problem_and_the_rest_is_looked_at(ecr: Run, own_home: Path) -> None:
    (own_home / "data" / "ecr-wizard").mkdir(parents=True)
    (own_home / "data" / "ecr-wizard" / "integrations.json").write_text("{")
    found = checks(ecr)
    assert found["inventory"][0]["state"] == "problem"
    assert found["data folder"][0]["found"].endswith("(1 files, 1 bytes)")


def test_credentials_that_others_may_read_are_a_warning(ecr: Run, own_home: Path) -> None:
    (own_home / ".aws").mkdir()
    path = own_home / ".aws" / "credentials"
    path.write_text("[default]\n")
    path.chmod(0o644)
    assert [item["remedy"] for item in checks(ecr)["AWS file"] if item["state"] == "warning"] == [f"chmod 600 {path}"]


def test_no_secret_is_shown_and_nothing_is_sent(ecr: Run, own_home: Path) -> None:
    (own_home / ".aws").mkdir()
    path = own_home / ".aws" / "credentials"
    path.write_text(f"[acme]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n")
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        environment = {
            "AWS_PROFILE": "acme",
            "AWS_ACCESS_KEY_ID": KEY_ID,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_ENDPOINT_URL": f"http://name:canary-one@{address}/canary-two",
            "HTTPS_PROXY": f"http://name:canary-three@{address}",
            "SHIPPABLE_API_URL": f"http://name:canary-four@{address}/canary-five",
            "SHIPPABLE_API_TOKEN": "canary-six-canary",
            "DBUS_SESSION_BUS_ADDRESS": f"tcp:host=127.0.0.1,port={server.getsockname()[1]}",
        }
        for words in (("doctor",), ("doctor", "--json"), ("doctor", "-vv")):
            done = ecr(*words, **environment)
            said = done.stdout + done.stderr
            assert address in said
            assert "not looked at" in said  # the keyring, whose bus is on a network
            assert not [word for word in ("canary", SECRET, KEY_ID) if word in said]
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
