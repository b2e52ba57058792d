"""The two faces, driven by one script. What a run came to is what both must agree on."""

from __future__ import annotations

import asyncio
import io
import re
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

from textual.widgets import Input, OptionList

from tests.parity.scripts import FALLBACK, SAMPLES, Leg
from tests.tui.hands import Hands, sitting_at
from wizard.actions.services import Services
from wizard.core.interview.answers_file import to_state_dict
from wizard.core.interview.flow import STEPS, TITLES
from wizard.core.interview.question import StepKey
from wizard.core.interview.questions import QUESTIONS
from wizard.core.model.answers import Answers, Branches
from wizard.core.scenarios.registry import SCENARIOS
from wizard.plain import walk as plain_walk
from wizard.services.aws.simulated import SimulatedAws
from wizard.services.credentials.simulated import SimulatedStore
from wizard.services.repository.git import RealGit
from wizard.services.storage.files import RealFiles
from wizard.services.storage.inventory import MemoryInventory
from wizard.tui.app.coordinator import screen_of
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.keep_keys import KeepDialog
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.widgets.storage_row import StorageRow

PATIENCE = 300


@dataclass(frozen=True)
class Outcome:
    """What a run came to."""

    answers: dict[str, Any]
    inventory: dict[str, Any]
    kept: dict[str, list[str]]
    written: bytes


def services() -> Services:
    """Simulated AWS, keyring and inventory; real files and git."""
    return Services(
        files=RealFiles(),
        git=RealGit(),
        aws=SimulatedAws(sleep=lambda _seconds: None),
        credential_store=SimulatedStore(),
        inventory=MemoryInventory(),
    )


def _outcome(around: Services, answers: Answers, root: Path) -> Outcome:
    inventory = around.inventory.read()
    accounts = tuple(replace(item, checked="then" if item.checked else None) for item in inventory.accounts)
    store = around.credential_store
    assert isinstance(store, SimulatedStore)
    kept = {
        where: sorted(f"{name}: {keys.masked_id}" for name, keys in held.items())
        for where, held in (("keyring", store._keyring), ("profiles", store._profiles))
    }
    inventory = {"accounts": list(map(asdict, accounts)), "subscriptions": list(map(asdict, inventory.subscriptions))}
    return Outcome(
        to_state_dict(answers) | {"account": asdict(answers.account)},
        inventory,
        kept,
        (root / "shippable.yml").read_bytes(),
    )


# -- screens


def by_screens(root: Path, script: tuple[Leg, ...]) -> Outcome:
    """The script by keys on screens."""
    around = services()
    return asyncio.run(_on_screens(around, root, script))


async def _on_screens(around: Services, root: Path, script: tuple[Leg, ...]) -> Outcome:
    async with sitting_at(lambda: (around, root)) as hands:
        await hands.begin()
        for leg in script:
            await _visit(hands, leg)
        await hands.on(ReviewScreen)
        await hands.press("w")
        done = await hands.on(DoneScreen)
        assert hands.app.session is not None
        if done.asks_to_keep:
            await hands.press("k")
            await _keep(hands, storage_in(script))
        return _outcome(around, hands.app.session.answers, root)


async def _keep(hands: Hands, storage: str) -> None:
    dialog = await hands.on(KeepDialog)
    await hands.until(lambda: not dialog.works_slowly())
    row = dialog.query_one(StorageRow)
    while row.storage != storage:
        await hands.press("right")
    await hands.press("enter")
    if storage == "profile":
        await hands.press("enter")
    await hands.on(DoneScreen)
    await hands.until(lambda: not hands.app.works_slowly)


async def _visit(hands: Hands, leg: Leg) -> None:
    screen = await hands.on(screen_of(leg.step))
    await _answer(hands, leg)
    if leg.to == "on":
        if leg.step is StepKey.ACCOUNT:
            await _keys_and_on(hands, leg)
        elif leg.step is not StepKey.SCENARIO:
            await hands.press("ctrl+n")
    elif leg.to == "back":
        await hands.press("escape")
    else:
        await hands.press("ctrl+p")
        await hands.paste(f"Go to: {TITLES[StepKey(leg.to)]}")
        await hands.press("enter")
    await hands.until(lambda: hands.app.screen is not screen, f"the end of {leg}")


