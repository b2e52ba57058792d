"""The flags of the questions, as `make flags` writes them: help costs no import of the questions.

A flag, the key of its question, its kind, its metavar, its line in --help.
"""

FLAGS: tuple[tuple[str, str, str, str | None, str], ...] = (
    (
        "--region",
        "region",
        "text",
        "REGION",
        "The AWS region of the registry",
    ),
    (
        "--integration",
        "integration",
        "text",
        "NAME",
        "The name of the integration in the subscription's settings",
    ),
    (
        "--scenario",
        "scenario",
        "choice",
        "{pull,build,push}",
        "What the project does with ECR",
    ),
    (
        "--dockerfile",
        "dockerfile",
        "text",
        "PATH",
        "The Dockerfile whose FROM is in ECR, as a path below the repository's root",
    ),
    (
        "--push-section",
        "push_section",
        "choice",
        "{push,post_ci}",
        "Where docker push runs",
    ),
    (
        "--image",
        "image",
        "text",
        "NAME",
        "The image's name without its tag",
    ),
    (
        "--tag",
        "tag",
        "text",
        "TAG",
        "The image's tag; default: latest, for build: tip",
    ),
    (
        "--build-command",
        "build_command",
        "text",
        "STRING",
        "The command that makes the image",
    ),
    (
        "--options",
        "options",
        "text",
        "STRING",
        "Options of docker run for the CI container; empty or none: no options",
    ),
    (
        "--env",
        "env",
        "lines",
        "NAME=VALUE",
        "A variable of the CI container; repeatable, the others are kept",
    ),
    (
        "--commit-container",
        "commit_container",
        "switch",
        None,
        "docker commit of the CI container before docker push (post_ci only)",
    ),
    (
        "--move-pre-ci-boot",
        "move_pre_ci_boot",
        "switch",
        None,
        "Move a pre_ci_boot at the top level, where it is not read, under build",
    ),
    (
        "--custom-image",
        "custom_image",
        "pair",
        None,
        "Whether CI runs in an image of your own; default: what the file says",
    ),
    (
        "--aws-cli",
        "aws_cli",
        "pair",
        None,
        "Whether that image has the AWS CLI; default: what the Dockerfile says, else yes",
    ),
    (
        "--agent-only",
        "agent_only",
        "pair",
        None,
        "Override what is derived from the answers; --no-agent-only takes the key out",
    ),
    (
        "--file",
        "file",
        "text",
        "PATH",
        "The file to patch, below the repository's root; default: shippable.yml",
    ),
)
