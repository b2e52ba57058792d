"""The slow things that screens ask for, each awaited while it runs in a daemon thread that can be left behind."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wizard.actions import account_step, resume
from wizard.actions import credentials as key_actions
from wizard.actions import inspect_project as look
from wizard.actions.project_paths import folder_of
from wizard.core.model.errors import WizardError
from wizard.services.runtime.background import in_daemon, pages_in_daemon, start
from wizard.services.shippable.connect import api_with_token, named_address

if TYPE_CHECKING:
    from concurrent.futures import Future

    from wizard.actions.account_step import HeldKeys, Source, Sources
    from wizard.actions.credentials import KeyReport, RightsReport
    from wizard.actions.dependencies import Dependencies
    from wizard.actions.integrations import Known
    from wizard.actions.keep_keys import Kept
    from wizard.actions.register import Registered
    from wizard.actions.removal import Removed
    from wizard.actions.remove_entry import Removal
    from wizard.actions.remove_integration import ExistingIntegration, Situation
    from wizard.actions.services import Services
    from wizard.actions.surroundings import Surroundings
    from wizard.core.aws.ecr_name import EcrImage
    from wizard.core.aws.verify import Target, Verdict
    from wizard.core.ci_file.project import Project
    from wizard.core.interview.picks import Choose
    from wizard.core.interview.question import StepKey
    from wizard.core.model.answers import Answers, KeySource, ScenarioKey, Storage
    from wizard.core.model.inventory import Place
    from wizard.core.model.secret import AwsKeys, Secret
    from wizard.core.plan import Plan
    from wizard.services.aws.protocol import Identity, Progress, Repository, Tag
    from wizard.services.credentials.store import StoreState
    from wizard.services.repository.git_commit import Committed
    from wizard.services.storage.files import Written

Make = Callable[[], "tuple[Services, Path]"]
PATIENCE = 0.5  # seconds that the first page waits for what it shows; then it comes without


class Looked(NamedTuple):
    """What was found on looking around: the project, and what a proposal rests on besides."""

    project: Project
    around: Surroundings


class Work:
    """Calls on actions and services. Nothing here blocks the screen; everything may raise `WizardError`."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._services: Services | None = None
        self._start = Path()
        self._ahead: Future[Looked] | None = None

    @property
    def services(self) -> Services:
        """The services; there once `look` was awaited."""
        if self._services is None:
            raise RuntimeError("the services are made by look()")
        return self._services

    @property
    def is_demo(self) -> bool:
        """Whether all this is a simulation."""
        return self._services is not None and self._services.demo

    async def copy_in_tmux(self, text: str) -> bool:
        """Copy the text by tmux; False outside of it, or when it cannot."""
        from wizard.services.runtime import tmux

        return await in_daemon(lambda: tmux.copy(os.environ, text))

    # the project

    async def look_ahead(self) -> None:
        """Begin to look around, and wait for the end of that as long as the first page may wait."""
        self._ahead = start(self._look_around)
        with suppress(TimeoutError, WizardError):  # `look` waits for the rest, and raises what went wrong
            async with asyncio.timeout(PATIENCE):
                await asyncio.shield(asyncio.wrap_future(self._ahead))

    def seen_ahead(self) -> Looked | None:
        """What was found ahead of the first page; None where that is not known yet, or cannot be."""
        ahead = self._ahead
        if ahead is None or not ahead.done() or ahead.exception() is not None:
            return None
        self._ahead = None
        return ahead.result()

    async def look(self, file: str | None = None) -> Looked:
        """Look around; `file` names the CI file where there are two."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and file is None:
            return await asyncio.wrap_future(ahead)
        return await in_daemon(lambda: self._look_around(file))

    def _look_around(self, file: str | None = None) -> Looked:
        from wizard.actions.check import with_accounts
        from wizard.actions.surroundings import surroundings

        if self._services is None:
            self._services, self._start = self._make()
        found = look.inspect_project(self._services, self._start, file)
        found = with_accounts(self._services, found)
        if not self._services.demo:
            found = account_step.with_shell_region(found)
        return Looked(found, surroundings(self._services, found, found.named_file))

    def warm_up(self) -> None:
        """Import what the next steps need while the user reads."""
        from wizard.actions import warm_up

        warm_up.start(self.services.aws, self.services.credential_store)

    async def keep(self, project: Project, answers: Answers, step: StepKey) -> None:
        """Keep the answers for a run that may have to go on from here."""
        await in_daemon(lambda: resume.save(project, answers, step))

    async def forget(self, project: Project) -> None:
        """Nothing is to be resumed."""
        await in_daemon(lambda: resume.forget(project))

    async def write(self, project: Project, plan: Plan, action: str = "apply") -> Written:
        """Write the plan's file."""
        from wizard.actions.apply import write

        return await in_daemon(lambda: write(self.services, project, plan, action=action))

    async def note(self, project: Project, answers: Answers) -> None:
        """Keep the inventory: this project's file names that integration now."""
        from wizard.actions.record_applied import note

        await in_daemon(lambda: note(self.services, project, answers))

    async def known_accounts(self) -> Known:
        """The account integrations of the inventory, and of Shippable where it can be asked."""
        from wizard.actions.integrations import known_accounts

        return await in_daemon(lambda: known_accounts(self.services))

    @property
    def can_register(self) -> bool:
        """Whether Shippable itself can be asked, perhaps once a token is typed."""
        return self.services.api is not None or self.needs_token

    @property
    def needs_token(self) -> bool:
        """Whether a server is named and the token for it is missing."""
        return self.services.api is None and bool(named_address())

    def use_token(self, token: Secret | None) -> None:
        """Ask Shippable with this token from now on, until the run ends; None forgets it."""
        api = api_with_token(token) if token is not None else None
        self._services = replace(self.services, api=api)

    async def register(
        self,
        answers: Answers,
        keys: AwsKeys | None,
        confirm: Callable[[str], bool],
        progress: Progress,
        choose: Choose,
    ) -> Registered:
        """Make the integrations in Shippable; `confirm`, `progress` and `choose` are called in another thread."""
        from wizard.actions.register import register

        return await in_daemon(lambda: register(self.services, answers, keys, confirm, progress, choose))

    async def look_again(self, project: Project) -> Project:
        """The project with its file read again."""
        from wizard.actions.apply import refreshed

        return await in_daemon(lambda: refreshed(self.services, project))

    async def save_text(self, path: Path, text: str) -> None:
        """Write a new file: answers, or a patch."""
        from wizard.services.storage.files import write_new

        await in_daemon(lambda: write_new(path, text))

    async def save_record(self, path: Path, text: str) -> None:
        """Write a new file with the record of this run; what looks like a key in it is masked."""
        from wizard.actions.save_record import save_record

        await in_daemon(lambda: save_record(path, text))

    def can_commit(self, project: Project) -> bool:
        """Whether the file can be committed from here."""
        return project.is_repository and project.branch is not None and self.services.git.available()

    async def commit_hooks(self, project: Project) -> tuple[str, ...]:
        """The hooks that a commit runs."""
        return await in_daemon(lambda: self.services.git.commit_hooks(folder_of(project)))

    async def commit(self, project: Project, message: str) -> Committed:
        """Commit the CI file, and nothing else."""
        return await in_daemon(lambda: self.services.git.commit(folder_of(project), project.file.name, message))

    async def removal(self, project: Project, integration: str, *, with_build: bool) -> Removal:
        """The plan that takes an entry out."""
        from wizard.actions.remove_entry import plan_removal

        return await in_daemon(lambda: plan_removal(self.services, project, integration, with_build=with_build))

    async def known_of_entry(self, project: Project, answers: Answers) -> Answers:
        """Answers that begin with an entry of the file, with what the inventory knows of its integration."""
        from wizard.actions.known_of_entry import known_of_entry

        return await in_daemon(lambda: known_of_entry(self.services, project, answers))

    async def situation(self, project: Project, integration: str) -> Situation:
        """Everything that depends on the integration, as far as the wizard knows."""
        from wizard.actions.remove_integration import situation

        return await in_daemon(lambda: situation(self.services, project, integration))

    async def look_at(self, place: Place) -> Project:
        """Look around at another file that names the integration."""
        return await in_daemon(lambda: look.inspect_project(self.services, Path(place.root), place.file))

    async def can_delete(self, now: Situation) -> tuple[ExistingIntegration, Dependencies | None]:
        """What there is of the subscription integration; once it is gone, whether its account integration may go.

        None: it is not known, or something needs it; else what was not looked at is in it.
        """
        from wizard.actions.remove_account import account_to_delete
        from wizard.actions.remove_integration import existing_integration

        def call() -> tuple[ExistingIntegration, Dependencies | None]:
            there = existing_integration(self.services, now.name, now.subscription)
            return there, None if there.found else account_to_delete(self.services, now.account)

        return await in_daemon(call)

    async def delete_subscription(self, now: Situation, *, accept_unchecked: bool, own_keys: bool) -> Removed:
        """Delete the subscription integration: in Shippable where it can be asked, then its record."""
        from wizard.actions.remove_integration import remove_subscription

        def call() -> Removed:
            return remove_subscription(
                self.services,
                now.name,
                now.subscription,
                accept_unchecked=accept_unchecked,
                delete_own_keys=own_keys,
            )

        return await in_daemon(call)

    async def delete_account(self, now: Situation, *, accept_unchecked: bool) -> Removed:
        """Delete the account integration: in Shippable where it can be asked, its stored keys, its record."""
        from wizard.actions.remove_account import remove_account

        return await in_daemon(lambda: remove_account(self.services, now.account, accept_unchecked=accept_unchecked))

    async def note_taken_out(self, project: Project, integration: str) -> None:
        """Keep the inventory: this project's file names the integration no more."""
        from wizard.actions.record_applied import note_taken_out

        await in_daemon(lambda: note_taken_out(self.services, project, integration))

    # keys

    def quick_sources(self) -> tuple[Source, ...]:
        """The sources that can be offered at once."""
        return account_step.quick_sources(self.services)

    async def key_sources(self) -> Sources:
        """Every source of keys that can be offered."""
        return await in_daemon(lambda: account_step.all_sources(self.services))

    async def absent(self, keys: AwsKeys, images: Sequence[EcrImage]) -> frozenset[EcrImage]:
        """Those of the images whose repository ECR does not have, as far as the key may ask."""
        return await in_daemon(lambda: key_actions.absent_of(self.services.aws, keys, images))

    async def undo(self, project: Project) -> WizardError | None:
        """Put back the bytes from before the last write; gives why that could not be recorded, if it could not."""
        from wizard.actions.undo import undo

        return await in_daemon(lambda: undo(self.services, project))

    async def store_state(self) -> StoreState:
        """Whether a keyring answers."""
        return await in_daemon(self.services.credential_store.probe)

    def credentials_path(self) -> str:
        """Where profiles are kept."""
        return self.services.credential_store.credentials_path()

    async def load_keys(self, source: KeySource, name: str) -> AwsKeys | None:
        """The keys from the environment, a profile or the keyring."""
        return await in_daemon(lambda: key_actions.load_keys(self.services.credential_store, source, name))

    async def check_keys(self, keys: AwsKeys, region: str, progress: Progress) -> KeyReport:
        """Whose the keys are; raises when AWS refuses them or cannot be asked."""
        return await in_daemon(lambda: key_actions.check_keys(self.services.aws, keys, region, progress))

    async def keep_keys(self, held: HeldKeys, answers: Answers, storage: Storage, profile: str) -> Kept:
        """Keep the keys where the user chose, under the integration's name, and note it."""
        from wizard.actions.keep_keys import keep

        return await in_daemon(lambda: keep(self.services, held, answers, storage, profile))

    async def regions(self) -> tuple[str, ...]:
        """The regions that have ECR."""
        return await in_daemon(self.services.aws.regions)

    def repositories(self, keys: AwsKeys, region: str) -> AsyncIterator[tuple[Repository, ...]]:
        """The repositories of the key's registry, page by page."""
        return pages_in_daemon(lambda: self.services.aws.repositories(keys, region))

    def tags(self, keys: AwsKeys, region: str, repository: str, account: str) -> AsyncIterator[tuple[Tag, ...]]:
        """The tags of a repository, page by page."""
        return pages_in_daemon(lambda: self.services.aws.tags(keys, region, repository, account=account))

    async def verify(
        self, keys: AwsKeys, targets: Sequence[Target], *, is_cache: bool | None = None
    ) -> tuple[Verdict, ...]:
        """What the registry itself says of the targets."""
        from wizard.actions.verify import verify

        return await in_daemon(lambda: verify(self.services.aws, keys, targets, is_cache=is_cache))

    async def rights(
        self, keys: AwsKeys, region: str, identity: Identity, scenario: ScenarioKey, images: Sequence[EcrImage]
    ) -> RightsReport:
        """Whether the key may do what the scenario needs on the images."""
        return await in_daemon(
            lambda: key_actions.check_rights(self.services.aws, keys, region, identity, scenario, images)
        )
