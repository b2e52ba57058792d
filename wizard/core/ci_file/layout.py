"""Where things are in `shippable.yml`, and the order of keys that are added (docs/domain.md, section "The YAML")."""

from __future__ import annotations

BUILD = ("build",)
HUB = ("integrations", "hub")
BOOT = ("build", "pre_ci_boot")
ENTRY_ORDER = ("integrationName", "type", "region", "agent_only", "branches")
BOOT_ORDER = ("image_name", "image_tag", "pull", "env", "options")
BUILD_ORDER = (
    "cache",
    "cache_dir_list",
    "pre_ci",
    "pre_ci_boot",
    "ci",
    "post_ci",
    "on_success",
    "on_failure",
    "always",
    "push",
)
DEFAULT_OPTIONS = "-e HOME=/root"
