"""Before the money: case page, work list and derived columns say the same, told to each party."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from billing.reference.reading import reference_rulebook
from billing.rules.explanation import explain
from billing.rules.liability_columns import present_liability
from discharge.models import CaseFacts
from discharge.process.outlook import Outlook
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.billing.nights import ready_stay, stay_in
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])

TODAY = date(2020, 3, 9)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(datetime(2020, 3, 9, 15, 0, tzinfo=STOCKHOLM), tick=False):
        yield


def case_page(stay: Stay, by: Assignment) -> str:
    return client_as(by).get(reverse("discharge:case", args=[stay.case.pk])).content.decode()


def row(by: Assignment) -> Any:
    (found,) = client_as(by).get(reverse("discharge:worklist") + "?lista=inneliggande").context["rows"]
    return found


def test_with_everything_in_place_the_municipality_reads_when_it_pays() -> None:
    stay = ready_stay()
    page = case_page(stay, stay.officer)
    assert "Betalningsansvar inträder torsdag 12 mars om inget händer." in page
    assert "Ni stoppar det genom att ta emot personen senast torsdag 12 mars" in page
    assert "Huddinge stoppar det" in case_page(stay, stay.nurse)
    assert row(stay.officer).liability == "Ni betalar från 12 mars om personen är kvar"
    assert row(stay.nurse).liability == "Huddinges betalningsansvar från 12 mars om personen är kvar"


def test_what_the_region_misses_is_told_to_the_one_who_has_to_do_it() -> None:
    stay = stay_in()
    stay.name_contact()
    stay.ready()
    assert stay.row().liability_missing == ["sip_call_pending", "outpatient_care_unknown"]
    own = case_page(stay, stay.coordinator)
    assert "Ni behöver skicka kallelse till SIP, senast torsdag 12 mars." in own
    others = case_page(stay, stay.officer)
    assert (
        f"{stay.coordinator.unit.full_name} behöver skicka kallelse till SIP, senast torsdag 12 mars."
        in others
    )
    assert row(stay.coordinator).liability == (
        "Huddinges betalningsansvar 12 mars, om ni kallar till SIP och lämnar besked"
    )
    stay.call_to_sip()
    stay.send(stay.coordinator, "outpatient_care", status="unavailable")
    assert stay.row().liability_missing == ["outpatient_care_unavailable"]
    assert row(stay.officer).liability.endswith("om öppenvården har insatserna på plats")
    stay.send(stay.coordinator, "outpatient_care", status="available")
    assert stay.row().liability_missing == []


def test_what_nobody_can_put_right_is_not_asked_for() -> None:
    stay = stay_in()
    stay.ready()
    stay.send(stay.nurse, "services_declined", wish="declines", comment="Till läkaren.")
    assert (stay.row().liability_state, stay.row().liability_missing) == ("barred", [])
    assert "Betalningsansvar inträder inte" in case_page(stay, stay.coordinator)
    assert row(stay.coordinator).liability == "Betalningsansvar inträder inte"


def test_the_panel_stands_from_the_first_notice_on() -> None:
    stay = stay_in()
    assert "Fristdagar och betalningsansvar" not in case_page(stay, stay.nurse)
    assert row(stay.nurse).liability == ""
    stay.ready()
    assert reverse("billing:why", args=[stay.case.pk]) in case_page(stay, stay.nurse)
    stay.wait(hours=1).withdraw()
    page = case_page(stay, stay.nurse)
    assert "fristdagar kvar" not in page
    assert "Hittills: 0 dygn" in page


def test_a_notice_that_has_not_reached_the_payer_says_so() -> None:
    stay = stay_in(code="0136")
    stay.ready()
    assert "Inget meddelande om utskrivningsklar har nått den kommun som betalar." in case_page(
        stay, stay.nurse
    )


@pytest.mark.parametrize("missing", [True, False])
def test_columns_and_explanation_come_of_one_source(missing: bool) -> None:
    """What lists show is what the explanation of the same day says."""
    stay = stay_in() if missing else ready_stay()
    if missing:
        stay.ready()
    with acting(stay.nurse):
        why = explain(CaseFacts.objects.get(case=stay.case).facts, TODAY, reference_rulebook())
    assert why is not None
    case, shown = stay.row(), present_liability(why.assessment)
    assert (case.outlook, case.free_days_left) == shown
    assert case.outlook.outlook is (Outlook.PENDING if missing else Outlook.WILL_START)
