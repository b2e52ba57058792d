"""Taking an integration out, on a console: every dependency one by one, then the integration itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from wizard.actions.apply import write
from wizard.actions.dependencies import Dependency, not_looked_at, to_change
from wizard.actions.inspect_project import inspect_project
from wizard.actions.record_applied import note_taken_out
from wizard.actions.removal import NotChecked, Removed, look_remedy
from wizard.actions.remove_account import account_to_delete, remove_account
from wizard.actions.remove_entry import plan_removal
from wizard.actions.remove_integration import (
    Situation,
    branch_commands,
    existing_integration,
    remove_subscription,
    situation,
)
from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.model.errors import WizardError
from wizard.core.model.inventory import Place
from wizard.plain.console import Console, WentBack
from wizard.plain.review import show

BUILD_HELP = "The image settings and commands under build that the scenario added, as the diff will show them."
WRITE_HELP = "y writes the file as the diff shows it, with a backup. n leaves with nothing changed."
OTHER_HELP = "This file is in another place and names the integration too. y shows what would change in it."
DELETE_HELP = "In Shippable where a token is given, then the stored keys, then the record. n: it stays."

UNCHECKED_HELP = "y deletes it though builds may need it there. n: it stays, in Shippable and here."


def take_out(console: Console, services: Services, project: Project, name: str) -> bool:
    """Take the entry called `name` out of the file, and go through what else needs it; True when it was written."""
    written = False
    try:
        now = _situation(console, services, project, name)
        written = _from_file(console, services, project, name)
        if written and now is not None:
            _others(console, services, project, now)
            _itself(console, services, situation(services, project, name))
    except (WentBack, EOFError):
        console.say()
    except WizardError as error:
        console.error(error)
    return written


def _situation(console: Console, services: Services, project: Project, name: str) -> Situation | None:
    """What depends on it; None when that is not known, which does not keep from taking out the entry."""
    try:
        now = situation(services, project, name)
    except WizardError as error:
        console.error(error)
        return None
    console.say("\nWhat depends on it:")
    for item in now.dependencies:
        console.say(f"  {item}")
    return now


def _from_file(console: Console, services: Services, project: Project, name: str) -> bool:
    with_build = console.yes_no("Take out what the scenario added under build too", BUILD_HELP, default=False)
    removal = plan_removal(services, project, name, with_build=with_build)
    show(console, removal.plan)
    for item in removal.warnings:
        line = f"line {item.line}: " if item.line is not None else ""
        console.say(f"{line}{item.message}")
    if not console.yes_no(f"Write {removal.plan.file}", WRITE_HELP, default=False):
        return False
    done = write(services, project, removal.plan, action="remove")
    console.say(f"Written: {done.path} (`ecr-wizard undo` brings it back)")
    for warning in done.warnings:
        console.say(f"Warning: {warning.message}")
    try:
        note_taken_out(services, project, name)
    except WizardError as error:
        console.error(error)
    return True


def _others(console: Console, services: Services, project: Project, now: Situation) -> None:
    """The other files that name the integration, one by one; an error of one does not keep from the next."""
    here = Place(project.root, project.file.name)
    for place in now.files:
        path = Path(place.root) / place.file
        if place == here:
            continue
        console.say()
        if not console.yes_no(f"Take it out of {path} too", OTHER_HELP, default=True):
            continue
        try:
            _from_file(console, services, inspect_project(services, Path(place.root), place.file), now.name)
        except WizardError as error:
            console.error(error)


def _itself(console: Console, services: Services, now: Situation) -> None:
    if now.dependencies:
        _still_needed(console, now)
        return
    console.say("\nNo dependency in the files that are known")
    there = existing_integration(services, now.name, now.subscription)
    if not there.found:
        return
    question = f"Delete the subscription integration {now.name}"
    if there.own_keys:
        console.say(f"{now.name} was made at the subscription and holds keys of its own ({there.own_keys}).")
        question += " and the keys in it, which nobody may have elsewhere"

    def subscription(accept_unchecked: bool) -> Removed:
        return remove_subscription(
            services,
            now.name,
            now.subscription,
            accept_unchecked=accept_unchecked,
            delete_own_keys=bool(there.own_keys),
        )

    if _delete(console, question, subscription):
        _account(console, services, now.account)


def _account(console: Console, services: Services, name: str) -> None:
    free = account_to_delete(services, name)
    if free is None:
        return
    why = "" if free.unchecked else ", which nothing depends on now"
    _delete(
        console,
        f"Delete the account integration {name}{why}",
        lambda accept_unchecked: remove_account(services, name, accept_unchecked=accept_unchecked),
    )


def _still_needed(console: Console, now: Situation) -> None:
    """What needs it or may need it, once the file that is here is committed, and what is to be done."""
    needed, unseen = to_change(now.dependencies), not_looked_at(now.dependencies)
    if not needed and not unseen:
        console.say(f"\nNothing else that is known needs {now.name}.")
        console.say(f"Commit and push this branch. Then: ecr-wizard subscription remove {now.name}")
        return
    if needed:
        console.say(f"\nStill needed; until these are gone {now.name} must stay in Shippable:")
    for item in needed:
        console.say(f"  {item}")
    for branch in now.branches:
        for command in branch_commands(branch):
            console.say(f"    {command}")
    _not_looked_at(console, now.name, unseen)
    console.say(f"Commit and push this branch too. Then: ecr-wizard subscription remove {now.name}")


def _not_looked_at(console: Console, name: str, unseen: Sequence[Dependency]) -> None:
    if unseen:
        console.say(f"\nNot looked at, so {name} may be in use there:")
    for item in unseen:
        console.say(f"  {item}")
    if remedy := look_remedy(unseen):
        console.say(f"  {remedy}")


def _delete(console: Console, question: str, removal: Callable[[bool], Removed]) -> bool:
    """Ask, then delete; what could not be looked at is named in a second question."""
    if not console.yes_no(question, DELETE_HELP, default=False):
        return False
    try:
        removed = removal(False)
    except NotChecked as error:
        console.say("It is not known whether something depends on it. Not looked at:")
        for line in error.not_seen:
            console.say(f"  {line}")
        if not console.yes_no("Delete it all the same", UNCHECKED_HELP, default=False):
            return False
        removed = removal(True)
    _tell(console, removed)
    return True


def _tell(console: Console, removed: Removed) -> None:
    if removed.unchecked:
        console.say("Not looked at:")
    for line in removed.unchecked:
        console.say(f"  {line}")
    for line in removed.done:
        console.say(f"  {line}")
    if removed.remaining:
        console.say("What remains to be done in Shippable:")
    for line in removed.remaining:
        console.say(f"  {line}")
