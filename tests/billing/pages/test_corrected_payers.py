"""The why page of a case whose municipality was corrected: what, from when, by whom; and who reads it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from municipalities.models import Assignment
from tests.factories import people
from tests.factories.billing.told import office, ready, story
from tests.factories.clients import client_as
from tests.factories.corrected.municipalities import HUDDINGE, correct_area, decide_area, invoicer
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


def why(stay: Stay, who: Assignment) -> dict[str, str]:
    """The facts on the page, as who takes part reads it."""
    page = client_as(who).get(reverse("billing:why", args=[stay.case.pk]))
    assert page.status_code == 200
    words = page.context["words"]
    return {fact.label: fact.text for fact in (*words.facts, *words.periods[0].facts)}


def test_the_why_page_says_what_was_corrected_from_when_and_by_whom() -> None:
    stay = story(officer=office("Huddinge"))
    ready(stay)
    decide_area(stay, HUDDINGE)
    facts = why(stay, stay.officer)
    assert facts["Rättad kommun"].startswith("Fel från början: Huddinge betalar. Rättat ")
    assert "Hälso- och sjukvårdsförvaltningen" in facts["Rättad kommun"]
    assert facts["Betalar"].startswith("Huddinge:")


def test_who_moved_during_a_period_is_paid_for_by_the_one_before() -> None:
    stay, before = story(), office("Farsta")
    ready(stay)
    stay.wait(days=3)
    to = office("Huddinge")
    correct_area(stay, HUDDINGE, how="moved", moved_on=date(2020, 3, 11), to=to.unit_id)
    facts = why(stay, before)
    assert "Personen flyttade" in facts["Rättad kommun"]
    assert "sedan betalar Huddinge" in facts["Rättad kommun"]
    assert facts["Betalar"].startswith("Stockholm, ")
    assert stay.row().payer_id == "0180"


def test_the_invoicer_finds_the_way_to_correct_from_there() -> None:
    stay = story()
    ready(stay)
    page = client_as(invoicer()).get(reverse("billing:case", args=[stay.case.reference]))
    address = reverse("discharge:decide", args=[stay.case.reference, "municipality_correction"])
    assert address in page.text
    # Nobody has objected to anything.
    assert "objection_decision" not in page.text
    economist = client_as(people.assignment("ekonom")).get(
        reverse("billing:case", args=[stay.case.reference])
    )
    assert address not in economist.text


def test_the_one_before_that_never_should_have_had_it_finds_no_page() -> None:
    stay = story()
    ready(stay)
    correct_area(stay, HUDDINGE, to=office("Huddinge").unit_id)
    assert client_as(stay.officer).get(reverse("billing:why", args=[stay.case.pk])).status_code == 404
    assert client_as(office("Huddinge")).get(reverse("billing:why", args=[stay.case.pk])).status_code == 200
