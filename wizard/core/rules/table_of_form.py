"""The rules about the form of the file: its text, its keys, its values, its settings."""

from __future__ import annotations

from wizard.core.model.finding import Severity
from wizard.core.rules import (
    drift,
    mixed_ages,
    places,
    plain_values,
    registries,
    secrets,
    structure,
    text,
    types,
)
from wizard.core.rules.model import Rule

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

YAML = "docs/domain.md, The YAML"
WILD = "docs/domain.md, Files in the wild"
MIXED = "docs/domain.md, Files in the wild: mixed ages"

TEXT_RULES = (
    Rule(
        "merge-conflict",
        ERROR,
        summary="marks of a merge conflict",
        why="The marks are no YAML, so Shippable cannot read the file.",
        source=WILD,
        remedy="Keep one of the two sides and take the marks out.",
        look=text.merge_conflict,
    ),
    Rule(
        "tab",
        ERROR,
        summary="a tab in the indentation",
        why="YAML allows no tab there, so Shippable cannot read the file.",
        source=WILD,
        remedy="Put spaces in its place.",
        look=text.tab,
    ),
    Rule(
        "not-yaml",
        ERROR,
        summary="the file is no YAML",
        why="Shippable cannot read the file, and no build starts.",
        source=WILD,
        remedy="Correct the place that is named; the line above it may be the cause.",
        look=text.not_yaml,
    ),
    Rule(
        "not-utf8",
        ERROR,
        summary="the file is no text",
        why="YAML is UTF-8 text; other bytes cannot be read.",
        source=WILD,
        remedy="Save it as UTF-8.",
        look=text.refused_as("not-utf8"),
    ),
    Rule(
        "several-documents",
        ERROR,
        summary="more than one YAML document",
        why="Shippable reads one document.",
        source=WILD,
        remedy="Keep one document: take out the line `---` between them.",
        look=text.refused_as("several-documents"),
    ),
    Rule(
        "too-large",
        ERROR,
        summary="the file is larger than 5 MB; it is not looked into",
        why="No CI file is that large; something generated it.",
        source=WILD,
        remedy="Move what is generated into scripts of the repository.",
        look=text.refused_as("too-large"),
    ),
    Rule(
        "too-many-nodes",
        ERROR,
        summary="the file has more than 200,000 nodes; it is not looked into",
        why="No CI file is that large; something generated it.",
        source=WILD,
        remedy="Move what is generated into scripts of the repository.",
        look=text.refused_as("too-many-nodes"),
    ),
    Rule(
        "too-deep",
        ERROR,
        summary="the file is nested more than 200 deep; it is not looked into",
        why="No CI file is nested that deep.",
        source=WILD,
        remedy="Make it flatter.",
        look=text.refused_as("too-deep"),
    ),
)


STRUCTURE_RULES = (
    Rule(
        "duplicate-key",
        ERROR,
        summary="a key twice in one map",
        why="Shippable answers such a file with `invalid yml format`, and no build starts.",
        source="ticket 2829",
        remedy="Put what both say under one key.",
        look=structure.duplicate_keys,
    ),
    Rule(
        "wrong-kind",
        ERROR,
        summary="a list where a map is read, or the other way round",
        why="What is below it is not found, as if it were absent.",
        source=WILD,
        remedy="Make it the kind that is read.",
        look=structure.wrong_kinds,
    ),
    Rule(
        "key-not-read",
        ERROR,
        summary="a known key where nothing reads it (--fix moves what is safe)",
        why="Keys count in their own place alone: with another indentation nothing logs in, or commands do not run.",
        source="tickets 2966, 4650 and 3841",
        remedy="Move it to where it is read.",
        look=places.key_not_read,
    ),
    Rule(
        "folded-commands",
        ERROR,
        summary="commands on lines of their own that are one to YAML (--fix separates them)",
        why="A value that goes on in the next line is one line to the shell: the second command is never run, its "
        "words are arguments of the first.",
        source=YAML,
        remedy="Make each an item with a dash, or begin the value with `|`.",
        look=structure.folded,
    ),
    Rule(
        "key-in-clear",
        ERROR,
        summary="an AWS key in the text of the file",
        why="Everybody who can read the repository has the key, also after it is removed: history keeps it.",
        source=YAML,
        remedy="Make the key inactive, create another, and let builds get it from the integration or from `secure:`.",
        look=secrets.key_in_clear,
    ),
    Rule(
        "top-level-pre-ci-boot",
        WARNING,
        summary="pre_ci_boot at the top level (--fix moves it)",
        why="It is read under build alone: CI runs in another image.",
        source=YAML,
        remedy="Move it under build.",
        look=structure.top_level_boot,
    ),
    Rule(
        "hub-key",
        ERROR,
        summary="`hub` at the top level",
        why="Hub entries are read under integrations alone: nothing logs in.",
        source="ticket 2966",
        remedy="Write `integrations:` and below it `hub:`.",
        look=structure.hub_at_top,
    ),
    Rule(
        "integration-key",
        ERROR,
        summary="`integration` for `integrations`",
        why="The key is called integrations: what is under another name is not read.",
        source=YAML,
        remedy="Write `integrations:`.",
        look=structure.integration_key,
    ),
    Rule(
        "mixed-ages",
        INFO,
        summary="keys of the old format (`script`, `build_image`, ...) beside `build`",
        why="Nothing published says that a server reads both, so commands may not run, or in another image.",
        source=MIXED,
        remedy="Put what they say under `build`.",
        look=mixed_ages.mixed_ages,
    ),
)


VALUE_RULES = (
    Rule(
        "ecr-named-without-entry",
        WARNING,
        summary="`env` names a registry in ECR, and nothing logs in to ECR",
        why="A push or pull there is refused without a login.",
        source="ticket 3851",
        remedy="Add the entry with `ecr-wizard`.",
        look=registries.named_in_env,
    ),
    Rule(
        "type-near",
        ERROR,
        summary="a type that does not exist, meant for `ecr`",
        why="A type that does not exist logs in nowhere.",
        source="ticket 2913",
        remedy="Write `type: ecr`.",
        look=types.near_types,
    ),
    Rule(
        "type-unknown",
        WARNING,
        summary="a hub type that no documentation names",
        why="A type that does not exist logs in nowhere.",
        source="ticket 2913",
        remedy="Compare it with the documentation of the integration.",
        look=types.unknown_types,
    ),
    Rule(
        "not-boolean",
        WARNING,
        summary="a value that readers of YAML do not all take for true or false",
        why="Readers of YAML 1.2 take `yes` and `on` for text, so the key may not count.",
        source=YAML,
        remedy="Write true or false, without quotes.",
        look=plain_values.booleans,
    ),
    Rule(
        "not-text",
        WARNING,
        summary="a tag, name or branch that readers of YAML do not all take for this text",
        why="It may be read as a number or a date: another tag, name or branch.",
        source=YAML,
        remedy="Write it in quotes.",
        look=plain_values.texts,
    ),
)


SETTINGS_RULES = (
    Rule(
        "settings-drift",
        WARNING,
        summary="the file differs from the repository's `.ecr-wizard.yml`",
        why="That file says how the CI file is meant to be; a build goes by the CI file alone.",
        source=YAML,
        remedy="Run `ecr-wizard apply`, which makes the file agree, or correct `.ecr-wizard.yml`.",
        look=drift.settings_drift,
    ),
)
