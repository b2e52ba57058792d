"""Checking a file as builds of each branch see it: with the file on disk, or with the one that each branch has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wizard.actions.project_paths import folder_of
from wizard.actions.services import Services
from wizard.core.ci_file.branch_patterns import covers
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.answers import Answers, Branches
from wizard.core.model.finding import Finding
from wizard.core.plan import Plan
from wizard.core.rules import Known, findings
from wizard.core.rules.as_build import AsBuild, as_build
from wizard.core.rules.build_groups import BuildGroup, build_groups
from wizard.core.rules.model import Facts
from wizard.frozen import frozen

ANY_BRANCH = "any branch"


def planned_builds(project: Project, plan: Plan, answers: Answers) -> tuple[BuildGroup, ...]:
    """What builds with the plan's file do with ECR, on the branches that the entry counts for."""
    after = replace(project, file=view(plan.file, plan.after))
    name, account = answers.integration or "", answers.account.aws_account
    accounts = dict(project.accounts) | ({name: account} if account else {})
    entry = after.file.entry(name)
    names = _counting_on(project, entry.branches if entry is not None else None)
    return build_groups(Facts(after, Known(accounts=accounts), answers), names)


def _counting_on(project: Project, branches: Branches | None) -> tuple[str, ...]:
    """The branches that an entry counts for: those of the repository, and those that it names."""
    there = [item for item in project.branches if covers(branches, item)]
    if branches is not None and branches.mode == "only":
        there += [item for item in branches.names if "*" not in item]
    return tuple(dict.fromkeys(there)) or (project.branch or ANY_BRANCH,)


@frozen
class BranchChecked:
    """A branch: the findings about the file that its builds read, and what such a build does with ECR.

    `why` tells why its file was not looked at; then there is neither a finding nor a build.
    """

    name: str
    findings: tuple[Finding, ...] = ()
    build: AsBuild | None = None
    why: str = ""


def builds(project: Project, known: Known) -> tuple[BranchChecked, ...]:
    """A build of each branch with the file as it is on disk; of any branch where the branches are not known."""
    names = project.branches or ((project.branch,) if project.branch else (ANY_BRANCH,))
    facts = Facts(project, known)
    return tuple(BranchChecked(name, build=as_build(facts, name)) for name in names)


def branch_files(services: Services, project: Project, known: Known) -> tuple[BranchChecked, ...]:
    """Each local branch with the file that it has committed; raises `ServiceError` when git fails.

    A branch without the file is not in the answer. Of the Dockerfiles of another branch than the one that is checked
    out nothing is known.
    """
    if not project.is_repository:
        return (BranchChecked(ANY_BRANCH, why="the folder is no git repository"),)
    order = {name: at for at, name in enumerate(project.branches)}
    found = _each(services, project, known)
    return tuple(sorted(found, key=lambda item: (order.get(item.name, len(order)), item.name)))


def _each(services: Services, project: Project, known: Known) -> Iterator[BranchChecked]:
    for item in services.git.on_local_branches(folder_of(project), project.file.name):
        for name in item.branches or (ANY_BRANCH,):
            if item.content is None:
                yield BranchChecked(name, why=item.why)
                continue
            yield _checked(project, name, item.content, known)


def _checked(project: Project, name: str, content: bytes, known: Known) -> BranchChecked:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return BranchChecked(name, why="it is not UTF-8 text")
    dockerfiles = project.dockerfiles if name == project.branch else ()
    there = replace(
        project, dockerfiles=dockerfiles, file=view(project.file.name, text), branch=name, default_branch=name
    )
    return BranchChecked(name, findings(there, known), as_build(Facts(there, known), name))
