"""The rules about what the file has to do with ECR: entries, logins, images."""

from __future__ import annotations

from wizard.core.model.finding import Severity
from wizard.core.rules import (
    agent,
    entries,
    entry_variables,
    image,
    making,
    names,
    reach,
)
from wizard.core.rules.model import Rule

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

YAML = "docs/domain.md, The YAML"
NAMES = "docs/domain.md, The two integrations"
AGENT = "docs/domain.md, agent_only"

ENTRY_RULES = (
    Rule(
        "entry-without-name",
        ERROR,
        summary="an ECR entry without integrationName",
        why="The build does not know whose keys to log in with.",
        source=NAMES,
        remedy="Add `integrationName:` with the name in the subscription's settings.",
        look=entries.without_name,
    ),
    Rule(
        "entry-variable",
        WARNING,
        "a variable in an entry that is not set in `env.global`",
        "Entries are filled in from what `env: global:` sets, so the login may be to no region at all.",
        "ticket 3528",
        "Set the variable below `env: global:`, or write its value.",
        entry_variables.entry_variables,
    ),
    Rule(
        "name-case-or-space",
        ERROR,
        summary="a name that differs from the integration's by case or space",
        why="The two names must be equal to the character, or the build fails.",
        source=NAMES,
        remedy="Write the name as the subscription's settings do.",
        look=entries.name_case_or_space,
    ),
    Rule(
        "name-unknown",
        ERROR,
        summary="a name that the subscription does not have",
        why="The build fails with `Integration name specified in yml does not match integrations present in "
        "Subscription settings`.",
        source=NAMES,
        remedy="Name an integration of the subscription, or add this one to it.",
        look=entries.name_unknown,
    ),
    Rule(
        "name-near",
        WARNING,
        summary="two ECR entries whose names look alike",
        why="At least one of the two is not the integration's name.",
        source=NAMES,
        remedy="Use one entry, with the name of the settings.",
        look=entries.near_names,
    ),
    Rule(
        "type-case",
        WARNING,
        summary="a type that differs from `ecr` by case",
        why="A type that does not exist logs in nowhere.",
        source="ticket 2913",
        remedy="Write `type: ecr`.",
        look=entries.types,
    ),
    Rule(
        "region-form",
        ERROR,
        summary="a region that is none",
        why="The login to ECR fails: there is no such host.",
        source="ticket 3851",
        remedy="A region looks like us-east-1; without the key it is us-east-1.",
        look=entries.regions,
    ),
    Rule(
        "region-unknown",
        WARNING,
        summary="a region that AWS does not list",
        why="There is no registry there, so the login fails; unless the region is newer than the list.",
        source="ticket 3851",
        remedy="Write the region that is meant.",
        look=names.region_unknown,
    ),
    Rule(
        "branches-both",
        WARNING,
        summary="`only` and `except` in one entry",
        why="Which of the two counts is not documented.",
        source=YAML,
        remedy="Keep one of them.",
        look=entries.branches_both,
    ),
    Rule(
        "branches-form",
        WARNING,
        summary="`branches` without `only` and `except`",
        why="It chooses no branch.",
        source=YAML,
        remedy="List them under `only:` or `except:`.",
        look=entries.branches_form,
    ),
    Rule(
        "branch-unknown",
        WARNING,
        summary="a branch or pattern that the repository has none of",
        why="The entry counts on no build of it.",
        source=YAML,
        remedy="Correct or remove the name.",
        look=entries.unknown_branches,
    ),
    Rule(
        "entries-overlap",
        WARNING,
        summary="ECR entries of one region on the same branches",
        why="Of two logins to one registry only one counts.",
        source=YAML,
        remedy="Give each its own branches, or remove one.",
        look=entries.overlaps,
    ),
)


AGENT_RULES = (
    Rule(
        "agent-only-in-container",
        ERROR,
        summary="docker commands for ECR inside the container, with agent_only: true",
        why="Nothing inside the container is logged in to ECR then.",
        source="tickets 3082 and 2853; " + AGENT,
        remedy="Run it in `push` or `pre_ci`, or remove agent_only where the image has the AWS CLI.",
        look=agent.docker_in_container,
    ),
    Rule(
        "aws-cli-missing",
        ERROR,
        summary="a custom image without the AWS CLI, and no agent_only",
        why="The server logs in to ECR inside the container too: `aws: command not found`.",
        source="tickets 2945 and 4288; " + AGENT,
        remedy="Set agent_only: true, or install the AWS CLI in the image.",
        look=agent.aws_cli_missing,
    ),
    Rule(
        "aws-cli-unknown",
        INFO,
        summary="a custom image of which is not known whether it has the AWS CLI",
        why="If it lacks the AWS CLI, the login inside the container fails.",
        source="tickets 2945 and 4288; " + AGENT,
        remedy="Then set agent_only: true, or install the AWS CLI in the image.",
        look=agent.aws_cli_unknown,
    ),
)


