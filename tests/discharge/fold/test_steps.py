"""How far each step has come, and what the time line says of messages that no longer hold; a death."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from discharge.presenters.case import CasePageContent
from discharge.presenters.messages.timeline import MessageWords
from discharge.process import steps
from discharge.process.parts.state import Part
from discharge.process.state import CaseKind, CaseState
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from municipalities.units.parties import Party
from tests.factories.clients import client_as
from tests.factories.corrected.corrections import correct
from tests.factories.stays import FOLLOWED_UP, OwnSip, Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
NOW = datetime(2026, 11, 30, 13, 0, tzinfo=STOCKHOLM)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def stay(hours_ago: float = 48, **changes: Any) -> Stay:
    return Stay(now=NOW - timedelta(hours=hours_ago), **changes)


def page(told: Stay, who: Assignment | None = None) -> CasePageContent:
    return client_as(who or told.nurse).get(reverse("discharge:case", args=[told.case.pk])).context["words"]


def standings(told: Stay, who: Assignment | None = None) -> dict[str, str]:
    return {step.title: step.standing.word for step in page(told, who).steps}


def message(told: Stay, type: str) -> list[MessageWords]:
    return [m for step in page(told).steps for m in step.messages if m.type == type]


class TestSteps:
    """Fault D6."""

    def test_d6_a_closed_sip_says_nothing_of_going_home(self) -> None:
        """It said "Hemgång – Behövs inte" while the person was on the ward."""
        told = stay()
        told.name_contact()
        told.call_to_sip()
        told.send(told.officer, "sip_closing", reason="declined", outcome="not_assessed", evaluation="Nej.")
        said = standings(told)
        assert (said["Hemgång"], said["Utskrivningsklar"]) == ("Senare", "Senare")
        assert (said["SIP upprättas"], said["SIP följs upp"]) == ("Behövs inte", "Klart")

    def test_d6_what_should_have_been_done_before_the_discharge_is_not_later(self) -> None:
        told = stay()
        told.go_home()
        said = standings(told)
        assert (said["Fast vårdkontakt"], said["Planering"]) == ("Uteblev", "Uteblev")
        assert "Senare" not in said.values()

    def test_d6_a_sip_outside_a_stay_is_planned_from_its_start(self) -> None:
        told = OwnSip(now=NOW - timedelta(hours=3))
        assert standings(told)["Planering"] == "Klart"

    def test_d6_a_withdrawn_notice_is_marked(self) -> None:
        told = stay()
        told.ready()
        told.withdraw()
        [notice] = message(told, "ready_notice")
        assert (notice.mark, notice.is_overtaken, notice.may_be_corrected) == ("Återtaget", True, True)
        told.ready()
        assert [notice.mark for notice in message(told, "ready_notice")] == ["Återtaget", ""]

    def test_d6_a_correction_that_holds_is_not_struck_through(self) -> None:
        told = stay()
        notice = told.ready()
        correct(told, told.nurse, notice, doctor="Dr Berg")
        marks = [(said.mark, said.is_overtaken) for said in message(told, "ready_notice")]
        assert marks == [("Rättat senare", True), ("Rättelse", False)]
        html = client_as(told.nurse).get(reverse("discharge:case", args=[told.case.pk])).content.decode()
        assert html.count(" data-marked") == 1

    def test_d6_a_day_is_not_said_twice(self) -> None:
        """ "senast fre 4 dec · fre 4 dec"."""
        told = stay(hours_ago=3, expected_discharge=NOW.date() + timedelta(days=4))
        html = client_as(told.nurse).get(reverse("discharge:case", args=[told.case.pk])).content.decode()
        line = html[html.index("utse fast vårdkontakt") :].split("</li>")[0]
        assert line.count("fre 4 dec<") == 1
        told.send(told.nurse, "expected_discharge_change", expected_discharge=NOW.date(), certainty="certain")
        html = client_as(told.nurse).get(reverse("discharge:case", args=[told.case.pk])).content.decode()
        assert "om 10 h" in html[html.index("utse fast vårdkontakt") :].split("</li>")[0]

    def test_d6_a_party_with_nothing_to_do_is_not_ready(self) -> None:
        told = stay()
        html = client_as(told.nurse).get(reverse("discharge:case", args=[told.case.pk])).content.decode()
        assert "<span>inget att göra</span>" in html
        assert "<span>klar</span>" not in html


def state(**changes: Any) -> CaseState:
    return CaseState(admitted_at=NOW, admission_notice_at=NOW, **changes)


@pytest.mark.parametrize(
    "told",
    [
        state(),
        state(discharged_at=NOW),
        state(deceased_at=NOW),
        state(track="grey"),
        CaseState(kind=CaseKind.SIP),
    ],
)
def test_a_step_that_is_done_or_over_asks_for_nothing(told: CaseState) -> None:
    for step in steps.steps_of(told):
        if (
            step.done(told)
            or step.missed(told)
            or (step.not_needed(told) and not told.compulsory_outpatient_care)
        ):
            assert step.needs_in(told) == ""
    assert steps.highest_step(told) in steps.STEPS


class TestFollowUp:
    """Fault D7."""

    def followed(self) -> tuple[Stay, date]:
        told = stay(hours_ago=24 * 10)
        told.name_contact()
        told.call_to_sip()
        told.hold_meeting()
        told.draw_up()
        told.go_home()
        moved = (told.now + timedelta(days=95)).date()
        values = {"followed_up_on": told.now.date(), "goes_on": "yes", "next_follow_up_on": moved}
        told.send(told.officer, "sip_follow_up", **FOLLOWED_UP | values)
        return told, moved

    def test_d7_a_follow_up_moves_the_date_in_head_plan_and_paper_alike(self) -> None:
        told, moved = self.followed()
        client = client_as(told.officer)
        context = client.get(reverse("discharge:sip", args=[told.case.pk])).context["sip"]
        assert (context.next_follow_up, context.plan.follow_up_on) == (moved, moved)
        paper = client.get(reverse("discharge:sip-pdf", args=[told.case.pk]))
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)
        assert f"{moved.day} " in text.split("Planen följs upp")[1].split(".")[0]

    def test_d7_a_plan_that_does_not_go_on_has_no_date(self) -> None:
        told, _ = self.followed()
        told.follow_up()
        context = client_as(told.officer).get(reverse("discharge:sip", args=[told.case.pk])).context["sip"]
        assert (context.next_follow_up, context.plan.follow_up_on) == (None, None)


class TestDeath:
    """Fault D8."""

    def dead(self) -> Stay:
        told = stay()
        told.name_contact()
        told.call_to_sip()
        told.ready()
        told.send(told.nurse, "deceased", deceased_at=told.now)
        return told

    def test_d8_nothing_is_asked_or_offered_of_anybody(self) -> None:
        told = self.dead()
        assert told.state().tasks == []
        for who in (told.nurse, told.coordinator, told.officer):
            seen = page(told, who)
            assert (seen.tasks, seen.not_yet) == ([], [])
            assert {choice.type for choice in seen.choices} <= {
                "cancel",
                "reopening",
                "sent_in_error",
                "municipality_correction",
            }
            assert all(choice.is_seldom for choice in seen.choices)

    def test_d8_the_page_says_what_closed_by_itself(self) -> None:
        said = page(self.dead()).nothing_owed
        assert said.startswith(
            "Personen har avlidit. Vårdtillfället är avslutat. Ingen har något mer att göra."
        )
        assert "SIP-mötet söndag 29 november 2026 kl. 13.20" in said
        assert "att svara på utskrivningsklar" in said

    def test_d8_what_is_not_done_is_not_needed(self) -> None:
        said = standings(self.dead())
        assert said["Hemgång"] == "Avslutat"
        assert set(said.values()) == {"Klart", "Behövs inte", "Avslutat"}

    def test_d8_the_call_to_a_meeting_that_is_off_is_marked_and_no_paper(self) -> None:
        [call] = message(self.dead(), "sip_call")
        assert (call.mark, call.is_overtaken, call.paper) == ("Inställt", True, "")

    def test_d8_told_dead_by_mistake_everything_is_as_it_was(self) -> None:
        told = self.dead()
        before = told.state().closed_by_death
        told.send(told.nurse, "reopening", reason="Fel patient.")
        after = told.state()
        assert before is not None
        assert {task.type for task in after.tasks} == set(before.owed)
        assert after.sip.planned is not None


def test_the_plan_of_an_older_version_says_what_it_said() -> None:
    told = stay(hours_ago=24 * 10)
    told.name_contact()
    told.call_to_sip()
    told.hold_meeting()
    first = told.draw_up(follow_up_on=(told.now + timedelta(days=30)).date())
    told.draw_up(follow_up_on=(told.now + timedelta(days=90)).date())
    address = reverse("discharge:sip", args=[told.case.pk])
    older = client_as(told.officer).get(f"{address}?version=1").context["sip"].plan
    assert older.follow_up_on.isoformat() == first.facts["follow_up_on"]


def needs(told: CaseState, number: int) -> str:
    return next(step for step in steps.steps_of(told) if step.number == number).needs_in(told)


def part(party: Party) -> dict[UUID, Part]:
    unit = uuid4()
    return {unit: Part(unit, party, None, NOW)}


def test_without_an_outpatient_party_no_step_speaks_of_the_fast_vardkontakt() -> None:
    """Step 2 said that none is needed, and step 4 that it calls to SIP."""
    told = state(parts=part(Party.INPATIENT) | part(Party.MUNICIPAL))
    for sip_needed in (False, True):
        told.sip_needed = sip_needed
        assert needs(told, 2) == ""
        assert "Den fasta vårdkontakten kallar" not in needs(told, 4)
        assert "Lägg till öppenvården, som kallar" in needs(told, 4)
    told.parts |= part(Party.OUTPATIENT)
    assert needs(told, 4).startswith("Den fasta vårdkontakten kallar")


def test_without_a_municipal_party_no_step_says_that_the_municipality_takes_the_planning() -> None:
    told = state(parts=part(Party.INPATIENT) | part(Party.OUTPATIENT))
    assert needs(told, 3) == "Ingen kommun deltar i ärendet; varje part skriver sin egen del."
    told.parts |= part(Party.MUNICIPAL)
    assert needs(told, 3).startswith("Kommunen tar emot planeringen")


def test_outside_a_stay_either_side_calls_and_no_day_runs_from_utskrivningsklar() -> None:
    told = CaseState(kind=CaseKind.SIP, began_at=NOW, parts=part(Party.MUNICIPAL))
    assert needs(told, 4) == "Öppenvården eller kommunen kallar till SIP."
