"""Secrets in foreign text: masked in whatever form they come back, and nothing else is."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from wizard.core.aws.masking import masked, needle, without_keylike
from wizard.core.aws.rights import Right, summary
from wizard.core.model.secret import MASK

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
KNOWN = (needle(SECRET),)


def entities(text: str) -> str:
    return "".join(f"&#{ord(char)};" for char in text)


FORMS = {
    "as it is": SECRET,
    "small letters": SECRET.lower(),
    "backwards": SECRET[::-1],
    "spread over lines": "\n".join(SECRET),
    "a piece": SECRET[4:24],
    "percent": quote(SECRET, safe=""),
    "percent twice": quote(quote(SECRET, safe=""), safe=""),
    "JSON": "".join(f"\\u{ord(char):04x}" for char in SECRET),
    "hexadecimal escapes": "".join(f"\\x{ord(char):02x}" for char in SECRET),
    "octal": "".join(f"\\{ord(char):03o}" for char in SECRET),
    "entities": entities(SECRET),
    "named entities": SECRET.replace("/", "&sol;").replace("+", "&plus;"),
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "base64 in the middle": base64.b64encode(b"a:" + SECRET.encode() + b":z").decode(),
    "base64 twice": base64.b64encode(base64.b64encode(SECRET.encode())).decode(),
    "base32": base64.b32encode(SECRET.encode()).decode(),
    "hex": SECRET.encode().hex(),
    "full width": "".join(chr(ord(char) + 0xFEE0) for char in SECRET),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_masked_in_every_form(form: str) -> None:
    text = masked(f"before [{FORMS[form]}] after", KNOWN)
    assert text.startswith("before [")
    assert text.endswith("] after")
    assert MASK in text
    left = "".join(char for char in text.replace(MASK, "") if char.isalnum())
    assert len(left) <= len("beforeafter") + 4


def test_other_text_stays_as_it_was() -> None:
    text = "The key AKIA... was not found in us-east-1: 100 % of &amp; \\x41 &#9999999; %zz"
    assert masked(text, KNOWN) == text
    assert masked(SECRET, ()) == SECRET
    assert SECRET not in repr(KNOWN[0])
    assert masked("abc", [needle("ab")]) == "abc"  # too short to be known from an accident


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("id AKIAIOSFODNN7EXAMPLE here", f"id {MASK} here"),
        ("Signature=abc, Credential: x/y;", f"{MASK}, {MASK};"),
        ("https://user:word@example.com/a", f"https://{MASK}@example.com/a"),
        ("token x7Kq9ZpL2mR8vT4nW6yB1cD3fG5hJ0sA", f"token {MASK}"),
        ("sha256:" + "ab12" * 16, "sha256:" + "ab12" * 16),
        ("a-very-long-name-of-a-repository-in-small-letters", "a-very-long-name-of-a-repository-in-small-letters"),
    ],
)
def test_what_looks_like_a_key_is_masked_whose_ever_it_is(text: str, shown: str) -> None:
    assert without_keylike(text) == shown


def test_the_table_of_rights_has_a_line_for_each_state() -> None:
    rights = [
        Right("ecr:BatchGetImage", "*", "may", ""),
        Right("ecr:PutImage", "*", "may-not", "IAM denies it."),
        Right("ecr:UploadLayerPart", "*", "may-not", "IAM denies it."),
    ]
    assert summary(rights) == (
        "may: ecr:BatchGetImage",
        "! may not: ecr:PutImage, ecr:UploadLayerPart (IAM denies it.)",
    )
    assert summary(()) == ()
