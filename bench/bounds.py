"""Memory and time at each bounded door, above the same command on a small file.

    python bench/bounds.py

Refused files: at most 64 MB and 2 s above idle. The largest YAML that is allowed: at most 300 MB.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.measured import PROGRAM, Measured, measured

GIGABYTE = 1_000_000_000
NODES = 200_000
APPLY = ("--dry-run", "--integration=x", "--scenario=pull", "--image=123456789012.dkr.ecr.us-east-1.amazonaws.com/a")


def main() -> int:
    """Print a line a door; 1 when one is over its limit."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {f"XDG_{name}_HOME": f"{folder}/{name}" for name in ("STATE", "DATA")}
        return run(Path(folder))


def run(folder: Path) -> int:
    """Measure each door on files in the folder."""
    file = folder / "shippable.yml"
    file.write_text("language: none\n", encoding="utf-8")
    check = (*PROGRAM, "check", str(folder))
    apply = (*PROGRAM, "apply", str(folder), *APPLY)
    idle = measured(check)
    tell("idle: check of a small file", idle, 0.0)
    failed = False
    with file.open("wb") as sparse:
        sparse.truncate(GIGABYTE)
    failed |= refused("a sparse file of 1 GB", measured(check), idle)
    file.write_text("".join(f"k{number}: 1\n" for number in range(2 * NODES)), encoding="utf-8")
    failed |= refused("800,000 nodes", measured(check), idle)
    scalars = ", ".join(f"value-number-{number:08}" for number in range(NODES - 100))
    file.write_text(f"a: [{scalars}]\n", encoding="utf-8")
    for name, words in (("check", check), ("apply", apply)):
        found = measured(words)
        tell(f"the largest that is allowed: {name}", found, 0.0)
        failed |= found.megabytes > 300
    with (folder / "keys").open("wb") as sparse:
        sparse.truncate(GIGABYTE)
    words = (*PROGRAM, "account", "add", "x", "--keys-from-stdin", "--store=none")
    failed |= refused("keys on stdin, 1 GB", measured(words, stdin=folder / "keys"), idle)
    return int(failed)


def refused(name: str, found: Measured, idle: Measured) -> bool:
    """Tell what a refusal took above idle; True when that is too much."""
    tell(name, found, idle.megabytes)
    return found.megabytes - idle.megabytes > 64 or found.seconds - idle.seconds > 2


def tell(name: str, found: Measured, idle: float) -> None:
    """One line."""
    print(f"{name:40} exit {found.code}  {found.megabytes - idle:7.1f} MB  {found.seconds:6.2f} s")


if __name__ == "__main__":
    sys.exit(main())
