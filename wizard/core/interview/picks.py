"""Questions that come up only while something is made in Shippable, since the server's answers decide whether.

Each door asks them in its own way: a list on screens and at the prompts, numbers on a command's terminal, a flag.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from wizard.core.interview.question import Choice
from wizard.core.model.integration_types import TYPE_NAMES, AccountType
from wizard.frozen import frozen


@frozen
class Pick:
    """A question with several answers. `default` is the index of the one that holds where nobody can be asked.

    `flag` names what answers it on the command line, where there is such a flag.
    """

    question: str
    choices: tuple[Choice, ...]
    help: str = ""
    default: int | None = None
    flag: str = ""


# Gives the index of one of the choices, None when none of them is meant.
Choose = Callable[[Pick], int | None]

TYPE_FLAG: Final = "--type"
TYPE_CHOICES: Final[dict[AccountType, Choice]] = {
    "ECR": Choice(
        "ECR",
        TYPE_NAMES["ECR"],
        "Made for ECR. Servers from 5.11.1 on make no new ones of it; those that exist go on working.",
    ),
    "amazonKeys": Choice(
        "amazonKeys",
        TYPE_NAMES["amazonKeys"],
        "For every service of AWS, and the only one on servers of today. Whether a server that still offers Amazon ECR "
        "logs in to ECR with it is not documented.",
    ),
}
TYPE_HELP: Final = (
    "The type of the account integration. shippable.yml says `type: ecr` for both. It cannot be changed later: another "
    "type is another integration."
)


def type_pick(account: str, offered: Sequence[AccountType], likely: AccountType | None) -> Pick:
    """Of which type the account integration is to be made, where the server offers several.

    The default is the type that is `likely` where it is offered, else Amazon ECR: a server that offers it logs in to
    ECR with it.
    """
    default = next((offered.index(kind) for kind in (likely, "ECR") if kind in offered), 0)
    choices = tuple(TYPE_CHOICES[kind] for kind in offered)
    return Pick(f"The type of the account integration {account}", choices, TYPE_HELP, default, TYPE_FLAG)


def host_pick(organisation: str, hosts: Sequence[str]) -> Pick:
    """Which subscription is meant, where several source hosts have an organisation of the name."""
    choices = tuple(Choice(text, text) for text in hosts)
    return Pick(f"{organisation} is there on several source hosts", choices, "The one whose projects are built.")
