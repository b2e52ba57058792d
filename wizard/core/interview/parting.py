"""What is said when a run ends: what became of the file, and what else the run has left behind."""

from __future__ import annotations

from collections.abc import Sequence

GOES_ON = "The next run can go on from here."


def not_written(file: str, left: Sequence[str], *, resumes: bool) -> str:
    """The words for an end without a written file. `left` are sentences on what was saved or kept all the same.

    >>> not_written("shippable.yml", ["The patch is in ecr.patch."], resumes=False)
    'shippable.yml was not changed. The patch is in ecr.patch.'
    """
    first = f"{file} was not changed." if left else "Nothing was written."
    return " ".join([first, *left, *([GOES_ON] if resumes else [])])


def patch_saved(path: object) -> str:
    """That the patch is in a file."""
    return f"The patch is in {path}."
