"""What arrives as typed text and spells AWS keys is told from what is typed."""

from __future__ import annotations

import pytest

from wizard.core.aws.typed_keys import Typed, is_of_keys, read_typed

ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
FORMS = {
    "export": f"export AWS_ACCESS_KEY_ID={ID}\nexport AWS_SECRET_ACCESS_KEY={SECRET}\n",
    "set": f"set AWS_ACCESS_KEY_ID={ID}\nset AWS_SECRET_ACCESS_KEY={SECRET}\n",
    "PowerShell": f'$Env:AWS_ACCESS_KEY_ID="{ID}"\n$Env:AWS_SECRET_ACCESS_KEY="{SECRET}"\n',
    "profile": f"[default]\naws_access_key_id = {ID}\naws_secret_access_key = {SECRET}\nregion = eu-west-1\n",
    "csv": f"Access key ID,Secret access key\n{ID},{SECRET}\n",
    "old csv": f"User name,Password,Access key ID,Secret access key\nme,,{ID},{SECRET}\n",
    "JSON": f'{{\n "AccessKey": {{\n  "UserName": "me",\n  "AccessKeyId": "{ID}",\n  "Status": "Active",\n'
    f'  "SecretAccessKey": "{SECRET}"\n }}\n}}\n',
    "bare": f"{ID}\n{SECRET}\n",
    "columns": f"{ID}\t{SECRET}\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_keys_is_read_to_its_end_and_no_further(form: str) -> None:
    text = FORMS[form]
    assert read_typed(text, ended=True) == (Typed.KEYS, len(text))
    assert read_typed(text + "acme\n\n", ended=True) == (Typed.KEYS, len(text))


@pytest.mark.parametrize("form", FORMS)
def test_no_piece_of_it_is_taken_for_text_once_a_key_is_in_it(form: str) -> None:
    text = FORMS[form]
    for length in range(text.index(ID) + len(ID), len(text)):
        assert read_typed(text[:length], ended=False).what in (Typed.PART, Typed.KEYS), text[:length]


@pytest.mark.parametrize("form", sorted(set(FORMS) - {"bare", "columns"}))
def test_its_beginning_is_waited_for(form: str) -> None:
    text = FORMS[form]
    for length in range(4, text.index(ID)):
        assert read_typed(text[:length], ended=False).what is not Typed.TEXT, text[:length]


@pytest.mark.parametrize(
    "text",
    [
        "prod-ecr\n",
        "eu-west-1\n",
        "export\n",
        "aws_ecr\n",
        "settings\n",
        "AWS_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID\n",
        "export AWS_REGION=eu-west-1\n",
        "[ci]\nname\n",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709\n",
        f"prod-ecr\n{ID}\n",
        "\n\n",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert read_typed(text, ended=True).what is Typed.TEXT


def test_in_a_field_for_them_an_id_and_a_secret_are_ordinary_answers() -> None:
    assert read_typed(FORMS["bare"], ended=True, into_key_field=True).what is Typed.TEXT
    assert read_typed(FORMS["export"], ended=True, into_key_field=True).what is Typed.KEYS


def test_a_prompt_refuses_lines_with_keys_only() -> None:
    assert is_of_keys(f"export AWS_SECRET_ACCESS_KEY={SECRET}")
    assert is_of_keys(SECRET)
    assert not is_of_keys("AWS_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY")
    assert not is_of_keys("[default]")
    assert is_of_keys("[default]", among_keys=True)
