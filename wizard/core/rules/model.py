"""What a finding is, and what the rules look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from wizard.core.ci_file.belonging import Belongs, has_other_logins, login_to
from wizard.core.ci_file.image_references import Reach, reaches
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import Boot, HubEntry, ShippableFile
from wizard.core.docker.commands import logs_in
from wizard.core.model.answers import Answers
from wizard.core.scenarios.container import Container, container
from wizard.core.scenarios.images import boot_of
from wizard.yamlpatch.changes import Change
from wizard.yamlpatch.parse.document import Node


class Severity(StrEnum):
    """An error fails the build, a warning surely surprises; the rest is info."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: where (from 1), what and why, and what to do. `fix` holds the changes that do it, where safe."""

    code: str
    severity: Severity
    line: int
    column: int
    message: str
    remedy: str
    fix: tuple[Change, ...] = ()


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
        """Whether a command of the file itself logs in where this image is reached."""
        if reach.section == "pre_ci_boot":
            return any(logs_in(text) for text in self.file.commands_of("pre_ci"))
        return reach.in_container in self._own_logins

    @cached_property
    def _own_logins(self) -> frozenset[bool]:
        """Where commands log in by themselves: True for the container, False for the build machine."""
        return frozenset(command.in_container for command in self.file.commands if logs_in(command.text))

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
