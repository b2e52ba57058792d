"""The record of a run as Markdown, for a ticket: what was found, decided, written, and what remains. No secrets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.core.ci_file.project import Project
from wizard.core.interview.next_steps import Group
from wizard.core.model.answers import Answers, Branches
from wizard.core.text.safetext import visible
from wizard.frozen import frozen

NOT_WRITTEN = "Nothing: the file had every line already."


@frozen
class WrittenFile:
    """The file that was written, the backup of the old one if there was one, and the patch."""

    path: str
    backup: str | None
    diff: str


def report(
    project: Project,
    answers: Answers,
    written: WrittenFile | None,
    remaining: Sequence[Group],
    notes: Sequence[str] = (),
) -> str:
    """The record. `notes` are what was done besides: a commit, integrations in Shippable."""
    lines = [f"# Amazon ECR for {_name(project)}", ""]
    lines += _section("Found", _found(project))
    lines += _section("Decided", _decided(answers))
    lines += _written(written)
    if notes:
        lines += _section("Done besides", [(in_text(note), "") for note in notes])
    lines += ["## Remaining", ""]
    for group in remaining:
        lines += _remaining(group)
    return "\n".join(lines).rstrip("\n") + "\n"


def _name(project: Project) -> str:
    name = f"{project.organisation}/{project.name}" if project.organisation else project.name or "this project"
    return in_text(name)


def in_text(text: str) -> str:
    """Text that Markdown shows as it is."""
    safe = visible(text, limit=400)
    for char in "\\`*_[]<>#|":
        safe = safe.replace(char, f"\\{char}")
    return safe


def in_code(text: str) -> str:
    """Text as code of Markdown."""
    safe = visible(text, limit=400)
    fence = "``" if "`" in safe else "`"
    return f"{fence} {safe} {fence}" if "`" in safe else f"`{safe}`"


def _section(title: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    return [f"## {title}", "", *(f"- {label}{': ' + value if value else ''}" for label, value in rows), ""]


def _found(project: Project) -> list[tuple[str, str]]:
    rows = [("Project", in_code(project.root))]
    if project.organisation:
        rows.append(("Remote", in_code(f"{project.organisation}/{project.name} on {project.host}")))
    if project.branch:
        rows.append(("Branch", in_code(project.branch)))
    entries = ", ".join(in_code(entry.name) for entry in project.file.ecr_entries)
    state = "did not exist" if project.file.text is None else f"ECR entries before: {entries or 'none'}"
    rows.append(("CI file", f"{in_code(project.file.name)}, {state}"))
    froms = ((item.path, ", ".join(map(in_code, item.froms))) for item in project.dockerfiles)
    rows += [(in_text(path), f"FROM {names or 'nothing'}") for path, names in froms]
    return rows


def _decided(answers: Answers) -> list[tuple[str, str]]:
    account = answers.account
    keys = (
        f"{in_code(account.masked_id)}, {'checked' if account.checked else 'not checked'}" if account.masked_id else ""
    )
    image = f"{answers.image}:{answers.tag}" if answers.image and answers.tag else answers.image
    values = {
        "Account integration": account.name,
        "Subscription integration": answers.integration,
        "Subscription": answers.subscription,
        "Scenario": answers.scenario,
        "Image": image,
        "Region": answers.region,
        "AWS account": account.aws_account,
        "Build command": answers.build_command,
    }
    rows = [("Keys", keys or "none, not checked")]
    rows += [(label, in_code(value)) for label, value in values.items() if value]
    rows.append(("Branches", _branches(answers.branches or Branches())))
    return rows


def _branches(branches: Branches) -> str:
    names = ", ".join(map(in_code, branches.names))
    return f"{branches.mode} {names}".rstrip()


def _written(written: WrittenFile | None) -> Iterator[str]:
    yield from ("## Written", "")
    if written is None:
        yield from (NOT_WRITTEN, "")
        return
    yield f"- {in_code(written.path)}"
    if written.backup is not None:
        yield f"- Backup: {in_code(written.backup)}"
    yield ""
    yield from _fenced("diff", written.diff)


def _fenced(kind: str, text: str) -> Iterator[str]:
    fence = "```"
    while fence in text:
        fence += "`"
    yield f"{fence}{kind}"
    yield visible(text, lines=True, tab="    ").rstrip("\n")
    yield from (fence, "")


def _remaining(group: Group) -> Iterator[str]:
    yield from (f"- [ ] {in_text(group.title)}" if group.task else f"### {in_text(group.title)}", "")
    if group.copies:
        block = "\n".join(_fenced("sh", "\n".join(group.lines)))
        yield from (f"  {line}".rstrip() for line in block.split("\n"))
        return
    for line in group.lines:
        yield f"  - {in_text(line)}"
    yield ""
