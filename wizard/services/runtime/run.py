"""The run: what one start of the program writes carries its id in the journal."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache


@cache
def run_id() -> str:
    """The id of this run, for people to repeat; a later run has a greater one."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{os.urandom(2).hex()}"
