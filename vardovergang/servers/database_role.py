"""No process serves people as a database role that row-level security does not bind."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

from vardovergang.servers.urls import ROLES, VARIABLES

# Whoever is a member of a role can become that role, so its powers count as one's own.
POWERS = """
    SELECT r.rolname, r.rolsuper, r.rolbypassrls,
           EXISTS (
               SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relnamespace = 'public'::regnamespace
           )
    FROM pg_roles r
    WHERE pg_has_role(session_user, r.oid, 'MEMBER') OR pg_has_role(current_user, r.oid, 'MEMBER')
    ORDER BY r.rolsuper DESC, r.rolbypassrls DESC, r.rolname
"""


def refuse_unsafe_role(connection: BaseDatabaseWrapper, role: str) -> None:
    """The owner may own; nobody may be a superuser or bypass row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(POWERS)
        for name, superuser, bypasses, owns in cursor.fetchall():
            powers = {
                "is a superuser": superuser,
                "has BYPASSRLS": bypasses,
                "owns tables": owns and role != "owner",
            }
            if reason := next((power for power, is_held in powers.items() if is_held), ""):
                login = connection.settings_dict["USER"]
                raise ImproperlyConfigured(
                    f"This process ({role}) is logged in to the database as {login}, which has the powers of "
                    f"{name}: that role {reason}, so row-level security would not hold. "
                    f"Set {VARIABLES[role]} to a login without them, such as {ROLES[role]}."
                )


def check_new_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Closes a connection that it refuses, so that nothing can go on using it."""
    try:
        refuse_unsafe_role(connection, settings.DATABASE_ROLE)
    except ImproperlyConfigured:
        connection.close()
        raise
