"""What a rule finds: the one type for findings about a file and for notes about answers and actions."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from wizard.frozen import frozen

if TYPE_CHECKING:
    from wizard.yamlpatch.changes import Change


class Severity(StrEnum):
    """An error fails the build, a warning surely surprises; the rest is info."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@frozen
class Finding:
    """One finding: where (from 1; None: about no line), what and why, and what to do.

    `fix` holds the changes that do it, where they are safe. `from_inventory` marks what rests on this machine's own
    inventory: elsewhere it is not found.
    """

    code: str
    severity: Severity
    line: int | None
    column: int | None
    message: str
    remedy: str = ""
    fix: tuple[Change, ...] = ()
    from_inventory: bool = False


def note(code: str, message: str, line: int | None = None) -> Finding:
    """A warning that is no rule's: about an answer, or about what an action did or could not look at."""
    return Finding(code, Severity.WARNING, line, None, message)
