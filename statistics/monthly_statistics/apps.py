from django.apps import AppConfig


class MonthlyStatisticsConfig(AppConfig):
    name = "monthly_statistics"
    label = "statistics"
