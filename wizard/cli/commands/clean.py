"""`ecr-wizard clean`: backups and journals of folders that are gone."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.actions.doctor import size_words
from wizard.cli.output import say, to_stdout
from wizard.cli.parsing import parse, parser
from wizard.cli.subcommands import print_object
from wizard.core.model.errors import ExitCode, ServiceError
from wizard.core.text.safetext import visible
from wizard.services.storage.leftovers import Leftover, delete, leftovers

DESCRIPTION = """\
List the backups, journals and kept answers of folders that are gone; delete them with --yes.

Where a disk may not be mounted, or it is not known which folder something is of, nothing is deleted."""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    made = parser("clean", DESCRIPTION, paths=False, result=True)
    made.add_argument("--yes", action="store_true", help="delete what is listed as gone; it cannot be undone")
    options = parse(made, arguments)
    try:
        found = leftovers()
        deleted = [item for item in found if options.yes and not item.kept_because and delete(item)]
    except OSError as error:
        raise ServiceError(
            "clean-failed",
            "What is kept cannot be read or deleted.",
            f"{error.strerror}.",
            "`ecr-wizard doctor` shows the folders; see that they are yours.",
            path=error.filename,
        ) from None
    if options.json:
        print_object({"items": [_as_data(item, deleted=item in deleted) for item in found]})
        return ExitCode.DONE
    with to_stdout():
        for item in found:
            print(_line(item, deleted=item in deleted))
    _say_sum(found, deleted, quiet=options.quiet)
    return ExitCode.DONE


def _as_data(item: Leftover, *, deleted: bool) -> dict[str, object]:
    return {
        "folder": None if item.folder is None else str(item.folder),
        "parts": [str(part) for part in item.parts],
        "files": item.files,
        "bytes": item.size,
        "gone": not item.kept_because,
        "kept_because": item.kept_because,
        "deleted": deleted,
    }


def _line(item: Leftover, *, deleted: bool) -> str:
    name = visible(str(item.folder or item.parts[0]))
    state = "kept" if item.kept_because else "gone"
    if deleted:
        state = "deleted"
    why = f" ({visible(item.kept_because)})" if item.kept_because else ""
    return f"{state:<8} {name}: {item.files} files, {size_words(item.size)}{why}"


def _say_sum(found: Sequence[Leftover], deleted: Sequence[Leftover], *, quiet: bool) -> None:
    gone = [item for item in found if not item.kept_because]
    if not found:
        say("Nothing is kept for a folder that is gone.", quiet=quiet)
    elif deleted:
        say(f"Deleted: {size_words(sum(item.size for item in deleted))}.", quiet=quiet)
    elif gone:
        say(
            f"`ecr-wizard clean --yes` deletes what is gone: {size_words(sum(item.size for item in gone))}.",
            quiet=quiet,
        )
