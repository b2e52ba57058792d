"""Commands that YAML folds into one: what is certain is found, and each fix keeps comments."""

from __future__ import annotations

import pytest

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.finding import Finding
from wizard.core.rules import findings
from wizard.yamlpatch import Patch, plan

ECR = "111122223333.dkr.ecr.us-east-1.amazonaws.com"


def folded(text: str) -> list[Finding]:
    project = Project(root="/nowhere", file=view("shippable.yml", text))
    return [item for item in findings(project) if item.code == "folded-commands"]


def fixed(text: str) -> str:
    (finding,) = folded(text)
    patch = plan(text, finding.fix)
    assert isinstance(patch, Patch)
    assert folded(patch.text) == []
    return patch.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "build:\n  push:\n    docker build -t a .   \n    docker push a  # ours\n  # next\n  ci: make\n",
            "build:\n  push:\n    - docker build -t a .   \n    - docker push a  # ours\n  # next\n  ci: make\n",
            id="in the place of a list",
        ),
        pytest.param(
            "build:\n  push: docker build\n    -t a .\n    docker push a",
            "build:\n  push:\n    - docker build\n      -t a .\n    - docker push a",
            id="behind the colon, no final newline",
        ),
        pytest.param(
            "build:\n  ci:\n  - make\n  - cd app\r\n\r\n    npm install\r\n    npm test # all\r\n  - ls\r\n",
            "build:\n  ci:\n  - make\n  - cd app\r\n\r\n  - npm install\r\n  - npm test # all\r\n  - ls\r\n",
            id="an item, CRLF, a blank line",
        ),
        pytest.param(
            'build:\n  push:\n    - "docker build -t a .\n      docker push \\"a\\"" # ours\n    - ls\n',
            'build:\n  push:\n    - docker build -t a .\n    - docker push "a" # ours\n    - ls\n',
            id="double quotes",
        ),
        pytest.param(
            "build:\n  push: 'docker build -t a .\n\n    docker push ''a''\n    docker push b'\n  ci: x\n",
            "build:\n  push:\n    - docker build -t a .\n    - docker push 'a'\n    - docker push b\n  ci: x\n",
            id="single quotes, a blank line",
        ),
        pytest.param(
            'build:\n  push:\n    - "if [ x ]; then\n      docker push a\n      fi"\n',
            "build:\n  push:\n    - |-\n      if [ x ]; then\n      docker push a\n      fi\n",
            id="an if in quotes",
        ),
        pytest.param(
            'build: {push: ["docker build -t a .\n  docker push a"]}\n',
            'build: {push: ["docker build -t a .", "docker push a"]}\n',
            id="quotes in brackets",
        ),
        pytest.param(
            "script:\n  - make all\n    - docker push a\n",
            "script:\n  - make all\n  - docker push a\n",
            id="a dash that is too deep",
        ),
        pytest.param(
            "build:\n  push: # ours\n    if [ x ]; then\n      docker push a\n    fi # end\n  ci: make\n",
            "build:\n  push: # ours\n    |- # end\n    if [ x ]; then\n      docker push a\n    fi\n  ci: make\n",
            id="an if",
        ),
        pytest.param(
            "build:\n  push:\n  - > # ours\n    docker build -t a .\n    docker push a\n",
            "build:\n  push:\n  - | # ours\n    docker build -t a .\n    docker push a\n",
            id="a folded block",
        ),
        pytest.param(
            "build:\n  ci:\n  - make a \\\n    B=1\n    docker push a\n",
            "build:\n  ci:\n  - |-\n    make a \\\n    B=1\n    docker push a\n",
            id="a backslash",
        ),
    ],
)
def test_what_is_folded_is_separated(before: str, after: str) -> None:
    assert fixed(before) == after


@pytest.mark.parametrize(
    "lines",
    [
        "docker run --rm app\n    npm test",
        "docker run -v /var/run/docker.sock:/var/run/docker.sock docker:1\n    docker push a",
        "docker exec app\n    python manage.py\n    migrate",
        "ssh host\n    docker pull a",
        "apt-get install -y\n    git make\n    docker python",
        "make &&\n    docker push a",
        "if [ x ]; then\n    docker push a;\n    fi",
        "docker build\n    --build-arg A=1\n    -t a .",
        "echo 'first\n    docker push a'",
        "echo one\n\n    docker push a",
        "|\n    docker build -t a .\n    docker push a",
        ">\n    docker build -t a .\n      docker push a",
        "make\n    -",
        "git commit -m release\n    docker",
    ],
)
def test_what_may_be_one_command_is_none(lines: str) -> None:
    assert folded(f"build:\n  ci:\n  - {lines}\n") == []


def test_text_with_escapes_of_its_own_is_left_alone() -> None:
    assert folded('build:\n  push:\n    - "docker build -t a\\t.\n      docker push a"\n') == []


def test_both_commands_are_named_with_their_lines() -> None:
    text = f"build:\n  push:\n    docker build -t {ECR}/app:1 .\n    docker push {ECR}/app:1\n"
    (finding,) = folded(text)
    assert finding.line == 3
    assert "line 4" in finding.message
    assert "docker push" in finding.message


def test_the_entry_of_folded_commands_is_not_called_unused() -> None:
    entry = "integrations:\n  hub:\n    - integrationName: e\n      type: ecr\n"
    text = f"{entry}build:\n  push:\n    docker login\n    docker push {ECR}/app:1\n"
    found = findings(Project(root="/nowhere", file=view("shippable.yml", text)))
    assert [item.code for item in found if item.code in ("entry-unused", "folded-commands")] == ["folded-commands"]
