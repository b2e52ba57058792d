"""The program under an audit hook: `python audited.py RECORD ARGUMENT...` writes a line for each child it starts.

Also when `keyring` and botocore are imported, so that a test can wait until they are.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

# The event -> where among its arguments the words and the environment are (None: it has none, so ours is inherited).
CHILDREN: dict[str, tuple[int, int | None]] = {
    "subprocess.Popen": (1, 3),
    "os.posix_spawn": (1, 2),
    "os.exec": (1, 2),
    "os.spawn": (2, 3),
    "os.system": (0, None),
    "os.fork": (0, None),
    "os.forkpty": (0, None),
    "pty.spawn": (0, None),
    "os.startfile": (0, None),
}
WATCHED = ("keyring.backend", "botocore.session")
RECORD = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def note(kind: str, **more: Any) -> None:
    os.write(RECORD, (json.dumps({"kind": kind, **more}, default=repr) + "\n").encode())


def hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "import" and arguments[0] in WATCHED:
        note("import", name=arguments[0])
    if event not in CHILDREN:
        return
    words_at, environment_at = CHILDREN[event]
    environment = arguments[environment_at] if environment_at is not None else None
    note(
        "child",
        event=event,
        words=arguments[words_at] if len(arguments) > words_at else "",
        environment=dict(os.environ) if environment is None else environment,
    )


if __name__ == "__main__":
    sys.addaudithook(hook)
    sys.argv = ["ecr-wizard", *sys.argv[2:]]
    from wizard.__main__ import main

    sys.exit(main())
