"""Keys as people paste and type them: every form is found, nothing crashes, no message gives a secret away."""

from __future__ import annotations

import json
import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.core.aws.key_forms import PastedKeys, holds_a_key, parse_pasted, problem_of_key_id, problem_of_secret
from wizard.core.interview import validators
from wizard.core.model.secret import AwsKeys, Secret

ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

Form = Callable[[str, str], str]


def _json(key_id: str, secret: str) -> str:
    # `aws iam create-access-key`, "Output", AWS CLI Command Reference.
    key = {"UserName": "ci", "AccessKeyId": key_id, "Status": "Active", "SecretAccessKey": secret}
    return json.dumps({"AccessKey": key}, indent=4)


# "Environment variables to configure the AWS CLI", "Configuration and credential file settings" (AWS CLI User Guide),
# "Manage access keys for IAM users" (credentials.csv, now and before), the AWS CLI's output formats; and what people
# keep in notes, scripts and settings of other programs.
FORMS: dict[str, Form] = {
    "export": "export AWS_ACCESS_KEY_ID={}\nexport AWS_SECRET_ACCESS_KEY={}\n".format,
    "export, other order": lambda i, s: f"export AWS_SECRET_ACCESS_KEY={s}\nexport AWS_ACCESS_KEY_ID={i}",
    "quoted": "export AWS_ACCESS_KEY_ID='{}'\nexport AWS_SECRET_ACCESS_KEY=\"{}\"".format,
    "one line": "AWS_ACCESS_KEY_ID={} AWS_SECRET_ACCESS_KEY={} aws s3 ls".format,
    "with semicolons": "AWS_ACCESS_KEY_ID={}; AWS_SECRET_ACCESS_KEY={};".format,
    "with &&": "export AWS_ACCESS_KEY_ID={} && export AWS_SECRET_ACCESS_KEY={}".format,
    "with prompts": "$ export AWS_ACCESS_KEY_ID={}\n$ export AWS_SECRET_ACCESS_KEY={}".format,
    "quoted in a mail": "> export AWS_ACCESS_KEY_ID={}\n> export AWS_SECRET_ACCESS_KEY={}".format,
    "typographic quotes": "AWS_ACCESS_KEY_ID=\u201c{}\u201d\nAWS_SECRET_ACCESS_KEY=\u201c{}\u201d".format,
    "hard spaces": "aws_access_key_id\u00a0=\u00a0{}\naws_secret_access_key\u00a0=\u00a0{}".format,
    "bracketed paste": "\x1b[200~AWS_ACCESS_KEY_ID={}\nAWS_SECRET_ACCESS_KEY={}\x1b[201~".format,
    "cmd": "set AWS_ACCESS_KEY_ID={}\r\nset AWS_SECRET_ACCESS_KEY={}\r\n".format,
    "setx": "setx AWS_ACCESS_KEY_ID {}\r\nsetx AWS_SECRET_ACCESS_KEY {}\r\n".format,
    "PowerShell": '$Env:AWS_ACCESS_KEY_ID="{}"\n$Env:AWS_SECRET_ACCESS_KEY="{}"'.format,
    "fish": "set -gx AWS_ACCESS_KEY_ID {}\nset -gx AWS_SECRET_ACCESS_KEY {}".format,
    "csh": "setenv AWS_ACCESS_KEY_ID {}\nsetenv AWS_SECRET_ACCESS_KEY {}".format,
    "aws configure": "aws configure set aws_access_key_id {}\naws configure set aws_secret_access_key {}".format,
    "docker": "docker run -e AWS_ACCESS_KEY_ID={} -e AWS_SECRET_ACCESS_KEY={} image".format,
    "profile": "[ci]\naws_access_key_id = {}\naws_secret_access_key = {}\nregion = us-east-1\n".format,
    "profile of the config file": "[profile ci]\naws_access_key_id={}\naws_secret_access_key={}\n".format,
    "YAML": "aws_access_key_id: {}\naws_secret_access_key: '{}'\n".format,
    "credentials.csv": "Access key ID,Secret access key\n{},{}\n".format,
    "credentials.csv with BOM": "\ufeffAccess key ID,Secret access key\r\n{},{}\r\n".format,
    "credentials.csv, 2019": (
        "User name,Password,Access key ID,Secret access key,Console login link\n"
        "ci,,{},{},https://123456789012.signin.aws.amazon.com/console\n"
    ).format,
    "credentials.csv, quoted": '"User Name","Access Key Id","Secret Access Key"\n"ci","{}","{}"\n'.format,
    "a row of it": "{},{}".format,
    "a row of it, 2019": "ci,,{},{},https://123456789012.signin.aws.amazon.com/console".format,
    "JSON": _json,
    "lines of the JSON": lambda i, s: "\n".join(_json(i, s).splitlines()[3:6]),
    "output text": "ACCESSKEY\t{}\t2026-01-01T00:00:00+00:00\t{}\tActive\tci".format,
    "output table": "||  AccessKeyId     |  {}  ||\n||  SecretAccessKey |  {}  ||".format,
    "labels": "Access key ID: {}\nSecret access key: {}\n".format,
    "labels above": "Access key ID\n{}\nSecret access key\n{}\n".format,
    "from the console": "Access key\tSecret access key\n{}\t{}\n".format,
    "Terraform": 'provider "aws" {{\n  access_key = "{}"\n  secret_key = "{}"\n}}'.format,
    "JavaScript": "{{ accessKeyId: '{}', secretAccessKey: '{}' }}".format,
    "two words": "{} {}".format,
    "two lines": "{}\n{}\n".format,
    "beside a commit": lambda i, s: f"commit {'0a' * 20}\nkey {i}\nsecret {s}",
}

