"""Terminals, sizes, locales, links and both faces, each pair of them: the same text, and the same file is written."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from harness import Terminal, environment
from real_wizard import CI_FILE, ENTER, WIZARD, repository

from tests.support.pairwise import Row, everything, pairs, pairwise
from tests.support.scenario_keys import Scenario
from wizard.core.interview.answers_file import to_state_dict
from wizard.core.model.answers import Account, Answers, Branches
from wizard.services.storage import state
from wizard.tui.driver.glyphs import for_console, to_ascii


def is_described(term: str) -> bool:
    """Whether terminfo knows that terminal."""
    return subprocess.run(["infocmp", term], capture_output=True, check=False).returncode == 0


SLOW_LINK = [sys.executable, str(Path(__file__).with_name("slow_link.py"))]
LINKS = ["direct", *(name for name in ("tmux", "screen", "mosh") if shutil.which(name))]
FACTORS = {
    "front": ["prompts", "screens"],  # the cheaper one first: it is taken where both would do
    "size": ["80x24", "60x16", "120x40"],
    "link": LINKS,
    "term": ["xterm-256color", "linux", "vt100"],
    "locale": ["C.UTF-8", "C"],
}
MORE_TERMS = ("screen-256color", "tmux-256color", "xterm-kitty")
BY_NIGHT = FACTORS | {
    "link": [*LINKS, "slow"],
    # tmux, screen and mosh start only in a terminal that this computer has a description of.
    "term": [*FACTORS["term"], *(term for term in MORE_TERMS if is_described(term))],
    "size": [*FACTORS["size"], "200x60"],
}
ANSWERS = Answers(
    account=Account(name="ecr-integration"),
    integration="ecr-integration",
    scenario=Scenario.PULL,
    image="123456789012.dkr.ecr.us-west-2.amazonaws.com/shop",
    tag="latest",
    region="us-west-2",
    branches=Branches(),
)
CTRL_C = "\x03"
COMPLETE = 1.5  # seconds without a byte after which a page is complete, on a busy machine too
TICKS = (for_console("✓"), "✓")  # the one glyph of these pages that the Linux console has another one for


@contextmanager
def linked(row: Row, argv: list[str], folder: Path) -> Iterator[Terminal]:
    """The program in this terminal, at the other end of this link."""
    inside = ["env", f"LC_ALL={row['locale']}", f"LANG={row['locale']}", *argv]
    width, height = map(int, row["size"].split("x"))
    link = row["link"]
    folder.mkdir(mode=0o700, exist_ok=True)
    env = environment(TERM=row["term"], SCREENDIR=str(folder), MOSH_PREDICTION_DISPLAY="never")
    stop: list[str] = []
    if link == "slow":
        inside = [*SLOW_LINK, *inside]
    elif link == "screen":
        inside = ["screen", "-U", "-c", "/dev/null", "-S", "matrix", *inside]
        stop = ["screen", "-S", "matrix", "-X", "quit"]
    elif link == "tmux":
        (folder / "conf").write_text("set -g status off\n", encoding="utf-8")
        words = ["tmux", "-u", "-S", str(folder / "socket"), "-f", str(folder / "conf")]
        inside, stop = [*words, "new-session", shlex.join(inside)], [*words, "kill-server"]
    elif link == "mosh":
        inside, env = through_mosh(inside, env)
    try:
        with Terminal(inside, width=width, height=height, env=env) as terminal:
            yield terminal
    finally:
        if stop:
            subprocess.run(stop, env=env, check=False, capture_output=True)


def through_mosh(argv: list[str], env: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """A mosh server on this computer, and its client."""
    words = ["mosh-server", "new", "-i", "127.0.0.1", "-c", "256", "--", *argv]
    told = subprocess.run(words, env=env, check=True, capture_output=True, text=True).stdout
    _, _, port, key = next(line for line in told.splitlines() if line.startswith("MOSH CONNECT")).split()
    return ["mosh-client", "127.0.0.1", port], env | {"MOSH_KEY": key}


def text_of(terminal: Terminal) -> str:
    """What it shows, in ASCII: without the scroll bar, and without the lines that mosh shows before the first text."""
    scroll_bar = terminal.screen.columns - 1
    lines = [to_ascii(line.replace(*TICKS))[:scroll_bar].rstrip() for line in terminal.text.splitlines()]
    return "\n".join(lines).strip("\n")


def walk(row: Row, root: Path, folder: Path, expected: str | None) -> str:
    """From a run that was cut off to a written file; the text of the review, which must become the expected one."""
    (root / "shippable.yml").write_text(CI_FILE, encoding="utf-8")
    state.save(root, {"step": "review", "answers": to_state_dict(ANSWERS)})
    flags = ["--plain"] if row["front"] == "prompts" else []
    with linked(row, [*WIZARD, *flags, str(root)], folder) as terminal:
        terminal.wait_for("Go on where the last run ended", timeout=30)
        terminal.send(ENTER)
        terminal.wait_for(*(("Write shippable.yml", "[n]:") if flags else ("Ready to write", "[ Back ]", "w Write")))
        if expected is None:
            terminal.settle(COMPLETE)
            expected = text_of(terminal)
        terminal.wait_for(lambda one: text_of(one) == expected)
        terminal.send("y\r" if flags else "w")
        terminal.wait_for("Commit shippable.yml" if flags else "Written:", timeout=30)
        terminal.send(CTRL_C)
        terminal.wait_for_exit(30)
    return expected


def judge(rows: list[Row], folder: Path) -> None:
    """Walk all of them: of one face at one size the text is the same, and the file always."""
    root = repository(folder)
    texts: dict[tuple[str, str], str] = {}
    files = set()
    for number, row in enumerate(sorted(rows, key=lambda row: LINKS.index(row["link"]) if row["link"] in LINKS else 9)):
        kind = (row["front"], row["size"])
        try:
            texts[kind] = walk(row, root, folder / str(number), texts.get(kind))
        except AssertionError as error:
            error.add_note(f"{row}, where this was expected:\n{texts.get(kind, '')}")
            raise
        files.add((root / "shippable.yml").read_text(encoding="utf-8"))
        assert len(files) == 1, row


@pytest.mark.timeout(600)
def test_every_pair_shows_the_same_text_and_writes_the_same_file(own_home: Path, tmp_path: Path) -> None:
    judge(pairwise(FACTORS), tmp_path)


@pytest.mark.nightly
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("front", FACTORS["front"])
@pytest.mark.parametrize("size", BY_NIGHT["size"])
def test_everything_shows_the_same_text_and_writes_the_same_file(
    front: str, size: str, own_home: Path, tmp_path: Path
) -> None:
    judge(list(everything(BY_NIGHT | {"front": [front], "size": [size]})), tmp_path)


def test_every_pair_is_among_few_rows() -> None:
    rows = pairwise(FACTORS)
    wanted = {pair for row in everything(FACTORS) for pair in pairs(row)}
    assert set().union(*map(pairs, rows)) == wanted
    assert len(rows) <= len(LINKS) * 3 + 4


if os.environ.get("ECR_WIZARD_NO_SKIPS") == "1":  # where nothing may be left out, no link may be absent

    def test_every_link_is_installed() -> None:
        assert LINKS == ["direct", "tmux", "screen", "mosh"]
