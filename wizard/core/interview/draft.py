"""The patch that the answers so far would make, with every suggestion where nothing was answered yet."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from wizard.core.ci_file.project import Project
from wizard.core.interview.question import StepKey
from wizard.core.interview.questions import BY_KEY, QUESTIONS, relevant
from wizard.core.interview.verdict import changes_in_words
from wizard.core.model.answers import Answers
from wizard.core.model.errors import WizardError
from wizard.core.plan import Plan, make_plan

EXAMPLE = "$AMAZON_ECR_URL/$REPO"
LARGEST = 200_000  # characters of a file that is planned again with every letter that is typed


class Draft(NamedTuple):
    """What is shown beside a step: one line about the patch, and the plan where there is one."""

    text: str
    plan: Plan | None = None


def draft(project: Project, answers: Answers) -> Draft:
    """The patch as far as the answers go; where there is none, why. Never raises, and nothing of it is kept."""
    if len(project.file.text or "") > LARGEST:
        return Draft("The file is large: the review shows the patch.")
    try:
        plan = make_plan(project, with_suggestions(_named(answers, project), project))
    except WizardError as error:
        return Draft(f"No patch yet. {error.title}")
    if not plan.changes_something:
        return Draft("Already up to date.")
    return Draft(changes_in_words(plan), plan)


def _named(answers: Answers, project: Project) -> Answers:
    """The answers with a name of the integration: without one there is no entry to show."""
    if answers.integration:
        return relevant(answers, project)
    question = BY_KEY["integration"]
    return relevant(question.put(answers, question.suggest(answers, project)), project)


def with_suggestions(answers: Answers, project: Project) -> Answers:
    """The answers with every suggestion of the step Image, and an example where the image is not known yet."""
    if answers.scenario is None:
        return answers
    for question in QUESTIONS:
        if question.step is StepKey.IMAGE and question.kind != "offer" and question.applies(answers, project):
            answers = question.put(answers, question.start(answers, project))
    return answers if answers.image else replace(answers, image=EXAMPLE)
