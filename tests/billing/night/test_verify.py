"""`manage.py nightly --verify`, and what the weekly one tells: what lies there is what the facts come to."""

from __future__ import annotations

import logging
from datetime import date
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from billing.models import NightlyRun
from billing.queries.nightly import differing_night
from billing.tasks import nightly_verify, nightly_watch
from tests.factories.billing.inline_nights import Nights, Scope
from tests.factories.billing.nights import dump, ready_stay
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = date(2020, 4, 2)
WITHOUT_LAST_DAY = """
DELETE FROM billing_liability_day
WHERE id = (SELECT id FROM billing_liability_day WHERE case_id = %s ORDER BY date DESC LIMIT 1)
"""
#: March is closed for the case's payer with all but one of its charged days.
CLOSED_WITH_A_DAY_TOO_FEW = """
WITH closed AS (
    INSERT INTO billing_month
        (payer, month, state, closing, closed_at, closed_by_id, closed_although, undecided)
    SELECT payer_id, '2020-03-01', 'closed', 1, now(), (SELECT id FROM municipalities_assignment LIMIT 1),
           '', '{}'
    FROM discharge_case WHERE id = %(case)s
    RETURNING id, closing
)
INSERT INTO billing_ledger_day
    (billing_month_id, closing, case_id, reference, payer_id, care_type, date, rate, rate_status)
SELECT closed.id, closed.closing, d.case_id, '', p.payer_id, p.care_type, d.date, d.rate, d.rate_status
FROM closed, billing_liability_day d JOIN billing_liability_period p ON p.id = d.period_id
WHERE d.case_id = %(case)s AND d.state = 'charged' AND d.date > '2020-03-12'
"""
FOLDED_BEFORE_DISTRICTS = """
UPDATE discharge_case_facts SET facts = jsonb_set(facts || '{"version": 2}', '{ready}',
    (SELECT coalesce(jsonb_agg(said - 'district'), '[]') FROM jsonb_array_elements(facts->'ready') said));
DELETE FROM billing_uncomputed_case
"""


@pytest.fixture
def stays() -> list[Stay]:
    stays = [ready_stay(), ready_stay("Haninge", "0136")]
    for stay in stays:
        stay.wait(days=8).go_home()
    return stays


@pytest.fixture
def nights(stays: list[Stay], as_worker: None, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Nights:
    nights = Nights(monkeypatch, settings)
    nights.compute(FIRST)
    return nights


def verify() -> str:
    out = StringIO()
    call_command("nightly", "--verify", stdout=out)
    return out.getvalue()


def test_what_lies_there_is_right(nights: Nights, admin_connection: psycopg.Connection) -> None:
    before = dump(admin_connection)
    assert verify() == "2 ärenden, 0 med skillnader.\n"
    assert dump(admin_connection) == before


def test_an_altered_outcome_is_told_by_its_reference_and_left(
    nights: Nights, stays: list[Stay], admin_connection: psycopg.Connection
) -> None:
    case = stays[0].case
    admin_connection.execute(WITHOUT_LAST_DAY, [case.pk])
    before = dump(admin_connection)
    out = StringIO()
    with pytest.raises(CommandError, match="det sparade stämmer inte"):
        call_command("nightly", "--verify", stdout=out)
    assert out.getvalue().splitlines() == [case.reference, "2 ärenden, 1 med skillnader."]
    assert dump(admin_connection) == before

    nights.compute(FIRST, Scope.EVERY)
    assert nights.read == [], "its inputs are the same: nothing but a forced night looks at it"
    nights.compute(FIRST, Scope.FORCED)
    assert verify() == "2 ärenden, 0 med skillnader.\n"


def test_a_closed_month_that_does_not_say_the_newest_is_told(
    stays: list[Stay],
    as_worker: None,
    admin_connection: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    nights = Nights(monkeypatch, settings)
    nights.compute(FIRST)
    # As the invoicer closes it, but by the administrator: the case's charged days in a closed month.
    admin_connection.execute(CLOSED_WITH_A_DAY_TOO_FEW, {"case": stays[0].case.pk})
    admin_connection.execute(CLOSED_WITH_A_DAY_TOO_FEW, {"case": stays[1].case.pk})
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("nightly", "--verify", stdout=out)
    assert out.getvalue().splitlines()[-1] == "2 ärenden, 2 med skillnader."
    # A forced night books what is missing.
    nights.compute(FIRST, Scope.FORCED)
    assert verify() == "2 ärenden, 0 med skillnader.\n"


def test_what_is_noted_waits_for_the_next_night(nights: Nights, admin_connection: psycopg.Connection) -> None:
    admin_connection.execute(
        """UPDATE discharge_case_facts SET facts = facts || '{"services_declined": true}'"""
    )
    assert verify() == "0 ärenden, 0 med skillnader. 2 räknas om nästa natt.\n"


def test_so_do_those_that_older_code_has_folded(nights: Nights, admin_connection: psycopg.Connection) -> None:
    # As after an upgrade, before the first night: facts of the second version named no district.
    admin_connection.execute(FOLDED_BEFORE_DISTRICTS)
    assert verify() == "0 ärenden, 0 med skillnader. 2 räknas om nästa natt.\n"
    nights.compute(FIRST, Scope.FORCED)
    assert verify() == "2 ärenden, 0 med skillnader.\n"


def test_so_do_those_whose_terms_have_changed(nights: Nights, admin_connection: psycopg.Connection) -> None:
    admin_connection.execute("UPDATE billing_terms SET free_days = 9")
    assert verify() == "0 ärenden, 0 med skillnader. 2 räknas om nästa natt.\n"


def test_a_stay_that_no_night_has_seen_is_told(
    nights: Nights, stays: list[Stay], admin_connection: psycopg.Connection
) -> None:
    for table in ("day", "period", "result"):
        admin_connection.execute(
            f"DELETE FROM billing_liability_{table} WHERE case_id = %s".encode(), [stays[0].case.pk]
        )
    with pytest.raises(CommandError):
        verify()
    nights.compute(FIRST, Scope.EVERY)
    assert verify() == "2 ärenden, 0 med skillnader.\n"


def test_sums_of_months_that_are_not_their_lines_are_told(
    nights: Nights, admin_connection: psycopg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    admin_connection.execute(
        "UPDATE billing_month_sum SET kronor = kronor + 1 WHERE source = 'newest' AND payer_id = '0136'"
    )
    out = StringIO()
    with (
        caplog.at_level(logging.ERROR),
        pytest.raises(CommandError, match=r"stämmer inte\. Gör om summorna med manage.py month_sums\.$"),
    ):
        call_command("nightly", "--verify", stdout=out)
    assert out.getvalue().splitlines() == [
        "0136 2020-03",
        "2 ärenden, 0 med skillnader. Månadssummor som inte stämmer: 1.",
    ]
    assert "month_sums_differ" in caplog.text
    assert "outcomes_differ" not in caplog.text
    assert differing_night() == NightlyRun.objects.get(), "told until a later one finds nothing"
    call_command("month_sums", stdout=StringIO())
    assert verify() == "2 ärenden, 0 med skillnader.\n"
    assert differing_night() is None


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["--verify", "--all"], "--verify jämför med den senaste natten och tar inga andra val."),
        (["--forced"], "--forced gäller alla ärenden: skriv --all --forced."),
    ],
)
def test_choices_that_do_not_go_together_are_refused(arguments: list[str], refusal: str) -> None:
    with pytest.raises(CommandError, match=refusal):
        call_command("nightly", *arguments)


