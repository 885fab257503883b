"""From a role's URL to Django's DATABASES (docs/decisions/0001)."""

from copy import deepcopy
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from vardovergang.configuration.variables import Misconfigured
from vardovergang.servers.urls import ROLES, VARIABLES, Urls

# A page that takes longer has gone wrong; jobs, migrations and exports may take their time.
APP_LIMITS = "-c statement_timeout=15s -c idle_in_transaction_session_timeout=60s -c lock_timeout=10s"


def databases(urls: Urls, role: str) -> dict[str, dict[str, Any]]:
    """One role, two connections: the access log is committed whatever becomes of the request."""
    if role not in ROLES:
        raise Misconfigured(f"DATABASE_ROLE is {role!r}: it must be one of {', '.join(ROLES)}.")
    url = urls.of(role)
    if not url:
        raise Misconfigured(
            f"Set {VARIABLES[role]} to the {ROLES[role]} login: this process works as {role} and the "
            f"other roles' logins can't stand in for it."
        )
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    limits = APP_LIMITS if role == "app" else ""
    options = f"{parts.pop('options', '')} {limits}".strip()
    parts.setdefault("connect_timeout", "5")
    settings = {
        "ENGINE": "vardovergang.servers.backend",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**parts, **({"options": options} if options else {})},
    }
    return {alias: deepcopy(settings) for alias in ("default", "access_log")}
