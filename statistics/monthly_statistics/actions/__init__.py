"""The verbs of the statistics: the only code that writes."""

from monthly_statistics.actions.refresh import refresh

__all__ = ["refresh"]
