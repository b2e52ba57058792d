"""The complexity gate: at most 10 a function, by complexipy (cognitive) and by radon (decisions).

A ternary within a ternary is a problem too.

complexipy counts boolean operators and nesting, radon counts branches and comprehensions. `complexity.txt` beside this
file lists the functions that are above the limit still, each with its figures. The gate fails for a function that is
not listed, for one that grew, and for a line that is no longer true: the list can only get shorter.

    python .ci/complexity.py            check
    python .ci/complexity.py --write    write the list again, after a function got simpler
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import NamedTuple

from complexipy import file_complexity
from radon.visitors import ComplexityVisitor, Function

LIMIT = 10
ROOT = Path(__file__).parents[1]
KNOWN = Path(__file__).with_name("complexity.txt")


class Figures(NamedTuple):
    """The two figures of one function."""

    cognitive: int
    decisions: int

    @property
    def too_high(self) -> bool:
        return max(self) > LIMIT


def decisions_of(source: str) -> dict[str, int]:
    """Radon's count for each function and method of a file, by qualified name."""
    visitor = ComplexityVisitor.from_code(source)
    found: dict[str, int] = {}
    methods = [(f"{cls.name}.", cls.methods) for cls in visitor.classes]
    for prefix, functions in [("", visitor.functions), *methods]:
        for function in functions:
            if isinstance(function, Function):
                name = f"{prefix}{function.name}"
                found[name] = max(found.get(name, 0), function.complexity)
    return found


def measured() -> dict[str, Figures]:
    """Each function of the package that is above the limit."""
    found: dict[str, Figures] = {}
    for path in sorted((ROOT / "wizard").rglob("*.py")):
        decisions = decisions_of(path.read_text(encoding="utf-8"))
        cognitive: dict[str, int] = {}
        for function in file_complexity(str(path)).functions:
            name = function.name.replace("::", ".")
            cognitive[name] = max(cognitive.get(name, 0), function.complexity)
        for name in sorted({*decisions, *cognitive}):
            figures = Figures(cognitive.get(name, 0), decisions.get(name, 0))
            if figures.too_high:
                found[f"{path.relative_to(ROOT)}:{name}"] = figures
    return found


def nested_ternaries() -> list[str]:
    """Where a ternary's value is another one."""
    found: list[str] = []
    for path in sorted((ROOT / "wizard").rglob("*.py")):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        ternaries = [node for node in nodes if isinstance(node, ast.IfExp)]
        nested = [node for node in ternaries if ast.IfExp in {type(node.body), type(node.orelse)}]
        found += [f"{path.relative_to(ROOT)}:{node.lineno}: a ternary within a ternary" for node in nested]
    return found


def known() -> dict[str, Figures]:
    """The functions of the list."""
    listed: dict[str, Figures] = {}
    for line in KNOWN.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, cognitive, decisions = line.split()
            listed[name] = Figures(int(cognitive), int(decisions))
    return listed


def main() -> int:
    found = measured()
    if "--write" in sys.argv[1:]:
        head = "# Functions above the limit of 10: cognitive complexity, decisions. The list can only get shorter.\n"
        KNOWN.write_text(head + "".join(f"{name} {a} {b}\n" for name, (a, b) in found.items()), encoding="utf-8")
        print(f"{len(found)} functions are above {LIMIT}.")
        return 0
    listed = known()
    problems = [f"{name}: {figures} is above {LIMIT}" for name, figures in found.items() if name not in listed]
    for name, figures in listed.items():
        now = found.get(name)
        if now is None:
            problems.append(f"{name}: no longer above {LIMIT}: take its line out of {KNOWN.name}")
        elif now != figures:
            problems.append(f"{name}: {figures} became {now}: make it simpler, or correct its line when it shrank")
    problems += nested_ternaries()
    for problem in problems:
        print(problem)
    print(f"{len(found)} functions above {LIMIT}, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
