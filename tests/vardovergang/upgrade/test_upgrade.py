"""Data of commit e6a2cad upgrades, and what comes of it is what a new site has (docs/decisions/0044)."""

from __future__ import annotations

import re
import subprocess
from itertools import groupby

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from billing.rulebook import program_version
from municipalities.database.engine.changes import differences
from tests.factories.vardovergang.upgraded import Upgraded
from tests.installed import python
from tests.processes import environment, manage
from tests.servers import TestServers
from tests.settings import ROOT
from vardovergang.servers.embedded.postgresql import find_binaries

#: The tests' database is of this month, the dump of another.
PARTITIONS = "municipalities_access_log_2*"


#: A dump writes a list of words as it was understood, and that is understood in other words when it is read.
CASTS = re.compile(r"::character varying|::text|\[\]|[()]")


def schema(url: str) -> list[str]:
    """What pg_dump says of the schema; grants in order, since theirs is of when they were given."""
    dump = [str(find_binaries() / "pg_dump"), "--schema-only", f"--exclude-table={PARTITIONS}", url]
    text = subprocess.run(dump, check=True, capture_output=True, text=True).stdout
    lines = [line for line in text.splitlines() if line and not line.startswith(("\\", "--"))]
    lines = [CASTS.sub("", line) if "ARRAY[" in line else line for line in lines]
    grouped = groupby(lines, key=lambda line: line.startswith("GRANT "))
    return [line for are_grants, some in grouped for line in (sorted(some) if are_grants else some)]


def test_an_upgraded_database_is_equal_to_a_new_one(upgraded: Upgraded, servers: TestServers) -> None:
    """Columns in their order, constraints, indexes, functions, policies, triggers and grants."""
    assert schema(upgraded.urls.admin) == schema(servers.urls.admin)
    assert differences(upgraded.connection) == []


def test_nothing_is_lost(upgraded: Upgraded) -> None:
    before = upgraded.before
    assert before["closed_months"] == 3
    assert before["closed_days"] == before["charged"] == 16
    kept = upgraded.row(
        "SELECT (SELECT count(*) FROM discharge_message), (SELECT count(*) FROM discharge_case),"
        " (SELECT count(*) FROM billing_ledger_day),"
        " (SELECT count(*) FROM billing_liability_day WHERE state = 'charged')"
    )
    assert kept == (before["messages"], before["cases"], before["closed_days"], before["charged"])


def test_what_lay_there_is_converted(upgraded: Upgraded) -> None:
    """Versions of persons, protection, free days by kind of care, what is assumed, and judgements."""
    cases = upgraded.before["cases"]
    versions = "SELECT count(*), count(DISTINCT case_id) FROM discharge_person_version"
    assert upgraded.row(versions) == (cases, cases)
    protected = "SELECT count(*) FROM discharge_protection JOIN discharge_patient p ON p.id = patient_id"
    assert upgraded.row(f"{protected} WHERE p.protected_identity AND lifted_at IS NULL") == (1,)
    assert upgraded.row("SELECT changes->'free_days' FROM billing_what_if") == ('{"somatic": 2}',)
    assumed = "SELECT count(*), count(*) FILTER (WHERE status = 'verified') FROM billing_terms"
    assert upgraded.row(f"{assumed} WHERE source LIKE '%(antaget)%'") == (4, 0)
    states = "SELECT count(*) FROM discharge_case WHERE liability_state IN ('free', 'liable', 'not_liable')"
    assert upgraded.row(states) == (0,)


def test_the_sums_of_months_are_what_the_lines_come_to(upgraded: Upgraded) -> None:
    """Nobody has to make them anew."""
    kept = "SELECT sum(days) FROM billing_month_sum WHERE source = 'kept' AND payer_id IS NULL"
    assert upgraded.row(kept) == (upgraded.before["closed_days"],)
    assert manage(upgraded.urls, "month_sums", "--check").stdout == "0 med skillnader.\n"


def test_the_next_night_computes_every_case(upgraded: Upgraded) -> None:
    """What lies there was computed before outcomes said from what."""
    assert upgraded.row("SELECT code FROM billing_rules_version") == ("",)
    assert upgraded.row("SELECT count(*) FROM billing_liability_result WHERE final_from IS NOT NULL") == (0,)


#: A whole night in one process, without the queue: the one that the trial's database had last.
NIGHT = """
from datetime import date
from django.utils import timezone
from billing.models import NightlyRun, NightlyTask
from billing.nightly import run
run._dispatch = lambda tasks: None
night = run.begin(day=date(2026, 11, 30), now=timezone.now(), origin=NightlyRun.Origin.COMMAND)
for task in NightlyTask.objects.filter(run=night):
    run.run_task(task.pk, worker="one")
"""


@pytest.mark.proof
def test_columns_and_closed_months_agree_after_the_upgrade(upgraded: Upgraded) -> None:
    """`rebuild_cases`, as the change log asks for, and a night: no closed month comes to anything else."""
    manage(upgraded.urls, "rebuild_cases")
    checked = manage(upgraded.urls, "rebuild_cases", "--check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{upgraded.before['cases']} ärenden, 0 med skillnader." in checked.stdout
    night = [python(), "manage.py", "shell", "--command", NIGHT]
    subprocess.run(night, cwd=ROOT, env=environment(upgraded.urls, "worker"), check=True)
    assert upgraded.row("SELECT code FROM billing_rules_version") == (program_version(),)
    # Every stay was computed by that night. Noted are closed ones that a later day may still change.
    left = """SELECT count(*) FROM discharge_case c
        LEFT JOIN billing_liability_result r ON r.case_id = c.id
        LEFT JOIN billing_uncomputed_case u ON u.case_id = c.id
        WHERE c.kind = 'stay' AND NOT c.is_open AND (r.final_from IS NULL) = (u.case_id IS NULL)"""
    assert upgraded.row(left) == (0,)
    assert upgraded.row("SELECT count(*) FROM billing_liability_result WHERE final_from IS NOT NULL") > (0,)
    assert upgraded.row("SELECT count(*) FROM billing_liability_failure") == (0,)
    assert upgraded.row("SELECT count(*) FROM billing_liability_correction") == (0,)
    charged = "SELECT count(*) FROM billing_liability_day WHERE state = 'charged'"
    assert upgraded.row(charged) == (upgraded.before["charged"],)


@pytest.mark.proof
def test_a_new_site_that_stops_between_its_migrations_is_its_owners_alone(
    half_made: BaseDatabaseWrapper,
) -> None:
    granted = """SELECT relname
        FROM pg_class, unnest(ARRAY['vardovergang_app', 'vardovergang_worker']) AS role
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
          AND has_any_column_privilege(role, pg_class.oid, 'SELECT, INSERT, UPDATE, REFERENCES')"""
    with half_made.cursor() as cursor:
        cursor.execute(granted)
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'discharge_%' AND relkind = 'r'")
        assert cursor.fetchone() == (16,)
