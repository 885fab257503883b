from django.apps import AppConfig


class MonthlyStatisticsConfig(AppConfig):
    name = "monthly_statistics"
    label = "statistics"

    def ready(self) -> None:
        from municipalities import navigation
        from municipalities.models import Role

        readers = [Role.STATISTICS, Role.MUNICIPAL_ECONOMIST]
        navigation.register("Statistik", "statistics:overview", readers, order=40)
