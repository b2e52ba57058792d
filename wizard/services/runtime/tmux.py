"""What tmux alone can do for a program that runs in it, and what it knows of the terminal around it."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Mapping

log = logging.getLogger(__name__)

SECONDS = 1.0  # for a server that does not answer
# What tmux may know of the environment: where its server is, and which pane this is.
_PASSED = frozenset({"PATH", "HOME", "TERM", "TMUX", "TMUX_PANE", "TMUX_TMPDIR"})


def is_inside(environ: Mapping[str, str]) -> bool:
    """Whether the program runs in tmux."""
    return bool(environ.get("TMUX"))


def client_is_utf8(environ: Mapping[str, str]) -> bool | None:
    """Whether the terminal that shows this pane gets UTF-8 from tmux; None when tmux does not say.

    The pane's own locale says nothing about that: tmux reads UTF-8 from it and writes `_` for what it cannot show.
    """
    said = _run(environ, "display-message", "-p", "#{client_utf8}")
    return {"0": False, "1": True}.get(said.strip()) if said is not None else None


def copy(environ: Mapping[str, str], text: str) -> bool:
    """Put the text into tmux's newest buffer and offer it to the terminal around tmux; whether tmux took it.

    Needs tmux 3.2. What a program in a pane sends as OSC 52 is dropped unless `set-clipboard` is `on`.
    """
    return _run(environ, "load-buffer", "-w", "-", stdin=text) is not None


def _run(environ: Mapping[str, str], *words: str, stdin: str = "") -> str | None:
    """What tmux prints; None when it fails or is not there."""
    if not is_inside(environ):
        return None
    try:
        done = subprocess.run(
            ["tmux", *words],
            input=stdin.encode("utf-8", "surrogateescape"),
            capture_output=True,
            env={name: value for name, value in environ.items() if name in _PASSED},
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.debug("tmux %s: %s", words[0], type(error).__name__)
        return None
    log.debug("tmux %s: exit code %d", words[0], done.returncode)
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