ids = st.text(string.ascii_uppercase + string.digits, min_size=16, max_size=16).map("AKIA".__add__)
secrets = st.text(string.ascii_letters + string.digits + "/+", min_size=40, max_size=40).filter(
    lambda text: not set(text) <= set(string.hexdigits)
)


def taken(found: PastedKeys | None) -> tuple[str, str] | None:
    return (found.keys.key_id.reveal(), found.keys.secret.reveal()) if found else None


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_every_form_is_found(form: Form) -> None:
    assert taken(parse_pasted(form(ID, SECRET))) == (ID, SECRET)


@given(
    form=st.sampled_from(list(FORMS)),
    key_id=ids,
    secret=secrets,
    before=st.sampled_from(["", "\n", "  ", "\t", "# my keys\n"]),
    after=st.sampled_from(["", "\n", "  \n\n"]),
)
def test_whatever_keys_they_are_and_whatever_blanks_stand_around(
    form: str, key_id: str, secret: str, before: str, after: str
) -> None:
    found = parse_pasted(before + FORMS[form](key_id, secret) + after)
    assert taken(found) == (key_id, secret)
    assert found is not None
    assert not found.temporary
    assert secret not in repr(found)


@given(
    form=st.sampled_from(list(FORMS)),
    at=st.integers(0, 400),
    junk=st.text(max_size=4),
    cut=st.integers(0, 30),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_a_mangled_paste_never_crashes_and_never_shows_itself(
    form: str, at: int, junk: str, cut: int, line_end: str
) -> None:
    text = FORMS[form](ID, SECRET).replace("\n", line_end)
    mangled = text[:at] + junk + text[at + cut :]
    found = parse_pasted(mangled)
    assert found is None or SECRET not in repr(found)
    for message in (problem_of_key_id(mangled), problem_of_secret(mangled)):
        assert message is None or SECRET not in message


@given(st.text(max_size=300))
def test_any_text_at_all_is_read_without_a_crash(text: str) -> None:
    parse_pasted(text)
    problem_of_key_id(text)
    problem_of_secret(text)


@given(secret=secrets, cut=st.integers(1, 40), spot=st.integers(0, 40), wrong=st.sampled_from(" '\"-_=$\u2026\n\t\x1b"))
def test_no_message_holds_a_part_of_the_secret(secret: str, cut: int, spot: int, wrong: str) -> None:
    for typed in (secret[:cut], secret + "x", wrong + secret, secret[:spot] + wrong + secret[spot:], f'"{secret}"'):
        for message in (problem_of_secret(typed), problem_of_key_id(typed)):
            parts = {secret[at : at + 6] for at in range(len(secret) - 5)}
            assert message is None or not any(part in message for part in parts)


def test_temporary_keys_are_told_as_such() -> None:
    export = FORMS["export"]
    found = parse_pasted(export(ID, SECRET) + "export AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEJr//////////wEaCXVz\n")
    assert found is not None
    assert found.temporary
    found = parse_pasted(export("ASIAIOSFODNN7EXAMPLE", SECRET))
    assert found is not None
    assert found.temporary


def test_of_several_profiles_the_first_counts_and_that_is_said() -> None:
    profile = FORMS["profile"]
    found = parse_pasted(profile(ID, SECRET) + profile("AKIAOTHEROTHEROTHER1", "o" * 40))
    assert taken(found) == (ID, SECRET)
    assert found is not None
    assert found.form == "profile ci (the first of 2)"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        ID,
        SECRET,
        f"export AWS_ACCESS_KEY_ID={ID}",
        f"{ID} AKIAOTHEROTHEROTHER1 {SECRET}",
        f"{ID} {'0123456789abcdef' * 2}01234567",
        f"MY_AWS_SECRET_ACCESS_KEY_OLD={SECRET}",
        "{",
        "[]",
        '{"a": [1, null]}',
        "[" * 100_000,
        "aws_access_key_id=" * 10_000,
        '"' * 50_000,
        "\x00",
        f"AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY=",
    ],
    ids=range(16),
)
def test_without_a_whole_pair_there_is_none(text: str) -> None:
    assert parse_pasted(text) is None


