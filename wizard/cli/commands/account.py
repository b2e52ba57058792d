"""`ecr-wizard account list|add|remove`: the account integrations that the wizard knows."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace

from wizard.actions.register import Progress, Registered
from wizard.actions.services import Services
from wizard.cli.output import error_json, say, say_error
from wizard.cli.parsing import add_endpoint_flag, parse, parser
from wizard.cli.subcommands import (
    add_unchecked_flag,
    add_yes_flag,
    agreed,
    cleaned,
    confirmed,
    dispatch,
    paths_of,
    print_object,
    print_table,
    take_away,
    tell_made,
)
from wizard.core.interview.validators import integration_name, region
from wizard.core.model.answers import Account, Answers, Storage
from wizard.core.model.errors import CredentialsError, ExitCode, ServiceError, UsageError
from wizard.core.model.inventory import AccountRecord
from wizard.core.model.secret import AwsKeys, Secret
from wizard.services.credentials.aws_settings import Setting, profile_of_environment, region_for

DESCRIPTION = (
    "The account integrations that the wizard knows: of its registry, and of Shippable where a token is given."
)
LARGEST_INPUT = 100_000


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    actions = {
        "list": ("those that are known; no secret is shown", _list),
        "add": ("check keys and keep an account integration", _add),
        "remove": ("take one away, where nothing depends on it", _remove),
    }
    return dispatch("account", DESCRIPTION, actions, arguments)


def _list(arguments: Sequence[str]) -> int:
    options = parse(parser("account list", DESCRIPTION, paths=False, result=True), arguments)
    from wizard.actions.integrations import known_accounts
    from wizard.actions.real import real_services

    known = known_accounts(real_services())
    records = known.records
    if options.json:
        print_object({"accounts": [asdict(item) for item in records], "error": error_json(known.error)})
    elif records:
        print_table([_row(item) for item in records])
    elif known.error is None:
        say("No account integration is known.", quiet=options.quiet)
    if known.error is None:
        return ExitCode.DONE
    if not options.json:
        say_error(known.error)
    return known.error.exit_code


def _row(item: AccountRecord) -> tuple[str, ...]:
    own = f"keys in your profile {item.profile}" if item.profile else "keys not kept"
    kept = {"keyring": "keys in the keyring", "profile": f"keys in profile {item.profile}", "none": own}
    return (
        item.name,
        item.type,
        item.masked_id or "-",
        item.aws_account or "-",
        item.region or "-",
        f"checked {item.checked[:10]}" if item.checked else "not checked",
        kept[item.storage],
        item.server or "-",
    )


def _add(arguments: Sequence[str]) -> int:
    made = parser("account add", "Check AWS keys and keep an account integration.", paths=False, result=True)
    made.add_argument("name", metavar="NAME", help="the name of the account integration")
    made.add_argument("--type", choices=["ECR", "amazonKeys"], default="ECR", help="its type in Shippable")
    made.add_argument(
        "--region", metavar="REGION", help="where the keys are checked; default: that of the shell or the profile"
    )
    add_endpoint_flag(made)
    source = made.add_mutually_exclusive_group()
    source.add_argument("--profile", metavar="PROFILE", help="take the keys from this profile of the AWS files")
    source.add_argument(
        "--keys-from-stdin",
        action="store_true",
        help="read the keys from stdin, in any form that can be pasted (export lines, profile, CSV, JSON)",
    )
    made.add_argument(
        "--store",
        choices=["keyring", "profile", "none"],
        help="where the keys are kept; default: keyring, and with --profile nowhere else",
    )
    made.add_argument("--no-check", action="store_true", help="do not ask AWS whether the keys are right")
    add_yes_flag(made)
    options = parse(made, arguments)
    return tell_made(
        options.name, lambda progress: _added(options, progress), as_json=options.json, quiet=options.quiet
    )


def _added(options: argparse.Namespace, progress: Progress) -> Registered:
    from wizard.actions.integrations import add_account
    from wizard.actions.real import real_services

    services = real_services(allow_http_endpoint=options.allow_http_endpoint)
    name = cleaned(integration_name, "NAME", options.name)
    storage: Storage = options.store or ("none" if options.profile else "keyring")
    given = cleaned(region, "--region", options.region) if options.region else ""
    keys = _keys(services, options)
    account = Account(
        name=name,
        type=options.type,
        source="profile" if keys.profile else "typed",
        profile=options.profile or (name if storage == "profile" else keys.profile or None),
        storage=storage,
    )
    answers = Answers(account=account, region=given or _region(keys, progress))
    if storage == "keyring" and (state := services.vault.probe()).kind == "none":
        remedy = "Give --store=profile, or --store=none to keep nothing."
        raise ServiceError("keyring", "The keyring cannot be used.", state.why, remedy)
    confirm = agreed if options.yes else confirmed
    return add_account(services, answers, keys, confirm, progress, check=not options.no_check)


def _region(keys: AwsKeys, progress: Progress) -> str:
    """The region of the shell or the profile, said where it comes from."""
    found = region_for(keys.profile)
    progress(f"Region: {found.value} ({found.source}).")
    return cleaned(region, found.source, found.value)


def _keys(services: Services, options: argparse.Namespace) -> AwsKeys:
    if options.profile:
        return services.vault.load_profile(options.profile)
    if options.keys_from_stdin:
        return _from_stdin()
    if (found := services.vault.environment()) is not None:
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
        return services.vault.load_profile(named.value)
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


def _remove(arguments: Sequence[str]) -> int:
    made = parser(
        "account remove", "Take an account integration away, where nothing depends on it.", paths=False, result=True
    )
    made.add_argument("name", metavar="NAME", help="the name of the account integration")
    made.add_argument(
        "paths", nargs="*", metavar="PATH", help="repositories to look for dependencies in; default: this one"
    )
    add_unchecked_flag(made)
    options = parse(made, arguments)
    from wizard.actions.real import real_services
    from wizard.actions.remove_integration import remove_account

    services = real_services()
    return take_away(
        options.name,
        lambda: remove_account(
            services, options.name, paths_of(options.paths), accept_unchecked=options.accept_unchecked
        ),
        as_json=options.json,
        quiet=options.quiet,
    )
