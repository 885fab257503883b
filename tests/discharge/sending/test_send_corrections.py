"""Correcting one's own messages through the form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.urls import reverse
from django.utils import timezone

from discharge.models import Message
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.browsers import Browsers, case_address, errors, local, sent_types
from tests.factories.clients import client_as, filled_in
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


def notice(stay: Stay) -> Message:
    with acting(stay.nurse):
        return Message.objects.get(case=stay.case, type="admission_notice")


def correction(stay: Stay, message: Any) -> str:
    return reverse("discharge:correct", args=[stay.case.pk, message.pk])


def test_a_correction_starts_from_what_was_said_and_is_judged_by_the_clock_of_then(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    stay = browsers.stay
    contact = stay.send(stay.coordinator, "care_contact", name="Carina Holm", phone="08-2")
    client = browsers.of(stay.coordinator)
    form = client.get(correction(stay, contact)).context["form"]
    assert (form["name"].value(), form["phone"].value()) == ("Carina Holm", "08-2")
    wrong = client.post(correction(stay, contact), filled_in(form, phone=None))
    assert errors(wrong) == {"phone": "Fyll i uppgiften."}
    data = filled_in(form, phone="08-3")
    assert client.post(correction(stay, contact), data).headers["Location"] == case_address(stay)
    assert client.post(correction(stay, contact), data).headers["Location"] == case_address(stay)
    again = client.get(correction(stay, contact)).context["form"]
    assert again["phone"].value() == "08-3"
    assert sent_types(admin_connection).count("care_contact") == 2


def test_an_admission_is_corrected_though_its_expected_date_has_passed(browsers: Browsers) -> None:
    stay = Stay(now=timezone.now() - timedelta(days=20))
    client = client_as(stay.nurse)
    form = client.get(correction(stay, notice(stay))).context["form"]
    earlier = local(stay.now - timedelta(hours=9))
    response = client.post(correction(stay, notice(stay)), filled_in(form, admitted_at=earlier))
    assert response.status_code == 302
    assert stay.state().admitted_at == stay.now.replace(second=0, microsecond=0) - timedelta(hours=9)


def test_who_else_placed_the_person_is_corrected_in_a_form_of_its_own(browsers: Browsers) -> None:
    stay, client = browsers.stay, browsers.of(browsers.stay.nurse)
    address_of_notice = correction(stay, notice(stay))
    page = client.get(address_of_notice)
    fields = page.context["form"].fields
    assert {"municipality", "placed_by", "district", "placing_district"}.isdisjoint(fields)
    (said, elsewhere) = page.context["elsewhere"][0]
    assert (said, elsewhere in page.text) == ("Rätta kommun eller stadsdel", True)
    form = client.get(elsewhere).context["form"]
    huddinge = people.unit("Biståndsenheten Huddinge").pk
    typed = {"placed_by": "0126", "district": None, "how": "wrong", "to": huddinge, "reason": "Placerad."}
    client.post(elsewhere, filled_in(form, **typed))
    assert stay.state().payer == "0126"
    assert stay.state().acts(huddinge)


def test_another_units_message_is_not_corrected(browsers: Browsers) -> None:
    address_of_notice = correction(browsers.stay, notice(browsers.stay))
    for by in (browsers.stay.officer, people.assignment("huddinge")):
        assert browsers.of(by).get(address_of_notice).status_code == 404


def test_a_cancelled_message_is_sent_anew_instead(browsers: Browsers) -> None:
    stay = browsers.stay
    contact = stay.name_contact()
    client = browsers.of(stay.coordinator)
    form = client.get(correction(stay, contact)).context["form"]
    stay.send(stay.coordinator, "cancel", message=contact.pk, reason="Fel")
    page = client.post(correction(stay, contact), filled_in(form, phone="08-333"), follow=True).text
    assert "Skicka ett nytt i stället" in page
    assert "08-333" in page
