"""`.ecr-wizard.yml`: the answers of a repository. It comes with the repository, so it decides nothing outside of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from wizard.core.interview.answers_file import FILE_KEYS, Form, texts, to_file_dict, together
from wizard.core.interview.cleaning import cleaned_file, placed
from wizard.core.interview.commands import answers_yaml
from wizard.core.interview.validators import InvalidAnswer, integration_name
from wizard.core.model.answers import Answers
from wizard.core.model.errors import UsageError
from wizard.core.model.settings import SETTINGS_NAME, Settings

SAVE_HELP: Final = (
    f"{SETTINGS_NAME}, in the repository: `apply` and `check` go by it without flags. Any other name: a file for "
    "`ecr-wizard apply --answers=FILE`. It holds no keys."
)
_OTHERS = "A file that comes with a repository does not choose whose keys are used, or where they are sent."
REFUSED: Final = {
    "file": "The file is the one that Shippable reads; `--file` names another one.",
    **dict.fromkeys(("profile", "endpoint", "endpoint_url", "account", "keys", "token"), _OTHERS),
}
SETTINGS_FILE: Final = Form(SETTINGS_NAME, FILE_KEYS - {"file"} | {"names"}, REFUSED)


def settings_of(text: str, path: str) -> Settings:
    """The settings in a text; raises `UsageError` that tells all that is wrong with it. `path` names the file."""
    from wizard.yamlpatch import Refusal, load

    data = load(text)
    if isinstance(data, Refusal):
        raise UsageError("answers-file", data.reason, path=path, line=data.line, column=data.column)
    if not isinstance(data, dict):
        raise UsageError("answers-file", f"{SETTINGS_NAME} must hold a map: `version: 1` and answers.", path=path)
    read = cleaned_file({key: value for key, value in data.items() if key != "names"}, path, SETTINGS_FILE)
    mistakes = list(read.mistakes)
    names: tuple[str, ...] = ()
    try:
        names = _names(data, read.answers, path)
    except UsageError as error:
        mistakes.append(error)
    if mistakes:
        raise together(placed(mistakes, text), path, SETTINGS_FILE)
    return Settings(read.answers, names)


def saved_text(name: str, answers: Answers) -> str:
    """The text of a file of this name that keeps the answers: the settings of the repository, or an answers file."""
    from wizard.yamlpatch import render

    if name != SETTINGS_NAME:
        return answers_yaml(answers)
    data = {key: value for key, value in to_file_dict(answers).items() if key in SETTINGS_FILE.keys}
    return render(data)


def _names(data: Mapping[str, Any], answers: Answers, path: str) -> tuple[str, ...]:
    given = data.get("names")
    if given is None:
        return ()
    try:
        names = tuple(integration_name(name).text for name in texts(given))
    except InvalidAnswer as error:
        raise UsageError("answers-file", f"`names` in {SETTINGS_NAME}: {error}", path=path) from None
    if answers.integration is not None and "{" not in answers.integration:
        names = (*names, answers.integration)
    return tuple(dict.fromkeys(names))
