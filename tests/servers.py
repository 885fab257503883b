"""The tests' PostgreSQL and Redis: real ones, their own, and a fresh database in 50 ms, in memory.

A template database is migrated once by the owner and kept until a migration or the reference data
changes. Each test process takes a slot: a database cloned from the template, and a Redis database.
The slot is an advisory lock, so runs at the same time stay apart and a killed run leaves nothing behind.
"""

import fcntl
import hashlib
import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import redis
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.installed import KEY, python
from tests.settings import DATA_DIR, ROOT
from vardovergang.servers.embedded import Embedded
from vardovergang.servers.roles import create_database, prepare_server
from vardovergang.servers.urls import ROLES, Urls

# Nothing here outlives a power cut, and nothing needs to.
FAST = (
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    "wal_level = minimal",
    "max_wal_senders = 0",
    "max_wal_size = 128MB",
    # Each of many thousand connections would cost 2 ms to prove its password.
    "scram_iterations = 1",
    # What lies in memory needs nobody else to read it.
    "io_method = sync",
)
SLOTS = 30
WHAT_MIGRATES = (
    "*/migrations/*.py",
    "statistics/*/migrations/*.py",
    "*/reference/*",
    "*/database/**/*",
    "statistics/*/database/**/*",
    # The list of blockable types follows the table after each migrate.
    "discharge/process/**/*.py",
    "*/access/partitions.py",
    "vardovergang/demonstration/**/*.py",
    "vardovergang/servers/roles.py",
)
DROP = "DROP DATABASE IF EXISTS {} WITH (FORCE)"


class TestServers:
    """What one test process uses of the tests' servers."""

    __test__ = False

    def __init__(self) -> None:
        self.embedded = Embedded(DATA_DIR, postgresql_settings=FAST)
        self.server = self.embedded.ensure()
        self.admin = psycopg.connect(self.server.admin, autocommit=True)
        self.template = template(self.server, self.admin)
        self.slot = self._take_slot()
        self.database = f"test_{self.slot}"
        self.redis = redis.Redis.from_url(self.urls.redis)
        self.renew()

    @property
    def urls(self) -> Urls:
        """The three roles' logins to this process's database, and its Redis."""
        named = {role: _with_database(self.server.of(role), self.database) for role in ROLES}
        return Urls(
            **named, redis=self.server.redis.replace("db=0", f"db={self.slot}"), admin=self._admin_url
        )

    def renew(self) -> None:
        """The database as the migrations left it, whatever was done to it."""
        self.admin.execute(sql.SQL(DROP).format(sql.Identifier(self.database)))
        create_database(self.admin, self.database, template=self.template, strategy="FILE_COPY")

    def close(self) -> None:
        self.admin.execute(sql.SQL(DROP).format(sql.Identifier(self.database)))
        self.admin.close()
        self.redis.close()
        self.embedded.release()

    @property
    def _admin_url(self) -> str:
        return _with_database(self.server.admin, self.database)

    def _take_slot(self) -> int:
        for slot in range(SLOTS):
            if _lock(self.admin, "pg_try_advisory_lock", f"slot {slot}"):
                return slot
        raise RuntimeError(f"All {SLOTS} test slots are taken: too many test runs at once")


def template(server: Urls, admin: psycopg.Connection) -> str:
    """The migrated template's name; it is built if it is missing, by one process while the others wait."""
    name = f"template_{_digest()}"
    with (DATA_DIR / "template.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _lock(admin, "pg_advisory_lock_shared", name)
        if admin.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount == 0:
            _drop_unused(admin)
            _build(server, admin, name)
    return name


def _build(server: Urls, admin: psycopg.Connection, name: str) -> None:
    admin.execute("DROP DATABASE IF EXISTS building WITH (FORCE)")
    prepare_server(server.admin, "building", _passwords(server))
    migrate(replace(server, owner=_with_database(server.owner, "building")))
    admin.execute(sql.SQL("ALTER DATABASE building RENAME TO {}").format(sql.Identifier(name)))


def migrate(urls: Urls) -> None:
    environment = {**os.environ, **urls.environment(), "SECRET_KEY": KEY, "DATABASE_ROLE": "owner"}
    environment["DJANGO_SETTINGS_MODULE"] = "vardovergang.settings"
    for command in (["migrate", "--verbosity", "0"], ["demo_directory"]):
        arguments = [python(), "manage.py", *command]
        done = subprocess.run(
            arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{done.stderr}")


def _drop_unused(admin: psycopg.Connection) -> None:
    """Older templates, and databases of runs that were killed."""
    left = "SELECT datname FROM pg_database WHERE datname ~ '^(template_[0-9a-f]{16}|test_)'"
    for (name,) in admin.execute(left).fetchall():
        key = name if name.startswith("template_") else name.replace("test_", "slot ")
        if _lock(admin, "pg_try_advisory_lock", key):
            admin.execute(sql.SQL(DROP).format(sql.Identifier(name)))
            admin.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])


def _lock(admin: psycopg.Connection, function: str, key: str) -> bool:
    row = admin.execute(f"SELECT {function}(hashtextextended(%s, 0))", [key]).fetchone()
    return row is not None and row[0] is not False


def _digest() -> str:
    """Partitions are made for the months around today, so the month counts too."""
    digest = hashlib.sha256(datetime.now(UTC).strftime("%Y-%m").encode())
    for pattern in WHAT_MIGRATES:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and path.suffix != ".pyc" and ".venv" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _with_database(url: str, name: str) -> str:
    return url.replace("@/postgres?", f"@/{name}?").replace("@/vardovergang?", f"@/{name}?")


def _passwords(server: Urls) -> dict[str, str]:
    return {role: str(conninfo_to_dict(server.of(role))["password"]) for role in ROLES}


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(make_conninfo(url), autocommit=True)
