"""Profiles in the shared AWS files, and the environment: read as AWS's tools do, written without touching the rest."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from aws_server import KEY_ID, KEYS, SECRET
from hypothesis import given
from hypothesis import strategies as st

from wizard.actions.credentials import key_sources
from wizard.core.model.errors import CredentialsError, ServiceError, UsageError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.services.credentials import aws_files
from wizard.services.credentials.system import SystemStore

OTHERS = AwsKeys(Secret("AKIAOTHEROTHEROTHER1"), Secret("o" * 40))
PAIR = f"aws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}"
PROFILE = f"[ecr-wizard]\n{PAIR}\n"
FILE = """\
# mine, do not touch
[default]
aws_access_key_id=AKIADEFAULTDEFAULT01
aws_secret_access_key = ddddddddddddddddddddddddddddddddddddddd1
s3 =
    max_concurrent_requests = 20

; the old one
[old]
AWS_ACCESS_KEY_ID = AKIAOLDOLDOLDOLDOLD1
aws_secret_access_key = 0000000000000000000000000000000000000001
aws_session_token = gone
region = eu-west-1
"""


@pytest.fixture
def store() -> SystemStore:
    return SystemStore()


@pytest.fixture
def credentials(own_home: Path) -> Path:
    path = own_home / ".aws" / "credentials"
    path.parent.mkdir()
    path.write_text(FILE)
    path.chmod(0o644)
    return path


def botocore_reads(profile: str) -> tuple[str, str]:
    """The keys of the profile as AWS's own library finds them."""
    from botocore.session import Session

    found = Session(profile=profile).get_credentials()
    return found.access_key, found.secret_key


def test_the_first_profile_makes_a_private_file(store: SystemStore, own_home: Path) -> None:
    assert store.profiles() == ()
    assert store.store_profile("ecr-wizard", KEYS) == "~/.aws/credentials"
    path = own_home / ".aws" / "credentials"
    assert path.read_text() == PROFILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert store.load_profile("ecr-wizard") == KEYS
    assert botocore_reads("ecr-wizard") == (KEY_ID, SECRET)


def test_everything_else_in_the_file_stays(store: SystemStore, credentials: Path) -> None:
    store.store_profile("ecr-wizard", KEYS)
    assert credentials.read_text() == FILE + "\n" + PROFILE
    assert stat.S_IMODE(credentials.stat().st_mode) == 0o600
    assert store.profiles() == ("default", "old", "ecr-wizard")
    assert store.delete_profile("ecr-wizard") is True
    assert credentials.read_text() == FILE
    assert store.delete_profile("ecr-wizard") is False


def test_an_existing_profile_is_replaced_only_when_that_is_asked_for(store: SystemStore, credentials: Path) -> None:
    with pytest.raises(ServiceError, match="There is an AWS profile old already") as caught:
        store.store_profile("old", KEYS)
    assert caught.value.code == "profile-exists"
    assert credentials.read_text() == FILE
    store.store_profile("old", KEYS, overwrite=True)
    text = credentials.read_text()
    assert text.startswith(FILE.partition("[old]")[0])
    assert text.endswith("[old]\n" + PROFILE.partition("\n")[2] + "region = eu-west-1\n")
    assert botocore_reads("old") == (KEY_ID, SECRET)


def test_deleting_keeps_what_else_the_profile_holds(store: SystemStore, credentials: Path) -> None:
    store.delete_profile("old")
    assert credentials.read_text() == FILE.partition("[old]")[0] + "[old]\nregion = eu-west-1\n"
    store.delete_profile("default")
    text = credentials.read_text()
    assert "AKIADEFAULT" not in text
    assert "    max_concurrent_requests = 20\n" in text


