"""Many small repositories: `python bench/fleet.py [NUMBER…]` (default: 200 and 1,000).

`apply`, `check` and `undo` with one process and with two, beside what `git status` takes in each repository and (by
twenty of them) a loop of single calls. No two files are alike. Told are seconds on the clock and of processor time, and
when the first line came. What one fsync and one start of Python cost is measured before each command: on a machine that
others use too it changes. Exits with 1 when five times as many repositories take more than seven times as
much processor time.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
ANSWERS = ("--integration=ecr", "--scenario=push", "--image=acme/app", "--tag=latest")
LOOP = 20
MOST = 7.0
FILE = "language: python\n\nbuild:\n  ci:\n    - make\n    - make test {name}\n"


class Taken(NamedTuple):
    """What a command took: seconds on the clock, of processor time, and until its first line."""

    seconds: float
    processor: float
    first: float


def main(numbers: list[int]) -> int:
    """Measure for each number of repositories; gives the exit code."""
    took = {number: measured(number) for number in numbers}
    few, many = min(took), max(took)
    if many < 5 * few:
        return 0
    growth = max(took[many][name] / took[few][name] for name in took[few])
    print(f"{many / few:.0f} times as many repositories: at most {growth:.1f} times as long")
    return int(growth > MOST * many / few / 5)


def measured(number: int) -> dict[str, float]:
    """Seconds for each command on that many repositories."""
    with tempfile.TemporaryDirectory() as home:
        roots = made(Path(home), number)
        paths = "\n".join(map(str, roots))
        status = timed(lambda: [git(root, "status", "--short") for root in roots])
        single = [wizard(home, "check", str(root), paths="").seconds for root in roots[:LOOP]]
        loop = sum(single) * number / LOOP
        print(f"{number:,} repositories: git status {status:.1f} s, a loop of single calls about {loop:.0f} s")
        took: dict[str, float] = {}
        for jobs in ("1", "2"):
            for command, words in (("apply", ANSWERS), ("check", ()), ("undo", ())):
                fsync, start = fsync_cost(Path(home)) * 1000, start_cost() * 1000
                taken = wizard(home, command, *words, "--paths-from=-", f"-j{jobs}", paths=paths)
                took[f"{command} -j{jobs}"] = taken.processor
                print(
                    f"  {command:<6} -j{jobs}: {taken.seconds:6.2f} s ({taken.processor:.2f} of processor), "
                    f"first line {taken.first:.2f} s, {taken.seconds / status:5.2f} of git status, "
                    f"1/{loop / taken.seconds:.0f} of the loop; one fsync {fsync:.2f} ms, python -c pass {start:.0f} ms"
                )
        return took


def made(home: Path, number: int) -> list[Path]:
    """Repositories with a remote, a branch, and a CI file that is committed."""
    roots = [home / f"service-{at:04}" for at in range(number)]
    for root in roots:
        git(home, "init", "-q", "-b", "master", str(root))
        (root / "shippable.yml").write_text(FILE.format(name=root.name), encoding="utf-8")
        with (root / ".git" / "config").open("a", encoding="utf-8") as config:
            config.write(f'[remote "origin"]\n\turl = git@github.com:acme/{root.name}.git\n')
        git(root, "add", "shippable.yml")
        git(root, "-c", "user.name=bench", "-c", "user.email=bench@example.com", "commit", "-q", "-m", "first")
    return roots


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


def wizard(home: str, *words: str, paths: str) -> Taken:
    """Run the program, with this list of PATHs on stdin; a batch with a summary must have reached every PATH."""
    environment = {**os.environ, "HOME": home, "PYTHONPATH": str(ROOT)}
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "wizard", *words, "--json-lines"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with process.stdin:
            process.stdin.write(paths)
        last = process.stdout.readline()
        first = time.perf_counter() - began
        for line in process.stdout:
            last = line
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert process.returncode == 0
    assert json.loads(last)["summary"]["not_reached"] == 0
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(seconds, processor, first)


def timed(action: object) -> float:
    """Seconds that the action takes."""
    began = time.perf_counter()
    action()  # type: ignore[operator]
    return time.perf_counter() - began


def fsync_cost(folder: Path) -> float:
    """Seconds of one fsync of a small new file, the median of many."""
    costs = []
    for number in range(50):
        with (folder / str(number)).open("wb") as file:
            file.write(b"x" * 300)
            file.flush()
            costs.append(timed(lambda file=file: os.fsync(file.fileno())))
    return sorted(costs)[len(costs) // 2]


def start_cost() -> float:
    """Seconds of one start of Python, the median of some: how fast this machine is now."""
    return sorted(timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)) for _ in range(9))[4]


if __name__ == "__main__":
    raise SystemExit(main([int(word) for word in sys.argv[1:]] or [200, 1000]))
