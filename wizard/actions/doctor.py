"""What the program finds around it: terminal, locale, git, keyring, AWS settings, proxy, Shippable, folders.

Nothing is changed, nothing is sent over a network, and no secret is part of a finding.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from wizard.actions.services import Services
from wizard.core.model.errors import WizardError
from wizard.frozen import frozen
from wizard.services.runtime.foreign import foreign_host, foreign_name, remember_environment

State = Literal["ok", "warning", "problem", "not looked at"]

PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
ENDPOINTS = (
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_STS",
    "AWS_ENDPOINT_URL_ECR",
    "AWS_ENDPOINT_URL_IAM",
    "AWS_ENDPOINT_URL_ECR_REGISTRY",
)
CERTIFICATES = ("AWS_CA_BUNDLE", "SSL_CERT_FILE")
NO_HOST = "(an address without a host)"


@frozen
class Diagnosis:
    """One thing that was looked at: what was found, where it comes from, and what to do where it is not in order."""

    subject: str
    state: State
    found: str
    source: str = ""
    remedy: str = ""


def diagnose(services: Services) -> list[Diagnosis]:
    """Everything that is looked at, in the order in which it is shown. Never raises `WizardError`."""
    remember_environment()
    parts: tuple[tuple[str, Callable[[], Iterator[Diagnosis]]], ...] = (
        ("terminal", _terminal),
        ("locale", _locale),
        ("git", lambda: _git(services)),
        ("keyring", lambda: _keyring(services)),
        ("AWS files", _aws_files),
        ("AWS keys", lambda: _aws_keys(services)),
        ("AWS profile", _aws_profile),
        ("AWS region", _aws_region),
        ("AWS endpoint", _aws_endpoints),
        ("proxy", _proxies),
        ("Shippable", _shippable),
        ("inventory", lambda: _inventory(services)),
        ("folder", _folders),
    )
    found: list[Diagnosis] = []
    for subject, look in parts:
        try:
            found += look()
        except WizardError as error:
            words = " ".join(part for part in (error.title, error.cause) if part)
            found.append(Diagnosis(subject, "problem", words, error.path or "", error.remedy))
    return found


def _terminal() -> Iterator[Diagnosis]:
    from wizard.terminal.capabilities import DUMB, describe, interactive, wants_prompts

    term = os.environ.get("TERM", "")
    if interactive():
        kind = describe(os.environ)
        over = ", over SSH" if kind.remote else ""
        yield Diagnosis("terminal", "ok", f"screens, colours: {kind.colours.value}{over}", f"TERM={term}")
        yield from _terminal_size()
        return
    if wants_prompts(os.environ):
        yield Diagnosis("terminal", "ok", "line prompts, because ACCESSIBLE is set", "ACCESSIBLE")
    elif not term or term in DUMB:
        remedy = "Set TERM to what your terminal is, for example xterm-256color."
        yield Diagnosis("terminal", "warning", "line prompts: TERM names no capable terminal", f"TERM={term}", remedy)
    else:
        remedy = "For screens run it on a terminal, with stdin and stderr not redirected."
        yield Diagnosis("terminal", "warning", "line prompts: stdin or stderr is no terminal", f"TERM={term}", remedy)


def _terminal_size() -> Iterator[Diagnosis]:
    from wizard.terminal.capabilities import MIN_HEIGHT, MIN_WIDTH

    width, height = os.get_terminal_size(sys.stderr.fileno())
    if width >= MIN_WIDTH and height >= MIN_HEIGHT:
        yield Diagnosis("terminal size", "ok", f"{width}x{height}")
        return
    remedy = f"Make the window at least {MIN_WIDTH}x{MIN_HEIGHT}, or use --plain."
    yield Diagnosis("terminal size", "warning", f"{width}x{height}", remedy=remedy)


def _locale() -> Iterator[Diagnosis]:
    from wizard.terminal.capabilities import describe

    source = next((name for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "")
    value = os.environ.get(source, "") if source else "not set"
    if not describe(os.environ).ascii_only:
        yield Diagnosis("locale", "ok", value, source)
        return
    remedy = "Set LANG to a UTF-8 locale, for example C.UTF-8; until then lines and marks are ASCII."
    yield Diagnosis("locale", "warning", f"{value}: not UTF-8", source, remedy)


def _git(services: Services) -> Iterator[Diagnosis]:
    from wizard.services.repository.git_run import failed, program, run

    if not services.git.available():
        remedy = "Install git (Debian: apt install git; macOS: xcode-select --install)."
        yield Diagnosis("git", "problem", "not installed: branches are not looked at", "PATH", remedy)
        return
    done = run(Path("/"), "version")
    if done.returncode:
        raise failed(Path("/"), done.stderr)
    yield Diagnosis("git", "ok", foreign_name(done.stdout.decode("utf-8", "replace").strip()), program() or "")
    root = services.git.root(Path())
    if root is None:
        remedy = "Change to your project's folder, or give its path: `ecr-wizard PATH`."
        yield Diagnosis("repository", "warning", "this folder is in no git repository", "", remedy)
        return
    yield Diagnosis("repository", "ok", str(root))


def _keyring(services: Services) -> Iterator[Diagnosis]:
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    if address and any(part and not part.startswith("unix:") for part in address.split(";")):
        remedy = "The wizard itself asks it: see the step with the keys."
        yield Diagnosis(
            "keyring", "not looked at", "the message bus may be on a network", "DBUS_SESSION_BUS_ADDRESS", remedy
        )
        return
    state = services.credential_store.probe()
    if state.kind == "keyring":
        yield Diagnosis("keyring", "ok", state.name)
        return
    remedy = "Without one, keys are kept in an AWS profile (0600) or not at all; a desktop's keyring can be started."
    yield Diagnosis("keyring", "warning", state.why or "none", "", remedy)


def _aws_files() -> Iterator[Diagnosis]:
    from wizard.services.credentials import aws_files

    places = (
        (aws_files.credentials_path(), "AWS_SHARED_CREDENTIALS_FILE"),
        (aws_files.config_path(), "AWS_CONFIG_FILE"),
    )
    for path, variable in places:
        source = variable if os.environ.get(variable) else "default"
        found = str(path) if path.exists() else f"{path} (absent)"
        yield Diagnosis("AWS file", "ok", found, source)
        if variable == "AWS_SHARED_CREDENTIALS_FILE" and path.exists() and path.stat().st_mode & 0o077:
            yield Diagnosis("AWS file", "warning", "others may read the credentials", str(path), f"chmod 600 {path}")
    names = sorted(aws_files.profiles())
    yield Diagnosis("AWS profiles", "ok", ", ".join(map(foreign_name, names)) or "none")


def _aws_keys(services: Services) -> Iterator[Diagnosis]:
    keys = services.credential_store.environment()  # raises where they cannot be used
    if keys is None:
        yield Diagnosis("AWS keys", "ok", "none in the environment")
        return
    yield Diagnosis("AWS keys", "ok", "set (not checked: nothing is sent)", "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY")


def _aws_profile() -> Iterator[Diagnosis]:
    from wizard.services.credentials import aws_files
    from wizard.services.credentials.aws_settings import profile_of_environment

    named = profile_of_environment()
    if named is None:
        yield Diagnosis("AWS profile", "ok", "default", "no variable names one")
        return
    shown = foreign_name(named.value)
    if named.value in aws_files.profiles():
        yield Diagnosis("AWS profile", "ok", shown, named.source)
        return
    remedy = f"Unset {named.source}, or add the profile: `aws configure --profile NAME`."
    yield Diagnosis("AWS profile", "problem", f"{shown}: there is no such profile", named.source, remedy)


def _aws_region() -> Iterator[Diagnosis]:
    from wizard.services.credentials.aws_settings import region_for

    setting = region_for()
    yield Diagnosis("AWS region", "ok", foreign_name(setting.value), setting.source)


def _aws_endpoints() -> Iterator[Diagnosis]:
    for name in ENDPOINTS:
        if value := os.environ.get(name, ""):
            shown = foreign_host(value) or NO_HOST
            remedy = f"Keys are sent there in place of AWS. If that is not meant: unset {name}."
            yield Diagnosis("AWS endpoint", "warning", shown, name, remedy)
    yield from _endpoint_of_profile()
    for name in CERTIFICATES:
        if value := os.environ.get(name, ""):
            yield _certificates(name, value)


def _endpoint_of_profile() -> Iterator[Diagnosis]:
    from wizard.services.credentials import aws_files
    from wizard.services.credentials.aws_settings import profile_of_environment

    named = profile_of_environment()
    profile = named.value if named else "default"
    if value := aws_files.profiles().get(profile, {}).get("endpoint_url", ""):
        remedy = "Keys are sent there in place of AWS. If that is not meant: take endpoint_url out of the profile."
        source = f"endpoint_url of the AWS profile {foreign_name(profile)}"
        yield Diagnosis("AWS endpoint", "warning", foreign_host(value) or NO_HOST, source, remedy)


def _certificates(name: str, value: str) -> Diagnosis:
    shown = foreign_name(value)
    if Path(value).is_file():
        return Diagnosis("certificates", "ok", shown, name)
    return Diagnosis("certificates", "problem", f"{shown}: no such file", name, f"Correct or unset {name}.")


def _proxies() -> Iterator[Diagnosis]:
    found = [name for name in PROXIES if os.environ.get(name)]
    if not found:
        yield Diagnosis("proxy", "ok", "none in the environment")
    for name in found:
        yield _proxy(name, os.environ[name])
    for name in ("NO_PROXY", "no_proxy"):
        if value := os.environ.get(name, ""):
            yield Diagnosis("not through the proxy", "ok", foreign_name(value), name)


def _proxy(name: str, value: str) -> Diagnosis:
    host = foreign_host(value if "://" in value else f"http://{value}")
    if host:
        return Diagnosis("proxy", "ok", host, name)
    return Diagnosis("proxy", "problem", NO_HOST, name, f"Set {name} to http://HOST:PORT, or unset it.")


def _shippable() -> Iterator[Diagnosis]:
    from wizard.services.shippable.connect import named_address

    address = named_address()
    token = bool(os.environ.get("SHIPPABLE_API_TOKEN", "").strip())
    host = foreign_host(address)
    if not address and not token:
        yield Diagnosis("Shippable", "ok", "no API: the last screen gives the steps to do by hand", "", "")
    elif not address:
        remedy = "Set SHIPPABLE_API_URL to your server's API, or unset SHIPPABLE_API_TOKEN."
        yield Diagnosis("Shippable", "problem", "a token without an address", "SHIPPABLE_API_TOKEN", remedy)
    elif not host:
        remedy = "Set SHIPPABLE_API_URL to https://HOST."
        yield Diagnosis("Shippable", "problem", NO_HOST, "SHIPPABLE_API_URL", remedy)
    elif not token:
        remedy = "Set SHIPPABLE_API_TOKEN; without it the wizard asks for one, and commands do without the API."
        yield Diagnosis("Shippable", "warning", f"{host}, without a token", "SHIPPABLE_API_URL", remedy)
    else:
        source = "SHIPPABLE_API_URL, SHIPPABLE_API_TOKEN"
        yield Diagnosis("Shippable", "ok", f"{host}, with a token (not checked: nothing is sent)", source)


def _inventory(services: Services) -> Iterator[Diagnosis]:
    inventory = services.inventory.read()
    counts = (
        f"account integrations: {len(inventory.accounts)}, subscription integrations: {len(inventory.subscriptions)}"
    )
    yield Diagnosis("inventory", "ok", counts)


def _folders() -> Iterator[Diagnosis]:
    from wizard.services.storage.usage import folders

    for usage in folders():
        variable = f"XDG_{usage.name.upper()}_HOME"
        source = variable if os.environ.get(variable) else "default"
        if usage.problem:
            remedy = f"Correct its rights, or set {variable} to a folder of yours."
            found = f"{usage.path or 'unknown'}: {usage.problem}"
            yield Diagnosis(f"{usage.name} folder", "problem", found, source, remedy)
            continue
        yield Diagnosis(
            f"{usage.name} folder", "ok", f"{usage.path} ({usage.files} files, {size_words(usage.size)})", source
        )


def size_words(size: int) -> str:
    """Bytes for people: `312 bytes`, `4.1 kB`, `12.0 MB`."""
    if size < 1000:
        return f"{size} bytes"
    if size < 1_000_000:
        return f"{size / 1000:.1f} kB"
    return f"{size / 1_000_000:.1f} MB"
