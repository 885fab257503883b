"""`make run` under load while a server is stopped, killed or frozen, or the disk is full (J2 to J5)."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from celery import Celery

from tests.factories.vardovergang.real_site import Fields, RealSite, Writer, real_site, until, writing
from vardovergang.servers.urls import broker_url, embedded_urls

pytestmark = pytest.mark.proof

SERVED_AGAIN, MADE_UP_FOR = 60, 900
RUNS = "SELECT date::text, state FROM billing_nightly_run ORDER BY date DESC LIMIT 1"
OUTCOMES = """SELECT case_id::text, ready_days, charged_days, amount FROM billing_liability_result
              ORDER BY case_id"""
DAYS = "SELECT count(*), count(DISTINCT (case_id, date)) FROM billing_liability_day"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealSite]:
    with real_site(tmp_path_factory.mktemp("away") / "data") as site:
        until(site.is_well, 120)
        yield site


def told(what: str, writers: list[Writer], **seconds: float) -> None:
    """Figures for whoever runs `make proof -s`."""
    figures = {name: round(value, 1) for name, value in seconds.items()}
    acknowledged = sum(len(writer.acknowledged) for writer in writers)
    back = sum(writer.handed_back for writer in writers)
    refused = [status for writer in writers for status in writer.refusals]
    print(f"{what}: {figures}, {acknowledged} acknowledged, {back} handed back, {len(refused)} refused")  # noqa: T201
    assert set(refused) <= {503}


def next_acknowledgement(writers: list[Writer], within: float = SERVED_AGAIN) -> float:
    before = [len(writer.acknowledged) for writer in writers]
    return until(lambda: all(len(w.acknowledged) > b for w, b in zip(writers, before, strict=True)), within)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["stopped", "killed"])
def test_j3_postgresql_under_load(how: signal.Signals, site: RealSite) -> None:
    with writing(site) as writers:
        site.signal_postgresql(how)
        time.sleep(0.5)
        served = next_acknowledgement(writers)
        well = until(site.is_well, SERVED_AGAIN)
    told(f"PostgreSQL {how.name}", writers, served_again=served, all_well=served + well)


def test_j5_what_was_typed_is_handed_back_while_postgresql_is_frozen_out(site: RealSite) -> None:
    """Its socket is closed to the site for a while: each form that is sent comes back whole."""
    folder = site.embedded.places.postgresql_socket_dir
    away = folder.with_name(f"{folder.name}-away")
    late = Writer(site, 0, "Skrift")
    form = (late._form(threading.Event()) or {}) | {"name": "Skrift sen", "phone": "08-1"}
    with writing(site) as writers:
        folder.rename(away)
        _cut_connections(away)
        answer = late._post(form)
        time.sleep(8)
        away.rename(folder)
        served = next_acknowledgement(writers)
    told("PostgreSQL out of reach", writers, served_again=served)
    assert answer is not None
    assert Fields(answer.text).values["name"] == "Skrift sen"


def _cut_connections(folder: Path) -> None:
    with psycopg.connect(f"postgresql://postgres@/postgres?host={folder}", autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'vardovergang'")


@pytest.mark.parametrize("how", ["stopped", "killed", "frozen"])
def test_j4_redis_under_load_holds_up_no_page(how: str, site: RealSite) -> None:
    numbers = {"stopped": signal.SIGTERM, "killed": signal.SIGKILL, "frozen": signal.SIGSTOP}
    with writing(site) as writers:
        site.signal_redis(numbers[how])
        alarm = until(lambda: site.health("status").get("redis") == "failing", 20) if how == "frozen" else 0.0
        next_acknowledgement(writers, 20)
        assert site.health("ready") == {"database": "ok", "migrations": "ok", "static": "ok"}
        if how == "frozen":
            time.sleep(5)
            site.signal_redis(signal.SIGCONT)
        well = until(site.is_well, 120)
    told(f"Redis {how}", writers, alarm=alarm, all_well=well, longest=max(w.longest for w in writers))
    assert [status for writer in writers for status in writer.refusals] == []
    assert max(writer.longest for writer in writers) < 15


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["stopped", "killed"])
def test_j2_postgresql_away_when_the_night_begins_and_while_it_computes(
    how: signal.Signals, site: RealSite
) -> None:
    """As at two: the message comes while there is no database; and then the database goes in the middle."""
    night(site)
    before, days = site.ask(OUTCOMES), site.ask(DAYS)
    site.ask("DELETE FROM billing_nightly_task RETURNING 1")
    site.ask("DELETE FROM billing_nightly_run RETURNING 1")
    site.signal_postgresql(how)
    queue_the_night(site)
    made_up = until(lambda: is_done(site), MADE_UP_FOR)
    assert (site.ask(OUTCOMES), site.ask(DAYS)) == (before, days)
    queue_the_night(site)
    time.sleep(0.3)
    site.signal_postgresql(how)
    again = until(lambda: is_done(site), MADE_UP_FOR)
    assert (site.ask(OUTCOMES), site.ask(DAYS)) == (before, days)
    assert days[0][0] == days[0][1]
    told(f"the night, PostgreSQL {how.name}", [], begun_late=made_up, interrupted=again)


def night(site: RealSite) -> None:
    queue_the_night(site)
    time.sleep(2)
    until(lambda: is_done(site), 120)


def queue_the_night(site: RealSite) -> None:
    app = Celery("beat", broker=broker_url(embedded_urls(site.embedded.places).redis))
    with app.connection_for_write() as connection:
        app.send_task("billing.nightly", queue="celery", connection=connection)


def is_done(site: RealSite) -> bool:
    try:
        found = site.ask(RUNS)
    except psycopg.OperationalError:
        return False
    return bool(found) and found[0][1] == "done"


# --- a full disk ---------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=700m,mode=755", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("A small disk can't be mounted here: that takes root and the right to mount.")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_j3_a_disk_that_is_full_for_a_minute(small_disk: Path) -> None:
    with real_site(small_disk / "data") as site:
        until(site.is_well, 120)
        with writing(site) as writers:
            ballast = small_disk / "ballast"
            ends = time.monotonic() + 60
            with ballast.open("wb", buffering=0) as file:
                while time.monotonic() < ends:
                    _fill(file.fileno())
                    time.sleep(0.2)
            ballast.unlink()
            served = next_acknowledgement(writers, 120)
            well = until(site.is_well, 180)
        told("a disk full for a minute", writers, served_again=served, all_well=served + well)
        night(site)
        days = site.ask(DAYS)
        assert days[0][0] == days[0][1]


def _fill(file: int) -> None:
    for size in (1024**2, 4096):
        try:
            while True:
                os.write(file, b"\0" * size)
        except OSError:
            continue
