"""All branches, only some, all but some: the repository's own to choose from, patterns and new ones to add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from wizard.core.ci_file.branch_patterns import matches
from wizard.core.interview.questions import BY_KEY
from wizard.core.interview.validators import InvalidAnswer
from wizard.core.model.answers import Branches
from wizard.core.text.safetext import visible
from wizard.tui.widgets.choice_row import ChoiceRow
from wizard.tui.widgets.filter_list import FilterList, Offer

if TYPE_CHECKING:
    from textual.app import ComposeResult

MODES = (("all", "all"), ("only", "only some"), ("except", "all but some"))
NAMED = 3  # chosen branches that are named above the list, which has them all


class BranchPicker(Vertical):
    """The mode and, where it needs some, the branches. `chosen` keeps the order in which they were chosen."""

    DEFAULT_CSS = """
    BranchPicker { height: 1fr; }
    BranchPicker .row { height: auto; margin-bottom: 1; }
    BranchPicker .label { width: 26; height: 1; }
    BranchPicker .chosen { height: auto; max-height: 4; }
    BranchPicker .problem { height: auto; color: $text-error; display: none; }
    BranchPicker .problem.-shown { display: block; }
    """

    class Accepted(Message):
        """Enter where there is nothing to choose: the answer stays."""

    class Changed(Message):
        """The answer may be another one now."""

    def __init__(self, branches: tuple[str, ...], start: Branches) -> None:
        super().__init__()
        self._branches = branches
        self._added = [name for name in start.names if name not in branches]
        self.chosen = list(start.names)
        self._mode = start.mode

    def compose(self) -> ComposeResult:
        """The mode, what is chosen, the list."""
        with Horizontal(classes="row"):
            yield Static("Branches", classes="label", markup=False)
            yield ChoiceRow(MODES, self._mode, id="mode")
        yield Static(classes="chosen", markup=False)
        yield Static(classes="problem", markup=False)
        yield FilterList("type to filter, or a pattern such as release/*", marks=True, offer=self._offer)

    def on_mount(self) -> None:
        """Show the branches."""
        self._show()

    def get(self) -> Branches:
        """The answer as it is."""
        mode = self.query_one("#mode", ChoiceRow).value
        return Branches() if mode == "all" else Branches(mode, tuple(self.chosen))

    @property
    def typed(self) -> str:
        """What is in the filter and led to no choice."""
        return self.query_one(FilterList).unused

    def show_typed(self, text: str) -> None:
        """Put that into the filter again."""
        self.query_one(FilterList).set_filter(text)

    def take_typed(self) -> str:
        """Take what is left in the filter, or say what is to be decided first; empty when all is in order.

        A branch that is typed in full, or a pattern that matches some, is meant. Anything else is asked about.
        """
        if self.query_one("#mode", ChoiceRow).value == "all":
            return ""
        names = self.query_one(FilterList)
        if names.unused:
            row = names.highlighted_row
            if row is None or row.name != names.typed or not (row.listed or self._matched_by(row.name)):
                names.focus_field()
                return self._question(names)
            if row.name not in self.chosen:
                self._toggle(row.name, listed=row.listed)
            names.clear_filter()
        if not self.chosen:
            names.focus_field()
            return "Choose at least one branch (space or Enter), or all of them."
        return ""

    def _question(self, names: FilterList) -> str:
        if names.highlighted_row is None:
            why = names.problem or "No branch is called like that."
            return f"{names.typed} is typed in the filter. {why} Esc clears the filter."
        return f"{names.typed} is typed and not chosen. Enter takes the highlighted row, Esc clears the filter."

    def _matched_by(self, pattern: str) -> int:
        return sum(matches(pattern, name) for name in self._branches) if "*" in pattern else 0

    def _offer(self, text: str) -> Offer:
        """The row for a text that is no branch of the repository."""
        try:
            name = BY_KEY["branches"].clean(text).text
        except InvalidAnswer as error:
            return Offer(problem=str(error))
        if "*" in name:
            matched = f" (matches {self._matched_by(name):,})" if self._branches else ""
            return Offer(name, f"Add pattern {name}{matched}")
        unknown = " (not a branch of this repository)" if self._branches else ""
        return Offer(name, f"Add branch {name}{unknown}")

    def say(self, problem: str) -> None:
        """Show what is wrong."""
        widget = self.query_one(".problem", Static)
        widget.update(Content(visible(f"! {problem}" if problem else "")))
        widget.set_class(bool(problem), "-shown")

    def focus_first(self) -> None:
        """To the mode."""
        self.query_one("#mode").focus()

    def _show(self) -> None:
        names = self.query_one(FilterList)
        needed = self.query_one("#mode", ChoiceRow).value != "all"
        names.display = needed
        names.chosen = set(self.chosen)
        names.set_names([*self._added, *self._branches])
        self._show_chosen()

    def _show_chosen(self) -> None:
        mode = self.query_one("#mode", ChoiceRow).value
        words = {"all": "The integration counts for every branch.", "only": "Only: ", "except": "All but: "}[mode]
        self.query_one(".chosen", Static).update(Content(words if mode == "all" else words + self._chosen_in_words()))
        self.post_message(self.Changed())

    def _chosen_in_words(self) -> str:
        named = ", ".join(visible(name, limit=60) for name in self.chosen[:NAMED])
        more = len(self.chosen) - NAMED
        return f"{named} and {more} more" if more > 0 else named or "none yet"

    @on(ChoiceRow.Changed, "#mode")
    def _mode_changed(self, event: ChoiceRow.Changed) -> None:
        event.stop()
        self.say("")
        self._show()

    @on(ChoiceRow.Accepted, "#mode")
    def _mode_accepted(self, event: ChoiceRow.Accepted) -> None:
        event.stop()
        if self.get().mode == "all":
            self.post_message(self.Accepted())
        else:
            self.query_one(FilterList).focus_field()

    @on(FilterList.Edited)
    def _edited(self, event: FilterList.Edited) -> None:
        event.stop()
        self.say("")

    @on(FilterList.Picked)
    def _picked(self, event: FilterList.Picked) -> None:
        event.stop()
        self.say("")
        self._toggle(event.name, listed=event.listed)

    def _toggle(self, name: str, *, listed: bool) -> None:
        names = self.query_one(FilterList)
        if name in self.chosen:
            self.chosen.remove(name)
        else:
            self.chosen.append(name)
        names.chosen = set(self.chosen)
        if listed:
            names.show_marks()
        else:
            self._added.insert(0, name)
            names.clear_filter()
            names.set_names([*self._added, *self._branches])
        self._show_chosen()
