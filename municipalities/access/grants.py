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
    # allauth's tables for signing up, confirming addresses and linking outside accounts stay empty.
    "account_emailaddress": (READ, ""),
    "account_emailconfirmation": ("", ""),
    "auth_group": (READ, ""),
    "auth_group_permissions": (READ, ""),
    "auth_permission": (READ, ""),
    "django_content_type": (READ, READ),
    "django_migrations": (READ, READ),
    "guardian_groupobjectpermission": (READ, ""),
    "guardian_userobjectpermission": (READ, ""),
    # Triggers ask who may write what of these (migration 0013). An assignment is ended, never changed.
    "municipalities_assignment": ("SELECT, INSERT, UPDATE (valid_to)", READ),
    # Counts that end by themselves; the worker says in it that it is there, and clears what has ended.
    "municipalities_cache": ("SELECT, INSERT, UPDATE, DELETE", "SELECT, INSERT, UPDATE, DELETE"),
    "municipalities_catalogue_import": ("SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE"),
    "municipalities_district": (READ, READ),
    "municipalities_job_mark": ("", "SELECT, INSERT, UPDATE"),
    # Only added to; the owner's migration sees to it.
    "municipalities_login_event": ("SELECT, INSERT", ""),
    "municipalities_municipality": (READ, READ),
    "municipalities_organisation": (READ, READ),
    "municipalities_organisation_permission": ("SELECT, INSERT", ""),
    "municipalities_postalarea": (READ, ""),
    "municipalities_rights_review": ("SELECT, INSERT", ""),
    # Written by the trigger of `track_changes` alone, which acts as the owner.
    "municipalities_row_change": (READ, ""),
    "municipalities_servedarea": ("SELECT, INSERT, UPDATE (valid_to)", READ),
    # The worker clears what has ended, and sees no more of it than when it ended.
    "municipalities_session": ("SELECT, INSERT, UPDATE, DELETE", "SELECT (session_key, expire_date), DELETE"),
    "municipalities_unit": ("SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE"),
    "municipalities_unit_permission": (READ, ""),
    "municipalities_user": ("SELECT, INSERT, UPDATE (password, first_name, last_name, email)", READ),
    "municipalities_user_groups": (READ, ""),
    "municipalities_user_user_permissions": (READ, ""),
    # Their secrets are sealed (municipalities/login/sealing.py).
    "mfa_authenticator": ("SELECT, INSERT, UPDATE, DELETE", ""),
    "socialaccount_socialaccount": (READ, ""),
    "socialaccount_socialapp": ("", ""),
    "socialaccount_socialtoken": ("", ""),
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
