"""Rules about images that are pushed: what makes them, and how often they are pushed."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.ci_file.image_references import Reach
from wizard.core.ci_file.variables import resolved_commands
from wizard.core.docker.commands import asks_for_pull_request, committed_as, docker_calls, may_be, same_image, split_tag
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.core.rules.reach import may_hide_docker
from wizard.core.scenarios.images import making_line


def not_built(facts: Facts) -> Iterator[Finding]:
    """Images that are pushed to ECR and that nothing builds, tags, commits or pulls."""
    texts = [item.text for item in resolved_commands(facts.file)]
    for reach in _pushes(facts):
        if not _is_surely_unmade(facts, texts, reach):
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


def _is_surely_unmade(facts: Facts, texts: list[str], reach: Reach) -> bool:
    """Whether nothing makes an image. A script may, unless it is the image that the user sets up."""
    if facts.file.has_hidden_commands or "$" in split_tag(reach.image)[0]:
        return False
    if not facts.is_answered(reach) and any(may_hide_docker(text) for text in texts):
        return False
    return not any(_makes(text, reach.image) for text in texts)


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


def _makes(text: str, image: str) -> bool:
    """Whether a command makes or fetches the image, or may do so; without a tag every tag of it counts."""
    name, tag = split_tag(image)
    for call in docker_calls(text):
        for given in call.words[:1] if call.verb == "pull" else call.makes:
            if may_be(given, image) or "$" in given or (tag is None and split_tag(given)[0] == name):
                return True
    return False


def in_pull_requests(facts: Facts) -> Iterator[Finding]:
    """A push to ECR that builds of pull requests make too; told once a file."""
    for reach in _pushes(facts):
        before = [item.text for item in facts.file.commands if item.section == reach.section]
        if any(asks_for_pull_request(text) for text in before):
            continue
        yield at(
            reach.node,
            "push-in-pull-requests",
            Severity.INFO,
            f"{reach.what} is done in builds of pull requests too: BRANCH is the base branch there, so code that is "
            "not merged goes under its tag.",
            "If pull requests are built, push only outside of them: `apply --skip-pull-requests`.",
        )
        return


def committed(facts: Facts) -> Iterator[Finding]:
    """The CI container is committed and pushed with the entrypoint that Shippable gave it."""
    pushed = [reach.image for reach in _pushes(facts)]
    for item in resolved_commands(facts.file):
        name = _committed_with_entrypoint(item.text, pushed)
        if name is not None:
            yield at(
                item.command.node,
                "committed-entrypoint",
                Severity.INFO,
                f"{name} keeps the entrypoint that Shippable gives the CI container, so it starts nowhere "
                "else until another is set.",
                "Set it: docker commit --change='ENTRYPOINT [...]'; or build the image from a Dockerfile.",
            )


def _committed_with_entrypoint(text: str, pushed: list[str]) -> str | None:
    """The image that is pushed and that a command commits a container as, without another entrypoint."""
    if "ENTRYPOINT" in text:
        return None
    return next((name for name in committed_as(text) if any(same_image(name, image) for image in pushed)), None)
