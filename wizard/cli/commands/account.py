"""`ecr-wizard account list|add|remove`: the account integrations that the wizard knows."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict

from wizard.actions.register import Progress, Registered
from wizard.cli.keys import add_key_flags, keys_of, region_of_keys
from wizard.cli.output import error_json, say, say_error
from wizard.cli.parsing import add_endpoint_flag, parse, parser
from wizard.cli.subcommands import (
    add_unchecked_flag,
    add_yes_flag,
    agreed,
    chosen,
    cleaned,
    confirmed,
    dispatch,
    not_asked,
    paths_of,
    print_object,
    print_table,
    take_away,
    tell_made,
)
from wizard.core.interview.picks import TYPE_CHOICES, TYPE_FLAG
from wizard.core.interview.validators import integration_name, region
from wizard.core.model.answers import Account, Answers, Storage
from wizard.core.model.errors import ExitCode, ServiceError
from wizard.core.model.inventory import AccountRecord

DESCRIPTION = (
    "The account integrations that the wizard knows: of its inventory, and of Shippable where a token is given."
)

TITLES = ("name", "type", "key", "AWS account", "region", "checked", "keys kept", "Shippable")


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
        print_table(TITLES, [_row(item) for item in records])
    elif known.error is None:
        say("No account integration is known.", quiet=options.quiet)
    if known.error is None:
        return ExitCode.DONE
    if not options.json:
        say_error(known.error)
    return known.error.exit_code


def _row(item: AccountRecord) -> tuple[str, ...]:
    own = f"in your profile {item.profile}" if item.profile else "nowhere"
    kept = {"keyring": "in the keyring", "profile": f"in profile {item.profile}", "none": own}
    return (
        item.name,
        item.type,
        item.masked_id or "-",
        item.aws_account or "-",
        item.region or "-",
        item.checked[:10] if item.checked else "not checked",
        kept[item.storage],
        item.server or "-",
    )


def _add(arguments: Sequence[str]) -> int:
    made = parser("account add", "Check AWS keys and keep an account integration.", paths=False, result=True)
    made.add_argument("name", metavar="NAME", help="the name of the account integration")
    made.add_argument(
        TYPE_FLAG,
        choices=list(TYPE_CHOICES),
        help="its type in Shippable; default: what the server offers, asked where it offers both",
    )
    made.add_argument(
        "--region", metavar="REGION", help="where the keys are checked; default: that of the shell or the profile"
    )
    add_endpoint_flag(made)
    add_key_flags(made)
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
    given = cleaned(region, "--region", options.region) if options.region else ""
    keys = keys_of(services, options)
    account = _account_of(options, name, keys.profile)
    answers = Answers(account=account, region=given or region_of_keys(keys, progress))
    if account.storage == "keyring" and (state := services.credential_store.probe()).kind == "none":
        remedy = "Give --store=profile, or --store=none to keep nothing."
        raise ServiceError("keyring", "The keyring cannot be used.", state.why, remedy)
    confirm, choose = (agreed, not_asked) if options.yes else (confirmed, chosen)
    return add_account(services, answers, keys, confirm, progress, choose=choose, check=not options.no_check)


def _account_of(options: argparse.Namespace, name: str, keys_profile: str) -> Account:
    """The account integration as the options say it, with keys of that profile, if of one."""
    storage: Storage = options.store or ("none" if options.profile else "keyring")
    kept_as = name if storage == "profile" else keys_profile
    return Account(
        name=name,
        type=options.type,
        source="profile" if keys_profile else "typed",
        profile=options.profile or kept_as or None,
        storage=storage,
    )


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
    from wizard.actions.remove_account import remove_account

    services = real_services()
    return take_away(
        options.name,
        lambda: remove_account(
            services, options.name, paths_of(options.paths), accept_unchecked=options.accept_unchecked
        ),
        as_json=options.json,
        quiet=options.quiet,
    )
