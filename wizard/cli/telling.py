"""Results as they come: lines for people, one JSON object, or one JSON object a line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING, Any, Protocol

from wizard import __version__
from wizard.cli.output import Result, patch_of, print_diff, say, to_stdout
from wizard.core.text.safetext import visible
from wizard.services.runtime.run import run_id
from wizard.terminal.capabilities import wants_prompts

if TYPE_CHECKING:
    from wizard.cli.batch import Manner, Summary

SHOWN_TO_LOOK_AT = 100


class Teller(Protocol):
    """Who tells what becomes of a batch."""

    def begin(self) -> None:
        """Nothing is finished yet."""
        ...

    def tell(self, result: Result) -> None:
        """One PATH is finished."""
        ...

    def end(self) -> None:
        """Nothing more comes; the summary is complete."""
        ...


def teller(options: argparse.Namespace, manner: Manner, summary: Summary) -> Teller:
    """The one that the flags ask for."""
    if manner.teller is not None:
        return manner.teller(summary)
    if options.json_lines:
        return _Lines(summary)
    return _Object(summary) if options.json else _People(options, manner, summary)


def _ending(summary: Summary) -> dict[str, Any]:
    """What is said once of a whole run."""
    return {
        "run": run_id(),
        "program_version": __version__,
        "summary": summary.as_json(),
        "exit": int(summary.code),
    }


class _Object:
    """One JSON object, written piece by piece: the memory does not grow with the number of PATHs."""

    def __init__(self, summary: Summary) -> None:
        self._summary = summary
        self._between = "\n"

    def begin(self) -> None:
        self._out('{\n  "version": 1,\n  "results": [')

    def tell(self, result: Result) -> None:
        self._out(self._between + _indented(result.as_json(), 4))
        self._between = ",\n"

    def end(self) -> None:
        last = _ending(self._summary)
        parts = [f"  {json.dumps(key)}: {_indented(value, 2).lstrip()}" for key, value in last.items()]
        close = "\n  ],\n" if self._between != "\n" else "],\n"
        self._out(close + ",\n".join(parts) + "\n}\n")

    def _out(self, text: str) -> None:
        with to_stdout():
            print(text, end="")


class _Lines:
    """One JSON object a line: each result as it comes, the summary last."""

    def __init__(self, summary: Summary) -> None:
        self._summary = summary

    def begin(self) -> None:
        return

    def tell(self, result: Result) -> None:
        self._out({"version": 1, **result.as_json()})

    def end(self) -> None:
        self._out({"version": 1, **_ending(self._summary)})

    def _out(self, content: object) -> None:
        with to_stdout():
            print(json.dumps(content))


class _People:
    """A line a PATH, a counter where there is a terminal, a closing line and the files that need attention."""

    def __init__(self, options: argparse.Namespace, manner: Manner, summary: Summary) -> None:
        self._manner = manner
        self._summary = summary
        self._quiet = options.quiet
        self._diffs = getattr(options, "dry_run", False)
        self._several = summary.total > 1
        self._counts = self._several and not self._quiet and not options.plain and _can_count()

    def begin(self) -> None:
        self._count()

    def tell(self, result: Result) -> None:
        if self._counts:
            print("\r" + " " * len(self._counter()) + "\r", end="", file=sys.stderr)
        if self._several:
            result.backup = None  # one line a PATH; the closing lines say how to take them all back
        if self._diffs and result.diff:
            print_diff((f"# {visible(result.name)}\n" if self._several else "") + patch_of(result))
        self._manner.say(result, self._quiet)
        with to_stdout():
            self._count()

    def end(self) -> None:
        summary, manner = self._summary, self._manner
        if self._counts:
            print("\r" + " " * len(self._counter()) + "\r", end="", file=sys.stderr)
        if summary.stopped:
            left = summary.total - summary.finished
            say(f"Stopped: {left:,} of {summary.total:,} were not reached.")
        if self._several:
            say(f"{summary.total:,} files: {manner.closing(summary.counts)}", quiet=self._quiet)
            self._say_hands()
        if summary.counts["written"]:
            if self._several and manner.undo:
                say(f"To take this run back: ecr-wizard undo --run {run_id()}", quiet=self._quiet)
            say(manner.next_step, quiet=self._quiet)

    def _say_hands(self) -> None:
        to_look_at = self._summary.to_look_at
        if not to_look_at:
            return
        say("These need attention:", quiet=self._quiet)
        for name, why in to_look_at[:SHOWN_TO_LOOK_AT]:
            say(f"  {visible(name)}: {visible(why)}", quiet=self._quiet)
        if len(to_look_at) > SHOWN_TO_LOOK_AT:
            say(f"  and {len(to_look_at) - SHOWN_TO_LOOK_AT:,} more (--json has them all)", quiet=self._quiet)

    def _counter(self) -> str:
        return f"{self._summary.finished:,} of {self._summary.total:,}"

    def _count(self) -> None:
        if self._counts and self._summary.finished < self._summary.total:
            print(self._counter(), end="", flush=True, file=sys.stderr)


def _can_count() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not wants_prompts(os.environ)


def _indented(content: object, by: int) -> str:
    space = " " * by
    return "\n".join(space + line for line in json.dumps(content, indent=2).splitlines())
