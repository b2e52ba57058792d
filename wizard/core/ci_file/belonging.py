"""Which images of a file belong to one hub entry: the one rule for all that deletes, renames or tells of them.

What counts is the registry in an image's name (host, account, region), with the variables that the file itself sets,
against all logins of the file. An image belongs surely only where no other login could be the one that it needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from wizard.core.aws.ecr_name import Registry, registry_of
from wizard.core.ci_file.ci_image import is_official
from wizard.core.ci_file.hub_types import ECR_TYPES, HUB_TYPES
from wizard.core.ci_file.shippable_file import HubEntry, ShippableFile
from wizard.core.ci_file.variables import Resolved, file_variables, resolved_commands, resolved_image, substituted
from wizard.core.docker.commands import docker_calls, logs_in_to_ecr, split_tag


class Belongs(StrEnum):
    """Whether an image is an entry's. Only what surely is may go with the entry."""

    SURELY = "surely"
    PERHAPS = "perhaps"
    NO = "no"


@dataclass(frozen=True)
class Belonging:
    """What belongs to the ECR entries called `integration` in a file that has them.

    `accounts` gives the AWS account of the keys behind a name, where that is known.
    """

    file: ShippableFile
    integration: str
    accounts: Mapping[str, str] = field(default_factory=dict)

    def of(self, image: str) -> Belongs:
        """Whether an image, its known variables replaced, belongs to the entry."""
        registry = registry_of(image)
        if registry is None:
            return Belongs.NO if is_elsewhere(image) else Belongs.PERHAPS
        if registry not in self._known:
            self._known[registry] = self._of_registry(registry)
        return self._known[registry]

    @cached_property
    def _known(self) -> dict[Registry, Belongs]:
        return {}

    def _of_registry(self, registry: Registry) -> Belongs:
        logins = [login_to(self.file, entry, registry, self.accounts) for entry in self._entries]
        if Belongs.SURELY not in logins:
            return Belongs.PERHAPS if Belongs.PERHAPS in logins else Belongs.NO
        return Belongs.SURELY if self._is_alone(registry) else Belongs.PERHAPS

    def of_boot(self) -> Belongs:
        """Whether the CI image belongs to the entry; NO where the file names none."""
        return self.of_image_booted_in(self.file)

    def of_image_booted_in(self, file: ShippableFile) -> Belongs:
        """Whether the CI image of the file, as it is or was, belongs to the entry."""
        boot = file.effective_boot
        image = resolved_image(file)
        if boot is None or image is None:
            return Belongs.NO
        is_pulled = (boot.pull or "").lower() == "true"
        return Belongs.NO if is_pulled and is_of_library(image) else self.of(image)

    @property
    def _entries(self) -> tuple[HubEntry, ...]:
        return tuple(entry for entry in self.file.ecr_entries if entry.name == self.integration)

    def _is_alone(self, registry: Registry) -> bool:
        """Whether nothing else in the file may log in to that registry, and the entry to no other account there."""
        if self._other_login:
            return False
        for entry in self.file.ecr_entries:
            if entry.name == self.integration:
                continue
            if login_to(self.file, entry, registry, self.accounts) is not Belongs.NO:
                return False
        if self.integration in self.accounts:
            return True
        return all(other.account == registry.account for other in self._registries if other.region == registry.region)

    @cached_property
    def _other_login(self) -> bool:
        commands = self.commands
        return has_other_logins(self.file) or any(logs_in_to_ecr(item.text) for item in commands)

    @cached_property
    def _registries(self) -> frozenset[Registry]:
        """The registries in ECR that the file names."""
        found = (registry_of(name) for name in self._names())
        return frozenset(registry for registry in found if registry is not None)

    def _names(self) -> Iterator[str]:
        yield resolved_image(self.file) or ""
        for item in self.commands:
            for call in docker_calls(item.text):
                yield from (*call.words, *call.tags)

    @cached_property
    def commands(self) -> tuple[Resolved, ...]:
        """The commands of the file with its variables replaced."""
        return resolved_commands(self.file)


def login_to(file: ShippableFile, entry: HubEntry, registry: Registry, accounts: Mapping[str, str]) -> Belongs:
    """Whether the login of an entry is one to that registry, by its region and the account of its keys."""
    if accounts.get(entry.name, registry.account) != registry.account:
        return Belongs.NO
    region = entry.login_region
    if "$" in region:
        region = substituted(region, file_variables(file))
    if "$" in region:
        return Belongs.PERHAPS
    return Belongs.SURELY if region == registry.region else Belongs.NO


def has_other_logins(file: ShippableFile) -> bool:
    """Whether an entry may log in to ECR that is of no known type, or whose text is elsewhere."""
    root = file.root
    hub = root.get("integrations", "hub") if root is not None else None
    if hub is None or hub.is_empty:
        return False
    elsewhere = (item.kind != "map" or any(key.value == "<<" for key, _ in item.pairs) for item in hub.items)
    return hub.kind != "list" or any(elsewhere) or any(entry.type not in HUB_TYPES for entry in file.hub)


def is_elsewhere(image: str) -> bool:
    """Whether an image is surely not in ECR: official, or of another registry by the host in its name."""
    if is_official(image):
        return True
    host, slash, _ = image.partition("/")
    if not slash or "$" in host or "amazonaws" in host or registry_of(image) is not None:
        return False
    return host == "localhost" or "." in host or ":" in host


def is_of_library(image: str) -> bool:
    """Whether a registry's image has a bare name: then it is in Docker Hub's own library, whatever the logins.

    On the machine itself a bare name is no more than a name, which a build may have given.
    """
    return not any(sign in split_tag(image)[0] for sign in "/$`")


def is_in_other_registry(image: str) -> bool:
    """Whether an image that is taken from a registry or brought there is surely not in ECR."""
    return is_elsewhere(image) or is_of_library(image)


def is_for_ecr(file: ShippableFile, image: str, *, is_brought: bool) -> bool:
    """Whether an image that is taken from a registry or brought there is in ECR by its name, or is meant to be.

    The old documentation pushes and runs CI in images such as `manishas/myImage` (`is_brought`): meant for ECR where
    the file has no other registry that could hold them. A name with variables tells nothing.
    """
    if registry_of(image) is not None:
        return True
    if not is_brought or "$" in image or is_in_other_registry(image):
        return False
    return all(entry.type in ("", *ECR_TYPES) for entry in file.hub)
