"""The only code that reads for a page: named questions, each a constant number of SQL statements."""

from discharge.queries.units import unread

__all__ = ["unread"]
