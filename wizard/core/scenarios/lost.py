"""What commands need and nothing would make any more once a text replaces the file."""

from __future__ import annotations

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.references import Reference, broken, images_of
from wizard.core.ci_file.shippable_file import ShippableFile, view
from wizard.core.ci_file.variables import file_variables, substituted
from wizard.core.docker.commands import same_image
from wizard.core.model.answers import Answers
from wizard.core.scenarios.images import reference


def lost_references(file: ShippableFile, after: str | None) -> tuple[Reference, ...]:
    """The images that some command needs and that nothing makes any more when the file becomes the text `after`."""
    if file.text is None or file.refusal is not None or after == file.text:
        return ()
    return broken(images_of(file), images_of(view(file.name, after)))


def lost_by(project: Project, answers: Answers, after: str | None) -> tuple[Reference, ...]:
    """The same, but for what these answers ask to be taken out."""
    lost = lost_references(project.file, after)
    return tuple(item for item in lost if not _is_asked_for(project, answers, item))


def _is_asked_for(project: Project, answers: Answers, lost: Reference) -> bool:
    """Whether the answers take out the commit of the image that they push: `image-not-built` tells of that."""
    image = reference(project, answers)
    if answers.commit_container is not False or image is None or lost.verb != "push":
        return False
    return same_image(lost.image, substituted(image, file_variables(project.file)))