def test_a_comment_is_no_setting() -> None:
    assert taken(parse_pasted(f"# AWS_ACCESS_KEY_ID=AKIAOLDOLDOLDOLDOLD1\n{FORMS['export'](ID, SECRET)}")) == (
        ID,
        SECRET,
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "20 characters that begin with AKIA"),
        ("   ", "only spaces"),
        ("AKIA", "4 of 20 characters so far"),
        ("AKI", "3 of 20"),
        (ID + "X", "21 characters: an access key id has 20"),
        (ID.lower(), "capital letters and digits only; there is a small letter"),
        ("AKIAIOSFODNN7EXAMPL-", "there is `-` at place 20"),
        ("AKIAIOSFODNN7EXAMPL\u0395", "at place 20"),  # a Greek letter that looks like E
        (f" {ID}", "in front"),
        (f"{ID}\n", "at the end"),
        (f'"{ID}"', 'A quote (")'),
        ("AKIA IOSF", "a space or line end at place 5"),
        (f"AWS_ACCESS_KEY_ID={ID}", "Only the value belongs here: leave out AWS_ACCESS_KEY_ID"),
        (SECRET, "looks like a secret access key: it belongs in the other field"),
        ("ASIAIOSFODNN7EXAMPLE", "temporary key"),
        ("AROAIOSFODNN7EXAMPLE", "an IAM role"),
        ("AIDAIOSFODNN7EXAMPLE", "an IAM user"),
        ("XKIAIOSFODNN7EXAMPLE", "begins with AKIA"),
    ],
)
def test_what_is_wrong_with_an_id_is_said_in_words(typed: str, words: str) -> None:
    problem = problem_of_key_id(typed)
    assert problem is not None
    assert words in problem


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "40 characters"),
        (SECRET[:12], "12 of 40 characters so far"),
        (SECRET + "X", "41 characters: a secret access key has 40"),
        (SECRET * 3, "session token"),
        (ID, "looks like an access key id: it belongs in the other field"),
        (f"{SECRET} ", "at the end"),
        (f"'{SECRET}'", "A quote (')"),
        (SECRET[:39] + "-", "there is `-` at place 40"),
        (SECRET[:39] + "\x1b", "\\x1b"),
        (SECRET[:20] + "\t" + SECRET[20:], "a space or line end at place 21"),
        (f"aws_secret_access_key = {SECRET}", "leave out aws_secret_access_key"),
    ],
)
def test_what_is_wrong_with_a_secret_is_said_in_words(typed: str, words: str) -> None:
    problem = problem_of_secret(typed)
    assert problem is not None
    assert words in problem


def test_good_ones_have_no_problem() -> None:
    assert problem_of_key_id(ID) is None
    assert problem_of_secret(SECRET) is None
    assert AwsKeys(Secret(ID), Secret(SECRET)).masked_id == "AKIA...MPLE"


@pytest.mark.parametrize("text", [ID, SECRET, f"export AWS_ACCESS_KEY_ID={ID}", f"name {SECRET}", f"AWS_X={SECRET}"])
def test_a_key_in_the_wrong_field_is_refused_without_repeating_it(text: str) -> None:
    assert holds_a_key(text)
    for validator in (validators.integration_name, validators.env_item):
        with pytest.raises(validators.InvalidAnswer, match="fields of the keys") as caught:
            validator(text)
        assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "ecr-integration",
        "AKIA",
        "0123456789abcdef" * 2 + "01234567",
        "B" * 40,
        "a/long/path/that/has/forty/characters/in",
    ],
)
def test_other_names_are_no_keys(text: str) -> None:
    assert not holds_a_key(text)
