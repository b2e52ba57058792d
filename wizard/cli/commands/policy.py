"""`ecr-wizard policy`: the least IAM policy for a scenario and its repositories, as JSON on stdout."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from wizard.cli.output import to_stdout
from wizard.cli.parsing import parse, parser
from wizard.core.aws.ecr_name import EcrImage, problem_of
from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.aws.policy_forms import explanation, terraform
from wizard.core.aws.rights import least_policy
from wizard.core.model.answers import Answers, ScenarioKey
from wizard.core.model.errors import UsageError
from wizard.core.scenarios.registry import SCENARIOS
from wizard.core.text.safetext import visible

DESCRIPTION = """\
Print the least IAM policy that the scenario needs on these repositories, as JSON. Nothing is asked and nothing
is changed: attach it to the user whose key the integration holds, for example with

  ecr-wizard policy --scenario push IMAGE >policy.json
  aws iam put-user-policy --user-name USER --policy-name ecr-wizard --policy-document file://policy.json

For `build` name the image of the Dockerfile's FROM. --explain needs no image."""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    made = parser("policy", DESCRIPTION, paths=False)
    made.add_argument("images", nargs="*", metavar="IMAGE", help="ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY")
    group = made.add_argument_group("answers")
    group.add_argument("--scenario", choices=list(SCENARIOS), help="what is done with the images")
    group.add_argument("--image", action="append", metavar="NAME", default=[], help="the same as IMAGE; repeatable")
    group.add_argument("--account", metavar="ID", help="for an IMAGE that is only a repository's name: its account")
    group.add_argument("--region", metavar="REGION", help="and its region")
    group.add_argument("--answers", metavar="FILE", help="read scenario and image from a YAML file; flags win")
    forms = made.add_mutually_exclusive_group()
    forms.add_argument("--explain", action="store_true", help="print in place of it why each action is needed")
    forms.add_argument("--terraform", action="store_true", help="print it as HCL for Terraform in place of JSON")
    made.add_argument(
        "--pull-through-cache",
        action="store_true",
        help="the images come through a pull through cache of ECR: allow it to fetch them",
    )
    options = parse(made, arguments)
    answers = _answers(options)
    scenario = ScenarioKey(options.scenario) if options.scenario else answers.scenario
    if scenario is None:
        made.error(f"--scenario is missing: one of {', '.join(SCENARIOS)}")
    names = [*options.images, *options.image] or ([answers.image] if answers.image else [])
    images = [_image(name, options.account, options.region or answers.region) for name in names]
    if options.explain:
        with to_stdout():
            print(explanation(SCENARIOS[scenario].access, through_cache=options.pull_through_cache), end="")
        return 0
    policy = least_policy(SCENARIOS[scenario].access, images, through_cache=options.pull_through_cache)
    with to_stdout():
        print(terraform(policy) if options.terraform else json.dumps(policy, indent=2) + "\n", end="")
    return 0


def _answers(options: argparse.Namespace) -> Answers:
    if not options.answers:
        return Answers()
    from wizard.cli.inputs import read_answers

    return read_answers(Path(options.answers))


def _image(name: str, account: str | None, region: str | None) -> EcrImage:
    """The repository that a name means; raises `UsageError` that says what is wrong with it."""
    from wizard.core.aws.ecr_name import image_name

    full = image_name(account, region, name) if account and region and "." not in name.partition("/")[0] else name
    if (image := parse_ecr(full)) is not None:
        return image
    raise UsageError(
        "not-an-ecr-image",
        f"There can be no policy for {visible(name, limit=100)}.",
        problem_of(full) or "",
        "Name it as ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY, or give --account and --region.",
    )
