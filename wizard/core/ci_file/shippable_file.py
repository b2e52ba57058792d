"""A `shippable.yml` as Shippable reads it: hub entries, the CI container, the commands (docs/domain.md, "The YAML")."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from functools import lru_cache

from wizard.core.ci_file.env_words import env_words
from wizard.core.ci_file.hub_types import ECR_TYPES
from wizard.core.model.answers import Answers, Branches
from wizard.frozen import frozen
from wizard.yamlpatch.parse.document import Document, Node
from wizard.yamlpatch.result import Refusal

# The region of an entry that names none (docs/domain.md, "The two integrations").
DEFAULT_REGION = "us-east-1"
SECTIONS = ("pre_ci", "ci", "post_ci", "on_success", "on_failure", "always", "push")
# Where the commands inside the CI container stand; the build machine runs the others.
CONTAINER_SECTIONS = ("ci", "post_ci", "on_success", "on_failure", "always")
# The sections of old files, which look like those of Travis; all of them run in the container.
LEGACY_SECTIONS = (
    "before_install",
    "install",
    "before_script",
    "script",
    "after_success",
    "after_failure",
    "after_script",
)
# The keys of old files that name the CI image, and the image that the CI container is committed to and pushed as.
LEGACY_IMAGES = ("build_image", "commit_container")
LEGACY_KEYS = (*LEGACY_SECTIONS, *LEGACY_IMAGES)


@frozen
class HubEntry:
    """One item of `integrations.hub`."""

    name: str
    type: str
    region: str | None
    agent_only: bool | None
    branches: Branches | None
    node: Node

    @property
    def login_region(self) -> str:
        """The region that it logs in to."""
        return self.region or DEFAULT_REGION


@frozen
class Boot:
    """A `pre_ci_boot` map. A value that is absent or no scalar is None.

    `env` has one `NAME=VALUE` for each variable, also where one text of the file holds several.
    """

    image_name: str | None
    image_tag: str | None
    pull: str | None
    options: str | None
    env: tuple[str, ...]
    node: Node


def in_container(section: str) -> bool:
    """Whether the commands of a section run inside the CI container."""
    return section in CONTAINER_SECTIONS or section in LEGACY_SECTIONS


@frozen
class Command:
    """One command of a section of `build`, or of an old file, as one text, also where it is a block scalar."""

    section: str
    text: str
    node: Node

    @property
    def in_container(self) -> bool:
        """Whether it runs inside the CI container."""
        return in_container(self.section)


@frozen
class ShippableFile:
    """The file's name, its text (None: absent), and what is in it.

    `refusal` tells why the text could not be read; then everything else is empty.
    """

    name: str = "shippable.yml"
    text: str | None = None
    document: Document | None = None
    refusal: Refusal | None = None
    hub: tuple[HubEntry, ...] = ()
    boot: Boot | None = None
    top_boot: Boot | None = None
    commands: tuple[Command, ...] = ()

    @property
    def root(self) -> Node | None:
        """The map at the top; None where there is none."""
        return self.document.root if self.document else None

    @property
    def effective_boot(self) -> Boot | None:
        """The `pre_ci_boot` that counts: the one under `build`, else the one at the top level."""
        return self.boot or self.top_boot

    @property
    def ecr_entries(self) -> tuple[HubEntry, ...]:
        """The entries of `hub` that log in to ECR."""
        return tuple(entry for entry in self.hub if entry.type in ECR_TYPES)

    @property
    def is_legacy(self) -> bool:
        """An old file in the form of a Travis file: commands at the top level and no `build`."""
        root = self.root
        return root is not None and root.key("build") is None and any(root.key(key) for key in LEGACY_KEYS)

    def entry(self, name: str) -> HubEntry | None:
        """The ECR entry of that name."""
        return next((entry for entry in self.ecr_entries if entry.name == name), None)

    def entry_of(self, answers: Answers) -> HubEntry | None:
        """The ECR entry that the answers mean: the one that is being changed, else the one of that name."""
        return self.entry(answers.changes_entry or "") or self.entry(answers.integration or "")

    @property
    def branches(self) -> Branches | None:
        """The top-level `branches`: which branches build at all."""
        return branches_in(self.root.get("branches")) if self.root is not None else None

    @property
    def has_hidden_commands(self) -> bool:
        """Whether a section holds an alias: the commands that it means may be defined elsewhere."""
        if self.root is None:
            return False
        places = [self.root.get("build"), *(self.root.get("build", section) for section in SECTIONS)]
        nodes = [item for node in places if node is not None for item in (node, *node.items)]
        return any(node.kind == "alias" for node in nodes)

    def commands_of(self, section: str) -> tuple[str, ...]:
        """The commands of one section, in order."""
        return tuple(command.text for command in self.commands if command.section == section)


# A plan looks at the same few texts several times. Larger ones are not kept.
KEPT_VIEWS, KEPT_LENGTH = 4, 30_000


def view(name: str, text: str | None) -> ShippableFile:
    """The view of `text`, the content of the file called `name` (None: there is no file)."""
    if text is None:
        return ShippableFile(name)
    return _kept_view(name, text) if len(text) <= KEPT_LENGTH else _view(name, text)


@lru_cache(KEPT_VIEWS)
def _kept_view(name: str, text: str) -> ShippableFile:
    return _view(name, text)


def _view(name: str, text: str) -> ShippableFile:
    from wizard.yamlpatch import read

    document = read(text)
    if isinstance(document, Refusal):
        return ShippableFile(name, text, refusal=document)
    root = document.root
    if root is None or root.kind != "map":
        return ShippableFile(name, text, document)
    return ShippableFile(
        name,
        text,
        document,
        hub=tuple(_entries(root)),
        boot=_boot(root.get("build", "pre_ci_boot")),
        top_boot=_boot(root.get("pre_ci_boot")),
        commands=tuple(_commands(root)),
    )


def scalars(node: Node | None) -> tuple[Node, ...]:
    """The scalars of a list, or the one scalar in its place; nothing for a key that is absent."""
    if node is None:
        return ()
    items = (node,) if node.kind == "scalar" else node.items
    return tuple(item for item in items if item.kind == "scalar")


def texts(node: Node | None) -> tuple[str, ...]:
    """The values of the scalars of a list, or of the one in its place; nothing where that is empty."""
    if node is None or node.is_empty:
        return ()
    return tuple(item.value for item in scalars(node))


def _scalar(node: Node, key: str) -> str | None:
    value = node.get(key)
    return value.value if value is not None and value.kind == "scalar" and not value.is_empty else None


class _Anchors:
    """The nodes of a text that have an anchor."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._known: dict[str, list[Node]] | None = None

    def resolved(self, node: Node) -> Node | None:
        """The node, or what its alias means; None where that is defined elsewhere."""
        if node.kind != "alias":
            return node
        if self._known is None:
            self._known = {}
            for other in self._root.walk():
                if other.anchor is not None:
                    self._known.setdefault(other.anchor, []).append(other)
        known = self._known.get(node.value, [])
        before = bisect.bisect_left(known, node.offset, key=lambda other: other.offset)
        return known[before - 1] if before else None


