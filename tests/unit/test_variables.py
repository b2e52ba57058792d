"""What a file itself says that its variables hold, and what it leaves open."""

from __future__ import annotations

import pytest

from wizard.core.ci_file.shippable_file import view
from wizard.core.ci_file.variables import file_variables, resolved_commands, resolved_image, substituted


@pytest.mark.parametrize(
    ("env", "known"),
    [
        ("env: A=1 B=two", {"A": "1", "B": "two"}),
        ("env: [A=1]", {"A": "1"}),
        ("env:\n  - A=1 C=x\n  - A=2 C=x", {"C": "x"}),
        ("env:\n  - A=1\n  - B=2", {}),
        ("env:\n  global:\n    - A=1\n    - B=$A/x\n    - C='$A'", {"A": "1", "B": "1/x"}),
        ("env:\n  global: A=1 B=2\n  matrix:\n    - B=2 C=3\n    - B=4 C=3", {"A": "1", "C": "3"}),
        ("env:\n  global:\n    - secure: abc\n    - A=1", {"A": "1"}),
        ("env:\n  global:\n    - A=1\nmatrix:\n  include:\n    - env: A=2", {}),
        ("env:\n  global:\n    - A=two words", {}),
        ("env:\n  - secure: abc", {}),
        ("env: $(cat env)", {}),
        ("env: A=`date`", {}),
        ("env:", {}),
        ("[a]", {}),
    ],
)
def test_the_variables_of_env(env: str, known: dict[str, str]) -> None:
    assert file_variables(view("s", env + "\n")) == known


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("docker push $A/x:${T}", "docker push acme/x:1"),
        ("docker push $A_B ${A:-x} '$A' \\$A \"$A\"", "docker push $A_B acme '$A' \\$A \"acme\""),
        ("docker push ${A-x} ${E:-x} ${E-x} ${B:-x} ${A:+x}", "docker push acme x  ${B:-x} ${A:+x}"),
        ("A=other docker push $A", "A=other docker push acme"),
    ],
)
def test_a_text_with_what_is_known(text: str, becomes: str) -> None:
    assert substituted(text, {"A": "acme", "T": "1", "E": ""}) == becomes


def resolved(*commands: str, section: str = "push", env: str = "A=acme") -> list[str]:
    lines = "".join(f"    - {command!r}\n" if "'" not in command else f"    - {command}\n" for command in commands)
    return [item.text for item in resolved_commands(view("s", f"env: {env}\nbuild:\n  {section}:\n{lines}"))]


@pytest.mark.parametrize(
    ("commands", "last"),
    [
        (["export B=2", "docker push $A:$B"], "docker push acme:2"),
        (["B=2", "docker push $A:$B"], "docker push acme:2"),
        (["export A=$A/x B=3", "docker push $A:$B"], "docker push acme/x:3"),
        (["export A=new && docker push $A"], "export A=new && docker push new"),
        (["docker push $A; export A=new; docker push $A"], "docker push acme; export A=new; docker push new"),
        (["[ -n x ] && export A=new", "docker push $A"], "docker push $A"),
        (["if x; then A=new; fi", "docker push $A"], "docker push $A"),
        (["for A in 1 2; do docker push $A; done"], "for A in 1 2; do docker push $A; done"),
        (["export A=$(cat name)", "docker push $A"], "docker push $A"),
        (["read A", "docker push $A"], "docker push $A"),
        (["unset A", "docker push $A"], "docker push $A"),
        (["source vars.sh", "docker push $A"], "docker push $A"),
        (["source venv/bin/activate", "docker push $A"], "docker push acme"),
        (["eval $(aws ecr get-login)", "docker push $A"], "docker push acme"),
        (["A=new make", "docker run -e A=1 x", "docker push $A"], "docker push acme"),
        (["export A+=x", "docker push $A"], "docker push $A"),
        (["(export A=new)", "docker push $A"], "docker push $A"),
    ],
)
def test_what_holds_at_a_command(commands: list[str], last: str) -> None:
    assert resolved(*commands)[-1] == last


def test_what_one_section_sets_is_not_known_in_the_next_of_its_machine() -> None:
    text = "env: A=acme B=b\nbuild:\n  ci:\n    - export A=new\n  post_ci:\n    - docker push $A $B\n"
    assert [item.text for item in resolved_commands(view("s", text))][-1] == "docker push $A b"
    on_machine = text.replace("post_ci", "push")  # the container's variables do not reach the build machine
    assert [item.text for item in resolved_commands(view("s", on_machine))][-1] == "docker push acme b"


def test_variables_of_the_container_hold_inside_of_it_only() -> None:
    text = (
        "env: A=acme B=b\nbuild:\n  pre_ci_boot:\n    image_name: $A/ci\n    env: [C=c B=x]\n"
        "  ci: [echo $A $B $C]\n  push: [echo $A $B $C]\n"
    )
    file = view("s", text)
    assert [item.text for item in resolved_commands(file)] == ["echo acme $B c", "echo acme b $C"]
    assert resolved_image(file) == "acme/ci"
