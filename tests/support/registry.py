"""A real container registry (Debian's `docker-registry`) with basic auth and TLS, and a front that answers as ECR does.

The registry knows one user and no rights; ECR's own refusals come from the front.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import socket
import ssl
import subprocess
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from tests.services import certificates

USER = "AWS"
# The token that the tests' ECR gives, and moto's; with their bcrypt hashes, as htpasswd writes them.
PASSWORDS = {
    "canary-token": "$2b$04$LfbxpaC4l0e4Vd.QxQQX.us27DkegLSi5VotQqwD/IrSQyukK3UGi",
    "123456789012-auth-token": "$2b$04$VVNYvqKXRkeKpMUQ8JyTneNUXT1gUGjOO8I9A9tvYkXlqG3JiyiSC",
}
DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
OCI = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"


@dataclass
class DockerRegistry:
    """The running registry: its address, the authority to trust, where it keeps what it has."""

    url: str
    authority: Path
    storage: Path
    password: str
    sent: list[str] = field(default_factory=list)

    def client(self) -> httpx.Client:
        """A client that may do everything."""
        context = ssl.create_default_context(cafile=self.authority)
        return httpx.Client(base_url=self.url, auth=(USER, self.password), verify=context, trust_env=False)

    def push_image(self, repository: str, tag: str, platform: str = "linux/amd64", kind: str = DOCKER) -> bytes:
        """Push an image of one layer; gives its manifest."""
        system, architecture = platform.split("/")
        config = json.dumps({"os": system, "architecture": architecture, "rootfs": {"type": "layers"}}).encode()
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive:
            archive.addfile(tarfile.TarInfo("hello"))
        layer = gzip.compress(packed.getvalue(), mtime=0)
        with self.client() as client:
            for blob in (config, layer):
                begun = client.post(f"/v2/{repository}/blobs/uploads/")
                where = httpx.URL(begun.headers["Location"]).copy_merge_params({"digest": digest(blob)})
                client.put(where, content=blob).raise_for_status()
            manifest = json.dumps(
                {
                    "schemaVersion": 2,
                    "mediaType": kind,
                    "config": {
                        "mediaType": "application/vnd.oci.image.config.v1+json",
                        "size": len(config),
                        "digest": digest(config),
                    },
                    "layers": [
                        {
                            "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                            "size": len(layer),
                            "digest": digest(layer),
                        }
                    ],
                }
            ).encode()
            self._put(client, repository, tag, kind, manifest)
        return manifest

    def push_index(self, repository: str, tag: str, platforms: list[str]) -> None:
        """Push an index with an image for each platform, and one that BuildKit would attest."""
        listed = []
        for platform in platforms:
            content = self.push_image(repository, f"{tag}-{platform.replace('/', '-')}", platform, OCI)
            system, architecture = platform.split("/")
            listed.append(
                {
                    "mediaType": OCI,
                    "size": len(content),
                    "digest": digest(content),
                    "platform": {"os": system, "architecture": architecture},
                }
            )
        listed.append({**listed[0], "platform": {"os": "unknown", "architecture": "unknown"}})
        index = json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": listed}).encode()
        with self.client() as client:
            self._put(client, repository, tag, OCI_INDEX, index)

    def _put(self, client: httpx.Client, repository: str, tag: str, kind: str, content: bytes) -> None:
        answer = client.put(f"/v2/{repository}/manifests/{tag}", content=content, headers={"Content-Type": kind})
        answer.raise_for_status()

    def uploads(self) -> list[Path]:
        """The uploads that were begun and not ended; the registry leaves an empty folder of those that were."""
        return [path.parent for path in self.storage.rglob("_uploads/*/startedat")]

    def repositories(self) -> set[str]:
        """The names of the repositories that it has."""
        base = self.storage / "docker/registry/v2/repositories"
        return {str(path.parent.relative_to(base)) for path in base.rglob("_uploads")} if base.exists() else set()


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@contextmanager
def docker_registry(folder: Path, password: str = "canary-token") -> Iterator[DockerRegistry]:
    """The registry, running; everything of it is below `folder`."""
    made = certificates.make(folder)
    storage = folder / "storage"
    (folder / "htpasswd").write_text(f"{USER}:{PASSWORDS[password]}\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "config.yml").write_text(
        json.dumps(
            {  # JSON is YAML
                "version": 0.1,
                "log": {"level": "error", "accesslog": {"disabled": True}},
                "storage": {"filesystem": {"rootdirectory": str(storage)}, "delete": {"enabled": True}},
                "http": {
                    "addr": f"127.0.0.1:{port}",
                    "tls": {"certificate": str(folder / "server.pem"), "key": str(folder / "server.pem")},
                },
                "auth": {"htpasswd": {"realm": "tests", "path": str(folder / "htpasswd")}},
            }
        )
    )
    log = (folder / "log").open("wb")
    process = subprocess.Popen(["docker-registry", "serve", str(folder / "config.yml")], stdout=log, stderr=log)
    try:
        _wait_for(process, port, folder / "log")
        yield DockerRegistry(f"https://127.0.0.1:{port}", made.authority, storage, password)
    finally:
        process.terminate()
        process.wait(10)
        log.close()


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            threading.Event().wait(0.02)
        else:
            return
    raise AssertionError("docker-registry does not listen")


@dataclass(frozen=True)
class Said:
    """An answer of the front."""

    status: int
    content: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def refusal(status: int, code: str, message: str = "") -> Said:
    """An error in the registry's own form ("Errors", OCI distribution spec)."""
    content = json.dumps({"errors": [{"code": code, "message": message}]}).encode()
    return Said(status, content, {"Content-Type": "application/json"})


Answering = Callable[[str, str], Said]


@dataclass
class Front:
    """A server in ECR's place. `asked` are the requests: method, path, and the log-in that came with it."""

    url: str
    authority: Path
    asked: list[tuple[str, str, str]]
    answering: Answering

    @property
    def requests(self) -> list[tuple[str, str]]:
        """Method and path of each request."""
        return [(method, path) for method, path, _ in self.asked]


@contextmanager
def front(folder: Path, answering: Answering) -> Iterator[Front]:
    """The front on a port of its own; `answering` may be changed at any time."""
    made = certificates.make(folder)
    holder: list[Front] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            holder[0].asked.append((self.command, self.path, self.headers.get("Authorization", "")))
            said = holder[0].answering(self.command, self.path)
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.content)))
            self.end_headers()
            if self.command != "HEAD":
                with suppress(OSError):  # a client that has read enough hangs up
                    self.wfile.write(said.content)

        do_GET = do_HEAD = do_POST = do_DELETE = _answer  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    http.socket = made.context.wrap_socket(http.socket, server_side=True, do_handshake_on_connect=False)
    holder.append(Front(f"https://127.0.0.1:{http.server_address[1]}", made.authority, [], answering))
    threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield holder[0]
    finally:
        http.shutdown()
        http.server_close()