def test_it_waits_for_a_night_that_is_under_way(nights: Nights, admin_connection: psycopg.Connection) -> None:
    admin_connection.execute("UPDATE billing_nightly_run SET state = 'running', finished_at = NULL")
    with pytest.raises(CommandError, match=r"Beräkningen 2020-04-02 pågår\."):
        verify()


# --- each week -----------------------------------------------------------------------------------


def test_what_it_finds_is_told_until_it_finds_nothing(
    nights: Nights,
    stays: list[Stay],
    admin_connection: psycopg.Connection,
    caplog: pytest.LogCaptureFixture,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("billing.queries.nightly.late_night", lambda now: None)
    monkeypatch.setattr("vardovergang.web.health.late_night", lambda now: None)
    monkeypatch.setattr("billing.nightly.run.late_night", lambda now: None)
    monkeypatch.setattr("billing.nightly.run.is_night_over", lambda now: False)
    admin_connection.execute(WITHOUT_LAST_DAY, [stays[0].case.pk])
    with caplog.at_level(logging.ERROR):
        nightly_verify()
        nightly_watch()
    assert "outcomes_differ" in caplog.text
    assert stays[0].case.reference in caplog.text
    assert "night_differs" in caplog.text
    assert client.get("/health/status").json()["parts"]["night"] == "failing"

    nights.compute(date(2020, 4, 3), Scope.FORCED)
    assert client.get("/health/status").json()["parts"]["night"] == "failing", "until it is looked at"
    caplog.clear()
    nightly_verify()
    nightly_watch()
    assert caplog.text == ""
    assert client.get("/health/status").json()["parts"]["night"] == "ok"


def test_the_same_night_begun_again_takes_back_nothing_of_it(
    nights: Nights, stays: list[Stay], admin_connection: psycopg.Connection
) -> None:
    admin_connection.execute(WITHOUT_LAST_DAY, [stays[0].case.pk])
    nightly_verify()
    nights.compute(FIRST)
    assert differing_night() == NightlyRun.objects.get(), "nothing has put the outcome right"
    nights.compute(FIRST, Scope.FORCED)
    nightly_verify()
    assert differing_night() is None


def test_one_that_can_not_be_carried_out_is_told(
    nights: Nights, admin_connection: psycopg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    admin_connection.execute("UPDATE billing_nightly_run SET state = 'running', finished_at = NULL")
    nightly_verify()
    assert "night_not_verified" in caplog.text
    assert NightlyRun.objects.get().cases_differing is None
