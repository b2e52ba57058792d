"""Every capability of the wizard, and the tests that show it on screens and at the prompts.

A row names tests by the functions themselves, so that one that is renamed or deleted breaks the import; what a row
names must be collected in every run, not only at night.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.parity import faces
from tests.parity.scripts import Leg
from tests.parity.test_scripts import START
from tests.parity.test_scripts import repository as repository_at
from tests.plain import (
    test_account,
    test_at_parity,
    test_branches,
    test_proposal_in_words,
    test_rights_told,
    test_taking_out,
    test_terminal,
    test_walk,
    test_walk_shippable,
)
from tests.tui import (
    test_branch_picker,
    test_changes,
    test_deleting,
    test_done,
    test_end,
    test_filter_list,
    test_flow,
    test_hostile,
    test_keeping_keys,
    test_patch_beside,
    test_pictures,
    test_proposal,
    test_review,
    test_trouble,
    test_walks,
)
from wizard.cli import run
from wizard.core.interview.question import StepKey


class Row(NamedTuple):
    """What the wizard can do, and a test of it on each face."""

    capability: str
    screens: Callable[..., Any]
    prompts: Callable[..., Any]


ROWS = (
    Row(
        "the proposal comes first",
        test_proposal.test_with_keys_at_hand_three_keys_write_the_file,
        test_proposal_in_words.test_with_keys_at_hand_enter_and_y_write_the_file,
    ),
    Row(
        "the demo offers sample keys",
        test_end.test_the_demo_to_its_end,
        test_at_parity.test_the_demo_offers_its_keys_and_says_its_closing_words,
    ),
    Row(
        "the demo says nothing of answers that are kept",
        test_end.test_the_demo_says_nothing_of_answers_that_are_kept,
        test_walk.test_the_demo_says_nothing_of_answers_that_are_kept,
    ),
    Row(
        "keys that AWS rejects keep the user in the step",
        test_walks.test_rejected_keys_keep_the_user_here_with_reason_and_remedy,
        test_account.test_keys_that_do_not_work_say_why,
    ),
    Row(
        "going on unchecked is a decision of its own",
        test_trouble.test_without_a_network_one_can_go_on_unchecked_and_that_is_said_to_the_end,
        test_account.test_going_on_without_a_check_is_a_decision_of_its_own_and_is_kept,
    ),
    Row(
        "a slow call is stopped, and nothing else",
        test_trouble.test_esc_stops_a_check_at_once,
        test_at_parity.test_ctrl_c_stops_a_check_and_nothing_else,
    ),
    Row(
        "where keys are kept is asked once, at the end",
        test_keeping_keys.test_it_is_asked_at_the_end_and_noted,
        test_walk.test_the_inventory_is_kept,
    ),
    Row(
        "images and tags are picked from ECR",
        test_walks.test_the_image_and_its_tag_are_picked_from_ecr,
        test_walk.test_images_and_tags_are_picked_from_ecr,
    ),
    Row(
        "lists are searched",
        test_filter_list.test_a_name_typed_in_full_is_highlighted_though_others_come_first,
        test_at_parity.test_regions_and_known_accounts_are_listed_and_searched,
    ),
    Row(
        "branches are chosen from a list, and by pattern",
        test_branch_picker.test_space_and_enter_choose_rows_and_a_pattern_is_added,
        test_branches.test_numbers_names_and_patterns_that_match_need_no_question,
    ),
    Row(
        "what cannot work is said with the ways out",
        test_changes.test_what_cannot_work_is_said_with_the_ways_out,
        test_walk.test_what_cannot_work_is_said_with_the_ways_out,
    ),
    Row(
        "an image that docker refuses is refused",
        test_end.test_an_image_that_docker_would_refuse_is_not_taken,
        test_walk.test_an_image_that_docker_would_refuse_is_asked_for_again,
    ),
    Row("every question has help", test_flow.test_every_field_has_help, test_walk.test_every_question_has_help),
    Row(
        "going back loses nothing",
        test_flow.test_back_everywhere_loses_nothing_not_even_what_cannot_be_an_answer,
        test_walk.test_back_from_the_end_to_the_beginning_loses_nothing,
    ),
    Row(
        "a step that was seen is gone to",
        test_flow.test_a_jump_to_a_step_that_was_seen,
        test_at_parity.test_a_step_that_was_seen_can_be_gone_to,
    ),
    Row(
        "the patch so far is shown",
        test_patch_beside.test_a_key_shows_the_patch_where_there_is_no_room_beside,
        test_at_parity.test_a_plus_shows_the_patch_so_far,
    ),
    Row(
        "a warning of the review is settled with one key",
        test_review.test_a_key_settles_what_would_fail_the_build,
        test_at_parity.test_a_warning_is_settled_by_its_number,
    ),
    Row(
        "the patch is saved in place of writing",
        test_changes.test_a_saved_patch_is_what_a_write_would_make,
        test_walk.test_the_patch_can_be_saved_in_place_of_writing,
    ),
    Row(
        "leaving the review writes nothing",
        test_flow.test_leaving_the_review_writes_nothing,
        test_walk.test_saying_no_at_the_review_changes_nothing,
    ),
    Row(
        "a run that was cut off is resumed",
        test_trouble.test_a_killed_run_is_gone_on_with,
        test_walk.test_a_run_that_was_cut_off_is_resumed_at_its_step,
    ),
    Row(
        "the first step is kept on every end",
        test_trouble.test_a_run_that_is_left_can_be_gone_on_with_from_the_first_step,
        test_at_parity.test_what_was_answered_in_the_first_step_is_kept_on_every_end,
    ),
    Row(
        "of two files one is asked for",
        test_trouble.test_of_two_files_one_is_asked_for,
        test_walk.test_of_two_files_one_is_asked_for_and_stays_chosen_on_resuming,
    ),
    Row(
        "a file that is no YAML is told where",
        test_trouble.test_a_file_that_is_no_yaml_is_told_with_its_place,
        test_walk.test_a_file_that_cannot_be_patched_is_told_with_its_place,
    ),
    Row(
        "an entry is changed in place",
        test_changes.test_changing_starts_from_the_entry_and_touches_only_what_changes,
        test_walk.test_an_entry_that_exists_is_changed_in_place,
    ),
    Row(
        "an entry is taken out",
        test_changes.test_taking_out_the_entry_alone_and_with_what_the_scenario_added,
        test_taking_out.test_with_nothing_else_everything_goes_in_its_order,
    ),
    Row(
        "the last write is taken back",
        test_proposal.test_the_last_write_is_taken_back_from_here,
        test_walk.test_the_last_write_is_taken_back_and_the_inventory_follows,
    ),
    Row(
        "what was not looked at is a question before deleting",
        test_deleting.test_what_was_not_looked_at_is_a_question,
        test_taking_out.test_what_was_not_looked_at_is_a_question,
    ),
    Row(
        "keys of its own are a question before deleting",
        test_deleting.test_keys_of_its_own_have_a_question_of_their_own,
        test_taking_out.test_keys_of_its_own_have_a_question_of_their_own,
    ),
    Row(
        "the integrations are made in Shippable",
        test_end.test_registering_makes_both_and_the_second_run_no_doubles,
        test_walk_shippable.test_shippable_is_asked_only_when_wanted_and_told_exactly,
    ),
    Row(
        "the answers are saved",
        test_end.test_saved_answers_do_the_same_again,
        test_walk.test_the_answers_can_be_saved_and_nothing_is_overwritten,
    ),
    Row(
        "the run is recorded",
        test_done.test_a_record_and_a_section,
        test_walk.test_a_run_is_recorded_where_that_is_wanted,
    ),
    Row(
        "the file is committed, and nothing else",
        test_done.test_c_commits_that_file_and_nothing_else_with_the_hooks,
        test_at_parity.test_the_file_is_committed_when_the_user_says_so,
    ),
    Row(
        "what the key may do is told",
        test_pictures.test_the_screenshots_are_what_the_program_shows,
        test_rights_told.test_a_missing_right_comes_with_the_command_that_prints_the_policy,
    ),
    Row(
        "foreign text is not obeyed",
        test_hostile.test_markup_in_every_name_from_the_welcome_to_the_end,
        test_walk.test_hostile_text_stays_text,
    ),
    Row("secrets are in sight nowhere", test_walks.test_walk, test_terminal.test_the_secret_is_not_echoed),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.capability)
def test_both_faces_have_it(row: Row) -> None:
    for test, folder in ((row.screens, "tests.tui."), (row.prompts, "tests.plain.")):
        assert test.__module__.startswith(folder)
        assert test.__name__.startswith("test_"), "pytest collects it"
        marks = {mark.name for mark in getattr(test, "pytestmark", ())}
        assert not marks & {"nightly", "skip", "xfail"}


SCRIPT = (
    Leg(StepKey.ACCOUNT, {}, "on"),
    Leg(StepKey.SUBSCRIPTION, {}, "on"),
    Leg(StepKey.SCENARIO, {"scenario": "push"}, "on"),
    Leg(StepKey.IMAGE, {"image": "acme/app"}, "on"),
    Leg(StepKey.BRANCHES, {}, "on"),
)


@pytest.mark.parametrize("face", [faces.by_screens, faces.by_prompts])
def test_what_either_face_wrote_is_undone(face: Callable[..., faces.Outcome], tmp_path: Path) -> None:
    root = tmp_path / "shop"
    repository_at(root)
    file = root / "shippable.yml"
    file.write_text(START)
    assert face(root, SCRIPT).written == file.read_bytes() != START.encode()
    assert run(["-q", "undo", str(root)]) == 0
    assert file.read_text() == START
