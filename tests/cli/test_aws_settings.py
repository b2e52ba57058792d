"""AWS settings as boto3 documents them: whose profile, which region, which endpoint; seen at real servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.integrations import EXPORTS, KEY_ID, SECRET, Command, command, repository
from tests.services.aws_server import Request, Server, good, serving

OTHER = "AKIAI44QH8DHBEXAMPLE"
ADD = ("account", "add", "acme-keys", "--store=none")


@pytest.fixture
def ecr(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    monkeypatch.chdir(repository(tmp_path / "shop"))
    return command(monkeypatch, capfd)


@pytest.fixture
def aws() -> Iterator[Server]:
    with serving(good) as made:
        yield made


def config(home: Path, text: str) -> None:
    folder = home / ".aws"
    folder.mkdir()
    (folder / "config").write_text(text)


def profile(name: str, *settings: str, key_id: str = KEY_ID) -> str:
    pair = (f"aws_access_key_id = {key_id}", f"aws_secret_access_key = {SECRET}")
    return "\n".join([f"[profile {name}]", *pair, *settings, ""])


def signed_for(request: Request) -> str:
    """`KEY/REGION`, as the signature of a request names them."""
    scope = request.headers["authorization"].partition("Credential=")[2].split("/")
    return f"{scope[0]}/{scope[2]}"


def asked(server: Server) -> set[str]:
    return {signed_for(request) for request in server.requests}


def test_the_profile_that_the_environment_names_is_the_profile(
    ecr: Command, aws: Server, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config(own_home, profile("cn", "region = cn-north-1", f"endpoint_url = {aws.url}"))
    monkeypatch.setenv("AWS_PROFILE", "cn")
    added = ecr(*ADD)
    assert added.code == 0, added.err
    assert "Region: cn-north-1 (the AWS profile cn)." in added.err
    assert asked(aws) == {f"{KEY_ID}/cn-north-1"}
    (item,) = ecr("account", "list", "--json").data["accounts"]
    assert (item["region"], item["profile"]) == ("cn-north-1", "cn")


@pytest.mark.parametrize(
    ("variables", "flags", "region", "source"),
    [
        ({}, ["--region=eu-west-3"], "eu-west-3", ""),
        ({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"}, [], "eu-west-1", "AWS_REGION"),
        ({"AWS_DEFAULT_REGION": "eu-west-2"}, [], "eu-west-2", "AWS_DEFAULT_REGION"),
        ({}, [], "eu-north-1", "the AWS profile near"),
        ({"AWS_PROFILE": "far"}, [], "eu-north-1", "the AWS profile near"),
    ],
)
def test_the_region_by_order_of_precedence(
    ecr: Command,
    aws: Server,
    own_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    flags: list[str],
    region: str,
    source: str,
) -> None:
    config(own_home, profile("near", "region = eu-north-1") + profile("far", "region = cn-north-1"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    added = ecr(*ADD, "--profile=near", *flags)
    assert added.code == 0, added.err
    assert asked(aws) == {f"{KEY_ID}/{region}"}
    assert (f"Region: {region} ({source})." in added.err) == bool(source)


def test_without_any_setting_the_region_is_the_usual_one(
    ecr: Command, aws: Server, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    added = ecr(*ADD, "--keys-from-stdin", stdin=EXPORTS)
    assert added.code == 0, added.err
    assert asked(aws) == {f"{KEY_ID}/us-east-1"}
    assert "Region: us-east-1" in added.err


def test_a_region_of_the_shell_that_is_none_is_said_with_its_variable(
    ecr: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_REGION", "the moon")
    added = ecr(*ADD, "--keys-from-stdin", stdin=EXPORTS)
    assert added.code == 2
    assert "AWS_REGION" in added.err


def test_each_source_of_keys_has_its_own_endpoint(
    ecr: Command, aws: Server, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(good) as other:
        first = profile("first", "region = eu-west-1", f"endpoint_url = {aws.url}")
        config(own_home, first + profile("second", f"endpoint_url = {other.url}", key_id=OTHER))
        monkeypatch.setenv("AWS_PROFILE", "second")
        assert ecr(*ADD, "--profile=first").code == 0
        assert asked(aws) == {f"{KEY_ID}/eu-west-1"}
        assert other.requests == []
        assert ecr(*ADD).code == 0
        assert asked(other) == {f"{OTHER}/us-east-1"}


def test_a_profile_that_is_gone_does_not_block_another_one(
    ecr: Command, aws: Server, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config(own_home, profile("here", f"endpoint_url = {aws.url}"))
    monkeypatch.setenv("AWS_PROFILE", "gone")
    added = ecr(*ADD, "--profile=here")
    assert added.code == 0, added.err
    named = ecr(*ADD)
    assert named.code == 4
    assert "There is no AWS profile gone." in named.err
    assert "AWS_PROFILE names it" in named.err


def test_keys_of_the_shell_go_before_its_profile(
    ecr: Command, aws: Server, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config(own_home, profile("here", "region = eu-west-1"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    monkeypatch.setenv("AWS_PROFILE", "here")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", OTHER)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    assert ecr(*ADD).code == 0
    assert asked(aws) == {f"{OTHER}/eu-west-1"}


def test_fips_of_the_profile_goes_to_the_host_for_it(ecr: Command, own_home: Path) -> None:
    config(own_home, profile("strict", "region = us-east-2", "use_fips_endpoint = true") + profile("other"))
    assert "sts-fips.us-east-2.amazonaws.com" in ecr(*ADD, "--profile=strict").err
    assert "sts.us-east-2.amazonaws.com" in ecr(*ADD, "--profile=other", "--region=us-east-2").err


@pytest.mark.parametrize("where", ["environment", "profile", "service"])
def test_an_http_endpoint_elsewhere_is_refused(
    ecr: Command, own_home: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    address = "http://aws.invalid:4566"
    settings = {
        "environment": (),
        "profile": (f"endpoint_url = {address}",),
        "service": ("services = mine", "[services mine]", "sts =", f"  endpoint_url = {address}"),
    }
    config(own_home, profile("here", *settings[where]))
    if where == "environment":
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    refused = ecr(*ADD, "--profile=here")
    assert refused.code == 2
    assert "The endpoint http://aws.invalid is not encrypted." in refused.err
    assert "--allow-http-endpoint" in refused.err
    allowed = ecr(*ADD, "--profile=here", "--allow-http-endpoint")
    assert allowed.code == 1
    assert "could not be found" in allowed.err


@pytest.mark.parametrize("source", ["stdin", "environment", "profile"])
def test_a_lasting_key_beside_an_old_token(
    ecr: Command, own_home: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    more, stdin = ["--keys-from-stdin"], EXPORTS + "export AWS_SESSION_TOKEN=left-over\n"
    if source == "environment":
        more = []
        for name, value in (("ACCESS_KEY_ID", KEY_ID), ("SECRET_ACCESS_KEY", SECRET), ("SESSION_TOKEN", "left-over")):
            monkeypatch.setenv(f"AWS_{name}", value)
    elif source == "profile":
        more = ["--profile=here"]
        config(own_home, profile("here", "aws_session_token = left-over"))
    refused = ecr(*ADD, *more, stdin=stdin)
    assert refused.code == 4
    assert "There is a session token beside the lasting key AKIA...MPLE; leave it out." in refused.err
    assert "ASIA" not in refused.err
