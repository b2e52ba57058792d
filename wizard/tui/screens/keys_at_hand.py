"""Keys on the welcome: those at hand, or pasted there, are checked with AWS while the page can be used."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from wizard.actions import account_step, keys_at_hand
from wizard.actions.account_step import Source
from wizard.core.interview.proposal import KeysAtHand, Proposal
from wizard.core.model.errors import WizardError
from wizard.core.model.secret import AwsKeys
from wizard.core.scenarios.desired_changes import region_of
from wizard.core.scenarios.images import images_in_ecr
from wizard.tui.screens.patched import PatchedStep
from wizard.tui.state.session import InEcr

if TYPE_CHECKING:
    from wizard.core.aws.ecr_name import EcrImage
    from wizard.core.aws.key_forms import FoundKeys

HALF = "That was one half of a pair of keys. Paste both, or choose the row Keys to type them."


class KeysAtHandStep(PatchedStep):
    """A page that checks keys in the background. Subclasses give `proposal` and `keys_changed`."""

    def proposal(self) -> Proposal | None:
        """What would be written, as things are now."""
        raise NotImplementedError

    def keys_changed(self) -> None:
        """Something became known of the keys."""
        raise NotImplementedError

    @property
    def checks_keys(self) -> bool:
        """Whether AWS has not answered yet."""
        return self.session.at_hand.state == "checking"

    def take_up_keys(self, source: Source | None) -> None:
        """Check what can be taken from `source`, or what is held and not checked in this region."""
        session = self.session
        account, keys = session.answers.account, session.held.keys
        if keys is not None:
            session.answers = account_step.for_region(session.held, session.answers, self._region())
            if session.answers.account.checked:
                session.at_hand = keys_at_hand.of_held(session.held, session.answers.account)
                self.run_worker(self._look_in_ecr(keys), group="keys", exclusive=True, description="looking in ECR")
            elif session.at_hand.state != "unchecked":
                self.start_check(keys_at_hand.came_from(account), keys)
        elif source is not None and keys_at_hand.may_take(source, account):
            self.start_check(source, None)
        else:
            session.at_hand = KeysAtHand(source=source.label if source is not None else "")

    def start_check(self, source: Source, keys: AwsKeys | None) -> None:
        """Ask AWS about these keys, or about those that are to be taken from the source."""
        self.session.at_hand = KeysAtHand("checking", source.label)
        self.run_worker(self._check(source, keys), group="keys", exclusive=True, description="checking keys")

    def take_keys(self, found: FoundKeys) -> None:
        """Keys were pasted here: they are checked at once."""
        if found.key_id is None or found.secret is None:
            self.say(HALF, error=True)
            return
        self.start_check(Source("typed", "pasted"), AwsKeys(found.key_id, found.secret))
        self.keys_changed()

    def _region(self) -> str:
        made = self.proposal()
        return region_of(self.session.found, made.answers if made is not None else self.session.answers)

    async def _check(self, source: Source, keys: AwsKeys | None) -> None:
        try:
            if keys is None:
                keys = await self.work.load_keys(source.kind, source.name)
            if keys is None:
                self.session.at_hand = KeysAtHand()
            else:
                await self._ask_aws(source, keys)
        except WizardError as error:
            self._not_accepted(source, keys, error)
        self.keys_changed()

    async def _ask_aws(self, source: Source, keys: AwsKeys) -> None:
        session = self.session
        report = await self.work.check_keys(keys, self._region(), lambda _text: None)
        session.answers, session.at_hand = keys_at_hand.accepted(session.held, session.answers, source, keys, report)
        session.in_ecr = InEcr()
        await self._ask_for_images(keys, self._images())

    def _images(self) -> list[EcrImage]:
        """The images of the proposal that ECR was not asked for yet."""
        made, session = self.proposal(), self.session
        images = images_in_ecr(session.found, made.answers) if made is not None else ()
        return [image for image in images if image not in session.in_ecr.asked]

    async def _ask_for_images(self, keys: AwsKeys, images: list[EcrImage]) -> None:
        self.session.in_ecr = self.session.in_ecr.answered(images, await self.work.absent(keys, images))

    async def _look_in_ecr(self, keys: AwsKeys) -> None:
        """Ask for images that were answered since; where ECR does not say, nothing is said of them."""
        images = self._images()
        if images:
            with suppress(WizardError):
                await self._ask_for_images(keys, images)
                self.keys_changed()

    def _not_accepted(self, source: Source, keys: AwsKeys | None, error: WizardError) -> None:
        session = self.session
        if session.answers.account.checked:
            return  # only the search for the repositories failed
        looked = keys_at_hand.not_accepted(session.held, session.answers, source, keys, error)
        session.answers, session.at_hand = looked
