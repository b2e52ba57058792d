"""The private parts of Textual that the screens override or use, and whether the installed Textual has them.

Crash reports without values, secrets that stay on the screen, and a terminal that is left as it was rest on them: an
override of a name that is gone is never called. So the prompts are used where one is missing. The job
`lowest` of the workflow runs the tests of these parts on each minor version that `pyproject.toml` allows.
"""

from __future__ import annotations

from importlib import import_module
from types import FunctionType
from typing import NamedTuple


class Owner(NamedTuple):
    """A class, or a module where `name` is empty, and what it must have."""

    module: str
    name: str
    parts: str


OWNERS = (
    Owner(
        "textual.app",
        "App",
        "_fatal_error _handle_exception _print_error_renderables _exit_renderables _display _exception "
        "_close_messages_no_wait _set_pointer_shape _return_code _filters _driver _context "
        "_disable_tooltips _disable_notifications",
    ),
    Owner(
        "textual.drivers.linux_driver",
        "LinuxDriver",
        "run_input_thread disable_input _enable_mouse_support _disable_mouse_support _query_in_band_window_resize "
        "_sigtstp_application _sigcont_application _get_terminal_size _writer_thread _must_signal_resume attrs_before "
        "exit_event _patch_lflag _patch_iflag _enable_bracketed_paste _disable_line_wrap _file _mouse _auto_restart "
        "_app _loop process_message send_message _request_terminal_sync_mode_support",
    ),
    Owner(
        "textual.screen",
        "Screen",
        "_pruning _layout_required _dirty_widgets _callbacks _on_resize _screen_resized _compositor layers",
    ),
    Owner("textual.widgets", "OptionList", "_index_to_line"),
    Owner("textual.css.stylesheet", "Stylesheet", "_variables"),
    Owner("textual._parser", "Parser", "_timeout_time"),
    Owner("textual._xterm_parser", "XTermParser", "feed tick"),
    Owner("textual.drivers._writer_thread", "WriterThread", "write stop run"),
    Owner("textual._time", "", "get_time"),
    Owner("textual._resolve", "", "resolve_box_models"),
    Owner("textual._widget_navigation", "", "find_next_enabled_no_wrap Direction"),
)


def missing() -> list[str]:
    """The parts that the installed Textual lacks, such as `App._fatal_error`; of a module that is gone, the module."""
    return [part for owner in OWNERS for part in _missing_of(owner)]


def _missing_of(owner: Owner) -> list[str]:
    try:
        module = import_module(owner.module)
    except ImportError:
        return [owner.module]
    if not owner.name:
        return [f"{owner.module}.{part}" for part in owner.parts.split() if not hasattr(module, part)]
    cls = getattr(module, owner.name, None)
    if cls is None:
        return [f"{owner.module}.{owner.name}"]
    return [f"{owner.name}.{part}" for part in owner.parts.split() if not _has(cls, part)]


def _has(cls: type, part: str) -> bool:
    """Whether the class has it, or its objects get it when they are made."""
    if hasattr(cls, part):
        return True
    makers = [vars(base).get("__init__") for base in cls.__mro__]
    return any(part in maker.__code__.co_names for maker in makers if isinstance(maker, FunctionType))
