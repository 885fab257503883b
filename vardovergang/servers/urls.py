"""Which PostgreSQL and Redis this process uses: those the environment names, else the embedded ones.

Nothing is started here; this only says where they are (docs/decisions/0001).
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from psycopg.conninfo import conninfo_to_dict

from vardovergang.servers.data_dirs import Places

DATABASE_NAME = "vardovergang"
ROLES = {role: f"vardovergang_{role}" for role in ("owner", "app", "worker")}
VARIABLES = {"owner": "DATABASE_OWNER_URL", "app": "DATABASE_URL", "worker": "DATABASE_WORKER_URL"}


@dataclass(frozen=True)
class Urls:
    """One login a role; `admin` is the superuser's, and empty where that is none of our business."""

    owner: str
    app: str
    worker: str
    redis: str
    admin: str = ""

    def of(self, role: str) -> str:
        return str(asdict(self)[role])

    def environment(self) -> dict[str, str]:
        """For programs that we start: they use these servers and start none."""
        return {
            **{variable: self.of(role) for role, variable in VARIABLES.items()},
            "REDIS_URL": self.redis,
        }


def database_is_named(environment: Mapping[str, str] = os.environ) -> bool:
    """A process may know only the login of its own role, so any of the three will do."""
    return any(environment.get(variable) for variable in VARIABLES.values())


def urls(data_dir: Path, environment: Mapping[str, str] = os.environ) -> Urls:
    embedded = embedded_urls(Places.under(data_dir))
    redis = environment.get("REDIS_URL") or embedded.redis
    if not database_is_named(environment):
        return replace(embedded, redis=redis)
    logins = {role: environment.get(variable, "") for role, variable in VARIABLES.items()}
    if [role for role, login in logins.items() if login] == ["app"]:
        # An administrator's login, with which `make run` has made the roles' if it is the only one there.
        passwords = stored_passwords(derived_passwords(data_dir, logins["app"]))
        logins |= {role: login_at(logins["app"], role, password) for role, password in passwords.items()}
    return Urls(**logins, redis=redis)


def broker_url(redis: str) -> str:
    """Celery's way of writing the same Redis, which differs over a Unix socket."""
    parts = urlsplit(redis)
    if parts.scheme != "unix":
        return redis
    return f"redis+socket://{parts.path}?virtual_host={parse_qs(parts.query).get('db', ['0'])[0]}"


def embedded_urls(places: Places) -> Urls:
    host = str(places.postgresql_socket_dir)
    known = stored_passwords(places.passwords)
    logins = {role: _make_url(name, known.get(role, ""), DATABASE_NAME, host) for role, name in ROLES.items()}
    return Urls(
        **logins,
        redis=f"unix://{places.redis_socket}?db=0",
        admin=f"postgresql://postgres@/postgres?host={host}",
    )


def stored_passwords(path: Path) -> dict[str, str]:
    try:
        return dict(json.loads(path.read_text()))
    except FileNotFoundError:
        return {}


def same_server(url: str) -> str:
    """What tells one database server from another: its host and port."""
    parts = conninfo_to_dict(url)
    return f"{parts.get('host', '')}:{parts.get('port', '5432')}"


def login_at(admin_url: str, role: str, password: str) -> str:
    """The same server and options as the administrator's URL, as one of our roles."""
    parts = conninfo_to_dict(admin_url)
    kept = {key: str(value) for key, value in parts.items() if key not in ("user", "password", "dbname")}
    return _make_url(ROLES[role], password, DATABASE_NAME, **kept)


def derived_passwords(data_dir: Path, admin_url: str) -> Path:
    """Where `make run` keeps the passwords of the roles that it made on an administrator's server."""
    server = same_server(admin_url).replace("/", "_").replace(":", "_")
    return Places.under(data_dir).data_dir / f"database-passwords-{server}.json"


def _make_url(user: str, password: str, database: str, host: str = "", **options: str) -> str:
    login = f"{user}:{quote(password, safe='')}" if password else user
    options = {"host": host, **options}
    query = "&".join(f"{key}={quote(value, safe='/')}" for key, value in options.items())
    return f"postgresql://{login}@/{database}?{query}"
