"""Profiles in the shared AWS files: read as botocore reads them, written so that nothing else in the file changes."""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from wizard.core.aws.key_forms import refused_token
from wizard.core.model.errors import CredentialsError, ServiceError, UsageError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.core.text.safetext import visible
from wizard.frozen import frozen
from wizard.services.runtime import bounded
from wizard.services.storage import locks
from wizard.services.storage.atomic import replace_bytes
from wizard.services.storage.paths import key_of_real, state_folder

T = TypeVar("T")
_Sections = dict[str, dict[str, str]]

ID, SECRET = "aws_access_key_id", "aws_secret_access_key"
# "Configuration and credential file settings" of the AWS CLI User Guide.
TOKENS = ("aws_session_token", "aws_security_token")
_OTHER_KINDS = (
    ("sso_session", "It signs in through SSO, which gives temporary keys."),
    ("sso_start_url", "It signs in through SSO, which gives temporary keys."),
    ("role_arn", "It takes a role, which gives temporary keys."),
    ("credential_process", "Its keys come from a program of yours."),
    ("web_identity_token_file", "It takes a role with a web identity, which gives temporary keys."),
)
_LOCK_SECONDS = 3
LARGEST = 1_000_000
_LASTING = "Use a profile with the lasting key (AKIA...) of an IAM user."


def credentials_path() -> Path:
    """The shared credentials file (AWS_SHARED_CREDENTIALS_FILE, or the usual one)."""
    return _path("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")


def config_path() -> Path:
    """The shared configuration file (AWS_CONFIG_FILE, or the usual one)."""
    return _path("AWS_CONFIG_FILE", "~/.aws/config")


def check_readable() -> None:
    """Raise `ServiceError` for a file that botocore had better not open: a pipe, or one that is too large."""
    for path in (credentials_path(), config_path()):
        problem = ""
        try:
            bounded.check_file(path, LARGEST)
        except FileNotFoundError:
            continue
        except OSError as error:
            problem = error.strerror or type(error).__name__
        if problem:
            raise _unreadable(path, problem)


def profiles() -> _Sections:
    """The settings of every profile, by name, in the order of the files; those of the credentials file win.

    Raises `ServiceError` for a file that cannot be read.
    """
    found = _sections(credentials_path())
    for section, settings in _sections(config_path()).items():
        name = _profile_of(section)
        if name:
            found[name] = settings | found.get(name, {})
    return found


def _profile_of(section: str) -> str:
    """The profile that a section of the config file is of; empty where it is of none."""
    kind, _, name = section.partition(" ")
    if kind == "profile":
        return name.strip().strip("\"'")
    return section if section == "default" else ""


def keys_of(name: str) -> AwsKeys:
    """The lasting keys of a profile; raises `CredentialsError` that says of which kind it is instead."""
    found = profiles()
    if name not in found:
        raise _no_such_profile(name)
    settings = found[name]
    key_id, secret = settings.get(ID), settings.get(SECRET)
    if key_id and secret:
        _check_lasting(name, settings)
        return AwsKeys(Secret(key_id), Secret(secret), profile=name)
    if key_id or secret:
        there, absent = (ID, SECRET) if key_id else (SECRET, ID)
        raise _unusable(name, "incomplete-keys", f"It has no {absent}.", there)
    setting, why = next((kind for kind in _OTHER_KINDS if kind[0] in settings), ("", "It has no keys."))
    raise _unusable(name, "no-lasting-key", why, setting)


def _check_lasting(name: str, settings: dict[str, str]) -> None:
    """Raise `CredentialsError` for temporary keys, and for a session token that is left over from some."""
    token = next((token for token in TOKENS if settings.get(token)), "")
    if settings[ID].startswith("ASIA"):
        raise _unusable(name, "temporary-key", "Its keys are temporary ones, with a session token.", ID)
    if token:
        where = home(_file_with(name, token))
        raise refused_token(settings[ID], f"Remove {token} from the profile {visible(name, limit=60)} in {where}.")


def _no_such_profile(name: str) -> CredentialsError:
    shown, config = visible(name, limit=60), config_path()
    title = f"There is no AWS profile {shown}."
    if name in _sections(config):
        cause = f"Its section there is called [{shown}]. In this file AWS's tools read [profile {shown}] only."
        remedy = f"Write [profile {shown}], or choose another profile."
        return CredentialsError("no-such-profile", title, cause, remedy, path=home(config))
    cause = f"Neither this file nor {home(config)} has it."
    return CredentialsError("no-such-profile", title, cause, "Choose one of the list.", path=_shown())


