"""Storsthlm's page as its reader meets it: who comes in, what is chosen, what is said."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from monthly_statistics.figures.indicators import LIABILITY, READY, SIP_FOLLOWED_UP, SIP_HELD

from municipalities.models import District, Role
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.monthly_statistics.pages import NUMBER, UUID, halves, page, rows, storsthlm, whole
from tests.factories.monthly_statistics.published import HUDDINGE, PEOPLE, SOLNA, publish
from vardovergang.demonstration.directory import ACCOUNTS

pytestmark = pytest.mark.django_db(transaction=True)

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def test_a_municipality_is_not_led_to_the_what_ifs_which_are_for_the_county() -> None:
    assert "Räkna på andra villkor" in page(storsthlm())
    assert "Räkna på andra villkor" not in page(client_as(people.assignment("statistikkommun")))


def test_nobody_else_comes_in(worker_connection: psycopg.Connection) -> None:
    publish(worker_connection, MARCH)
    for name in ("overview", "chart", "csv", "xlsx"):
        url = reverse(f"statistics:{name}")
        answer = Client().get(url)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (
            302,
            reverse("municipalities:login"),
        )
        for account in ACCOUNTS:
            status = client_as(people.assignment(account.username)).get(url).status_code
            assert status == (200 if account.role in (Role.STATISTICS, Role.MUNICIPAL_ECONOMIST) else 403)


def test_the_role_alone_is_not_enough(owner_connection: psycopg.Connection) -> None:
    owner_connection.execute("DELETE FROM municipalities_organisation_permission")
    for name in ("overview", "chart", "csv", "xlsx"):
        for client in (storsthlm(), client_as(people.assignment("ekonom"))):
            assert client.get(reverse(f"statistics:{name}")).status_code == 403


def test_an_economist_is_led_to_the_own_figures(worker_connection: psycopg.Connection) -> None:
    """They could not be opened by who pays for what they count."""
    publish(worker_connection, MARCH)
    economist = client_as(people.assignment("ekonom"))
    assert "Era egna siffror visas" in page(economist)
    assert reverse("statistics:overview") in economist.get(reverse("billing:months")).content.decode()


def test_before_the_first_month_the_page_says_so() -> None:
    assert "Det finns ingen statistik än" in page(storsthlm())
    assert storsthlm().get(reverse("statistics:chart")).status_code == 404
    assert storsthlm().get(reverse("statistics:xlsx")).status_code == 404


def test_the_last_complete_month_is_shown_first(worker_connection: psycopg.Connection) -> None:
    for month, version in ((MARCH, 1), (APRIL, 1), (MAY, 0)):
        publish(worker_connection, month, version=version)
    html = page(storsthlm())
    assert "Stockholms län, april 2026" in html
    assert "Version 1, publicerad 3 maj 2026." in html
    running = page(storsthlm(), manad="2026-05")
    assert "Preliminär: månaden pågår och är räknad till och med 30 maj 2026." in running
    assert "Maj 2026 (pågår)" in running


def test_i2_a_municipality_meets_its_own_figures_whole_and_the_countys_beside_them(
    worker_connection: psycopg.Connection,
) -> None:
    """Fault I2: "dold" everywhere. Page and files say the same; what is hidden from others is marked."""
    figures = publish(worker_connection, MARCH)
    client = client_as(people.assignment("statistikkommun"))
    html = page(client)
    assert "Huddinge, mars 2026" in html
    assert "Era egna siffror visas, också de som gäller färre än 5 personer." in html
    before_the_county = html.partition('id="days-county"')[0]
    assert "dold</td>" not in before_the_county.partition("<h2")[2].replace(
        "Saknas en stapel är uppgiften dold", ""
    )
    hidden = [figure for figure in figures if figure.area.code == HUDDINGE and figure.withheld]
    assert len(hidden) > 0
    assert html.count('title="Dold för andra"') > 0
    beside = rows(html[html.index("Egna siffror och länets") :])
    own, county = (whole(figures, code, READY).counted for code in (HUDDINGE, "01"))
    assert beside["Huddinge"][2] == str(own.persons)
    assert beside["Stockholms län"][2] == str(county.persons)
    assert "Nacka" not in html
    assert "Vårdform, kön och ålder, Stockholms län" in html


def test_i2_a_district_meets_its_own_the_citys_and_the_countys(worker_connection: psycopg.Connection) -> None:
    publish(worker_connection, MARCH)
    reader = people.assignment("statistikstadsdel")
    html = page(client_as(reader))
    assert f"{reader.unit.district.name}, mars 2026" in html  # type: ignore[union-attr]  # a district's
    choices = re.findall(r'<option value="([^"]*)"[^>]*>', html.partition('id="omrade"')[2])
    assert choices == ["01", "0180", str(reader.unit.district_id)]


def test_i2_the_region_meets_nothing_hidden(worker_connection: psycopg.Connection) -> None:
    publish(worker_connection, MARCH)
    html = page(client_as(people.assignment("statistikhsf")))
    assert "figures-withheld" not in html
    assert "Alla siffror visas" in html


def test_i15_a_new_version_says_what_differs(worker_connection: psycopg.Connection) -> None:
    """Fault I15: "skiljer sig", without what. Only who reads an area whole is told how much."""
    first = publish(worker_connection, MARCH)
    second = publish(worker_connection, MARCH, PEOPLE | {HUDDINGE: 30}, version=2)
    then, now = (whole(each, HUDDINGE, READY).counted.amount for each in (first, second))
    html = page(client_as(people.assignment("statistikkommun")))
    assert f"Huddinge: utskrivningsklara dagar {now}, var {then}," in html
    assert "skiljer sig från den förra versionens" not in html
    others = page(storsthlm())
    assert "<li>Huddinge: utskrivningsklara dagar, " in others
    assert f"var {then}" not in others


def test_a_changed_month_says_which_version_it_is_and_since_when(
    worker_connection: psycopg.Connection,
) -> None:
    publish(worker_connection, MARCH)
    changed = datetime(2026, 5, 11, 0, 30, tzinfo=UTC)
    figures = publish(worker_connection, MARCH, PEOPLE | {HUDDINGE: 30}, version=2, computed_at=changed)
    html = page(storsthlm())
    assert "Version 2, ändrad 11 maj 2026" in html
    expected = whole(figures, HUDDINGE, READY).counted
    days, _ = halves(html)
    assert rows(days)["Huddinge"][:3] == [str(expected.amount), str(expected.cases), "30"]


def test_every_shown_cell_and_no_other_is_on_the_page(worker_connection: psycopg.Connection) -> None:
    figures = publish(worker_connection, MARCH)
    days, sips = map(rows, halves(page(storsthlm())))
    table_of = {
        READY: (days, slice(3)),
        LIABILITY: (days, slice(-3, None)),
        SIP_HELD: (sips, slice(3)),
        SIP_FOLLOWED_UP: (sips, slice(-3, None)),
    }
    for figure in figures:
        if figure.group.value or figure.area.code == "01":
            continue
        shown, columns = table_of[figure.indicator]
        cells, counted = shown[figure.area.name], figure.counted
        triple = [str(counted.amount), str(counted.cases), str(counted.persons)]
        if figure.withheld:
            assert "dold" in cells
        else:
            assert triple == cells[columns]
    assert days["Solna"] == sips["Solna"] == ["dold", "dold"]
    assert sips["Huddinge"][0] == "20"


def test_what_withheld_municipalities_come_to_makes_the_table_add_up(
    worker_connection: psycopg.Connection,
) -> None:
    figures = publish(worker_connection, MARCH)
    shown = rows(halves(page(storsthlm()))[0])
    parts = [figure for figure in figures if figure.area.parent == "01" and not figure.group.value]
    hidden = [figure for figure in parts if figure.withheld and figure.indicator == READY]
    county = whole(figures, "01", READY).counted
    assert shown["Stockholms län, totalt"][0] == str(county.amount)
    html = page(storsthlm())
    municipalities = html[html.index("Kommuner, mars 2026") : html.index("Stadsdelar i Stockholm, mars 2026")]
    days = sum(figure.counted.amount for figure in hidden)
    assert rows(municipalities)["Dolda tillsammans"][:3] == [str(days), "–", "–"]


def test_an_area_can_be_chosen(worker_connection: psycopg.Connection) -> None:
    publish(worker_connection, MARCH)
    html = page(storsthlm(), manad="2026-03", omrade=HUDDINGE)
    assert "Huddinge, mars 2026" in html
    assert '<option value="0126" selected>' in html
    assert re.search(r'<tr[^>]*aria-current="true"[^>]*>\s*<th scope="row"><a[^>]*>Huddinge', html)
    assert "Vad betyder dold?" in page(storsthlm(), omrade=SOLNA)


def test_a_district_that_did_not_exist_then_is_said_to_be_missing(
    worker_connection: psycopg.Connection,
) -> None:
    publish(worker_connection, date(2023, 6, 1))
    publish(worker_connection, date(2023, 7, 1))
    old, new = (District.objects.get(name=name) for name in ("Spånga-Tensta", "Järva"))
    html = page(storsthlm(), manad="2023-07", omrade=str(old.pk))
    assert "Spånga-Tensta fanns inte i juli 2023. Här visas Stockholms län." in html
    html = page(storsthlm(), manad="2023-07", omrade=str(new.pk))
    months = html[html.index("Månad för månad") : html.index("Kommuner, juli 2023")]
    assert "juni 2023" not in months
    assert "Spånga-Tensta" in page(storsthlm(), manad="2023-06")


def test_what_was_never_published_is_not_found(worker_connection: psycopg.Connection) -> None:
    publish(worker_connection, MARCH)
    for wrong in ({"manad": "2026-02"}, {"manad": "mars"}, {"omrade": "9999"}, {"omrade": "0380"}):
        for name in ("overview", "chart", "xlsx"):
            assert storsthlm().get(reverse(f"statistics:{name}"), wrong).status_code == 404
    assert storsthlm().get(reverse("statistics:chart"), {"tema": "rosa"}).status_code == 404


def test_areas_stand_in_swedish_order(worker_connection: psycopg.Connection) -> None:
    publish(worker_connection, MARCH)
    html = page(storsthlm())
    municipalities = list(rows(html[html.index("Kommuner, mars") : html.index("Stadsdelar i")]))
    assert municipalities[0] == "Botkyrka"
    assert municipalities[-4:] == ["Värmdö", "Österåker", "Dolda tillsammans", "Stockholms län, totalt"]
    districts = list(rows(html[html.index("Stadsdelar i") : html.index("Vårdform, kön och ålder")]))
    assert districts[-3:] == ["Stadsdel inte angiven", "Dolda tillsammans", "Stockholm, totalt"]
    assert districts[0] == "Bromma"
    assert_nothing_points_at_a_person(html)


def assert_nothing_points_at_a_person(html: str) -> None:
    main = html[html.index("<main") : html.index("</main>")]
    known = {str(pk) for pk in District.objects.values_list("pk", flat=True)}
    assert set(UUID.findall(main)) <= known
    assert not NUMBER.search(UUID.sub("", main))


def test_a_page_asks_a_constant_number_of_questions(worker_connection: psycopg.Connection) -> None:
    client = storsthlm()
    publish(worker_connection, MARCH)
    page(client)
    counts = []
    for month in (APRIL, MAY):
        publish(worker_connection, month)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_the_picture_is_an_image_in_light_and_dark_with_its_words(
    worker_connection: psycopg.Connection,
) -> None:
    figures = publish(worker_connection, MARCH)
    html = page(storsthlm())
    days = whole(figures, "01", READY).counted.amount
    assert f"Flest utskrivningsklara dagar: {days} i mars 2026." in html
    for theme in ("ljus", "mork"):
        assert f"tema={theme}" in html
        answer = storsthlm().get(reverse("statistics:chart"), {"tema": theme})
        assert answer["Content-Type"] == "image/svg+xml"
        words = "".join(ET.fromstring(answer.content).itertext())
        assert "Utskrivningsklara dagar" in words
        assert "mars" in words
        assert "style=" not in answer.content.decode()
    answer = storsthlm().get(reverse("statistics:chart"), {"omrade": SOLNA})
    tree = ET.fromstring(answer.content)
    assert "dold" in "".join(tree.itertext())
    assert not [each for each in tree.iter() if "dagar: " in each.get("aria-label", "")]
    assert "Alla månader är dolda." in page(storsthlm(), omrade=SOLNA)
