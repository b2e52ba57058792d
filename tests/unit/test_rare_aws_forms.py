"""Rare forms of names, keys, manifests and policies."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from wizard.core.aws.ecr_name import parse
from wizard.core.aws.key_forms import begins_a_secret, keys_within, parse_pasted, refused_token
from wizard.core.aws.manifests import IMAGE_TYPES, INDEX_TYPES, OLD_TYPES, Manifest, read_manifest, read_platform
from wizard.core.aws.masking import masked, needle
from wizard.core.aws.policy_forms import terraform
from wizard.core.aws.typed_keys import Typed, read_typed
from wizard.core.aws.verify import Target, Verdict, facts

ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
DIGEST = f"sha256:{'0' * 64}"


@pytest.mark.parametrize(
    ("region", "domain", "page"),
    [
        ("eu-west-1", "amazonaws.com", "https://eu-west-1.console.aws.amazon.com/ecr/repositories/private/"),
        ("cn-north-1", "amazonaws.com.cn", "https://cn-north-1.console.amazonaws.cn/ecr/repositories/private/"),
        ("us-iso-east-1", "c2s.ic.gov", None),
    ],
)
def test_where_a_repository_is_in_the_console_and_how_it_is_made(region: str, domain: str, page: str | None) -> None:
    image = parse(f"123456789012.dkr.ecr.{region}.{domain}/shop/app:1")
    assert image is not None
    assert image.create_command == f"aws ecr create-repository --region {region} --repository-name shop/app"
    assert image.console_page == (page and f"{page}123456789012/shop/app?region={region}")


def test_keys_with_a_session_token_are_refused_with_what_to_do() -> None:
    temporary = refused_token(f"ASIA{ID[4:]}", "Leave it out.")
    assert temporary.code == "temporary-key"
    lasting = refused_token(ID, "Leave it out.")
    assert lasting.code == "stray-session-token"
    assert "Leave it out." in str(lasting)
    assert ID not in str(lasting)


@pytest.mark.parametrize(
    ("text", "key_id", "secret"),
    [
        (f"{ID} {SECRET}", ID, SECRET),
        (SECRET, None, SECRET),
        (f"image {ID}", ID, None),
        (f"two {SECRET} {SECRET[::-1]}", None, SECRET),
    ],
)
def test_keys_in_a_text_that_should_be_something_else(text: str, key_id: str | None, secret: str | None) -> None:
    found = keys_within(text)
    assert found is not None
    assert (found.key_id and found.key_id.reveal(), found.secret and found.secret.reveal()) == (key_id, secret)


def test_a_plain_text_holds_no_keys() -> None:
    assert keys_within("acme/app") is None
    assert not begins_a_secret("AWS_SECRET_ACCESS_KEY=$MINE")
    assert begins_a_secret("AWS_SECRET_ACCESS_KEY=wJal")


@pytest.mark.parametrize("text", ['"', 'a,"b', "a\0b,c", "a\x0bb\x1cc,d", '"a"b,c', ",", "x" * 200_000, '"\n\n"'])
def test_a_paste_that_is_no_table_has_no_keys(text: str) -> None:
    assert parse_pasted(text) is None


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        (IMAGE_TYPES[0], {"config": [], "layers": []}, None),
        (IMAGE_TYPES[0], {"config": {}, "layers": {}}, None),
        ("text/html", {"config": {}, "layers": []}, None),
        (OLD_TYPES[0], {}, Manifest(OLD_TYPES[0], "")),
    ],
)
def test_what_is_no_manifest_or_an_old_one(kind: str, data: dict[str, Any], expected: Manifest | None) -> None:
    assert read_manifest(kind, json.dumps(data).encode()) == expected


def test_an_index_is_read_without_the_items_that_have_no_plain_platform() -> None:
    linux = {"os": "linux", "architecture": "amd64"}
    items = [
        "text",
        {"digest": DIGEST},
        {"platform": {"os": "unknown", "architecture": "unknown"}, "digest": DIGEST},
        {"platform": linux, "digest": "sha1:0"},
        {"platform": linux, "digest": DIGEST},
    ]
    found = read_manifest(INDEX_TYPES[0], json.dumps({"manifests": items}).encode())
    assert found is not None
    assert found.children == (("linux/amd64", DIGEST),)
    assert found.usual_child == DIGEST


@pytest.mark.parametrize(
    ("content", "platform"),
    [
        (b'{"os": "linux", "architecture": "arm64", "variant": "v8"}', "linux/arm64/v8"),
        (b'{"os": "linux"}', ""),
        (b"[]", ""),
        (b"{", ""),
    ],
)
def test_the_platform_of_an_image(content: bytes, platform: str) -> None:
    assert read_platform(content) == platform


def test_a_manifest_without_sizes_says_none() -> None:
    image = parse("123456789012.dkr.ecr.eu-west-1.amazonaws.com/app")
    assert image is not None
    verdict = Verdict(
        Target("pull", image), "yes", "ok", "It may be pulled.", manifest=Manifest(IMAGE_TYPES[0], DIGEST)
    )
    assert facts(verdict) == ("Platform: not looked at",)


def test_a_secret_is_masked_however_often_it_is_escaped_and_words_in_it_are_not() -> None:
    secret = "wJalrXUtnFEMI/K7MDENG/passwords0000000000"
    text = secret
    for _ in range(3):
        text = "".join(f"%{ord(char):02x}" if not char.isalnum() else char for char in text)
    known = [needle(secret)]
    assert "FEMI" not in masked(text, known)
    assert masked("the passwords, and 0000000000", known) == "the passwords, and 0000000000"
    assert SECRET not in masked(base64.b64encode(secret.encode()).decode(), known)


def test_an_escape_in_an_escape_in_an_escape_is_undone_only_so_often() -> None:
    text = f"%{'25' * 8}41 harmless"
    assert masked(text, [needle(SECRET)]) == text


def test_a_policy_for_one_action_as_terraform() -> None:
    statement = {"Sid": "One", "Effect": "Allow", "Action": ["ecr:BatchGetImage"], "Resource": "*"}
    text = terraform({"Statement": [statement]})
    assert 'actions   = ["ecr:BatchGetImage"]' in text
    assert 'resources = ["*"]' in text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"AWS_ACCESS_KEY_ID={ID}\n\nAWS_SECRET_ACCESS_KEY={SECRET}\n", Typed.KEYS),
        ("make\nexport aws_", Typed.TEXT),
        ("[default]\nreg", Typed.PERHAPS),
        ("[default]\n", Typed.PERHAPS),
        ("make\n", Typed.TEXT),
        ("exp", Typed.TEXT),
        ("export aw", Typed.PERHAPS),
        ("akia12", Typed.PERHAPS),
        ("access_key_id: abc", Typed.PERHAPS),
        ("access_key_id: abc and more", Typed.TEXT),
        ("harmless", Typed.TEXT),
    ],
)
def test_typed_text_that_may_become_keys(text: str, what: Typed) -> None:
    assert read_typed(text, ended=False).what is what
