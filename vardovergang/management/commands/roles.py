"""Make the database and its three roles on a server of one's own; `make run` does it by itself."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from psycopg.conninfo import conninfo_to_dict

from vardovergang.servers.roles import prepare_server
from vardovergang.servers.urls import ROLES, VARIABLES

ADMIN = "DATABASE_ADMIN_URL"


class Command(BaseCommand):
    help = (
        f"Makes the database and its three roles with the login in {ADMIN}, "
        f"as the URLs in {', '.join(VARIABLES.values())} say. Doing it again changes nothing but passwords."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        logins = {}
        for role, variable in VARIABLES.items():
            logins[role] = login = conninfo_to_dict(self._url(variable))
            if login.get("user") != ROLES[role] or not login.get("password") or not login.get("dbname"):
                raise CommandError(f"{variable} must name the user {ROLES[role]}, a password and a database.")
        databases = {str(login["dbname"]) for login in logins.values()}
        if len(databases) != 1:
            raise CommandError(f"The three URLs name different databases: {', '.join(sorted(databases))}.")
        passwords = {role: str(login["password"]) for role, login in logins.items()}
        prepare_server(self._url(ADMIN), databases.pop(), passwords)
        self.stdout.write("The database and its three roles are there.")

    def _url(self, variable: str) -> str:
        url = os.environ.get(variable)
        if not url:
            raise CommandError(f"Set {variable}: docs/operations.md says what to.")
        return url
