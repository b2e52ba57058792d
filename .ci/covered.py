"""The coverage gate, by branch: 100 % of the core and of the patch engine, 90 % of each other room.

Reads the JSON report of coverage, of a run with `coverage.ini`. A room whose share is lower still is listed in
`coverage.txt` beside this file; like the list of complexity it can only get better.

    python .ci/covered.py coverage.json            check
    python .ci/covered.py coverage.json --write    raise the floors to what is reached; none is ever lowered
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

KNOWN = Path(__file__).with_name("coverage.txt")
WHOLE = ("wizard/core", "wizard/yamlpatch")


class Share(NamedTuple):
    """How many lines and branches there are, and how many of them a test takes."""

    covered: int
    all: int

    @property
    def percent(self) -> float:
        """Rounded down, so that a branch that is missed is never 100 %."""
        return 100.0 if not self.all else math.floor(self.covered * 1000 / self.all) / 10


def rooms(report: Path) -> dict[str, Share]:
    """The shares of `wizard/core`, `wizard/yamlpatch`, … of a report."""
    covered: dict[str, int] = defaultdict(int)
    everything: dict[str, int] = defaultdict(int)
    for path, file in json.loads(report.read_text(encoding="utf-8"))["files"].items():
        room = "/".join(Path(path).parts[:2]) if len(Path(path).parts) > 2 else "wizard"
        summary = file["summary"]
        covered[room] += summary["covered_lines"] + summary["covered_branches"]
        everything[room] += summary["num_statements"] + summary["num_branches"]
    return {room: Share(covered[room], everything[room]) for room in sorted(everything)}


def known() -> dict[str, float]:
    """The rooms of the list, with the share that each has to have."""
    lines = KNOWN.read_text(encoding="utf-8").splitlines() if KNOWN.exists() else []
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {room: float(percent) for room, percent in pairs}


def goal(room: str) -> float:
    """What a room is to reach."""
    return 100.0 if room in WHOLE else 90.0


def main() -> int:
    found = rooms(Path(sys.argv[1]))
    listed, failed = known(), False
    if "--write" in sys.argv[2:]:
        floors = {**listed, **{room: max(share.percent, listed.get(room, 0.0)) for room, share in found.items()}}
        below = [f"{room} {floor:g}\n" for room, floor in sorted(floors.items()) if floor < goal(room)]
        comments = [line for line in KNOWN.read_text(encoding="utf-8").splitlines(keepends=True) if line[0] == "#"]
        KNOWN.write_text("".join([*comments, *below]), encoding="utf-8")
        return 0
    for room, share in found.items():
        least = listed.get(room, goal(room))
        failed |= share.percent < least
        print(f"{'!' if share.percent < least else ' '} {room:<18} {share.percent:5.1f} %  (at least {least:g} %)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