def _file_with(name: str, setting: str) -> Path:
    """The file from which a profile has a setting, or has anything where it is empty."""
    settings = _sections(credentials_path()).get(name)
    is_there = settings is not None and (not setting or setting in settings)
    return credentials_path() if is_there else config_path()


def write(name: str, keys: AwsKeys, *, overwrite: bool) -> str:
    """Keep the keys as a profile of the credentials file (0600); gives its path as it is shown.

    Raises `ServiceError`: `profile-exists`, or when the file cannot be written; `UsageError` for an odd name.
    """
    if not re.fullmatch(r"[\w.@/+:-]+", name, re.ASCII):
        raise UsageError(
            "profile-name",
            f"{visible(name, limit=60)} cannot be the name of a profile.",
            "It may have letters, digits and . _ - @ / + : only.",
            "Choose another name, for example ecr-wizard.",
        )
    if not overwrite and name in profiles():
        raise ServiceError(
            "profile-exists", f"There is an AWS profile {name} already.", remedy="Choose another name.", path=_shown()
        )
    values = {ID: keys.key_id.reveal(), SECRET: keys.secret.reveal()}

    def wanted(sections: _Sections) -> _Sections:
        others = {key: value for key, value in sections.get(name, {}).items() if key not in TOKENS}
        return sections | {name: others | values}

    _change(lambda text: _with_profile(text, name, values), wanted)
    return _shown()


def delete(name: str) -> bool:
    """Take the keys of a profile out of the credentials file, and the profile if nothing else is in it.

    False when it was not there; raises `ServiceError`.
    """
    if name not in _sections(credentials_path()):
        return False

    def wanted(sections: _Sections) -> _Sections:
        rest = {key: value for key, value in sections.get(name, {}).items() if key not in (ID, SECRET, *TOKENS)}
        return {key: value for key, value in (sections | {name: rest}).items() if value or key != name}

    _change(lambda text: _without_profile(text, name), wanted)
    return True


def _change(edit: Callable[[str], str], wanted: Callable[[_Sections], _Sections]) -> None:
    """Write what `edit` makes of the credentials file, if it then says what is `wanted`."""
    path = Path(os.path.realpath(credentials_path()))
    problem = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locks.held(state_folder("locks") / f"{key_of_real(path)}.lock", _LOCK_SECONDS):
            before = _read(path)
            after = edit(before)
            if _parsed(after, path) != wanted(_parsed(before, path)):
                raise ServiceError(
                    "aws-config",
                    "This file cannot be changed without risk to what else is in it.",
                    remedy="Write the profile with an editor or with `aws configure --profile NAME`.",
                    path=_shown(),
                )
            _make_private(path)
            note = state_folder("locks") / f"{key_of_real(path)}.temporary"
            replace_bytes(path, after.encode("utf-8", "surrogateescape"), note=note)
    except OSError as error:
        problem = error.strerror or type(error).__name__
    except locks.LockTimeout:
        problem = "another ecr-wizard is writing it"
    if problem:
        raise ServiceError(
            "aws-config",
            "The AWS credentials file cannot be written.",
            f"{problem[0].upper()}{problem[1:]}.",
            "Look at its permissions and the disk, or do not keep the keys there.",
            path=_shown(),
        )


def _make_private(path: Path) -> None:
    # Before there is a secret in it: who replaces a file keeps its mode.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)


def _with_profile(text: str, name: str, values: dict[str, str]) -> str:
    lines = _split(text)
    section = _find(lines, name)
    end = "\r\n" if "\r\n" in text else "\n"
    settings = [f"{key} = {value}{end}" for key, value in values.items()]
    if section is None:
        return "".join([text, _gap(text, end), f"[{name}]{end}", *settings])
    before = lines[: section.start + 1]
    if not before[-1].endswith("\n"):
        before[-1] += end
    replaced = (*values, *TOKENS)
    kept = [line for setting in section.settings if setting.key not in replaced for line in setting.lines]
    return "".join([*before, *settings, *kept, *lines[section.end :]])


def _gap(text: str, end: str) -> str:
    """What comes before a new section: the end of the last line, and a blank line where there is anything."""
    last_end = end if text and not text.endswith("\n") else ""
    return last_end + (end if text.strip() else "")


