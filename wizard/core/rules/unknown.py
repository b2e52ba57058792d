"""What no rule could look at, and why: the third answer beside "found" and "nothing found"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.core.aws.ecr_name import registry_of
from wizard.core.ci_file.assembly import assembly_keys
from wizard.core.ci_file.image_references import Reach, reaches
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import LEGACY_IMAGES, ShippableFile
from wizard.core.ci_file.variables import file_variables, substituted

_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True)
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
    for item in (*_hidden(file), *_old_images(project), *_assembly_lines(project)):
        found[(item.line, item.column, item.what)] = item
    return tuple(found[key] for key in sorted(found))


def _tells_no_registry(reach: Reach) -> bool:
    """Whether the part of a name that says which registry it is in has a variable."""
    return reach.ecr is None and re.search(r"[$`]", reach.image.partition("/")[0]) is not None


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
    if any(sets.search(node.value) for node in scalars):
        return f"${name} has no single plain value in the file"
    if root is not None and any(node.key("secure") is not None for node in root.walk()):
        return f"${name} is not set in the file, unless one of its encrypted values does"
    return f"${name} is not set in the file"


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
