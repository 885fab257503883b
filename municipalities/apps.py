from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MunicipalitiesConfig(AppConfig):
    name = "municipalities"

    def ready(self) -> None:
        from municipalities import grants, partitions, reference

        post_migrate.connect(grants.apply, sender=self)
        post_migrate.connect(partitions.make_ahead, sender=self)
        post_migrate.connect(reference.load, sender=self)
