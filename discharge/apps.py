from django.apps import AppConfig


class DischargeConfig(AppConfig):
    name = "discharge"

    def ready(self) -> None:
        from municipalities import navigation
        from municipalities.views.gate import CARE_ROLES

        navigation.register("Arbetslista", "discharge:worklist", CARE_ROLES)
