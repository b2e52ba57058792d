"""AWS itself, asked through boto3. It is imported when the first call is made: it costs a third of a second."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Protocol, TypeVar

from wizard import __version__
from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.rights import Access, Right
from wizard.core.aws.verify import Target, Verdict
from wizard.core.model.errors import WizardError
from wizard.core.model.secret import AwsKeys
from wizard.services.aws.errors import ALWAYS_ENABLED, NO_KEYS, Asked, Seen, not_aws
from wizard.services.aws.home_regions import home_region
from wizard.services.aws.limits import LARGEST_ANSWER, LARGEST_XML, limit_answers
from wizard.services.aws.network import CONNECT_SECONDS, READ_SECONDS, check_endpoint, too_late, translate
from wizard.services.aws.protocol import TOTAL_SECONDS, Authorization, Identity, Progress, Repository, Tag, identity_of
from wizard.services.credentials import aws_files
from wizard.services.credentials.aws_files import check_readable
from wizard.services.credentials.aws_settings import profile_of_environment
from wizard.services.runtime.background import run_in_daemon
from wizard.services.runtime.bounded import Line
from wizard.services.runtime.foreign import foreign_name, foreign_text, remember
from wizard.services.runtime.logs import quiet_libraries

T = TypeVar("T")
Item_co = TypeVar("Item_co", covariant=True)

RETRIED = frozenset({"throttled", "aws-unavailable", "connection-cut"})
RETRY_AFTER = 1.0
SERVICES = frozenset({"api.ecr", "iam", "sts"})
ARN_LENGTH = 700  # path, role and session at their longest ("IAM and AWS STS quotas", IAM User Guide)
PAGE = 1000  # the most that ECR gives at once (DescribeRepositories, DescribeImages: maxResults)


class Page(Protocol[Item_co]):
    """One page of a list: its items and the token of the next one. `more` is that token, as a parameter."""

    def __call__(self, client: Any, more: dict[str, str]) -> tuple[tuple[Item_co, ...], str | None]: ...


class AwsBoto:
    """`Aws` on boto3: a session for each source of keys, with the environment and the shared files as it honours them.

    `allow_http_endpoint`: an endpoint may be an http address of another computer.
    """

    def __init__(self, total_seconds: float = TOTAL_SECONDS, *, allow_http_endpoint: bool = False) -> None:
        self._total = total_seconds
        self._allow_http = allow_http_endpoint
        self._lock = threading.Lock()
        self._known: Any = None
        self._sessions: dict[tuple[str, tuple[str, str]], Any] = {}
        self._regions: tuple[str, ...] = ()

    def regions(self) -> tuple[str, ...]:
        """See `Aws`."""
        if not self._regions:
            outcome = self._find_regions()
            if isinstance(outcome, WizardError):
                raise outcome
            self._regions = outcome
        return self._regions

    def identify(self, keys: AwsKeys, region: str, progress: Progress | None = None) -> Identity:
        """See `Aws`."""

        def call(client: Any) -> Identity:
            answer = client.get_caller_identity()
            account, arn = str(answer["Account"]), str(answer["Arn"])
            if not (re.fullmatch(r"[0-9]{12}", account) and re.fullmatch(r"arn:[\x21-\x7e]+", arn)):
                raise ValueError("no identity")  # reported as an answer that is not AWS's
            return identity_of(account, foreign_text(arn, limit=ARN_LENGTH))

        return self.ask(Asked("STS", _sts_region(region), keys), call, progress)

    def authorization(self, keys: AwsKeys, region: str, progress: Progress | None = None) -> Authorization:
        """See `Aws`."""

        def call(client: Any) -> Authorization:
            # Only the host leaves this frame: the token next to it logs in to the registry.
            endpoint = str(client.get_authorization_token()["authorizationData"][0]["proxyEndpoint"])
            return Authorization(foreign_text(endpoint.removeprefix("https://")))

        return self.ask(Asked("ECR", region, keys), call, progress)

    def repositories(
        self, keys: AwsKeys, region: str, progress: Progress | None = None, account: str | None = None
    ) -> Iterator[tuple[Repository, ...]]:
        """See `Aws`."""

        def page(client: Any, more: dict[str, str]) -> tuple[tuple[Repository, ...], str | None]:
            answer = client.describe_repositories(maxResults=PAGE, **_registry(account), **more)
            found = tuple(
                # A name that holds what cannot be seen is none of AWS's: it goes on as it is shown.
                Repository(
                    foreign_name(item["repositoryName"]), foreign_name(item["repositoryUri"]), item.get("createdAt")
                )
                for item in answer["repositories"]
            )
            return found, answer.get("nextToken")

        return self._pages(Asked("ECR", region, keys), page, progress)

    def tags(
        self, keys: AwsKeys, region: str, repository: str, progress: Progress | None = None, account: str | None = None
    ) -> Iterator[tuple[Tag, ...]]:
        """See `Aws`."""

        def page(client: Any, more: dict[str, str]) -> tuple[tuple[Tag, ...], str | None]:
            answer = client.describe_images(
                repositoryName=repository,
                filter={"tagStatus": "TAGGED"},
                maxResults=PAGE,
                **_registry(account),
                **more,
            )
            found = tuple(
                Tag(foreign_name(name), item.get("imagePushedAt"))
                for item in answer["imageDetails"]
                for name in item.get("imageTags", ())
            )
            return found, answer.get("nextToken")

        return self._pages(Asked("ECR", region, keys), page, progress)

    def has_repository(
        self,
        keys: AwsKeys,
        region: str,
        repository: str,
        progress: Progress | None = None,
        account: str | None = None,
    ) -> bool | None:
        """See `Aws`."""

        def call(client: Any) -> bool:
            return bool(
                client.describe_repositories(repositoryNames=[repository], **_registry(account))["repositories"]
            )

        try:
            return self.ask(Asked("ECR", region, keys), call, progress)
        except WizardError as error:
            if error.code == "repository-not-found":
                return False
            if error.code == "access-denied":
                return None
            raise

    def rights(
        self,
        keys: AwsKeys,
        region: str,
        identity: Identity,
        access: Access,
        images: Sequence[EcrImage],
        progress: Progress | None = None,
    ) -> tuple[Right, ...]:
        """See `Aws`."""
        from wizard.services.aws.rights import find_rights

        return find_rights(self, keys, region, identity, access, images, progress)

    def verify(
        self, keys: AwsKeys, target: Target, *, is_cache: bool | None = None, progress: Progress | None = None
    ) -> Verdict:
        """See `Aws`."""
        from wizard.services.aws.verifying import verify

        return verify(self, keys, target, is_cache=is_cache, progress=progress)

    def ca_bundle(self, keys: AwsKeys) -> str:
        """The file of certificate authorities that AWS's settings name for these keys; empty for the usual ones."""
        settings = self._session(keys.profile)._session  # noqa: SLF001 - boto3 gives its settings in no other way
        return str(settings.get_config_variable("ca_bundle") or "")

    def ask(self, asked: Asked, call: Callable[[Any], T], progress: Progress | None = None) -> T:
        """What `call` makes of a client for `asked`; once more when that may help. Raises `WizardError`.

        It runs in a daemon thread: neither a name server nor a body that trickles in is bounded by botocore's
        time-outs. Its errors come back as values, so that no traceback holds botocore's frames.
        """
        end = time.monotonic() + self._total
        outcome = self._within(end, asked, call)
        if isinstance(outcome, WizardError) and outcome.code in RETRIED and end - time.monotonic() > 2 * RETRY_AFTER:
            if progress is not None:
                progress(f"{outcome.title} Trying once more.")
            threading.Event().wait(RETRY_AFTER)
            outcome = self._within(end, asked, call)
        if isinstance(outcome, WizardError):
            raise outcome
        return outcome

    def _within(self, end: float, asked: Asked, call: Callable[[Any], T]) -> T | WizardError:
        line = Line()
        try:
            return run_in_daemon(lambda: self._outcome(asked, call, line), max(end - time.monotonic(), 0.0))
        except TimeoutError:
            line.cut()
            return too_late(asked.service, self._total)

    def _outcome(self, asked: Asked, call: Callable[[Any], T], line: Line) -> T | WizardError:
        seen: list[Seen] = []
        remember(asked.keys)
        try:
            client = self._client(asked)
            limit_answers(client, line, LARGEST_ANSWER if asked.service == "ECR" else LARGEST_XML)
            # Of an answer that it cannot parse botocore tells nothing else.
            client.meta.events.register("before-parse", lambda response_dict, **_: seen.append(_seen(response_dict)))
            return call(client)
        except WizardError as error:
            return error
        except Exception as error:  # noqa: BLE001 - whatever it is, it may hold the request: only its translation leaves
            regions = self._regions or self._find_regions()
            return (
                regions
                if isinstance(regions, WizardError)
                else translate(error, asked, regions, seen[-1] if seen else None)
            )

    def _find_regions(self) -> tuple[str, ...] | WizardError:
        try:
            session = self._catalogue()
            names = {
                name
                for partition in session.get_available_partitions()
                for name in session.get_available_regions("ecr", partition)
            }
        except WizardError as error:
            return error
        except Exception as error:  # noqa: BLE001 - the files of ~/.aws are read here: theirs are many errors
            return translate(error, Asked("AWS", "", NO_KEYS), ())
        return tuple(sorted(names))

    def _pages(
        self,
        asked: Asked,
        page: Page[T],
        progress: Progress | None,
    ) -> Iterator[tuple[T, ...]]:
        seen: set[str] = set()
        token: str | None = None
        while True:
            call = partial(page, more={"nextToken": token} if token else {})
            found, token = self.ask(asked, call, progress)
            yield found
            if not token:
                return
            if token in seen:
                raise not_aws(asked, "It gives the same page again and again.")
            seen.add(token)

    def _session(self, profile: str) -> Any:
        """The boto3 session of keys from that profile, or from none: then the environment names one, or nobody does.

        Raises what boto3 raises for a profile that is not there and for files that cannot be read.
        """
        from boto3 import Session
        from botocore.session import Session as Botocore

        check_readable()  # botocore reads them when it likes, and would wait for a named pipe
        named = profile_of_environment()
        name = profile or (named.value if named else "")
        files = (str(aws_files.config_path()), str(aws_files.credentials_path()))
        catalogue = self._catalogue()
        with self._lock:
            if (name, files) not in self._sessions:
                core = Botocore(profile=name or None)
                # Endpoints are most of what a session holds in memory: all of them share those.
                core.register_component("data_loader", catalogue.get_component("data_loader"))
                self._sessions[name, files] = Session(botocore_session=core)
            return self._sessions[name, files]

    def _catalogue(self) -> Any:
        """What botocore knows of AWS, whatever profile the environment names: a stale one must not hide the regions."""
        from botocore.session import Session

        with self._lock:
            if self._known is None:
                check_readable()
                quiet_libraries()
                self._known = Session(session_vars={"profile": (None, None, None, None)})
                _forget_other_services(self._known)
            return self._known

    def _client(self, asked: Asked) -> Any:
        from botocore.config import Config

        session = self._session(asked.keys.profile)
        with self._lock:  # sessions may not make two clients at once
            client = session.client(
                asked.service.lower(),
                region_name=asked.region,
                aws_access_key_id=asked.keys.key_id.reveal(),
                aws_secret_access_key=asked.keys.secret.reveal(),
                config=Config(
                    connect_timeout=CONNECT_SECONDS,
                    read_timeout=READ_SECONDS,
                    retries={"total_max_attempts": 1, "mode": "standard"},
                    user_agent_extra=f"ecr-wizard/{__version__}",
                ),
            )
        check_endpoint(client.meta.endpoint_url, asked.keys.profile, allow_http=self._allow_http)
        return client


def _forget_other_services(session: Any) -> None:
    """Drop the endpoints of the services that are never asked: most of what botocore holds in memory."""
    endpoints = session.get_component("data_loader").load_data("endpoints")  # botocore's own copy
    for partition in endpoints["partitions"]:
        partition["services"] = {name: partition["services"][name] for name in SERVICES & partition["services"].keys()}


def _sts_region(region: str) -> str:
    # In a region that the account has not enabled STS would call a good key unknown.
    return region if region in ALWAYS_ENABLED else home_region(region)


def _registry(account: str | None) -> dict[str, str]:
    return {"registryId": account} if account else {}


def _seen(response: Mapping[str, Any]) -> Seen:
    return Seen(int(response["status_code"]), {str(name): str(value) for name, value in response["headers"].items()})
