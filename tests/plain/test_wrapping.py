"""Lines of the prompts are broken between words, at the width of the terminal."""

from __future__ import annotations

from wizard.plain.wrapping import wrapped

LONG = "  2) Build: the image that CI runs in is made from a Dockerfile whose FROM names an image in ECR"


def test_no_word_is_broken_and_none_is_lost() -> None:
    lines = wrapped(LONG, 40)
    assert max(map(len, lines)) <= 40
    assert " ".join(lines).split() == LONG.split()


def test_what_follows_stands_below_the_text_of_its_item() -> None:
    assert all(line.startswith("     ") and line[5] != " " for line in wrapped(LONG, 40)[1:])


def test_a_prompt_keeps_the_blank_before_the_answer() -> None:
    assert wrapped("4.2 Image (/ lists) [123456789012.dkr.ecr.us-west-2.amazonaws.com/shop]: ", 60)[-1].endswith("]: ")


def test_a_name_longer_than_the_line_stays_whole() -> None:
    name = "123456789012.dkr.ecr.us-west-2.amazonaws.com/shop"
    assert name in wrapped(f"4.2 Image {name} is there", 40)


def test_without_a_terminal_lines_stay_as_they_are() -> None:
    assert wrapped(LONG, None) == [LONG]
