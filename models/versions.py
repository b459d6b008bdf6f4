"""Optimistic concurrency: a row's `version` is its ETag, and a caller may insist on the one they read."""

from collections.abc import Mapping

from piccolo.table import Table

from models.errors import PreconditionFailed


def check(row: Table | Mapping[str, object], expected: int | None) -> None:
    """Raises PreconditionFailed when the caller insists on another version than the row's; None insists on nothing."""
    if expected is not None and row["version"] != expected:
        raise PreconditionFailed(
            f"The object is at version {row['version']}, not at the one that If-Match names. Read it again first."
        )
