"""A process that has imported the program once and is forked for each run: a run costs a tenth of a start.

Reads requests, one JSON object a line: `arguments`, `cwd`, `environment`, and the files `stdin`, `stdout`, `stderr`.
Answers each with the exit code. What a start itself does (streams, locale, imports) is tested with real starts.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import io
import json
import os
import signal
import sys
import traceback
from typing import Any

from wizard.cli import COMMANDS

PRELOADED = (
    "wizard.__main__",
    "wizard.cli.failure",
    "wizard.actions.real",
    "wizard.yamlpatch.engine",
    "wizard.plain.walk",
    "ruamel.yaml",
    "platformdirs",
    "filelock",
    "httpx",
    "botocore.session",
    *(f"wizard.cli.commands.{name}" for name in COMMANDS),
)
SECONDS = 120


def become(request: dict[str, Any]) -> int:
    """The run itself, in the child."""
    signal.alarm(SECONDS)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        flags = os.O_RDONLY if name == "stdin" else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        os.dup2(os.open(request[name], flags), number)
        stream = io.TextIOWrapper(os.fdopen(number, "rb" if name == "stdin" else "wb"), "utf-8")
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.argv = ["ecr-wizard", *request["arguments"]]
    from wizard.__main__ import main

    try:
        code: Any = main()
    except SystemExit as error:
        code = error.code
    except BaseException:
        traceback.print_exc()
        code = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return code if isinstance(code, int) else 0 if code is None else 1


def serve() -> None:
    """Answer requests until there are no more."""
    for name in PRELOADED:
        importlib.import_module(name)
    gc.freeze()  # no child copies the pages of what was imported
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(become(json.loads(line)))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
