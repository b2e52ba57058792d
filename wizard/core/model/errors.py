"""Typed errors: what is wrong, where, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the process answers (docs/design.md, section 3)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    WOULD_CHANGE = 3
    CREDENTIALS = 4
    PARTLY = 5
    CANCELLED = 130


@dataclass
class WizardError(Exception):
    """An error that a user sees.

    `title` says what is wrong in a sentence, `cause` why where that is known, `remedy` what to do next.
    None of them is made safe to show yet: foreign text in them goes through `safetext` where it is printed.
    No argument ever holds a secret.
    """

    code: str
    title: str
    cause: str = ""
    remedy: str = ""
    path: str | None = None
    line: int | None = None
    column: int | None = None
    snippet: str = ""

    exit_code: ClassVar[ExitCode] = ExitCode.FAILED

    @property
    def where(self) -> str:
        """`file:line:column`, as far as it is known."""
        parts = [self.path, self.line, self.column]
        return ":".join(str(part) for part in parts if part is not None)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return " ".join(text for text in (place + self.title, self.cause, self.remedy) if text)


class UsageError(WizardError):
    """The command line or an answers file asks for something that cannot be."""

    exit_code = ExitCode.USAGE


class CredentialsError(WizardError):
    """AWS, or the form of the keys, says no."""

    exit_code = ExitCode.CREDENTIALS


class RefusedError(WizardError):
    """The file cannot be patched safely; nothing was written."""


class ServiceError(WizardError):
    """Something outside (disk, network, keyring, git, Shippable) did not work."""
