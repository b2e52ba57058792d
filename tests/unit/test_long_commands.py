"""The rules take time in proportion to a command's length, whatever it holds."""

from __future__ import annotations

import time

import pytest

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.rules import findings
from wizard.core.rules.unknown import not_looked_at

E = "111122223333.dkr.ecr.us-east-1.amazonaws.com"
ENTRY = "integrations:\n  hub:\n    - integrationName: e\n      type: ecr\n"
LINES = {
    "substitutions": "echo $(x) `y` $(z) A=$(q)",
    "images": f"docker build -t {E}/a% . && docker push {E}/a% && docker push {E}/b%:$V",
    "settings": f"export V%={E}; docker push $V%/a%; docker pull $W/b%",
    "logins": f"docker login -u x % && docker push {E}/a%",
    "commits": f"docker commit c {E}/a% && docker push {E}/a%",
}


def seconds(line: str, count: int) -> float:
    command = "".join(f"      {line.replace('%', str(number))}\n" for number in range(count))
    project = Project(root="/nowhere", file=view("shippable.yml", f"{ENTRY}build:\n  push:\n    - |\n{command}"))
    begin = time.process_time()
    findings(project)
    not_looked_at(project)
    return time.process_time() - begin


@pytest.mark.parametrize("name", LINES)
def test_eight_times_the_text_takes_about_eight_times_as_long(name: str) -> None:
    short = min(seconds(LINES[name], 100) for _ in range(2))
    long = seconds(LINES[name], 800)
    assert long < 24 * short + 0.2  # a square would be 64
