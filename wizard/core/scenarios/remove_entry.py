"""Taking an integration out of a file: what goes, what stays, and what else in the file needs the registry.

What the journal knows to have come with the entry goes. Where it does not know, only what surely belongs to the entry
goes (`belonging`), and what may have come with it is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from wizard.core.ci_file.belonging import (
    Belonging,
    Belongs,
)
from wizard.core.ci_file.folded import folded_commands
from wizard.core.ci_file.layout import BOOT, BOOT_ORDER, DEFAULT_OPTIONS, HUB
from wizard.core.ci_file.references import (
    booted,
    broken,
    images_in,
    makers,
    makers_of_named,
)
from wizard.core.ci_file.shippable_file import Boot, ShippableFile
from wizard.core.ci_file.variables import Resolved, resolved_commands, resolved_image
from wizard.core.docker.commands import DockerCall, docker_calls, made, only_docker
from wizard.core.scenarios.dependents import Dependent, first_line
from wizard.core.scenarios.desired_changes import match
from wizard.core.scenarios.registry import SCENARIOS, written_sections, written_verbs
from wizard.frozen import frozen
from wizard.yamlpatch.changes import Change, RemoveItem, RemoveKey


@frozen
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


def changes_to_remove(
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
        if not lost or not going:
            return removals
        # Where no command is seen that makes a lost image, none is taken out.
        kept = makers(commands, lost) & going or going
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
    """The keys of the CI image go one by one: comments between them stay, as the owner may have written them."""
    boot = file.boot
    if boot is None:
        return
    names = [key.value for key, _ in boot.node.pairs]
    going = [key for key in dict.fromkeys(names) if key in BOOT_ORDER and not _is_owners(boot, key)]
    if any(names.count(key) > 1 for key in going):
        return  # which of two values counts is not certain
    for key in going:
        yield RemoveKey((*BOOT, key), "CI runs in the official image again")


def _is_owners(boot: Boot, key: str) -> bool:
    """Whether a key of `pre_ci_boot` may say what the owner wants of any image: variables, options of their own."""
    values = [value for name, value in boot.node.pairs if name.value == key and not value.is_empty]
    if key == "options":
        return any(value.kind != "scalar" or value.value.strip() != DEFAULT_OPTIONS for value in values)
    return key == "env" and bool(values)


def left_in_place(
    before: ShippableFile, after: ShippableFile, integration: str, accounts: Mapping[str, str] | None = None
) -> tuple[Dependent, ...]:
    """What stays under `build` and may have come with the entry, when nothing recorded what came with it.

    `before` has the entry, `after` is the file without it.
    """
    belonging = Belonging(before, integration, accounts or {})
    found = [
        Dependent(item.command.node.line, first_line(item.command), "left")
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
