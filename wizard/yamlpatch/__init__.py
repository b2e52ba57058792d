"""Exact, checked, reversible edits of a YAML text that keep every other byte as it is.

The package knows YAML and nothing of what the text is for; it does no I/O.

    plan(text, changes) -> Patch | Refusal
    read(text) -> Document | Refusal
"""
