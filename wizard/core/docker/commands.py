"""The `docker` commands of a CI file: making them, and reading those that stand there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import lru_cache

from wizard.core.text.shell_words import simple_commands
from wizard.frozen import frozen

# Options that take a word of their own, of `docker` itself and of the commands below.
_WITH_VALUE = frozenset(
    """
    -H --host --config --context -c -l --log-level --tlscacert --tlscert --tlskey -t --tag -f --file --build-arg
    --label --target --network --platform -m --memory --cache-from --add-host --iidfile --progress --secret
    --ssh -o --output --shm-size --ulimit --isolation --change -a --author --message
    """.split()
)
# ... but not in these commands: `docker tag -f` forced, `docker push -a` takes all tags.
_ALONE = {"tag": ("-f",), "push": ("-a",), "pull": ("-a",)}
_LONG = 10_000  # characters of a text that takes long to read; the rules ask for its calls again and again
_SHORT = {"--tag": "-t", "--file": "-f"}
_GROUPS = ("image", "container", "buildx", "builder", "manifest")
# Options of `run` and `create` without a value; every other one takes the next word, unless it has one behind `=`.
_RUN_ALONE = frozenset(
    "--rm --detach --interactive --tty --privileged --init --read-only --publish-all --quiet --no-healthcheck "
    "--oom-kill-disable --sig-proxy --disable-content-trust".split()
)
_RUN_LETTERS = frozenset("-ditPq")


@frozen
class DockerCall:
    """One call of `docker`: its command (`push`, `build`, ...), its words that are no options, `-t` and `-f`.

    The options of `run` and `create` may be others than are known here: their `words` are all that do not begin with a
    dash, and `image` is the one that comes after the options that are known. `arguments` are the `--build-arg`.
    """

    verb: str
    words: tuple[str, ...]
    tags: tuple[str, ...] = ()
    file: str | None = None
    image: str = ""
    arguments: tuple[str, ...] = ()

    @property
    def makes(self) -> tuple[str, ...]:
        """The images that it makes or renames."""
        if self.verb == "build":
            return self.tags
        return self.words[1:2] if self.verb in ("tag", "commit", "import") else ()

    @property
    def reaches(self) -> tuple[str, ...]:
        """The images that it takes from a registry or brings there; of `run` every word that may be one."""
        if self.verb in ("push", "pull"):
            return self.words[:1]
        return self.words if self.verb in ("run", "create") else ()

    @property
    def dockerfile(self) -> str | None:
        """The Dockerfile that a `build` reads, from where it is called; None where that is not a plain path."""
        context = (self.words or ("",))[0]
        if self.verb != "build" or self.file == "-" or re.search(r"[$`]|://|^-?$|^/|\.\.", context):
            return None
        if self.file is not None:
            return self.file.removeprefix("./")
        return "/".join(part for part in (*context.split("/"), "Dockerfile") if part not in ("", "."))


def docker_calls(text: str) -> tuple[DockerCall, ...]:
    """The calls of `docker` in a shell text, in order; those in comments and in texts that are printed are none."""
    if "docker" not in text:
        return ()
    return _calls_of_long(text) if len(text) > _LONG else tuple(_calls(text))


@lru_cache(maxsize=2)  # the text as it is written, and with its variables replaced
def _calls_of_long(text: str) -> tuple[DockerCall, ...]:
    return tuple(_calls(text))


def _calls(text: str) -> Iterator[DockerCall]:
    for words in simple_commands(text):
        if words[0].rpartition("/")[2] != "docker":
            continue
        rest = _after_options(words[1:])
        if rest and rest[0] in _GROUPS:
            rest = _after_options(rest[1:])
        if rest:
            yield from _with_push(_call(rest[0], rest[1:]), rest)


def _with_push(call: DockerCall, words: list[str]) -> Iterator[DockerCall]:
    """The call, and the pushes that a `build --push` makes."""
    yield call
    if call.verb == "build" and "--push" in words:
        for tag in call.tags:
            yield DockerCall("push", (tag,))


def _after_options(words: list[str]) -> list[str]:
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in _WITH_VALUE else 1
    return words[at:]


def _call(verb: str, rest: list[str]) -> DockerCall:
    if verb in ("run", "create"):
        return DockerCall(verb, tuple(word for word in rest if not word.startswith("-")), image=_run_image(rest))
    words: list[str] = []
    options: dict[str, list[str]] = {"-t": [], "-f": [], "--build-arg": []}
    left = iter(rest)
    for word in left:
        if not word.startswith("-") or word == "-":
            words.append(word)
            continue
        name, value = _option(verb, word, left)
        if value:
            options.setdefault(_SHORT.get(name, name), []).append(value)
    file = next(iter(options["-f"]), None)
    return DockerCall(verb, tuple(words), tuple(options["-t"]), file, arguments=tuple(options["--build-arg"]))


def _run_image(rest: list[str]) -> str:
    """The image of a `docker run`: the first word that is neither an option nor the value of one."""
    left = iter(rest)
    for word in left:
        if not word.startswith("-"):
            return word
        is_alone = word in _RUN_ALONE or set(word) <= _RUN_LETTERS or "=" in word
        # A value may be written at its letter: -eNAME.
        if not is_alone and (word.startswith("--") or len(word) == 2):
            next(left, "")
    return ""


def _option(verb: str, word: str, following: Iterator[str]) -> tuple[str, str]:
    """The name and the value of an option, which may be the next of the words that follow."""
    name, equals, value = word.partition("=")
    if equals:
        return name, value
    if name in _WITH_VALUE and name not in _ALONE.get(verb, ()):
        return name, next(following, "")
    if name.startswith(("-t", "-f")):
        return name[:2], name[2:]  # -tNAME
    return name, ""


# The grammar of a name without tag and digest (github.com/distribution/reference), a variable being one letter.
_VARIABLE = re.compile(r"\$\{[^}]*\}|\$\([^)]*\)|\$\w+|`[^`]*`")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_HOST = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*(?::[0-9]+)?"
)
_IPV6 = re.compile(r"\[[A-Fa-f0-9:]+\](?::[0-9]+)?")
_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*")
LONGEST_NAME = 255


_PARTS_OF_NAME = re.compile(r"\$\{[^}]*\}|\$\([^)]*\)|\$\w*")


def name_error(name: str) -> str | None:
    """Why Docker would refuse the name of an image (without its tag), as the end of a sentence; None if it would not.

    What a variable of the shell means is not known: it counts as a letter. Capital letters are let through, as
    Shippable's documentation has some: see `has_capitals`.
    """
    if len(name) > LONGEST_NAME:
        return f"it has {len(name)} characters, and {LONGEST_NAME} are the most"
    parts = _parts(name)
    if "" in parts:
        return "it has a slash with nothing before or after it"
    if len(parts) > 1 and _is_host(parts[0]):
        host = parts.pop(0)
        if not (_HOST.fullmatch(host) or _IPV6.fullmatch(host)):
            return "what is before its first slash is not a host"
    if all(_COMPONENT.fullmatch(part.lower()) for part in parts):
        return None
    return "between slashes it has letters and digits, and between those a dot, one or two underscores, or dashes"


def is_tag(text: str) -> bool:
    """Whether Docker would take a tag; what a variable of the shell stands for is not known and counts as a letter."""
    return _TAG.fullmatch(_VARIABLE.sub("x", text)) is not None


def has_capitals(name: str) -> bool:
    """Whether an image has capital letters where Docker takes none, variables and a host aside."""
    parts = _parts(name)
    return any(part != part.lower() for part in (parts[1:] if _is_host(parts[0]) else parts))


def _parts(name: str) -> list[str]:
    return _VARIABLE.sub("x", name).split("/")


def _is_host(first: str) -> bool:
    """Whether Docker takes what is before the first slash for a registry's host."""
    return "." in first or ":" in first or first == "localhost"


