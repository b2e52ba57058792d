"""Properties of every scenario of the registry, and of one that is registered by a line."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import pytest

from tests.scenarios import fetch as module
from tests.scenarios.fetch import FETCH
from tests.scenarios.properties import PROPERTIES
from wizard.core.aws.rights import PUSH_ACCESS
from wizard.core.interview.validators import InvalidAnswer
from wizard.core.model.answers import ScenarioKey
from wizard.core.scenarios.base import Alternative, Named, Scenario, Suggested
from wizard.core.scenarios.registry import SCENARIOS, register

ROOT = Path(__file__).parents[2]
ROOM = ROOT / "wizard" / "core" / "scenarios"


@pytest.mark.parametrize("key", tuple(SCENARIOS))
@pytest.mark.parametrize("holds", PROPERTIES)
def test_every_scenario(holds: Callable[[Scenario], None], key: ScenarioKey) -> None:
    holds(SCENARIOS[key])


@pytest.mark.parametrize("holds", PROPERTIES)
def test_a_fourth_scenario(holds: Callable[[Scenario], None], fetch: Scenario) -> None:
    holds(fetch)


# -- a part that is left out

FORGOTTEN: dict[str, object] = {
    "title": "",
    "help": "",
    "counts": frozenset(),
    "asks": lambda _answers: frozenset(("options",)),
    "use": "pushed",
    "runs_ci": True,
    "default_tag": "",
    "named": lambda _file, _answers: Named(),
    "section": lambda _file, _answers: "push",
    "changes": lambda _wanted: iter(()),
    "access": PUSH_ACCESS,
    "recognize": lambda _belonging: None,
    "sections": frozenset(),
    "verbs": frozenset(),
    "written_images": lambda _belonging, _section, _call: (),
    "suggested_image": lambda _project, _answers, _region: Named("no image"),
    "ci_dockerfile": lambda _project, _answers: None,
    "suggests": lambda _project: Suggested(0, "always"),
    "outside_container": lambda answers: Alternative("Elsewhere", answers),
}
# Parts that do nothing for the scenario of the example, each with one of the registry's for which they do.
OF_OTHERS = {
    "reaches": ("build", lambda _project, _answers: ()),
    "suggests": ("build", lambda _project: None),
    "outside_container": ("push", lambda _answers: None),
}


@pytest.mark.parametrize("part", FORGOTTEN)
def test_a_part_that_does_nothing_breaks_a_property(part: str) -> None:
    broken = replace(FETCH, **{part: FORGOTTEN[part]})
    register(broken)
    try:
        with pytest.raises((AssertionError, InvalidAnswer)):
            hold_all(broken)
    finally:
        del SCENARIOS[broken.key]


@pytest.mark.parametrize("part", OF_OTHERS)
def test_a_part_that_does_nothing_where_it_should_breaks_a_property(part: str) -> None:
    key, nothing = OF_OTHERS[part]
    with pytest.raises(AssertionError):
        hold_all(replace(SCENARIOS[ScenarioKey(key)], **{part: nothing}))


def test_every_part_is_left_out_once() -> None:
    assert {*FORGOTTEN, *OF_OTHERS, "key"} == {field.name for field in fields(Scenario)}


def hold_all(scenario: Scenario) -> None:
    for holds in PROPERTIES:
        holds(scenario)


def test_a_part_that_is_left_out_is_a_type_error(tmp_path: Path) -> None:
    source = Path(module.__file__).read_text(encoding="utf-8")
    (call,) = (
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Scenario"
    )
    parts = [keyword.arg for keyword in call.keywords]
    assert parts == [field.name for field in fields(Scenario)]
    for part in parts:
        rest = ", ".join(ast.unparse(keyword) for keyword in call.keywords if keyword.arg != part)
        source += f"\nWITHOUT_{part} = Scenario({rest})\n"
    path = tmp_path / "left_out.py"
    path.write_text(source, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary", str(path)],
        cwd=ROOT,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert len(errors) == len(parts), done.stdout + done.stderr
    for part, error in zip(parts, errors, strict=True):
        assert f'Missing named argument "{part}"' in error


def test_a_key_is_taken_once() -> None:
    with pytest.raises(ValueError, match="pull already"):
        register(SCENARIOS[ScenarioKey("pull")])


# -- nothing outside the room names a scenario


def test_nothing_outside_the_room_names_a_scenario() -> None:
    named = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "wizard").rglob("*.py"))
        if ROOM not in path.parents
        for line in naming(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not named, f"ask the scenario in place of naming it: {', '.join(named)}"


@pytest.mark.parametrize(
    "text",
    [
        "from wizard.core.scenarios.push import PUSH",
        "from wizard.core.scenarios import build",
        "import wizard.core.scenarios.pull",
        "answers.scenario == 'push'",
        "'push' != answers.scenario",
        "answers.scenario in ('pull', 'build')",
        "scenario.key == 'build'",
        "SCENARIOS['pull']",
        "SCENARIOS.get('pull')",
        "ScenarioKey('pull')",
        "match answers.scenario:\n    case 'pull':\n        pass",
    ],
)
def test_naming_a_scenario_is_seen(text: str) -> None:
    assert list(naming(ast.parse(text))) == [1]


def naming(tree: ast.AST) -> Iterator[int]:
    """The lines of a module in which a scenario is named: imported, compared with a key, or looked up by one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found = any(name in _modules() for name in _imported(node))
        elif isinstance(node, ast.Compare):
            found = _compares_with_a_key(node)
        elif isinstance(node, ast.Subscript):
            found = _is_called(node.value, "SCENARIOS") and _keys_in(node.slice)
        elif isinstance(node, ast.Call):
            callee = node.func.value if isinstance(node.func, ast.Attribute) else node.func
            is_lookup = _is_called(callee, "SCENARIOS") or _is_called(callee, "ScenarioKey")
            found = is_lookup and any(_keys_in(argument) for argument in node.args)
        elif isinstance(node, ast.Match):
            found = _is_about_a_scenario(node.subject) and any(_keys_in(case.pattern) for case in node.cases)
        else:
            found = False
        if found:
            yield node.lineno


@cache
def _modules() -> set[str]:
    """The modules of the single scenarios, as the registry imports them."""
    registry = ast.parse((ROOM / "registry.py").read_text(encoding="utf-8"))
    shared = {"wizard.core.scenarios.base"}
    imported = (node.module or "" for node in ast.walk(registry) if isinstance(node, ast.ImportFrom))
    return {name for name in imported if name.startswith("wizard.core.scenarios.")} - shared


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    names = {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        return {node.module or "", *(f"{node.module}.{name}" for name in names)}
    return names


def _compares_with_a_key(node: ast.Compare) -> bool:
    sides = [node.left, *node.comparators]
    return any(_is_about_a_scenario(side) for side in sides) and any(_keys_in(side) for side in sides)


def _is_about_a_scenario(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "scenario" or (node.attr == "key" and _is_about_a_scenario(node.value))
    return isinstance(node, ast.Name) and node.id == "scenario"


def _is_called(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _keys_in(node: ast.AST) -> bool:
    return any(isinstance(item, ast.Constant) and item.value in SCENARIOS for item in ast.walk(node))
