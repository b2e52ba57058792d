"""The last line of defence: every error reaches the user as words, an exit code and nothing else."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise

FAILED, CANCELLED = 1, 130  # as in `core.model.errors.ExitCode`, which help does not need


class UsageExit(SystemExit):
    """A command line that is wrong; what is wrong was printed on stderr."""

    def __init__(self, message: str) -> None:
        super().__init__(2)
        self.message = message


def reported(action: Callable[[], int], arguments: Sequence[str] = ()) -> int:
    """Run `action` and give the exit code; its error is printed on stderr.

    Where the `arguments` ask for JSON, the error is in JSON on stdout too, so that every end can be parsed.
    """
    _prepare_streams()
    try:
        code = action()
        from wizard.cli.output import to_stdout  # late: help needs nothing of it

        with to_stdout():
            return code
    except (KeyboardInterrupt, EOFError):
        print("\nCancelled. Nothing more was written.", file=sys.stderr)
        return _in_json(arguments, CANCELLED, "cancelled", "It was cancelled.")
    except BrokenPipeError:
        # Who read our output has gone; nothing more can be said, and Python must not try at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except UsageExit as error:
        _in_json(arguments, 2, "usage", error.message)
        raise
    except SystemExit:
        raise
    except Exception as error:  # noqa: BLE001 - a bug must not show a traceback; it is written to a report
        return _reported(error, arguments)


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether the flags ask for JSON on stdout."""
    flags = list(arguments[: arguments.index("--")]) if "--" in arguments else list(arguments)
    by_format = any(pair == ("--format", "json") for pair in pairwise(flags))
    return by_format or not {"--json", "--json-lines", "--format=json"}.isdisjoint(flags)


def _reported(error: Exception, arguments: Sequence[str]) -> int:
    from wizard.cli.output import error_json, say_error
    from wizard.core.model.errors import WizardError

    if isinstance(error, WizardError):
        say_error(error)
        if error.code != "output":  # that one says that stdout takes nothing
            _print(arguments, error.exit_code, error_json(error))
        return error.exit_code
    from wizard.services.storage.crash import summary, tell

    tell(error)
    return _in_json(arguments, FAILED, "bug", f"ecr-wizard met a bug: {summary(error)}.")


def _in_json(arguments: Sequence[str], code: int, name: str, message: str) -> int:
    error = {"code": name, "message": message, "line": None, "column": None, "remedy": ""}
    _print(arguments, code, error)
    return code


def _print(arguments: Sequence[str], code: int, error: object) -> None:
    """What ended the program before it had a result, on stdout, where JSON was asked for."""
    if not wants_json(arguments):
        return
    import json

    from wizard import __version__
    from wizard.cli.output import to_stdout

    with to_stdout():
        content = {"version": 1, "error": error, "program_version": __version__, "exit": int(code)}
        print(json.dumps(content, indent=None if "--json-lines" in arguments else 2))


def _prepare_streams() -> None:
    """Every stream is there and takes every text.

    Without this, what is said on a closed stderr would be printed among the results on stdout, and a letter
    that the locale does not have would be an error.
    """
    for name, errors in (("stdin", "surrogateescape"), ("stdout", "backslashreplace"), ("stderr", "backslashreplace")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)
