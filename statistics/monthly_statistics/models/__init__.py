from monthly_statistics.models.figures import ChangedMonth, MonthlyFigure, Snapshot

__all__ = ["ChangedMonth", "MonthlyFigure", "Snapshot"]
