"""The codes of findings, each in a few words, for `check --help`."""

from __future__ import annotations

# Where a code has two severities, the graver one is given first.
SUMMARIES = {
    "agent-only-in-container": "error: docker commands for ECR inside the container, with agent_only: true",
    "ecr-other-registry": "error: an image in ECR, and the entries log in to another region or account",
    "ecr-without-entry": "error: an image in ECR, and no hub entry of type ecr",
    "entry-without-name": "error: an ECR entry without integrationName",
    "hub-key": "error, warning: `hub` at the top level",
    "integration-key": "error, warning: `integration` for `integrations`",
    "merge-conflict": "error: marks of a merge conflict",
    "name-case-or-space": "error, warning: a name that differs from the integration's by case or space",
    "name-unknown": "error, warning: a name that the subscription does not have",
    "not-utf8": "error: the file is no text",
    "not-yaml": "error: the file is no YAML",
    "region-form": "error: a region that is none",
    "several-documents": "error: more than one YAML document",
    "tab": "error: a tab in the indentation",
    "too-large": "error: the file is larger than 5 MB; it is not looked into",
    "too-many-nodes": "error: the file has more than 200,000 nodes; it is not looked into",
    "aws-cli-missing": "warning: a custom image whose Dockerfile installs no AWS CLI, without agent_only",
    "branch-not-covered": "warning: a branch on which no entry logs in to ECR",
    "branch-unknown": "warning: a branch or pattern that the repository has none of",
    "branches-both": "warning: `only` and `except` in one entry",
    "branches-form": "warning: `branches` without `only` and `except`",
    "duplicate-key": "warning: a key that stands twice",
    "entries-overlap": "warning: ECR entries of one region on the same branches",
    "name-near": "warning: two ECR entries whose names look alike",
    "top-level-pre-ci-boot": "warning: pre_ci_boot at the top level (--fix moves it)",
    "type-case": "warning: a type that differs from `ecr` by case",
    "wrong-kind": "warning: a list where a map is read, or the other way round",
    "aws-cli-unknown": "info: a custom image of which is not known whether it has the AWS CLI",
    "custom-image-home": "info: a custom image, and nothing sets HOME",
    "entry-unused": "info: an ECR entry that nothing uses",
    "options-without-privileged": "info: a Docker daemon in a container that is not privileged",
    "tag-is-number": "info: a tag that YAML reads as a number",
}
