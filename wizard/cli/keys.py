"""The keys that a command works with: from flags, stdin, the shell, a profile, or typed."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from wizard.actions.credentials import kept_keys
from wizard.actions.register import Progress
from wizard.actions.services import Services
from wizard.cli.parsing import Parser
from wizard.cli.subcommands import cleaned
from wizard.core.interview.validators import region
from wizard.core.model.errors import CredentialsError, UsageError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.services.credentials.aws_settings import Setting, profile_of_environment, region_for

LARGEST_INPUT = 100_000


def add_key_flags(made: Parser, *, kept: bool = False) -> None:
    """`--profile` and `--keys-from-stdin`; without them the keys of the shell count.

    With `kept` also `--account`: the keys of an account integration that this computer keeps.
    """
    source = made.add_mutually_exclusive_group()
    made.set_defaults(account=None)
    if kept:
        source.add_argument(
            "--account", metavar="NAME", help="take the keys of this account integration from where they are kept"
        )
    source.add_argument("--profile", metavar="PROFILE", help="take the keys from this profile of the AWS files")
    source.add_argument(
        "--keys-from-stdin",
        action="store_true",
        help="read the keys from stdin, in any form that can be pasted (export lines, profile, CSV, JSON)",
    )


def region_of_keys(keys: AwsKeys, progress: Progress) -> str:
    """The region of the shell or the profile, said where it comes from."""
    found = region_for(keys.profile)
    progress(f"Region: {found.value} ({found.source}).")
    return cleaned(region, found.source, found.value)


def keys_of(services: Services, options: argparse.Namespace) -> AwsKeys:
    """The keys that the flags name, else those of the shell, else of the profile that it names, else typed ones.

    Raises `UsageError` where there are none, `CredentialsError` for those that cannot work.
    """
    if options.account:
        return kept_keys(services, options.account)
    if options.profile:
        return services.credential_store.load_profile(options.profile)
    if options.keys_from_stdin:
        return _from_stdin()
    if (found := services.credential_store.environment()) is not None:
        return found
    if (named := profile_of_environment()) is not None:
        return _of_named_profile(services, named)
    if sys.stdin.isatty():
        return _typed()
    raise UsageError(
        "no-keys",
        "There are no keys.",
        remedy="Give --profile PROFILE or --keys-from-stdin, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    )


def _of_named_profile(services: Services, named: Setting) -> AwsKeys:
    try:
        return services.credential_store.load_profile(named.value)
    except CredentialsError as error:
        remedy = f"{named.source} names it: set it right, unset it, or give --profile PROFILE."
        raise replace(error, remedy=remedy) from None


def _from_stdin() -> AwsKeys:
    from wizard.core.aws.key_forms import parse_pasted, refused_token
    from wizard.services.runtime.bounded import TooLargeError, read_stream

    try:
        content = read_stream(sys.stdin.buffer, LARGEST_INPUT)
    except TooLargeError as error:
        raise UsageError(
            "no-keys", "This is too long for a pair of keys on stdin.", f"{error.strerror}.", "Pass the keys alone."
        ) from None
    # Some shells write UTF-16, with its mark in front.
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    pasted = parse_pasted(content.decode(encoding, "replace"))
    if pasted is None:
        raise CredentialsError(
            "no-keys",
            "No pair of keys was found on stdin.",
            remedy="Understood are export lines, a profile, a row of credentials.csv, the JSON of create-access-key, "
            "and the id and the secret with a space between.",
        )
    if pasted.temporary:
        raise refused_token(pasted.keys.key_id.reveal(), "Give the id and the secret alone.")
    return pasted.keys


def _typed() -> AwsKeys:
    import getpass

    first, second = (
        Secret(getpass.getpass(f"{name} (not shown): ", stream=sys.stderr).strip())
        for name in ("aws_access_key_id", "aws_secret_access_key")
    )
    return AwsKeys(first, second)
