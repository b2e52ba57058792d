"""`python -m wizard.cli.rules_page`: the text of docs/rules.md on stdout."""

from __future__ import annotations

from wizard.core.rules.documentation import markdown
from wizard.services.runtime.rule_examples import example_of

if __name__ == "__main__":
    print(markdown(example_of), end="")
