"""Logs: the wizard's only, without any known secret. botocore's debug lines quote headers and are never written."""

from __future__ import annotations

import logging
import os
import resource
import sys
from pathlib import Path

from wizard.core.model.errors import ServiceError
from wizard.services.runtime.foreign import foreign_text, remember_environment

_PR_SET_DUMPABLE = 4  # <linux/prctl.h>
OURS = "wizard"
LIBRARIES = ("botocore", "boto3", "urllib3", "s3transfer", "keyring", "secretstorage", "jeepney", "httpx", "httpcore")
LINE_LENGTH = 2000


class SafeFormatter(logging.Formatter):
    """One line a record, safe to show, without secrets; of an exception only its type."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for the record."""
        kind = f" ({record.exc_info[0].__name__})" if record.exc_info and record.exc_info[0] else ""
        return (
            f"{self.formatTime(record)} {record.levelname} {record.name}: "
            f"{foreign_text(record.getMessage(), limit=LINE_LENGTH)}{kind}"
        )


def quiet_libraries() -> None:
    """Keep the loggers of the libraries at WARNING and to themselves, whatever the root logger does."""
    for name in LIBRARIES:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
        # A level set on a child would let its debug lines through.
        for child, item in list(logging.root.manager.loggerDict.items()):
            if child.startswith(f"{name}.") and isinstance(item, logging.Logger):
                item.setLevel(logging.NOTSET)
                item.propagate = True


def set_up(log_file: str | None = None, verbose: int = 0) -> None:
    """Write our log to `log_file` (0600, appended), and with `verbose` to stderr; keep secrets out of core dumps.

    Raises `ServiceError` when the file cannot be written.
    """
    close_memory()
    remember_environment()
    quiet_libraries()
    ours = logging.getLogger(OURS)
    ours.propagate = False
    for handler in list(ours.handlers):
        ours.removeHandler(handler)
        handler.close()
    handlers: list[logging.Handler] = []
    if log_file:
        handlers.append(_file(Path(log_file)))
    if verbose:
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers or [logging.NullHandler()]:
        handler.setFormatter(SafeFormatter())
        ours.addHandler(handler)
    ours.setLevel(_level(verbose, has_file=bool(log_file)))


def _level(verbose: int, *, has_file: bool) -> int:
    if verbose > 1 or has_file:
        return logging.DEBUG
    return logging.INFO if verbose else logging.WARNING


def close_memory() -> None:
    """No core dump of this process, and (on Linux) no look into its memory by other programs of the same user."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "linux":
        return
    import ctypes

    failed = ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if failed:
        # A sandbox may forbid it; the limit above still holds.
        logging.getLogger(OURS).warning("prctl: %s", os.strerror(ctypes.get_errno()))


def _file(path: Path) -> logging.Handler:
    problem = ""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600))
        return logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        problem = error.strerror or "it cannot be opened"
    raise ServiceError("log-file", "The log file cannot be written.", problem, "Give another path.", path=str(path))
