"""What can't be invoiced, by the reasons that real nights have found, beside cases that can."""

from __future__ import annotations

from datetime import date, datetime

import psycopg
import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import DailyRate
from billing.queries.unbillable import find_unbillable
from municipalities.access.acting import acting
from municipalities.models import Municipality
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.billing.nights import copies, night, ready_stay, stay_in, usual_worker_resting
from tests.factories.billing.pages import SettingsPage, rows, words
from tests.factories.clients import client_as
from tests.factories.plans import plan_of, read_by
from tests.factories.stays import Stay
from tests.processes import start_worker, stop
from tests.servers import TestServers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

LATER = date(2023, 4, 1)
LOG = "SELECT case_ids FROM municipalities_access_log WHERE detail = 'kan inte faktureras' ORDER BY at"
CAME_TO = "SELECT charged_days, amount FROM billing_liability_result WHERE case_id = %s"


@pytest.fixture
def invoicer() -> Client:
    return client_as(people.assignment("hsf"))


def closed_stay(year: int, place: str = "Huddinge", code: str = "0126") -> Stay:
    """Ready on the ninth of March, home on the fourteenth: two care nights at two free days."""
    stay = ready_stay(place, code, datetime(year, 3, 9, 8, 0, tzinfo=STOCKHOLM))
    stay.now = datetime(year, 3, 14, 11, 0, tzinfo=STOCKHOLM)
    stay.go_home()
    return stay


def without_municipality() -> Stay:
    stay = Stay(
        now=datetime(2020, 3, 9, 8, 0, tzinfo=STOCKHOLM),
        person=people.person(municipality=None, district=None),
        officer=people.assignment("huddinge"),
        coordinator=people.assignment_at("Huddinge vårdcentral"),
    )
    stay.ready()
    stay.wait(days=4).go_home()
    return stay


def gap_in_2022(client: Client) -> None:
    """The county's terms for somatic care end with 2021; new ones begin with 2023."""
    county = client.get(reverse("billing:terms")).context["agreements"][0]
    last = SettingsPage(client, "terms-end", county.lines[0].rows[-1].terms.pk)
    assert last.change(last="2021-12-31").status_code == 302
    new = SettingsPage(client, "terms-new", county.agreement.pk, query="?vardform=somatic")
    typed = {"first": "2023-01-01", "name": "Nya", "source": "Avtal", "status": "verified"}
    assert new.change(**typed).status_code == 302


