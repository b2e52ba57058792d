"""The last line of defence: every error reaches the user as words, an exit code and nothing else."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable

FAILED, CANCELLED = 1, 130  # as in `core.model.errors.ExitCode`, which help does not need


def reported(action: Callable[[], int]) -> int:
    """Run `action` and give the exit code; its error is printed on stderr."""
    _prepare_streams()
    try:
        code = action()
        from wizard.cli.output import to_stdout  # late: help needs nothing of it

        with to_stdout():
            return code
    except (KeyboardInterrupt, EOFError):
        print("\nCancelled. Nothing more was written.", file=sys.stderr)
        return CANCELLED
    except BrokenPipeError:
        # Who read our output has gone; nothing more can be said, and Python must not try at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except SystemExit:
        raise
    except Exception as error:  # noqa: BLE001 - a bug must not show a traceback; it is written to a report
        return _reported(error)


def _reported(error: Exception) -> int:
    from wizard.cli.output import say_error
    from wizard.core.model.errors import WizardError

    if isinstance(error, WizardError):
        say_error(error)
        return error.exit_code
    from wizard.services.storage.crash import tell

    tell(error)
    return FAILED


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
