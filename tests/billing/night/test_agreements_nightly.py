"""A change of terms or rates reaches the cases that it concerns the night after, and no others."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import psycopg
import pytest
from psycopg.types.range import DateRange

from billing.models import Agreement, DailyRate, Terms
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.billing.nights import night, ready_stay
from tests.factories.stays import Stay

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

RESULT = "SELECT charged_days, amount, xmin::text FROM billing_liability_result WHERE case_id = %s"
JUNE = date(2021, 6, 1)


def closed_stay(year: int = 2020, month: int = 3, place: str = "Huddinge", code: str = "0126") -> Stay:
    """Ready on the ninth, home on the seventeenth: five care nights at two free days."""
    stay = ready_stay(place, code, datetime(year, month, 9, 8, 0, tzinfo=STOCKHOLM))
    stay.now = datetime(year, month, 17, 11, 0, tzinfo=STOCKHOLM)
    stay.go_home()
    return stay


def came_to(connection: psycopg.Connection, stay: Stay) -> tuple[Any, ...]:
    row = connection.execute(RESULT, [stay.case.pk]).fetchone()
    assert row
    return row


def county(care_type: str = "somatic") -> Terms:
    rows = Terms.objects.filter(agreement__scope="county", care_type=care_type)
    return rows.latest("valid")


def like_the_countys(**changes: Any) -> None:
    terms = county()
    terms.pk = None
    for name, value in changes.items():
        setattr(terms, name, value)
    terms.save()


def test_new_terms_change_the_cases_with_day_zero_from_then(admin_connection: psycopg.Connection) -> None:
    before, after = closed_stay(month=3), closed_stay(month=5)
    night(JUNE)
    left_alone = came_to(admin_connection, before)
    Terms.objects.filter(pk=county().pk).update(valid=DateRange(date(2020, 1, 1), date(2020, 4, 15)))
    like_the_countys(valid=DateRange(date(2020, 4, 15), None), free_days=4)
    night(JUNE)
    assert came_to(admin_connection, before) == left_alone
    assert came_to(admin_connection, after)[:2] == (3, 24600)


def test_a_gap_in_the_terms_is_a_reason_and_no_error(admin_connection: psycopg.Connection) -> None:
    stay = closed_stay()
    Terms.objects.filter(pk=county().pk).update(valid=DateRange(date(2020, 1, 1), date(2020, 3, 1)))
    night(JUNE)
    assert came_to(admin_connection, stay)[:2] == (0, 0)
    reasons = admin_connection.execute("SELECT reasons FROM billing_liability_period").fetchone()
    assert reasons == (["terms_missing"],)


def test_a_rate_that_was_missing_gives_its_days_their_amount(admin_connection: psycopg.Connection) -> None:
    stay, other = closed_stay(2021), closed_stay(2020)
    night(JUNE)
    left_alone = came_to(admin_connection, other)
    assert came_to(admin_connection, stay)[:2] == (5, None)
    DailyRate.objects.create(year=2021, kronor=8900, source="test", status="verified")
    night(JUNE)
    assert came_to(admin_connection, stay)[:2] == (5, 44500)
    assert came_to(admin_connection, other) == left_alone


def test_one_municipality_s_terms_change_its_cases_only(admin_connection: psycopg.Connection) -> None:
    huddinge, haninge = closed_stay(), closed_stay(place="Haninge", code="0136")
    night(JUNE)
    left_alone = came_to(admin_connection, haninge)
    own = Agreement.objects.create(scope="municipality", municipality_id="0126", name="Huddinge")
    like_the_countys(agreement=own, free_days=0)
    night(JUNE)
    assert came_to(admin_connection, huddinge)[:2] == (7, 57400)
    assert came_to(admin_connection, haninge) == left_alone


def test_a_correction_in_place_reaches_every_case_under_the_terms(
    admin_connection: psycopg.Connection,
) -> None:
    stays = [closed_stay(month=3), closed_stay(month=5)]
    night(JUNE)
    Terms.objects.filter(pk=county().pk).update(discharge_day_charged=True)
    night(JUNE)
    assert [came_to(admin_connection, stay)[0] for stay in stays] == [6, 6]


def test_other_care_types_are_left_alone(
    admin_connection: psycopg.Connection, owner_connection: psycopg.Connection
) -> None:
    stay = closed_stay()
    night(JUNE)
    left_alone = came_to(admin_connection, stay)
    Terms.objects.filter(pk=county("psychiatric").pk).update(free_days=9)
    night(JUNE)
    assert came_to(admin_connection, stay) == left_alone
    assert owner_connection.execute("SELECT count(*) FROM billing_changed_rules").fetchone() == (0,)
