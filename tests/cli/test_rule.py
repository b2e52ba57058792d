"""`rule` explains what `check` finds, and `check --strict` fails where it could not look."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run
from wizard.core.rules.table import RULES


def test_every_rule_is_listed_and_explained(ecr: Run) -> None:
    done = ecr("rule")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == [rule.code for rule in RULES]
    done = ecr("rule", "ecr-without-entry")
    assert done.returncode == 0
    for word in ("Why:", "What to do:", "Source:", "Found in:", "Not found in:", "docker push"):
        assert word in done.stdout


def test_an_old_code_is_accepted_and_a_wrong_one_gets_the_nearest(ecr: Run) -> None:
    assert ecr("rule", "region-differs").stdout.startswith("ecr-other-registry")
    wrong = ecr("rule", "ecr-with-entry")
    assert wrong.returncode == 2
    assert "`ecr-without-entry`" in wrong.stderr


def test_a_rule_as_json(ecr: Run) -> None:
    data = json.loads(ecr("rule", "key-not-read", "--json").stdout)
    assert {"code", "severity", "why", "source", "remedy", "before", "after"} <= set(data)
    assert len(json.loads(ecr("rule", "--json").stdout)["rules"]) == len(RULES)


def test_strict_fails_where_something_was_not_looked_at(ecr: Run, project: Path) -> None:
    (project / "shippable.yml").write_text("build:\n  push:\n    - docker push $REG/app:1\n")
    done = ecr("check")
    assert done.returncode == 0
    assert "$REG is not set in the file" in done.stderr
    assert "nothing found in the rest; 1 not looked at" in done.stderr
    strict = ecr("check", "--strict", "--json")
    assert strict.returncode == 1
    (result,) = json.loads(strict.stdout)["results"]
    assert [item["line"] for item in result["not_looked_at"]] == [3]


def test_apply_says_what_is_new_what_stays_and_what_is_gone(ecr: Run, project: Path) -> None:
    image = "111122223333.dkr.ecr.us-west-2.amazonaws.com/app"
    text = f"language: a\nlanguage: b\nbuild:\n  push:\n    - docker build -t {image} .\n    - docker push {image}\n"
    (project / "shippable.yml").write_text(text)
    done = ecr("apply", "--integration=ecr", "--dry-run")
    assert "error (already there): The key language is there twice" in done.stderr
    assert "put right: " in done.stderr
    (result,) = json.loads(ecr("apply", "--integration=ecr", "--dry-run", "--json").stdout)["results"]
    assert [item["code"] for item in result["review"]["gone"]] == ["ecr-without-entry"]
    assert [item["code"] for item in result["review"]["stays"]] == ["duplicate-key"]
