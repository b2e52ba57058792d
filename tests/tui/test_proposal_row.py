"""A row of the proposal is cut as little as its line allows."""

from __future__ import annotations

from rich.cells import cell_len

from wizard.core.interview.proposal import Row
from wizard.core.interview.question import StepKey
from wizard.tui.widgets.proposal_row import columns_for, proposal_line

BUILD = Row("Build", "docker build -t storefront:tip .", "suggested", StepKey.IMAGE)
SCENARIO = Row("Scenario", "build", "Dockerfile: FROM base/node in ECR", StepKey.SCENARIO)
WIDTH = 75


def test_a_long_value_takes_what_its_own_source_leaves() -> None:
    columns = columns_for((BUILD, SCENARIO), WIDTH)
    assert "docker build -t storefront:tip .  suggested" in str(proposal_line(BUILD, columns))
    assert SCENARIO.source in str(proposal_line(SCENARIO, columns))


def test_a_value_and_a_source_that_are_both_long_stay_on_their_line() -> None:
    row = Row("Image", "r" * 60 + "/end:tag", "s" * 60, StepKey.IMAGE)
    line = proposal_line(row, columns_for((row, BUILD), WIDTH))
    assert cell_len(str(line)) <= WIDTH
    assert "/end:tag" in str(line)
