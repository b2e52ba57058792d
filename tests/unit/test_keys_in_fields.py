"""Keys that land in a field of something else are refused: what is answered there is shown, kept and committed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wizard.core.interview import validators
from wizard.core.interview.validators import Cleaned, InvalidAnswer

KEY_ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
FIELDS = (validators.integration_name, validators.image, validators.tag, validators.options, validators.command)


@pytest.mark.parametrize("clean", FIELDS)
@pytest.mark.parametrize("text", [KEY_ID, SECRET])
def test_a_key_in_another_field_is_refused_and_not_repeated(clean: Callable[[str], Cleaned], text: str) -> None:
    with pytest.raises(InvalidAnswer) as caught:
        clean(text)
    assert text not in str(caught.value)


@pytest.mark.parametrize("text", [f"AWS_SECRET_ACCESS_KEY={SECRET}", f'KEY="{KEY_ID}"', SECRET])
def test_keys_are_no_variables_of_the_file(text: str) -> None:
    with pytest.raises(InvalidAnswer) as caught:
        validators.env_item(text)
    assert "AWS key" in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "docker build -t app:da39a3ee5e6b4b0d3255bfef95601890afd80709 .",
        "a/very/long/path/of/forty/characters/abc",
        "cp -r /root/Build1/output/directory/that/is/quite/long/Indeed .",
        "ASIAN-PEARS",
    ],
)
def test_hashes_and_paths_are_none(text: str) -> None:
    assert validators.command(text).text == text
