"""The entry point: everything else is imported when it is needed."""

from __future__ import annotations

import os
import sys

NOT_HERE = "ecr-wizard runs on Linux, macOS and in WSL (the Windows Subsystem for Linux), not on this system."


def main() -> int:
    """Run the command line and give its exit code."""
    if os.name != "posix":  # terminals, file locks and modes are POSIX's: nothing below can be imported elsewhere
        print(NOT_HERE, file=sys.stderr)
        return 1
    try:
        from wizard.cli import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:  # before anything was ready to tell it in words
        return 130


if __name__ == "__main__":
    sys.exit(main())
