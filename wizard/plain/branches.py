"""The branches on a console: a mode, then names, numbers of the list, and patterns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wizard.core.ci_file.branch_patterns import names_nothing
from wizard.core.ci_file.project import Project
from wizard.core.interview.question import Question
from wizard.core.interview.validators import InvalidAnswer
from wizard.core.model.answers import Branches, BranchMode
from wizard.core.text.safetext import visible
from wizard.plain.console import Console
from wizard.plain.listing import Listing, Pickable

SHOWN_BRANCHES = 20
SEARCH_HELP = "/text shows the branches that contain it; #2 takes the second."
UNKNOWN_HELP = "y takes the name as it is typed, for a branch that is still to come; n asks again."
MODES: tuple[tuple[BranchMode, str], ...] = (
    ("all", "Every branch"),
    ("only", "Only some branches"),
    ("except", "All but some branches"),
)


def ask_branches(console: Console, prompt: str, question: Question, start: Branches, project: Project) -> Branches:
    """The mode and the names. A name that is no branch of the repository is taken only after a question.

    Raises `WentBack` and `EOFError`.
    """
    default = [mode for mode, _ in MODES].index(start.mode)
    mode = MODES[console.choose(prompt, question.help, [(label, "") for _, label in MODES], default)][0]
    if mode == "all":
        return Branches()
    _show_first(console, project)
    listing = Listing(console, Pickable(lambda: project.branches, "the branches"))
    default_names = " ".join(start.names) if start.mode == mode else None
    label = f"{prompt}: numbers or names, with spaces between (patterns such as release/* too)"
    while True:
        text = console.ask(label, f"{question.help} {SEARCH_HELP}", default_names)
        if text.strip().startswith("/"):
            listing.answer(text)
            continue
        names = _names_in(console, text, question, project)
        if names and _confirmed(console, names, start, project):
            return Branches(mode, names)


def _names_in(console: Console, text: str, question: Question, project: Project) -> tuple[str, ...]:
    """The branches that a line means, each once; none, and the console says why, where one of them is wrong."""
    try:
        names = [_named(question, word, project) for word in text.replace(",", " ").split()]
    except InvalidAnswer as error:
        console.say(f"  {error}")
        return ()
    return tuple(dict.fromkeys(names))


def _show_first(console: Console, project: Project) -> None:
    for number, name in enumerate(project.branches[:SHOWN_BRANCHES], 1):
        console.say(f"  {number}) {visible(name, limit=100)}")
    if len(project.branches) > SHOWN_BRANCHES:
        console.say(f"  and {len(project.branches) - SHOWN_BRANCHES} more: /text shows those that contain it")


def _named(question: Question, word: str, project: Project) -> str:
    """The branch that a word means; raises `InvalidAnswer`."""
    branches = project.branches
    numbered = re.fullmatch(r"#?([0-9]{1,9})", word)
    number = int(numbered[1]) if numbered else 0
    if not 1 <= number <= len(branches):
        if word.startswith("#"):
            raise InvalidAnswer(f"The list has no number {visible(word[1:], limit=20)}; it ends with {len(branches)}.")
        return word if word in branches else question.clean(word).text
    meant = branches[number - 1]
    if word in branches and word != meant:
        own = branches.index(word) + 1
        raise InvalidAnswer(
            f"{word} is the number of {visible(meant, limit=60)} and the name of a branch. "
            f"#{number} takes {visible(meant, limit=60)}, #{own} takes the branch {word}."
        )
    return meant


def _confirmed(console: Console, names: Sequence[str], start: Branches, project: Project) -> bool:
    """Whether new names that surely mean no branch of the repository are to be taken all the same."""
    branches = project.branches
    new = [name for name in names if name not in start.names]
    # A number that the list does not have is no version either.
    unknown = [name for name in new if names_nothing(name, branches) or (name.isdigit() and name not in branches)]
    if not unknown or not branches:
        return True
    listed = ", ".join(visible(name, limit=60) for name in unknown)
    console.say(f"  Not a branch of this repository ({len(project.branches)} checked): {listed}")
    return console.yes_no("Take it all the same", UNKNOWN_HELP, default=False)
