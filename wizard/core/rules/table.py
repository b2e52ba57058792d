"""Every rule: its code, its gravest severity, what it is about, why it matters, where that is known from, what to do.

An example that a rule speaks about, and the same file without the fault, is in examples/CODE.txt.
"""

from __future__ import annotations

from wizard.core.model.finding import Severity
from wizard.core.rules import (
    agent,
    drift,
    entries,
    entry_variables,
    image,
    making,
    mixed_ages,
    names,
    places,
    plain_values,
    reach,
    registries,
    secrets,
    structure,
    text,
    types,
)
from wizard.core.rules.model import Rule

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

YAML = "docs/domain.md, The YAML"
WILD = "docs/domain.md, Files in the wild"
MIXED = "docs/domain.md, Files in the wild: mixed ages"
NAMES = "docs/domain.md, The two integrations"
AGENT = "docs/domain.md, agent_only"

TEXT_RULES = (
    Rule(
        "merge-conflict", ERROR, "marks of a merge conflict",
        "The marks are no YAML, so Shippable cannot read the file.", WILD,
        "Keep one of the two sides and take the marks out.", text.merge_conflict,
    ),
    Rule(
        "tab", ERROR, "a tab in the indentation",
        "YAML allows no tab there, so Shippable cannot read the file.", WILD,
        "Put spaces in its place.", text.tab,
    ),
    Rule(
        "not-yaml", ERROR, "the file is no YAML",
        "Shippable cannot read the file, and no build starts.", WILD,
        "Correct the place that is named; the line above it may be the cause.", text.not_yaml,
    ),
    Rule(
        "not-utf8", ERROR, "the file is no text",
        "YAML is UTF-8 text; other bytes cannot be read.", WILD, "Save it as UTF-8.", text.refused_as("not-utf8"),
    ),
    Rule(
        "several-documents", ERROR, "more than one YAML document",
        "Shippable reads one document.", WILD, "Keep one document: take out the line `---` between them.",
        text.refused_as("several-documents"),
    ),
    Rule(
        "too-large", ERROR, "the file is larger than 5 MB; it is not looked into",
        "No CI file is that large; something generated it.", WILD,
        "Move what is generated into scripts of the repository.", text.refused_as("too-large"),
    ),
    Rule(
        "too-many-nodes", ERROR, "the file has more than 200,000 nodes; it is not looked into",
        "No CI file is that large; something generated it.", WILD,
        "Move what is generated into scripts of the repository.", text.refused_as("too-many-nodes"),
    ),
    Rule(
        "too-deep", ERROR, "the file is nested more than 200 deep; it is not looked into",
        "No CI file is nested that deep.", WILD, "Make it flatter.", text.refused_as("too-deep"),
    ),
)  # fmt: skip

STRUCTURE_RULES = (
    Rule(
        "duplicate-key", ERROR, "a key twice in one map",
        "Shippable answers such a file with `invalid yml format`, and no build starts.", "ticket 2829",
        "Put what both say under one key.", structure.duplicate_keys,
    ),
    Rule(
        "wrong-kind", ERROR, "a list where a map is read, or the other way round",
        "What is below it is not found, as if it were absent.", WILD,
        "Make it the kind that is read.", structure.wrong_kinds,
    ),
    Rule(
        "key-not-read", ERROR, "a known key where nothing reads it (--fix moves what is safe)",
        "Keys count in their own place alone: with another indentation nothing logs in, or commands do not run.",
        "tickets 2966, 4650 and 3841", "Move it to where it is read.", places.key_not_read,
    ),
    Rule(
        "folded-commands", ERROR, "commands on lines of their own that are one to YAML (--fix separates them)",
        "A value that goes on in the next line is one line to the shell: the second command is never run, its words "
        "are arguments of the first.", YAML,
        "Make each an item with a dash, or begin the value with `|`.", structure.folded,
    ),
    Rule(
        "key-in-clear", ERROR, "an AWS key in the text of the file",
        "Everybody who can read the repository has the key, also after it is removed: history keeps it.", YAML,
        "Make the key inactive, create another, and let builds get it from the integration or from `secure:`.",
        secrets.key_in_clear,
    ),
    Rule(
        "top-level-pre-ci-boot", WARNING, "pre_ci_boot at the top level (--fix moves it)",
        "It is read under build alone: CI runs in another image.", YAML,
        "Move it under build.", structure.top_level_boot,
    ),
    Rule(
        "hub-key", ERROR, "`hub` at the top level",
        "Hub entries are read under integrations alone: nothing logs in.", "ticket 2966",
        "Write `integrations:` and below it `hub:`.", structure.hub_at_top,
    ),
    Rule(
        "integration-key", ERROR, "`integration` for `integrations`",
        "The key is called integrations: what is under another name is not read.", YAML,
        "Write `integrations:`.", structure.integration_key,
    ),
    Rule(
        "mixed-ages", INFO, "keys of the old format (`script`, `build_image`, ...) beside `build`",
        "Nothing published says that a server reads both, so commands may not run, or in another image.", MIXED,
        "Put what they say under `build`.", mixed_ages.mixed_ages,
    ),
)  # fmt: skip

