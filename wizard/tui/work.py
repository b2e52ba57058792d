"""The slow things that screens ask for, each awaited while it runs in a daemon thread that can be left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.actions import keys as key_actions
from wizard.actions import look, removal, resume, setup
from wizard.core.ecrname import parse as parse_ecr
from wizard.core.scenarios import image_and_tag
from wizard.services.background import in_daemon, pages_in_daemon

if TYPE_CHECKING:
    from wizard.actions.keys import KeyReport, RightsReport
    from wizard.actions.removal import Removal
    from wizard.actions.services import Services
    from wizard.core.answers import Answers, KeySource, Storage
    from wizard.core.plan import Plan
    from wizard.core.project import Project
    from wizard.core.questions import StepKey
    from wizard.core.secret import AwsKeys
    from wizard.services.aws import Identity, Progress, Repository, Tag
    from wizard.services.files import Written
    from wizard.services.vault import VaultState

Make = Callable[[], "tuple[Services, Path]"]


class Work:
    """Calls on actions and services. Nothing here blocks the screen; everything may raise `WizardError`."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._services: Services | None = None
        self._start = Path()

    @property
    def services(self) -> Services:
        """The services; there once `look` was awaited."""
        if self._services is None:
            raise RuntimeError("the services are made by look()")
        return self._services

    # the project

    async def look(self, file: str | None = None) -> Project:
        """Look around at the start; `file` names the CI file where there are two."""

        def call() -> Project:
            if self._services is None:
                self._services, self._start = self._make()
            return look.look_around(self._services, self._start, file)

        return await in_daemon(call)

    async def left_over(self, project: Project) -> tuple[Answers, StepKey] | None:
        """The answers of a run that was cut off."""
        return await in_daemon(lambda: resume.load(project))

    async def keep(self, project: Project, answers: Answers, step: StepKey) -> None:
        """Keep the answers for a run that may have to go on from here."""
        await in_daemon(lambda: resume.save(project, answers, step))

    async def forget(self, project: Project) -> None:
        """Nothing is to be resumed."""
        await in_daemon(lambda: resume.forget(project))

    async def write(self, project: Project, plan: Plan, action: str = "apply") -> Written:
        """Write the plan's file."""
        return await in_daemon(lambda: setup.write(self.services, project, plan, action=action))

    async def look_again(self, project: Project) -> Project:
        """The project with its file read anew."""
        return await in_daemon(lambda: setup.looked_again(self.services, project))

    async def save_text(self, path: Path, text: str) -> None:
        """Write a new file: answers, or a patch."""
        from wizard.services.files import write_new

        await in_daemon(lambda: write_new(path, text))

    async def removal(self, project: Project, integration: str, *, with_build: bool) -> Removal:
        """The plan that takes an entry out."""
        return await in_daemon(
            lambda: removal.plan_removal(self.services, project, integration, with_build=with_build)
        )

    # keys

    async def environment(self) -> AwsKeys | None:
        """The keys in the environment."""
        return await in_daemon(self.services.vault.environment)

    async def profiles(self) -> tuple[str, ...]:
        """The names of the AWS profiles."""
        return await in_daemon(self.services.vault.profiles)

    async def vault_state(self) -> VaultState:
        """Whether a keyring answers."""
        return await in_daemon(self.services.vault.probe)

    def credentials_path(self) -> str:
        """Where profiles are kept."""
        return self.services.vault.credentials_path()

    async def load_keys(self, source: KeySource, name: str) -> AwsKeys | None:
        """The keys from the environment, a profile or the keyring."""
        return await in_daemon(lambda: key_actions.load_keys(self.services.vault, source, name))

    async def check_keys(self, keys: AwsKeys, region: str, progress: Progress) -> KeyReport:
        """Whose the keys are; raises when AWS refuses them or cannot be asked."""
        return await in_daemon(lambda: key_actions.check_keys(self.services.aws, keys, region, progress))

    async def store_keys(self, storage: Storage, account: str, keys: AwsKeys, profile: str) -> str:
        """Keep the keys where the user chose; where that is, in words."""
        stored = await in_daemon(
            lambda: key_actions.store_keys(self.services.vault, storage, account, keys, profile=profile)
        )
        return stored.where

    async def regions(self) -> tuple[str, ...]:
        """The regions that have ECR."""
        return await in_daemon(self.services.aws.regions)

    def repositories(self, keys: AwsKeys, region: str) -> AsyncIterator[tuple[Repository, ...]]:
        """The repositories of the key's registry, page by page."""
        return pages_in_daemon(lambda: self.services.aws.repositories(keys, region))

    def tags(self, keys: AwsKeys, region: str, repository: str) -> AsyncIterator[tuple[Tag, ...]]:
        """The tags of a repository, page by page."""
        return pages_in_daemon(lambda: self.services.aws.tags(keys, region, repository))

    async def rights(
        self, keys: AwsKeys, region: str, identity: Identity, project: Project, answers: Answers
    ) -> RightsReport | None:
        """Whether the key may do what the answers need; None where no scenario was chosen."""
        scenario = answers.scenario
        if scenario is None:
            return None
        image, _ = image_and_tag(project, answers)
        froms = [name for item in project.dockerfiles for name in item.froms] if scenario == "build" else [image or ""]
        images = [found for name in froms if (found := parse_ecr(name))]
        return await in_daemon(
            lambda: key_actions.check_rights(self.services.aws, keys, region, identity, scenario, images)
        )
