"""What depends on an integration: other integrations, files, and files on other branches.

Looked at are the inventory, the paths given, every local branch of their repositories, and with a token the server:
there all that the token may see, since other organisations use an account integration too. What could not be looked at
is named, and never taken for nothing.
"""

from __future__ import annotations

import logging
import os
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from wizard.actions.services import Services
from wizard.core.ci_file.assembly import FILES as ASSEMBLY_FILES
from wizard.core.ci_file.name_references import Use, uses
from wizard.core.ci_file.project import FILE_NAMES, Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.errors import CredentialsError, RefusedError, ServiceError, UsageError, WizardError
from wizard.core.model.inventory import Place, is_same_subscription
from wizard.frozen import frozen
from wizard.services.repository.git_branches import BranchFile
from wizard.services.repository.git_objects import NOT_HERE
from wizard.services.shippable.protocol import RemoteIntegration, RemoteUse, ShippableApi

log = logging.getLogger(__name__)

# A server that could be asked but did not answer: then it is not known what it has.
NOT_READ = (ServiceError, CredentialsError)


@frozen
class Dependency:
    """One thing that needs the subscription integration `name` of `subscription`.

    `integration`: the subscription integration itself, which needs an account integration (`on_server`: the server
    says so). `file`: a file of a working copy. `branch`: that file as committed on `branches`. `server`: something else
    that the server names; `what` says which. Without `looked_at` it is not known whether the file names it, and `what`
    says why (no `branches`: those of the whole repository). `is_to_commit`: the branch that is checked out has it, and
    the file of the working copy no longer.
    """

    kind: Literal["integration", "file", "branch", "server"]
    name: str
    subscription: str = ""
    place: Place | None = None
    line: int | None = None
    what: str = ""
    branches: tuple[str, ...] = ()
    on_server: bool = False
    looked_at: bool = True
    is_to_commit: bool = False

    def without(self, branch: str | None) -> Dependency | None:
        """The same without one of its branches; None where no other branch is left."""
        left = tuple(item for item in self.branches if item != branch)
        return replace(self, branches=left) if left else None

    def __str__(self) -> str:
        if self.kind == "server":
            return f"{self.what} (in Shippable)"
        if self.place is None:
            owner = f" of {self.subscription}" if self.subscription else ""
            where = " (in Shippable)" if self.on_server else ""
            return f"the subscription integration {self.name}{owner}{where}"
        line = f":{self.line}" if self.line is not None else ""
        if self.kind == "file":
            return f"{self.place.root}/{self.place.file}{line}: {self.what}"
        what = self.what if self.looked_at else f"not looked at: {self.what}"
        until = ", until the file that is here is committed" if self.is_to_commit else ""
        return f"{self.place.file}{line} on {_shown(self.branches)} of {self.place.root}: {what}{until}"


