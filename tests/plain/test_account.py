"""The account step at a terminal and through a pipe: every way to give keys, and nothing of them in sight."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from wizard.services.aws.simulated import (
    DENIED,
    GOOD,
    INACTIVE,
    OFFLINE,
    ROOT,
    SKEWED,
    TEMPORARY,
    THROTTLED,
    UNKNOWN,
    WRONG_SECRET,
    SampleKey,
)

STEP = str(Path(__file__).with_name("account_step.py"))
NAME_AND_REGION = ["shop-ecr", "us-west-2"]
TYPE = "1"


def environment(**more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])} | more


def piped(folder: Path, *lines: str, times: int = 1, closed: str = "") -> tuple[dict[str, Any], str]:
    """What the step came to when these lines come through a pipe, and what it said."""
    done = subprocess.run(
        [sys.executable, STEP, str(folder), str(times), closed],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=60,
        env=environment(),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def key(sample: SampleKey) -> tuple[str, str]:
    return sample.keys.key_id.reveal(), sample.keys.secret.reveal()


def test_typed_keys_are_checked_and_said_to_be_whose(tmp_path: Path) -> None:
    account, said = piped(tmp_path, *NAME_AND_REGION, TYPE, *key(GOOD))
    assert account["checked"] is True
    assert (account["name"], account["region"]) == ("shop-ecr", "us-west-2")
    assert account["masked_id"] == GOOD.keys.masked_id
    assert account["arn"] == "arn:aws:iam::123456789012:user/shippable-ci"
    assert account["storage"] is None
    assert "Checked: account 123456789012" in said
    assert key(GOOD)[1] not in said


@pytest.mark.parametrize(
    "paste",
    [
        "export AWS_ACCESS_KEY_ID={}\nexport AWS_SECRET_ACCESS_KEY={}",
        "[ci]\naws_access_key_id = {}\naws_secret_access_key = {}",
        "{},{}",
        "Access key ID,Secret access key\n{},{}",
        '{{\n"AccessKey": {{\n"AccessKeyId": "{}",\n"SecretAccessKey": "{}"',
    ],
)
def test_a_paste_of_several_lines_is_taken_whole(tmp_path: Path, paste: str) -> None:
    account, said = piped(tmp_path, *NAME_AND_REGION, TYPE, paste.format(*key(GOOD)))
    assert account["checked"] is True
    assert "aws_secret_access_key:" not in said


@pytest.mark.parametrize(
    ("sample", "words", "goes_on"),
    [
        (UNKNOWN, "does not accept the key id", False),
        (WRONG_SECRET, "secret does not belong", False),
        (INACTIVE, "is inactive", False),
        (SKEWED, "60 minutes behind", False),
        (DENIED, "service control policy", True),
        (OFFLINE, "no network", True),
    ],
    ids=lambda value: value.label if isinstance(value, SampleKey) else "",
)
def test_keys_that_do_not_work_say_why(tmp_path: Path, sample: SampleKey, words: str, goes_on: bool) -> None:
    good = [TYPE, *key(GOOD)]
    account, said = piped(tmp_path, *NAME_AND_REGION, TYPE, *key(sample), "1", *good)
    assert words in said
    assert ("Go on without a check" in said) is goes_on
    assert account["checked"] is True
    assert key(sample)[1] not in said


def test_what_cannot_be_a_key_is_said_at_once_and_asked_for_again(tmp_path: Path) -> None:
    key_id, secret = key(GOOD)
    typed = [secret, "ASIAIOSFODNN7EXAMPLE", key_id[:19], key_id, secret[:39], key_id, secret]
    account, said = piped(tmp_path, *NAME_AND_REGION, TYPE, *typed)
    assert account["checked"] is True
    for words in (
        "looks like a secret access key",
        "ASIA begins a temporary key",
        "19 of 20 characters",
        "39 of 40 characters",
        "looks like an access key id",
    ):
        assert words in said
    assert secret[:20] not in said


def test_going_on_without_a_check_is_a_decision_of_its_own_and_is_kept(tmp_path: Path) -> None:
    account, said = piped(tmp_path, *NAME_AND_REGION, TYPE, *key(OFFLINE), "3")
    assert account["checked"] is False
    assert account["held"] is True
    assert account["masked_id"] == OFFLINE.keys.masked_id
    assert "Without a check nothing shows" in said


def test_trying_again_and_help_and_going_back(tmp_path: Path) -> None:
    account, said = piped(
        tmp_path,
        *("?", "shop-ecr", "<", "other-name", "us-west-2", "?", TYPE, "<"),
        *(TYPE, "?", key(WRONG_SECRET)[0], "<", TYPE, *key(OFFLINE), "2", "1", TYPE, *key(GOOD)),
    )
    assert account["name"] == "other-name"
    assert account["checked"] is True
    assert said.count("no network") == 2
    assert "40 characters" not in said.partition("1.4")[0]
    assert "Both keys can be pasted here" in said


def test_back_from_the_first_question_leaves_the_step(tmp_path: Path) -> None:
    account, _ = piped(tmp_path, "<")
    assert account["back"] is True


def test_no_keys_now(tmp_path: Path) -> None:
    account, said = piped(tmp_path, *NAME_AND_REGION, "None now")
    assert (account["source"], account["held"]) == ("later", False)
    assert "1.6" not in said


def test_a_warning_about_root_and_a_busy_aws(tmp_path: Path) -> None:
    assert "key of the root user" in piped(tmp_path, *NAME_AND_REGION, TYPE, *key(ROOT))[1]
    assert "Trying once more" in piped(tmp_path, *NAME_AND_REGION, TYPE, *key(THROTTLED))[1]


def test_a_check_counts_for_its_region_alone(tmp_path: Path) -> None:
    """Going back to the region and changing it: the keys are checked there, and a refusal is said."""
    first = ["first", "us-west-2", TYPE, *key(GOOD)]
    elsewhere = ["first", "ap-east-1", "y", "Go on", "y"]
    account, said = piped(tmp_path, *first, *elsewhere, times=2, closed="ap-east-1")
    assert said.count("Asking AWS who these keys belong to") == 2
    assert account["checked"] is False
    again = ["first", "eu-west-1", "y", "y"]
    account, said = piped(tmp_path, *first, *again, times=2)
    assert said.count("Checked: account") == 2
    assert account["checked"] is True


# at a terminal

PASTES = {
    "export": "export AWS_ACCESS_KEY_ID={}\nexport AWS_SECRET_ACCESS_KEY={}\n",
    "JSON": '{{\n    "AccessKey": {{\n        "AccessKeyId": "{}",\n        "SecretAccessKey": "{}",\n'
    '        "CreateDate": "2026-01-01"\n    }}\n}}\n',
    "profile": "[ci]\naws_access_key_id = {}\naws_secret_access_key = {}\nregion = us-west-2\n",
}


def at_terminal(folder: Path) -> pexpect.spawn:
    child = pexpect.spawn(sys.executable, [STEP, str(folder), "1", ""], env=environment(), timeout=30, encoding="utf-8")
    child.delaybeforesend = None
    child.expect("Account integration.*: ")
    child.sendline("shop-ecr")
    child.expect("Region.*: ")
    child.sendline("us-west-2")
    child.expect("1.3 Keys.*: ")
    child.sendline("1")
    child.expect(r"1\.4 aws_access_key_id \(not shown\): ")
    return child


@pytest.mark.parametrize("paste", PASTES.values(), ids=PASTES.keys())
def test_pasted_at_a_terminal_nothing_is_shown_and_no_line_is_left_over(tmp_path: Path, paste: str) -> None:
    child = at_terminal(tmp_path)
    child.send(paste.format(*key(GOOD)))
    child.expect("Found the keys AKIA...GOOD")
    shown = child.before
    child.expect(pexpect.EOF)
    assert '"checked": true' in child.before
    assert key(GOOD)[0] not in shown + child.before
    assert key(GOOD)[1] not in shown + child.before


def test_typed_at_a_terminal_neither_field_is_shown(tmp_path: Path) -> None:
    child = at_terminal(tmp_path)
    child.sendline(key(GOOD)[0])
    child.expect(r"1\.5 aws_secret_access_key \(not shown\): ")
    child.sendline(key(GOOD)[1])
    child.expect(pexpect.EOF)
    assert key(GOOD)[1] not in child.before
    assert '"checked": true' in child.before


def test_a_temporary_paste_is_refused_with_its_token(tmp_path: Path) -> None:
    child = at_terminal(tmp_path)
    child.send(PASTES["export"].format(*key(TEMPORARY)) + "export AWS_SESSION_TOKEN=canarytoken//\n")
    child.expect("temporary ones")
    child.expect("1.3 Keys.*: ")
    assert "canarytoken" not in child.before
    child.sendintr()
    child.expect(pexpect.EOF)
    assert "canarytoken" not in child.before


def test_leaving_in_the_middle_gives_the_echo_back(tmp_path: Path) -> None:
    child = at_terminal(tmp_path)
    child.sendintr()
    child.expect(pexpect.EOF)
    assert child.getecho()
