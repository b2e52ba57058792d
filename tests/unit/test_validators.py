"""What a user may type, and what is said about the rest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wizard.core.interview import validators
from wizard.core.interview.validators import Cleaned, InvalidAnswer


@pytest.mark.parametrize(
    ("validator", "text", "kept"),
    [
        (validators.integration_name, "My ECR (eu)", "My ECR (eu)"),
        (validators.region, " EU-central-1 ", "eu-central-1"),
        (validators.region, "us-gov-west-1", "us-gov-west-1"),
        (validators.image, "manishas/myImage", "manishas/myImage"),
        (validators.image, "$AMAZON_ECR_URL/$REPO", "$AMAZON_ECR_URL/$REPO"),
        (validators.image, "localhost:5000/app", "localhost:5000/app"),
        (validators.image, "${REPO:-app}", "${REPO:-app}"),
        (validators.image, "${ID}.dkr.ecr.$REGION.amazonaws.com/team/a__b-$BRANCH", None),
        (validators.image, "[::1]:5000/a--b", None),
        (validators.image, "Host.example:5000/a.b_c", None),
        (validators.tag, "$BRANCH.$BUILD_NUMBER", "$BRANCH.$BUILD_NUMBER"),
        (validators.env_item, "A=b c", "A=b c"),
        (validators.branch, "release/*", "release/*"),
        (validators.branch, "v1.*", "v1.*"),
        (validators.path, "./ci/Dockerfile", "ci/Dockerfile"),
        (validators.options, "", ""),
    ],
)
def test_kept(validator: Callable[[str], Cleaned], text: str, kept: str | None) -> None:
    assert validator(text).text == (text if kept is None else kept)


REFUSED_BY_DOCKER = r"/ // . .. -x _x x- /a a/ a//b a..b a___b a-.b é * a;b $ $/x a\b $X- $(git ~ -h.io/x a.b:c/x"


@pytest.mark.parametrize("name", [*REFUSED_BY_DOCKER.split(), "a" * 256])
def test_what_docker_would_refuse_is_no_image(name: str) -> None:
    with pytest.raises(InvalidAnswer, match="Docker refuses"):
        validators.image(name)


@pytest.mark.parametrize("text", ["$TAG", "${TAG:-latest}", "v$MAJOR.${MINOR}_x", "$(hostname)", "`id`"])
def test_variables_in_a_tag_count_as_letters(text: str) -> None:
    assert validators.tag(text) == Cleaned(text)


@pytest.mark.parametrize("text", ["$TAG-{x}", "-$TAG", "$TAG/x", "$", "$TAG:1", "${TAG}" + "x" * 128])
def test_what_docker_refuses_of_a_tag_is_refused_beside_variables_too(text: str) -> None:
    with pytest.raises(InvalidAnswer):
        validators.tag(text)


def test_capitals_in_an_image_are_pointed_out() -> None:
    assert "capital" in validators.image("manishas/myImage").note
    assert not validators.image("Host.example/my-image$BUILD_NUMBER").note


def test_spaces_at_the_ends_of_a_name_are_removed_and_that_is_said() -> None:
    assert validators.integration_name(" ecr ") == Cleaned("ecr", "Spaces at the ends were removed.")


@pytest.mark.parametrize(
    ("validator", "text", "said"),
    [
        (validators.integration_name, "  ", "needed"),
        (validators.integration_name, "a\u200bb", "u200b"),
        (validators.integration_name, "x" * 300, "300"),
        (validators.region, "virginia", "us-east-1"),
        (validators.image, "app:latest", "tag"),
        (validators.image, "my app", "spaces"),
        (validators.image, "https://a/b", "https"),
        (validators.image, "a@sha256:00", "digest"),
        (validators.tag, "-x", "begins"),
        (validators.tag, "a b", "spaces"),
        (validators.env_item, "FOO", "NAME=VALUE"),
        (validators.env_item, "1A=b", "variable"),
        (validators.branch, "a..b", r"\.\."),
        (validators.branch, "-x", "begins"),
        (validators.branch, "release/.x", "begins with a dot"),
        (validators.branch, "@", "@ alone"),
        (validators.branch, "/^release/", r"\^"),
        (validators.path, "../x", "inside"),
        (validators.path, "/etc/passwd", "inside"),
        (validators.command, "a\x1bb", "x1b"),
    ],
)
def test_refused_with_words(validator: Callable[[str], Cleaned], text: str, said: str) -> None:
    with pytest.raises(InvalidAnswer, match=said):
        validator(text)