def split_tag(image: str) -> tuple[str, str | None]:
    """The name and the tag of an image; a colon before the last slash belongs to a host's port."""
    bare = re.sub(r"\$\{[^}]*\}", lambda found: "x" * len(found[0]), image)
    at = bare.rfind(":")
    return (image, None) if at < 0 or "/" in bare[at:] else (image[:at], image[at + 1 :])


def same_image(one: str, other: str) -> bool:
    """Whether two images are the same; one without a tag is its `latest`."""
    (name, tag), (other_name, other_tag) = split_tag(one), split_tag(other)
    return name == other_name and (tag or "latest") == (other_tag or "latest")


def made(command: str) -> tuple[str, ...]:
    """The images that a command builds, tags or commits."""
    return tuple(name for call in docker_calls(command) for name in call.makes)


def builds(command: str, image: str) -> bool:
    """Whether a command builds, tags or commits the image `IMAGE:TAG`."""
    return any(same_image(name, image) for name in made(command))


def may_build(command: str, image: str) -> bool:
    """Whether a command makes the image or, having variables in the name that it makes, may do so."""
    return any(may_be(name, image) for name in made(command))


def may_be(name: str, image: str) -> bool:
    """Whether a name is that of the image or, having variables, may be it."""
    return same_image(name, image) or ("$" in name and NamePattern(name).fits(image))


class NamePattern:
    """A name with variables, each of which stands for at least one character."""

    def __init__(self, name: str) -> None:
        self._head, *parts = _PARTS_OF_NAME.split(name)
        self._tail = parts.pop() if parts else ""
        self._parts = parts

    def fits(self, image: str) -> bool:
        """Whether the name may stand for the image."""
        if not (image.startswith(self._head) and image.endswith(self._tail)):
            return False
        at = len(self._head)
        for part in self._parts:
            # The first place that fits leaves the most to what follows.
            found = image.find(part, at + 1)
            if found < 0:
                return False
            at = found + len(part)
        return len(image) - len(self._tail) > at


