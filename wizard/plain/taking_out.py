"""Taking an entry out, on a console."""

from __future__ import annotations

from wizard.actions.removal import plan_removal
from wizard.actions.services import Services
from wizard.actions.setup import write
from wizard.core.errors import WizardError
from wizard.core.project import Project
from wizard.core.safetext import visible
from wizard.plain.console import Console, WentBack
from wizard.plain.finish import show

BUILD_HELP = "The image settings and commands under build that the scenario added, as the diff will show them."
WRITE_HELP = "y writes the file as the diff shows it, with a backup. n leaves with nothing changed."


def take_out(console: Console, services: Services, project: Project, name: str) -> bool:
    """Take the entry called `name` out of the file; True when the file was written."""
    try:
        with_build = console.yes_no("Take out what the scenario added under build too", BUILD_HELP, default=False)
        removal = plan_removal(services, project, name, with_build=with_build)
        show(console, removal.plan)
        for item in removal.dependents:
            console.say(f"Needs the registry still (line {item.line}): {item.what}")
        if not removal.dependents:
            console.say("No dependency is left in the file.")
        if not console.yes_no(f"Write {visible(removal.plan.file)}", WRITE_HELP, default=False):
            return False
        written = write(services, project, removal.plan, action="remove")
    except WentBack:
        return False
    except WizardError as error:
        console.error(error)
        return False
    console.say(f"Written: {written.path} (`ecr-wizard undo` brings it back)")
    return True