ENTRY_RULES = (
    Rule(
        "entry-without-name", ERROR, "an ECR entry without integrationName",
        "The build does not know whose keys to log in with.", NAMES,
        "Add `integrationName:` with the name in the subscription's settings.", entries.without_name,
    ),
    Rule(
        "entry-variable", WARNING, "a variable in an entry that is not set in `env.global`",
        "Entries are filled in from what `env: global:` sets, so the login may be to no region at all.",
        "ticket 3528", "Set the variable below `env: global:`, or write its value.",
        entry_variables.entry_variables,
    ),
    Rule(
        "name-case-or-space", ERROR, "a name that differs from the integration's by case or space",
        "The two names must be equal to the character, or the build fails.", NAMES,
        "Write the name as the subscription's settings do.", entries.name_case_or_space,
    ),
    Rule(
        "name-unknown", ERROR, "a name that the subscription does not have",
        "The build fails with `Integration name specified in yml does not match integrations present in "
        "Subscription settings`.", NAMES,
        "Name an integration of the subscription, or add this one to it.", entries.name_unknown,
    ),
    Rule(
        "name-near", WARNING, "two ECR entries whose names look alike",
        "At least one of the two is not the integration's name.", NAMES,
        "Use one entry, with the name of the settings.", entries.near_names,
    ),
    Rule(
        "type-case", WARNING, "a type that differs from `ecr` by case",
        "A type that does not exist logs in nowhere.", "ticket 2913",
        "Write `type: ecr`.", entries.types,
    ),
    Rule(
        "region-form", ERROR, "a region that is none",
        "The login to ECR fails: there is no such host.", "ticket 3851",
        "A region looks like us-east-1; without the key it is us-east-1.", entries.regions,
    ),
    Rule(
        "region-unknown", WARNING, "a region that AWS does not list",
        "There is no registry there, so the login fails; unless the region is newer than the list.", "ticket 3851",
        "Write the region that is meant.", names.region_unknown,
    ),
    Rule(
        "branches-both", WARNING, "`only` and `except` in one entry",
        "Which of the two counts is not documented.", YAML, "Keep one of them.", entries.branches_both,
    ),
    Rule(
        "branches-form", WARNING, "`branches` without `only` and `except`",
        "It chooses no branch.", YAML, "List them under `only:` or `except:`.", entries.branches_form,
    ),
    Rule(
        "branch-unknown", WARNING, "a branch or pattern that the repository has none of",
        "The entry counts on no build of it.", YAML, "Correct or remove the name.", entries.unknown_branches,
    ),
    Rule(
        "entries-overlap", WARNING, "ECR entries of one region on the same branches",
        "Of two logins to one registry only one counts.", YAML,
        "Give each its own branches, or remove one.", entries.overlaps,
    ),
)  # fmt: skip

AGENT_RULES = (
    Rule(
        "agent-only-in-container", ERROR, "docker commands for ECR inside the container, with agent_only: true",
        "Nothing inside the container is logged in to ECR then.", "tickets 3082 and 2853; " + AGENT,
        "Run it in `push` or `pre_ci`, or remove agent_only where the image has the AWS CLI.",
        agent.docker_in_container,
    ),
    Rule(
        "aws-cli-missing", ERROR, "a custom image without the AWS CLI, and no agent_only",
        "The server logs in to ECR inside the container too: `aws: command not found`.",
        "tickets 2945 and 4288; " + AGENT,
        "Set agent_only: true, or install the AWS CLI in the image.", agent.aws_cli_missing,
    ),
    Rule(
        "aws-cli-unknown", INFO, "a custom image of which is not known whether it has the AWS CLI",
        "If it lacks the AWS CLI, the login inside the container fails.", "tickets 2945 and 4288; " + AGENT,
        "Then set agent_only: true, or install the AWS CLI in the image.", agent.aws_cli_unknown,
    ),
)  # fmt: skip

IMAGE_RULES = (
    Rule(
        "custom-image-home", INFO, "a custom image, and nothing sets HOME",
        "Unless the image sets it, the build fails with `Host key verification failed`.", YAML,
        "Add -e HOME=/root to the options.", image.home,
    ),
    Rule(
        "options-without-privileged", INFO, "a Docker daemon in a container that is not privileged",
        "Options replace the defaults --privileged=true --net=bridge, without which a daemon does not start.", YAML,
        "Add --privileged=true --net=bridge to the options.", image.privileged,
    ),
    Rule(
        "entrypoint-ignored", WARNING, "`--entrypoint` in the options of the CI container",
        "The server starts the container with its own entrypoint; the option has no effect.", "tickets 3728 and 4756",
        "Run what it starts as a command of `ci`.", image.entrypoint,
    ),
    Rule(
        "image-not-built", WARNING, "an image that is pushed and that no command builds",
        "`docker push` fails where the image is not there.", YAML,
        "Add the line that builds or tags it.", making.not_built,
    ),
    Rule(
        "push-without-registry", ERROR, "a push of a bare name",
        "A name without a slash is one of Docker Hub's own library, which refuses every push.", YAML,
        "Write the whole name where the image is built and pushed.", making.without_registry,
    ),
    Rule(
        "pushed-twice", WARNING, "an image that two sections push",
        "The second push takes time and may bring another image under the tag.", YAML,
        "Keep one of the two.", making.pushed_twice,
    ),
    Rule(
        "push-in-pull-requests", INFO, "a push to ECR that builds of pull requests make too",
        "They have the name of the base branch, so code that is not merged goes under the branch's tag.",
        "ticket 3340; " + YAML, "Push only outside of pull requests: `apply --skip-pull-requests`.",
        making.in_pull_requests,
    ),
    Rule(
        "committed-entrypoint", INFO, "a committed CI container that is pushed with Shippable's entrypoint",
        "Elsewhere the image does not start: `/home/shippable/cexec/build.sh` is not there.",
        "tickets 2754, 3085, 981, 947 and 846", "Set another: docker commit --change='ENTRYPOINT [...]'.",
        making.committed,
    ),
)  # fmt: skip

