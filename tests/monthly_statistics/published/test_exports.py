"""The files: what a spreadsheet finds in them, through the site's own middleware."""

from __future__ import annotations

import csv
import io
from datetime import date

import psycopg
import pytest
from django.http import StreamingHttpResponse
from django.urls import reverse
from monthly_statistics.exports.export_text import headings
from monthly_statistics.figures.groups import GROUPS
from monthly_statistics.figures.indicators import INDICATORS, Indicator
from monthly_statistics.figures.tables import Figure
from openpyxl import Workbook, load_workbook

from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.monthly_statistics.pages import NUMBER, UUID, halves, page, rows, storsthlm
from tests.factories.monthly_statistics.published import HUDDINGE, SOLNA, publish

pytestmark = pytest.mark.django_db(transaction=True)

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
LAST = """SELECT action, refused, case_id, patient_id, case_ids, detail
          FROM municipalities_access_log ORDER BY at DESC"""


def csv_text() -> str:
    response = storsthlm().get(reverse("statistics:csv"))
    assert isinstance(response, StreamingHttpResponse)
    assert response["Content-Disposition"] == 'attachment; filename="manadsstatistik.csv"'
    return b"".join(response).decode("utf-8")


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def workbook(**choice: str) -> Workbook:
    response = storsthlm().get(reverse("statistics:xlsx"), choice)
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.content))


def test_i2_files_and_picture_hold_the_own_figures_whole_and_no_other_areas(
    worker_connection: psycopg.Connection,
) -> None:
    """Fault I2: the files and the chart follow the page."""
    figures = publish(worker_connection, MARCH)
    client = client_as(people.assignment("statistikkommun"))
    stream = client.get(reverse("statistics:csv"))
    assert isinstance(stream, StreamingHttpResponse)
    found = lines(b"".join(stream).decode("utf-8"))
    assert {line["Kod"] for line in found} == {"01", HUDDINGE}
    own = [line for line in found if line["Kod"] == HUDDINGE]
    assert "dold" not in {value for line in own for value in line.values()}
    everyone = next(line for line in own if line["Indelning"] == "Alla")
    for figure in figures:
        if figure.area.code == HUDDINGE and not figure.group.value:
            counted = figure.counted
            assert three(everyone, figure.indicator) == [
                str(number) for number in (counted.amount, counted.cases, counted.persons)
            ]
    book = load_workbook(io.BytesIO(client.get(reverse("statistics:xlsx")).content))
    names = {row[2] for row in book["Områden"].iter_rows(min_row=2, values_only=True)}
    assert names == {"Huddinge", "Stockholms län"}
    picture = client.get(reverse("statistics:chart"), {"omrade": HUDDINGE}).text
    assert "dold" not in picture
    assert client.get(reverse("statistics:xlsx"), {"omrade": SOLNA}).status_code == 404


def test_a_swedish_excel_opens_the_csv_file() -> None:
    text = csv_text()
    assert text.startswith(
        "\ufeffMånad;Version;Områdestyp;Kod;Område;Indelning;Grupp;Utskrivningsklara dagar;"
    )
    assert text.endswith("\r\n")


def test_the_csv_file_streams_every_shown_figure_of_every_month(
    worker_connection: psycopg.Connection,
) -> None:
    """The stream runs after the view's own transaction: it must see what the view saw."""
    figures = {MARCH: publish(worker_connection, MARCH), APRIL: publish(worker_connection, APRIL, version=0)}
    found = lines(csv_text())
    areas = {figure.area.code for figure in figures[MARCH]}
    assert len(found) == 2 * len(areas) * len(GROUPS)
    assert [line["Månad"] for line in (found[0], found[-1])] == ["2026-03", "2026-04"]
    assert {line["Version"] for line in found} == {"1", "preliminär"}
    march = {
        (line["Kod"], line["Indelning"], line["Grupp"]): line for line in found if line["Version"] == "1"
    }
    everyone = {line["Kod"]: line for key, line in march.items() if key[1] == "Alla"}
    for figure in figures[MARCH]:
        if not figure.group.value:
            assert three(everyone[figure.area.code], figure.indicator) == expected(figure)
    women = march["01", "Kön", "Kvinnor"]["Utskrivningsklara personer"]
    assert women == "dold" or int(women) >= 5


def three(line: dict[str, str], indicator: Indicator) -> list[str]:
    first = 3 * list(INDICATORS.values()).index(indicator)
    return [line[heading] for heading in headings()[first : first + 3]]


def expected(figure: Figure) -> list[str]:
    counted = figure.counted
    return (
        ["dold"] * 3
        if figure.withheld
        else [str(n) for n in (counted.amount, counted.cases, counted.persons)]
    )


