"""One declared question, asked on a console."""

from __future__ import annotations

from typing import Any

from wizard.core.ci_file.project import Project
from wizard.core.interview.questions import YES_NO, Question, note_on, offered_build
from wizard.core.interview.validators import InvalidAnswer
from wizard.core.model.answers import Answers
from wizard.core.text.safetext import visible
from wizard.plain.branches import ask_branches
from wizard.plain.console import Console
from wizard.plain.listing import HELP, Listing, Names

# Enter takes what stands in brackets, so emptying needs a sign of its own.
EMPTY = "-"


def ask(
    console: Console, number: str, question: Question, answers: Answers, project: Project, names: Names | None = None
) -> Answers:
    """The answers with this question's answer; raises `WentBack` and `EOFError`. `names` can be picked from."""
    prompt = f"{number} {question.label}"
    start = question.start(answers, project)
    if question.kind in ("offer", "yes_no"):
        value: Any = _ask_yes_no(console, prompt, question, answers, project)
    elif question.kind == "choice":
        value = _ask_choice(console, prompt, question, start)
    elif question.kind == "lines":
        value = _ask_lines(console, prompt, question, tuple(start or ()))
    elif question.kind == "branches":
        value = ask_branches(console, prompt, question, start, project)
    else:
        value = _ask_text(console, prompt, question, start, names)
    answers = question.put(answers, value)
    # Of a yes or no the hint was said before it, of a choice with it.
    hint = question.hint(answers, project) if question.kind in ("text", "lines", "branches") else ""
    for said in (note_on(question, value, project), hint):
        if said:
            console.say("  " + said)
    return answers


def _ask_yes_no(console: Console, prompt: str, question: Question, answers: Answers, project: Project) -> Any:
    """Yes or no, or one of few; of an offer the line that is taken, or None."""
    if hint := question.hint(answers, project):
        console.say("  " + hint)
    start = question.start(answers, project)
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


def _ask_text(console: Console, prompt: str, question: Question, start: str | None, names: Names | None) -> str:
    default = start or ("" if question.optional else None)
    help_text = question.help
    if question.optional and start:
        help_text += f" {EMPTY} alone empties it."
    listing = Listing(console, names) if names is not None else None
    if listing is not None:
        prompt, help_text = f"{prompt} (/ lists)", f"{help_text} {HELP}"
    while True:
        text = console.ask(prompt, help_text, default)
        if question.optional and text.strip() in ("", EMPTY):
            return ""
        picked = listing.answer(text) if listing is not None else None
        if picked:
            console.say("  " + visible(picked, limit=200))
            return picked
        if picked is None and (cleaned := _cleaned(console, question, text)) is not None:
            return cleaned


def _cleaned(console: Console, question: Question, text: str) -> str | None:
    """The answer as it is kept, what was changed in it told; None when it cannot be used, with the reason told."""
    try:
        cleaned = question.clean(text)
    except InvalidAnswer as error:
        console.say(f"  {error}")
        return None
    if cleaned.note:
        console.say("  " + cleaned.note)
    return cleaned.text


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
