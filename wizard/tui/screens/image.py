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
from wizard.core.interview.remedies import ways_out
from wizard.core.interview.validators import split_tag
from wizard.core.model.answers import Answers
from wizard.core.scenarios.desired_changes import region_of
from wizard.core.text.safetext import visible
from wizard.services.aws.protocol import newest_repositories, newest_tags
from wizard.tui.screens.form import FormScreen
from wizard.tui.screens.picker import Picker
from wizard.tui.widgets.action import action_button

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget

    from wizard.core.aws.ecr_name import EcrImage
    from wizard.core.interview.remedies import WayOut
    from wizard.core.model.secret import AwsKeys
    from wizard.tui.widgets.field import Field

NO_KEYS = "The list comes from ECR: it needs keys that AWS has accepted (step 1). The name can be typed."


class ImageScreen(FormScreen):
    """The questions of the scenario; what cannot work is said here, with the ways out."""

    step = StepKey.IMAGE
    pick_labels: ClassVar[dict[str, str]] = {"image": "List", "tag": "List"}
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
        self._ways: tuple[WayOut, ...] = ()
        self._buttons: list[Button] = []
        self.query_one("#ways").display = False

    def answers_changed(self, answers: Answers) -> None:
        """Show the ways out of what cannot work."""
        reason, ways = ways_out(self.session.found, answers)
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

    # a tag that was typed with the name

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The name of the image was left: a tag behind it goes to its own field."""
        if event.widget is self.field("image").control:
            self._split_tag()

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
        keys, answers = self.session.held.keys, self.refresh_form()
        if keys is None or not self.session.answers.account.checked:
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

        picker = Picker(title, pages, present=str(field.get()), clean=field.question.clean)
        self.app.push_screen(picker, picked)

    async def _repositories(self, keys: AwsKeys, answers: Answers) -> AsyncIterator[Sequence[str]]:
        region = region_of(self.session.found, answers)
        async for page in self.work.repositories(keys, region):
            yield [item.uri for item in newest_repositories(page)]

    async def _tags(self, keys: AwsKeys, image: EcrImage) -> AsyncIterator[Sequence[str]]:
        async for page in self.work.tags(keys, image.region, image.repository, image.account):
            yield [item.name for item in newest_tags(page)]