def _entries(root: Node) -> Iterator[HubEntry]:
    hub = root.get("integrations", "hub")
    if hub is None:
        return
    anchors = _Anchors(root)
    for item in hub.items:
        node = anchors.resolved(item)
        if node is None or node.kind != "map":
            continue
        agent_only = _text(anchors, node, "agent_only")
        yield HubEntry(
            name=_text(anchors, node, "integrationName"),
            type=_text(anchors, node, "type"),
            region=_text(anchors, node, "region") or None,
            agent_only=agent_only.lower() == "true" if agent_only else None,
            branches=branches_in(_value(anchors, node, "branches", set())),
            node=node,
        )


def _text(anchors: _Anchors, entry: Node, key: str) -> str:
    """The value of a key of an entry; empty where it is absent or no scalar."""
    value = _value(anchors, entry, key, set())
    return value.value if value is not None and value.kind == "scalar" else ""


def _value(anchors: _Anchors, node: Node, key: str, seen: set[int]) -> Node | None:
    """The value of a key of an entry that is not empty, also where an alias or a merge key supplies it.

    Maps in `seen` are not looked at again: nested merge keys lead to the same maps in ever more ways.
    """
    own = node.get(key)
    if own is not None:
        value = anchors.resolved(own)
        return None if value is None or value.is_empty else value
    for supplier in _suppliers(anchors, node, seen):
        value = _value(anchors, supplier, key, seen)
        if value is not None:
            return value
    return None


def _suppliers(anchors: _Anchors, node: Node, seen: set[int]) -> Iterator[Node]:
    """The maps that the merge keys of a map name, without those in `seen`, to which they are added."""
    for item in _merged(node):
        supplier = anchors.resolved(item)
        if supplier is not None and supplier.kind == "map" and supplier.offset not in seen:
            seen.add(supplier.offset)
            yield supplier


def _merged(node: Node) -> Iterator[Node]:
    for name, source in node.pairs:
        if name.value == "<<":
            yield from source.items if source.kind == "list" else (source,)


def branches_in(node: Node | None) -> Branches | None:
    """The value of an entry's `branches`; None when it is absent, empty, or neither `only` nor `except`."""
    if node is None:
        return None
    if names := texts(node.get("only")):
        return Branches("only", names)
    if names := texts(node.get("except")):
        return Branches("except", names)
    return None


def _boot(node: Node | None) -> Boot | None:
    if node is None or node.kind != "map":
        return None
    return Boot(
        image_name=_scalar(node, "image_name"),
        image_tag=_scalar(node, "image_tag"),
        pull=_scalar(node, "pull"),
        options=_scalar(node, "options"),
        env=tuple(_variables(node.get("env"))),
        node=node,
    )


def _variables(env: Node | None) -> Iterator[str]:
    if env is not None and env.kind == "map":
        for key, value in env.pairs:
            if key.kind == "scalar" and value.kind == "scalar" and key.value != "secure":
                yield f"{key.value}={value.value}"
    for text in texts(env):
        words = env_words(text)
        # A text that sets nothing, such as `$NAME`, counts as it is.
        yield from (word.item for word in words) if words else (text,)


def _commands(root: Node) -> Iterator[Command]:
    places = [(section, root.get("build", section)) for section in SECTIONS]
    places += [(section, root.get(section)) for section in LEGACY_SECTIONS]
    for section, node in places:
        for item in scalars(node):
            if not item.is_empty:
                yield Command(section, item.value, item)