def not_looked_at(dependencies: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """Those of which it is not known whether they need the integration."""
    return tuple(item for item in dependencies if not item.looked_at)


def needing(dependencies: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """Those that surely need the integration."""
    return tuple(item for item in dependencies if item.looked_at)


def to_change(dependencies: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """Those that surely need the integration, and will when what is here is committed."""
    return tuple(item for item in needing(dependencies) if not item.is_to_commit)


def look_commands(dependencies: Iterable[Dependency]) -> tuple[str, ...]:
    """For each file that git does not have here, the command with which a user who trusts the repository fetches it."""
    missing = [item.place for item in not_looked_at(dependencies) if item.what == NOT_HERE and item.place is not None]
    return tuple(_look_command(place) for place in dict.fromkeys(missing))


def _look_command(place: Place) -> str:
    git = f"git -C {shlex.quote(place.root)}"
    form = shlex.quote(f"--format=%(refname):{place.file}")
    return f"{git} for-each-ref {form} refs/heads | {git} cat-file --batch-check"


def _shown(branches: Sequence[str]) -> str:
    if not branches:
        return "the branches"
    more = f" and {len(branches) - 3} more" if len(branches) > 3 else ""
    plural = "es" if len(branches) > 1 else ""
    return f"the branch{plural} {', '.join(branches[:3])}{more}"


@frozen
class Dependencies:
    """What depends on an account integration, and what could not be looked at (each a phrase with its reason)."""

    items: tuple[Dependency, ...] = ()
    unchecked: tuple[str, ...] = ()


NO_API = "Shippable itself: it is not asked without SHIPPABLE_API_URL and SHIPPABLE_API_TOKEN"


def of_account(services: Services, name: str, paths: Sequence[Path] = ()) -> Dependencies:
    """What depends on the account integration called `name`: subscription integrations, and what needs those.

    What could not be looked at is in it too: branches among its items, the server's part in `unchecked`. Raises
    `WizardError` when the inventory cannot be read, or the server does not even say whether it has that account
    integration.
    """
    remote = _on_server(services, name, paths)
    # The same one may be in the inventory and on the server; organisations know no case.
    found = {
        (item.name, item.subscription.casefold()): (item.subscription, False)
        for item in services.inventory.read().of_account(name)
    }
    for entry, subscription in remote.integrations:
        found[entry, subscription.casefold()] = (subscription, True)
    out: list[Dependency] = []
    for (entry, _), (subscription, on_server) in sorted(found.items()):
        out.append(Dependency("integration", entry, subscription, on_server=on_server))
        out += of_subscription(services, entry, subscription, paths)
    out += [Dependency("server", name, what=str(use), on_server=True) for use in remote.others]
    return Dependencies(tuple(out), tuple(remote.unchecked))


def of_subscription(
    services: Services, name: str, subscription: str, paths: Sequence[Path] = ()
) -> tuple[Dependency, ...]:
    """The files that name the subscription integration, in working copies and on local branches.

    Of `paths` those count that belong to the subscription or tell of none. Raises `WizardError`.
    """
    record = services.inventory.read().subscription(name, subscription)
    places = [*(record.places if record else ()), *_places(services, subscription, paths)]
    out = _in_places(services, name, subscription, _with_assembly_files(places))
    return tuple(out)


def subscription_of(services: Services, project: Project, name: str) -> str:
    """The subscription that the project's integration belongs to: as the inventory knows it, else the remote's."""
    place = Place(project.root, project.file.name)
    inventory = services.inventory.read()
    known = inventory.named(name)
    for record in known:
        if place in record.places:
            return record.subscription
    organisation = project.organisation or ""
    return known[0].subscription if len(known) == 1 and not inventory.subscription(name, organisation) else organisation


def of_place(services: Services, name: str, place: Place) -> tuple[Dependency, ...]:
    """The file at `place`, where it names the integration in the working copy or on a local branch, or may do so."""
    return tuple(_in_places(services, name, "", _with_assembly_files([place])))


def _in_places(services: Services, name: str, subscription: str, places: Iterable[Place]) -> list[Dependency]:
    """What the places have; a reason that holds for every file of a repository is said once."""
    out: list[Dependency] = []
    said: set[tuple[str, str, tuple[str, ...]]] = set()
    places = tuple(places)
    branches = _Branches(services, places)
    everything = [
        (place.root, found) for place in places for found in _in_place(services, name, subscription, place, branches)
    ]
    for root, found in everything:
        reason = (root, found.what, found.branches)
        if reason in said:
            continue
        if not found.looked_at and found.what != NOT_HERE:
            said.add(reason)
        out.append(found)
    return out


def _with_assembly_files(places: Iterable[Place]) -> tuple[Place, ...]:
    """The places, each once, and the files of assembly lines in the same repositories."""
    found = dict.fromkeys(places)
    for root in dict.fromkeys(place.root for place in tuple(found)):
        found |= dict.fromkeys(Place(root, name) for name in ASSEMBLY_FILES)
    return tuple(found)


def repository_of(services: Services, path: Path) -> Path:
    """The root of the repository that a folder or file lies in, else the folder; raises `UsageError`."""
    folder = path.absolute()
    if folder.is_file():
        folder = folder.parent
    if not folder.is_dir():
        raise UsageError("no-such-path", "There is no such folder.", remedy="Give a repository.", path=str(path))
    return services.git.root(folder) or folder


def _places(services: Services, subscription: str, paths: Iterable[Path]) -> Iterator[Place]:
    for path in paths:
        root = repository_of(services, path)
        owner = _organisation(services, root)
        if owner and subscription and not is_same_subscription(owner, subscription):
            continue
        named = [os.path.relpath(path.resolve(), root.resolve())] if path.is_file() else []
        yield from (Place(str(root), file) for file in dict.fromkeys((*named, *FILE_NAMES)))


def _organisation(services: Services, root: Path) -> str:
    """The organisation that the repository's remote names; empty where it names none, or there is no repository."""
    remote = services.git.remote(root) if services.git.root(root) is not None else None
    return remote.organisation if remote is not None else ""


class _Branches:
    """What the local branches of repositories have at `places`; git is asked once for all files of a repository."""

    def __init__(self, services: Services, places: Iterable[Place]) -> None:
        self._git = services.git
        self._paths: dict[str, list[str]] = {}
        self._found: dict[str, dict[str, tuple[BranchFile, ...]]] = {}
        for place in places:
            self._paths.setdefault(place.root, []).append(place.file)

    def of(self, place: Place) -> tuple[BranchFile, ...]:
        """The file on the branches that have it or may have it; raises `ServiceError` when git fails."""
        if place.root not in self._found:
            paths = self._paths[place.root]
            self._found[place.root] = self._git.files_on_local_branches(Path(place.root), paths)
        return self._found[place.root].get(place.file, ())


def _in_place(
    services: Services, name: str, subscription: str, place: Place, branches: _Branches
) -> Iterator[Dependency]:
    root = Path(place.root)
    if not root.is_dir():
        return
    here = _uses_on_disk(services, root / place.file, name)
    for use in here:
        yield Dependency("file", name, subscription, place, use.line or None, use.what)
    try:
        files = branches.of(place)
    except WizardError as error:
        why = f"{error.title} {error.cause}".strip()
        yield Dependency("branch", name, subscription, place, what=why, looked_at=False)
        return
    found = [item for file in files for item in _on_branches(file, name, subscription, place)]
    current = services.git.overview(root).current if not here and needing(found) else None
    for item in found:
        yield from _to_commit_apart(item, current)


def _to_commit_apart(found: Dependency, current: str | None) -> Iterator[Dependency]:
    """The dependency, that of the branch that is checked out by itself: what is to be committed ends it."""
    if not found.looked_at or current not in found.branches:
        yield found
        return
    if (others := found.without(current)) is not None:
        yield others
    yield replace(found, branches=(current,), is_to_commit=True)


def _on_branches(file: BranchFile, name: str, subscription: str, place: Place) -> Iterator[Dependency]:
    if file.content is None:
        yield Dependency("branch", name, subscription, place, what=file.why, branches=file.branches, looked_at=False)
        return
    for use in uses(view(place.file, file.content.decode("utf-8", "replace")), name):
        yield Dependency("branch", name, subscription, place, use.line, use.what, file.branches)


def _uses_on_disk(services: Services, path: Path, name: str) -> tuple[Use, ...]:
    try:
        text = services.files.read_text(path)
    except RefusedError as error:
        return (Use(error.line or 0, f"it cannot be read, so it may name {name}"),)
    return uses(view(path.name, text), name)


@dataclass(slots=True)
class _Remote:
    """What the server has for an account integration: names with subscriptions, other uses, what it did not show."""

    integrations: list[tuple[str, str]] = field(default_factory=list)
    others: list[RemoteUse] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def add_integrations(self, found: Sequence[RemoteIntegration], owners: Mapping[str, str]) -> None:
        """Add subscription integrations, with the organisations that own them."""
        for item in found:
            self.integrations.append((item.name, owners.get(item.subscription_id, "")))
            self._seen.add((item.id, item.name))

    def add_uses(self, uses: Iterable[RemoteUse]) -> None:
        """Add other uses; a subscription integration that is known already is none."""
        self.others += [use for use in uses if (use.id, use.name) not in self._seen]


def _on_server(services: Services, account: str, paths: Sequence[Path]) -> _Remote:
    """All that the server has for that account integration, whoever it belongs to."""
    api = services.api
    if api is None:
        return _Remote(unchecked=[NO_API])
    remote = _Remote()
    ids = {item.id for item in api.accounts(account)}
    if not ids:
        return remote
    pointing = [item for item in _visible_integrations(services, api, paths, remote) if item.account_id in ids]
    remote.add_integrations(pointing, _organisations(api) if pointing else {})
    for identifier in sorted(ids):
        remote.add_uses(_listed_uses(api, identifier, account, remote))
    return remote


def _listed_uses(api: ShippableApi, identifier: str, account: str, remote: _Remote) -> tuple[RemoteUse, ...]:
    """What the server lists as using the account integration; where it does not answer, that is noted."""
    try:
        # None: a server without that list. What the token may see was looked at all the same.
        return tuple(api.account_uses(identifier) or ())
    except NOT_READ as error:
        remote.unchecked.append(f"what {api.address} lists as depending on {account}: {_reason(error)}")
        return ()


def _visible_integrations(
    services: Services, api: ShippableApi, paths: Sequence[Path], remote: _Remote
) -> tuple[RemoteIntegration, ...]:
    """Every subscription integration that the token may see; where they are refused, those of known organisations."""
    try:
        return api.all_integrations()
    except NOT_READ as error:
        remote.unchecked.append(
            f"the subscription integrations of every organisation on {api.address}: {_reason(error)}"
        )
    known = {item.subscription for item in services.inventory.read().subscriptions}
    known |= {_organisation(services, repository_of(services, path)) for path in paths}
    out: list[RemoteIntegration] = []
    for organisation in sorted({item.casefold(): item for item in known if item}.values()):
        try:
            for subscription in api.subscriptions(organisation):
                out += api.integrations(subscription.id)
        except NOT_READ as error:
            remote.unchecked.append(f"the subscription integrations of {organisation}: {_reason(error)}")
    return tuple(out)


def _organisations(api: ShippableApi) -> dict[str, str]:
    """Whose each subscription is. Only names are at stake: without them an integration counts all the same."""
    try:
        return {item.id: item.organisation for item in api.subscriptions()}
    except NOT_READ as error:
        log.debug("the subscriptions could not be read: %s", error.code)
        return {}


def _reason(error: WizardError) -> str:
    return f"{error.title} {error.cause}".strip()
