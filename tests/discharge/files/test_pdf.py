"""The papers: tagged PDF with no more of the person than it needs, logged as printed, no foreign files."""

from __future__ import annotations

import re
import zlib
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from discharge import queries
from discharge.presenters import papers
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.corrected.municipalities import HUDDINGE, correct_area
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
SUMMARY = {
    "reason_for_stay": "Du föll hemma och bröt handleden.",
    "what_was_done": "Vi gipsade armen.\nDu fick värktabletter.",
    "next": "Hemtjänsten kommer tre gånger om dagen.",
    "call": "08-123 00 00",
    "aids": "Rollator och duschpall.",
    "infection": "known",
    "infection_what": "Tvätta händerna ofta.",
    "medicine_along": "yes",
    "medicine_along_what": "Penicillin för fem dagar.",
    "journey_home": "taxi",
    "journey_home_more": "Din dotter Mona möter dig.",
}
#: As the patient reads what is answered by a choice.
IN_PLAIN_WORDS = {
    "infection": "Du har en smitta.",
    "medicine_along": "Du får med dig läkemedel.",
    "journey_home": "Du åker sjukresa och sitter.",
}


def planned_stay(**changes: object) -> Stay:
    """A stay with contact, call and summary."""
    stay = Stay(now=timezone.now() - timedelta(days=1), person=people.person(**changes))
    stay.take()
    stay.name_contact()
    stay.call_to_sip()
    stay.consent("going_home")
    stay.send(stay.nurse, "patient_summary", **SUMMARY)
    return stay


def printed(stay: Stay, by: Assignment, paper: str) -> Any:
    return client_as(by).get(reverse(f"discharge:{paper}-pdf", args=[stay.case.pk]))


def streams(pdf: bytes) -> bytes:
    """What the file says of itself: its streams unpacked, the rest as it stands."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(_unpacked(part) for part in packed)


def _unpacked(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return part


def words(stay: Stay, by: Assignment, paper: str, now: datetime | None = None) -> str:
    """The paper's text, before it becomes a PDF."""
    with acting(by):
        file = queries.case_file(queries.open_case(by, stay.case.pk))
        summary = papers.patient_paper(file, now or timezone.now())
        own = summary.paper if summary and paper == "patient_summary" else papers.paper(file)
        invited = papers.call_paper(file)
        context: dict[str, Any] = {"paper": own, "invited": invited, "summary": summary}
        context |= {"printed_by": by.unit, "printed_at": "i dag"}
        return render_to_string(f"discharge/pdf/{paper}.html", context)


def test_a_paper_is_a_tagged_swedish_pdf() -> None:
    stay = planned_stay()
    for paper, name, title in (
        ("sip-call", "kallelse", "Kallelse till samordnad individuell plan"),
        ("patient-summary", "trygghetskvitto", "Trygghetskvitto"),
    ):
        response = printed(stay, stay.officer, paper)
        assert response.headers["Content-Type"] == "application/pdf"
        assert (
            response.headers["Content-Disposition"] == f'inline; filename="{name}-{stay.case.reference}.pdf"'
        )
        assert "no-store" in response.headers["Cache-Control"]
        said = streams(response.content)
        assert said.startswith(b"%PDF-")
        assert b"/Lang (sv)" in said
        assert b"/Marked true" in said
        assert re.search(rb"pdfuaid:part[^0-9]*1", said)
        assert title.encode() in said


def test_a_paper_is_logged_as_printed(admin_connection: psycopg.Connection) -> None:
    stay = planned_stay()
    printed(stay, stay.nurse, "patient-summary")
    rows = admin_connection.execute(
        "SELECT case_id, patient_id, refused, detail FROM municipalities_access_log WHERE action = 'print'"
    ).fetchall()
    assert rows == [(stay.case.pk, stay.case.patient_id, False, "trygghetskvitto")]


