"""`ecr-wizard verify`: ask the registry itself what the build will ask it; no image is moved."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wizard.actions.project_paths import ci_file_of
from wizard.actions.services import Services
from wizard.actions.verify import Verified, target_of, targets_of_file, verify_or_simulate
from wizard.cli.keys import add_key_flags, keys_of
from wizard.cli.output import error_json, say, say_error, to_stdout
from wizard.cli.parsing import add_endpoint_flag, add_file_flag, parse, parser
from wizard.cli.subcommands import paths_of, print_object, say_lines
from wizard.core.aws.ecr_name import problem_of
from wizard.core.aws.rights import summary
from wizard.core.aws.verify import NO_CACHE_FLAG, WORDS, Status, Target, Use, Verdict, lines
from wizard.core.model.errors import CredentialsError, ExitCode, ServiceError, UsageError, WizardError
from wizard.core.text.safetext import visible

DESCRIPTION = f"""\
Ask the registry itself what the build will ask it, with the key that the integration holds. For a pull: is the tag
there, may the key read it, its platform and size. For a push: may the key start one; an upload is begun and
cancelled, and if that fails it expires by itself. No image is moved. What is asked are the images in ECR that
shippable.yml names, or those of --image.

A push is probed only in a repository that DescribeRepositories shows. A pull is asked for where the image comes
through no pull through cache (ecr:DescribePullThroughCacheRules, or {NO_CACHE_FLAG}), or where the tag is
there already. Exit code 0: yes, all of it. 1: no, or not checked; `status` says which. 4: the keys are rejected."""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    made = parser("verify", DESCRIPTION, result=True)
    made.add_argument(
        "--image", action="append", metavar="NAME", default=[], help="this image in place of files; repeatable"
    )
    made.add_argument("--push", action="store_true", help="the images of --image are pushed; default: pulled")
    made.add_argument("--no-push", action="store_true", help="leave out what is pushed: no upload is begun")
    made.add_argument(
        NO_CACHE_FLAG, action="store_true", help="the images come through no pull through cache: ask for them"
    )
    add_file_flag(made)
    add_endpoint_flag(made)
    add_key_flags(made, kept=True)
    options = parse(made, arguments)
    if options.image and (options.paths or options.file):
        made.error("give PATHs or --image, not both")
    if options.push and (options.no_push or not options.image):
        made.error("--push says what is done with --image")
    try:
        found = _verified(options)
    except (CredentialsError, ServiceError) as error:
        return _not_begun(error, as_json=options.json)
    with to_stdout():
        if options.json:
            print_object(_as_data(found))
        else:
            _print(found, quiet=options.quiet)
    codes = {"yes": ExitCode.DONE, "rejected": ExitCode.CREDENTIALS}
    return codes.get(found.status, ExitCode.FAILED)


def _verified(options: argparse.Namespace) -> Verified:
    from wizard.actions.credentials import check_keys
    from wizard.actions.real import real_services

    services = real_services(allow_http_endpoint=options.allow_http_endpoint)
    targets = _targets(services, options)
    if not targets:
        raise ServiceError(
            "no-image",
            "No image in ECR was found to ask for.",
            "The file names none that is in ECR by its name."
            if not options.no_push
            else "The file pulls none that is in ECR by its name.",
            "Name one: --image ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG.",
        )
    keys = keys_of(services, options)
    report = check_keys(services.aws, keys, targets[0].image.region)
    is_cache = False if options.no_pull_through_cache else None

    def progress(text: str) -> None:
        say(visible(text), quiet=options.quiet)

    return verify_or_simulate(services.aws, keys, report.identity, targets, is_cache=is_cache, progress=progress)


def _targets(services: Services, options: argparse.Namespace) -> tuple[Target, ...]:
    if options.image:
        use: Use = "push" if options.push else "pull"
        return tuple(dict.fromkeys(_named(name, use) for name in options.image))
    found: list[Target] = []
    for path in paths_of(options.paths):
        found += _in_file(services, path, options.file)
    return tuple(dict.fromkeys(item for item in found if item.use == "pull" or not options.no_push))


def _in_file(services: Services, path: Path, file: str | None) -> tuple[Target, ...]:
    from wizard.actions.inspect_project import inspect_project, the_file

    project = inspect_project(services, path, file)
    the_file(project, file, path)
    if project.file.refusal is not None:
        raise ServiceError(
            "not-yaml",
            "The file cannot be read.",
            project.file.refusal.reason,
            path=str(ci_file_of(project)),
        )
    return targets_of_file(project)


def _named(name: str, use: Use) -> Target:
    if (target := target_of(name, use)) is not None:
        return target
    raise UsageError(
        "not-an-ecr-image",
        f"{visible(name, limit=100)} is no image in ECR.",
        problem_of(name) or "",
        "Name it as ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG.",
    )


def _not_begun(error: WizardError, *, as_json: bool) -> int:
    """Nothing was asked: the keys are rejected, or AWS could not be asked about them."""
    status: Status = "rejected" if isinstance(error, CredentialsError) else "not-checked"
    if as_json:
        with to_stdout():
            print_object({"status": status, "results": [], "rights": [], "error": error_json(error)})
    else:
        say(WORDS[status])
        say_error(error)
    return error.exit_code


def _as_data(found: Verified) -> dict[str, Any]:
    return {
        "status": found.status,
        "results": [_verdict_json(item) for item in found.verdicts],
        "rights": [asdict(item) for item in found.rights],
        "error": None,
    }


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    manifest = verdict.manifest
    shown: dict[str, Any] | None = None
    if manifest is not None:
        shown = {
            "media_type": manifest.media_type,
            "digest": manifest.digest or None,
            "size": manifest.size,
            "platforms": list(manifest.platforms),
            "is_index": manifest.is_index,
        }
    return {
        "image": verdict.target.name,
        "use": verdict.target.use,
        "status": verdict.status,
        "code": verdict.code,
        "message": " ".join(part for part in (verdict.text, verdict.cause) if part),
        "remedy": verdict.remedy,
        "manifest": shown,
    }


def _print(found: Verified, *, quiet: bool) -> None:
    for verdict in found.verdicts:
        if quiet and verdict.status == "yes":
            continue
        first, *others = lines(verdict)
        print(visible(first))
        for line in others:
            print(f"  {visible(line)}")
    say_lines("Asked in its place, as far as AWS says without the registry:", summary(found.rights))