def pushed(command: str) -> tuple[str, ...]:
    """The images that a command pushes."""
    return tuple(name for call in docker_calls(command) if call.verb == "push" for name in call.reaches)


def pushes(command: str, image: str) -> bool:
    """Whether a command pushes the image `IMAGE:TAG`.

    Without a tag it does, whatever the tag: the Docker of Shippable's time (before 20.10) then pushes all of them.
    """
    return any(same_image(name, image) or name == split_tag(image)[0] for name in pushed(command))


def commits(command: str, image: str) -> bool:
    """Whether a command commits a container as the image `IMAGE:TAG`."""
    return any(same_image(name, image) for name in committed_as(command))


def committed_as(command: str) -> tuple[str, ...]:
    """The images that a command commits containers as."""
    return tuple(name for call in docker_calls(command) if call.verb == "commit" for name in call.makes)


def only_docker(command: str) -> bool:
    """Whether a command does nothing but call `docker`: then it can go when that is not wanted any more.

    The guard for pull requests around it is no more than a condition.
    """
    return all(words[0].rpartition("/")[2] in ("docker", "cd") for words in simple_commands(without_guard(command)))


# Pull requests are built from the same file, with BRANCH set to the base branch (docs/domain.md, "The YAML").
_GUARD = ('if [ "$IS_PULL_REQUEST" != "true" ]; then ', "; fi")


def guarded(command: str) -> str:
    """The command, left out in builds of pull requests."""
    return f"{_GUARD[0]}{command}{_GUARD[1]}"


def without_guard(command: str) -> str:
    """The command inside of the guard that `guarded` puts around one; any other as it is."""
    first, last = _GUARD
    inner = command.strip()
    if not inner.startswith(first) or not inner.endswith(last):
        return command
    inner = inner.removeprefix(first).removesuffix(last)
    return command if ";" in inner or "\n" in inner else inner


def asks_for_pull_request(command: str) -> bool:
    """Whether a command looks at whether a pull request is built."""
    return "PULL_REQUEST" in command


def renamed(command: str, old: str, new: str) -> str:
    """The command with the image `old` (or its bare name, where that means it) called `new` throughout."""
    for name in (old, split_tag(old)[0]):
        found = re.compile(rf"(?<![\w./:${{}}-]){re.escape(name)}(?![\w./:${{}}@-])")
        if found.search(command):
            return found.sub(lambda _: new, command)
    return command


def logs_in_to_ecr(command: str) -> bool:
    """Whether a command logs in to ECR by itself, or may do so: to a registry that only a variable names."""
    if "ecr-login" in command or any(map(_calls_for_login, re.split(r"[\n;|&]", command))):
        return True
    return "docker" in command and any(_is_ecr_login(words) for words in simple_commands(command))


def _calls_for_login(part: str) -> bool:
    """Whether a part of a command asks `aws ecr` for a login."""
    if "get-" not in part:
        return False
    service = re.search(r"\becr\b", part)
    return service is not None and re.search(r"\bget-(?:login|authorization-token)", part[service.end() :]) is not None


def _is_ecr_login(words: list[str]) -> bool:
    if words[0].rpartition("/")[2] != "docker" or words[1:2] != ["login"]:
        return False
    return any("amazonaws" in word or "$" in word for word in login_servers(words[2:]))


def login_servers(words: list[str]) -> Iterator[str]:
    """The words of `docker login` that are no options and no values of options."""
    left = iter(words)
    for word in left:
        if word in ("-u", "-p", "-e", "--username", "--password", "--email"):
            next(left, None)
        elif not word.startswith("-"):
            yield word


def starts_daemon(command: str) -> bool:
    """Whether a command starts a Docker daemon, which needs a privileged container."""
    return any(
        words[0].rpartition("/")[2] in ("dockerd", "dockerd-entrypoint.sh", "wrapdocker")
        or words[:2] in (["docker", "daemon"], ["/etc/init.d/docker", "start"])
        or (words[0] in ("service", "systemctl") and {"docker", "start"} <= set(words))
        for words in simple_commands(command)
    )


def quoted(text: str) -> str:
    """`text` as a word of a shell command; variables stay variables."""
    if re.fullmatch(r"[\w@%+=:,./${}-]+", text):
        return text
    return shlex.quote(text)


def default_build_command(image: str, tag: str, dockerfile: str | None) -> str:
    """`docker build` for the image, in the repository's root."""
    file = f" -f {quoted(dockerfile)}" if dockerfile and dockerfile != "Dockerfile" else ""
    return f"docker build -t {quoted(f'{image}:{tag}')}{file} ."


def tag_command(old: str, image: str) -> str:
    """`docker tag` that gives an image another name."""
    return f"docker tag {quoted(old)} {quoted(image)}"


def commit_command(image: str) -> str:
    """`docker commit` of the CI container as the image (docs/domain.md, scenario push)."""
    return f"docker commit $SHIPPABLE_CONTAINER_NAME {quoted(image)}"
