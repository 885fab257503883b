from django.apps import AppConfig


class DischargeConfig(AppConfig):
    name = "discharge"

    def ready(self) -> None:
        from municipalities import navigation
        from municipalities.views.gate import CARE_ROLES, PLACEMENT_ROLES

        navigation.register("Arbetslista", "discharge:worklist", CARE_ROLES)
        navigation.register("Möten", "discharge:meetings", CARE_ROLES, order=1)
        navigation.register("Placeringar", "discharge:placements", PLACEMENT_ROLES, order=2)
