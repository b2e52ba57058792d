"""`pre_ci_boot`, which `pull` and `build` share: the image that CI runs in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.core.ci_file.belonging import Belonging, is_elsewhere
from wizard.core.ci_file.ci_image import in_ecr, is_official
from wizard.core.ci_file.env_words import as_text, env_words, name_of, with_word
from wizard.core.ci_file.layout import BOOT, BOOT_ORDER, BUILD_ORDER, DEFAULT_OPTIONS
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import Boot, ShippableFile, texts
from wizard.core.ci_file.variables import resolved_image
from wizard.core.docker.commands import builds, docker_calls
from wizard.core.model.answers import NONE, Answers
from wizard.core.scenarios.base import Named, Recognized, Wanted
from wizard.yamlpatch.changes import AppendItem, Change, RemoveKey, ReplaceItem, SetKey, Value

# The keys whose values are answers of their own.
BOOT_FIELDS = {"image_name": "image", "image_tag": "tag", "env": "env", "options": "options"}


def named_in_boot(file: ShippableFile, _answers: Answers | None = None) -> Named:
    """The CI image that the file names."""
    boot = file.effective_boot
    return Named() if boot is None else Named(boot.image_name, boot.image_tag)


def dockerfile_of(project: Project, image: str) -> str | None:
    """The Dockerfile from which `pre_ci` builds the image, if it does; None where that cannot be known."""
    return dockerfile_in(project.file.commands_of("pre_ci"), image)


def dockerfile_of_boot(project: Project, _answers: Answers) -> str | None:
    """The Dockerfile of the image that the file runs CI in: `ci_dockerfile` of a scenario that leaves it as it is."""
    booted = named_in_boot(project.file)
    if booted.image is None:
        return None
    return dockerfile_of(project, f"{booted.image}:{booted.tag or 'latest'}")


def dockerfile_in(commands: Iterator[str] | list[str] | tuple[str, ...], image: str) -> str | None:
    """The Dockerfile from which these commands build the image; None where none does, or that cannot be known."""
    for command in commands:
        if re.search(r"\b(?:cd|pushd)\b", command):
            return None  # where the commands that follow run is not known any more
        if builds(command, image):
            return next((call.dockerfile for call in docker_calls(command) if call.verb == "build"), None)
    return None


def recognized_boot(belonging: Belonging) -> Recognized | None:
    """The CI image of the file as answers without a scenario; None where it names none, or surely one elsewhere."""
    file = belonging.file
    boot = file.effective_boot
    if boot is None or boot.image_name is None or is_elsewhere(resolved_image(file) or ""):
        return None  # an image that is surely in another registry is no answer about this entry
    options = NONE if boot.options is None else boot.options
    answers = Answers(image=boot.image_name, tag=boot.image_tag, options=options, env=boot.env)
    return Recognized(_rank(file, boot), answers)


def _rank(file: ShippableFile, boot: Boot) -> int:
    if in_ecr(boot.image_name or "") is not None and len(file.ecr_entries) < 2:
        return 0
    return 2 if is_named_by_scenario(boot) else 5


def is_named_by_scenario(boot: Boot) -> bool:
    """Whether a scenario named the CI image, most likely: it is in ECR, or the options set HOME, as a scenario's do."""
    name = boot.image_name or ""
    elsewhere = is_official(name) or "." in name.partition("/")[0]
    return in_ecr(name) is not None or (not elsewhere and "HOME=" in (boot.options or ""))


def boot_changes(wanted: Wanted, *, pull: bool) -> Iterator[Change]:
    """The changes that make CI run in the image; with `pull` it is pulled, else it is there."""
    project, answers, before = wanted.project, wanted.answers, wanted.before
    env = tuple({name_of(item): item for item in answers.env}.values())
    boot = _boot_to_change(project.file, answers)
    if boot is None:
        if before is not None and all(_is_same(field, answers, before) for field in BOOT_FIELDS.values()):
            return  # the one at the top level is not moved, and nothing about it is changed
        yield SetKey(BOOT, _values(wanted, env, pull=pull), "CI runs in this image", BUILD_ORDER)
        return
    for key, value in _values(wanted, (), pull=pull).items():
        if not _is_kept(boot, key, answers, before):
            yield SetKey((*BOOT, key), value, f"CI runs in this image: {key}", BOOT_ORDER)
    if answers.options is NONE and boot.options is not None:
        yield RemoveKey((*BOOT, "options"), "no docker options wanted")
    yield from _env_changes(boot, env)


def _values(wanted: Wanted, env: tuple[str, ...], *, pull: bool) -> dict[str, Value]:
    """The keys of `pre_ci_boot` and their values, in the order of a new one."""
    values: dict[str, Value] = {"image_name": wanted.image, "image_tag": wanted.tag, "pull": pull}
    if env:
        values["env"] = _env_value(env)
    if wanted.answers.options is not NONE:
        values["options"] = wanted.answers.options or DEFAULT_OPTIONS
    return values


def _env_value(env: tuple[str, ...]) -> Value:
    items = [as_text(item) for item in env]
    return items[0] if len(items) == 1 else items


def _boot_to_change(file: ShippableFile, answers: Answers) -> Boot | None:
    """The map under `build`, or the one at the top level that is moved there."""
    if file.boot is not None:
        return file.boot
    return file.top_boot if answers.move_pre_ci_boot else None


def _is_kept(boot: Boot, key: str, answers: Answers, before: Answers | None) -> bool:
    """Whether a key of `pre_ci_boot` stays as it is: it is there, and was not answered again."""
    field = BOOT_FIELDS.get(key)
    there = boot.node.get(key)
    if field is not None and getattr(answers, field) is None and there is not None and not there.is_empty:
        return True
    return before is not None and (field is None or _is_same(field, answers, before))


def _is_same(field: str, answers: Answers, before: Answers) -> bool:
    return bool(getattr(answers, field) == getattr(before, field))


def _env_changes(boot: Boot, env: tuple[str, ...]) -> Iterator[Change]:
    path = (*BOOT, "env")
    node = boot.node.get("env")
    if env and (node is None or node.is_empty):
        yield SetKey(path, _env_value(env), "sets variables in the container", BOOT_ORDER)
        return
    there = list(texts(node))
    for item in env:
        name = name_of(item)
        why = f"sets {name} in the container"
        at = _text_for(there, name)
        if at is None:
            yield AppendItem(path, as_text(item), why, order=BOOT_ORDER)
            continue
        new = with_word(there[at], item)
        if new != there[at]:
            yield ReplaceItem(path, there[at], new, why)
            there[at] = new


def _text_for(there: list[str], name: str) -> int | None:
    """The number of the text of `env` in which a variable is to be set; None where it gets a text of its own."""
    holding = [at for at, text in enumerate(there) if any(word.name == name for word in env_words(text))]
    if holding:
        return holding[-1]
    # One text with several variables is a form of its own: it gets one more.
    return 0 if len(there) == 1 and len(env_words(there[0])) > 1 else None
