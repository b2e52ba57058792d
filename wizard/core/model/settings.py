"""What `.ecr-wizard.yml` in a repository says: how its CI file is meant to be."""

from __future__ import annotations

from dataclasses import field

from wizard.core.model.answers import Answers
from wizard.frozen import frozen

SETTINGS_NAME = ".ecr-wizard.yml"


@frozen
class Settings:
    """The answers that the file gives, and the names of integrations that are right (empty: any)."""

    answers: Answers = field(default_factory=Answers)
    names: tuple[str, ...] = ()