def test_a_profile_in_the_middle_goes_without_a_trace(store: SystemStore, credentials: Path) -> None:
    credentials.write_text(f"[a]\nregion = x\n\n{PROFILE}\n# about b\n[b]\nregion = y\n")
    store.delete_profile("ecr-wizard")
    assert credentials.read_text() == "[a]\nregion = x\n\n# about b\n[b]\nregion = y\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "# only a comment",
        "[a]\nregion = x",
        "[a]\r\nregion = x\r\n",
        "\ufeff[a]\nregion = x\n",
        "[a]\nregion = caf\udce9\n",
        "[a]\nregion = \u2603\u2028 x\x0c\n",
        "[a]\n",
        "[ecr-wizard-2]\nregion = x\n[profile ecr-wizard]\n",
    ],
)
def test_no_byte_of_a_strange_file_is_lost(store: SystemStore, credentials: Path, text: str) -> None:
    before = text.encode("utf-8", "surrogateescape")
    credentials.write_bytes(before)
    if text.startswith("\ufeff"):  # AWS's tools cannot read it either
        with pytest.raises(ServiceError, match="not one that AWS"):
            store.store_profile("ecr-wizard", KEYS)
        assert credentials.read_bytes() == before
        return
    store.store_profile("ecr-wizard", KEYS)
    after = credentials.read_bytes()
    assert after.startswith(before)
    assert store.load_profile("ecr-wizard") == KEYS
    if b"\r\n" in before:
        assert b"\n" not in after.replace(b"\r\n", b"")


NAMES = st.sampled_from(["default", "old", "ecr-wizard", "a.b@c"])
POSSIBLE = """\
[default]
[old]
[ecr-wizard]
aws_access_key_id = AKIA
AWS_SECRET_ACCESS_KEY: x
aws_session_token = t
region=r
s3 =
    nested = 1
  [indented]
# comment
 ; note
\t

key
= nothing
"""
LINES = st.lists(st.sampled_from(POSSIBLE.splitlines()), max_size=12)


@given(lines=LINES, end=st.sampled_from(["\n", "\r\n"]), name=NAMES)
def test_whatever_stands_there_only_the_profile_changes(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str, name: str
) -> None:
    path = tmp_path_factory.mktemp("aws") / "credentials"
    path.write_bytes(end.join(lines).encode())
    before = path.read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(path))
        try:
            others = {key: value for key, value in aws_files.profiles().items() if key != name}
            SystemStore().store_profile(name, KEYS, overwrite=True)
        except ServiceError:
            assert path.read_bytes() == before  # refused
            return
        assert SystemStore().load_profile(name) == KEYS
        assert {key: value for key, value in aws_files.profiles().items() if key != name} == others
        SystemStore().delete_profile(name)
        assert {key: value for key, value in aws_files.profiles().items() if key != name} == others
        assert SECRET.encode() not in path.read_bytes()


def test_the_file_may_be_elsewhere_and_a_link(
    store: SystemStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text(FILE)
    link.symlink_to(real)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(link))
    store.store_profile("ecr-wizard", KEYS)
    assert link.is_symlink()
    assert real.read_text().endswith(PROFILE)
    assert store.credentials_path() == str(link)


def test_two_at_once_lose_nothing(credentials: Path) -> None:
    names = [f"profile-{number}" for number in range(8)]
    threads = [threading.Thread(target=SystemStore().store_profile, args=(name, KEYS)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(SystemStore().profiles()) == {"default", "old", *names}


def test_a_file_that_is_none_is_told_by_its_line_and_never_quoted(store: SystemStore, credentials: Path) -> None:
    credentials.write_text(f"[default]\naws_secret_access_key = {SECRET}\n{SECRET}\n")
    for call in (store.profiles, lambda: store.load_profile("default"), lambda: store.store_profile("x", KEYS)):
        with pytest.raises(ServiceError) as caught:
            call()
        assert caught.value.code == "aws-config"
        assert caught.value.where == "~/.aws/credentials:3"
        assert SECRET not in str(caught.value)
        assert caught.value.__context__ is None


def test_a_folder_that_cannot_be_written(store: SystemStore, own_home: Path) -> None:
    (own_home / ".aws").write_text("a file where a folder should be")
    with pytest.raises(ServiceError, match=r"~/\.aws/credentials") as caught:
        store.store_profile("ecr-wizard", KEYS)
    assert caught.value.code == "aws-config"
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["", "a]b", "a\nb", "[x", "a b", "\u202e", "-" + "\x1b[31m"])
def test_an_odd_name_of_a_profile_is_refused(store: SystemStore, own_home: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name of a profile"):
        store.store_profile(name, KEYS)
    assert not (own_home / ".aws").exists()


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        (f"aws_access_key_id = ASIA{'X' * 16}\naws_secret_access_key = {SECRET}", "temporary-key", "token"),
        (f"{PAIR}\naws_session_token = t", "stray-session-token", "lasting key"),
        (f"aws_access_key_id = {KEY_ID}", "incomplete-keys", "aws_secret_access_key"),
        (f"aws_secret_access_key = {SECRET}", "incomplete-keys", "aws_access_key_id"),
        ("sso_session = corp", "no-lasting-key", "SSO"),
        ("role_arn = arn:aws:iam::1:role/x", "no-lasting-key", "role"),
        ("credential_process = /bin/x", "no-lasting-key", "program"),
        ("region = eu-west-1", "no-lasting-key", "no keys"),
    ],
)
def test_a_profile_of_another_kind_is_told_as_what_it_is(
    store: SystemStore, own_home: Path, settings: str, code: str, words: str
) -> None:
    (own_home / ".aws").mkdir()
    (own_home / ".aws" / "config").write_text(f"[profile work]\n{settings}\n")
    assert store.profiles() == ("work",)
    with pytest.raises(CredentialsError) as caught:
        store.load_profile("work")
    assert caught.value.code == code
    assert words in caught.value.cause
    assert SECRET not in str(caught.value)