async def _answer(hands: Hands, leg: Leg) -> None:
    if leg.step is StepKey.BRANCHES:
        if leg.answers:
            await _branches(hands, leg.answers["branches"])
    elif leg.step is StepKey.SCENARIO:
        if leg.to == "on":
            await _scenario(hands, leg)
    else:
        await _fields(hands, leg)


async def _fields(hands: Hands, leg: Leg) -> None:
    """In the order of the page: an answer decides what is asked after it."""
    for question in QUESTIONS:
        if question.step is not leg.step or question.kind == "offer":
            continue
        shown = [field for field in hands.app.screen.shown if field.question is question]  # type: ignore[attr-defined]
        if not shown:
            continue
        value = leg.answers.get(question.key)
        if question.key not in leg.answers:
            if leg.to != "on" or question.key not in FALLBACK or shown[0].get():
                continue
            value = FALLBACK[question.key]
        if shown[0].get() == value:
            continue
        if isinstance(value, str) and not question.choices:
            await hands.fill(question.key, value)
        else:
            await hands.choose(question.key, value)


async def _scenario(hands: Hands, leg: Leg) -> None:
    assert hands.app.session is not None
    options = hands.app.screen.query_one("#scenarios", OptionList)
    before = hands.app.session.answers.scenario
    wanted = leg.answers.get("scenario")
    if wanted is None:
        answered = StepKey.SCENARIO in hands.app.session.seen
        wanted = before if answered else FALLBACK["scenario"]
    number = list(SCENARIOS).index(wanted)
    await hands.focus(options)
    while options.highlighted != number:
        await hands.press("down" if (options.highlighted or 0) < number else "up")
    await hands.press("enter")


async def _branches(hands: Hands, branches: Branches) -> None:
    picker = hands.app.screen.query_one("BranchPicker")
    present = picker.get()  # type: ignore[attr-defined]
    if present == branches:
        return
    await hands.choose_branches(Branches(branches.mode))
    for name in set(picker.get().names) ^ set(branches.names):  # type: ignore[attr-defined]
        await hands.focus(hands.app.screen.query_one("FilterList Input", Input))
        await hands.clear()
        await hands.paste(name)
        await hands.press("enter")


async def _keys_and_on(hands: Hands, leg: Leg) -> None:
    screen = await hands.on(AccountScreen)
    assert hands.app.session is not None
    held = hands.app.session.held
    await hands.until(lambda: not screen.runs({"sources"}))
    wanted = leg.answers.get("keys")
    now = next((name for name, sample in SAMPLES.items() if held.keys and sample.keys.key_id == held.keys.key_id), None)
    if wanted is None:
        wanted = now or FALLBACK["keys"]
    if now is not None and wanted != now:
        await hands.click("#change")
        now = None
    if wanted == "later":
        await hands.without_keys()
        return
    if now is None:
        await hands.give_keys(SAMPLES[wanted].keys)
    elif not hands.app.session.answers.account.checked:
        await hands.press("ctrl+n")
    await hands.until(lambda: hands.app.session.answers.account.checked)  # type: ignore[union-attr]
    await hands.until(lambda: not screen.runs({"check"}))
    await hands.press("ctrl+n")


def storage_in(script: tuple[Leg, ...]) -> str:
    """Where the script wants the keys kept in the end."""
    return next((leg.answers["storage"] for leg in reversed(script) if "storage" in leg.answers), "none")


# -- prompts


def by_prompts(root: Path, script: tuple[Leg, ...]) -> Outcome:
    """The script by lines at the prompts."""
    around = services()
    heard = io.StringIO()
    person = Person(script, heard)
    walks: list[plain_walk.Walk] = []
    real = plain_walk.Walk

    def made(*args: Any) -> plain_walk.Walk:
        walks.append(real(*args))
        return walks[0]

    with (
        mock.patch.object(sys, "stdin", person),
        mock.patch.object(sys, "stderr", heard),
        mock.patch.object(plain_walk, "Walk", made),
    ):
        code = plain_walk.run_plain(around, root)
    assert code == 0, heard.getvalue()
    return _outcome(around, walks[0].answers, root)


