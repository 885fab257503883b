from monthly_statistics.models.figures import MonthlyFigure, Snapshot

__all__ = ["MonthlyFigure", "Snapshot"]
