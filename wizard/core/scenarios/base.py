"""What a scenario is made of. Each part is required: one that is left out is a type error.

`docs/adding-a-scenario.md` walks through them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import KW_ONLY
from typing import Literal, NamedTuple

from wizard.core.aws.rights import Access
from wizard.core.ci_file.belonging import Belonging
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import ShippableFile
from wizard.core.docker.commands import DockerCall
from wizard.core.model.answers import Answers, ScenarioKey
from wizard.frozen import frozen
from wizard.yamlpatch.changes import Change

# pulled: taken from a registry under its name; built: made here, and needed here alone; pushed: brought to a registry.
Use = Literal["pulled", "built", "pushed"]


class Named(NamedTuple):
    """The image and the tag that a file names; None for what it does not name."""

    image: str | None = None
    tag: str | None = None


@frozen
class Wanted:
    """What a scenario is to write: the file, the answers, and the image that they mean.

    `before` is what the file said when the change of an entry began, if it was about the same scenario. With
    `only_adding` no command that is there may be renamed, replaced or removed.
    """

    project: Project
    answers: Answers
    image: str
    tag: str
    before: Answers | None
    only_adding: bool

    @property
    def reference(self) -> str:
        """`IMAGE:TAG`."""
        return f"{self.image}:{self.tag}"


@frozen
class Recognized:
    """What a file says, as answers, and how unlikely it is that its ECR entry is for that: 0 is surest."""

    rank: int
    answers: Answers


class Suggested(NamedTuple):
    """That a repository looks as if it were about a scenario: how unlikely that is (0 is surest), and why."""

    rank: int
    reason: str


@frozen
class Alternative:
    """Answers that do the same in another way, and what a button for them says."""

    label: str
    answers: Answers


@frozen
class Scenario:
    """One thing that a project does with ECR: what is asked for it, what it writes, and how that is found again."""

    _: KW_ONLY
    # The question: the key is the value of `--scenario`, of `scenario:` in an answers file and in all that is saved.
    key: ScenarioKey
    title: str
    help: str
    # The fields of `Answers` that have an effect, of those that not all scenarios have.
    counts: frozenset[str]
    # Those of them that the step Image asks, given the answers so far. Image and tag are always asked.
    asks: Callable[[Answers], frozenset[str]]

    # The image.
    use: Use
    # Whether CI runs in the image, which then is a custom one.
    runs_ci: bool
    default_tag: str
    # What the file names as the image; the answers go before it.
    named: Callable[[ShippableFile, Answers], Named]
    # The suggestion where neither file nor answers name one; the text is the region of the registry.
    suggested_image: Callable[[Project, Answers, str], Named]
    # Other images that are taken from a registry on the way, such as the FROM of a Dockerfile.
    reaches: Callable[[Project, Answers], tuple[str, ...]]
    # The path of the Dockerfile that the CI image is built from; None where none is, or it is not known.
    ci_dockerfile: Callable[[Project, Answers], str | None]

    # Whether the repository suggests it, before it has any entry; None where it does not.
    suggests: Callable[[Project], Suggested | None]

    # What it writes: the section in which ECR is reached, the changes, and the same outside the container.
    section: Callable[[ShippableFile, Answers], str]
    changes: Callable[[Wanted], Iterator[Change]]
    outside_container: Callable[[Answers], Alternative | None]
    # The steps of the registry's protocol that the key must be allowed.
    access: Access

    # How it is found again. The sections to which it adds commands, and the commands of docker in them.
    recognize: Callable[[Belonging], Recognized | None]
    sections: frozenset[str]
    verbs: frozenset[str]
    # The images that a call in a section is about, if the scenario may have written it; empty otherwise.
    written_images: Callable[[Belonging, str, DockerCall], tuple[str, ...]]

    def image_and_tag(self, project: Project, answers: Answers) -> tuple[str | None, str]:
        """The image and the tag that the answers mean for this file; the image is None where nothing names one."""
        named = self.named(project.file, answers)
        return answers.image or named.image, answers.tag or named.tag or self.default_tag
