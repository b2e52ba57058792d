"""The forms in which keys are pasted and typed. Pure; no message ever repeats what was typed as a secret."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from wizard.core.model.errors import CredentialsError
from wizard.core.model.secret import AwsKeys, Secret, mask_id
from wizard.core.text.safetext import visible
from wizard.frozen import frozen

ID_LENGTH = 20
SECRET_LENGTH = 40
MAX_PASTE = 100_000

# Anywhere in a text, with nothing around them that would make them longer.
_ID = re.compile(r"(?<![A-Za-z0-9])A[A-Z0-9]{19}(?![A-Za-z0-9])")
_SECRET = re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
_KEY_ID = re.compile(rf"(?:AKIA|ASIA)[A-Z0-9]{{{ID_LENGTH - 4}}}")
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")

TEMPORARY_REASON = (
    "ASIA begins a temporary key. It works only together with a session token, and Shippable's integration has no "
    "field for one. Use a lasting key of an IAM user; it begins with AKIA."
)
# "IAM identifiers", table "Understanding unique ID prefixes", in the IAM User Guide.
_OTHER_PREFIXES = {
    "ABIA": "a bearer token of STS",
    "ACCA": "a context-specific credential",
    "AGPA": "an IAM user group",
    "AIDA": "an IAM user",
    "AIPA": "an instance profile",
    "ANPA": "a managed policy",
    "ANVA": "a version of a managed policy",
    "APKA": "a public key",
    "AROA": "an IAM role",
    "ASCA": "a certificate",
}
_PLAIN_NAMES = {
    "awsaccesskeyid": "id",
    "accesskeyid": "id",
    "accesskey": "id",
    "awssecretaccesskey": "secret",
    "secretaccesskey": "secret",
    "secretkey": "secret",
    "awssessiontoken": "token",
    "awssecuritytoken": "token",
    "sessiontoken": "token",
}
_FIELD = (
    r"(?P<name>aws_(?:access_key_id|secret_access_key|session_token|security_token)"
    r"|AccessKeyId|SecretAccessKey|SessionToken)"
)
_ASSIGNED = re.compile(
    rf"""(?:^|[\s"'`{{,;:&])                      # nothing that would make it the end of a longer name
    (?:\$?env:|(?:setenv|setx|set(?:[ ]+-\w+)+)[ \t]+(?P<spaced>))?
    ["']?{_FIELD}["']?
    [^\S\n]*(?(spaced)[ \t]|[=:])[^\S\n]*
    ["'\u2018\u201c]?(?P<value>[^\s"'\u2018\u2019\u201c\u201d,;&`|\x00-\x1f\x7f]*)""",
    re.IGNORECASE | re.VERBOSE,
)


@frozen
class PastedKeys:
    """A pair of keys found in pasted text, the form it had, and whether they are temporary ones."""

    keys: AwsKeys
    form: str
    temporary: bool = False


def refused_token(key_id: str, leave_out: str) -> CredentialsError:
    """The error for keys that come with a session token; `leave_out` says how a lasting key loses it."""
    if key_id.startswith("ASIA"):
        return CredentialsError("temporary-key", "These keys are temporary ones.", TEMPORARY_REASON)
    return CredentialsError(
        "stray-session-token",
        f"There is a session token beside the lasting key {mask_id(key_id)}; leave it out.",
        "A lasting key works without a token. An old one makes AWS refuse it.",
        leave_out,
    )


def parse_pasted(text: str) -> PastedKeys | None:
    """The keys in pasted text; None when it holds no complete pair.

    Read are `export`, `set` and PowerShell lines, profiles of the shared AWS files, the console's
    `credentials.csv` (both formats), what `aws iam create-access-key` prints, and any other text in which just
    one thing looks like an id and just one like a secret. Of several profiles the first counts, and `form` says so.
    """
    text = text.lstrip("\ufeff")[:MAX_PASTE]
    for reader in (_json, _assignments, _csv, _anywhere):
        if found := reader(text):
            return found
    return None


def _pair(fields: dict[str, str], form: str) -> PastedKeys | None:
    key_id, secret = fields.get("id", "").strip(), fields.get("secret", "").strip()
    if not key_id or not secret:
        return None
    temporary = bool(fields.get("token", "").strip()) or key_id.startswith("ASIA")
    return PastedKeys(AwsKeys(Secret(key_id), Secret(secret)), form, temporary)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _json(text: str) -> PastedKeys | None:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = (_pair(fields, "JSON") for fields in _json_maps(data))
    return next((pair for pair in found if pair), None)


def _json_maps(data: Any) -> Iterator[dict[str, str]]:
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield {
                _PLAIN_NAMES[_plain(name)]: value
                for name, value in item.items()
                if isinstance(value, str) and _plain(name) in _PLAIN_NAMES
            }
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item


class _Section(NamedTuple):
    """What is assigned below a `[profile]`, or (`name` None) before the first."""

    name: str | None
    fields: dict[str, str]


def _sections(text: str) -> list[_Section]:
    sections = [_Section(None, {})]
    for line in text.splitlines():
        if header := re.fullmatch(r"\s*\[\s*(?:profile\s+)?([^\]]+?)\s*\]\s*", line):
            sections.append(_Section(header[1], {}))
        elif not line.lstrip().startswith(("#", "REM ", "//")):
            for found in _ASSIGNED.finditer(line):
                sections[-1].fields[_PLAIN_NAMES[_plain(found["name"])]] = found["value"]
    return sections


def _assignments(text: str) -> PastedKeys | None:
    pairs = [(name, pair) for name, fields in _sections(text) if (pair := _pair(fields, "variables"))]
    if not pairs:
        return None
    name, pair = pairs[0]
    if name is None:
        return pair
    more = f" (the first of {len(pairs)})" if len(pairs) > 1 else ""
    return PastedKeys(pair.keys, f"profile {visible(name, limit=40)}{more}", pair.temporary)


def _csv(text: str) -> PastedKeys | None:
    columns: dict[str, int] = {}
    for row in _rows(text):
        named = _columns(row)
        if {"id", "secret"} <= named.keys():
            columns = named
        elif columns and len(row) > max(columns.values()):
            return _pair({kind: row[at] for kind, at in columns.items()}, "credentials.csv")
    return None


def _columns(row: list[str]) -> dict[str, int]:
    """Where a row of names has the id, the secret and the token."""
    return {_PLAIN_NAMES[_plain(cell)]: at for at, cell in enumerate(row) if _plain(cell) in _PLAIN_NAMES}


def _rows(text: str) -> list[list[str]]:
    """The text as rows of a CSV, each cell without the blanks around it."""
    # The reader refuses only line ends inside of a line, and cells that are longer than `MAX_PASTE`.
    rows = csv.reader(text.splitlines(), skipinitialspace=True)
    return [[cell.strip() for cell in row] for row in rows]


def _anywhere(text: str) -> PastedKeys | None:
    ids = set(_ID.findall(text))
    secrets = {word for word in _SECRET.findall(text) if not _HEX.fullmatch(word)}  # hex is a commit's or a file's hash
    if len(ids) == len(secrets) == 1:
        return _pair({"id": ids.pop(), "secret": secrets.pop()}, "text")
    return None


@frozen
class FoundKeys:
    """What a text that should be something else holds of keys: an id, a secret, or both."""

    key_id: Secret | None
    secret: Secret | None


def keys_within(text: str) -> FoundKeys | None:
    """The keys, or the half of them, in a text that should be something else; None when it holds none.

    Without a complete pair the first id and the first secret count.
    """
    if pair := parse_pasted(text):
        return FoundKeys(pair.keys.key_id, pair.keys.secret)
    if problem_of_secret(text.strip()) is None and not _HEX.fullmatch(text.strip()):
        return FoundKeys(None, Secret(text.strip()))
    if not holds_a_key(text):
        return None
    key_id, secret = _KEY_ID.search(text), next(_secrets_in(text), None)
    return FoundKeys(Secret(key_id[0]) if key_id else None, Secret(secret) if secret else None)


def begins_a_secret(text: str) -> bool:
    """Whether the text gives a secret by its name, so that it must not be shown any more; `$NAME` is none."""
    return re.search(r"secret_?access_?key[\"']?\s*[=:]\s*[\"']?[A-Za-z0-9/+]", text, re.IGNORECASE) is not None


def _secrets_in(text: str) -> Iterator[str]:
    """Words that can be nothing but a secret; hexadecimal ones are the hash of a commit or a file."""
    for word in _SECRET.findall(text):
        if not _HEX.fullmatch(word) and all(re.search(kind, word) for kind in ("[a-z]", "[A-Z]", "[0-9]")):
            yield word


def holds_a_key(text: str) -> bool:
    """Whether a text that should be something else holds the id or the secret of a key."""
    return _KEY_ID.search(text) is not None or any(_secrets_in(text))


def problem_of_key_id(text: str) -> str | None:
    """What is wrong with a key id as typed so far, in words; None when it can be one."""
    if not text:
        return "An access key id is needed: 20 characters that begin with AKIA."
    if problem := _pasted_along(text, "an access key id"):
        return problem
    if _looks_like_secret(text):
        return "This looks like a secret access key: it belongs in the other field."
    if problem := _other_prefix(text[:4]):
        return problem
    if bad := re.search(r"[^A-Z0-9]", text):
        is_small = bad[0].islower() and bad[0].isascii()
        where = "a small letter" if is_small else f"{_named(bad[0])} at place {bad.start() + 1}"
        return f"A key id has capital letters and digits only; there is {where}."
    if not "AKIA".startswith(text[:4]):
        return "An access key id begins with AKIA."
    return _length(text, ID_LENGTH, "An access key id")


def _other_prefix(prefix: str) -> str | None:
    """What begins with these four letters, where that is no lasting access key."""
    if prefix == "ASIA":
        return TEMPORARY_REASON
    if prefix in _OTHER_PREFIXES:
        return f"{prefix} begins the id of {_OTHER_PREFIXES[prefix]}, not of an access key. A key id begins with AKIA."
    return None


def problem_of_secret(text: str) -> str | None:
    """What is wrong with a secret as typed so far, in words; None when it can be one."""
    if not text:
        return "A secret access key is needed: 40 characters."
    if problem := _pasted_along(text, "a secret access key"):
        return problem
    if len(text) == ID_LENGTH and re.fullmatch(r"A(?:KIA|SIA)[A-Z0-9]{16}", text):
        return "This looks like an access key id: it belongs in the other field."
    if bad := re.search(r"[^A-Za-z0-9/+]", text):
        # A character that no secret can hold gives nothing of one away.
        return f"A secret has letters, digits, / and + only; there is {_named(bad[0])} at place {bad.start() + 1}."
    if len(text) > 2 * SECRET_LENGTH:
        return f"{len(text)} characters: a secret access key has 40. Is this a session token?"
    return _length(text, SECRET_LENGTH, "A secret access key")


def _pasted_along(text: str, what: str) -> str | None:
    if name := re.match(r"\s*(?:export\s+|set\s+)?(aws_\w+)[\"']?\s*[=:]", text, re.IGNORECASE):
        return f"Only the value belongs here: leave out {name[1]} and the sign after it."
    if not text.strip():
        return f"There are only spaces: {what} is needed."
    if text != text.strip():
        return f"A space or line end was pasted along {'in front' if text != text.lstrip() else 'at the end'}."
    if found := re.search(r"[\"'`\u2018\u2019\u201c\u201d]", text):
        return f"A quote ({found[0]}) was pasted along at place {found.start() + 1}: leave it out."
    if found := re.search(r"\s", text):
        return f"There is a space or line end at place {found.start() + 1}: leave it out."
    return None


def _looks_like_secret(text: str) -> bool:
    if len(text) > ID_LENGTH:
        return bool(re.fullmatch(r"[A-Za-z0-9/+]+", text)) and bool(re.search(r"[a-z/+]", text))
    return bool(re.fullmatch(r"[A-Za-z0-9/+]+", text)) and bool(re.search(r"[/+]", text))


def _named(char: str) -> str:
    shown = visible(char, tab="a tab")
    return shown if shown == "a tab" else f"`{shown}`"


def _length(text: str, length: int, what: str) -> str | None:
    if len(text) < length:
        return f"{len(text)} of {length} characters so far."
    if len(text) > length:
        return f"{len(text)} characters: {what[0].lower()}{what[1:]} has {length}."
    return None
