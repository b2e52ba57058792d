"""No private name of our screens and widgets hides one of Textual's: that breaks in silence, far from its cause."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from functools import cache

import pytest
from textual.message_pump import MessagePump

import wizard.tui.screens
import wizard.tui.widgets

# Overridden on purpose: Textual's Input copies the first line of a paste only.
MEANT = {"_on_paste"}
ASSIGNED = re.compile(r"self\.(_\w+)\s*(?::[^=\n]+)?=[^=]")


def our_classes() -> list[type]:
    found = []
    for package in (wizard.tui.screens, wizard.tui.widgets):
        for item in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            module = importlib.import_module(item.name)
            found += [
                value
                for value in vars(module).values()
                if inspect.isclass(value) and issubclass(value, MessagePump) and value.__module__ == module.__name__
            ]
    return found


@cache
def private_names(kind: type) -> set[str]:
    names = {name for name in vars(kind) if name.startswith("_") and not name.startswith("__")}
    return names | set(ASSIGNED.findall(inspect.getsource(kind)))


@pytest.mark.parametrize("kind", our_classes(), ids=lambda kind: kind.__name__)
def test_no_private_name_hides_one_of_textual(kind: type) -> None:
    theirs: set[str] = set()
    for base in kind.__mro__:
        if base.__module__.startswith("textual."):
            theirs |= private_names(base)
    generated = re.compile(r"_(css_type_names?|merged_bindings|inherit_\w+|computes|decorated_handlers|reactives)")
    ours = {name for name in private_names(kind) if not generated.fullmatch(name)}
    assert ours & theirs - MEANT == set()
