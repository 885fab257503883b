"""What the application and the worker may do with tables that hold nothing about a patient.

Every other table is under row-level security, with grants in its own migration. A test walks the
database's catalogue and fails for a table that is neither. Applied after each migrate, by the owner.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

READ = "SELECT"
#: table: (the application's privileges, the worker's)
PUBLIC_TABLES: dict[str, tuple[str, str]] = {
    "auth_group": (READ, ""),
    "auth_group_permissions": (READ, ""),
    "auth_permission": (READ, ""),
    "django_content_type": (READ, READ),
    "django_migrations": (READ, READ),
    "django_session": ("SELECT, INSERT, UPDATE, DELETE", ""),
    "guardian_groupobjectpermission": (READ, ""),
    "guardian_userobjectpermission": (READ, ""),
    "municipalities_assignment": (READ, READ),
    "municipalities_district": (READ, READ),
    "municipalities_municipality": (READ, READ),
    "municipalities_organisation": (READ, READ),
    "municipalities_organisation_permission": (READ, ""),
    "municipalities_postalarea": (READ, ""),
    # Written by the trigger of `track_changes` alone, which acts as the owner.
    "municipalities_row_change": (READ, ""),
    "municipalities_unit": (READ, READ),
    "municipalities_user": ("SELECT, UPDATE (last_login)", READ),
    "municipalities_user_groups": (READ, ""),
    "municipalities_user_user_permissions": (READ, ""),
}


def apply(using: str, **kwargs: Any) -> None:
    """Grant exactly what is listed, to both roles."""
    with connections[using].cursor() as cursor:
        existing = set(connections[using].introspection.table_names(cursor))
        for table in PUBLIC_TABLES.keys() & existing:
            cursor.execute(f"REVOKE ALL ON {table} FROM vardovergang_app, vardovergang_worker")
            for role, privileges in zip(("app", "worker"), PUBLIC_TABLES[table], strict=True):
                if privileges:
                    cursor.execute(f"GRANT {privileges} ON {table} TO vardovergang_{role}")
