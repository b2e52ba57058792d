"""What a rule is, and what the rules look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from wizard.core.aws.ecr_name import Registry
from wizard.core.ci_file.assembly import ecr_resources
from wizard.core.ci_file.belonging import Belongs, has_other_logins, is_for_ecr, is_in_other_registry, login_to
from wizard.core.ci_file.image_references import Reach, reaches
from wizard.core.ci_file.own_logins import OwnLogins
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import Boot, HubEntry, ShippableFile
from wizard.core.ci_file.variables import file_variables, resolved_commands
from wizard.core.docker.commands import split_tag
from wizard.core.model.answers import Answers
from wizard.core.model.finding import Finding, Severity
from wizard.core.scenarios.container import Container, container
from wizard.frozen import frozen
from wizard.yamlpatch.changes import Change
from wizard.yamlpatch.parse.document import Node


@frozen
class Known:
    """The integrations that the subscription has, as far as that is known.

    `complete`: Shippable itself said so; else it is what the inventory holds. `accounts` gives the AWS
    account of the keys behind a name.
    """

    names: tuple[str, ...] = ()
    complete: bool = False
    accounts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """The file, what is known around it, and what follows for all rules.

    `answered` holds what the user said about the CI container and the image, where a plan is looked at; no rule asks
    it for what the file says.
    """

    project: Project
    known: Known
    answered: Answers = field(default_factory=Answers)

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
    def regions(self) -> tuple[tuple[str, Node], ...]:
        """The regions that ECR entries and resources of assembly lines name, each with its place."""
        of_entries = [(entry.region, entry.node.get("region") or entry.node) for entry in self.entries]
        of_resources = [
            (item.region.value, item.region)
            for item in ecr_resources(self.root)
            if item.region is not None and item.image is None
        ]
        return tuple((region, node) for region, node in (*of_entries, *of_resources) if region)

    @property
    def boot(self) -> Boot | None:
        return self.file.effective_boot

    @cached_property
    def container(self) -> Container:
        """The CI container, from the file, the repository, and what the user said of it."""
        said = Answers(custom_image=self.answered.custom_image, aws_cli=self.answered.aws_cli)
        return container(self.project, said)

    def is_answered(self, reach: Reach) -> bool:
        """Whether an image is the one that the user sets up."""
        return self.answered.image is not None and split_tag(reach.image)[0] == self.answered.image

    def is_meant_for_ecr(self, reach: Reach) -> bool:
        """Whether an image is in ECR by its name, is meant to be, or is the one that the user sets up."""
        if self.is_answered(reach):
            return not is_in_other_registry(reach.image)
        return is_for_ecr(self.file, reach.image, is_brought=reach.is_brought)

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
        """Whether an entry may log in to ECR that is not of type ecr, or whose text is elsewhere."""
        return has_other_logins(self.file)

    def own_login(self, reach: Reach) -> bool:
        """Whether a command of the file itself logs in to the image's registry before, on the same machine."""
        return self._own_logins[reach.in_container].has_before(reach)

    @cached_property
    def _own_logins(self) -> dict[bool, OwnLogins]:
        """The logins that commands of the container (True) and of the build machine make."""
        commands = resolved_commands(self.file)
        return {
            inside: OwnLogins([item for item in commands if item.command.in_container is inside], self._default_region)
            for inside in (True, False)
        }

    def serving(self, reach: Reach) -> tuple[HubEntry, ...]:
        """The entries whose login may be the one for the registry that an image is in."""
        if reach.ecr is None:
            return self.entries
        if reach.ecr not in self._serving:
            self._serving[reach.ecr] = tuple(entry for entry in self.entries if self.serves(entry, reach.ecr))
        return self._serving[reach.ecr]

    @cached_property
    def _serving(self) -> dict[Registry, tuple[HubEntry, ...]]:
        return {}

    @property
    def _default_region(self) -> str | None:
        """AWS_DEFAULT_REGION, where `env` gives it to every build and no command changes it."""
        if any("AWS_DEFAULT_REGION=" in command.text for command in self.file.commands):
            return None
        return file_variables(self.file).get("AWS_DEFAULT_REGION")

    def serves(self, entry: HubEntry, registry: Registry) -> bool:
        """Whether the login of an entry may be the one for this registry."""
        return login_to(self.file, entry, registry, self.known.accounts) is not Belongs.NO

    def account_of(self, entry: HubEntry) -> str | None:
        """The AWS account of the keys behind an entry, where that is known."""
        return self.known.accounts.get(entry.name)


Look = Callable[[Facts], Iterator[Finding]]


@frozen
class Rule:
    """One rule: one code, the function that looks for it, and what `ecr-wizard rule CODE` says of it.

    `severity` is the gravest that its findings have. `why` tells what happens in a build, `source` where that is
    known from: a section of docs/domain.md or a ticket of the vendor's tracker. `remedy` is what to do in general; the
    finding itself says it for the place.
    """

    code: str
    severity: Severity
    summary: str
    why: str
    source: str
    remedy: str
    look: Look


def at(node: Node, code: str, severity: Severity, message: str, remedy: str, fix: tuple[Change, ...] = ()) -> Finding:
    """A finding about a node of the file."""
    return Finding(code, severity, node.line, node.column, message, remedy, fix)