def test_the_workbook_says_what_the_page_says(worker_connection: psycopg.Connection) -> None:
    publish(worker_connection, MARCH)
    days, sips = halves(page(storsthlm(), omrade=HUDDINGE))
    book = workbook(omrade=HUDDINGE)
    assert book.sheetnames == ["Områden", "Vårdform, kön, ålder", "Månad för månad", "Om siffrorna"]
    areas = list(book["Områden"].values)
    assert areas[0] == ("Områdestyp", "Kod", "Område", *headings())
    on_page = table_rows(days, "Kommuner, mars", "Vårdform, kön och")
    assert [written(line[3:9]) for line in areas[1:]] == on_page
    assert [written(line[9:]) for line in areas[1:]] == table_rows(sips, "Kommuner, SIP", "Så räknas")
    groups = list(book["Vårdform, kön, ålder"].values)
    assert [written(line[3:9]) for line in groups[1:]] == table_rows(days, "Vårdform, kön och", "</main>")
    months = list(book["Månad för månad"].values)
    assert [line[:2] for line in months[1:]] == [("Huddinge", "mars 2026")]
    on_page = table_rows(days, "Månad för månad", "Kommuner, mars")
    assert [written(line[2:8]) for line in months[1:]] == on_page
    on_page = table_rows(sips, "månad för månad", "Kommuner, SIP")
    assert [written(line[8:]) for line in months[1:]] == on_page


def table_rows(html: str, start: str, end: str) -> list[list[str]]:
    """The six columns of the page's tables between two headings; a withheld cell spans three."""
    part = html[html.index(start) :].split(end, maxsplit=1)[0]
    blocks = part.split("<tr class=")[1:]
    found = [next(iter(rows(f"<tr class={block}").values())) for block in blocks]
    return [
        [text for cell in cells for text in ([cell] * 3 if cell == "dold" else [cell])] for cells in found
    ]


def written(values: tuple[object, ...]) -> list[str]:
    return [str(value) for value in values]


def test_numbers_are_numbers_and_codes_keep_their_zero(worker_connection: psycopg.Connection) -> None:
    publish(worker_connection, MARCH)
    book = workbook()
    by_code = {line[1]: line for line in book["Områden"].values}
    assert all(isinstance(number, int) for number in by_code[HUDDINGE][3:6])
    assert by_code[SOLNA][3:] == ("dold",) * 12
    notes = {str(word): str(meaning) for word, meaning in book["Om siffrorna"].values}
    assert notes["Månad"] == "mars 2026"
    assert notes["Publicering"] == "Version 1, publicerad 3 maj 2026."
    assert {"Utskrivningsklara dagar", "Dold", "Källa"} <= notes.keys()


def test_a_name_is_never_a_formula(
    owner_connection: psycopg.Connection, worker_connection: psycopg.Connection
) -> None:
    name = '=HYPERLINK("http://example.com";"Huddinge")'
    owner_connection.execute(
        "UPDATE municipalities_municipality SET name = %s WHERE code = %s", [name, HUDDINGE]
    )
    publish(worker_connection, MARCH)
    assert {line["Område"] for line in lines(csv_text()) if line["Kod"] == HUDDINGE} == {f"'{name}"}
    (cell,) = (row[2] for row in workbook()["Områden"].rows if row[1].value == HUDDINGE)
    assert (cell.value, cell.data_type) == (name, "s")


def test_an_export_is_logged_without_any_patient(
    admin_connection: psycopg.Connection, worker_connection: psycopg.Connection
) -> None:
    publish(worker_connection, MARCH)
    csv_text()
    assert admin_connection.execute(LAST).fetchone() == (
        "export",
        False,
        None,
        None,
        [],
        "månadsstatistik, csv",
    )
    workbook()
    logged = admin_connection.execute(LAST).fetchone()
    assert logged == ("export", False, None, None, [], "månadsstatistik 2026-03 version 1, xlsx")
    page(client_as(people.assignment("storsthlm")))
    assert admin_connection.execute("SELECT count(*) FROM municipalities_access_log").fetchone() == (2,)


def test_the_files_point_at_no_person(worker_connection: psycopg.Connection) -> None:
    publish(worker_connection, MARCH)
    found = lines(csv_text())
    districts = {line["Kod"] for line in found if line["Områdestyp"] == "Stadsdel"}
    everything = [value for line in found for value in line.values()]
    for sheet in workbook(omrade=HUDDINGE):
        everything += [str(value) for line in sheet.values for value in line]
    text = "\n".join(everything)
    assert set(UUID.findall(text)) <= districts
    assert not NUMBER.search(UUID.sub("", text))
