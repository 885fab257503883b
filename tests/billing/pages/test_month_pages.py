"""Billing months and corrections as the invoicer meets them, over what real nights have computed."""

from __future__ import annotations

from datetime import date, datetime

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.actions import close_month
from billing.liability import Reason
from billing.presenters.months import CORRECTION_REASONS, amount_words
from billing.rules.corrections import CorrectionReason
from municipalities.access.acting import acting
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.billing.nights import copies, night, ready_stay
from tests.factories.billing.pages import main, rows, words
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pages = pytest.mark.usefixtures("celery_worker_process")
pytestmark = pytest.mark.django_db(transaction=True)

MARCH = "2020-03"
LOG = "SELECT case_ids FROM municipalities_access_log WHERE detail = 'rättelser' ORDER BY at"


@pytest.fixture
def invoicer() -> Client:
    return client_as(people.assignment("hsf"))


def press(client: Client, name: str, month: str = MARCH) -> str:
    """What the page says after the button."""
    return main(client.post(reverse(f"billing:{name}", args=[month]), follow=True))


def send_home(stay: Stay, day: int) -> None:
    """The ward says in April on which day of March the person went home."""
    stay.now = datetime(2020, 4, 3, 9, 0, tzinfo=STOCKHOLM)
    at = datetime(2020, 3, day, 10, 0, tzinfo=STOCKHOLM)
    stay.send(stay.nurse, "discharge", discharged_at=at, destination="home")


@pages
def test_a_month_is_closed_corrected_and_opened_again(
    invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    """The whole story: open, closed, a late message, the correction, opened again."""
    stay = ready_stay()
    night(date(2020, 4, 2))
    assert rows(invoicer, "months") == [
        ["april 2020", "Öppen", "1", "8 200 kr", "", ""],
        ["mars 2020", "Öppen", "20", "164 000 kr", "", ""],
    ]
    assert "Månaden mars 2020 är stängd." in press(invoicer, "month-close")
    send_home(stay, 20)
    night(date(2020, 4, 4))
    april, march = rows(invoicer, "months")
    assert march[:5] == ["mars 2020", "Stängd", "20", "164 000 kr", ""]
    assert people.assignment("hsf").user.name in march[5]
    assert april[2:5] == ["0", "0 kr", "−12 dygn, −98 400 kr"]
    assert rows(invoicer, "month", "2020-04") == [
        ["Huddinge", "0", "0 kr", "−12 dygn, −98 400 kr", "−98 400 kr"],
        ["Summa", "0", "0 kr", "−12 dygn, −98 400 kr", "−98 400 kr"],
    ]
    (correction,) = rows(invoicer, "corrections")
    assert correction[:7] == [
        *(stay.case.reference, "Huddinge", "Somatisk vård", "mars 2020"),
        *("−12", "−98 400 kr", "Personen var inte utskrivningsklar de dygnen"),
    ]
    assert admin_connection.execute(LOG).fetchall() == [([stay.case.pk],)]
    assert "Månaden mars 2020 är öppen igen." in press(invoicer, "month-reopen")
    assert [row[4] for row in rows(invoicer, "corrections")] == ["−12", "+12"]
    march = rows(invoicer, "months")[1]
    assert march[1:4] == ["Öppen", "8", "65 600 kr"]
    page = words(invoicer, "month", MARCH)
    assert page.index("Öppnad igen") < page.index("Stängd i dag")


@pages
def test_a_month_that_can_not_be_closed_says_why(invoicer: Client) -> None:
    ready_stay()
    night(date(2020, 3, 30))
    why = "Nattens beräkning har inte kommit förbi mars 2020."
    assert why in words(invoicer, "month", MARCH)
    assert "Stäng mars 2020" not in words(invoicer, "month", MARCH)
    assert why in press(invoicer, "month-close")
    assert "Månader stängs i ordning. Stäng mars 2020 först." in words(invoicer, "month", "2020-04")
    assert "Månaden mars 2020 är inte stängd." in press(invoicer, "month-reopen")


@pages
def test_a_day_without_a_rate_is_never_0_kr_in_a_month(invoicer: Client) -> None:
    """Nor in what the month and its corrections come to together."""
    ready_stay(now=datetime(2021, 3, 9, 8, 0, tzinfo=STOCKHOLM))
    night(date(2021, 4, 1))
    assert rows(invoicer, "months")[-1][2:4] == ["20", "Dygnsbelopp saknas"]
    assert rows(invoicer, "month", "2021-03")[0][2:] == ["Dygnsbelopp saknas", "", "Dygnsbelopp saknas"]


@pages
def test_as_many_statements_for_one_case_and_month_as_for_many(
    invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    stay = ready_stay()
    night(date(2020, 4, 2))
    with acting(people.assignment("hsf")):
        close_month(
            by=people.assignment("hsf"),
            month=date(2020, 3, 1),
            now=datetime(2020, 4, 3, 9, 0, tzinfo=STOCKHOLM),
        )
    send_home(stay, 20)
    night(date(2020, 7, 1))
    counted = [_statements(invoicer, *page) for page in (("months",), ("month", "2020-04"), ("corrections",))]
    copies(admin_connection, stay.case.pk, 59, "0126")
    ready_stay(now=datetime(2020, 6, 9, 8, 0, tzinfo=STOCKHOLM))
    night(date(2020, 7, 1))
    again = [_statements(invoicer, *page) for page in (("months",), ("month", "2020-04"), ("corrections",))]
    assert again == counted
    assert (len(rows(invoicer, "corrections")), len(rows(invoicer, "corrections", sida="2"))) == (50, 10)


def _statements(client: Client, *page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        rows(client, *page)
    return len(captured)


def test_without_days_and_corrections_the_pages_say_so(invoicer: Client) -> None:
    assert "Inga månader än" in words(invoicer, "months")
    assert "Inga rättelser" in words(invoicer, "corrections")
    assert "Inga dygn att debitera" in words(invoicer, "month", MARCH)


@pytest.mark.parametrize(
    ("name", "arguments", "query"),
    [("month", ["2020-13"], {}), ("month", ["mars"], {}), ("corrections", [], {"manad": "2020-00"})],
)
def test_a_month_that_is_none_is_not_found(
    invoicer: Client, name: str, arguments: list[str], query: dict[str, str]
) -> None:
    assert invoicer.get(reverse(f"billing:{name}", args=arguments), query).status_code == 404


def test_without_the_right_months_are_seen_and_not_closed(
    invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    admin_connection.execute(
        """DELETE FROM municipalities_organisation_permission USING auth_permission p
           WHERE p.id = permission_id AND p.codename = 'close_months'"""
    )
    assert "Du har inte rätt att stänga och öppna månader." in words(invoicer, "month", MARCH)
    for name in ("month-close", "month-reopen"):
        assert invoicer.post(reverse(f"billing:{name}", args=[MARCH])).status_code == 403


def test_every_reason_of_a_correction_has_words() -> None:
    assert all(CORRECTION_REASONS[reason] for reason in (*CorrectionReason, *Reason))


@pytest.mark.parametrize(
    ("kronor", "without_rate", "said"),
    [
        (-98400, 0, "−98 400 kr"),
        (44500, -5, "+44 500 kr, −5 dygn utan dygnsbelopp"),
        (0, 3, "+3 dygn utan dygnsbelopp"),
        (0, 0, "0 kr"),
    ],
)
def test_days_without_a_rate_are_said_by_themselves(kronor: int, without_rate: int, said: str) -> None:
    assert amount_words(kronor, without_rate).replace("\xa0", " ") == said
