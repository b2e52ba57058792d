"""Lines in, lines out: prompts on stderr, answers from stdin, so that stdout stays free for results."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from wizard.core.aws.typed_keys import is_of_keys
from wizard.core.model.errors import UsageError, WizardError
from wizard.core.model.secret import Secret
from wizard.core.text.safetext import visible
from wizard.plain.hidden import hidden, is_waiting, take_off
from wizard.plain.wrapping import columns, wrapped
from wizard.services.runtime.background import run_in_daemon

T = TypeVar("T")

MAX_PASTE = 100_000
# What a pipe may send: a program such as `yes` answers for ever, and /dev/zero never ends a line.
MAX_LINES = 2_000
MAX_REPEATED = 60


KEYS_HELP = "Enter takes the answer in brackets, ? shows this help, < goes back, ctrl+c leaves."
WALK_HELP = "> goes to another step, + shows the patch as far as it is known."
NEEDED = "  An answer is needed (? for help, < to go back)."


class WentBack(Exception):
    """The user typed `<`."""


class CallStopped(Exception):
    """The user stopped a slow call with ctrl+c; the questions go on."""


class Console:
    """Asks and tells. `?` at any prompt prints the help, `<` goes back (raises `WentBack`).

    `commands` are more lines that are no answers, and what each of them does; they may raise.

    The end of the input raises `EOFError`: nobody is there to answer. A pipe that repeats one line, or sends more
    than anybody would type, counts as ended. An AWS key where none is asked for is never an answer: it is taken off
    the terminal, with the rest of what was pasted.
    """

    def __init__(self) -> None:
        self._ahead: list[str] = []  # lines that were read and are no part of a paste of keys
        self._lines = self._repeated = 0
        self._last = ""
        self.commands: dict[str, Callable[[], None]] = {}

    def say(self, text: str = "") -> None:
        """One or more lines of words, broken between them."""
        print("\n".join(wrapped(visible(text, lines=True, tab="    "), columns())), file=sys.stderr, flush=True)

    def show(self, text: str) -> None:
        """Lines that are to be copied or compared: a diff, commands. They stay whole."""
        print(visible(text, lines=True, tab="    "), file=sys.stderr, flush=True)

    def error(self, error: WizardError) -> None:
        """What went wrong, where, and what to do."""
        self.say(f"{error.where}: {error.title}" if error.where else error.title)
        for part in (error.cause, error.remedy):
            if part:
                self.say("  " + part.replace("\n", "\n  "))
        if error.snippet:
            self.show("  " + error.snippet.replace("\n", "\n  "))

    def ask(self, prompt: str, help_text: str, default: str | None = None) -> str:
        """One line; empty input gives `default`, where there is one."""
        while True:
            shown = f" [{visible(default, limit=120)}]" if default else ""
            question = f"{visible(prompt)}{shown}: "
            text = self._line(question)
            if self._holds_keys(question, text) or self._is_no_answer(text, help_text):
                continue
            answer = text if text.strip() else default
            if answer is not None:
                return answer
            self.say(NEEDED)

    def _holds_keys(self, question: str, text: str) -> bool:
        """Whether keys were typed where none are asked for; they are refused then."""
        if not is_of_keys(text):
            return False
        *above, last = wrapped(question, columns())
        self._refuse_keys([*above, last + text])
        return True

    def _is_no_answer(self, text: str, help_text: str) -> bool:
        """Whether the line was a wish, which is done then: help, going back, one of `commands`."""
        word = text.strip()
        if word == "<":
            raise WentBack
        if word == "?":
            self.say(f"  {help_text}")
            self.say(f"  {KEYS_HELP}")
            if self.commands:
                self.say(f"  {WALK_HELP}")
            return True
        if word in self.commands:
            self.commands[word]()
            return True
        return False

    def during(self, text: str, call: Callable[[], T]) -> T:
        """What a slow call returns or raises; ctrl+c stops it and nothing else: raises `CallStopped`."""
        self.say(f"{text} (ctrl+c stops it)")
        try:
            return run_in_daemon(call)
        except KeyboardInterrupt:
            self.say("  Stopped.")
            raise CallStopped from None

    def choose(
        self, prompt: str, help_text: str, choices: Sequence[tuple[str, str]], default: int | None = None
    ) -> int:
        """The index of one of `choices` (label, sentence); asked by number. What was chosen is said."""
        for number, (label, about) in enumerate(choices, 1):
            self.say(f"  {number}) {label}" + (f": {about}" if about else ""))
        labels = [label for label, _ in choices]
        shown = None if default is None else labels[default]
        while True:
            text = self.ask(prompt, help_text, shown).strip()
            picked = default if text == shown else _picked(text, labels)
            if picked is not None:
                self.say(f"  {labels[picked]}")
                return picked
            self.say(f"  A number from 1 to {len(choices)}, please.")

    def yes_no(self, prompt: str, help_text: str, *, default: bool | None = None) -> bool:
        """Yes or no."""
        shown = {None: None, True: "yes", False: "no"}[default]
        while True:
            text = self.ask(f"{prompt} (y/n)", help_text, shown).strip().lower()
            if text in ("y", "yes", "n", "no"):
                self.say("  yes" if text.startswith("y") else "  no")
                return text.startswith("y")
            self.say("  y or n, please.")

    def secret(self, prompt: str, help_text: str, wants_more: Callable[[str, bool], bool] | None = None) -> Secret:
        """One line that is not shown on a terminal, or several of a paste.

        `wants_more` is given what came so far and whether more of it waits on the terminal already.
        """
        while True:
            with hidden():
                text = self._line(f"{visible(prompt)}{' (not shown)' if sys.stdin.isatty() else ''}: ")
                while wants_more is not None and wants_more(text, waiting := is_waiting()) and len(text) < MAX_PASTE:
                    text += "\n" + self._line("" if waiting else "  more, or an empty line: ")
            if self._is_no_answer(text, help_text):
                continue
            if text.strip():
                return Secret(text)
            self.say(NEEDED)

    def _refuse_keys(self, shown: Sequence[str]) -> None:
        """Take keys that were typed or pasted as an answer off the terminal, and say so."""
        lines = list(shown)
        while not self._ahead and is_waiting():
            line = self._line("")
            lines.append(line)
            if line.strip() and not is_of_keys(line, among_keys=True):
                self._ahead.append(line)
        gone = take_off(lines)
        seen = "" if gone else " It can be read above: clear the screen."
        self.say(f"  That was an AWS key, and was not taken: this question does not ask for keys.{seen}")

    def _line(self, prompt: str) -> str:
        print("\n".join(wrapped(prompt, columns())), end="", file=sys.stderr, flush=True)
        if self._ahead:
            line = self._ahead.pop(0)
            print(visible(line), file=sys.stderr, flush=True)
            return line
        line = sys.stdin.readline(MAX_PASTE + 1)
        if len(line) > MAX_PASTE:
            raise UsageError("line-too-long", f"A line of the input is longer than {MAX_PASTE:,} characters.")
        if not line or self._is_endless(line):
            raise EOFError
        if not sys.stdin.isatty():
            print(file=sys.stderr, flush=True)  # a pipe does not show the Enter
        return line.rstrip("\r\n")

    def _is_endless(self, line: str) -> bool:
        """Whether a pipe goes on without anybody who reads the questions; says so."""
        if sys.stdin.isatty():
            return False
        self._lines += 1
        self._repeated = self._repeated + 1 if line == self._last else 1
        self._last = line
        if self._lines <= MAX_LINES and self._repeated <= MAX_REPEATED:
            return False
        self.say("\nThe input repeats itself without end, so nobody is there to answer.")
        return True


def _picked(text: str, labels: Sequence[str]) -> int | None:
    """The index of the label that a typed line means: its number, the label, or how only this one begins."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(labels):
        return int(text) - 1
    typed = text.casefold()
    same = [at for at, label in enumerate(labels) if label.casefold() == typed]
    near = [at for at, label in enumerate(labels) if label.casefold().startswith(typed)]
    if len(same) == 1:
        return same[0]
    return near[0] if len(near) == 1 else None
