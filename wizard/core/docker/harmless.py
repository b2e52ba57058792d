"""Commands of CI files that use no registry by themselves."""

from __future__ import annotations

from collections.abc import Sequence

# Commands that use no registry by themselves. Any other may: a script, a build tool, a deployment.
HARMLESS = frozenset(
    """
    [ [[ apt-get cat cd chmod chown composer coverage cp date echo env exit export false flake8 gem grep head ls
    mkdir mocha mv mysql nosetests nvm phpunit pip popd printenv printf ps psql pushd pwd py.test pytest rm
    rspec sed sleep tail tar test touch true uname which whoami
    """.split()
)
HARMLESS_CALLS = {
    ("bundle", "install"),
    ("go", "test"),
    *((tool, word) for tool in ("npm", "yarn") for word in ("ci", "config", "i", "install", "set", "t", "test")),
}
# What docker does for these is told elsewhere: in an archive, in files of compose and bake.
_UNTOLD = frozenset(("load", "compose", "bake", "stack", "service"))


def is_harmless(words: Sequence[str]) -> bool:
    """Whether a command surely uses no registry but through `docker`, which is looked at by itself."""
    name = words[0]
    if name == "docker":
        return (
            next((word for word in words[1:] if word[0:1] != "-" and word not in ("image", "buildx")), "")
            not in _UNTOLD
        )
    return name in HARMLESS or tuple(words[:2]) in HARMLESS_CALLS