IMAGE_RULES = (
    Rule(
        "custom-image-home",
        INFO,
        summary="a custom image, and nothing sets HOME",
        why="Unless the image sets it, the build fails with `Host key verification failed`.",
        source=YAML,
        remedy="Add -e HOME=/root to the options.",
        look=image.home,
    ),
    Rule(
        "options-without-privileged",
        INFO,
        summary="a Docker daemon in a container that is not privileged",
        why="Options replace the defaults --privileged=true --net=bridge, without which a daemon does not start.",
        source=YAML,
        remedy="Add --privileged=true --net=bridge to the options.",
        look=image.privileged,
    ),
    Rule(
        "entrypoint-ignored",
        WARNING,
        summary="`--entrypoint` in the options of the CI container",
        why="The server starts the container with its own entrypoint; the option has no effect.",
        source="tickets 3728 and 4756",
        remedy="Run what it starts as a command of `ci`.",
        look=image.entrypoint,
    ),
    Rule(
        "image-not-built",
        WARNING,
        summary="an image that is pushed and that no command builds",
        why="`docker push` fails where the image is not there.",
        source=YAML,
        remedy="Add the line that builds or tags it.",
        look=making.not_built,
    ),
    Rule(
        "push-without-registry",
        ERROR,
        summary="a push of a bare name",
        why="A name without a slash is one of Docker Hub's own library, which refuses every push.",
        source=YAML,
        remedy="Write the whole name where the image is built and pushed.",
        look=making.without_registry,
    ),
    Rule(
        "pushed-twice",
        WARNING,
        summary="an image that two sections push",
        why="The second push takes time and may bring another image under the tag.",
        source=YAML,
        remedy="Keep one of the two.",
        look=making.pushed_twice,
    ),
    Rule(
        "push-in-pull-requests",
        INFO,
        summary="a push to ECR that builds of pull requests make too",
        why="They have the name of the base branch, so code that is not merged goes under the branch's tag.",
        source="ticket 3340; " + YAML,
        remedy="Push only outside of pull requests: `apply --skip-pull-requests`.",
        look=making.in_pull_requests,
    ),
    Rule(
        "committed-entrypoint",
        INFO,
        summary="a committed CI container that is pushed with Shippable's entrypoint",
        why="Elsewhere the image does not start: `/home/shippable/cexec/build.sh` is not there.",
        source="tickets 2754, 3085, 981, 947 and 846",
        remedy="Set another: docker commit --change='ENTRYPOINT [...]'.",
        look=making.committed,
    ),
)


REACH_RULES = (
    Rule(
        "ecr-name",
        ERROR,
        summary="a name that is nearly one of ECR",
        why="No image in ECR can be called so: docker looks for another registry, or refuses the name.",
        source=YAML,
        remedy="Write ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY.",
        look=names.nearly_ecr,
    ),
    Rule(
        "ecr-without-entry",
        ERROR,
        summary="an image in ECR, and no hub entry of type ecr",
        why="Nothing logs the build in, so the pull or push fails.",
        source=NAMES,
        remedy="Add the entry: `ecr-wizard apply --integration NAME`.",
        look=reach.without_entry,
    ),
    Rule(
        "ecr-other-registry",
        ERROR,
        summary="an image in ECR, and the entries log in to another region or account",
        why="A login counts for one account and one region: us-east-1 without `region:`.",
        source="tickets 3851, 3349 and 2541",
        remedy="Let an entry have the image's region, with keys of its account.",
        look=reach.other_registry,
    ),
    Rule(
        "branch-not-covered",
        WARNING,
        summary="a branch on which no entry logs in to ECR",
        why="The branch builds, and its pull or push fails.",
        source=YAML,
        remedy="Add the branch to the entry's `branches`, or an entry for it.",
        look=reach.branches,
    ),
    Rule(
        "entry-unused",
        INFO,
        summary="an ECR entry that nothing uses",
        why="It logs in for nothing; or the image that it is meant for is named otherwise.",
        source=YAML,
        remedy="Remove it with `ecr-wizard remove`, or name the image in ECR that it is for.",
        look=reach.unused,
    ),
)
