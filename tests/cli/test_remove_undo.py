"""`remove` and `undo`, one after the other and after the owner's own changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
BEFORE = "language: python\n\nbuild:\n  ci:\n    - make   # all\n"


@pytest.fixture
def file(project: Path) -> Path:
    path = project / "shippable.yml"
    path.write_text(BEFORE)
    return path


def apply(ecr: Run, name: str, *more: str) -> None:
    done = ecr("apply", f"--integration={name}", "--scenario=push", f"--image={ECR}/{name}", *more)
    assert done.returncode == 0, done.stderr


def remove(ecr: Run, name: str, *more: str) -> str:
    done = ecr("remove", f"--integration={name}", *more)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_of_two_integrations_each_can_go_first(ecr: Run, file: Path) -> None:
    apply(ecr, "one")
    after_one = file.read_text()
    apply(ecr, "two")
    remove(ecr, "two", "--build")
    assert file.read_text() == after_one
    apply(ecr, "two")
    remove(ecr, "one", "--build")
    left = file.read_text()
    assert f"docker push {ECR}/two:latest" in left
    assert "one" not in left
    remove(ecr, "two", "--build")
    assert file.read_text() == BEFORE


def test_what_the_owner_wrote_since_stays(ecr: Run, file: Path) -> None:
    apply(ecr, "one")
    file.write_text(file.read_text().replace("- make   # all\n", "- make   # all\n    - make docs\n"))
    remove(ecr, "one", "--build")
    assert file.read_text() == BEFORE + "    - make docs\n"


@pytest.mark.parametrize("image", ["drydock/u16pytall", "acme/ci"])
def test_a_ci_image_that_no_scenario_named_stays(ecr: Run, file: Path, image: str) -> None:
    file.write_text(f"build:\n  pre_ci_boot:\n    image_name: {image}\n    image_tag: v1\n    pull: true\n")
    before = file.read_text()
    ecr("apply", "--integration=one", "--aws-cli")
    remove(ecr, "one", "--build", "-q")
    assert file.read_text() == before


def test_every_step_can_be_undone_in_turn(ecr: Run, file: Path) -> None:
    texts = [file.read_bytes()]
    for step in (
        ("apply", "--integration=one"),
        ("apply", "--integration=one", "--region=eu-west-1"),
        ("apply", "--integration=two", "--only=master"),
        ("remove", "--integration=one"),
    ):
        assert ecr(*step).returncode == 0
        texts.append(file.read_bytes())
    for text in reversed(texts[:-1]):
        assert ecr("undo", "-q").returncode == 0
        assert file.read_bytes() == text
    assert "no write" in ecr("undo").stderr


def test_an_undo_refuses_what_was_changed_since_and_shows_it(ecr: Run, file: Path) -> None:
    apply(ecr, "one")
    file.write_text(file.read_text() + "# mine\n")
    changed = file.read_bytes()
    done = ecr("undo")
    assert done.returncode == 1
    assert "    +# mine" in done.stderr
    assert "backups" in done.stderr
    assert file.read_bytes() == changed
    file.write_bytes(changed.removesuffix(b"# mine\n"))
    assert ecr("undo").returncode == 0
    assert file.read_text() == BEFORE


def test_an_undo_brings_back_what_was_taken_out(ecr: Run, file: Path) -> None:
    apply(ecr, "one")
    full = file.read_text()
    remove(ecr, "one", "--build")
    ecr("undo")
    assert file.read_text() == full


def test_a_file_that_apply_made_goes_with_the_undo(ecr: Run, file: Path) -> None:
    file.unlink()
    apply(ecr, "one")
    done = ecr("undo")
    assert "was not there before" in done.stderr
    assert not file.exists()
    apply(ecr, "one")
    assert "removed: nothing else is left in it" in remove(ecr, "one", "--build")
    assert not file.exists()


def test_a_look_at_an_undo_writes_nothing(ecr: Run, file: Path) -> None:
    apply(ecr, "one")
    full = file.read_bytes()
    assert "-    - integrationName: one\n" in ecr("undo", "--dry-run").stdout
    assert ecr("undo", "--check").returncode == 3
    assert file.read_bytes() == full
    assert ecr("undo").returncode == 0


def test_a_name_that_is_not_there_is_nothing_to_do(ecr: Run, file: Path) -> None:
    apply(ecr, "one")
    said = remove(ecr, "One")
    assert "nothing to do" in said
    assert "Its ECR entries: one." in said


def test_the_backup_is_named_and_holds_what_was_there(ecr: Run, file: Path) -> None:
    said = ecr("apply", "--integration=one").stderr
    backup = Path(said.partition("as it was: ")[2].partition(" (")[0])
    assert backup.read_text() == BEFORE


def elsewhere(own_home: Path) -> dict[str, str]:
    """Another machine: no journal of what was written."""
    return {"XDG_STATE_HOME": str(own_home / "elsewhere")}


def test_on_another_machine_what_goes_to_another_registry_stays(ecr: Run, file: Path, own_home: Path) -> None:
    build = (
        "build:\n  post_ci:\n    - docker build -t gcr.io/proj/app:latest .\n    - docker push gcr.io/proj/app:latest\n"
    )
    hub = "integrations:\n  hub:\n    - integrationName: google\n      type: gcr\n"
    file.write_text(build + hub + "    - integrationName: my-ecr\n      type: ecr\n")
    done = ecr("remove", "--integration=my-ecr", "--build", **elsewhere(own_home))
    assert file.read_text() == build + hub
    assert "needs the registry" not in done.stderr
    assert "not recorded on this machine" in done.stderr


def test_on_another_machine_what_may_have_come_with_the_entry_is_listed(ecr: Run, file: Path, own_home: Path) -> None:
    ecr("apply", "--integration=one", "--scenario=push", "--image=acme/one", "--tag=1")
    done = ecr("remove", "--integration=one", "--build", **elsewhere(own_home))
    assert file.read_text() == BEFORE + "  push:\n    - docker push acme/one:1\n"
    assert (
        ":7: warning: This may have come with the integration and is left: push: docker push acme/one:1" in done.stderr
    ), done.stderr


def test_what_came_with_the_entry_stays_while_something_else_needs_it(ecr: Run, file: Path) -> None:
    tag = f"docker tag web {ECR}/one:latest"
    apply(ecr, "one", f"--build-command={tag}")
    file.write_text(
        file.read_text().replace(
            f"    - docker push {ECR}/one", f"    - docker run {ECR}/one:latest smoke\n    - docker push {ECR}/one"
        )
    )
    remove(ecr, "one", "--build")
    left = file.read_text()
    assert tag in left
    assert "docker push" not in left


def named_by(ecr: Run, name: str) -> list[str]:
    """The files that the inventory says name an integration."""
    (line,) = [line for line in ecr("subscription", "list").stdout.splitlines() if line.startswith(f"{name} ")]
    return [word for word in line.split() if word.endswith("shippable.yml")]


def test_the_inventory_follows_what_is_undone(ecr: Run, file: Path) -> None:
    apply(ecr, "one")
    assert named_by(ecr, "one") == [str(file)]
    ecr("undo", "--dry-run")
    assert named_by(ecr, "one") == [str(file)]
    ecr("undo")
    assert named_by(ecr, "one") == []
    apply(ecr, "one")
    remove(ecr, "one", "--build")
    assert named_by(ecr, "one") == []
    ecr("undo")
    assert named_by(ecr, "one") == [str(file)]


def test_the_inventory_follows_another_name_and_its_undoing(ecr: Run, file: Path) -> None:
    apply(ecr, "one")
    ecr("subscription", "rename", "one", "other", "--yes")
    assert (named_by(ecr, "one"), named_by(ecr, "other")) == ([], [str(file)])
    ecr("undo")
    assert (named_by(ecr, "one"), named_by(ecr, "other")) == ([str(file)], [])
