"""Text can be read: the contrast of every cell of every page and dialog, the focused controls included."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from rich.color import Color, ColorSystem, ColorType
from rich.color_triplet import ColorTriplet
from rich.style import Style

from tests.tui.every_page import one_demo, set_up, take_out
from tests.tui.hands import TERMINAL, Hands, sitting_at
from wizard.terminal.capabilities import Colours, Terminal

TEXT, BARS = 4.5, 3.0
ENDS_OF_BARS = frozenset("▁▂▃▄▅▆▇█")
BLACK, WHITE = ColorTriplet(0, 0, 0), ColorTriplet(255, 255, 255)
XTERM = (
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
)
VGA = (
    (0, 0, 0),
    (170, 0, 0),
    (0, 170, 0),
    (170, 85, 0),
    (0, 0, 170),
    (170, 0, 170),
    (0, 170, 170),
    (170, 170, 170),
    (85, 85, 85),
    (255, 85, 85),
    (85, 255, 85),
    (255, 255, 85),
    (85, 85, 255),
    (255, 85, 255),
    (85, 255, 255),
    (255, 255, 255),
)


@dataclass(frozen=True)
class Palette:
    """What a terminal makes of colours: its own sixteen, its foreground and background, how many it has."""

    name: str
    colours: tuple[tuple[int, int, int], ...]
    foreground: ColorTriplet
    background: ColorTriplet
    system: ColorSystem

    def seen(self, color: Color | None, default: ColorTriplet) -> ColorTriplet:
        """The colour on the screen."""
        if color is None or color.is_default:
            return default
        shown = color.downgrade(self.system)
        if shown.type is ColorType.STANDARD or (shown.number is not None and shown.number < len(self.colours)):
            assert shown.number is not None
            return ColorTriplet(*self.colours[shown.number])
        return shown.get_truecolor()


SIXTEEN = (
    Palette("xterm, dark", XTERM, ColorTriplet(229, 229, 229), BLACK, ColorSystem.STANDARD),
    Palette("xterm, light", XTERM, BLACK, WHITE, ColorSystem.STANDARD),
    Palette("VGA", VGA, ColorTriplet(170, 170, 170), BLACK, ColorSystem.STANDARD),
)
MANY = (
    Palette("truecolour", XTERM, BLACK, WHITE, ColorSystem.TRUECOLOR),
    Palette("256 colours", XTERM, BLACK, WHITE, ColorSystem.EIGHT_BIT),
)


def luminance(color: ColorTriplet) -> float:
    """The relative luminance of WCAG 2."""
    red, green, blue = (linear(part) for part in color.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    """A part of a colour as light, without its gamma."""
    return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4


def contrast(style: Style, palette: Palette) -> float:
    """Between the text and what is behind it; faint text is halfway to its background."""
    front = palette.seen(style.color, palette.foreground)
    back = palette.seen(style.bgcolor, palette.background)
    if style.reverse:
        front, back = back, front
    if style.dim:
        front = ColorTriplet(*((one + other) // 2 for one, other in zip(front, back, strict=True)))
    light, dark = sorted((luminance(front), luminance(back)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@dataclass
class Eyes:
    """Looks at pages; `bad` is what cannot be read, `looked_at` how many cells were judged."""

    hands: Hands
    palettes: tuple[Palette, ...]
    bad: set[str] = field(default_factory=set)
    looked_at: int = 0

    async def visit(self, name: str) -> None:
        """The page as it is, then with the focus on each of its controls."""
        screen, before = self.hands.app.screen, self.hands.app.focused
        self.judge(name)
        for control in screen.focus_chain:
            screen.set_focus(control)
            await self.hands.pilot.pause()
            self.judge(f"{name}, focus on {control.id or type(control).__name__}")
        self.judge_bars(name)
        screen.set_focus(before)
        await self.hands.pilot.pause()

    def judge(self, name: str) -> None:
        """Every cell that has a text; each pair of colours once."""
        texts: dict[tuple[Style, bool], str] = {}
        for strip in self.hands.app.screen._compositor.render_strips():
            for segment in strip:
                words = segment.text.strip()
                if words and segment.style is not None:
                    self.looked_at += len(words)
                    texts.setdefault((segment.style, words in ENDS_OF_BARS), words)
        for (style, _), words in texts.items():
            self._judge_text(name, words, style)

    def _judge_text(self, name: str, words: str, style: Style) -> None:
        needed = BARS if words in ENDS_OF_BARS else TEXT
        for palette in self.palettes:
            found = contrast(style, palette)
            if found < needed:
                self.bad.add(f"{palette.name}: {name}: {words[:40]!r} has {found:.1f} ({style})")

    def judge_bars(self, name: str) -> None:
        """The thumb of each scroll bar that is shown against its track."""
        for widget in self.hands.app.screen.walk_children():
            if not widget.show_vertical_scrollbar:
                continue
            styles = widget.styles
            thumb, track = styles.scrollbar_color.rich_color, styles.scrollbar_background.rich_color
            for palette in self.palettes:
                found = contrast(Style(color=thumb, bgcolor=track), palette)
                if found < BARS:
                    self.bad.add(f"{palette.name}: {name}: a scroll bar has {found:.1f}")


@pytest.mark.timeout(900)  # every focus of every page
@pytest.mark.parametrize(
    ("terminal", "palettes"),
    [
        pytest.param(TERMINAL, MANY, id="dark", marks=pytest.mark.nightly),
        pytest.param(TERMINAL._replace(light=True), MANY, id="light", marks=pytest.mark.nightly),
        pytest.param(TERMINAL._replace(colours=Colours.FEW), SIXTEEN, id="sixteen"),
    ],
)
async def test_every_text_can_be_read(terminal: Terminal, palettes: tuple[Palette, ...]) -> None:
    bad: set[str] = set()
    with one_demo() as make:
        for walk in (set_up, take_out):
            async with sitting_at(make, terminal=terminal) as hands:
                eyes = Eyes(hands, palettes)
                await walk(hands, eyes.visit)
                assert eyes.looked_at > 1000
                bad |= eyes.bad
    assert not bad, "\n".join(sorted(bad))