def test_each_reason_stands_with_what_to_do_and_the_other_cases_are_computed(
    invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    gap_in_2022(invoicer)
    fine, broken = closed_stay(2020), stay_in("Haninge", "0136")
    without_rate, without_terms, unverified = (closed_stay(year) for year in (2021, 2022, 2023))
    nobody = without_municipality()
    admin_connection.execute(
        "UPDATE discharge_case_facts SET facts = facts - 'admitted_at' WHERE case_id = %s", [broken.case.pk]
    )
    night(LATER)
    shown = {row[0]: row[1:] for row in rows(invoicer, "unbillable")}
    somatic = "Somatisk vård"
    assert {reference: row[:6] for reference, row in shown.items()} == {
        broken.case.reference: [
            *("Haninge", "", "", "", "Okänt"),
            "Kunde inte beräknas Nyckeln admitted_at saknas.",
        ],
        nobody.case.reference: [
            *("Ingen kommun", somatic, "mars 2020", "1", "Okänt"),
            "Ingen kommun Ingen kommun att debitera",
        ],
        without_terms.case.reference: [
            *("Huddinge", somatic, "mars 2022", "5", "Okänt"),
            "Villkor saknas Inga villkor gäller dag noll 9 mars 2022",
        ],
        without_rate.case.reference: [
            *("Huddinge", somatic, "mars 2021", "2", "Okänt"),
            "Dygnsbelopp saknas 2021 har inget dygnsbelopp",
        ],
        unverified.case.reference: [
            *("Huddinge", somatic, "mars 2023", "2", "21 000 kr"),
            "Okontrollerat dygnsbelopp Ingen har läst dygnsbeloppet för 2023 i dess källa",
        ],
    }
    assert next(iter(shown)) == broken.case.reference
    assert all(row[6] for row in shown.values())
    assert admin_connection.execute(CAME_TO, [fine.case.pk]).fetchone() == (2, 16400)
    (logged,) = admin_connection.execute(LOG).fetchone() or ([],)
    assert len(logged) == 5
    only = rows(invoicer, "unbillable", skal="terms_missing")
    assert [row[0] for row in only] == [without_terms.case.reference]
    cards = words(invoicer, "unbillable")
    assert "1 Kunde inte beräknas 1 Ingen kommun 1 Villkor saknas 1 Dygnsbelopp saknas" in cards
    assert [row[0] for row in rows(invoicer, "unbillable", skal="not_computed")] == [broken.case.reference]


def test_what_was_missing_leaves_the_page_when_it_has_come(
    invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    stay = closed_stay(2021)
    night(LATER)
    (row,) = rows(invoicer, "unbillable")
    assert row[7].endswith("Nytt dygnsbelopp")
    rate = {"kronor": "8900", "source": "HSLF-FS 2020:99", "status": "verified"}
    SettingsPage(invoicer, "rate-new", query="?ar=2021").change(**rate)
    night(LATER)
    assert "Inget hindrar fakturering" in words(invoicer, "unbillable")
    assert admin_connection.execute(CAME_TO, [stay.case.pk]).fetchone() == (2, 17800)


def test_a_municipality_that_no_terms_bind(invoicer: Client, admin_connection: psycopg.Connection) -> None:
    """Outside the county only the statute holds, and here it has ended."""
    admin_connection.execute(
        "UPDATE municipalities_unit SET municipality_id = '0380' WHERE name = 'Biståndsenheten Haninge'"
    )
    assert not Municipality.objects.get(pk="0380").in_county
    statute = invoicer.get(reverse("billing:terms")).context["agreements"][1].lines[0].rows[-1].terms
    assert SettingsPage(invoicer, "terms-end", statute.pk).change(last="2019-12-31").status_code == 302
    stay = closed_stay(2020, "Haninge", "0380")
    inside = closed_stay(2020)
    night(LATER)
    (row,) = rows(invoicer, "unbillable")
    assert (row[0], row[1]) == (stay.case.reference, "Uppsala")
    assert row[6].startswith("Villkor saknas")
    assert inside.case.reference not in words(invoicer, "unbillable")


def test_a_rate_that_was_made_up_charges_in_the_demonstration_and_is_never_invoiced(
    invoicer: Client, servers: TestServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    DailyRate.objects.create(year=2024, kronor=11000, source="demonstrationen", status="invented")
    stay = closed_stay(2024)
    monkeypatch.setenv("DEMO", "1")
    worker = start_worker(servers.urls, "demonstration")
    try:
        with usual_worker_resting():
            night(date(2024, 4, 1))
    finally:
        stop(worker)
    (row,) = rows(invoicer, "unbillable")
    assert row[0] == stay.case.reference
    assert row[4:7] == [
        "2",
        "22 000 kr",
        "Påhittat dygnsbelopp Dygnsbeloppet för 2024 är påhittat för demonstrationen",
    ]


def test_pages_of_fifty_and_as_many_statements_for_one_as_for_fifty(
    invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    stay = closed_stay(2021)
    night(LATER)
    with CaptureQueriesContext(connection) as one:
        rows(invoicer, "unbillable")
    copies(admin_connection, stay.case.pk, 59, "0126")
    night(LATER)
    with CaptureQueriesContext(connection) as fifty:
        first = rows(invoicer, "unbillable")
    second = rows(invoicer, "unbillable", sida="2")
    assert len(fifty) == len(one)
    assert (len(first), len(second)) == (50, 10)
    assert len({row[0] for row in first + second}) == 60
    assert_each_case_is_entered_once()


def assert_each_case_is_entered_once() -> None:
    """Of its days one is read: the index holds the cases of an obstacle in their order."""
    hsf = people.assignment("hsf")
    with acting(hsf), CaptureQueriesContext(connection) as asked:
        found = find_unbillable(Q(pk=None))
    assert {name: len(cases) for name, cases in found.items() if cases} == {"rate_missing": 60}
    recursive = next(
        one["sql"] for one in asked if "RECURSIVE" in one["sql"] and "'rate_missing'" in one["sql"]
    )
    with acting(hsf), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        read = [node for node in plan_of(recursive) if node.get("Relation Name") == "billing_liability_day"]
    assert {node["Index Name"] for node in read} == {"liability_day_unbillable"}
    assert sum(read_by(node) for node in read) <= 61


def test_a_reason_that_is_none_is_not_found(invoicer: Client) -> None:
    assert invoicer.get(reverse("billing:unbillable"), {"skal": "solen"}).status_code == 404
