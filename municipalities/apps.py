from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MunicipalitiesConfig(AppConfig):
    name = "municipalities"

    def ready(self) -> None:
        from municipalities import navigation, reference
        from municipalities.access import partitions
        from municipalities.database.engine.operations import after_migrate
        from municipalities.login import events
        from municipalities.models import Role

        post_migrate.connect(after_migrate, sender=self)
        post_migrate.connect(partitions.make_ahead, sender=self)
        post_migrate.connect(reference.load, sender=self)
        events.listen()
        # Last in the menu, since the first place that a role has is where it starts.
        navigation.register("Katalog", "municipalities:directory", Role.values, order=90)
        navigation.register("Användare", "municipalities:people", [Role.LOCAL_ADMINISTRATOR], order=20)
        administrators = [Role.SYSTEM_ADMINISTRATOR]
        navigation.register("Katalogimport", "municipalities:catalogue-imports", administrators, order=20)
