"""The embedded servers, started and stopped for real in folders of their own."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
import redis

from tests.installed import python
from tests.settings import ROOT
from vardovergang.servers.data_dirs import CannotServe, Places, owner_only
from vardovergang.servers.embedded import Embedded
from vardovergang.servers.embedded import redis as embedded_redis
from vardovergang.servers.embedded.postgresql import Postgresql
from vardovergang.servers.urls import ROLES, embedded_urls, urls

FAST = ("fsync = off",)
HOLD = """
import sys
from pathlib import Path
from vardovergang.servers.embedded import ensure
print(ensure(Path(sys.argv[1])).admin, flush=True)
sys.stdin.read()
"""


def _is_up(data_dir: Path) -> tuple[bool, bool]:
    servers = Embedded(data_dir)
    return servers.postgresql.answers(), servers.redis.answers()


def _remove(data_dir: Path) -> None:
    servers = Embedded(data_dir)
    servers.redis.stop()
    servers.postgresql.stop()
    shutil.rmtree(servers.places.postgresql_socket_dir, ignore_errors=True)
    shutil.rmtree(servers.places.redis_socket.parent, ignore_errors=True)
    shutil.rmtree(data_dir, ignore_errors=True)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Made once: creating a cluster takes longer than all that is done with it here."""
    data_dir = tmp_path_factory.mktemp("a folder with spaces") / ("long name " * 20) / ".data"
    servers = Embedded(data_dir, postgresql_settings=FAST)
    servers.ensure()
    servers.release()
    yield data_dir
    _remove(data_dir)


@pytest.fixture
def stopped(data_dir: Path) -> Path:
    servers = Embedded(data_dir)
    servers.redis.stop()
    servers.postgresql.stop()
    return data_dir


