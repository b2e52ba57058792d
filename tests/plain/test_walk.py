"""The whole wizard as line prompts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.integrations import commit, git, repository
from tests.plain.person import services, talk
from wizard.cli import run as cli
from wizard.core.model.inventory import Place
from wizard.services.aws.simulated import GOOD, WRONG_SECRET

GOLDEN = Path(__file__).parents[1] / "golden"
LATER = ("1.3 Keys", "None now")
LEAVE = ("What now", "Leave it as it is")
WRITE = ("Write shippable.yml", "y")
TYPED = (
    ("1.3 Keys", "1"),
    ("aws_access_key_id", GOOD.keys.key_id.reveal()),
    ("secret_access", GOOD.keys.secret.reveal()),
    ("Keep the keys", "Keep them in the keyring"),
)

PULL = (("Scenario", "1"), ("Image:", "manishas/myImage"), ("AWS CLI", "y"))
BUILD = (("Scenario", "2"), ("Image", "myImage"), ("Tag", "tip"), ("AWS CLI", "n"))
PUSH = (("Scenario", "3"), ("Image", "manishas/sample-node"), ("Tag", "tag"), ("Add a build command", "n"))
ONLY = (("Branches [", "2"), ("Branches: numbers", "master dev"), ("Take it", "y"))
EXCEPT = (("Branches [", "3"), ("Branches: numbers", "master dev"), ("Take it", "y"))
ALL = (("Branches [", "1"),)

Answers = tuple[tuple[str, str], ...]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop")


def text(root: Path) -> str:
    return (root / "shippable.yml").read_text()


@pytest.mark.parametrize(
    ("answers", "flags"),
    [
        (PULL + ONLY, "--scenario=pull --aws-cli --image=manishas/myImage --only=master --only=dev"),
        (PULL + EXCEPT, "--scenario=pull --aws-cli --image=manishas/myImage --except=master --except=dev"),
        (PULL + ALL, "--scenario=pull --aws-cli --image=manishas/myImage"),
        (BUILD + ONLY, "--scenario=build --image=myImage --no-aws-cli --only=master --only=dev"),
        (BUILD + ALL, "--scenario=build --image=myImage --no-aws-cli"),
        ((*PUSH, ("Section", "push"), *ALL), "--scenario=push --image=manishas/sample-node --tag=tag"),
        (
            (
                *PUSH,
                ("Section", "post_ci"),
                ("Commit container", "y"),
                ("agent_only", "true"),
                ("What now", "Leave it as it is"),
                *ONLY,
            ),
            "--scenario=push --image=manishas/sample-node --tag=tag --push-section=post_ci --commit-container "
            "--agent-only --only=master --only=dev",
        ),
        (
            (("Region", "us-west-2"), *PUSH[:-1], *ALL),
            "--scenario=push --image=manishas/sample-node --tag=tag --region=us-west-2 "
            "--build-command='docker build -t manishas/sample-node:tag .'",
        ),
    ],
    ids=["pull only", "pull except", "pull all", "build only", "build all", "push", "post_ci", "push with build"],
)
def test_prompts_and_flags_give_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch, root: Path, tmp_path: Path, answers: Answers, flags: str
) -> None:
    import shlex

    done = talk(monkeypatch, services(), root, LATER, *answers, WRITE)
    assert done.code == 0, done.said
    other = repository(tmp_path / "other")
    assert cli(["-q", "apply", str(other), "--integration=ecr-integration", *shlex.split(flags)]) == 0
    assert text(root) == text(other)
    # The command that is printed at the end does the same again.
    (command,) = (line.strip() for line in done.said.splitlines() if line.startswith("  ecr-wizard apply"))
    third = repository(tmp_path / "third")
    monkeypatch.chdir(third)
    assert cli(["-q", *shlex.split(command)[1:]]) == 0
    assert text(third) == text(root)


def test_the_sample_of_the_documentation(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    talk(monkeypatch, services(), root, LATER, *BUILD, *ONLY, WRITE)
    assert text(root) == (GOLDEN / "build-only.yml").read_text()


def test_a_run_is_recorded_where_that_is_wanted(monkeypatch: pytest.MonkeyPatch, root: Path, tmp_path: Path) -> None:
    report = tmp_path / "record.md"
    left = talk(monkeypatch, services(), root, LATER, *PUSH, *ALL, report=report)
    assert not report.exists(), "nothing was written"
    assert "lines added, nothing removed." in left.said
    done = talk(monkeypatch, services(), root, ("Go on where", "n"), LATER, *PUSH, *ALL, WRITE, report=report)
    assert done.code == 0, done.said
    text = report.read_text()
    assert "- Image: `manishas/sample-node:tag`" in text
    assert "- docker push manishas/sample-node:tag" in text
    assert text.count("- [ ] ") == 3


def test_every_question_has_help(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    prompts = [prompt for prompt, _ in talk(monkeypatch, services(), root, LATER, *PUSH, *ALL).asked]
    assert len(prompts) > 10
    helps = [(prompt.partition(" ")[0] + " ", "?") for prompt in prompts]
    helped = talk(monkeypatch, services(), root, ("Go on where", "n"), *helps, LATER, *PUSH, *ALL)
    assert helped.said.count("? shows this help") == len(prompts)


def test_back_from_the_end_to_the_beginning_loses_nothing(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """Back at each prompt from the review to the first one, then forward with Enter alone."""
    forth = talk(monkeypatch, services(), root, LATER, *PUSH, *ONLY)
    numbered = [(prompt.partition(" ")[0] + " ", line) for prompt, line in forth.asked if prompt[0].isdigit()]
    # The names of the branches belong to the question before them.
    answers = [("numbers or names", ["master dev"]), *((number, [line, "<"]) for number, line in numbered[:-1])]
    answers[1][1].append("mine")
    done = talk(monkeypatch, services(), root, ("Go on where", "n"), ("Take it", "y"), ("Write", ["<", "y"]), *answers)
    assert done.code == 0, done.said
    assert len([line for _, line in done.asked if line == "<"]) == len(answers)
    assert "Account Integrations: choose mine" in done.said
    # A name that nobody typed follows the one that it was suggested from, as on screens.
    written = (GOLDEN / "push-all.yml").read_text().replace("integrationName: ecr-integration", "integrationName: mine")
    assert text(root) == written.rstrip("\n") + (
        "\n      branches:\n        only:\n          - master\n          - dev\n"
    )


def test_back_at_the_first_question_stays_there(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    (root / "shippable.yml").write_text("integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n")
    done = talk(monkeypatch, services(), root, ("What is to be done", ["<", "<", "1"]), LATER, *PUSH, *ALL, WRITE)
    assert done.code == 0, done.said


def test_a_run_that_was_cut_off_is_resumed_at_its_step(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    around = services()
    cut = talk(monkeypatch, around, root, *TYPED, *PUSH, ("Branches [", "EOF"))
    assert cut.code == 130
    assert "can go on from here" in cut.said
    assert not (root / "shippable.yml").exists()
    resumed = talk(monkeypatch, around, root, ("Go on where", "y"), *TYPED, *ALL, WRITE)
    assert resumed.code == 0, resumed.said
    assert "Step 1" in resumed.said, "keys that were typed are asked for first"
    assert "Step 2" not in resumed.said
    assert "look at it again" not in resumed.said
    assert "docker push manishas/sample-node:tag" in text(root)
    assert "Go on where" not in talk(monkeypatch, around, root, ("What is to be done", "EOF")).said


def test_after_a_cut_keys_are_loaded_where_they_are_kept(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    around = services()
    around.credential_store.store_profile("ci", GOOD.keys)
    keys = ("1.3 Keys", "AWS profile ci")
    assert talk(monkeypatch, around, root, keys, *PUSH, ("Branches [", "EOF")).code == 130
    resumed = talk(monkeypatch, around, root, ("Go on where", "y"), *ALL, WRITE)
    assert resumed.code == 0, resumed.said
    assert "Step 1" not in resumed.said
    assert "were not checked" not in resumed.said


def test_a_tag_behind_the_name_of_the_image_is_the_tag(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    push = (("Scenario", "3"), ("Image", "manishas/sample-node:v7"), ("Add a build command", "n"))
    done = talk(monkeypatch, services(), root, LATER, *push, *ALL, WRITE)
    assert done.code == 0, done.said
    assert "Tag (" in done.said or "Tag [v7]" in done.said
    assert "docker push manishas/sample-node:v7" in text(root)


def test_an_end_that_is_declined_says_what_became_of_the_file(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    declined = talk(monkeypatch, services(), root, LATER, *PUSH, *ALL, ("Write shippable.yml", "n"))
    assert declined.said.rstrip().endswith("Nothing was written. The next run can go on from here.")
    saved = talk(monkeypatch, services(), root, ("Go on where", "y"), ("Write shippable.yml", "p"))
    assert f"shippable.yml was not changed. The patch is in {root}/ecr.patch." in saved.said


def test_the_demo_says_nothing_of_answers_that_are_kept(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    left = talk(monkeypatch, replace(services(), demo=True), root, LATER, *PUSH, ("Branches [", "EOF"))
    assert left.code == 130
    assert "Cancelled." in left.said
    assert "next run" not in left.said


def test_an_image_that_docker_would_refuse_is_asked_for_again(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    answers = (("Scenario", "1"), ("Image:", ["/", "//", ".", "-x", "acme/ci"]), ("AWS CLI", "y"))
    done = talk(monkeypatch, services(), root, LATER, *answers, *ALL, WRITE)
    assert done.code == 0, done.said
    assert done.said.count("Docker refuses this name") == 4
    assert "image_name: acme/ci" in text(root)


def test_a_resumed_run_may_begin_anew(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    talk(monkeypatch, services(), root, LATER, ("Scenario", "EOF"))
    anew = talk(monkeypatch, services(), root, ("Go on where", "n"), ("Account integration", "EOF"))
    assert "Step 1" in anew.said


def test_of_two_files_one_is_asked_for_and_stays_chosen_on_resuming(
    monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    for name in ("shippable.yml", ".shippable.yml"):
        (root / name).write_text("language: python\n")
    talk(monkeypatch, services(), root, ("Which file", "2"), LATER, *PUSH, ("Branches [", "EOF"))
    done = talk(monkeypatch, services(), root, ("Go on where", "y"), *ALL, ("Write .shippable.yml", "y"))
    assert done.code == 0, done.said
    assert text(root) == "language: python\n"
    assert "docker push" in (root / ".shippable.yml").read_text()


def test_what_cannot_work_is_said_with_the_ways_out(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    cannot = (*PUSH, ("Section", "post_ci"), ("CI in a custom image", "y"), ("AWS CLI", "n"))
    done = talk(monkeypatch, services(), root, LATER, *cannot, ("What now", ["?", "<", "1"]), *ALL, WRITE)
    assert done.code == 0, done.said
    assert "This cannot work" in done.said
    assert "pip install awscli" in done.said
    assert "push:\n    - docker push" in text(root)
    assert "agent_only: true" in text(root)


def test_images_and_tags_are_picked_from_ecr(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    done = talk(
        monkeypatch,
        services(),
        root,
        *TYPED,
        ("Region", "us-west-2"),
        ("Scenario", "1"),
        ("Image (/ lists)", ["/", "/nothing like it", "/api", "#99999", "#1"]),
        ("Tag", ["/", "#2"]),
        ("AWS CLI", "y"),
        *ALL,
        WRITE,
    )
    assert done.code == 0, done.said
    listed = re.findall(r"^  #(\d+) (\S+)$", done.said, re.MULTILINE)
    assert f"image_name: {next(name for number, name in listed if number == '1')}\n" in text(root)
    assert f"image_tag: {[name for number, name in listed if number == '2'][-1]}\n" in text(root)
    assert "None contains that." in done.said
    assert "A number of the list" in done.said


def test_a_list_that_cannot_be_had_is_told(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    done = talk(
        monkeypatch,
        services(),
        root,
        *TYPED,
        ("Scenario", "1"),
        ("Image", "123456789012.dkr.ecr.us-east-1.amazonaws.com/not/there"),
        ("Tag", ["/", "1.0"]),
        ("AWS CLI", "y"),
        *ALL,
        WRITE,
    )
    assert done.code == 0, done.said
    assert "not/there" in done.said.partition("Asking ECR")[2]
    assert "image_tag: '1.0'" in text(root) or 'image_tag: "1.0"' in text(root)


def test_saying_no_at_the_review_changes_nothing(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    done = talk(monkeypatch, services(), root, LATER, *PUSH, *ALL, ("Write shippable.yml", "n"))
    assert done.code == 130
    assert not (root / "shippable.yml").exists()
    # Enter is no.
    assert talk(monkeypatch, services(), root, ("Go on where", "n"), LATER, *PUSH, *ALL).code == 130


def test_the_patch_can_be_saved_in_place_of_writing(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    (root / "taken").write_text("mine")
    asked = (("Write shippable.yml", ["x", "p", "p"]), ("Save the patch", ["taken", "ecr.patch"]))
    done = talk(monkeypatch, services(), root, LATER, *PUSH, *ALL, *asked)
    assert done.code == 130
    assert not (root / "shippable.yml").exists()
    assert (root / "taken").read_text() == "mine"
    git(root, "apply", "ecr.patch")
    assert text(root) == (GOLDEN / "push-all.yml").read_text()


def test_a_file_that_cannot_be_patched_is_told_with_its_place(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    (root / "shippable.yml").write_text("integrations:\n  hub: {a: 1}\n")
    done = talk(monkeypatch, services(), root, LATER, *PUSH, *ALL, ("Go back and change", "n"))
    assert "shippable.yml:2:" in done.said
    assert "Traceback" not in done.said
    assert text(root) == "integrations:\n  hub: {a: 1}\n"


def test_an_entry_that_exists_is_changed_in_place(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    cli(["-q", "apply", str(root), "--integration=ecr", "--scenario=push", "--image=a/b", "--only=master"])
    before = text(root)
    done = talk(
        monkeypatch,
        services(),
        root,
        ("What is to be done", "Change ecr"),
        LATER,
        ("Subscription integration", "registry"),
        WRITE,
    )
    assert done.code == 0, done.said
    assert text(root) == before.replace("integrationName: ecr\n", "integrationName: registry\n")


def test_the_last_write_is_taken_back_and_the_inventory_follows(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    around = services()
    talk(monkeypatch, around, root, LATER, ("Subscription integration", "ecr"), *PUSH, *ALL, WRITE)
    written = text(root)
    (record,) = around.inventory.read().named("ecr")
    assert [place.file for place in record.places] == ["shippable.yml"]
    undo = ("What is to be done", ("Undo the last write of shippable.yml", "EOF"))
    kept = talk(monkeypatch, around, root, undo, ("Take it back", "n"))
    assert "Undo the last write of shippable.yml (apply, " in kept.said
    assert text(root) == written
    done = talk(monkeypatch, around, root, undo, ("Take it back", "y"), ("What next", "EOF"), ("Account", "EOF"))
    assert "shippable.yml is as it was before the last write." in done.said
    assert not (root / "shippable.yml").exists()
    (record,) = around.inventory.read().named("ecr")
    assert record.places == ()


def test_a_change_begins_with_what_the_inventory_knows(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    around = services()
    names = (
        ("Account integration", "team keys"),
        ("Subscription [", "Acme-Org"),
        ("Subscription integration", "ecr-integration"),
    )
    talk(monkeypatch, around, root, *names, *TYPED, *PUSH, *ALL, WRITE)
    change = (("What is to be done", "Change ecr-integration"), ("What next", "Step by step"))
    changed = talk(monkeypatch, around, root, *change, ("Tag", "2"), WRITE)
    assert changed.code == 0, changed.said
    assert "Account integration (/ lists) [team keys]" in changed.said
    assert "Subscription [Acme-Org]" in changed.said
    (account,), (entry,) = around.inventory.read().accounts, around.inventory.read().subscriptions
    assert (account.name, account.storage) == ("team keys", "keyring")
    assert account.checked is not None
    assert (entry.subscription, entry.account) == ("Acme-Org", "team keys")


def test_after_a_change_of_the_name_everything_that_says_the_old_one_is_told(
    monkeypatch: pytest.MonkeyPatch, root: Path, tmp_path: Path
) -> None:
    around = services()
    for folder in (root, repository(tmp_path / "blog")):
        talk(monkeypatch, around, folder, LATER, *PUSH, *ALL, WRITE)
    commit(root, "dev")
    renamed = (("What is to be done", "Change ecr-integration"), LATER, ("Subscription integration", "new name"), WRITE)
    done = talk(monkeypatch, around, root, *renamed)
    told = done.said.partition("The old name ecr-integration is still here")[2]
    assert f"{tmp_path}/blog/shippable.yml:7" in told
    # What master has committed is this very file, which is written.
    assert "on the branch dev of" in told
    assert "ecr-wizard subscription rename ecr-integration 'new name'" in told


def test_the_end_of_the_input_after_the_writing_is_no_failure(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    done = talk(monkeypatch, services(), root, LATER, *PUSH, *ALL, WRITE, ("Save the answers", "EOF"))
    assert done.code == 0
    assert "Cancelled" not in done.said


def test_the_answers_can_be_saved_and_nothing_is_overwritten(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    (root / "taken.yml").write_text("mine")
    done = talk(
        monkeypatch, services(), root, *TYPED, *PUSH, *ALL, WRITE, ("Save the answers", ["taken.yml", "answers.yml"])
    )
    assert (root / "taken.yml").read_text() == "mine"
    assert f"Saved: {root / 'answers.yml'}" in done.said
    assert GOOD.keys.secret.reveal() not in (root / "answers.yml").read_text()
    (root / "shippable.yml").unlink()
    assert cli(["-q", "apply", str(root), f"--answers={root / 'answers.yml'}"]) == 0
    assert "manishas/sample-node" in text(root)


def test_keys_are_shown_nowhere(monkeypatch: pytest.MonkeyPatch, root: Path, own_home: Path) -> None:
    secret, key_id = GOOD.keys.secret.reveal(), GOOD.keys.key_id.reveal()
    wrong = WRONG_SECRET.keys
    answers = (
        ("1.3 Keys", ["1", "1"]),
        ("aws_access_key_id", [wrong.key_id.reveal(), key_id]),
        ("secret_access", [wrong.secret.reveal(), secret]),
    )
    done = talk(monkeypatch, services(), root, *answers, *PUSH, *ALL, WRITE)
    assert done.code == 0
    assert "account 123456789012" in done.said
    kept = "".join(path.read_text(errors="replace") for path in own_home.rglob("*") if path.is_file())
    for canary in (secret, key_id, wrong.secret.reveal()):
        assert canary not in done.said
        assert canary not in kept


def test_the_inventory_is_kept(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    around = services()
    talk(monkeypatch, around, root, *TYPED, *PUSH, *ALL, WRITE)
    inventory = around.inventory.read()
    (account,), (entry,) = inventory.accounts, inventory.subscriptions
    assert (account.name, account.aws_account, account.storage) == ("ecr-integration", "123456789012", "keyring")
    assert account.checked is not None
    assert (entry.name, entry.subscription, entry.places) == ("ecr-integration", "acme", (Place(str(root)),))


def test_hostile_text_stays_text(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    (root / "shippable.yml").write_text(
        'integrations:\n  hub:\n    - integrationName: "\\e]52;c;eA==\\a[/red]\\u202e"\n      type: ecr\n'
    )
    commit(root, "feature/\u202eevil")
    done = talk(
        monkeypatch,
        services(),
        root,
        ("What is to be done", "1"),
        LATER,
        *PUSH,
        ("Branches [", "2"),
        ("Branches: numbers", "1"),
        WRITE,
    )
    assert "\x1b" not in done.said
    assert "\u202e" not in done.said
    assert "\\x1b]52;c;eA==\\x07[/red]\\u202e" in done.said


def test_json_state_holds_no_keys(monkeypatch: pytest.MonkeyPatch, root: Path, own_home: Path) -> None:
    talk(monkeypatch, services(), root, *TYPED, *PUSH, ("Branches [", "EOF"))
    (kept,) = (own_home / "state" / "ecr-wizard" / "resume").glob("*.json")
    assert GOOD.keys.secret.reveal() not in kept.read_text()
    assert json.loads(kept.read_text())["data"]["step"] == "branches"
