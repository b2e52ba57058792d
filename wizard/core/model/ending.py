"""The signals that end a program: the screens and the prompts restore the terminal and keep the answers first."""

from __future__ import annotations

import signal
from typing import Final

# All whose default is to end the process, but for those that tell of a fault in it, and SIGPIPE and SIGXFSZ, which
# Python ignores. SIGINT is ctrl+c and has a meaning of its own.
ENDING_SIGNALS: Final = (
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGQUIT,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGALRM,
    signal.SIGVTALRM,
    signal.SIGPROF,
    signal.SIGXCPU,
)
