"""Asking the registry itself what a build will ask it: which images, what it said, and what to fall back to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.aws.rights import PULL_ACCESS, PUSH_ACCESS, Right
from wizard.core.aws.verify import Status, Target, Use, Verdict, with_proof, worst
from wizard.core.ci_file.image_references import Reach, reaches
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.variables import resolved_tag
from wizard.core.docker.commands import split_tag
from wizard.core.model.answers import Answers
from wizard.core.model.errors import CredentialsError, WizardError
from wizard.core.model.secret import AwsKeys
from wizard.core.scenarios.images import image_and_tag
from wizard.core.scenarios.registry import scenario_of
from wizard.frozen import frozen
from wizard.services.aws.protocol import Aws, Identity, Progress
from wizard.services.runtime.background import together
from wizard.services.runtime.foreign import remember


@frozen
class Verified:
    """What the registry said of each target, and IAM's simulation where it could not be asked."""

    verdicts: tuple[Verdict, ...]
    rights: tuple[Right, ...] = ()

    @property
    def status(self) -> Status:
        """The worst of them; not checked where there was nothing to ask."""
        return worst(self.verdicts)


def targets_of_file(project: Project) -> tuple[Target, ...]:
    """What the file that is there does with images in ECR, as far as its text tells."""
    found = [_of_reach(project, reach) for reach in reaches(project.file, project.dockerfiles)]
    return tuple(dict.fromkeys(item for item in found if item is not None))


def targets_of_answers(project: Project, answers: Answers) -> tuple[Target, ...]:
    """What the answers mean to do with images in ECR."""
    scenario = scenario_of(answers)
    if scenario is None:
        return ()
    if scenario.use == "built":
        return _targets("pull", scenario.reaches(project, answers))
    image, tag = image_and_tag(project, answers)
    return _targets("push" if scenario.use == "pushed" else "pull", [f"{image}:{tag}"] if image else [])


def _targets(use: Use, names: Iterable[str]) -> tuple[Target, ...]:
    found = [target_of(name, use) for name in names]
    return tuple(dict.fromkeys(item for item in found if item is not None))


def target_of(name: str, use: Use) -> Target | None:
    """The target that `NAME[:TAG]` means; None where it is not in ECR by its name."""
    if (image := parse_ecr(name)) is not None:
        return Target(use, image)
    bare, tag = split_tag(name)
    image = parse_ecr(bare)
    if image is None or tag is None or "$" not in tag:
        return None
    return Target(use, image, is_tag_known=False)


def _of_reach(project: Project, reach: Reach) -> Target | None:
    use: Use = "push" if reach.verb == "push" else "pull"
    name = reach.image
    if reach.section == "pre_ci_boot":
        name = f"{name}:{resolved_tag(project.file)}"
    return target_of(name, use) if reach.ecr is not None else None


def verify(
    aws: Aws,
    keys: AwsKeys,
    targets: Sequence[Target],
    *,
    is_cache: bool | None = None,
    progress: Progress | None = None,
) -> tuple[Verdict, ...]:
    """What the registries say of the targets, all asked at the same time. Never raises: an error is a verdict too."""
    remember(keys)
    return tuple(together([partial(_verdict, aws, keys, item, is_cache, progress) for item in targets]))


def verify_or_simulate(
    aws: Aws,
    keys: AwsKeys,
    identity: Identity,
    targets: Sequence[Target],
    *,
    is_cache: bool | None = None,
    progress: Progress | None = None,
) -> Verified:
    """The same; with what IAM says of the targets whose registry could not be asked."""
    verdicts = verify(aws, keys, targets, is_cache=is_cache, progress=progress)
    rights: list[Right] = []
    for verdict in verdicts:
        if verdict.is_unreachable:
            rights += _simulated(aws, keys, identity, verdict.target, progress)
    return Verified(verdicts, with_proof(tuple(dict.fromkeys(rights)), verdicts))


def only(use: Use, targets: Iterable[Target]) -> list[Target]:
    """Those that are pulled, or those that are pushed."""
    return [target for target in targets if target.use == use]


def _verdict(aws: Aws, keys: AwsKeys, target: Target, is_cache: bool | None, progress: Progress | None) -> Verdict:
    try:
        return aws.verify(keys, target, is_cache=is_cache, progress=progress)
    except CredentialsError as error:
        return Verdict(target, "rejected", error.code, error.title, error.cause, error.remedy)
    except WizardError as error:
        text = f"{target.name} was not checked. {error.title}"
        return Verdict(target, "not-checked", error.code, text, error.cause, error.remedy, is_unreachable=True)


def _simulated(
    aws: Aws, keys: AwsKeys, identity: Identity, target: Target, progress: Progress | None
) -> tuple[Right, ...]:
    access = PUSH_ACCESS if target.use == "push" else PULL_ACCESS
    try:
        return aws.rights(keys, target.image.region, identity, access, (target.image,), progress)
    except WizardError:
        return ()  # then nothing is known of the rights either, and nothing is said of them
