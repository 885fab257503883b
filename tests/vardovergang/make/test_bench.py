"""`make bench`, very small: every figure is measured, and nothing is left behind."""

import fcntl
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve
from psycopg.rows import dict_row

from billing.nightly import run as nightly_run
from discharge.queries import LISTS, SORTS
from municipalities.swedish.clock import STOCKHOLM
from municipalities.swedish.months import month_of
from tests.installed import python
from tests.servers import TestServers
from tests.settings import DATA_DIR, ROOT
from vardovergang.bench import bare, nights, pages, pure, refresh, rows
from vardovergang.bench.copies import CLOSED, OF_ACCOUNT, copy_cases
from vardovergang.bench.database import NAME
from vardovergang.bench.figures import Figure
from vardovergang.demonstration.event_actions import tell_life
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.plans import Life, Plan, lives
from vardovergang.servers.urls import Urls

OF_UNIT = OF_ACCOUNT.format(pages.CARE)
#: Long ago, so that everything told is the same whenever it is told.
NOW = datetime(2026, 3, 9, 14, 0, tzinfo=STOCKHOLM)
#: Where persons of the measured unit's municipality lie.
WARDS = ("Geriatrik R84", "Kirurgi B63")
SMALL = ("--cases", "60", "--fewer", "20", "--demo-cases", "50")
MINUTES = 10
PAGES = [
    "bare-view",
    "worklist",
    "case-page",
    "send-form",
    "message",
    "row-open",
    "acknowledge",
    "search",
    "statistics",
    "months",
]
NIGHTS = ["night-open", "night-new", "night-memory", "night-unchanged", "night-forced", "night-two-workers"]
FILTERS = ("responsible", "care_type", "hospital", "track", "step", "home_from", "home_to")
ROWS = [
    *(f"rows-{name}" for name in LISTS),
    *(f"rows-att-gora-by-{sort}" for sort in SORTS),
    *(f"rows-inneliggande-{name}" for name in FILTERS),
    *(f"rows-search-by-{what}" for what in ("name", "number", "reference")),
    "rows-counts",
    "rows-frame",
    "rows-months-hsf",
    "rows-months-ekonom",
]
#: Where there are cases something is read for these.
READ_BY_ANY = {"rows-inneliggande", "rows-search-by-name", "rows-counts", "rows-frame"}
NAMES = [
    "history",
    "told-cases",
    "liability-pure",
    "refresh-after-old-stay",
    *PAGES,
    *NIGHTS,
    *PAGES,
    "worklist-growth",
    "bare-view-growth",
    "message-growth",
    *ROWS,
    "worklist-at-once",
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
    figures = [Figure(**json.loads(line)) for line in said.splitlines() if line.startswith("{")]
    assert checked(figures) == NAMES
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
    line = Figure("list", 1.23456, "ms", 10, 2.5, "the same", index=index).line
    assert json.loads(line)["value"] == 1.235
    assert len(json.loads(line)) == keys
    assert "\n" not in line


@pytest.fixture
def told(servers: TestServers, transactional_db: None) -> Urls:
    """Some cases as the demonstration tells them: open ones of the measured unit, and stays that are over."""
    plan = Plan(2, 300, 6, NOW)
    county, months = County(plan.today), month_of(plan.today)
    wanted: dict[bool, list[Life]] = {True: [], False: []}
    for life in lives(plan, county):
        (stay, *others), is_here = life.courses, life.ward.name in WARDS
        in_hospital = is_here and stay.ready and stay.ended_at > plan.now > stay.ready[0].notice_at
        is_over = stay.ready and stay.ended_at < plan.now and stay.admitted_at.date() < months
        if not others and (in_hospital or is_over) and len(wanted[bool(in_hospital)]) < 2:
            wanted[bool(in_hospital)].append(life)
            tell_life(county, life, until=plan.now)
    assert [len(found) for found in wanted.values()] == [2, 2]
    return servers.urls


def copy_some(urls: Urls, *, messages: bool, first: int = 1) -> int:
    copy = copy_cases(urls.admin, OF_UNIT, first, 8, messages=messages)
    return copy_cases(urls.admin, CLOSED, copy, 4, messages=messages)


def checked(figures: Iterable[Figure]) -> list[str]:
    """The names of the figures, each of which says something."""
    found = list(figures)
    assert all(one.unit and one.cases and one.compared_to for one in found)
    # Nothing may have had to be read, for a list that is empty.
    assert all(one.value > 0 and one.ratio > 0 for one in found if one.unit != "rows read")
    return [one.name for one in found]


def test_pages_and_their_rows_are_measured(told: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_some(told, messages=True)
    monkeypatch.setattr(pages, "WARMING", 0)
    assert checked(pages.measure(12, rounds=1)) == PAGES
    read = list(rows.measure(12))
    assert checked(read) == ROWS
    assert {one.name for one in read if one.value > 0} >= READ_BY_ANY


def test_nights_and_the_refresh_after_them_are_measured(
    told: Urls, as_worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And before them: a copy with messages is what its messages fold to."""
    copy_some(told, messages=True)
    call_command("rebuild_cases", "--check")
    monkeypatch.setenv("BENCH_ADMIN_URL", told.admin)
    monkeypatch.setattr(nights, "run_manage", in_this_process)
    # A worker that another test has started would take the tasks; the bench has none.
    monkeypatch.setattr(nightly_run, "_dispatch", lambda tasks: None)
    night = nights.run_nights(told, 4)
    assert checked(nights.measure(told, night, night)) == NIGHTS
    assert checked(refresh.measure(12, timedelta(weeks=9), rounds=1)) == ["refresh-after-old-stay"]
    assert checked(pure.measure(12)) == ["liability-pure"]


def in_this_process(urls: Urls, role: str, *arguments: str) -> str:
    """One worker, since to start others is dear; `make proof` starts them."""
    said = StringIO()
    call_command(*(argument if argument != "2" else "1" for argument in arguments), stdout=said)
    return said.getvalue()


def test_a_copy_without_messages_differs_by_microseconds_alone(
    told: Urls, admin_connection: psycopg.Connection
) -> None:
    """By numbers that only a million cases need."""
    copy_some(told, messages=False, first=100_000)
    for table in ("discharge_case", "discharge_participation"):
        with admin_connection.cursor(row_factory=dict_row) as cursor:
            by_original: dict[str, list[dict[str, Any]]] = {}
            for row in cursor.execute(f"SELECT * FROM {table} ORDER BY id"):
                by_original.setdefault(str(row.pop("id"))[:28], []).append(row)
        copied = [rows for rows in by_original.values() if len(rows) > 1]
        assert len(copied) >= 3
        assert all(is_like(original, copy) for original, *copies in copied for copy in copies)


def is_like(original: dict[str, Any], copy: dict[str, Any]) -> bool:
    own = {"case_id", "patient_id", "reference"}
    return all(
        abs(copy[name] - value) < timedelta(seconds=1) if isinstance(value, datetime) else copy[name] == value
        for name, value in original.items()
        if name not in own
    )


def test_what_hangs_on_a_case_is_copied(told: Urls, admin_connection: psycopg.Connection) -> None:
    """A table that comes new, and that lists or nights read, is copied too."""
    copy_some(told, messages=True)
    tables = admin_connection.execute(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'case_id' "
        "AND table_name LIKE 'discharge\\_%'"
    ).fetchall()
    left_out = {"discharge_attachment", "discharge_draft", "discharge_destruction", "discharge_block"}
    for (table,) in tables:
        found = admin_connection.execute(
            f"SELECT count(*), count(DISTINCT left(case_id::text, 28)) FROM {table}"
        ).fetchone()
        assert found is not None
        assert found[0] == 0 or found[0] > found[1] or table in left_out, table


def test_no_site_serves_the_benchs_own_addresses() -> None:
    for address in (bare.BARE, bare.CONSTANT):
        assert resolve(address, urlconf=bare.__name__).func.__module__ == bare.__name__
        with pytest.raises(Resolver404):
            resolve(address)
