"""One declared question, asked on a console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wizard.core.ci_file.project import Project
from wizard.core.interview import form
from wizard.core.interview.form import Given
from wizard.core.interview.question import YES_NO, Question
from wizard.core.interview.questions import BY_KEY, note_on
from wizard.core.interview.suggestions import offered_build
from wizard.core.interview.validators import InvalidAnswer, split_tag
from wizard.core.model.answers import Answers
from wizard.core.scenarios.registry import suggested_scenario
from wizard.core.text.safetext import visible
from wizard.plain.branches import ask_branches
from wizard.plain.console import Console
from wizard.plain.listing import Listing, Pickable

# Enter takes what is in brackets, so emptying needs a sign of its own.
EMPTY = "-"


def ask(
    console: Console, number: str, question: Question, given: Given, project: Project, pickable: Pickable | None = None
) -> Given:
    """What is given with this question's answer; raises `WentBack` and `EOFError`. `pickable` can be picked from."""
    answers = form.before(question, given, project)
    prompt = f"{number} {question.label}"
    start = form.begins_with(question, answers, given, project)
    if question.kind in ("offer", "yes_no"):
        value: Any = _ask_yes_no(console, prompt, question, start, answers, project)
    else:
        value = _ask_value(console, prompt, question, start, project, pickable)
    parts = split_tag(value) if question.key == "image" else None
    given = form.answered(question, parts.name if parts else value, answers, given, project)
    if parts is not None:
        console.say(f"  The tag is {parts.tag}.")
        given = Given(BY_KEY["tag"].put(given.answers, parts.tag), given.touched | {"tag"})
    answers = given.answers
    # Of a yes or no the hint was said before it, of a choice with it.
    hint = question.hint(answers, project) if question.kind in ("text", "lines", "branches") else ""
    for said in (note_on(question, value, project), hint):
        if said:
            console.say("  " + said)
    return given


def _ask_value(
    console: Console, prompt: str, question: Question, start: Any, project: Project, pickable: Pickable | None
) -> Any:
    """A choice, lines, branches or a text."""
    if question.kind == "choice":
        if question.key == "scenario":
            _say_suggested(console, question, project)
        return _ask_choice(console, prompt, question, start)
    if question.kind == "lines":
        return _ask_lines(console, prompt, question, tuple(start or ()))
    if question.kind == "branches":
        return ask_branches(console, prompt, question, start, project)
    return _ask_text(console, prompt, question, start, pickable)


def _ask_yes_no(
    console: Console, prompt: str, question: Question, start: Any, answers: Answers, project: Project
) -> Any:
    """Yes or no, or one of few; of an offer the line that is taken, or None."""
    if hint := question.hint(answers, project):
        console.say("  " + hint)
    if question.values != YES_NO:
        values = [value for value, _ in question.values]
        picked = console.choose(
            prompt, question.help, [(label, "") for _, label in question.values], values.index(start)
        )
        return values[picked]
    if question.kind == "yes_no":
        return console.yes_no(prompt, question.help, default=start)
    line = offered_build(answers, project)
    return line if console.yes_no(prompt, question.help, default=start == line) else None


def _ask_text(console: Console, prompt: str, question: Question, start: str | None, pickable: Pickable | None) -> str:
    default = start or ("" if question.optional else None)
    help_text = question.help
    if question.optional and start:
        help_text += f" {EMPTY} alone empties it."
    if pickable is None:
        return _typed(console, question, lambda: console.ask(prompt, help_text, default))
    listing = Listing(console, pickable)
    prompt, help_text = f"{prompt} (/ lists)", f"{help_text} {pickable.help}"
    return _typed(console, question, lambda: _typed_or_picked(console, listing, prompt, help_text, default))


def _typed(console: Console, question: Question, ask_once: Callable[[], str]) -> str:
    """The answer, cleaned; asked for until there is one that can be used."""
    while True:
        text = ask_once()
        if question.optional and text.strip() in ("", EMPTY):
            return ""
        if (cleaned := _cleaned(console, question, text)) is not None:
            return cleaned


def _typed_or_picked(console: Console, listing: Listing, prompt: str, help_text: str, default: str | None) -> str:
    """A typed line, or the name that it picks from the list."""
    while True:
        text = console.ask(prompt, help_text, default)
        picked = listing.answer(text)
        if picked is None:
            return text
        if picked:
            console.say("  " + visible(picked, limit=200))
            return picked


def _cleaned(console: Console, question: Question, text: str) -> str | None:
    """The answer as it is kept; None when it cannot be used. The console says why, and what was changed in it."""
    if question.key == "image" and split_tag(text) is not None:
        return text.strip()
    try:
        cleaned = question.clean(text)
    except InvalidAnswer as error:
        console.say(f"  {error}")
        return None
    if cleaned.note:
        console.say("  " + cleaned.note)
    return cleaned.text


def _say_suggested(console: Console, question: Question, project: Project) -> None:
    """The scenario that the repository suggests, and why."""
    suggested = suggested_scenario(project)
    for choice in question.choices:
        if suggested is not None and choice.value == suggested.key:
            console.say(f"  Suggested: {choice.label} ({visible(suggested.reason, limit=60)})")


def _ask_choice(console: Console, prompt: str, question: Question, start: Any) -> str:
    values = [choice.value for choice in question.choices]
    default = values.index(str(start)) if start is not None else None
    labels = [(choice.label, choice.help) for choice in question.choices]
    return values[console.choose(prompt, question.help, labels, default)]


def _ask_lines(console: Console, prompt: str, question: Question, start: tuple[str, ...]) -> tuple[str, ...]:
    items = list(start)
    while True:
        if items:
            console.say("  So far: " + ", ".join(visible(item, limit=80) for item in items))
        text = console.ask(f"{prompt}, one at a time; Enter ends", question.help, "")
        if not text:
            return tuple(items)
        try:
            item = question.clean(text).text
        except InvalidAnswer as error:
            console.say(f"  {error}")
            continue
        name = item.partition("=")[0]
        items = [other for other in items if other.partition("=")[0] != name] + [item]