@contextmanager
def _holder(data_dir: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that needs the servers, until its standard input ends."""
    holder = subprocess.Popen(
        [python(), "-c", HOLD, str(data_dir)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline()
    try:
        yield holder
    finally:
        _end(holder)


def _end(holder: "subprocess.Popen[str]") -> None:
    assert holder.stdin is not None
    assert holder.stdout is not None
    if not holder.stdin.closed:
        holder.stdin.close()
    holder.wait(timeout=60)
    holder.stdout.close()


def test_roles_and_database(data_dir: Path) -> None:
    servers = Embedded(data_dir, postgresql_settings=FAST)
    found = servers.ensure()
    for role, name in ROLES.items():
        with psycopg.connect(found.of(role)) as connection:
            row = connection.execute(
                "SELECT current_user, current_database(), "
                "rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, "
                "has_schema_privilege('public', 'CREATE'), "
                "(SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()) "
                "FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
        creates = role == "owner"
        assert row == (name, "vardovergang", False, False, False, False, creates, "vardovergang_owner")
    servers.release()


def test_the_second_start_is_fast_and_keeps_what_was_there(stopped: Path) -> None:
    servers = Embedded(stopped, postgresql_settings=FAST)
    found = servers.ensure()
    with psycopg.connect(found.owner) as connection:
        connection.execute("CREATE TABLE kept ()")
    redis.Redis.from_url(found.redis).set("kept", "yes")
    servers.release()

    again = Embedded(stopped, postgresql_settings=FAST)
    begun = time.monotonic()
    found = again.ensure()
    assert time.monotonic() - begun < 10
    begun = time.monotonic()
    assert again.ensure() == found
    assert time.monotonic() - begun < 1
    with psycopg.connect(found.owner) as connection:
        connection.execute("DROP TABLE kept")
    assert redis.Redis.from_url(found.redis).get("kept") == b"yes"
    again.release()


def test_the_last_one_out_stops_them(stopped: Path) -> None:
    first = Embedded(stopped, postgresql_settings=FAST)
    first.ensure()
    with _holder(stopped):
        first.release()
        assert _is_up(stopped) == (True, True)
    assert _is_up(stopped) == (False, False)


def test_a_killed_holder_leaves_nothing_to_clean_up(stopped: Path) -> None:
    with _holder(stopped) as holder:
        holder.send_signal(signal.SIGKILL)
    assert _is_up(stopped) == (True, True)
    with _holder(stopped):
        assert _is_up(stopped) == (True, True)
    assert _is_up(stopped) == (False, False)


def test_servers_that_were_killed_start_again(stopped: Path) -> None:
    servers = Embedded(stopped, postgresql_settings=FAST)
    servers.ensure()
    pid = servers.postgresql.read_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    info = redis.Redis.from_url(embedded_urls(servers.places).redis).info()
    os.kill(info["process_id"], signal.SIGKILL)

    found = servers.ensure()
    psycopg.connect(found.app).close()
    servers.release()


def test_only_what_is_asked_for_is_started(stopped: Path) -> None:
    servers = Embedded(stopped, postgresql_settings=FAST)
    servers.ensure(postgresql=False)
    assert _is_up(stopped) == (False, True)
    servers.release()
    servers.ensure(redis=False)
    assert _is_up(stopped) == (True, False)
    servers.release()


def test_a_forked_child_has_no_say(stopped: Path) -> None:
    servers = Embedded(stopped, postgresql_settings=FAST)
    servers.ensure()
    assert servers._held is not None
    held = servers._held
    held.pid += 1
    servers.release()
    assert _is_up(stopped) == (True, True)
    os.close(held.fd)


def test_nobody_else_gets_in(data_dir: Path) -> None:
    servers = Embedded(data_dir, postgresql_settings=FAST)
    found = servers.ensure()
    places = servers.places
    assert stat.S_IMODE(places.passwords.stat().st_mode) == 0o600
    for folder in (places.postgresql, places.postgresql_socket_dir, places.redis_socket.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(os.fsencode(places.postgresql_socket_dir / ".s.PGSQL.5432")) < 100
    with psycopg.connect(found.admin) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        rules = connection.execute("SELECT type, auth_method FROM pg_hba_file_rules").fetchall()
    assert rules == [("local", "peer"), ("local", "scram-sha-256")]
    assert redis.Redis.from_url(found.redis).config_get("port") == {"port": "0"}
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(found.app, password="wrong")
    servers.release()


def test_a_folder_that_somebody_else_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    with pytest.raises(CannotServe, match="open to others: remove it"):
        owner_only(tmp_path / "open", os.geteuid(), os.getegid())
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(CannotServe, match="belongs to somebody else"):
        owner_only(tmp_path / "link", os.geteuid(), os.getegid())


def test_a_data_dir_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotServe, match="set DATA_DIR to a folder you may write to"):
        Places.under(tmp_path / "file" / "data").make()


def test_no_wheel_for_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vardovergang.servers.embedded.postgresql.WHEEL", "no_such_wheel")
    with pytest.raises(CannotServe, match="set DATABASE_URL to PostgreSQL 16 or later"):
        Postgresql(Places.under(tmp_path), ()).start()


def test_no_redis_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_redis, "PROGRAM", "no-such-redis-server")
    monkeypatch.setattr(embedded_redis, "apt_install", lambda name: False)
    with pytest.raises(CannotServe, match="install Redis, or set REDIS_URL"):
        embedded_redis.Redis(Places.under(tmp_path)).start()
    shutil.rmtree(Places.under(tmp_path).redis_socket.parent)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_as_a_user_without_root() -> None:
    """The folder is the user's own; root may use the same data afterwards."""
    user = pwd.getpwnam("nobody")
    home = Path(tempfile.mkdtemp(prefix="vardovergang-user-"))
    os.chown(home, user.pw_uid, user.pw_gid)
    data_dir = home / "data"
    try:
        started = subprocess.run(
            [_python_for_all(), "-c", HOLD, str(data_dir)],
            cwd=ROOT,
            env={
                **os.environ,
                "HOME": str(home),
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
        )
        assert started.returncode == 0, started.stderr
        assert Places.under(data_dir).postgresql.stat().st_uid == user.pw_uid
        assert _is_up(data_dir) == (False, False)
        root = Embedded(data_dir, postgresql_settings=FAST)
        psycopg.connect(root.ensure().admin).close()
        root.release()
    finally:
        _remove(data_dir)
        shutil.rmtree(home)


def _python_for_all() -> str:
    """Root's own Python may lie where nobody else gets; the system's serves if it is the same."""
    for program in (os.path.realpath(sys.executable), "/usr/bin/python3"):
        with suppress(OSError, subprocess.CalledProcessError):
            ask = [program, "-c", "import sys; print(sys.version)"]
            if subprocess.check_output(ask, user="nobody", extra_groups=[], text=True).strip() == sys.version:
                return program
    pytest.skip(f"no Python {sys.version} that another user may run")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's PostgreSQL runs as another user")
def test_under_a_folder_closed_to_others(tmp_path: Path) -> None:
    """As a clone under /root: PostgreSQL's user may pass through the folder, and nobody gets to list it."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    servers = Embedded(closed / "data", postgresql_settings=FAST)
    try:
        psycopg.connect(servers.ensure().app).close()
        assert not closed.stat().st_mode & stat.S_IRWXO
        listed = subprocess.run(
            ["ls", str(closed)], capture_output=True, check=False, user="vardovergang-db", extra_groups=[]
        )
        assert b"Permission denied" in listed.stderr
        servers.release()
    finally:
        _remove(closed / "data")


def test_the_environments_servers_come_first(tmp_path: Path) -> None:
    given = {
        "DATABASE_URL": "postgresql://a@db/x",
        "DATABASE_OWNER_URL": "postgresql://o@db/x",
        "DATABASE_WORKER_URL": "postgresql://w@db/x",
        "REDIS_URL": "redis://cache:6379/3",
    }
    found = urls(tmp_path, given)
    assert found.environment() == given
    assert found.admin == ""


def test_a_part_of_the_logins_is_not_made_up(tmp_path: Path) -> None:
    found = urls(tmp_path, {"DATABASE_URL": "postgresql://a@db/x"})
    assert (found.app, found.owner, found.worker) == ("postgresql://a@db/x", "", "")
