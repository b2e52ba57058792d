"""One path (docs/design.md, rule 1): the same answers through every door give the same bytes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.front_doors.doors import Case, answers_file, answers_yaml, flags, prompts, screens
from tests.support.scenario_keys import Scenario
from wizard.core.model.answers import Branches, PushSection
from wizard.services.aws.boto import AwsBoto

ECR = "123456789012.dkr.ecr.us-west-2.amazonaws.com"
STARTS: dict[str, bytes | None] = {
    "absent": None,
    "old": (
        b"language: node_js\r\n\r\nscript:\r\n  - npm test   # all of them\r\n\r\nbranches:\r\n  only:\r\n    - master"
    ),
    "mixed": (
        b"# CI\nbuild:\n    ci:\n    - make\n    post_ci: make report\n    push:\n        - ./notify.sh\n\n"
        b"integrations:\n  hub:\n  - integrationName: docker-hub\n    type: docker\n\n# the end\n"
    ),
}
ALL, ONLY, EXCEPT = Branches(), Branches("only", ("master", "release/*")), Branches("except", ("wip",))
CASES = {
    "pull": Case(
        Scenario.PULL,
        {
            "image": f"{ECR}/base/go",
            "tag": "$TAG",
            "options": "-e HOME=/root --net=host",
            "env": ("A=1", "B=two words"),
            "aws_cli": True,
        },
        ONLY,
        "us-west-2",
    ),
    "build": Case(Scenario.BUILD, {"image": "myImage", "dockerfile": "ci/Dockerfile", "aws_cli": False}, EXCEPT),
    "push": Case(
        Scenario.PUSH,
        {
            "push_section": PushSection.PUSH,
            "image": f"{ECR}/shop/app",
            "tag": "v1",
            "build_command": True,
            "custom_image": False,
        },
        ALL,
        "us-west-2",
    ),
    "post_ci": Case(
        Scenario.PUSH,
        {
            "push_section": PushSection.POST_CI,
            "image": "manishas/sample-node",
            "tag": "tag",
            "commit_container": True,
            "agent_only": True,
        },
        ONLY,
    ),
}


# Each case and each start; all of them together run at night.
USUAL = {("pull", "absent"), ("build", "mixed"), ("push", "old"), ("post_ci", "mixed")}
PAIRS = [
    pytest.param(wanted, start, marks=() if (wanted, start) in USUAL else pytest.mark.nightly)
    for wanted in CASES
    for start in STARTS
]


@pytest.mark.parametrize(("wanted", "start"), PAIRS)
async def test_every_front_door_gives_the_same_bytes(wanted: str, start: str, tmp_path: Path, aws: AwsBoto) -> None:
    case, text = CASES[wanted], STARTS[start]
    roots = {
        door: repository(tmp_path / door / "shop", text) for door in ("screens", "prompts", "flags", "answers", "kept")
    }
    answers = await screens(roots["screens"], case, aws)
    kept = prompts(roots["prompts"], case)
    flags(roots["flags"], answers)
    answers_file(roots["answers"], answers_yaml(answers))
    answers_file(roots["kept"], kept.read_text())
    written = {door: (root / "shippable.yml").read_bytes() for door, root in roots.items()}
    assert set(written.values()) == {written["screens"]}, {door: data.decode() for door, data in written.items()}
    assert written["screens"] != text


def repository(root: Path, text: bytes | None) -> Path:
    root.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "-b", "master", str(root)], check=True)
    (root / "ci").mkdir()
    (root / "ci" / "Dockerfile").write_text(f"FROM {ECR}/base/node:8\n")
    if text is not None:
        (root / "shippable.yml").write_bytes(text)
    return root
