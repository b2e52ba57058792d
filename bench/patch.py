"""A patch, planned and checked, against ruamel.yaml's load and dump of the same text, in the same run.

    python bench/patch.py [--reach 0.6] [--rounds N]

Prints the ratio of the medians for two kinds of files at 1 KB, 10 KB, 100 KB and 1 MB, the time for each KB (the same
at every size where it is linear), and apart from it what writing such a file durably takes. Exits with 1 when a ratio
is above `--reach`.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from wizard.services.storage.atomic import replace_bytes
from wizard.yamlpatch import AppendItem, Change, EnsureItem, Match, Patch, SetKey, plan

SIZES = (1_000, 10_000, 100_000, 1_000_000)
ORDER = ("pre_ci", "pre_ci_boot", "ci", "post_ci", "push")
WHY = "measured"
# What the scenario "build" asks for: three changes in one plan.
CHANGES: tuple[Change, ...] = (
    AppendItem(("build", "pre_ci"), "docker build -t app:tip .", WHY, order=ORDER),
    SetKey(
        ("build", "pre_ci_boot"),
        {"image_name": "app", "image_tag": "tip", "pull": False, "options": "-e HOME=/root"},
        WHY,
        ORDER,
    ),
    EnsureItem(
        ("integrations", "hub"),
        Match.of(integrationName="ecr", type="ecr"),
        {"integrationName": "ecr", "type": "ecr", "branches": {"only": ["master", "dev"]}},
        WHY,
    ),
)


def commands(size: int) -> str:
    """One long list of commands, with comments and folded scalars, as a large `shippable.yml` would be."""
    parts = ["# A sample.\nlanguage: python\n\nbuild:\n  ci:\n"]
    length = number = 0
    while length < size:
        line = f"    - make target-{number}\n"
        if number % 5 == 0:
            line = f"    # step {number}\n    - >-\n      echo the folded text\n      of step {number}\n"
        parts.append(line)
        length += len(line)
        number += 1
    return "".join(parts) + "\nintegrations:\n  notifications:\n    - integrationName: mail\n      type: email\n"


def sections(size: int) -> str:
    """Many small maps and lists: as many nodes as a text of that size can well hold."""
    parts = ["build:\n  ci:\n    - make\n\nintegrations:\n  hub:\n    - integrationName: h\n      type: docker\n\n"]
    length = number = 0
    while length < size:
        text = (
            f"job{number}:\n  steps:\n    - name: a{number}\n      args: [a, b, 'c']\n      env:\n"
            f'        KEY: value {number}\n        OTHER: "x"\n  # note\n  enabled: true\n\n'
        )
        parts.append(text)
        length += len(text)
        number += 1
    return "".join(parts)


def round_trip(text: str) -> None:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.dump(yaml.load(text), io.StringIO())


def patched(text: str) -> None:
    if not isinstance(plan(text, CHANGES), Patch):
        raise SystemExit("the patch was refused")


def seconds(work: Callable[[str], object], text: str) -> float:
    """The time on the processor: neither waits for anything, and other programs do not count."""
    start = time.process_time()
    work(text)
    return time.process_time() - start


def ratio(text: str, rounds: int) -> tuple[float, float, float]:
    """The ratio of the medians, and the two medians; the two take turns, so that a busy machine slows both."""
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(seconds(patched, text))
        theirs.append(seconds(round_trip, text))
    return median(ours) / median(theirs), median(ours), median(theirs)


def written(text: str) -> float:
    """Seconds, by the clock, until the text has replaced a file and is on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "shippable.yml"
        target.write_text("a: 1\n")
        start = time.perf_counter()
        replace_bytes(target, text.encode())
        return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reach", type=float, default=0.6)
    parser.add_argument("--rounds", type=int, default=0, help="as many at every size (default: more for small files)")
    options = parser.parse_args()
    patched(commands(1_000))
    round_trip(commands(1_000))  # imports are not measured
    worst = 0.0
    for make in (commands, sections):
        for size in SIZES:
            text = make(size)
            rounds = options.rounds or max(3, min(25, 500_000 // size))
            found, ours, theirs = ratio(text, rounds)
            worst = max(worst, found)
            disk = median(written(text) for _ in range(rounds))
            print(
                f"{make.__name__:9} {size // 1000:5} KB   ratio {found:5.2f}   {ours * 1e3:8.1f} ms against "
                f"{theirs * 1e3:8.1f} ms   {ours / len(text) * 1e6:5.2f} ms/KB   written in {disk * 1e3:6.1f} ms",
                flush=True,
            )
    print(f"worst ratio {worst:.2f}, to reach {options.reach}")
    return int(worst > options.reach)


if __name__ == "__main__":
    raise SystemExit(main())
