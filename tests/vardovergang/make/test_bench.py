"""`make bench`, very small: every figure is measured, and nothing is left behind."""

import fcntl
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests.collected import static_root
from tests.installed import python
from tests.processes import manage
from tests.servers import TestServers
from tests.settings import DATA_DIR, ROOT
from vardovergang.bench import volume
from vardovergang.bench.database import NAME
from vardovergang.bench.figures import Figure

SMALL = ("--cases", "60", "--fewer", "20", "--demo-cases", "50")
MINUTES = 10
NAMES = [
    "demo",
    "nightly",
    "liability-pure",
    "nightly-open",
    "recompute-all-new",
    "recompute-all",
    "recompute-all-memory",
    "recompute-all-two-workers",
    "worklist",
    "policy-list",
    "worklist",
    "policy-list",
    "policy-list-growth",
]


@pytest.fixture(autouse=True)
def _one_at_a_time(servers: TestServers) -> Iterator[None]:
    """There is one such database on a server, and other test processes use the same server."""
    with (DATA_DIR / "bench.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def started() -> Iterator["subprocess.Popen[str]"]:
    """In a session of its own, so that it can be stopped as by Ctrl-C."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    # What the browser needs is collected once, apart from what other tests look for.
    places = {"DATA_DIR": str(DATA_DIR), "STATIC_ROOT": str(DATA_DIR / "bench-static")}
    bench = subprocess.Popen(
        [python(), "-m", "vardovergang.commands.bench", *SMALL],
        cwd=ROOT,
        env=kept | places,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with bench:
        try:
            yield bench
        finally:
            if bench.poll() is None:
                os.killpg(bench.pid, signal.SIGKILL)


def database_exists(servers: TestServers) -> bool:
    return servers.admin.execute("SELECT FROM pg_database WHERE datname = %s", [NAME]).rowcount == 1


@pytest.mark.proof
def test_every_figure_is_measured_beside_another_and_the_database_is_dropped(servers: TestServers) -> None:
    with started() as bench:
        said, errors = bench.communicate(timeout=MINUTES * 60)
    assert bench.returncode == 0, errors
    figures = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert [figure["name"] for figure in figures] == NAMES
    assert all(figure["value"] > 0 and figure["ratio"] > 0 for figure in figures)
    assert all(figure["unit"] and figure["cases"] and figure["compared_to"] for figure in figures)
    assert not database_exists(servers)


def test_a_bench_that_is_stopped_drops_its_database(servers: TestServers) -> None:
    with started() as bench:
        deadline = time.monotonic() + MINUTES * 60
        while not database_exists(servers) and time.monotonic() < deadline and bench.poll() is None:
            time.sleep(0.1)
        os.killpg(bench.pid, signal.SIGINT)
        _, errors = bench.communicate(timeout=MINUTES * 60)
    assert bench.returncode == 1
    assert "Mätningen avbröts, och databasen är borttagen." in errors
    assert not database_exists(servers)


@pytest.mark.parametrize(("index", "keys"), [("", 6), ("part_in_hospital", 7)])
def test_a_figure_is_one_json_line_without_what_is_not_said(index: str, keys: int) -> None:
    line = Figure("list", 1.23456, "ms", 10, 2.5, "the same", index).line
    assert json.loads(line)["value"] == 1.235
    assert len(json.loads(line)) == keys
    assert "\n" not in line


@pytest.mark.django_db(transaction=True)
def test_the_millionth_case_can_be_made(servers: TestServers, admin_connection: psycopg.Connection) -> None:
    """By the numbers that the default asks for, which no small bench reaches."""
    volume.fill(servers.urls.admin, 999_990, 1_000_000)
    made = admin_connection.execute("SELECT count(*) FROM discharge_participation").fetchone()
    assert made == (30,)


@pytest.mark.django_db(transaction=True)
def test_the_pages_figures_are_measured(
    servers: TestServers, admin_connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share of what `make proof` measures: the two that ask for no night, on this test's database."""
    volume.fill(servers.urls.admin, 0, 60)
    monkeypatch.setenv("BENCH_ADMIN_URL", servers.urls.admin)
    monkeypatch.setenv("STATIC_ROOT", str(static_root()))
    done = manage(servers.urls, "bench", "--cases", "60", "--parts", "worklist", "policy-list")
    assert done.returncode == 0, done.stderr
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    assert [figure["name"] for figure in figures] == ["worklist", "policy-list"]
    assert all(figure["value"] > 0 and figure["ratio"] > 0 and figure["compared_to"] for figure in figures)
