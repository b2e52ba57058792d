"""The record of a run on screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.interview.next_steps import remaining
from wizard.core.interview.report import WrittenFile, report

if TYPE_CHECKING:
    from wizard.tui.state.session import Session


def record_of(session: Session) -> str:
    """The run as Markdown: what was found, decided, written, and what remains."""
    project, written = session.found, session.written
    left = remaining(project, session.answers, by_hand=session.by_hand, committed=session.committed)
    file = None
    if written is not None:
        file = WrittenFile(str(written.path), str(written.backup) if written.backup else None, session.diff)
    commits = (f"Committed: {session.committed} on {project.branch}",) if session.committed else ()
    return report(project, session.answers, file, left, (*commits, *session.in_shippable))
