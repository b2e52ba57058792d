"""The logins that the commands of a file make themselves, and whether one comes before an image is reached."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.core.aws.ecr_name import Registry
from wizard.core.ci_file.image_references import Reach
from wizard.core.ci_file.variables import Resolved
from wizard.core.docker.logins import Login, logins

# The number of the command, and where in its text.
Position = tuple[int, int]


class OwnLogins:
    """The logins of commands that run one after the other on one machine."""

    def __init__(self, commands: Sequence[Resolved]) -> None:
        self._commands = commands
        self._numbers: dict[tuple[str, str], int] = {}
        self._after_pre_ci = len(commands)
        for number, item in enumerate(commands):
            self._numbers.setdefault((item.command.section, item.command.text), number)
            if item.command.section != "pre_ci":
                self._after_pre_ci = min(self._after_pre_ci, number)
        # Where each kind of login is made first.
        self._first: dict[Login, Position] = {}
        self._inside: set[int] = set()
        for number, found in enumerate(logins([item.text for item in commands])):
            for login in found:
                self._inside.add(number)
                self._first.setdefault(login.anywhere, (number, login.start))
        self._known: dict[Registry | None, list[Position]] = {}

    def has_before(self, reach: Reach) -> bool:
        """Whether one that may be for the image's registry is made before the image is reached."""
        if not self._first:
            return False
        if reach.ecr not in self._known:
            self._known[reach.ecr] = [
                position for login, position in self._first.items() if reach.ecr is None or login.is_for(reach.ecr)
            ]
        end = self._position(reach)
        return any(position <= end for position in self._known[reach.ecr])

    def _position(self, reach: Reach) -> Position:
        """Where the image is reached; the CI image is pulled when `pre_ci` is done."""
        if reach.section == "pre_ci_boot":
            return self._after_pre_ci, -1
        number = self._numbers.get((reach.section, reach.command), len(self._commands))
        if number not in self._inside:
            return number, 0
        return number, self._commands[number].text.rfind(reach.image)
