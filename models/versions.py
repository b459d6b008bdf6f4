"""Optimistic concurrency: a row's `version` is its ETag, and a caller may insist on the one they read."""

from collections.abc import Mapping

from piccolo.table import Table

from models.errors import PreconditionFailed

# The version, or one of the versions, that a caller insists on; None insists on nothing.
Wanted = int | frozenset[int] | None


def check(row: Table | Mapping[str, object], wanted: Wanted) -> None:
    """Raises PreconditionFailed when the row's version is none of those that the caller insists on."""
    accepted = {wanted} if isinstance(wanted, int) else wanted
    if accepted is None or row["version"] in accepted:
        return
    if not accepted:
        raise PreconditionFailed(
            "If-Match has no version as ETag gives it: read the object, and send its ETag as it is, with the quotes "
            'and without W/, such as If-Match: "1".'
        )
    raise PreconditionFailed(
        f"The object is at version {row['version']}, and If-Match does not name that one. Read it again first."
    )