class Person(io.StringIO):
    """A stdin that follows the script, looking at each prompt as it comes."""

    def __init__(self, script: tuple[Leg, ...], heard: io.StringIO) -> None:
        super().__init__()
        self._legs = list(script)
        self._storage = storage_in(script)
        self._heard, self._at, self._asked = heard, 0, 0
        self._left: dict[str, Any] = {}
        self._begun = False
        self._moved = False
        self._going = ""
        self._keys: str | None = None

    def readline(self, _size: int = -1, /) -> str:
        text = self._heard.getvalue()
        prompt, self._at = text[self._at :].rpartition("\n")[2], len(text)
        self._asked += 1
        assert self._asked < PATIENCE, text[-3000:]
        return self._reply(prompt) + "\n"

    def _reply(self, prompt: str) -> str:
        numbered = re.match(r"(\d)\.(\d+) (.*)", prompt)
        if numbered is None:
            return self._unnumbered(prompt)
        step = STEPS[int(numbered[1])]
        if self._begun and step is not self._legs[0].step:
            self._legs.pop(0)
            self._begun = self._moved = False
        leg = self._legs[0]
        assert leg.step is step, (prompt, leg)
        if self._moved:
            return "<"  # still going back to the step before
        if not self._begun:
            if numbered[2] != "1":
                return "<"
            self._begun, self._left = True, dict(leg.answers)
        if leg.to != "on" and not self._left:
            return self._leave(leg)
        return self._answer(leg, numbered[3], prompt)

    def _leave(self, leg: Leg) -> str:
        if leg.to == "back":
            self._moved = True
            return "<"
        self._going = TITLES[StepKey(leg.to)]
        return ">"

    def _unnumbered(self, prompt: str) -> str:
        if prompt.startswith("Go to"):
            return self._going
        if prompt.startswith("Keep the keys"):
            beginnings = {"keyring": "Keep them in the keyring", "profile": "Keep them as", "none": "Do not keep"}
            return beginnings[self._storage]
        if prompt.startswith("What now"):
            return "Leave it as it is"
        if prompt.startswith(("Write ", "Take it all the same")):
            return "y"
        return ""

    def _answer(self, leg: Leg, label: str, prompt: str) -> str:
        if leg.step is StepKey.ACCOUNT and label.startswith(("Use the keys", "Keys", "aws_")):
            return self._account(label)
        if label.startswith("Branches"):
            return self._branches(label)
        asked = [item for item in QUESTIONS if item.step is leg.step and label.startswith(item.label)]
        question = max(asked, key=lambda item: len(item.label))
        if question.kind == "offer":
            return ""
        if question.key in self._left:
            value = self._left.pop(question.key)
            return _typed(question.values, value)
        return "" if "[" in prompt or question.optional else str(FALLBACK[question.key])

    def _branches(self, label: str) -> str:
        wanted: Branches | None = self._left.get("branches")
        if wanted is None:
            return ""
        if label.startswith("Branches: numbers"):
            return " ".join(wanted.names)
        return {"all": "1", "only": "2", "except": "3"}[wanted.mode]

    def _account(self, label: str) -> str:
        if label.startswith("Use the keys"):
            wanted = self._left.get("keys", self._keys)
            return "y" if wanted == self._keys else "n"
        if label.startswith("Keys"):
            self._keys = self._left.pop("keys", FALLBACK["keys"])
            if self._keys == "later":
                self._keys = None
                return "None now"
            return "Type or paste"
        if label.startswith("aws_"):
            keys = SAMPLES[str(self._keys)].keys
            return (keys.key_id if label.startswith("aws_access") else keys.secret).reveal()
        raise AssertionError(label)


def _typed(values: tuple[tuple[Any, str], ...], value: Any) -> str:
    if isinstance(value, str):
        return value
    return next(label for known, label in values if known is value)
