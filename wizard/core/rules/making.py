"""Rules about images that are pushed: what makes them, and how often they are pushed."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.ci_file.image_references import Reach
from wizard.core.ci_file.variables import resolved_commands
from wizard.core.docker.commands import docker_calls, may_build, same_image, split_tag
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.core.rules.reach import may_hide_docker
from wizard.core.scenarios.images import making_line


def not_built(facts: Facts) -> Iterator[Finding]:
    """Images that are pushed to ECR and that nothing builds, tags, commits or pulls."""
    if facts.file.has_hidden_commands:
        return
    texts = [item.text for item in resolved_commands(facts.file)]
    is_unsure = any(may_hide_docker(text) for text in texts)
    for reach in _pushes(facts):
        if "$" in split_tag(reach.image)[0] or _is_made(texts, reach.image):
            continue
        if is_unsure and not facts.is_answered(reach):
            continue
        name, tag = split_tag(reach.image)
        line = making_line(texts, name, tag or "latest", facts.answered.dockerfile)
        yield at(
            reach.node,
            "image-not-built",
            Severity.WARNING,
            f"No command of the file builds, tags or commits {reach.image}, which is to be pushed. "
            f"This line would: {line}",
            "Add the line before the push; `apply --build-command` does.",
        )


def pushed_twice(facts: Facts) -> Iterator[Finding]:
    """Images that two sections push."""
    seen: list[Reach] = []
    for reach in _pushes(facts):
        first = next((other for other in seen if _is_pushed_by(reach, other)), None)
        seen.append(reach)
        if first is not None:
            yield at(
                reach.node,
                "pushed-twice",
                Severity.WARNING,
                f"`{first.section}` (line {first.node.line}) pushes {reach.image} already; with this it is pushed "
                "twice.",
                "Keep one of the two.",
            )


def _pushes(facts: Facts) -> Iterator[Reach]:
    for reach in facts.reaches:
        if reach.verb == "push" and facts.concerns_ecr and facts.is_meant_for_ecr(reach):
            yield reach


def _is_pushed_by(reach: Reach, other: Reach) -> bool:
    if other.section == reach.section or "$" in split_tag(reach.image)[0]:
        return False
    return same_image(other.image, reach.image) or other.image == split_tag(reach.image)[0]


def _is_made(texts: list[str], image: str) -> bool:
    name, tag = split_tag(image)
    for text in texts:
        if may_build(text, image):
            return True
        for call in docker_calls(text):
            given = call.words[:1] if call.verb == "pull" else call.makes
            if any("$" in item or item == image for item in given):
                return True
            if tag is None and any(split_tag(item)[0] == name for item in given):
                return True
    return False
