"""HSF's pages as the invoicer meets them, over what real nights have computed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.liability import assess
from billing.models import NightlyRun
from billing.reference.reading import reference_rulebook
from billing.rules.known_facts import known_facts
from discharge.models import CaseFacts
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.billing.nights import MONDAY, SATURDAY, copies, ended, night, ready_stay, stay_in
from tests.factories.billing.tables import _text, table
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

MARCH = {"manad": "2020-03"}
LOG = """SELECT action, refused, case_id, case_ids, detail FROM municipalities_access_log
         WHERE detail LIKE 'betalningsansvar%' ORDER BY at"""


@pytest.fixture
def invoicer() -> Client:
    return client_as(people.assignment("hsf"))


def page(client: Client, name: str = "liability", reference: str = "", **choice: str) -> str:
    url = reverse(f"billing:{name}", args=[reference] if reference else [])
    response = client.get(url, choice)
    assert response.status_code == 200
    return response.content.decode()


# --- figures -------------------------------------------------------------------------------------


def test_the_page_says_what_the_rules_say(invoicer: Client) -> None:
    """Days over a change of month, and a case whose days are not charged."""
    long = ready_stay(now=MONDAY + timedelta(days=16))
    without_sip = stay_in("Haninge", "0136")
    without_sip.ready(outpatient_care_needed=False)
    without_sip.wait(days=6).go_home()
    night(date(2020, 4, 4))
    for month in (date(2020, 3, 1), date(2020, 4, 1)):
        shown = table(page(invoicer, manad=f"{month:%Y-%m}"), "billing-cases")
        assert {row[0]: (int(row[3]), int(row[4]), row[5]) for row in shown} == {
            stay.case.reference: figures
            for stay in (long, without_sip)
            if (figures := by_the_rules(stay, month, date(2020, 4, 4)))
        }


def by_the_rules(stay: Stay, month: date, as_of: date) -> tuple[int, int, str] | None:
    with acting(stay.nurse):
        known = known_facts(CaseFacts.objects.get(case=stay.case).facts, as_of)
    assert known is not None
    assessment = assess(known.facts, as_of=as_of, rules=reference_rulebook())
    ready = Counter(
        day.date.month
        for period in assessment.periods
        for day in period.care_days
        if day.date != period.ended_on
    )
    charged = [day.amount or 0 for day in assessment.charged if day.date.month == month.month]
    amount = f"{sum(charged):,} kr".replace(",", " ")
    return (ready[month.month], len(charged), amount) if ready[month.month] else None


def test_sums_reasons_and_order(invoicer: Client, admin_connection: psycopg.Connection) -> None:
    ready_stay("Österåker", "0117")
    ready_stay()
    stay_in().ready(outpatient_care_needed=False)
    Stay(
        now=MONDAY,
        person=people.person(municipality=None, district=None),
        officer=people.assignment("huddinge"),
        coordinator=people.assignment_at("Huddinge vårdcentral"),
    ).ready()
    night()
    html = page(invoicer, **MARCH)
    assert [row[0] for row in table(html, "billing-sums")] == [
        "Huddinge",
        "Österåker",
        "Ingen kommun",
        "Summa",
    ]
    assert table(html, "billing-sums")[0][1:] == ["2", "10", "2", "16 400 kr"]
    assert table(html, "billing-sums")[-1][1:] == ["4", "20", "4", "32 800 kr"]
    assert [row[1] for row in table(html, "billing-cases")] == [
        "Huddinge",
        "Huddinge",
        "Österåker",
        "Ingen kommun",
    ]
    reasons = {row[6] for row in table(html, "billing-cases")}
    assert "Kallelse till SIP saknas" in reasons
    assert any("Ingen kommun att debitera" in words for words in reasons)
    only = page(invoicer, kommun="0117", **MARCH)
    assert [row[0] for row in table(only, "billing-sums")] == ["Österåker", "Summa"]
    assert len(table(page(invoicer, kommun="ingen", **MARCH), "billing-cases")) == 1
    assert table(page(invoicer, vardform="psychiatric", **MARCH), "billing-cases") == []


def test_a_rate_that_is_missing_or_unchecked_says_so(invoicer: Client) -> None:
    ready_stay(now=MONDAY.replace(year=2021))
    later = ready_stay(now=MONDAY.replace(year=2023))
    night(date(2023, 3, 14))
    missing = page(invoicer, manad="2021-03")
    assert [row[-1] for row in table(missing, "billing-sums")] == ["Dygnsbelopp saknas", "Dygnsbelopp saknas"]
    assert "året har inget dygnsbelopp" in missing
    unchecked = page(invoicer, manad="2023-03")
    amounts = {row[0]: row[5] for row in table(unchecked, "billing-cases")}
    assert amounts[later.case.reference] == "21 000 kr (okontrollerat dygnsbelopp)"
    assert "ingen har läst det i dess källa" in unchecked


def test_pages_of_fifty_and_as_many_statements_for_one_as_for_fifty(
    invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    stay = ready_stay()
    stay.wait(days=4).go_home()
    night()
    with CaptureQueriesContext(connection) as one:
        page(invoicer, **MARCH)
    copies(admin_connection, stay.case.pk, 59, "0126")
    night()
    with CaptureQueriesContext(connection) as fifty:
        first = page(invoicer, **MARCH)
    second = page(invoicer, sida="2", **MARCH)
    assert len(fifty) == len(one)
    assert (len(table(first, "billing-cases")), len(table(second, "billing-cases"))) == (50, 10)
    assert table(first, "billing-sums")[-1][1] == "60"
    references = [row[0] for row in table(first, "billing-cases") + table(second, "billing-cases")]
    assert references == sorted(set(references))


def test_a_case_that_could_not_be_computed_is_listed(
    invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    stay = stay_in()
    admin_connection.execute("UPDATE discharge_case_facts SET facts = facts - 'admitted_at'")
    night()
    html = page(invoicer)
    assert "Kunde inte beräknas: 1" in html
    assert stay.case.reference in html
    assert "Nyckeln admitted_at saknas." in html


def test_an_address_that_no_link_has_is_not_found(invoicer: Client) -> None:
    for choice in ({"manad": "2020-13"}, {"kommun": "Solna"}, {"vardform": "dental"}):
        assert client_status(invoicer, **choice) == 404


def client_status(client: Client, **choice: str) -> int:
    return client.get(reverse("billing:liability"), choice).status_code


# --- who sees it, and the trace ------------------------------------------------------------------


def test_no_person_is_shown_and_every_reading_leaves_a_trace(
    invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    stay = ready_stay()
    night()
    shown = page(invoicer, **MARCH) + page(invoicer, "case", stay.case.reference)
    for secret in (
        stay.person.family_name + "<",
        stay.person.name,
        stay.person.number.value,
        stay.person.street,
    ):
        assert secret not in shown
    assert stay.person.number.written not in shown
    assert admin_connection.execute(LOG).fetchall() == [
        ("list", False, None, [stay.case.pk], "betalningsansvar 2020-03"),
        ("open", False, stay.case.pk, [], "betalningsansvar"),
    ]


def test_the_role_without_the_right_is_refused_and_logged(
    invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    admin_connection.execute("DELETE FROM municipalities_organisation_permission")
    assert client_status(invoicer) == 403
    assert admin_connection.execute(LOG).fetchall() == [("list", True, None, [], "betalningsansvar")]


@pytest.mark.parametrize("username", ["somatik", "vardcentral", "stadsdel", "storsthlm"])
def test_others_can_not_start_a_night(username: str) -> None:
    assert client_as(people.assignment(username)).post(reverse("billing:nightly-start")).status_code == 403


# --- the night's job -----------------------------------------------------------------------------


def test_the_button_starts_today_s_night_and_the_page_follows_it(invoicer: Client) -> None:
    Stay()
    assert "Ingen natt är beräknad än." in page(invoicer)
    ordered = invoicer.post(reverse("billing:nightly-start"))
    assert ordered.status_code == 302
    run = ended(date.today())  # noqa: DTZ011 - the worker's own today is what is asked for
    assert (run.origin, run.started_by) == (NightlyRun.Origin.PAGE, people.assignment("hsf").user)
    html = invoicer.get(ordered["Location"]).content.decode()
    assert "1 av 1 kommuner, 1 ärenden beräknade." in _text(html)
    assert table(html, "billing-sums") == [["Stockholm", "Klar", "1 av 1", "0"]]
    assert "hx-trigger" not in html
    followed = invoicer.get(ordered["Location"], headers={"hx-request": "true"})
    assert followed["HX-Refresh"] == "true"


def test_a_run_under_way_is_followed_by_the_page(
    invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    stay_in()
    night()
    admin_connection.execute("UPDATE billing_nightly_run SET state = 'running', finished_at = NULL")
    for html in (page(invoicer), page(invoicer, "nightly")):
        assert 'hx-trigger="every 2s"' in html
        assert "Kör nattens beräkning nu" not in html
        assert "Uppdatera" in html
    followed = invoicer.get(reverse("billing:nightly"), headers={"hx-request": "true"})
    assert 'id="run"' in followed.content.decode()


def test_a_night_that_is_ordered_and_not_begun_says_so(invoicer: Client) -> None:
    night()
    html = page(invoicer, "nightly", bestalld="2999-01-01T00:00:00+00:00")
    assert "Beräkningen är beställd." in html
    assert "bestalld=2999-01-01" in html
    assert "Beräkningen är beställd." not in page(invoicer, "nightly", bestalld="i morgon")


def test_nights_before_are_listed_with_what_covers_them(invoicer: Client) -> None:
    night(SATURDAY)
    night(SATURDAY + timedelta(days=2))
    html = page(invoicer, "nightly")
    nights = re.findall(r"Tidigare nätter.*", html, re.DOTALL)[0]
    assert [row[:2] for row in table(nights, "billing-sums")] == [
        [
            "sön 15 mars 2020 (söndag 15 mars 2020)",
            "Täckt av natten till mån 16 mars 2020 (måndag 16 mars 2020)",
        ],
        ["lör 14 mars 2020 (lördag 14 mars 2020)", "Klar"],
    ]
