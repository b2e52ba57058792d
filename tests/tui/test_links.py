"""The address of an image's page in the console of AWS is a link where the terminal knows links, else text."""

from __future__ import annotations

import pytest
from textual.style import Style

from tests.tui.conftest import Making
from tests.tui.hands import TERMINAL, sitting_at
from wizard.core.aws.ecr_name import parse
from wizard.terminal.capabilities import describe
from wizard.tui.widgets.checklist import ADDRESS, Checklist

IMAGE = "123456789012.dkr.ecr.us-west-2.amazonaws.com/shop/app"
PAGE = "https://us-west-2.console.aws.amazon.com/ecr/repositories/private/123456789012/shop/app?region=us-west-2"


@pytest.mark.parametrize(
    ("environ", "links"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, True),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/tmux"}, True),
        ({"TERM": "xterm-256color", "STY": "1.pts"}, False),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "vt220"}, False),
    ],
)
def test_terminals_that_know_links(environ: dict[str, str], links: bool) -> None:
    assert describe(environ | {"LANG": "C.UTF-8"}).links is links


def test_the_page_of_an_image_is_told_where_the_console_is_known() -> None:
    image = parse(IMAGE)
    assert image is not None
    assert image.console_page == PAGE
    assert ADDRESS.fullmatch(PAGE)
    chinese = parse("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app")
    assert chinese is not None
    assert (chinese.console_page or "").startswith("https://cn-north-1.console.amazonaws.cn/ecr/")
    secret = parse("123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov/app")
    assert secret is not None
    assert secret.console_page is None


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://a/\x1b\\",
        "https://a/\x07x",
        "https://a/ b",
        "see https://a/",
    ],
)
def test_nothing_else_is_a_link(text: str) -> None:
    assert not ADDRESS.fullmatch(text)


async def test_the_last_page_links_the_image(real: Making) -> None:
    async with sitting_at(real()) as hands:
        assert TERMINAL.links
        await hands.to_review(image=IMAGE)
        await hands.press("w")
        await hands.sees("In Shippable: the account integration")
        lines = hands.app.screen.query_one(Checklist)
        found = [option.prompt for option in lines.options if "console.aws" in str(option.prompt)]
        assert len(found) == 1
        assert [span.style for span in found[0].spans] == [Style(link=PAGE)]  # type: ignore[union-attr]
        await hands.highlight(lines, "console.aws")
        await hands.press("enter")
        assert hands.app.clipboard == PAGE
