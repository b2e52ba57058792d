"""Rules about images that are pushed: what makes them, and how often they are pushed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wizard.core.ci_file.belonging import is_of_library
from wizard.core.ci_file.image_references import Reach
from wizard.core.ci_file.variables import resolved_commands
from wizard.core.docker.commands import asks_for_pull_request, committed_as, docker_calls, split_tag
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.core.rules.reach import may_hide_docker
from wizard.core.scenarios.images import BuiltImages


def not_built(facts: Facts) -> Iterator[Finding]:
    """Images that are pushed to ECR and that nothing builds, tags, commits or pulls."""
    texts = [item.text for item in resolved_commands(facts.file)]
    made, built = _Made.of(texts), BuiltImages.of(texts)
    if facts.file.has_hidden_commands:
        return
    may_hide = any(may_hide_docker(text) for text in texts)
    seen: set[tuple[str, str]] = set()
    for reach in _pushes(facts):
        if (reach.section, reach.image) in seen or not _is_surely_unmade(facts, made, reach, may_hide=may_hide):
            continue
        seen.add((reach.section, reach.image))
        name, tag = split_tag(reach.image)
        line = built.making_line(name, tag or "latest", facts.answered.dockerfile)
        yield at(
            reach.node,
            "image-not-built",
            Severity.WARNING,
            f"No command of the file builds, tags or commits {reach.image}, which is to be pushed. Suggested: {line}",
            "Add the line before the push; `apply --build-command` does.",
        )


def _is_surely_unmade(facts: Facts, made: _Made, reach: Reach, *, may_hide: bool) -> bool:
    """Whether nothing makes an image. A script may, unless it is the image that the user sets up."""
    if "$" in split_tag(reach.image)[0]:
        return False
    if not facts.is_answered(reach) and may_hide:
        return False
    return not made.may_have(reach.image)


class _Made(NamedTuple):
    """The images that commands make or fetch: their names, those with their tags, and whether one has a variable."""

    names: frozenset[str]
    images: frozenset[tuple[str, str]]
    has_variable: bool

    @classmethod
    def of(cls, texts: Iterable[str]) -> _Made:
        calls = [call for text in texts for call in docker_calls(text)]
        given = [name for call in calls for name in (call.words[:1] if call.verb == "pull" else call.makes)]
        images = [split_tag(name) for name in given]
        return cls(
            frozenset(name for name, _ in images),
            frozenset(_with_tag(name) for name in given),
            any("$" in name for name in given),
        )

    def may_have(self, image: str) -> bool:
        """Whether the image is or may be one of them; without a tag every tag of it counts."""
        name, tag = split_tag(image)
        return self.has_variable or _with_tag(image) in self.images or (tag is None and name in self.names)


def without_registry(facts: Facts) -> Iterator[Finding]:
    """A push of a bare name, which goes to a library that takes no pushes."""
    for reach in facts.reaches:
        if reach.verb != "push" or not is_of_library(reach.image):
            continue
        yield at(
            reach.node,
            "push-without-registry",
            Severity.ERROR,
            f"{reach.what}: the name has no registry, so it goes to Docker Hub's own library, which refuses it.",
            "Write the whole name where the image is built and pushed: "
            f"ACCOUNT.dkr.ecr.REGION.amazonaws.com/{reach.image}.",
        )


def pushed_twice(facts: Facts) -> Iterator[Finding]:
    """Images that two sections push."""
    pushed = _Pushed()
    for reach in _pushes(facts):
        first = pushed.in_another_section(reach)
        pushed.add(reach)
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


class _Pushed:
    """The first push of each image in each section."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], dict[str, Reach]] = {}

    def add(self, reach: Reach) -> None:
        """Note a push; one without a tag pushes every tag."""
        name, tag = split_tag(reach.image)
        for key in {(name, tag or "latest"), (name, tag or "")}:
            self._known.setdefault(key, {}).setdefault(reach.section, reach)

    def in_another_section(self, reach: Reach) -> Reach | None:
        """A push of the same image in another section."""
        name, tag = split_tag(reach.image)
        if "$" in name:
            return None
        for key in ((name, tag or "latest"), (name, "")):
            for section, other in self._known.get(key, {}).items():
                if section != reach.section:
                    return other
        return None


def in_pull_requests(facts: Facts) -> Iterator[Finding]:
    """A push to ECR that builds of pull requests make too; reported once a file."""
    asking = {item.section for item in facts.file.commands if asks_for_pull_request(item.text)}
    for reach in _pushes(facts):
        if reach.section in asking:
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
    pushed = {_with_tag(reach.image) for reach in _pushes(facts)}
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


def _with_tag(image: str) -> tuple[str, str]:
    name, tag = split_tag(image)
    return name, tag or "latest"


def _committed_with_entrypoint(text: str, pushed: set[tuple[str, str]]) -> str | None:
    """The image that is pushed and that a command commits a container as, without another entrypoint."""
    if "ENTRYPOINT" in text:
        return None
    return next((name for name in committed_as(text) if _with_tag(name) in pushed), None)
