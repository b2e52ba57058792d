"""Repositories and tags page by page: every token is honoured, and ten thousand are listed at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aws_server import ACCOUNT, KEYS, Answer, Request, Server, ecr, ecr_error, good, serving

from wizard.core.model.errors import ServiceError
from wizard.services.aws.boto import AwsBoto
from wizard.services.aws.protocol import Repository, Tag, newest_repositories, newest_tags

COUNT = 10_000
START = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr("wizard.services.aws.boto.RETRY_AFTER", 0.01)
    with serving(good) as running:
        monkeypatch.setenv("AWS_ENDPOINT_URL", running.url)
        yield running


def paged(key: str, items: list[dict[str, Any]], size: int | None = None) -> Any:
    """An ECR that gives pages as large as is asked for (`maxResults` and `nextToken`, ECR API Reference)."""

    def answer(request: Request) -> Answer:
        at = int(request.parameters.get("nextToken") or 0)
        end = at + (size or request.parameters["maxResults"])
        more = {"nextToken": str(end)} if end < len(items) else {}
        return ecr({key: items[at:end]} | more)

    return answer


def repositories(count: int) -> list[dict[str, Any]]:
    return [
        {
            "repositoryName": f"team/app-{number}",
            "repositoryUri": f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/team/app-{number}",
            "createdAt": (START + timedelta(hours=number)).timestamp(),
        }
        for number in range(count)
    ]


def test_every_page_is_fetched_with_the_token_of_the_one_before(aws: AwsBoto, server: Server) -> None:
    server.answering = paged("repositories", repositories(7), size=3)
    pages = list(aws.repositories(KEYS, "us-east-1"))
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [request.parameters.get("nextToken") for request in server.requests] == [None, "3", "6"]
    newest = newest_repositories(item for page in pages for item in page)
    assert [item.name for item in newest] == [f"team/app-{number}" for number in range(6, -1, -1)]


def test_a_page_comes_as_soon_as_it_is_there(aws: AwsBoto, server: Server) -> None:
    server.answering = paged("repositories", repositories(7), size=3)
    pages = aws.repositories(KEYS, "us-east-1")
    next(pages)
    assert len(server.requests) == 1


def test_ten_thousand_repositories_are_ten_requests(aws: AwsBoto, server: Server) -> None:
    server.answering = paged("repositories", repositories(COUNT))
    found = [item for page in aws.repositories(KEYS, "us-east-1") for item in page]
    assert len(set(found)) == COUNT
    assert len(server.requests) == COUNT // 1000


def test_tags_of_one_image_stay_together_and_untagged_images_are_left_out(aws: AwsBoto, server: Server) -> None:
    images = [
        {"imageTags": ["1.0"], "imagePushedAt": START.timestamp()},
        {"imageTags": ["2.0", "latest"], "imagePushedAt": (START + timedelta(days=1)).timestamp()},
        {"imageDigest": "sha256:0", "imagePushedAt": START.timestamp()},
    ]
    server.answering = paged("imageDetails", images, size=2)
    tags = newest_tags(tag for page in aws.tags(KEYS, "us-east-1", "team/app") for tag in page)
    assert [tag.name for tag in tags] == ["2.0", "latest", "1.0"]
    assert {request.parameters["filter"]["tagStatus"] for request in server.requests} == {"TAGGED"}


def test_an_empty_page_in_the_middle_is_no_end(aws: AwsBoto, server: Server) -> None:
    # "The nextToken value ... when the results exceeded maxResults": a page may be empty and still have one.
    pages = [ecr({"imageDetails": [], "nextToken": "a"}), ecr({"imageDetails": [{"imageTags": ["1"]}]})]
    server.answering = lambda _: pages.pop(0)
    assert [[tag.name for tag in page] for page in aws.tags(KEYS, "us-east-1", "app")] == [[], ["1"]]


def test_the_same_token_again_and_again_ends_with_an_error(aws: AwsBoto, server: Server) -> None:
    server.answering = lambda _: ecr({"repositories": [], "nextToken": "again"})
    with pytest.raises(ServiceError, match="same page again") as caught:
        list(aws.repositories(KEYS, "us-east-1"))
    assert caught.value.code == "not-aws"


def test_a_page_that_fails_is_fetched_once_more(aws: AwsBoto, server: Server) -> None:
    whole = paged("repositories", repositories(4), size=2)
    failing = [True]

    def answer(request: Request) -> Answer:
        if request.parameters.get("nextToken") and failing:
            failing.pop()
            return ecr_error("ThrottlingException", "Rate exceeded")
        return whole(request)

    said: list[str] = []
    server.answering = answer
    assert sum(len(page) for page in aws.repositories(KEYS, "us-east-1", said.append)) == 4
    assert len(said) == 1


def test_the_registry_of_another_account_can_be_listed(aws: AwsBoto, server: Server) -> None:
    server.answering = paged("repositories", [])
    list(aws.repositories(KEYS, "us-east-1", account="999999999999"))
    assert server.requests[0].parameters["registryId"] == "999999999999"


def test_a_name_that_no_repository_can_have(aws: AwsBoto, server: Server) -> None:
    with pytest.raises(ServiceError, match="No repository can have this name") as caught:
        aws.has_repository(KEYS, "us-east-1", "x")
    assert caught.value.code == "repository-name"
    assert server.requests == []


def test_names_that_aws_could_not_have_sent_are_harmless(aws: AwsBoto, server: Server) -> None:
    hostile = "x\x1b]0;pwned\x07\u202ey"
    server.answering = paged("repositories", [{"repositoryName": hostile, "repositoryUri": hostile}])
    (page,) = aws.repositories(KEYS, "us-east-1")
    assert (page[0].name, page[0].uri) == ("x\\x1b]0;pwned\\x07\\u202ey",) * 2
    server.answering = paged("imageDetails", [{"imageTags": [hostile]}])
    assert [tag.name for (tag,) in aws.tags(KEYS, "us-east-1", "app")] == ["x\\x1b]0;pwned\\x07\\u202ey"]


def test_what_has_no_date_comes_last_and_equals_stand_by_name() -> None:
    items = [Repository("b", "b"), Repository("a", "a"), Repository("c", "c", START)]
    assert [item.name for item in newest_repositories(items)] == ["c", "a", "b"]
    assert [tag.name for tag in newest_tags([Tag("b", START), Tag("a", START), Tag("0")])] == ["a", "b", "0"]
