"""Which AWS CLI a Dockerfile installs: Shippable's login inside the container needs version 1, from 1.11.91.

Its login runs `aws ecr get-login --no-include-email`; AWS CLI 2 has no `get-login`, and versions before 1.11.91 do not
know the option (AWS CLI changelog, 1.11.91: "ecr get-login: Adds --no-include-email").
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from wizard.frozen import frozen

Cli = Literal["usable", "version 2", "too old", "absent", "unknown"]
"""`absent`: nothing installs it. `unknown`: something does, and its version is not known."""

FIRST_USABLE = (1, 11, 91)
_SECOND = 2
_NEWEST = (math.inf,)
_PIN = re.compile(r"\s*(?P<sign>===?|~=|!=|[<>]=?)\s*(?P<version>\d+(?:\.\d+)*)(?P<any>\.\*)?")

# The version of the package that a release carries (packages.debian.org, packages.ubuntu.com, pkgs.alpinelinux.org,
# package awscli or aws-cli, 2026); a release that is not here is not known.
_DEBIAN: dict[str, Cli] = {
    "jessie": "too old",  # 1.4.2
    "stretch": "too old",  # 1.11.13
    "buster": "usable",  # 1.16.113
    "bullseye": "usable",  # 1.19.1
    "bookworm": "version 2",  # 2.9.19
    "trixie": "version 2",
}
_DEBIAN_NUMBERS = {"8": "jessie", "9": "stretch", "10": "buster", "11": "bullseye", "12": "bookworm", "13": "trixie"}
_UBUNTU: dict[str, Cli] = {
    "trusty": "too old",  # 1.2.9, without `ecr`
    "xenial": "too old",  # 1.11.13
    "bionic": "usable",  # 1.14.44
    "focal": "usable",  # 1.18.69
    "jammy": "usable",  # 1.22.34
}
_UBUNTU_NUMBERS = {"14.04": "trusty", "16.04": "xenial", "18.04": "bionic", "20.04": "focal", "22.04": "jammy"}
_ALPINE: dict[str, Cli] = {"3.19": "version 2", "3.20": "version 2", "3.21": "version 2", "3.22": "version 2"}

_AWS_IMAGE = re.compile(r"(?:^|/)(?:amazon|aws-cli)/aws-cli(?:[:@]|$)")
_FROM_AWS_IMAGE = re.compile(r"\bfrom=\S*aws-cli\b", re.IGNORECASE)
_PIP = re.compile(
    r"\bpip[\d.]*\s+install\s[^;&|\n]*?(?<![\w./-])awscli(?P<pin>\s*[=<>~!]=?[^\s;&|]*)?(?![\w/-])", re.IGNORECASE
)
_PIP_2 = re.compile(r"\bpip[\d.]*\s+install\s[^;&|\n]*(?<![\w./-])awscliv2\b", re.IGNORECASE)
_APT = re.compile(r"\bapt(?:-get|itude)?\b[^;&|\n]*\sinstall\s[^;&|\n]*(?<![\w./-])awscli(?![\w/-])", re.IGNORECASE)
_APK = re.compile(r"\bapk\b[^;&|\n]*\sadd\s[^;&|\n]*(?<![\w./-])aws-cli(?![\w/-])", re.IGNORECASE)
_SNAP = re.compile(r"\bsnap\s+install\s[^;&|\n]*\baws-cli\b", re.IGNORECASE)
_OTHER = re.compile(
    r"(?:\b(?:install|add)|\s-S\w*)\s[^;&|\n]*(?<![\w./-])aws-?cli(?:-?v?[12])?(?![\w/-])", re.IGNORECASE
)


@frozen
class Installed:
    """The AWS CLI of an image, and how it got there, for people (empty where it is absent)."""

    cli: Cli
    how: str = ""


ABSENT = Installed("absent")
_OTHER_HOW = "a package of a distribution"


def installed(base: str, inherited: Installed | None, commands: Sequence[str]) -> Installed:
    """The AWS CLI of the image that `commands` make from the image `base`; the last one that is installed counts.

    `inherited` is that of an earlier stage, where the base is one.
    """
    found = inherited or ABSENT
    if inherited is None and _AWS_IMAGE.search(base):
        found = Installed("version 2", f"FROM {base}")
    for command in commands:
        for item in _by_command(base, command):
            found = item
    return found


# Ways of installing whose text alone tells what comes; the first that a command has counts.
_TOLD: tuple[tuple[re.Pattern[str], Installed], ...] = (
    (re.compile("awscli-exe-linux"), Installed("version 2", "awscli-exe-linux")),
    (re.compile("awscli-bundle"), Installed("usable", "awscli-bundle")),
    (_FROM_AWS_IMAGE, Installed("version 2", "COPY from the image aws-cli")),
    (_SNAP, Installed("version 2", "snap install aws-cli")),
    (_PIP_2, Installed("version 2", "pip install awscliv2")),
)


def _by_command(base: str, command: str) -> Iterator[Installed]:
    for pattern, installed in _TOLD:
        if pattern.search(command):
            yield installed
            return
    if pip := _PIP.search(command):
        pin = (pip["pin"] or "").replace(" ", "")
        yield Installed(_of_pin(pin), f"pip install awscli{pin}")
    elif _APT.search(command):
        yield Installed(_of_release(base), f"apt install awscli in {base}")
    elif _APK.search(command):
        yield Installed(_of_alpine(base), f"apk add aws-cli in {base}")
    elif _OTHER.search(command):
        yield Installed("unknown", _OTHER_HOW)


def _of_pin(pin: str) -> Cli:
    """The version that pip takes: the newest that the pin allows. The package index has version 1 alone."""
    allowed = [_highest(part) for part in pin.strip("\"'").split(",") if part]
    known = [version for version in allowed if version is not None]
    if len(known) < len(allowed):
        return "unknown"
    newest = min(known, default=_NEWEST)
    if newest[0] >= _SECOND and re.search("[=~]=", pin):
        return "version 2"
    return "usable" if newest >= FIRST_USABLE else "too old"


def _highest(part: str) -> tuple[float, ...] | None:
    """The newest version that a part of a pin (`<2`, `==1.18.*`) allows; None where that is not known."""
    found = _PIN.fullmatch(part)
    if found is None:
        return None
    version = tuple(float(number) for number in found["version"].split("."))
    match found["sign"]:
        case "==" | "===":
            return (*version, math.inf) if found["any"] or len(version) == 1 else version
        case "~=":
            return (*version[:-1], math.inf)
        case "<=":
            return version
        case "<":
            return (*version[:-1], version[-1] - 1, math.inf)
    return _NEWEST


def _of_release(base: str) -> Cli:
    name, _, tag = base.partition(":")
    releases = {**_DEBIAN, **_UBUNTU}
    for word in re.split(r"[-_.]", tag):
        if word in releases:
            return releases[word]
    distribution = name.rpartition("/")[2]
    numbers = {"debian": _DEBIAN_NUMBERS, "ubuntu": _UBUNTU_NUMBERS}.get(distribution, {})
    number = re.match(r"\d+(?:\.\d+)?", tag)
    if number is None:
        return "unknown"
    release = numbers.get(number[0]) or numbers.get(number[0].partition(".")[0])
    return releases[release] if release else "unknown"


def _of_alpine(base: str) -> Cli:
    name, _, tag = base.partition(":")
    number = re.search(r"alpine(\d+\.\d+)", tag)
    if number is None and name.rpartition("/")[2] == "alpine":
        number = re.match(r"(\d+\.\d+)", tag)
        if tag in ("", "latest"):
            return "version 2"
    return _ALPINE.get(number[1], "unknown") if number else "unknown"
