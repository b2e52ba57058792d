"""What a file says, as answers: where the change of an entry begins."""

from __future__ import annotations

from wizard.core.ci_file.belonging import Belonging, is_elsewhere
from wizard.core.ci_file.ci_image import boot_of, in_ecr, is_official
from wizard.core.ci_file.shippable_file import Boot, HubEntry, ShippableFile
from wizard.core.ci_file.variables import resolved_image
from wizard.core.docker.commands import builds, commits, pushed, split_tag
from wizard.core.model.answers import NONE, Answers, Branches, PushSection, Scenario


def starting_answers(file: ShippableFile, entry: HubEntry) -> Answers:
    """The answers that would have made this entry and what the file does with images: where a change begins.

    Given back unchanged, they change nothing.
    """
    answers = Answers(
        integration=entry.name,
        changes_entry=entry.name,
        region=entry.login_region,
        branches=entry.branches or Branches(),
        file=file.name,
    )
    belonging = Belonging(file, entry.name)
    boot = boot_of(file)
    if boot is not None and is_elsewhere(resolved_image(file) or ""):
        boot = None  # an image that is surely in another registry is no answer about this entry
    push = _likeliest_push(belonging)
    if push is not None and (boot is None or _rank(file, push[1]) <= _rank_of_boot(file, boot)):
        section, image = push
        name, tag = split_tag(image)
        commit = any(commits(command, image) for command in file.commands_of(section.value))
        return answers.with_(
            scenario=Scenario.PUSH, push_section=section, image=name, tag=tag or "latest", commit_container=commit
        )
    if boot is None or boot.image_name is None:
        return answers
    answers = answers.with_(
        image=boot.image_name, tag=boot.image_tag, options=NONE if boot.options is None else boot.options, env=boot.env
    )
    for command in file.commands_of("pre_ci"):
        if builds(command, f"{boot.image_name}:{boot.image_tag or 'latest'}"):
            return answers.with_(scenario=Scenario.BUILD, build_command=command)
    return answers.with_(scenario=Scenario.PULL)


def _likeliest_push(belonging: Belonging) -> tuple[PushSection, str] | None:
    """The push that belongs to ECR most likely; of several alike the last, where a scenario adds its own."""
    found: list[tuple[PushSection, str]] = []
    sections = {section.value: section for section in (PushSection.POST_CI, PushSection.PUSH)}
    for item in belonging.commands:
        section = sections.get(item.command.section)
        if section is None:
            continue
        # The name as it stands there, beside what it is with its variables replaced.
        pairs = zip(pushed(item.command.text), pushed(item.text), strict=False)
        found += [(section, image) for image, known in pairs if not is_elsewhere(known)]
    return min(reversed(found), key=lambda item: _rank(belonging.file, item[1]), default=None)


def _rank(file: ShippableFile, image: str) -> int:
    """How unlikely it is that an entry is for this image that is pushed.

    An image in ECR is what the only entry is for. A scenario pushes names with a tag, and adds what it adds last. A
    name with variables may be in any registry that the file logs in to.
    """
    name, tag = split_tag(image)
    if in_ecr(image) is not None:
        return 0 if len(file.ecr_entries) < 2 else 1
    if "$" in name:
        return 3 if len(file.hub) > 1 else 1
    return 1 if tag and "$" not in tag and not is_official(name) else 4


def _rank_of_boot(file: ShippableFile, boot: Boot) -> int:
    if in_ecr(boot.image_name or "") is not None and len(file.ecr_entries) < 2:
        return 0
    return 2 if is_named_by_scenario(boot) else 5


def is_named_by_scenario(boot: Boot) -> bool:
    """Whether a scenario named the CI image, most likely: it is in ECR, or the options set HOME, as a scenario's do."""
    name = boot.image_name or ""
    elsewhere = is_official(name) or "." in name.partition("/")[0]
    return in_ecr(name) is not None or (not elsewhere and "HOME=" in (boot.options or ""))
