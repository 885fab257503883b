"""The verbs of the statistics: the only code that writes them, and all the worker's."""

from monthly_statistics.actions.refresh import recover, refresh

__all__ = ["recover", "refresh"]
