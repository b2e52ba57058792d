"""The last line of defence: every error reaches the user as words, an exit code and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable

from wizard.cli.output import say_error
from wizard.core.errors import ExitCode, WizardError


def reported(action: Callable[[], int]) -> int:
    """Run `action`; tell its error on stderr."""
    try:
        return action()
    except WizardError as error:
        say_error(error)
        return error.exit_code
    except (KeyboardInterrupt, EOFError):
        print("\nCancelled. Nothing more was written.", file=sys.stderr)
        return ExitCode.CANCELLED
    except (SystemExit, BrokenPipeError):
        raise
    except Exception as error:  # noqa: BLE001 - a bug of ours must not show a traceback; it is written to a report
        from wizard.services.crash import tell

        tell(error)
        return ExitCode.FAILED
