"""What a Dockerfile tells: images after FROM, and whether its image gets the AWS CLI."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.core.docker.dockerfile import parse


@pytest.mark.parametrize(
    ("text", "froms"),
    [
        ("FROM node:8\n", ("node:8",)),
        ("from node:8", ("node:8",)),
        ("\ufeffFROM node:8\r\nRUN x\r\n", ("node:8",)),
        ("FROM --platform=linux/amd64 node:8 AS base\nFROM base\n", ("node:8",)),
        ("FROM a AS Build\nFROM b\nCOPY --from=build /x /x\nFROM BUILD\n", ("a", "b")),
        ("FROM a\nFROM a\n", ("a",)),
        ("FROM scratch\nCOPY x /\n", ()),
        ("ARG TAG=8\nFROM node:${TAG}\n", ("node:8",)),
        ("ARG REPO\nARG TAG=8\nFROM $REPO/node:$TAG\n", ("$REPO/node:8",)),
        ('ARG R="123456789012.dkr.ecr.us-west-2.amazonaws.com" N=base\nFROM $R/$N\n',
         ("123456789012.dkr.ecr.us-west-2.amazonaws.com/base",)),
        ("ARG A=x\nARG B=$A-y\nFROM $B\n", ("x-y",)),
        ("FROM ${BASE:-node:8}\n", ("node:8",)),
        ("ARG BASE=own\nFROM ${BASE:-node:8}\nFROM ${BASE:+other}\n", ("own", "other")),
        ("FROM node:8\nARG TAG=9\nFROM node:$TAG\n", ("node:8", "node:$TAG")),
        ("# a comment\n\nFROM \\\n  # inside\n\n  node:8 \\\n  AS x\n", ("node:8",)),
        ("# escape=`\nFROM `\n  node:8\nRUN dir C:\\\nFROM b\n", ("node:8", "b")),
        ("# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nRUN dir C:\\\nFROM b\n", ("a", "b")),
        ("# a comment\n# escape=`\nFROM a\nRUN dir C:\\\nFROM b\n", ("a",)),
        ("FROM a\nRUN <<EOF\nFROM inside\nEOF\nFROM b\n", ("a", "b")),
        ("FROM a\nRUN <<-'EOF' sh\n\tFROM inside\n\tEOF\nFROM b\n", ("a", "b")),
        ("FROM a\nCOPY <<A <<\"B\" /x/\nFROM one\nA\nFROM two\nB\nFROM b\n", ("a", "b")),
        ("FROM a\nRUN echo $((1 << 2)) <<<word\nFROM b\n", ("a", "b")),
        ("FROM a\nRUN cat << EOF_THAT_NEVER_COMES\nFROM b\n", ("a", "b")),
        ("FROM\n", ()),
        ("", ()),
        ("hello there", ()),
    ],
)  # fmt: skip
def test_images_after_from(text: str, froms: tuple[str, ...]) -> None:
    assert parse("Dockerfile", text).froms == froms


@pytest.mark.parametrize(
    "command",
    [
        "RUN pip install awscli",
        "RUN sudo pip install awscli==1.11.91 && aws --version",
        "RUN apt-get update \\\n && apt-get install -y python-pip \\\n   awscli \\\n   curl",
        "RUN pip3 install -U 'awscli>=1.11'",
        "RUN apk add --no-cache aws-cli",
        "RUN yum install -y awscli2",
        'RUN ["pip", "install", "awscli"]',
        "RUN curl -o a.zip https://awscli.amazonaws.com/awscli-exe-linux-x86_64.zip && unzip a.zip && ./aws/install",
        "RUN <<EOF\napt-get update\npip install awscli\nEOF",
        "COPY --from=amazon/aws-cli:2.7.0 /usr/local/aws-cli /usr/local/aws-cli",
        "run pacman -S aws-cli",
    ],
)
def test_the_aws_cli_is_found(command: str) -> None:
    assert parse("Dockerfile", f"FROM ubuntu\n{command}\n").installs_awscli


@pytest.mark.parametrize(
    "text",
    [
        "FROM ubuntu\n# RUN pip install awscli\n",
        "FROM ubuntu\nRUN pip install \\\n  # awscli\n  flask\n",
        "FROM ubuntu\nRUN pip uninstall awscli\n",
        "FROM ubuntu\nRUN pip install flask; echo awscli\n",
        "FROM ubuntu\nRUN pip install awscli-local\n",
        "FROM ubuntu\nRUN pip install -r docs/awscli.txt\n",
        "FROM ubuntu\nRUN <<EOF\n# pip install awscli\nEOF\n",
        "FROM ubuntu AS tools\nRUN pip install awscli\nFROM alpine\nCOPY --from=tools /x /x\n",
        "FROM ubuntu\nLABEL how=\"pip install awscli\"\n",
    ],
)  # fmt: skip
def test_the_aws_cli_is_not_seen_where_it_is_not(text: str) -> None:
    assert not parse("Dockerfile", text).installs_awscli


def test_the_aws_cli_comes_from_the_stage_that_the_last_one_is_made_from() -> None:
    assert parse("D", "FROM ubuntu AS tools\nRUN pip install awscli\nFROM tools\nRUN make\n").installs_awscli
    assert parse("D", "FROM amazon/aws-cli:2.15\nRUN make\n").installs_awscli
    assert parse("D", "FROM public.ecr.aws/aws-cli/aws-cli AS a\nFROM a\n").installs_awscli


@given(st.text(alphabet="FROM AS<>-\"'\\`$({:}ARGRUN\n\r\t #=x", max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    parse("Dockerfile", text)