REACH_RULES = (
    Rule(
        "ecr-name", ERROR, "a name that is nearly one of ECR",
        "No image in ECR can be called so: docker looks for another registry, or refuses the name.", YAML,
        "Write ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY.", names.nearly_ecr,
    ),
    Rule(
        "ecr-without-entry", ERROR, "an image in ECR, and no hub entry of type ecr",
        "Nothing logs the build in, so the pull or push fails.", NAMES,
        "Add the entry: `ecr-wizard apply --integration NAME`.", reach.without_entry,
    ),
    Rule(
        "ecr-other-registry", ERROR, "an image in ECR, and the entries log in to another region or account",
        "A login counts for one account and one region: us-east-1 without `region:`.", "tickets 3851, 3349 and 2541",
        "Let an entry have the image's region, with keys of its account.", reach.other_registry,
    ),
    Rule(
        "branch-not-covered", WARNING, "a branch on which no entry logs in to ECR",
        "The branch builds, and its pull or push fails.", YAML,
        "Add the branch to the entry's `branches`, or an entry for it.", reach.branches,
    ),
    Rule(
        "entry-unused", INFO, "an ECR entry that nothing uses",
        "It logs in for nothing; or the image that it is meant for is named otherwise.", YAML,
        "Remove it with `ecr-wizard remove`, or name the image in ECR that it is for.", reach.unused,
    ),
)  # fmt: skip

VALUE_RULES = (
    Rule(
        "ecr-named-without-entry", WARNING, "`env` names a registry in ECR, and nothing logs in to ECR",
        "A push or pull there is refused without a login.", "ticket 3851",
        "Add the entry with `ecr-wizard`.", registries.named_in_env,
    ),
    Rule(
        "type-near", ERROR, "a type that does not exist, meant for `ecr`",
        "A type that does not exist logs in nowhere.", "ticket 2913", "Write `type: ecr`.", types.near_types,
    ),
    Rule(
        "type-unknown", WARNING, "a hub type that no documentation names",
        "A type that does not exist logs in nowhere.", "ticket 2913",
        "Compare it with the documentation of the integration.", types.unknown_types,
    ),
    Rule(
        "not-boolean", WARNING, "a value that readers of YAML do not all take for true or false",
        "Readers of YAML 1.2 take `yes` and `on` for text, so the key may not count.", YAML,
        "Write true or false, without quotes.", plain_values.booleans,
    ),
    Rule(
        "not-text", WARNING, "a tag, name or branch that readers of YAML do not all take for this text",
        "It may be read as a number or a date: another tag, name or branch.", YAML,
        "Write it in quotes.", plain_values.texts,
    ),
)  # fmt: skip

SETTINGS_RULES = (
    Rule(
        "settings-drift", WARNING, "the file differs from the repository's `.ecr-wizard.yml`",
        "That file says how the CI file is meant to be; a build goes by the CI file alone.",
        "docs/domain.md, The YAML",
        "Run `ecr-wizard apply`, which makes the file agree, or correct `.ecr-wizard.yml`.", drift.settings_drift,
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    *TEXT_RULES,
    *STRUCTURE_RULES,
    *ENTRY_RULES,
    *AGENT_RULES,
    *IMAGE_RULES,
    *REACH_RULES,
    *VALUE_RULES,
    *SETTINGS_RULES,
)

# What plans called the same facts before there was one engine. The old code is still accepted.
OLD_CODES = {
    "agent-only-cannot-work": "agent-only-in-container",
    "aws-cli-assumed": "aws-cli-unknown",
    "image-of-other-account": "ecr-other-registry",
    "image-of-other-region": "ecr-other-registry",
    "image-other-account": "ecr-other-registry",
    "near-name": "name-near",
    "options-without-home": "custom-image-home",
    "tag-is-number": "not-text",
    "region-differs": "ecr-other-registry",
}


def rule_of(code: str) -> Rule | None:
    """The rule of that code, or of the code that replaced it; None where there is none."""
    code = OLD_CODES.get(code, code)
    return next((rule for rule in RULES if rule.code == code), None)
