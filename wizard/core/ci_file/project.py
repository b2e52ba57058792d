"""What was found on looking around: plain facts that questions, plans and findings are made from."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from wizard.core.ci_file.shippable_file import ShippableFile
from wizard.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.core.docker.dockerfile import Dockerfile
    from wizard.core.model.settings import Settings

FILE_NAMES = ("shippable.yml", ".shippable.yml")


@frozen
class Project:
    """One repository (or folder) and its CI file.

    `root` is an absolute path as text. `files` are those of `FILE_NAMES` that exist; `file` is the one that
    is read and written. `branches` has no doubles and the default branch first.
    """

    root: str
    file: ShippableFile
    files: tuple[str, ...] = ()
    is_repository: bool = False
    host: str | None = None
    organisation: str | None = None
    name: str | None = None
    branch: str | None = None
    default_branch: str | None = None
    branches: tuple[str, ...] = ()
    dockerfiles: tuple[Dockerfile, ...] = ()
    # The AWS accounts of the keys behind the subscription's integrations, by name, where the inventory tells.
    accounts: Mapping[str, str] = field(default_factory=dict)
    # The files beside the CI file that hold assembly lines.
    assembly_files: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    # The region that the shell or an AWS profile names, and which of them: it prefills a question and nothing else.
    shell_region: str = ""
    shell_region_source: str = ""
    settings: Settings | None = None  # what its `.ecr-wizard.yml` says, where that was read

    @property
    def named_file(self) -> str | None:
        """The file as an answer, where it has to be said which one is meant."""
        return self.file.name if len(self.files) > 1 or self.file.name != FILE_NAMES[0] else None
