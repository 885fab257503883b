"""A case about the wrong person, found when its month was closed: all is credited, and opens to nobody."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from django.urls import reverse

from billing.actions import reopen_month
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.billing.months import IN_APRIL, MARCH, close
from tests.factories.billing.nights import night, ready_stay
from tests.factories.billing.pages import rows, words
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

BOOKED = """SELECT to_char(month, 'YYYY-MM'), to_char(booked_in, 'YYYY-MM'), payer_id, days, kronor, reasons
            FROM billing_liability_correction ORDER BY days, found_on"""
OUTCOME = """SELECT r.reasons, r.ready_days, r.charged_days, r.amount, r.payer_id,
                    (SELECT count(*) FROM billing_liability_period p WHERE p.case_id = r.case_id),
                    (SELECT count(*) FROM billing_liability_day d WHERE d.case_id = r.case_id)
             FROM billing_liability_result r"""
CREDIT = ("2020-03", "2020-04", "0126", -20, -164000, ["mistaken"])


@pytest.fixture
def hsf() -> Assignment:
    return people.assignment("hsf")


@pytest.fixture
def stay(hsf: Assignment) -> Stay:
    """Charged 20 days of March, which is closed; on 3 April the ward finds out."""
    stay = ready_stay()
    night(date(2020, 4, 2))
    close(hsf)
    stay.now = IN_APRIL
    stay.send(stay.nurse, "sent_in_error", reason="Fel personnummer.", confirmed=True)
    return stay


def test_the_closed_month_is_credited_once_in_the_open_one(
    stay: Stay, admin_connection: psycopg.Connection
) -> None:
    kept = admin_connection.execute("SELECT * FROM billing_ledger_day ORDER BY id").fetchall()
    for day in (4, 4, 5):
        night(date(2020, 4, day))
    assert admin_connection.execute(OUTCOME).fetchall() == [(["mistaken"], 0, 0, 0, None, 0, 0)]
    assert admin_connection.execute(BOOKED).fetchall() == [CREDIT]
    assert admin_connection.execute("SELECT * FROM billing_ledger_day ORDER BY id").fetchall() == kept


def test_opened_again_the_month_holds_nothing_of_it_and_what_was_booked_is_taken_back(
    stay: Stay, hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    # A month is closed with something: somebody else is ready for a day.
    ready_stay("Haninge", "0136").wait(days=1).go_home()
    night(date(2020, 4, 4))
    with acting(hsf):
        reopen_month(by=hsf, month=MARCH, now=IN_APRIL)
    close(hsf)
    night(date(2020, 4, 5))
    taken_back = ("2020-03", "2020-04", "0126", 20, 164000, ["month_reopened"])
    assert admin_connection.execute(BOOKED).fetchall() == [CREDIT, taken_back]
    kept = "SELECT count(*) FROM billing_ledger_day WHERE closing = 2"
    assert admin_connection.execute(kept).fetchone() == (0,)


def test_nothing_is_shown_or_charged_of_it_at_once(stay: Stay) -> None:
    row = stay.row()
    assert (row.liability_state, row.starts_on, row.free_days_left, row.payer_id) == (
        "none",
        None,
        None,
        None,
    )


def test_to_who_paid_the_lines_are_figures_alone_and_to_the_invoicer_they_explain_themselves(
    stay: Stay, hsf: Assignment
) -> None:
    night(date(2020, 4, 4))
    economist, invoicer = client_as(people.assignment("ekonom")), client_as(hsf)
    reference = stay.case.reference
    address = reverse("billing:case", args=[reference])
    for client in (economist, invoicer):
        [row] = rows(client, "corrections", manad="2020-04")
        assert row[0] == reference
        assert row[4:7] == ["−20", "−164 000 kr", "Felsänt: ärendet handlade om fel person"]
    listed = [
        one.get(reverse("billing:corrections"), {"manad": "2020-04"}).text for one in (economist, invoicer)
    ]
    assert [address in page for page in listed] == [False, True]
    assert economist.get(address).status_code == 404
    assert economist.get(reverse("billing:case-pdf", args=[reference])).status_code == 404
    said = words(invoicer, "case", reference)
    assert "Ärendet handlade om fel person, och ingenting i det räknas." in said
    assert "Handlade om fel person: räknas som aldrig skickat." in said
    assert "0 dygn, 0 kr" in said


def test_the_same_person_may_be_registered_anew_and_counts_from_then(
    stay: Stay, admin_connection: psycopg.Connection
) -> None:
    """The number was right for somebody who comes in a day later."""
    again = Stay(
        now=stay.now,
        person=stay.person,
        officer=stay.officer,
        coordinator=stay.coordinator,
    )
    assert again.case.patient_id == stay.case.patient_id
    again.ready(sip_needed=False, outpatient_care_needed=False)
    again.wait(days=6).go_home()
    night(date(2020, 4, 12))
    charged = (
        "SELECT case_id, min(date), count(*) FROM billing_liability_day WHERE state = 'charged' GROUP BY 1"
    )
    assert admin_connection.execute(charged).fetchall() == [(again.case.pk, date(2020, 4, 6), 3)]
    assert admin_connection.execute(BOOKED).fetchall() == [CREDIT]