def test_both_files_make_one_profile(store: SystemStore, own_home: Path) -> None:
    (own_home / ".aws").mkdir()
    (own_home / ".aws" / "config").write_text(
        f'[default]\nregion = x\n[profile "two words"]\naws_access_key_id = {KEY_ID}\n[sso-session s]\nsso_region = x\n'
    )
    (own_home / ".aws" / "credentials").write_text(f"[two words]\naws_secret_access_key = {SECRET}\n")
    assert set(store.profiles()) == {"two words", "default"}
    assert store.load_profile("two words") == KEYS


def test_errors_about_a_profile_name_the_file_that_is_in_force(
    store: SystemStore, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, credentials = own_home / "my-config", own_home / "my-credentials"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    config.write_text(f"[profile work]\nrole_arn = x\n[profile old]\n{PAIR}\naws_session_token = t\n[profile half]\n")
    credentials.write_text(f"[half]\naws_access_key_id = {KEY_ID}\n")
    for name, file in (("work", config), ("half", credentials), ("gone", credentials)):
        with pytest.raises(CredentialsError) as caught:
            store.load_profile(name)
        assert caught.value.path == f"~/{file.name}", name
    with pytest.raises(CredentialsError) as caught:
        store.load_profile("old")
    assert caught.value.remedy == "Remove aws_session_token from the profile old in ~/my-config."


def test_a_section_of_the_config_file_without_the_word_profile_is_explained(
    store: SystemStore, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_home / ".aws").mkdir()
    (own_home / ".aws" / "config").write_text(f"[dev]\n{PAIR}\n")
    assert store.profiles() == ()
    monkeypatch.setenv("AWS_PROFILE", "dev")
    (problem,) = key_sources(store).problems
    with pytest.raises(CredentialsError) as caught:
        store.load_profile("dev")
    for error in (problem, caught.value):
        assert error.path == "~/.aws/config"
        assert "[profile dev]" in error.cause


def test_a_profile_that_is_not_there(store: SystemStore) -> None:
    with pytest.raises(CredentialsError, match="There is no AWS profile gone") as caught:
        store.load_profile("gone")
    assert caught.value.code == "no-such-profile"


def test_the_environment(store: SystemStore, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.environment() is None
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
    with pytest.raises(CredentialsError, match="AWS_SECRET_ACCESS_KEY is not set"):
        store.environment()
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", f"{SECRET}\n")
    assert store.environment() == KEYS
    monkeypatch.setenv("AWS_SESSION_TOKEN", "t")
    with pytest.raises(CredentialsError, match="Unset AWS_SESSION_TOKEN"):
        store.environment()
    monkeypatch.delenv("AWS_SESSION_TOKEN")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIA" + "X" * 16)
    with pytest.raises(CredentialsError, match="temporary"):
        store.environment()
