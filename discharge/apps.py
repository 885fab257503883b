from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DischargeConfig(AppConfig):
    name = "discharge"

    def ready(self) -> None:
        from discharge.actions import blockable_types
        from discharge.extensions import log_lists, panels
        from discharge.models import PlacementStage
        from discharge.presenters import blocks
        from discharge.queries import ASK_UNREAD, CASE_LISTS, LISTS, UNREAD
        from discharge.queries.logged import Logged
        from municipalities import navigation
        from municipalities.access.entering import ask_along
        from municipalities.access.roles import CARE_ROLES, PLACEMENT_ROLES
        from municipalities.models import Role

        post_migrate.connect(blockable_types.list_types, sender=self)
        panels.register(blocks.panel)
        ask_along(UNREAD, ASK_UNREAD)
        for named in (CASE_LISTS | LISTS).values():
            log_lists.register(named.name, f"Arbetslistan {named.label}")
        for stage in PlacementStage:
            log_lists.register(f"{Logged.PLACEMENTS} {stage}", f"{Logged.PLACEMENTS.label} {stage.label}")
        log_lists.register(Logged.MEETINGS, Logged.MEETINGS.label)
        log_lists.register(Logged.MORNING, Logged.MORNING.label)
        log_lists.register(Logged.SEARCH, Logged.SEARCH.label)
        navigation.register("Arbetslista", "discharge:worklist", CARE_ROLES)
        navigation.register("Möten", "discharge:meetings", CARE_ROLES, order=1)
        navigation.register("Placeringar", "discharge:placements", PLACEMENT_ROLES, order=2)
        navigation.register("Upphörda enheter", "discharge:ended-units", [Role.LOCAL_ADMINISTRATOR], order=21)
        navigation.register("Åtkomstlogg", "discharge:log", [Role.LOG_REVIEWER], order=80)
        navigation.register(
            "Förstöring och gallring", "discharge:destruction", [Role.RECORD_KEEPER], order=81
        )
