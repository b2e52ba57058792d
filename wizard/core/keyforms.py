"""The forms in which keys are pasted and typed. Pure; no message ever repeats what was typed as a secret."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.core.secret import AwsKeys


@dataclass(frozen=True, slots=True)
class PastedKeys:
    """A pair of keys found in pasted text, the form it had, and whether a session token stood beside it."""

    keys: AwsKeys
    form: str
    temporary: bool = False


def parse_pasted(text: str) -> PastedKeys | None:
    """The keys in pasted text; None when it holds no complete pair."""
    raise NotImplementedError


def problem_of_key_id(text: str) -> str | None:
    """What is wrong with a key id as typed so far, in words; None when it can be one."""
    raise NotImplementedError


def problem_of_secret(text: str) -> str | None:
    """What is wrong with a secret as typed so far, in words; None when it can be one."""
    raise NotImplementedError
