"""A municipality that is corrected when its month is closed: credited, and the right one charged, once."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from django.test import Client
from django.urls import reverse

from billing.models import LiabilityCorrection
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.billing.months import IN_APRIL, close
from tests.factories.billing.nights import night, ready_stay
from tests.factories.clients import client_as
from tests.factories.corrected.municipalities import HUDDINGE, correct_area, decide_area
from tests.factories.stays import Stay

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

HANINGE = "0136"
BOOKED = """SELECT to_char(month, 'YYYY-MM'), to_char(booked_in, 'YYYY-MM'), payer_id, days, kronor
FROM billing_liability_correction ORDER BY found_on, payer_id"""


def told_to_both() -> Stay:
    """Both were told on Monday 9 March; eight days were charged, to Huddinge."""
    stay = ready_stay()
    stay.send(
        stay.nurse,
        "participant_added",
        to=people.assignment_at("Biståndsenheten Haninge").unit_id,
        reason="Bor där ibland.",
    )
    stay.now = stay.now.replace(day=20)
    stay.go_home()
    night(date(2020, 4, 2))
    close(people.assignment("hsf"))
    stay.now = IN_APRIL
    return stay


def why(client: Client, stay: Stay) -> int:
    return client.get(reverse("billing:case", args=[stay.case.reference])).status_code


def test_a_closed_month_credits_the_wrong_one_and_charges_the_right_one_in_the_same_month(
    admin_connection: psycopg.Connection,
) -> None:
    stay = told_to_both()
    correct_area(stay, HANINGE)
    night(date(2020, 4, 4))
    night(date(2020, 4, 5))
    once = [
        ("2020-03", "2020-04", HUDDINGE, -8, -65600),
        ("2020-03", "2020-04", HANINGE, 8, 65600),
    ]
    assert admin_connection.execute(BOOKED).fetchall() == once
    # The economist who paid reads the own lines alone, and why; the office reads nothing of the person.
    economist = people.assignment("ekonom")
    with acting(economist):
        assert set(LiabilityCorrection.objects.values_list("payer_id", flat=True)) == {HUDDINGE}
    assert why(client_as(economist), stay) == 200
    case = reverse("discharge:case", args=[stay.case.pk])
    assert client_as(stay.officer).get(case).status_code == 404
    # And back again, by the region: the opposite, once.
    decide_area(stay, HUDDINGE, to=stay.officer.unit_id)
    night(date(2020, 4, 6))
    back = [(*row[:3], -row[3], -row[4]) for row in once]
    assert admin_connection.execute(BOOKED).fetchall() == once + back


def test_one_that_nobody_had_told_is_not_charged_what_the_wrong_one_is_credited(
    admin_connection: psycopg.Connection,
) -> None:
    stay = told_to_both()
    correct_area(stay, "0182", to=people.assignment_at("Biståndsenheten Nacka").unit_id)
    night(date(2020, 4, 4))
    booked = admin_connection.execute(BOOKED).fetchall()
    assert booked == [("2020-03", "2020-04", HUDDINGE, -8, -65600)]
