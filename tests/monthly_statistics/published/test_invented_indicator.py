"""An indicator that nobody has heard of, added as one row: everything else follows from the row."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4
from xml.etree import ElementTree as ET

import psycopg
import pytest
from django.urls import reverse
from monthly_statistics.figures.counting import Cell, Count, count
from monthly_statistics.figures.facts import Period, Person
from monthly_statistics.figures.groups import ALL
from monthly_statistics.figures.indicators import DAYS, INDICATORS, Bar, Headings, Indicator, Panel
from monthly_statistics.queries import sources
from openpyxl import load_workbook

from tests.factories.monthly_statistics.pages import page, rows, storsthlm, whole
from tests.factories.monthly_statistics.published import HUDDINGE, NACKA, publish
from tests.factories.monthly_statistics.stays import AREAS, area, person
from tests.settings import ROOT

MARCH = date(2026, 3, 1)
STATISTICS = ROOT / "statistics" / "monthly_statistics"
#: What the code may ask of the rows: all of them, and what they are made of.
ASKED = {"INDICATORS", "Indicator", "Panel", "charted", "panels"}

ROW = Indicator(
    name="ended",
    title="Avslutade perioder",
    unit="perioder",
    column="Perioder",
    headings=Headings("Avslutade perioder", "Ärenden med avslutad period", "Personer med avslutad period"),
    definition="Perioder som tog slut, den månad då de gjorde det.",
    panel=DAYS,
    source=Period,
    dates=lambda period: (period.ended_on,) if period.ended_on else (),
    bar=Bar("varav avslutade perioder", "whole", 0.1),
)


@dataclass(frozen=True)
class Visit:
    """A kind of fact that nothing counts yet."""

    on: date
    person: Person
    case: UUID
    municipality: str | None = HUDDINGE
    district: UUID | None = None
    care_type: str = "somatic"


VISITS = Indicator(
    name="visits",
    title="Hembesök",
    unit="besök",
    column="Besök",
    headings=Headings("Hembesök", "Ärenden med hembesök", "Personer med hembesök"),
    definition="Besök i hemmet, den månad då de gjordes.",
    panel=Panel("visits", "hembesök"),
    source=Visit,
    dates=lambda visit: (visit.on,),
)


@pytest.fixture
def _invented(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(INDICATORS, ROW.name, ROW)
    monkeypatch.setitem(INDICATORS, VISITS.name, VISITS)


@pytest.mark.usefixtures("_invented")
@pytest.mark.django_db(transaction=True)
def test_it_is_counted_published_shown_drawn_defined_and_written_to_the_files(
    worker_connection: psycopg.Connection,
) -> None:
    figures = publish(worker_connection, MARCH)
    counted = whole(figures, HUDDINGE, ROW).counted
    assert (counted.persons, counted.cases, counted.amount) == (20, 20, 20)
    in_files = [str(each) for each in (counted.amount, counted.cases, counted.persons)]

    html = page(storsthlm(), omrade=HUDDINGE)
    days = html.partition('id="sip"')[0]
    assert f"<dt>{ROW.title}</dt>" in html
    assert f"<b>{counted.amount}</b> {ROW.unit}" in html
    assert f'<th scope="colgroup" colspan="3">{ROW.title}</th>' in days
    assert f'<th scope="col" class="number">{ROW.column}</th>' in days
    assert rows(days)["Huddinge"][-3:] == in_files
    assert f"<dt>{ROW.headings.amount}</dt><dd>{ROW.definition}</dd>" in html
    assert "dagar med betalningsansvar och avslutade perioder, Huddinge" in html

    svg = storsthlm().get(reverse("statistics:chart"), {"omrade": HUDDINGE}).content
    assert "varav avslutade perioder" in "".join(ET.fromstring(svg).itertext())

    csv_text = b"".join(storsthlm().get(reverse("statistics:csv"))).decode()
    lines = csv.DictReader(io.StringIO(csv_text.removeprefix("\ufeff")), delimiter=";")
    everybody = next(line for line in lines if (line["Kod"], line["Indelning"]) == (HUDDINGE, "Alla"))
    assert [everybody[heading] for heading in ROW.headings] == in_files

    book = load_workbook(io.BytesIO(storsthlm().get(reverse("statistics:xlsx")).content))
    for sheet in list(book)[:3]:
        assert set(ROW.headings) | set(VISITS.headings) <= {cell.value for cell in sheet[1]}
    headings, *found = book["Områden"].iter_rows(values_only=True)
    column = headings.index(ROW.headings.amount)
    [huddinge] = [line for line in found if line[1] == HUDDINGE]
    assert [str(value) for value in huddinge[column : column + 3]] == in_files
    assert (ROW.headings.amount, ROW.definition) in list(book["Om siffrorna"].values)


@pytest.mark.usefixtures("_invented")
@pytest.mark.django_db(transaction=True)
def test_a_panel_of_its_own_is_a_part_of_the_page(worker_connection: psycopg.Connection) -> None:
    publish(worker_connection, MARCH)
    part = page(storsthlm()).partition('id="visits"')[2]
    assert "Hembesök månad för månad, Stockholms län" in part
    assert "Kommuner, hembesök, mars 2026" in part
    assert rows(part)["Huddinge"] == ["dold"]


@pytest.mark.usefixtures("_invented")
def test_facts_of_a_new_kind_need_their_source_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    who, case = person(), uuid4()

    def read(months: Sequence[date]) -> Iterator[Visit]:
        return (Visit(month.replace(day=day), who, case) for month in months for day in (1, 9))

    began = datetime(2025, 12, 24, tzinfo=UTC)
    ours = sources.Source(read, begin=lambda: began)
    monkeypatch.setattr(sources, "SOURCES", {Visit: ours})
    assert sources.first_month() == date(2025, 12, 1)
    cells = count(sources.facts([MARCH]), AREAS, as_of=date(2026, 4, 1))
    assert cells[Cell(MARCH, VISITS, area(HUDDINGE), ALL)] == Count(persons=1, cases=1, amount=2)
    assert {cell.indicator for cell in cells} == {VISITS}
    assert not [cell for cell in cells if cell.area == area(NACKA)]


def test_what_is_charted_shares_one_panel_and_one_unit() -> None:
    assert len({(each.panel, each.unit) for each in INDICATORS.values() if each.bar}) == 1


def test_nothing_but_its_row_names_an_indicator() -> None:
    own = STATISTICS / "figures" / "indicators.py"
    words = {word for each in INDICATORS.values() for word in (each.name, each.title, *each.headings)}
    for path in STATISTICS.rglob("*.py"):
        if path == own or path.parent.name in ("migrations", "database"):
            continue
        nodes = list(ast.walk(ast.parse(path.read_text())))
        imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
        asked = {each.name for node in imports if node.module and node.module.endswith("figures.indicators")
                 for each in node.names}  # fmt: skip
        assert asked <= ASKED, path
        assert not words & {node.value for node in nodes if isinstance(node, ast.Constant)}, path
    for path in (ROOT / "templates" / "statistics").glob("*.html"):
        text = path.read_text()
        assert not [each for each in INDICATORS.values() if each.headings.amount in text], path
