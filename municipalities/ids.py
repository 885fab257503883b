"""Ids are made by the application: with row-level security an INSERT can't always return what it made."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new UUIDv7: grows with time, so rows of one case lie together in the index."""
    return uuid7()


def parse_id(text: object) -> UUID | None:
    """The id that somebody's address or form names; None where it is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
