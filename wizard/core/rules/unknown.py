"""What no rule could look at, and why: the third answer beside "found" and "nothing found"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.core.aws.ecr_name import registry_of
from wizard.core.ci_file.assembly import assembly_keys
from wizard.core.ci_file.image_references import Reach, is_untold, reaches
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import LEGACY_IMAGES, ShippableFile
from wizard.core.ci_file.variables import file_variables, substituted
from wizard.core.docker.logins import login_script
from wizard.core.text.shell_words import simple_commands
from wizard.frozen import frozen

_WITH_VARIABLES = ("integrationName", "type", "region")
_SIGN = re.compile("compose|xargs|log-?in")
_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)")


@frozen
class NotLookedAt:
    """A place of the file that tells too little: where, what is there, and why it is not known."""

    line: int
    column: int
    what: str
    why: str


def not_looked_at(project: Project) -> tuple[NotLookedAt, ...]:
    """The images whose registry the file does not tell, commands that are defined elsewhere, and assembly lines."""
    file = project.file
    found: dict[tuple[int, int, str], NotLookedAt] = {}
    reasons: dict[str, str] = {}
    for reach in reaches(file, project.dockerfiles):
        if _tells_no_registry(reach):
            item = NotLookedAt(reach.node.line, reach.node.column, reach.what, _why(file, reach.image, reasons))
            found[(item.line, item.column, item.what)] = item
    elsewhere = (_hidden(file), _old_images(project), _assembly_lines(project), _given_elsewhere(file), _entries(file))
    for item in (item for items in elsewhere for item in items):
        found[(item.line, item.column, item.what)] = item
    return tuple(found[key] for key in sorted(found))


def _tells_no_registry(reach: Reach) -> bool:
    """Whether the part of a name that says which registry it is in has a variable."""
    return reach.ecr is None and is_untold(reach.image)


def _why(file: ShippableFile, image: str, known: dict[str, str]) -> str:
    names = list(dict.fromkeys(_VARIABLE.findall(image.partition("/")[0])))
    if not names:
        return "a command gives the name when the build runs"
    for name in names:
        if name not in known:
            known[name] = _why_unknown(file, name)
    return ", ".join(known[name] for name in names)


def _why_unknown(file: ShippableFile, name: str) -> str:
    root = file.root
    sets = re.compile(rf"(?<!\w){re.escape(name)}=")
    scalars = [node for node in root.walk() if node.kind == "scalar"] if root is not None else []
    setting = next((node for node in scalars if sets.search(node.value)), None)
    if setting is not None:
        return f"${name} has no single plain value here (it is set in line {setting.line})"
    if root is not None and any(node.key("secure") is not None for node in root.walk()):
        return f"${name} is not set in the file, unless one of its encrypted values does"
    return f"${name} is not set in the file"


def _given_elsewhere(file: ShippableFile) -> Iterator[NotLookedAt]:
    """Commands that bring images to a registry, or take them from one, whose names are not in this file."""
    for command in file.commands:
        for words in simple_commands(command.text) if _SIGN.search(command.text) else ():
            why = _why_elsewhere(words)
            if why:
                what = f"`{' '.join(words)[:60]}` in {command.section}"
                yield NotLookedAt(command.node.line, command.node.column, what, why)


def _why_elsewhere(words: list[str]) -> str:
    moves = "push" in words or "pull" in words
    if moves and (words[0] in ("docker-compose", "xargs") or words[:2] == ["docker", "compose"]):
        return (
            "the names come to it when the build runs" if words[0] == "xargs" else "the compose file names the images"
        )
    return "it may log in to ECR; scripts are not looked into" if login_script(words) else ""


def _entries(file: ShippableFile) -> Iterator[NotLookedAt]:
    """Values of hub entries that a variable gives: Shippable fills them in with what `env.global` sets (3528)."""
    values = file_variables(file)
    pairs = [pair for entry in file.hub for pair in entry.node.pairs if pair[0].value in _WITH_VARIABLES]
    for key, node in pairs:
        names = _VARIABLE.findall(substituted(node.value, values))
        if names:
            why = ", ".join(_why_unknown(file, name) for name in names)
            yield NotLookedAt(node.line, node.column, f"`{key.value}: {node.value}`", why)


def _hidden(file: ShippableFile) -> Iterator[NotLookedAt]:
    """Aliases in the place of commands: they may be defined in a file of templates."""
    if not file.has_hidden_commands or file.root is None:
        return
    build = file.root.get("build")
    for node in build.walk() if build is not None else ():
        if node.kind == "alias":
            yield NotLookedAt(node.line, node.column, f"the alias *{node.value}", "what it means is not looked into")


def _old_images(project: Project) -> Iterator[NotLookedAt]:
    """Images that keys of the old format name, where the file has to do with ECR."""
    root = project.file.root
    values = [(name, root.get(name)) for name in LEGACY_IMAGES] if root is not None else []
    for name, value in values:
        if value is None or value.kind != "scalar" or value.is_empty:
            continue
        image = substituted(value.value, file_variables(project.file))
        if project.file.ecr_entries or registry_of(image) is not None or "$" in image.partition("/")[0]:
            why = "the key is of the old format; which servers read it, and with which login, is not documented"
            yield NotLookedAt(value.line, value.column, f"`{name}: {image}`", why)


def _assembly_lines(project: Project) -> Iterator[NotLookedAt]:
    """Assembly lines, in this file and in files of their own."""
    keys = assembly_keys(project.file.root)
    if keys:
        names = ", ".join(dict.fromkeys(key.value for key in keys))
        why = "what its jobs run is not looked into"
        yield NotLookedAt(keys[0].line, keys[0].column, f"the assembly line ({names})", why)
    for name in project.assembly_files:
        yield NotLookedAt(1, 1, name, f"assembly lines may be in it; `ecr-wizard check {name}` looks at it")
