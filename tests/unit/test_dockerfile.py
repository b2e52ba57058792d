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
        (
            'ARG R="123456789012.dkr.ecr.us-west-2.amazonaws.com" N=base\nFROM $R/$N\n',
            ("123456789012.dkr.ecr.us-west-2.amazonaws.com/base",),
        ),
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
        ('FROM a\nCOPY <<A <<"B" /x/\nFROM one\nA\nFROM two\nB\nFROM b\n', ("a", "b")),
        ("FROM a\nRUN echo $((1 << 2)) <<<word\nFROM b\n", ("a", "b")),
        ("FROM a\nRUN cat << EOF_THAT_NEVER_COMES\nFROM b\n", ("a", "b")),
        ("FROM\n", ()),
        ("", ()),
        ("hello there", ()),
    ],
)
def test_images_after_from(text: str, froms: tuple[str, ...]) -> None:
    assert parse("Dockerfile", text).froms == froms


@pytest.mark.parametrize(
    "command",
    [
        "RUN pip install awscli",
        "RUN sudo pip install awscli==1.11.91 && aws --version",
        "RUN pip3 install -U 'awscli>=1.11'",
        'RUN ["pip", "install", "awscli"]',
        "RUN <<EOF\napt-get update\npip install awscli\nEOF",
        "ADD https://s3.amazonaws.com/aws-cli/awscli-bundle.zip /",
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
        'FROM ubuntu\nLABEL how="pip install awscli"\n',
    ],
)
def test_the_aws_cli_is_not_seen_where_it_is_not(text: str) -> None:
    assert not parse("Dockerfile", text).installs_awscli


def test_the_aws_cli_comes_from_the_stage_that_the_last_one_is_made_from() -> None:
    assert parse("D", "FROM ubuntu AS tools\nRUN pip install awscli\nFROM tools\nRUN make\n").installs_awscli
    assert parse("D", "FROM amazon/aws-cli:2.15\nRUN make\n").aws_cli.cli == "version 2"
    assert parse("D", "FROM public.ecr.aws/aws-cli/aws-cli AS a\nFROM a\n").aws_cli.cli == "version 2"


INSTALL = "RUN apt-get update \\\n && apt-get install -y python-pip \\\n   awscli \\\n   curl"
ZIP = "RUN curl -o a.zip https://awscli.amazonaws.com/awscli-exe-linux-x86_64.zip && unzip a.zip && ./aws/install"


@pytest.mark.parametrize(
    ("base", "command", "cli"),
    [
        ("ubuntu:22.04", INSTALL, "usable"),
        ("ubuntu:jammy-20240212", INSTALL, "usable"),
        ("ubuntu:16.04", INSTALL, "too old"),
        ("ubuntu:14.04", INSTALL, "too old"),
        ("ubuntu", INSTALL, "unknown"),
        ("ubuntu:24.04", INSTALL, "unknown"),
        ("debian:12", INSTALL, "version 2"),
        ("debian:11.6-slim", INSTALL, "usable"),
        ("python:3.9-slim-bookworm", INSTALL, "version 2"),
        ("node:18-bullseye", INSTALL, "usable"),
        ("acme/base", INSTALL, "unknown"),
        ("alpine", "RUN apk add --no-cache aws-cli", "version 2"),
        ("alpine:3.20", "RUN apk add --no-cache aws-cli", "version 2"),
        ("node:20-alpine3.19", "RUN apk --no-cache add curl aws-cli", "version 2"),
        ("alpine:3.10", "RUN apk add aws-cli", "unknown"),
        ("ubuntu", ZIP, "version 2"),
        ("ubuntu", "RUN snap install aws-cli --classic", "version 2"),
        ("ubuntu", "COPY --from=amazon/aws-cli:2.7.0 /usr/local/aws-cli /usr/local/aws-cli", "version 2"),
        ("ubuntu", "RUN pip install awscli==1.11.90", "too old"),
        ("ubuntu", "RUN pip install 'awscli==1.10'", "too old"),
        ("ubuntu", "RUN pip install awscli==1.11.91", "usable"),
        ("ubuntu", "RUN pip install awscli==1.*", "usable"),
        ("ubuntu", "RUN pip install 'awscli<1.12'", "usable"),
        ("ubuntu", "RUN pip install 'awscli>=1.11.91,<2'", "usable"),
        ("ubuntu", "RUN pip install 'awscli<1.11.91'", "too old"),
        ("ubuntu", "RUN pip install 'awscli~=1.10.0'", "too old"),
        ("ubuntu", "RUN pip install awscli~=1.18", "usable"),
        ("ubuntu", "RUN pip install awscli==$VERSION", "unknown"),
        ("ubuntu", "RUN pip install awscliv2", "version 2"),
        ("ubuntu", "RUN yum install -y awscli2", "unknown"),
        ("ubuntu", "run pacman -S aws-cli", "unknown"),
        ("ubuntu", f"RUN pip install awscli\n{ZIP}", "version 2"),
        ("ubuntu", f"{ZIP}\nRUN pip install awscli", "usable"),
        ("ubuntu", "RUN make", "absent"),
    ],
)
def test_which_aws_cli_it_is(base: str, command: str, cli: str) -> None:
    found = parse("Dockerfile", f"FROM {base}\n{command}\n")
    assert found.aws_cli.cli == cli
    assert found.installs_awscli is (cli == "usable")


@given(st.text(alphabet="FROM AS<>-\"'\\`$({:}ARGRUN\n\r\t #=x", max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    parse("Dockerfile", text)
