"""What a finding is, and what the rules look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from wizard.core.ci_file.belonging import Belongs, has_other_logins, login_to
from wizard.core.ci_file.ci_image import boot_of
from wizard.core.ci_file.image_references import Reach, reaches
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import Boot, HubEntry, ShippableFile
from wizard.core.ci_file.variables import Resolved, resolved_commands
from wizard.core.docker.logins import Login, logins
from wizard.core.model.answers import Answers
from wizard.core.scenarios.container import Container, container
from wizard.yamlpatch.changes import Change
from wizard.yamlpatch.parse.document import Node


class Severity(StrEnum):
    """An error fails the build, a warning surely surprises; the rest is info."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: where (from 1), what and why, and what to do. `fix` holds the changes that do it, where safe.

    `from_inventory` tells that it rests on this machine's own inventory: elsewhere it is not found.
    """

    code: str
    severity: Severity
    line: int
    column: int
    message: str
    remedy: str
    fix: tuple[Change, ...] = ()
    from_inventory: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """The integrations that the subscription has, as far as that is known.

    `complete`: Shippable itself said so; else it is what the wizard's own books hold. `accounts` gives the AWS
    account of the keys behind a name.
    """

    names: tuple[str, ...] = ()
    complete: bool = False
    accounts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """The file, what is known around it, and what follows for all rules."""

    project: Project
    known: Known

    @property
    def file(self) -> ShippableFile:
        return self.project.file

    @property
    def root(self) -> Node | None:
        """The map that the file is."""
        root = self.file.root
        return root if root is not None and root.kind == "map" else None

    @property
    def entries(self) -> tuple[HubEntry, ...]:
        """The hub entries of type ecr."""
        return self.file.ecr_entries

    @property
    def boot(self) -> Boot | None:
        return boot_of(self.file)

    @cached_property
    def container(self) -> Container:
        return container(self.project, Answers())

    @cached_property
    def reaches(self) -> tuple[Reach, ...]:
        """Where the file takes an image from a registry or brings one there."""
        return tuple(reaches(self.file, self.project.dockerfiles))

    @cached_property
    def concerns_ecr(self) -> bool:
        """Whether the file has to do with ECR at all."""
        return bool(self.entries) or any(reach.ecr for reach in self.reaches)

    @property
    def other_logins(self) -> bool:
        """Whether an entry may log in to ECR that is not of type ecr, or whose text stands elsewhere."""
        return has_other_logins(self.file)

    def own_login(self, reach: Reach) -> bool:
        """Whether a command of the file itself logs in to the image's registry before, on the same machine."""
        for item, found in self._own_logins[reach.in_container]:
            if reach.section == "pre_ci_boot" and item.command.section != "pre_ci":
                return False
            is_here = item.command.section == reach.section and item.command.text == reach.command
            at = item.text.rfind(reach.image) if is_here else len(item.text)
            for login in found:
                if login.start <= at and (reach.ecr is None or login.is_for(reach.ecr)):
                    return True
            if is_here:
                return False
        return False

    @cached_property
    def _own_logins(self) -> dict[bool, list[tuple[Resolved, tuple[Login, ...]]]]:
        """The commands of the container (True) and of the build machine, in order, each with the logins in it."""
        found: dict[bool, list[tuple[Resolved, tuple[Login, ...]]]] = {}
        commands = resolved_commands(self.file)
        for inside in (True, False):
            own = [item for item in commands if item.command.in_container is inside]
            found[inside] = list(zip(own, logins([item.text for item in own]), strict=True))
        return found

    def serves(self, entry: HubEntry, reach: Reach) -> bool:
        """Whether the login of an entry may be the one for the registry that an image is in."""
        if reach.ecr is None:
            return True
        return login_to(self.file, entry, reach.ecr, self.known.accounts) is not Belongs.NO

    def account_of(self, entry: HubEntry) -> str | None:
        """The AWS account of the keys behind an entry, where that is known."""
        return self.known.accounts.get(entry.name)


Rule = Callable[[Facts], Iterator[Finding]]


def at(node: Node, code: str, severity: Severity, message: str, remedy: str, fix: tuple[Change, ...] = ()) -> Finding:
    """A finding about a node of the file."""
    return Finding(code, severity, node.line, node.column, message, remedy, fix)
