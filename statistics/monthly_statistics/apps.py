from django.apps import AppConfig


class MonthlyStatisticsConfig(AppConfig):
    name = "monthly_statistics"
    label = "statistics"

    def ready(self) -> None:
        from municipalities import navigation
        from municipalities.models import Role

        navigation.register("Statistik", "statistics:overview", [Role.STATISTICS], order=40)
