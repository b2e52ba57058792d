"""The table of apply's flags says what the questions say, so that help need not import them."""

from __future__ import annotations

import ast
from pathlib import Path

from wizard.cli import flags_table
from wizard.cli.make_flags import table


def test_the_table_is_what_the_questions_say() -> None:
    (made,) = (node for node in ast.parse(table()).body if isinstance(node, ast.AnnAssign))
    assert made.value is not None
    assert ast.literal_eval(made.value) == flags_table.FLAGS, "run `make flags`"
    assert Path(flags_table.__file__).read_text().startswith(table().partition("FLAGS")[0].rstrip("\n"))
