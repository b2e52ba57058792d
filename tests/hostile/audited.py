"""The program under an audit hook: `python audited.py RECORD ARGUMENT...` writes what it does as lines of JSON.

A line for each child with its environment; for each file that is opened outside AUDITED_READ or written outside
AUDITED_WRITE (lists of folders, as JSON); for each host that is looked up or connected to; for the imports in WATCHED;
and at the end how many bytes were read and written. `@FILE` in place of arguments runs that script.
"""

from __future__ import annotations

import atexit
import json
import os
import runpy
import sys
import threading
from collections.abc import Callable
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
# Events that change what is on the disk, and which of their arguments are paths.
CHANGES = {
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.mkdir": (0,),
    "os.rmdir": (0,),
    "os.truncate": (0,),
    "os.link": (0, 1),
    "os.symlink": (1,),
    "os.chmod": (0,),
    "os.chown": (0,),
    "os.setxattr": (0,),
    "os.utime": (0,),
}
LISTS = frozenset({"os.listdir", "os.scandir"})
HOSTS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto"})
WATCHED = ("keyring.backend", "botocore.session")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

RECORD = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
IO = os.open("/proc/self/io", os.O_RDONLY)  # later it may not be opened any more
READ = tuple(json.loads(os.environ.pop("AUDITED_READ", "[]")))
WRITE = tuple(json.loads(os.environ.pop("AUDITED_WRITE", "[]")))
_inside = threading.local()


def note(kind: str, **more: Any) -> None:
    os.write(RECORD, (json.dumps({"kind": kind, **more}, default=repr) + "\n").encode())


def counted() -> dict[str, int]:
    """The bytes that this process has read and written so far, sockets and pipes included."""
    lines = os.pread(IO, 1000, 0).decode().splitlines()
    return {name: int(value) for name, value in (line.split(": ") for line in lines)}


def real(path: Any) -> str | None:
    """The path after links are resolved; None for what is no path but an open file."""
    if not isinstance(path, str | bytes | os.PathLike):
        return None
    return os.path.realpath(os.fsdecode(path))


def is_below(path: str, roots: tuple[str, ...]) -> bool:
    return any(path == root or path.startswith(root.rstrip("/") + "/") for root in roots)


def check_path(event: str, path: Any, roots: tuple[str, ...]) -> None:
    where = real(path)
    if where is not None and roots and not is_below(where, roots):
        note("path", event=event, path=where)


def on_open(event: str, arguments: tuple[Any, ...]) -> None:
    flags = arguments[2] if isinstance(arguments[2], int) else 0
    check_path(event, arguments[0], WRITE if flags & WRITING else READ)


def on_list(event: str, arguments: tuple[Any, ...]) -> None:
    check_path(event, arguments[0] if arguments[0] is not None else ".", READ)


def on_change(event: str, arguments: tuple[Any, ...]) -> None:
    for at in CHANGES[event]:
        check_path(event, arguments[at], WRITE)


def on_host(event: str, arguments: tuple[Any, ...]) -> None:
    note("host", event=event, host=arguments[0] if event.startswith("socket.get") else arguments[1])


def on_child(event: str, arguments: tuple[Any, ...]) -> None:
    words_at, environment_at = CHILDREN[event]
    environment = arguments[environment_at] if environment_at is not None else None
    note(
        "child",
        event=event,
        words=arguments[words_at] if len(arguments) > words_at else "",
        environment=dict(os.environ) if environment is None else environment,
    )


def on_import(_event: str, arguments: tuple[Any, ...]) -> None:
    if arguments[0] in WATCHED:
        note("import", name=arguments[0])


HOOKS: dict[str, Callable[[str, tuple[Any, ...]], None]] = {
    "open": on_open,
    "import": on_import,
    **dict.fromkeys(CHILDREN, on_child),
    **dict.fromkeys(CHANGES, on_change),
    **dict.fromkeys(LISTS, on_list),
    **dict.fromkeys(HOSTS, on_host),
}


def hook(event: str, arguments: tuple[Any, ...]) -> None:
    called = HOOKS.get(event)
    if called is None or getattr(_inside, "it", False):
        return
    _inside.it = True
    try:
        called(event, arguments)
    finally:
        _inside.it = False


def tell_bytes(before: dict[str, int]) -> None:
    after = counted()
    note("bytes", read=after["rchar"] - before["rchar"], written=after["wchar"] - before["wchar"])


if __name__ == "__main__":
    start = counted()
    atexit.register(tell_bytes, start)
    sys.addaudithook(hook)
    if sys.argv[2:] and sys.argv[2].startswith("@"):
        script = sys.argv[2][1:]
        sys.argv = [script, *sys.argv[3:]]
        runpy.run_path(script, run_name="__main__")
    else:
        sys.argv = ["ecr-wizard", *sys.argv[2:]]
        from wizard.__main__ import main

        sys.exit(main())
