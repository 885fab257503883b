"""The case page: what it says, what it offers, whom it opens for, and the trace it leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
import time_machine
from django.test import Client
from django.test.utils import isolate_apps
from django.urls import reverse

from discharge.extensions import consequences, hooks, panels
from discharge.extensions.panels import Panel
from discharge.presenters.case import CasePageContent
from discharge.presenters.messages.timeline import StepWords
from discharge.process import MESSAGE_TYPES
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=STOCKHOLM)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def stay(hours_ago: float = 48, **changes: Any) -> Stay:
    return Stay(now=NOW - timedelta(hours=hours_ago), **changes)


def address(told: Stay) -> str:
    return reverse("discharge:case", args=[told.case.pk])


def opened(told: Stay, who: Assignment) -> Any:
    response = client_as(who).get(address(told))
    assert response.status_code == 200
    return response


def words(told: Stay, who: Assignment) -> CasePageContent:
    return opened(told, who).context["words"]


def text(told: Stay, who: Assignment) -> str:
    return opened(told, who).content.decode()


def step(told: Stay, number: int, who: Assignment | None = None) -> StepWords:
    return words(told, who or told.nurse).steps[number - 1]


def log(admin: psycopg.Connection) -> list[tuple[Any, ...]]:
    columns = "action, refused, case_id, patient_id, unit_id, detail"
    return admin.execute(f"SELECT {columns} FROM municipalities_access_log ORDER BY at").fetchall()


class TestWhoMayOpen:
    def test_every_party(self) -> None:
        told = stay()
        for who in (told.nurse, told.coordinator, told.officer):
            assert "Bo Ek" in text(told, who)

    @pytest.mark.parametrize(
        ("account", "status"),
        [("huddinge", 404), ("psykiatri", 404), ("hsf", 403), ("storsthlm", 403)],
    )
    def test_and_nobody_else(self, account: str, status: int) -> None:
        response = client_as(people.assignment(account)).get(address(stay()))
        assert response.status_code == status
        assert "Bo Ek" not in response.content.decode()

    def test_a_stranger_logs_in_first(self, client: Client) -> None:
        assert client.get(address(stay())).headers["Location"].startswith("/logga-in/?next=/arenden/")

    def test_the_other_unit_of_the_same_nurse_does_not(self) -> None:
        assert client_as(people.assignment("somatik", "Medicin 61")).get(address(stay())).status_code == 404

    def test_a_unit_that_has_handed_over_reads_and_may_only_take_it_back(self) -> None:
        told = stay()
        other = people.assignment("huddinge")
        told.send(told.officer, "handover", to=other.unit_id, reason="Personen bor i Huddinge.")
        page = words(told, told.officer)
        assert [choice.type for choice in page.choices] == ["handover_undone"]
        assert page.not_yet == []
        assert "Ni ser det som det var då" in page.nothing_owed


class TestTrace:
    def test_opening_is_logged(self, admin_connection: psycopg.Connection) -> None:
        told = stay()
        text(told, told.officer)
        assert log(admin_connection) == [
            ("open", False, told.case.pk, told.case.patient_id, told.officer.unit_id, "")
        ]

    def test_a_refused_attempt_is_logged(self, admin_connection: psycopg.Connection) -> None:
        told, stranger = stay(), people.assignment("huddinge")
        client_as(stranger).get(address(told))
        assert log(admin_connection) == [("open", True, told.case.pk, None, stranger.unit_id, "")]

    def test_so_is_an_attempt_at_what_does_not_exist(self, admin_connection: psycopg.Connection) -> None:
        nowhere, who = uuid4(), people.assignment("stadsdel")
        response = client_as(who).get(reverse("discharge:case", args=[nowhere]))
        assert response.status_code == 404
        assert log(admin_connection) == [("open", True, nowhere, None, who.unit_id, "")]


class TestProtectedIdentity:
    SECRETS = ("Hemlig", "Tenstagången", "16364")

    def told(self) -> Stay:
        return stay(person=people.person(family_name="Hemlig", protected_identity=True))

    def reveal(self, told: Stay, reason: str) -> Any:
        client = client_as(told.officer)
        return client.post(reverse("discharge:protected-details", args=[told.case.pk]), {"reason": reason})

    def test_nothing_tells_who_or_where(self) -> None:
        told = self.told()
        for who in (told.nurse, told.officer, told.coordinator):
            page = text(told, who)
            assert "Skyddade personuppgifter" in page
            for secret in (*self.SECRETS, told.person.number.written):
                assert secret not in page

    def test_a_reason_opens_it_once(self) -> None:
        told = self.told()
        page = self.reveal(told, "Planerar hembesök i dag").content.decode()
        assert "Bo Hemlig" in page
        assert "Tenstagången 1, 16364 Spånga" in page
        assert told.person.number.written in page
        assert "Hemlig" not in text(told, told.officer)

    def test_the_reason_stands_in_the_log(self, admin_connection: psycopg.Connection) -> None:
        told = self.told()
        self.reveal(told, "Planerar hembesök i dag")
        detail = "skyddade personuppgifter: Planerar hembesök i dag"
        case = told.case
        assert log(admin_connection) == [
            ("open", False, case.pk, case.patient_id, told.officer.unit_id, detail)
        ]

    @pytest.mark.parametrize("reason", ["", "   ", "xx"])
    def test_without_one_nothing_is_shown(self, reason: str) -> None:
        told = self.told()
        response = self.reveal(told, reason)
        assert "Rätta det här" in response.content.decode()
        assert "Hemlig" not in response.content.decode()

    def test_a_stranger_is_not_helped_by_a_reason(self) -> None:
        client = client_as(people.assignment("huddinge"))
        told = self.told()
        target = reverse("discharge:protected-details", args=[told.case.pk])
        assert client.post(target, {"reason": "Är nyfiken"}).status_code == 404

    def test_it_is_not_opened_by_an_address(self) -> None:
        told = self.told()
        target = reverse("discharge:protected-details", args=[told.case.pk])
        assert client_as(told.officer).get(target).status_code == 405


class TestWhatHappensNext:
    def test_who_must_act_and_by_when(self) -> None:
        told = stay()
        told.take()
        told.name_contact()
        told.now = NOW - timedelta(hours=2)
        told.ready(sip_needed=False, outpatient_care_needed=False)
        task = words(told, told.nurse).tasks[0]
        assert (task.who, task.what) == (told.officer.unit.full_name, "svara på utskrivningsklar")
        page = text(told, told.officer)
        assert "Ni</b> ska svara på utskrivningsklar, senast <time" in page
        assert "i dag 16.00" in page

    def test_what_the_unit_owes_is_offered_first(self) -> None:
        told = stay()
        told.name_contact()
        told.ready()
        types = [choice.type for choice in words(told, told.officer).choices if choice.is_task]
        assert types == ["ready_reply", "take"]

    def test_f11_one_button_is_filled_and_only_for_what_is_due_now(self) -> None:
        told = stay()
        told.name_contact()
        told.ready()
        assert [c.type for c in words(told, told.officer).choices if c.is_due] == ["ready_reply"]
        assert text(told, told.officer).count('data-variant="primary"') == 1
        far = stay(person=people.person(family_name="Alm"))
        owed = [c for c in words(far, far.coordinator).choices if c.is_task]
        assert [(c.type, c.is_due) for c in owed] == [("care_contact", False)]

    def test_f11_the_trygghetskvitto_is_printed_from_the_head(self) -> None:
        told = stay()
        told.consent()
        told.go_home()
        assert "Skriv ut trygghetskvittot" not in text(told, told.nurse)
        told.send(
            told.nurse,
            "patient_summary",
            reason_for_stay="Fall",
            what_was_done="Vila",
            next="Hem",
            call="08-1",
        )
        assert "Skriv ut trygghetskvittot" in text(told, told.nurse)

    def test_buttons_follow_the_process_and_the_rest_says_why_not(self) -> None:
        told = stay()
        page = words(told, told.coordinator)
        steps = [MESSAGE_TYPES[choice.type].step for choice in page.choices if not choice.is_task]
        assert steps == sorted(steps)
        reasons = {verb: later.reason for later in page.not_yet for verb in later.verbs}
        assert reasons["Kalla till SIP"] == "Först när fast vårdkontakt är utsedd. Utse en fast vårdkontakt."
        assert all(
            reverse("discharge:send", args=[told.case.pk, choice.type]) in text(told, told.coordinator)
            for choice in page.choices
        )

    def test_one_party_is_not_offered_anothers_messages(self) -> None:
        told = stay()
        for who in (told.nurse, told.coordinator, told.officer):
            page = words(told, who)
            assert all(who.unit.party in MESSAGE_TYPES[choice.type].senders for choice in page.choices)

    def test_a_closed_case_gives_one_reason_once(self) -> None:
        told = stay()
        told.consent()
        told.go_home()
        page = words(told, told.officer)
        assert page.nothing_owed == "Vårdtillfället är avslutat."
        assert len(page.not_yet) == 1
        assert page.ended is not None
        assert page.ended.how == "gick hem"

    def test_when_all_is_in_place_the_page_says_so(self) -> None:
        told = stay()
        told.take()
        told.name_contact()
        told.now = NOW - timedelta(hours=1)
        told.ready(sip_needed=False, outpatient_care_needed=False)
        told.reply()
        told.acknowledge(told.nurse)
        page = words(told, told.nurse)
        assert page.nothing_owed.startswith("Allt är på plats för hemgång.")
        assert page.state.word == "Klart för hemgång"

    def test_what_is_to_be_acknowledged_waits_for_us_in_tag_sentence_and_list(self) -> None:
        told = stay()
        told.take()
        told.name_contact()
        told.ready(sip_needed=False, outpatient_care_needed=False)
        told.withdraw()
        page, seen = words(told, told.officer), text(told, told.officer)
        assert page.state.word == "Väntar på oss"
        assert page.tasks == []
        assert f"<b>Ni</b> ska kvittera {page.to_acknowledge} meddelanden" in seen
        assert "Ingen har något mer att göra just nu." in seen
        row = client_as(told.officer).get("/arbetslista/?lista=inneliggande").context["rows"][0]
        assert (row.state.word, row.next.who, row.next.what) == ("Väntar på oss", "Ni", "kvittera")
        told.acknowledge(told.officer)
        seen = text(told, told.officer)
        assert "Ingen har något att göra just nu." in seen
        assert "kvittera" not in seen.partition('id="nasta"')[2].partition("</section>")[0]

    def test_others_tasks_do_not_hide_what_we_have_to_acknowledge(self) -> None:
        told = stay()
        told.take()
        assert "<b>Ni</b> ska kvittera 1 meddelande</li>" in text(told, told.officer)

    def test_acknowledging_leads_back_to_the_case(self) -> None:
        told = stay()
        assert "Kvittera 1 meddelande<" in text(told, told.officer)
        target = reverse("discharge:acknowledge", args=[told.case.pk])
        response = client_as(told.officer).post(target, {"next": address(told)})
        assert response.headers["Location"] == address(told)
        assert words(told, told.officer).to_acknowledge == 0


class TestTimeline:
    def test_a_new_stay(self) -> None:
        told = stay()
        standings = [s.standing.word for s in words(told, told.nurse).steps]
        assert standings == ["Klart", "Pågår", "Pågår", "Senare", "Senare", "Senare", "Senare", "Senare"]

    def test_each_message_stands_in_its_step_with_sender_and_receipts(self) -> None:
        told = stay()
        told.acknowledge(told.officer)
        message = step(told, 1).messages[0]
        assert (message.title, message.unit) == ("Inskrivningsmeddelande", told.nurse.unit.full_name)
        assert message.sender == told.nurse.user.name
        receipts = {r.unit: r.acknowledged_by for r in message.receivers}
        assert receipts == {
            told.officer.unit.full_name: told.officer.user.name,
            told.coordinator.unit.full_name: "",
        }
        assert f"{told.coordinator.unit.full_name} har inte kvitterat" in text(told, told.nurse)

    def test_what_a_message_says_is_written_out(self) -> None:
        told = stay()
        told.take()
        said = dict(step(told, 1).messages[0].fields)
        assert said["Personnummer"] == told.person.number.written
        assert said["Folkbokföringskommun"] == "Stockholm"
        assert said["Stadsdel"] == told.officer.unit.district.name  # type: ignore[union-attr]
        assert said["Hur säkert är datumet?"] == "Preliminär"
        assert said["Inskriven"] == "lördag 14 mars 2026 kl. 6.00"
        assert dict(step(told, 3).messages[0].fields) == {"Handläggare": told.officer.user.name}

    def test_a_step_past_its_time_is_late_and_says_who(self) -> None:
        told = stay(hours_ago=72)
        told.ready(sip_needed=False)
        late = step(told, 5)
        assert late.standing.word == "Försenat"
        assert late.tasks[0].who == told.officer.unit.full_name

    def test_a_sip_that_is_not_needed_is_not_waited_for(self) -> None:
        told = stay()
        told.ready(sip_needed=False)
        assert step(told, 4).standing.word == "Behövs inte"

    def test_without_outpatient_care_no_contact_is_waited_for(self) -> None:
        told = stay(coordinator=people.assignment("huddinge"))
        assert step(told, 2).standing.word == "Behövs inte"

    def test_a_withdrawn_notice_goes_back(self) -> None:
        told = stay(hours_ago=2)
        told.ready()
        assert step(told, 5).standing.word == "Pågår"
        told.withdraw()
        assert step(told, 5).standing.word == "Senare"
        assert len(step(told, 5).messages) == 2

    def test_a_cancelled_message_stays_and_is_marked(self) -> None:
        told = stay()
        contact = told.name_contact()
        told.send(told.coordinator, "cancel", message=contact.pk, reason="Fel person.")
        message = step(told, 2).messages[0]
        assert message.mark == "Makulerat"
        assert step(told, 2).standing.word == "Pågår"
        plan = {part.title: part.fields for part in words(told, told.nurse).plan}
        assert plan["Fast vårdkontakt"] == []
        assert next(iter(plan)) == "Möte om SIP", "what one looks for first"

    def test_only_the_sender_is_offered_to_cancel(self) -> None:
        told = stay()
        told.name_contact()
        assert step(told, 2, told.coordinator).messages[0].cancelled_by
        assert not step(told, 2, told.nurse).messages[0].cancelled_by
        assert not step(told, 1, told.nurse).messages[0].cancelled_by


class TestPlanAndCount:
    def test_the_plan_side_by_side(self) -> None:
        told = stay()
        told.name_contact()
        told.call_to_sip()
        told.send(told.officer, "sip_answer", answer="accept", proposed_at=None, reason="")
        told.send(told.coordinator, "outpatient_care", status="available", comment="Läkarbesök på fredag.")
        told.ready()
        told.reply()
        plan = {part.title: dict(part.fields) for part in words(told, told.nurse).plan}
        assert plan["Fast vårdkontakt"]["Namn"] == "Carina Holm"
        assert plan["Möte om SIP"]["Plats eller telefonnummer"] == "Rum 4"
        assert plan["Möte om SIP"][told.officer.unit.full_name] == "Vi kommer"
        assert plan["Öppenvårdens insatser"]["Öppenvårdens insatser"] == "Finns på plats"
        assert plan["Kommunens svar på utskrivningsklar"]["Kommunens svar"] == "Vi kan ta emot"

    def test_each_part_with_who_has_the_case(self) -> None:
        told = stay()
        told.take()
        parts = words(told, told.officer).parts
        assert [part.party for part in parts] == ["Slutenvård", "Öppenvård", "Kommun"]
        assert parts[-1].responsible == told.officer.user.name
        assert parts[-1].is_ours


def test_a_panel_of_an_app_above_stands_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[UUID, UUID]] = []

    def builder(file: Any, assignment: Assignment, now: datetime) -> Panel | None:
        seen.append((file.case.pk, assignment.pk))
        return Panel("components/messages.html") if assignment.role == "inpatient" else None

    monkeypatch.setattr(panels, "_builders", [])
    panels.register(builder)
    told = stay()
    shown = [text(told, who).count('class="messages"') for who in (told.nurse, told.officer)]
    assert shown == [2, 1]
    assert seen == [(told.case.pk, told.nurse.pk), (told.case.pk, told.officer.pk)]


def test_a_panel_stands_once_however_often_its_app_is_made_ready() -> None:
    """A registry of apps of its own makes the app ready once more, in the same process."""
    with isolate_apps("discharge", "billing"):
        pass
    for registered in (hooks._after_change, panels._builders, consequences._tellers):
        assert len(registered) == len(set(registered))
    told = stay()
    shown = text(told, told.nurse)
    assert shown.count('id="blocks-title"') == 1
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_page_is_only_read(method: str) -> None:
    told = stay()
    assert getattr(client_as(told.nurse), method)(address(told)).status_code == 405