def _without_profile(text: str, name: str) -> str:
    lines = _split(text)
    section = _find(lines, name)
    if section is None:
        return text
    kept = [item for item in section.settings if item.key not in (ID, SECRET, *TOKENS)]
    kept_lines = [line for item in kept for line in item.lines]
    before, rest = lines[: section.start], lines[section.end :]
    if any(item.key for item in kept):
        return "".join([*before, lines[section.start], *kept_lines, *rest])
    return "".join(_joined(before, kept_lines, rest))


def _joined(before: list[str], comments: list[str], rest: list[str]) -> list[str]:
    """What is left around a section that goes, with one blank line less."""
    is_last = not rest and not any(line.strip() for line in comments)
    if is_last and before and not before[-1].strip():
        return [*before[:-1], *comments]  # without the blank line that set it off
    if comments and not comments[0].strip():
        comments = comments[1:]
    return [*before, *comments, *rest]


@frozen
class _Setting:
    """The lines of one setting, with its key; blank lines and comments have none."""

    key: str
    lines: tuple[str, ...]


@frozen
class _Section:
    """Where a section begins and ends, and what is in it."""

    start: int
    end: int
    settings: tuple[_Setting, ...]


def _split(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _find(lines: list[str], name: str) -> _Section | None:
    headers = [at for at, line in enumerate(lines) if re.match(r"\[.+\]", line)]
    for start, end in zip(headers, [*headers[1:], len(lines)], strict=False):
        found = re.match(r"\[(.+)\]", lines[start])
        if found and found[1] == name:
            return _Section(start, end, tuple(_settings(lines[start + 1 : end])))
    return None


def _settings(lines: list[str]) -> Iterator[_Setting]:
    waiting: list[str] = []
    key = ""
    for line in lines:
        if key and line[:1] in " \t" and line.strip():
            waiting.append(line)
            continue
        if waiting:
            yield _Setting(key, tuple(waiting))
        comment = not line.strip() or line.lstrip().startswith(("#", ";"))
        key = "" if comment else re.split(r"[=:]", line, maxsplit=1)[0].strip().lower()
        waiting = [line]
    if waiting:
        yield _Setting(key, tuple(waiting))


def _sections(path: Path) -> _Sections:
    return _parsed(_readable(path, _read), path)


def _readable(path: Path, read: Callable[[Path], T]) -> T:
    """What `read` makes of the file; raises `ServiceError` when it cannot be read."""
    problem = ""
    try:
        return read(path)
    except OSError as error:
        problem = error.strerror or type(error).__name__
    raise _unreadable(path, problem)


def _unreadable(path: Path, problem: str) -> ServiceError:
    remedy = "Look at the file and its permissions."
    return ServiceError("aws-config", "This AWS file cannot be read.", f"{problem}.", remedy, path=home(path))


def _read(path: Path) -> str:
    try:
        return bounded.read_bytes(path, LARGEST).decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""


def _parsed(text: str, path: Path) -> _Sections:
    """Read as botocore reads it; of an error only the line leaves: its text quotes the file."""
    parser = configparser.RawConfigParser(default_section="")  # [DEFAULT] is a profile like others
    line: int | None = None
    try:
        parser.read_string(text)
    except configparser.Error as error:
        errors = getattr(error, "errors", None)
        line = getattr(error, "lineno", None) or (errors[0][0] if errors else 0)
    if line is not None:
        raise ServiceError(
            "aws-config",
            "This AWS file is not one that AWS's tools can read.",
            remedy="Correct that line: sections are [name], settings are name = value, and no name is there twice.",
            path=home(path),
            line=line or None,
        )
    return {name: dict(parser.items(name)) for name in parser.sections()}


def _unusable(name: str, code: str, why: str, setting: str) -> CredentialsError:
    """The error for a profile, with the file that the setting which tells so is in."""
    title = f"The AWS profile {visible(name, limit=60)} cannot be used."
    return CredentialsError(code, title, why, _LASTING, path=home(_file_with(name, setting)))


def _path(variable: str, usual: str) -> Path:
    return Path(os.path.expandvars(os.path.expanduser(os.environ.get(variable) or usual)))  # noqa: PTH111 - as botocore


def _shown() -> str:
    return home(credentials_path())


def home(path: Path) -> str:
    """A path with the home directory as `~`."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)
