"""The private parts of Textual that the terminal layer overrides or uses are where it expects them."""

from __future__ import annotations

import asyncio
import inspect
from importlib.metadata import version

import pytest
import textual.app
import textual.driver
import textual.screen
import textual.widgets
from textual._parser import Parser
from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread

from wizard.tui.input.settled import runs_something

PARTS = {
    textual.app.App: (
        "_fatal_error _print_error_renderables _exit_renderables _display _exception _close_messages_no_wait "
        "_set_pointer_shape _return_code _filters _driver _context"
    ),
    linux_driver.LinuxDriver: (
        "run_input_thread disable_input _enable_mouse_support _disable_mouse_support _query_in_band_window_resize "
        "_sigtstp_application _sigcont_application _get_terminal_size _writer_thread _must_signal_resume attrs_before "
        "exit_event _request_terminal_sync_mode_support _patch_lflag _patch_iflag _enable_bracketed_paste "
        "_disable_line_wrap _file"
    ),
    textual.driver.Driver: "_auto_restart _app _loop process_message send_message",
    textual.screen.Screen: "_layout_required _dirty_widgets _callbacks _on_resize layers",
    textual.widgets.OptionList: "_index_to_line",
    textual.widgets.RadioSet: "_selected",
    Parser: "_timeout_time",
    WriterThread: "write stop run",
}


@pytest.mark.parametrize(("owner", "name"), [(owner, name) for owner, names in PARTS.items() for name in names.split()])
def test_a_private_part_is_there(owner: type, name: str) -> None:
    source = "".join(inspect.getsource(base) for base in owner.__mro__ if base.__module__.startswith("textual"))
    assert f"def {name}(" in source or f"self.{name}" in source or f"    {name}" in source


def test_the_version_is_the_one_that_was_read() -> None:
    assert version("textual") == "8.2.8"


def test_keys_are_stamped_with_the_clock_that_type_ahead_is_compared_with() -> None:
    before = get_time()
    (event,) = list(XTermParser(debug=False).feed("a"))
    assert before <= event.time <= get_time()


async def test_the_event_loop_says_whether_something_runs() -> None:
    assert not runs_something()
    asyncio.get_running_loop().call_soon(lambda: None)
    assert runs_something()
