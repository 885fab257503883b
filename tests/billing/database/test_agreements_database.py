"""What the database itself says of terms and rates: no two at once, no deletion, a history of everything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg.types.range import DateRange

from billing.models import Agreement, DailyRate, Terms
from municipalities.access.acting import acting
from municipalities.models import RowChange
from tests.factories import people

pytestmark = pytest.mark.django_db

COPY = """INSERT INTO billing_terms (agreement_id, care_type, valid, name, unit, free_days, cutoff,
          discharge_day_charged, leave_days_charged, leave_stops_free_days,
          new_count_after_withdrawal, outpatient_care_judged_daily, model, settlement, source, status)
          SELECT %s, %s, %s::daterange, name, unit, free_days, cutoff, false, false, false, true, true,
                 'individual', '', 'test', 'verified' FROM billing_terms LIMIT 1"""


def copy(agreement: Agreement, care_type: str, valid: str) -> None:
    """Terms put in by SQL, past every form and action."""
    with connection.cursor() as cursor:
        cursor.execute(COPY, [agreement.pk, care_type, valid])


def county() -> Agreement:
    return Agreement.objects.get(scope="county")


def refused(constraint: str, agreement: Agreement, care_type: str, valid: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        copy(agreement, care_type, valid)


@pytest.mark.parametrize(
    "valid", ["[2026-01-01,)", "[2019-12-31,2020-01-01)", "(,)", "[2030-05-05,2030-05-06)"]
)
def test_two_sets_of_terms_never_hold_at_once(valid: str) -> None:
    refused("terms_never_at_once_somatic", county(), "somatic", valid)


def test_sets_of_terms_may_meet_and_may_leave_a_gap() -> None:
    nacka = Agreement.objects.create(scope="municipality", municipality_id="0182", name="Nacka")
    copy(nacka, "somatic", "[2024-01-01,2025-01-01)")
    copy(nacka, "somatic", "[2025-01-01,2025-07-01)")
    copy(nacka, "somatic", "[2026-01-01,)")
    copy(nacka, "psychiatric", "[2024-06-01,)")
    assert nacka.terms.count() == 4


@pytest.mark.parametrize("care_type", ["somatic", "psychiatric", "addiction", "child_psychiatric"])
def test_each_care_type_has_its_own_line(care_type: str) -> None:
    refused(f"terms_never_at_once_{care_type}", county(), care_type, "[2026-01-01,2026-01-02)")


def test_terms_that_hold_on_no_day_are_refused() -> None:
    nacka = Agreement.objects.create(scope="municipality", municipality_id="0182", name="Nacka")
    refused("terms_hold_for_a_day", nacka, "somatic", "empty")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"model": "average"}, "settlement_belongs_to_average"),
        ({"settlement": "excess"}, "settlement_belongs_to_average"),
    ],
)
def test_a_settlement_belongs_to_the_average_model(changes: dict[str, str], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Terms.objects.update(**changes)


def test_a_scope_has_one_agreement() -> None:
    with pytest.raises(IntegrityError, match="one_agreement_per_scope"), transaction.atomic():
        Agreement.objects.create(scope="county", name="En till")
    with pytest.raises(IntegrityError, match="agreement_says_which_municipality"), transaction.atomic():
        Agreement.objects.create(scope="municipality", name="Vilken?")


def test_a_year_has_one_rate_for_all_and_one_for_a_care_type() -> None:
    DailyRate.objects.create(year=2020, care_type="somatic", kronor=8300, source="test", status="unverified")
    with pytest.raises(IntegrityError, match="one_daily_rate"), transaction.atomic():
        DailyRate.objects.create(year=2020, kronor=1, source="test", status="unverified")
    with pytest.raises(IntegrityError, match="daily_rate_is_never_nothing"), transaction.atomic():
        DailyRate.objects.create(year=2031, kronor=0, source="test", status="unverified")


@pytest.mark.parametrize("table", ["agreement", "terms", "daily_rate", "month"])
def test_the_application_can_not_delete(table: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM billing_{table}")


# --- history -------------------------------------------------------------------------------------


def noted(table: str, row: object) -> list[RowChange]:
    return list(RowChange.objects.filter(table=table, row=str(row)).order_by("pk"))


def test_a_change_through_a_model_is_noted_with_who_when_before_and_after() -> None:
    by = people.assignment("hsf")
    rate = DailyRate.objects.get(year=2020)
    with acting(by):
        rate.kronor = 8300
        rate.save()
    loaded, changed = noted("billing_daily_rate", rate.pk)
    assert (loaded.operation, loaded.assignment_id, loaded.login) == ("insert", None, "vardovergang_owner")
    assert (changed.operation, changed.assignment_id, changed.login) == ("update", by.pk, "vardovergang_app")
    assert (changed.before["kronor"], changed.after["kronor"]) == (8200, 8300)
    assert changed.at > loaded.at


def test_a_bulk_change_is_noted_row_by_row() -> None:
    changed = RowChange.objects.filter(operation="update", table="billing_terms")
    Terms.objects.filter(agreement__scope="county").update(source="läst på nytt")
    assert changed.count() == 8
    assert {change.after["source"] for change in changed} == {"läst på nytt"}


def test_a_bulk_insert_is_noted() -> None:
    rates = [DailyRate(year=year, kronor=1, source="test", status="unverified") for year in (2041, 2042)]
    for rate in DailyRate.objects.bulk_create(rates):
        assert [change.operation for change in noted("billing_daily_rate", rate.pk)] == ["insert"]


def test_raw_sql_is_noted() -> None:
    rate = DailyRate.objects.get(year=2019)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE billing_daily_rate SET status = 'unverified' WHERE year = 2019")
    assert noted("billing_daily_rate", rate.pk)[-1].after["status"] == "unverified"


def test_writing_the_same_again_is_no_change() -> None:
    rate = DailyRate.objects.get(year=2019)
    rate.save()
    assert len(noted("billing_daily_rate", rate.pk)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_deletion_by_the_owner_is_noted(owner_connection: psycopg.Connection) -> None:
    pk = DailyRate.objects.get(year=2018).pk
    owner_connection.execute("DELETE FROM billing_daily_rate WHERE year = 2018")
    last = noted("billing_daily_rate", pk)[-1]
    assert (last.operation, last.after, last.login) == ("delete", {}, "vardovergang_owner")
    assert last.before["kronor"] == 7100


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE municipalities_row_change SET after = NULL",
        "DELETE FROM municipalities_row_change",
        "TRUNCATE municipalities_row_change",
        "TRUNCATE billing_terms",
    ],
)
def test_nobody_can_change_the_history(owner_connection: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
        owner_connection.execute(statement)


@pytest.mark.parametrize(
    "statement", ["INSERT INTO municipalities_row_change (at) VALUES (now())", "SELECT note_row_change()"]
)
def test_the_application_can_not_write_history(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- for which days the rules have changed ---------------------------------------------------------


@pytest.fixture
def changed(owner_connection: psycopg.Connection) -> Any:
    owner_connection.execute("DELETE FROM billing_changed_rules")

    def rows() -> Sequence[tuple[Any, ...]]:
        found = owner_connection.execute(
            "SELECT care_type, days::text FROM billing_changed_rules ORDER BY 1, 2"
        )
        return found.fetchall()

    return rows


def somatic() -> Terms:
    return Terms.objects.get(agreement__scope="county", care_type="somatic", valid__contains=date(2026, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_terms_that_end_earlier_have_changed_only_for_the_days_they_lost(changed: Any) -> None:
    terms = somatic()
    terms.valid = DateRange(date(2020, 1, 1), date(2027, 1, 1))
    terms.save()
    assert changed() == [("somatic", "[2027-01-01,)")]


@pytest.mark.django_db(transaction=True)
def test_terms_whose_content_changes_have_changed_for_all_their_days(changed: Any) -> None:
    Terms.objects.filter(pk=somatic().pk).update(free_days=3)
    assert changed() == [("somatic", "[2020-01-01,)")]


@pytest.mark.django_db(transaction=True)
def test_a_new_rate_has_changed_for_its_year(changed: Any) -> None:
    DailyRate.objects.create(year=2021, kronor=8900, source="test", status="verified")
    assert changed() == [("", "[2021-01-01,2022-01-01)")]
