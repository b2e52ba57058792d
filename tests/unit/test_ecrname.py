"""Names of images in ECR: taken apart, put together, and told what is wrong with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.core.aws.ecr_name import EcrImage, image_name, parse, partition_of, problem_of

HOST = "123456789012.dkr.ecr.us-west-2.amazonaws.com"
# Regions of the isolated partitions, and the domains of their registries (botocore's partitions, `dnsSuffix`).
REGIONS = ("us-east-1", "ap-southeast-3", "cn-northwest-1", "us-gov-east-1", "eusc-de-east-1")
ISOLATED = {
    "us-iso-east-1": "c2s.ic.gov",
    "us-isob-east-1": "sc2s.sgov.gov",
    "eu-isoe-west-1": "cloud.adc-e.uk",
    "us-isof-south-1": "csp.hci.ic.gov",
}


@pytest.mark.parametrize(
    ("text", "image"),
    [
        (f"{HOST}/app", EcrImage("123456789012", "us-west-2", "app")),
        (f"{HOST}/team/app:1.0", EcrImage("123456789012", "us-west-2", "team/app", "1.0")),
        (f" {HOST}/a-b_c.d:latest ", EcrImage("123456789012", "us-west-2", "a-b_c.d", "latest")),
        (
            f"{HOST}/app@sha256:{'0' * 64}",
            EcrImage("123456789012", "us-west-2", "app", digest=f"sha256:{'0' * 64}"),
        ),
        (
            "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app",
            EcrImage("123456789012", "cn-north-1", "app"),
        ),
        # FIPS and dual-stack endpoints: "Amazon ECR endpoints and quotas", AWS General Reference.
        (
            "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/app",
            EcrImage("123456789012", "us-gov-west-1", "app"),
        ),
        ("123456789012.dkr-ecr.us-west-2.on.aws/app", EcrImage("123456789012", "us-west-2", "app")),
        (f"{HOST}/ab", EcrImage("123456789012", "us-west-2", "ab")),
        (f"{HOST}/a/b", EcrImage("123456789012", "us-west-2", "a/b")),
        (f"{HOST}/a__b--c", EcrImage("123456789012", "us-west-2", "a__b--c")),
        *(
            (f"123456789012.dkr.ecr.{region}.{domain}/app", EcrImage("123456789012", region, "app"))
            for region, domain in ISOLATED.items()
        ),
    ],
)
def test_a_name_is_taken_apart(text: str, image: EcrImage) -> None:
    assert parse(text) == image
    assert problem_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "app",
        "someone/app",
        "gcr.io/x/app",
        HOST,
        f"{HOST}/",
        f"{HOST}/App",
        f"{HOST}/a//b",
        f"https://{HOST}/app",
        f"x{HOST}/app",
        f"{HOST}.evil.com/app",
        f"{HOST}/app\n",
        f"{HOST}/app:",
        f"{HOST}/$REPO",
        "$HOST/app",
        "12345.dkr.ecr.us-west-2.amazonaws.com/app",
        "123456789012.dkr.ecr.moon.amazonaws.com/app",
        "\u0661\u066223456789012.dkr.ecr.us-west-2.amazonaws.com/app",
        "123456789012.dkr.ecr.cn-north-1.amazonaws.com/app",
        "123456789012.dkr.ecr.us-west-2.amazonaws.com.cn/app",
        "",
        # Not as ECR allows it: too short, too long, with separators that do not go together.
        f"{HOST}/a",
        f"{HOST}/a:latest",
        f"{HOST}/{'a' * 257}",
        f"{HOST}/a..b",
        f"{HOST}/a._b",
        f"{HOST}/a___b",
        *(f"123456789012.dkr.ecr.{region}.amazonaws.com/app" for region in ISOLATED),
        "123456789012.dkr.ecr.us-west-2.c2s.ic.gov/app",
        "123456789012.dkr.ecr.us-iso-east-1.sc2s.sgov.gov/app",
    ],
)
def test_what_is_none_is_told_why(text: str) -> None:
    if text.endswith("\n"):
        assert parse(text) is not None  # a line end was typed along
        return
    assert parse(text) is None
    assert problem_of(text)


@given(
    account=st.integers(0, 10**12 - 1).map("{:012}".format),
    region=st.sampled_from(
        ["us-east-1", "ap-southeast-3", "cn-northwest-1", "us-gov-east-1", "eusc-de-east-1", *ISOLATED]
    ),
    repository=st.lists(st.sampled_from(["aa", "app-1", "b_c", "d.e", "00"]), min_size=1, max_size=4).map("/".join),
)
def test_there_and_back(account: str, region: str, repository: str) -> None:
    image = EcrImage(account, region, repository)
    assert parse(image.name) == image
    assert image.name == image_name(account, region, repository)
    assert image.arn == f"arn:{partition_of(region)}:ecr:{region}:{account}:repository/{repository}"


@given(st.text(max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    assert (parse(text) is None) == (problem_of(text) is not None)
