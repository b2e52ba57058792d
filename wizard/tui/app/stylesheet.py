"""The style sheets, parsed once.

Textual sets the variables of its theme when the application starts, and each time parses every sheet twice more. Half
of what the first page spent on style sheets went there. Private part of Textual that is used here (listed in
`wizard.tui.app.private_parts`): `Stylesheet._variables`.
"""

from __future__ import annotations

from textual.css.stylesheet import Stylesheet


class SteadyStylesheet(Stylesheet):
    """Parses again only when a variable has another value."""

    _is_stale = False

    def set_variables(self, variables: dict[str, str]) -> None:
        """As `Stylesheet.set_variables`, where one of them changes."""
        if variables != self._variables:
            super().set_variables(variables)
            self._is_stale = True

    def reparse(self) -> None:
        """As `Stylesheet.reparse`, where a variable changed since."""
        if self._is_stale:
            super().reparse()
            self._is_stale = False
