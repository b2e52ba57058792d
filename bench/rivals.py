"""A hub entry added to each real file of a folder: this engine against other editors of YAML.

    python bench/rivals.py FOLDER [--rounds N] [--reach 2]

Each editor gets the same text and is asked for the same entry at the end of `integrations.hub`. A file is right when
its data is the old data with the entry, every old line is still there in its order, and no comment is lost. Time is
processor time over all files that the editor takes, each editor in its turn, the median of the rounds. The last column
is against yaml-edit on the files that both take. Exits with 1 when ours is above `--reach`.

The others are on the package index: ruamel.yaml, yaml-edit, yamltrip, yamluna. What is not installed is left out.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable
from difflib import SequenceMatcher
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from wizard.yamlpatch import EnsureItem, Match, Patch, plan

ENTRY = {"integrationName": "new", "type": "ecr"}
CHANGE = EnsureItem(("integrations", "hub"), Match.of(**ENTRY), ENTRY, "measured")
Edit = Callable[[str], str]


class NotTaken(Exception):
    """The editor does not take the file."""


def ours(text: str) -> str:
    patch = plan(text, [CHANGE])
    if not isinstance(patch, Patch):
        raise NotTaken(patch.reason)
    return patch.text


def ruamel(text: str) -> str:
    """Round trip, its indents set as most files of the folder have them."""
    made = import_module("ruamel.yaml").YAML()
    made.preserve_quotes = True
    made.width = 10_000
    made.indent(mapping=2, sequence=4, offset=2)
    return _by_mapping(made, text)


def yamluna(text: str) -> str:
    return _by_mapping(import_module("yamluna").YAML(), text)


def _by_mapping(made: Any, text: str) -> str:
    data = made.load(text)
    hub = _filled(_filled(data, "integrations", {}), "hub", [])
    hub.append(dict(ENTRY))
    out = io.StringIO()
    made.dump(data, out)
    return out.getvalue()


def _filled(parent: Any, key: str, empty: Any) -> Any:
    if parent.get(key) is None:
        parent[key] = empty
    return parent[key]


def yaml_edit(text: str) -> str:
    file = import_module("yaml_edit").YamlFile.parse(text)
    root = file.document().as_mapping() if callable(file.document) else file.document.as_mapping()
    integrations = root.get_mapping("integrations")
    if integrations is None:
        root.set("integrations", {"hub": [dict(ENTRY)]})
        return str(file)
    hub = integrations.get_sequence("hub")
    if hub is None:
        integrations.set("hub", [dict(ENTRY)])
    else:
        hub.append(dict(ENTRY))
    return str(file)


def yamltrip(text: str) -> str:
    document = import_module("yamltrip").loads(text)
    if "hub" in (_plain(text).get("integrations") or {}):
        return str(document.append("integrations", "hub", value=dict(ENTRY)).source)
    return str(document.upsert("integrations", "hub", value=[dict(ENTRY)]).source)


EDITORS: dict[str, Edit] = {
    "ours": ours,
    "yaml-edit": yaml_edit,
    "ruamel.yaml": ruamel,
    "yamltrip": yamltrip,
    "yamluna": yamluna,
}


def _plain(text: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)
    return data


def _wanted(text: str) -> dict[str, Any]:
    data = _plain(text)
    integrations = _filled(data, "integrations", {}) or {}
    data["integrations"] = {**integrations, "hub": [*(integrations.get("hub") or []), dict(ENTRY)]}
    return data


def is_right(before: str, after: str) -> bool:
    """Whether the data is what is wanted, and every old line, comments included, is where it was."""
    try:
        if _plain(after) != _wanted(before):
            return False
    except yaml.YAMLError:
        return False
    old, new = before.splitlines(), after.splitlines()
    kept = sum(size for _, _, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())
    return kept == len(old)


def texts(folder: Path) -> list[str]:
    """The files that have a map and that PyYAML reads."""
    found: list[str] = []
    for path in sorted(folder.rglob("*.yml")):
        text = path.read_bytes().decode("utf-8", "replace")
        try:
            data = yaml.load(text, Loader=yaml.CBaseLoader)
        except yaml.YAMLError:
            continue
        integrations = data.get("integrations") if isinstance(data, dict) else None
        is_map = isinstance(data, dict) and (not integrations or isinstance(integrations, dict))
        if is_map and (not integrations or isinstance(integrations.get("hub") or [], list)):
            found.append(text)
    return found


def taken(edit: Edit, files: list[str]) -> dict[int, str]:
    """What the editor makes of each file that it takes, by number; whatever it raises, it does not take the file."""
    found: dict[int, str] = {}
    for number, text in enumerate(files):
        try:
            found[number] = edit(text)
        except Exception:  # noqa: BLE001
            continue
    return found


def seconds(edit: Edit, files: list[str]) -> float:
    began = time.process_time()
    for text in files:
        edit(text)
    return time.process_time() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--reach", type=float, default=2.0)
    options = parser.parse_args()
    files = texts(options.folder)
    results = {name: taken(edit, files) for name, edit in EDITORS.items()}
    worst = 0.0
    for name, edit in EDITORS.items():
        result = results[name]
        if not result:
            print(f"{name:12} takes no file, or is not installed")
            continue
        right = sum(is_right(files[number], after) for number, after in result.items())
        both = [files[number] for number in result if number in results["yaml-edit"]]
        times = [(seconds(edit, both), seconds(yaml_edit, both)) for _ in range(options.rounds)]
        own, other = (median(column) for column in zip(*times, strict=True))
        ratio = own / other if other else 0.0
        worst = ratio if name == "ours" else worst
        print(
            f"{name:12} takes {len(result):4} of {len(files)}, right {right:4}   "
            f"{own / max(len(both), 1) * 1e3:6.2f} ms a file, {ratio:5.2f} times yaml-edit",
            flush=True,
        )
    return 1 if worst > options.reach else 0


if __name__ == "__main__":
    raise SystemExit(main())
