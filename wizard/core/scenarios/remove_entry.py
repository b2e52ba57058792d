"""Taking an integration out of a file: what goes, what stays, and what else in the file needs the registry.

What the journal knows to have come with the entry goes. Where it does not know, only what surely belongs to the entry
goes (`belonging`), and what may have come with it is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wizard.core.aws.ecr_name import Registry
from wizard.core.ci_file.belonging import (
    Belonging,
    Belongs,
    has_other_logins,
    is_elsewhere,
    is_for_ecr,
    is_in_other_registry,
    login_to,
)
from wizard.core.ci_file.folded import folded_commands
from wizard.core.ci_file.image_references import Reach, reaches
from wizard.core.ci_file.layout import BOOT, BOOT_ORDER, DEFAULT_OPTIONS, HUB
from wizard.core.ci_file.references import (
    booted,
    broken,
    images_in,
    makers,
    makers_of_named,
    registries_named,
)
from wizard.core.ci_file.shippable_file import SECTIONS, Boot, Command, ShippableFile
from wizard.core.ci_file.variables import Resolved, resolved_commands, resolved_image
from wizard.core.docker.commands import DockerCall, docker_calls, logs_in_to_ecr, made, only_docker
from wizard.core.scenarios.desired_changes import match
from wizard.core.scenarios.registry import SCENARIOS, written_sections, written_verbs
from wizard.yamlpatch.changes import Change, RemoveItem, RemoveKey

if TYPE_CHECKING:
    from wizard.core.docker.dockerfile import Dockerfile

Need = Literal["needs", "may-need"]
_SAID = {
    "needs": "This still needs the registry",
    "left": "This may have come with the integration and is left",
    "may-need": "This may need the registry",
}
CODES = {"needs": "needs-registry", "left": "left-in-place", "may-need": "may-need-registry"}


@dataclass(frozen=True, slots=True)
class Dependent:
    """A place of the file that is to be known when the entry goes, with its line.

    `needs`: it needs a registry that nothing logs in to any more. `left`: it may have come with the entry, or be the
    owner's own, so it stays. `may-need`: whether it needs the registry is not known.
    """

    line: int
    what: str
    kind: Literal["needs", "left", "may-need"] = "needs"

    @property
    def code(self) -> str:
        """The code for scripts."""
        return CODES[self.kind]

    @property
    def message(self) -> str:
        """What is said of it, for people, without the line."""
        return f"{_SAID[self.kind]}: {self.what}"


@dataclass(frozen=True, slots=True)
class Added:
    """What writes of this program added under `build` together with an entry: commands by section, a CI image."""

    commands: tuple[tuple[str, str], ...]
    boot: bool


def added_with(integration: str, writes: Iterable[tuple[ShippableFile, ShippableFile]]) -> Added | None:
    """What was added with the ECR entry, from the file before and after each write, the oldest first.

    A write belongs to the entry when it made or changed it, under whatever name it had then. None when none of them
    made it.
    """
    commands: dict[tuple[str, str], None] = {}
    made = boot = False
    for before, after, old_name, new_name in _with_names(integration, list(writes)):
        if _entry_data(before, old_name) == _entry_data(after, new_name):
            continue
        if before.entry(old_name) is None:
            made, boot = True, False
            commands.clear()
        commands |= dict.fromkeys(_new_commands(before, after))
        boot = boot or (before.boot is None and after.boot is not None)
    return Added(tuple(commands), boot) if made else None


def _new_commands(before: ShippableFile, after: ShippableFile) -> list[tuple[str, str]]:
    old = {(command.section, command.text) for command in before.commands}
    new = [(command.section, command.text) for command in after.commands]
    return [command for command in new if command not in old]


def _with_names(
    integration: str, writes: Sequence[tuple[ShippableFile, ShippableFile]]
) -> list[tuple[ShippableFile, ShippableFile, str, str]]:
    """Each write with what the entry was called before and after it."""
    out: list[tuple[ShippableFile, ShippableFile, str, str]] = []
    name = integration
    for before, after in reversed(writes):
        former = _former_name(before, after, name)
        out.append((before, after, former, name))
        name = former
    return out[::-1]


def _former_name(before: ShippableFile, after: ShippableFile, name: str) -> str:
    """The name that the entry called `name` had before a write that renamed it; else the same name."""
    old = [entry.name for entry in before.ecr_entries]
    new = [entry.name for entry in after.ecr_entries]
    if name in old or name not in new or len(old) != len(new):
        return name
    former = old[new.index(name)]
    return name if former in new else former


def _entry_data(file: ShippableFile, integration: str) -> tuple[object, ...] | None:
    entry = file.entry(integration)
    return None if entry is None else (entry.region, entry.agent_only, entry.branches)


def wanted_removal(
    file: ShippableFile,
    integration: str,
    *,
    with_build: bool,
    added: Added | None = None,
    accounts: Mapping[str, str] | None = None,
) -> tuple[Change, ...]:
    """The changes that take out every ECR entry of that name; with `with_build` keys and commands of `build` too.

    Empty when the file has no such entry. Only what was added with it is taken out; where that is not known
    (`added`), what surely belongs to it. `accounts` gives the AWS accounts behind integrations, where they are known.
    A command that makes an image stays while a command that stays names the image.
    """
    if file.entry(integration) is None:
        return ()
    why = "the integration is taken out"
    changes: list[Change] = [
        RemoveItem(HUB, match(integration, entry.type), why) for entry in file.ecr_entries if entry.name == integration
    ]
    if not with_build:
        return tuple(changes)
    if added is not None:
        commands, boot = list(_added_commands(file, added)), added.boot
    else:
        belonging = Belonging(file, integration, accounts or {})
        commands = _that_nothing_names(belonging, list(_sure_commands(belonging)))
        boot = belonging.of_boot() is Belongs.SURELY
    changes += _unreferenced(file, commands, boot=boot)
    if boot:
        changes += _boot_changes(file)
    return tuple(changes)


def _added_commands(file: ShippableFile, added: Added) -> Iterator[RemoveItem]:
    for section, command in added.commands:
        if command in file.commands_of(section):
            yield RemoveItem(("build", section), command, "was added with the integration")


def _sure_commands(belonging: Belonging) -> Iterator[RemoveItem]:
    """The commands that surely belong to the entry: nothing but docker, about images of its registry alone."""
    # What a command that YAML folds into another one is meant to do is not what is read.
    folded = {found.command.node.offset for found in folded_commands(belonging.file)}
    for item in belonging.commands:
        command = item.command
        calls = docker_calls(item.text)
        # More than docker in one command is the owner's own: it stays, and is listed.
        if not calls or command.node.offset in folded or not only_docker(item.text):
            continue
        if all(_surely_goes(belonging, command.section, call) for call in calls):
            yield RemoveItem(("build", command.section), command.text, _why({call.verb for call in calls}))


def _that_nothing_names(belonging: Belonging, removals: list[RemoveItem]) -> list[RemoveItem]:
    """The removals without those of commands that make what a script or a command from elsewhere uses or may use."""
    going = {_place(change) for change in removals}
    staying = [item for item in belonging.commands if (item.command.section, item.command.text) not in going]
    kept = makers_of_named(belonging.commands, staying)
    if belonging.file.has_hidden_commands:
        kept |= {(item.command.section, item.command.text) for item in belonging.commands if made(item.text)}
    return [change for change in removals if _place(change) not in kept]


def _why(verbs: set[str]) -> str:
    if "push" in verbs:
        return "pushes to the registry"
    return "pulls from the registry" if "pull" in verbs else "makes an image of the registry"


def _surely_goes(belonging: Belonging, section: str, call: DockerCall) -> bool:
    """Whether some scenario writes such a call, and all its images surely belong to the entry."""
    if section not in written_sections() or (call.verb in ("push", "pull") and len(call.words) != 1):
        return False
    for scenario in SCENARIOS.values():
        images = scenario.written_images(belonging, section, call)
        if images and all(belonging.of(image) is Belongs.SURELY for image in images):
            return True
    return False


def _unreferenced(file: ShippableFile, removals: list[RemoveItem], *, boot: bool) -> list[RemoveItem]:
    """The removals without those of commands that make what the rest of the file names."""
    commands = resolved_commands(file)
    before = images_in(commands, booted(file))
    booted_after = None if boot else booted(file)
    while True:
        going = set(map(_place, removals))
        lost = broken(before, images_in(_without(commands, going), booted_after))
        if not lost:
            return removals
        kept = makers(commands, lost) & going
        if not kept:
            return []
        removals = [change for change in removals if _place(change) not in kept]


def _without(commands: Sequence[Resolved], going: set[tuple[object, object]]) -> Iterator[Resolved]:
    for item in commands:
        if _place_of(item) not in going:
            yield item


def _place(change: RemoveItem) -> tuple[object, object]:
    return change.path[1], change.match


def _place_of(item: Resolved) -> tuple[object, object]:
    return item.command.section, item.command.text


def _boot_changes(file: ShippableFile) -> Iterator[Change]:
    if file.boot is None:
        return
    why = "CI runs in the official image again"
    present = [key.value for key, _ in file.boot.node.pairs]
    removable = [key for key in present if key in BOOT_ORDER and not _is_owners(file.boot, key)]
    if removable == present:
        yield RemoveKey(BOOT, why)
        return
    for key in removable:
        yield RemoveKey((*BOOT, key), why)


def _is_owners(boot: Boot, key: str) -> bool:
    """Whether a key of `pre_ci_boot` may say what the owner wants of any image: variables, options of their own."""
    if key == "options":
        return boot.options is not None and boot.options.strip() != DEFAULT_OPTIONS
    node = boot.node.get(key)
    return key == "env" and node is not None and not node.is_empty


def left_in_place(
    before: ShippableFile, after: ShippableFile, integration: str, accounts: Mapping[str, str] | None = None
) -> tuple[Dependent, ...]:
    """What stays under `build` and may have come with the entry, when nothing recorded what came with it.

    `before` has the entry, `after` is the file without it.
    """
    belonging = Belonging(before, integration, accounts or {})
    found = [
        Dependent(item.command.node.line, _first_line(item.command), "left")
        for item in resolved_commands(after)
        if item.command.section in written_sections() and _may_be_its(belonging, item)
    ]
    found += _left_of_boot(belonging, after)
    return tuple(sorted(found, key=lambda item: item.line))


def _left_of_boot(belonging: Belonging, after: ShippableFile) -> Iterator[Dependent]:
    boot = after.boot
    if boot is None:
        return
    image = resolved_image(after)
    if image is not None and belonging.of_image_booted_in(after) is not Belongs.NO:
        node = boot.node.get("image_name") or boot.node
        yield Dependent(node.line, f"pre_ci_boot runs CI in {image}", "left")
    if belonging.of_boot() is Belongs.NO:
        return
    for key in ("env", "options"):
        value = boot.node.get(key)
        if value is not None:
            yield Dependent(value.line, f"pre_ci_boot has {key}", "left")


def _may_be_its(belonging: Belonging, item: Resolved) -> bool:
    for call in docker_calls(item.text):
        if call.verb not in written_verbs():
            continue
        images = call.reaches or call.makes
        if not images or any(belonging.of(image) is not Belongs.NO for image in images):
            return True
    return False


def dependents(file: ShippableFile, integration: str, dockerfiles: Sequence[Dockerfile] = ()) -> tuple[Dependent, ...]:
    """What else in the file needs the registry once the entry is gone, in the order of the lines.

    Surely does what reaches an image in ECR that nothing left logs in for. Perhaps does a name that does not tell its
    registry, and a build of a Dockerfile that is not known.
    """
    if has_other_logins(file) or any(logs_in_to_ecr(command.text) for command in file.commands):
        return ()
    needs = _Needs(file, integration)
    found: list[Dependent] = []
    needed: dict[int, Need] = {}
    for reach in reaches(file, dockerfiles):
        kind = needs.of(reach)
        if kind is not None and needed.get(reach.node.offset) != "needs":
            needed[reach.node.offset] = kind
            if reach.section == "pre_ci_boot":
                found.append(Dependent(reach.node.line, reach.what, kind))
    known = {item.path for item in dockerfiles}
    for item in resolved_commands(file):
        kind = needed.get(item.command.node.offset) or needs.perhaps(item, known)
        if kind is not None:
            found.append(Dependent(item.command.node.line, _first_line(item.command), kind))
    if needs.is_alone:
        found += [*_aliases(file), *_merged_boot(file)]
    return tuple(sorted(found, key=lambda item: item.line))


def _aliases(file: ShippableFile) -> Iterator[Dependent]:
    """The commands that stand elsewhere."""
    for section in SECTIONS:
        node = file.root.get("build", section) if file.root is not None else None
        nodes = (node, *node.items) if node is not None else ()
        for item in nodes:
            if item.kind == "alias":
                yield Dependent(item.line, f"{section}: *{item.value}", "may-need")


def _merged_boot(file: ShippableFile) -> Iterator[Dependent]:
    """A CI container whose image may come from a merge key."""
    merge = file.boot.node.key("<<") if file.boot is not None and file.boot.image_name is None else None
    if merge is not None:
        yield Dependent(merge.line, "pre_ci_boot has keys from a merge key", "may-need")


class _Needs:
    """How surely a place needs a registry in ECR that no entry but the one called `integration` logs in to."""

    def __init__(self, file: ShippableFile, integration: str) -> None:
        self._file = file
        self._others = [entry for entry in file.ecr_entries if entry.name != integration]
        self.is_alone = not self._others
        self._without: dict[Registry, bool] = {}

    def of(self, reach: Reach) -> Need | None:
        """Whether the place needs or may need one."""
        if reach.ecr is not None:
            return "needs" if self._has_no_login(reach.ecr) else None
        if not self.is_alone or is_in_other_registry(reach.image):
            return None
        meant = is_for_ecr(self._file, reach.image, is_brought=reach.is_brought)
        return "may-need" if meant or "$" in reach.image else None

    def perhaps(self, item: Resolved, known: set[str]) -> Need | None:
        """Whether a command may need one: for a build on it, or for what a script is given of it."""
        is_build = self.is_alone and any(_may_build_on_it(call, known) for call in docker_calls(item.text))
        if is_build or any(map(self._has_no_login, registries_named(item))):
            return "may-need"
        return None

    def _has_no_login(self, registry: Registry) -> bool:
        if registry not in self._without:
            logins = [login_to(self._file, entry, registry, {}) for entry in self._others]
            self._without[registry] = all(login is Belongs.NO for login in logins)
        return self._without[registry]


def _may_build_on_it(call: DockerCall, known: set[str]) -> bool:
    if call.verb != "build" or call.dockerfile in known:
        return False
    return not call.tags or not all(is_elsewhere(tag) for tag in call.tags)


def noted(*groups: Iterable[Dependent]) -> tuple[Dependent, ...]:
    """Each line once, with what is surest of it (`needs`, then `left`), in the order of the lines."""
    order = list(CODES)
    found: dict[int, Dependent] = {}
    for item in (item for group in groups for item in group):
        there = found.get(item.line)
        if there is None or order.index(item.kind) < order.index(there.kind):
            found[item.line] = item
    return tuple(found[line] for line in sorted(found))


def _first_line(command: Command) -> str:
    return f"{command.section}: {command.text.strip().splitlines()[0]}"
