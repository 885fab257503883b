from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        from billing import reference
        from billing.actions import show_liability
        from billing.permissions import sees_the_county
        from billing.queries.logged import Logged
        from billing.views import panels
        from discharge.extensions import consequences, hooks, log_lists
        from discharge.extensions.panels import register, register_decision
        from municipalities import navigation
        from municipalities.models import Role

        hooks.register(show_liability)
        register(panels.free_days)
        register_decision(panels.objection)
        consequences.register(panels.consequences)
        post_migrate.connect(reference.load, sender=self)
        for each in Logged:
            log_lists.register_nameless(each, each.label)
        payers = [Role.INVOICER, Role.MUNICIPAL_ECONOMIST]
        navigation.register("Betalning", "billing:liability", payers, order=50)
        navigation.register("Genomsnitt", "billing:averages", payers, order=55)
        askers = [Role.INVOICER, Role.STATISTICS]
        navigation.register(
            "Räkna på andra villkor", "billing:what-if", askers, order=56, is_for=sees_the_county
        )
