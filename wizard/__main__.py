"""The entry point: everything else is imported when it is needed."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and give its exit code."""
    try:
        from wizard.cli import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:  # before anything was ready to tell it in words
        return 130


if __name__ == "__main__":
    sys.exit(main())
