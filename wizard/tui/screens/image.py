"""Step 4: the image, its tag, how CI uses it, and what follows for `agent_only`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Static

from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.interview.question import StepKey
from wizard.core.interview.remedies import remedies_for
from wizard.core.interview.validators import InvalidAnswer, split_tag
from wizard.core.model.answers import Answers
from wizard.core.model.errors import WizardError
from wizard.core.rules.names import near_miss
from wizard.core.scenarios.desired_changes import region_of
from wizard.core.text.safetext import visible
from wizard.services.aws.protocol import newest_repositories, newest_tags
from wizard.tui.screens.form import FormScreen
from wizard.tui.screens.picker import Picker
from wizard.tui.widgets.action import action_button
from wizard.tui.widgets.field import NameField

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget

    from wizard.core.aws.ecr_name import EcrImage
    from wizard.core.interview.remedies import Remedy
    from wizard.core.model.secret import AwsKeys
    from wizard.tui.widgets.field import Field

NO_KEYS = "The list comes from ECR: it needs keys that AWS has accepted (step 1). The name can be typed."


class ImageScreen(FormScreen):
    """The questions of the scenario; what cannot work is said here, with the ways out."""

    step = StepKey.IMAGE
    pick_labels: ClassVar[dict[str, str]] = {"image": "List", "tag": "List"}
    completed = frozenset({"image", "tag"})
    about = "Which image, and how CI uses it. agent_only is derived from the answers, with its reason."

    def body(self) -> Iterator[Widget]:
        """The fields."""
        yield from self.make_fields()

    def notices(self) -> Iterator[Widget]:
        """What cannot work, and the ways out."""
        with Vertical(id="ways"):
            yield Static(id="ways-reason", markup=False)
            yield Vertical(id="ways-buttons")

    def on_mount(self) -> None:
        """Fill the form."""
        self._ways: tuple[Remedy, ...] = ()
        self._buttons: list[Button] = []
        self.query_one("#ways").display = False
        self._looked_for: tuple[EcrImage, AwsKeys] | None = None
        if (keys := self._checked_keys()) is not None:
            region = region_of(self.session.found, self.session.answers)
            self.run_worker(self._learn_names(keys, region), group="names", description="names of repositories")

    def _checked_keys(self) -> AwsKeys | None:
        """The keys with which ECR may be asked."""
        return self.session.held.keys if self.session.answers.account.checked else None

    def answers_changed(self, answers: Answers) -> None:
        """Show the ways out of what cannot work."""
        reason, ways = remedies_for(self.session.found, answers)
        box = self.query_one("#ways")
        box.display = bool(reason)
        self.query_one("#ways-reason", Static).update(
            Content(visible(f"! This cannot work. {reason}" if reason else ""))
        )
        if [way.label for way in ways] != [way.label for way in self._ways]:
            box = self.query_one("#ways-buttons")
            box.remove_children()
            self._buttons = [action_button(way.label, classes="way") for way in ways]
            box.mount(*self._buttons)
        self._ways = ways

    @on(Button.Pressed, ".way")
    def _take_way(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button not in self._buttons:
            return
        way = self._ways[self._buttons.index(event.button)]
        before = self.collect()
        self.session.answers = way.answers
        for field in self.fields:
            key = field.question.key
            if key in ("push_section", "commit_container", "aws_cli", "agent_only", "region"):
                changed = field.question.get(way.answers) != field.question.get(before)
                field.touched = field.touched or changed
                if changed:
                    field.show(field.question.start(way.answers, self.session.found))
        if way.answers.region != before.region:
            self.session.touch("region")
        self.refresh_form()
        self.query_one("#next").focus()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Say what Right would take."""
        field = event.field
        if isinstance(field, NameField) and field.names.offered:
            field.say(note=f"Right: {field.names.offered}")

    # a tag that was typed with the name

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The name of the image was left: a tag behind it goes to its own field, and trouble with it is said."""
        if event.widget is self.field("image").control:
            self._split_tag()
            self._look_at_image()

    def _look_at_image(self) -> None:
        """Say what is wrong with the name, at once; and what ECR says of it, once that is known."""
        field = self.field("image")
        typed = str(field.get())
        if not field.display or not typed.strip():
            return
        try:
            name = field.question.clean(typed).text
        except InvalidAnswer as error:
            field.say(problem=str(error))
            return
        if (nearly := near_miss(name)) is not None:
            field.say(note=f"This is meant for ECR, and no image there can be called so. {nearly}")
            return
        image, keys = parse_ecr(name), self._checked_keys()
        if image is None or keys is None or self._looked_for == (image, keys):
            return
        self._looked_for = (image, keys)
        account = self.session.answers.account.aws_account
        if account and image.account != account:
            field.say(note=f"This image is in account {image.account}; the keys are of account {account}.")
            return
        self.run_worker(self._ask_ecr(keys, image), group="image", exclusive=True, description="looking for the image")

    async def _ask_ecr(self, keys: AwsKeys, image: EcrImage) -> None:
        """Whether ECR has the repository, and what tags it has."""
        field = self.field("image")
        try:
            if image in await self.work.absent(keys, (image,)):
                field.say(note=f"Not in ECR: account {image.account} has no {image.repository} in {image.region}.")
                return
            async for page in self.work.tags(keys, image.region, image.repository, image.account):
                self._offer("tag", {item.name: item.name for item in newest_tags(page)})
                return  # the newest of the first page are enough to complete a name
        except WizardError as error:
            field.say(note=f"ECR was not asked for this image: {error.title}")

    async def _learn_names(self, keys: AwsKeys, region: str) -> None:
        """Complete the name of the image from the repositories that the keys' account has."""
        known: dict[str, str] = {}
        try:
            async for page in self.work.repositories(keys, region):
                for item in newest_repositories(page):
                    known.setdefault(item.name, item.uri)
                    known.setdefault(item.uri, item.uri)
                self._offer("image", known)
        except WizardError as error:
            self.field("image").say(note=f"The names in ECR are not known: {error.title}")

    def _offer(self, key: str, known: dict[str, str]) -> None:
        field = self.field(key)
        if isinstance(field, NameField):
            field.names.offer(known)

    def accept(self, field: Field) -> None:
        """Enter on a field; from the image's name a tag behind it goes to its own field first."""
        self._split_tag()
        super().accept(field)

    def validate(self) -> bool:
        """As every form, a tag behind the image's name taken for what it is."""
        self._split_tag()
        return super().validate()

    def _split_tag(self) -> None:
        field, tag = self.field("image"), self.field("tag")
        parts = split_tag(str(field.get()))
        if parts is None or not field.display:
            return
        field.show(parts.name)
        tag.show(parts.tag)
        field.touched = tag.touched = True
        self.refresh_form()
        field.say(problem="", note=f"The tag {parts.tag} has a field of its own, below.")

    # lists from ECR

    def on_field_pick_wanted(self, event: Field.PickWanted) -> None:
        """Show the repositories, or the tags of the repository that is typed."""
        event.stop()
        field = event.field
        keys, answers = self._checked_keys(), self.refresh_form()
        if keys is None:
            self.say(NO_KEYS, error=True)
            field.control.focus()
            return
        if field.question.key == "image":
            title, pages = "Repositories, the newest first", self._repositories(keys, answers)
        else:
            found = parse_ecr(answers.image or "")
            if found is None:
                self.say("Tags can be listed when the image is one in ECR.", error=True)
                field.control.focus()
                return
            title, pages = f"Tags of {visible(found.repository, limit=40)}, the newest first", self._tags(keys, found)

        def picked(name: str | None) -> None:
            if name:
                field.show(name)
                field.user_changed()
            field.control.focus()

        picker = Picker(title, pages, present=str(field.get()), clean=field.question.clean, about=field.question.help)
        self.app.push_screen(picker, picked)

    async def _repositories(self, keys: AwsKeys, answers: Answers) -> AsyncIterator[Sequence[str]]:
        region = region_of(self.session.found, answers)
        async for page in self.work.repositories(keys, region):
            yield [item.uri for item in newest_repositories(page)]

    async def _tags(self, keys: AwsKeys, image: EcrImage) -> AsyncIterator[Sequence[str]]:
        async for page in self.work.tags(keys, image.region, image.repository, image.account):
            yield [item.name for item in newest_tags(page)]
