"""`ecr-wizard subscription list|add|remove|rename`: the subscription integrations that the wizard knows."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from wizard.actions.register import Progress, Registered
from wizard.actions.rename import check_is_known, files_naming, note_renamed, register_renamed, renamed
from wizard.actions.services import Services
from wizard.cli.batch import Task, run_batch
from wizard.cli.output import Result, say
from wizard.cli.parsing import add_batch_flags, add_writing_flags, parse, parser
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
    say_lines,
    take_away,
    tell_made,
)
from wizard.cli.writing import carry_out, one_path
from wizard.core.ci_file.project import Project
from wizard.core.interview.validators import integration_name
from wizard.core.model.errors import ExitCode
from wizard.core.model.inventory import Place, SubscriptionRecord
from wizard.core.text.safetext import visible

DESCRIPTION = "The subscription integrations that the wizard knows; shippable.yml names these."

TITLES = ("name", "subscription", "account", "Shippable", "files that name it")


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    actions = {
        "list": ("those that are known, and the files that name them", _list),
        "add": ("make one of an account integration", _add),
        "remove": ("take one away, where nothing depends on it", _remove),
        "rename": ("give one another name, in every file that names it", _rename),
    }
    return dispatch("subscription", DESCRIPTION, actions, arguments)


def _list(arguments: Sequence[str]) -> int:
    options = parse(parser("subscription list", DESCRIPTION, paths=False, result=True), arguments)
    from wizard.actions.real import real_services

    records = real_services().inventory.read().subscriptions
    if options.json:
        print_object({"subscriptions": [asdict(item) for item in records]})
    elif records:
        print_table(TITLES, [_row(item) for item in records])
    else:
        say("No subscription integration is known.", quiet=options.quiet)
    return ExitCode.DONE


def _row(item: SubscriptionRecord) -> tuple[str, ...]:
    places = ", ".join(f"{place.root}/{place.file}" for place in item.places)
    return (
        item.name,
        item.subscription or "-",
        item.account or "-",
        item.server or "-",
        places or "none",
    )


def _add(arguments: Sequence[str]) -> int:
    made = parser(
        "subscription add", "Make a subscription integration of an account integration.", paths=False, result=True
    )
    made.add_argument("name", metavar="NAME", help="its name, as shippable.yml is to repeat it")
    made.add_argument("--account", metavar="NAME", required=True, help="the account integration that it points at")
    _add_subscription_flag(made)
    add_yes_flag(made)
    options = parse(made, arguments)
    return tell_made(
        options.name, lambda progress: _added(options, progress), as_json=options.json, quiet=options.quiet
    )


def _added(options: argparse.Namespace, progress: Progress) -> Registered:
    from wizard.actions.integrations import add_subscription
    from wizard.actions.real import real_services

    services = real_services()
    name = cleaned(integration_name, "NAME", options.name)
    subscription = options.subscription or _organisation(services)
    confirm, choose = (agreed, not_asked) if options.yes else (confirmed, chosen)
    return add_subscription(services, name, options.account, subscription, confirm, progress, choose)


def _meant(services: Services, name: str, subscription: str | None) -> str:
    from wizard.actions.remove_integration import the_subscription

    return subscription if subscription is not None else the_subscription(services, name, _organisation(services))


def _organisation(services: Services) -> str:
    root = services.git.root(Path.cwd())
    remote = services.git.remote(root) if root is not None else None
    return remote.organisation if remote is not None else ""


def _add_subscription_flag(made: argparse.ArgumentParser) -> None:
    made.add_argument("--subscription", metavar="ORG", help="the organisation or user; default: of the remote here")


def _remove(arguments: Sequence[str]) -> int:
    made = parser(
        "subscription remove", "Take a subscription integration away, where no file names it.", paths=False, result=True
    )
    made.add_argument("name", metavar="NAME", help="the name of the subscription integration")
    made.add_argument(
        "paths", nargs="*", metavar="PATH", help="repositories to look for dependencies in; default: this one"
    )
    made.add_argument("--subscription", metavar="ORG", help="its subscription, where several have one of the name")
    add_unchecked_flag(made)
    made.add_argument(
        "--delete-own-keys",
        action="store_true",
        help="delete it even when it was made at the subscription and holds keys of its own",
    )
    options = parse(made, arguments)
    from wizard.actions.real import real_services
    from wizard.actions.remove_integration import remove_subscription

    services = real_services()
    return take_away(
        options.name,
        lambda: remove_subscription(
            services,
            options.name,
            _meant(services, options.name, options.subscription),
            paths_of(options.paths),
            accept_unchecked=options.accept_unchecked,
            delete_own_keys=options.delete_own_keys,
        ),
        as_json=options.json,
        quiet=options.quiet,
    )


def _rename(arguments: Sequence[str]) -> int:
    made = parser(
        "subscription rename",
        "Give a subscription integration another name in every file that names it.",
        paths=False,
        result=True,
    )
    made.add_argument("old", metavar="OLD", help="its name now")
    made.add_argument("new", metavar="NEW", help="its new name")
    made.add_argument("paths", nargs="*", metavar="PATH", help="more repositories; those of the inventory are known")
    made.add_argument("--subscription", metavar="ORG", help="its subscription, where several have one of the name")
    add_yes_flag(made)
    add_writing_flags(made)
    add_batch_flags(made, paths=False)
    options = parse(made, arguments)
    from wizard.actions.real import real_services

    services = real_services()
    new = cleaned(integration_name, "NEW", options.new)
    subscription = _meant(services, options.old, options.subscription)
    places = files_naming(services, options.old, subscription, paths_of(options.paths))
    if not places:
        check_is_known(services, options.old)
    registered = Registered()
    if not (options.dry_run or options.check):
        confirm, choose = (agreed, not_asked) if options.yes else (confirmed, chosen)
        registered = register_renamed(
            services,
            options.old,
            new,
            subscription,
            confirm,
            lambda text: say(visible(text), quiet=options.quiet),
            choose,
        )
        say_lines("", registered.done, quiet=options.quiet)
        if registered.error is not None:
            raise registered.error

    def work(services: Services, project: Project, result: Result) -> None:
        plan = renamed(project.file, options.old, new)
        place = Place(project.root, project.file.name)

        def noting() -> None:
            note_renamed(services, [place], options.old, new, subscription)

        carry_out(services, project, plan, result, options, action="rename", noting=noting)

    tasks = [Task(place.root, place.file) for place in places]
    summary = run_batch(tasks, options, lambda task: one_path(services, task, options, work))
    if not places:
        say(f"No file names {visible(options.old)}.", quiet=options.quiet)
    say_lines("What remains to be done in Shippable:", registered.remaining, quiet=options.quiet)
    if summary.counts["written"]:
        say(
            f"When every branch has the change: ecr-wizard subscription remove {shlex.quote(visible(options.old))}",
            quiet=options.quiet,
        )
    return summary.code
