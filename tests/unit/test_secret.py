"""A secret shows itself to nobody who did not ask."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from wizard.core.model.secret import AwsKeys, Secret

CANARY = "wJalrXUtnFEMIcanary7MDENGbPxRfiCYcanaryKEY"


def test_no_form_of_it_shows_the_text() -> None:
    secret = Secret(CANARY)
    keys = AwsKeys(Secret("AKIAIOSFODNN7EXAMPLE"), secret)
    for shown in (repr(secret), str(secret), f"{secret:>60}", f"{secret!r}", repr(keys), repr([keys]), "%s" % secret):  # noqa: UP031
        assert CANARY not in shown
        assert "IOSFODNN" not in shown
    assert keys.masked_id == "AKIA...MPLE"


def test_it_is_neither_pickled_nor_copied_nor_serialised() -> None:
    for action in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError) as caught:
            action(Secret(CANARY))
        assert CANARY not in str(caught.value)


def test_equal_secrets_are_equal() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert not Secret("")


def test_a_secret_equals_no_text_that_reads_the_same() -> None:
    assert Secret(CANARY) == Secret(CANARY)
    assert Secret(CANARY) != CANARY
