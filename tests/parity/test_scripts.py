"""Screens and prompts come to the same with the same moves: answers, inventory, keyring and bytes."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, example, given, settings

from tests.parity.faces import by_prompts, by_screens
from tests.parity.scripts import Leg, scripts
from wizard.core.interview.question import StepKey

NIGHT = os.environ.get("ECR_WIZARD_NIGHTLY") == "1"
START = "language: python\nbuild:\n  ci:\n    - make   # all\n"
A, S, C, M, B = (StepKey.ACCOUNT, StepKey.SUBSCRIPTION, StepKey.SCENARIO, StepKey.IMAGE, StepKey.BRANCHES)
# Keys that are kept, then the account integration is renamed and the region is changed.
RENAMED = (
    Leg(A, {"account.name": "first", "keys": "good", "storage": "keyring"}, "on"),
    Leg(S, {}, "back"),
    Leg(A, {"account.name": "second", "region": "us-west-2"}, "on"),
    Leg(S, {}, "on"),
    Leg(C, {"scenario": "pull"}, "on"),
    Leg(M, {"image": "acme/ci", "tag": "v1"}, C),
    Leg(C, {"scenario": "push"}, "on"),
    Leg(M, {"push_section": "post_ci"}, "on"),
    Leg(B, {}, "on"),
)


@settings(
    max_examples=150 if NIGHT else 1,
    deadline=None,
    derandomize=not NIGHT,
    phases=tuple(Phase) if NIGHT else (Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(script=scripts())
@example(script=RENAMED)
def test_both_faces_come_to_the_same(script: tuple[Leg, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "shop"
        repository(root)
        (root / "shippable.yml").write_text(START)
        screens = by_screens(root, script)
        (root / "shippable.yml").write_text(START)
        prompts = by_prompts(root, script)
    assert prompts.answers == screens.answers
    assert prompts.inventory == screens.inventory
    assert prompts.kept == screens.kept
    assert prompts.written == screens.written
    assert screens.written != START.encode()


def repository(root: Path) -> None:
    git = ("git", "-C", str(root))
    author = ("-c", "user.name=R", "-c", "user.email=r@example.com")
    subprocess.run(["git", "init", "-q", "-b", "master", str(root)], check=True)
    subprocess.run([*git, *author, "commit", "-q", "--allow-empty", "-m", "Begin"], check=True)
    subprocess.run([*git, "branch", "dev"], check=True)
    subprocess.run([*git, "remote", "add", "origin", "git@github.com:acme/shop.git"], check=True)