def test_only_who_takes_part_prints(admin_connection: psycopg.Connection) -> None:
    stay = planned_stay()
    assert printed(stay, people.assignment("huddinge"), "sip-call").status_code == 404
    assert printed(stay, people.assignment("hsf"), "sip-call").status_code == 403
    rows = admin_connection.execute("SELECT refused FROM municipalities_access_log WHERE action = 'print'")
    assert rows.fetchall() == [(True,)]


def test_there_is_no_paper_before_there_is_something_to_say() -> None:
    stay = Stay(now=timezone.now() - timedelta(days=1))
    for paper in ("sip-call", "patient-summary"):
        assert printed(stay, stay.nurse, paper).status_code == 404


def test_the_call_says_when_where_and_who_and_no_more_of_the_person() -> None:
    stay = planned_stay()
    text = words(stay, stay.coordinator, "sip_call")
    for said in ("Fysiskt möte: Rum 4", "Tensta vårdcentral", "Akutgeriatrik 12", "Carina Holm", "Bo Ek"):
        assert said in text
    for unsaid in (stay.person.number.written, stay.person.number.value, stay.person.street):
        assert unsaid not in text


def test_the_patient_reads_the_wards_words_and_whom_to_call() -> None:
    stay = planned_stay()
    text = words(stay, stay.nurse, "patient_summary")
    own = (SUMMARY | IN_PLAIN_WORDS).values()
    for said in (*own, "Din fasta vårdkontakt", "Möte om din plan", stay.officer.unit.full_name):
        assert said in text
    # What says more of an answer stands beneath it.
    assert "Så gör du för att inte smitta andra" not in text
    for heading in ("Dina hjälpmedel", "Så kommer du hem", "Läkemedel att ta med hem"):
        assert f"<h2>{heading}</h2>" in text


def test_a_protected_patients_paper_names_no_relative() -> None:
    stay = planned_stay(protected_identity=True)
    text = words(stay, stay.nurse, "patient_summary")
    assert "Mona" not in text
    assert SUMMARY["aids"] in text


def test_the_patient_calls_the_municipality_that_pays_also_when_another_had_the_notice_first() -> None:
    stay, right = planned_stay(), people.assignment("huddinge").unit
    correct_area(stay, HUDDINGE, to=right.pk)
    text = words(stay, stay.nurse, "patient_summary")
    assert right.full_name in text
    assert stay.officer.unit.full_name not in text


def test_the_patient_calls_no_municipality_where_the_one_that_pays_takes_no_part() -> None:
    """Nobody pays: the office that had the notice by mistake is not the one to call."""
    stay = planned_stay()
    correct_area(stay, None)
    text = words(stay, stay.nurse, "patient_summary")
    assert "Frågor om hjälp från kommunen" not in text
    assert stay.officer.unit.full_name not in text


def test_a_meeting_that_has_been_is_not_told_of() -> None:
    stay = planned_stay()
    text = words(stay, stay.nurse, "patient_summary", now=timezone.now() + timedelta(days=9))
    assert "Möte om din plan" not in text


def test_a_protected_identity_has_a_line_to_write_the_name_on() -> None:
    stay = planned_stay(protected_identity=True, street="", postal_code="", city="")
    for paper in ("sip_call", "patient_summary"):
        text = words(stay, stay.nurse, paper)
        assert "Bo Ek" not in text
        assert "skrivs för hand" in text


def test_a_cancelled_call_is_no_longer_printed() -> None:
    stay = Stay(now=timezone.now() - timedelta(days=1))
    stay.name_contact()
    call = stay.call_to_sip()
    assert printed(stay, stay.nurse, "sip-call").status_code == 200
    stay.send(stay.coordinator, "cancel", message=call.pk, reason="Fel tid")
    assert printed(stay, stay.nurse, "sip-call").status_code == 404


def test_what_is_typed_is_text_and_not_markup() -> None:
    stay = planned_stay()
    typed = {"name": "<img src='https://x.example/'>", "phone": "08", "reason": "Byte."}
    stay.send(stay.coordinator, "care_contact", **typed)
    text = words(stay, stay.nurse, "patient_summary")
    assert "<img" not in text
    assert printed(stay, stay.nurse, "patient-summary").status_code == 200
