from django.apps import AppConfig
from django.db.backends.signals import connection_created


class SiteConfig(AppConfig):
    name = "vardovergang"

    def ready(self) -> None:
        from vardovergang.database_role import check_new_connection

        connection_created.connect(check_new_connection, dispatch_uid="refuse_unsafe_role")
