"""What can be asked for at every question of the walk: another step, and the patch as far as it is known."""

from __future__ import annotations

from collections.abc import Callable

from wizard.core.ci_file.project import Project
from wizard.core.interview.draft import draft
from wizard.core.interview.flow import STEPS, TITLES
from wizard.core.interview.question import StepKey
from wizard.core.interview.reducer import State, reachable
from wizard.core.model.answers import Answers
from wizard.plain.console import Console

GO, PATCH = ">", "+"
GO_HELP = "Steps that were seen, and the one after them. < stays at this question."


class WentTo(Exception):
    """The user wants to go to another step."""

    def __init__(self, step: StepKey) -> None:
        super().__init__(step)
        self.step = step


def commands(
    console: Console, state: Callable[[], State], so_far: Callable[[], Answers], project: Callable[[], Project]
) -> dict[str, Callable[[], None]]:
    """The lines that are no answers, for `Console.commands`; going to a step raises `WentTo`."""

    def go() -> None:
        before, console.commands = console.commands, {}
        try:
            go_to_step(console, state())
        finally:
            console.commands = before

    return {GO: go, PATCH: lambda: show_draft(console, project(), so_far())}


def go_to_step(console: Console, state: State) -> None:
    """Ask for a step that can be reached and raise `WentTo`; raises `WentBack`."""
    steps = [step for step in STEPS if step is not state.step and reachable(state, step)]
    if not steps:
        console.say("  No other step can be reached yet.")
        return
    labels = [(TITLES[step], "look at it again" if step in state.stale else "") for step in steps]
    raise WentTo(steps[console.choose("Go to", GO_HELP, labels)])


def show_draft(console: Console, project: Project, answers: Answers) -> None:
    """The patch that the answers so far would make."""
    found = draft(project, answers)
    console.say(f"  {found.text}")
    if found.plan is not None:
        console.show(numbered(found.plan.diff))


def numbered(diff: str) -> str:
    """A diff whose hunks say in words which lines of the new file they show."""
    lines = diff.rstrip("\n").split("\n")
    return "\n".join(_in_words(line) if line.startswith("@@ ") else line for line in lines)


def _in_words(head: str) -> str:
    first, _, count = head.split("+", 1)[1].split(" ", 1)[0].partition(",")
    last = int(first) + int(count or 1) - 1
    return f"Lines {first} to {last}:" if last > int(first) else f"Line {first}:"
