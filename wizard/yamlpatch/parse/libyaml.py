"""The events of libyaml; importing this fails where PyYAML was built without it."""

from __future__ import annotations

from yaml import MarkedYAMLError
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.reader import ReaderError

from wizard.yamlpatch.parse.not_read import Events, NotRead, forbidden, marked


def c_events(text: str) -> Events:
    """The events of libyaml for a text without a BOM."""
    try:
        # Nothing of Python runs between two events: half of the time of small texts is spent here.
        yield from iter(CParser(text).get_event, None)
    except UnicodeEncodeError as error:
        raise NotRead(forbidden(text[error.start]), error.start) from None
    except MarkedYAMLError as error:
        raise marked(error) from None
    except ReaderError as error:
        at = len(text.encode()[: error.position].decode(errors="ignore"))
        raise NotRead(forbidden(text[at : at + 1]), at) from None
