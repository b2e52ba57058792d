"""How large a text may be. Beyond that it is refused before its tree is built."""

MAX_BYTES = 5_000_000
MAX_NODES = 200_000
MAX_DEPTH = 200  # what compares and walks data is recursive

# The codes of a text that is refused for its size alone.
TOO_LARGE = frozenset({"too-large", "too-many-nodes"})
