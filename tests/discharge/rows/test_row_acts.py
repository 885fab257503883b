"""What is done in a list's row: by which forms, what is refused or undone, and what others have done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from discharge import actions
from discharge.models import Draft, Message, Receipt, ReceiptUndone
from discharge.process import MESSAGE_TYPES, MessageType
from discharge.process.fields import Field, Kind
from discharge.process.judging.undoing import UNDO_WITHIN
from discharge.process.state import CaseState
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.discharge.worklist import NOW, stay, tasks
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
HTMX = {"HX-Request": "true"}
IN_ROW = [row for row in MESSAGE_TYPES.values() if row.in_row]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def address(told: Stay, name: str = "row", *more: str) -> str:
    return reverse(f"discharge:{name}", args=[told.case.pk, *more])


def opened(told: Stay, who: Assignment) -> Any:
    return client_as(who).get(address(told), headers=HTMX).context


def acts(told: Stay, who: Assignment) -> dict[str, Any]:
    return {act.form.type.name: act for act in opened(told, who)["acts"]}


def post(told: Stay, who: Assignment, type: str, /, shown: Any = None, **values: Any) -> Any:
    """The row's form as it was shown, or is now, with what is typed in it."""
    act = shown or acts(told, who)[type]
    form = act.form.form
    said = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in said.items() if value not in (None, [])}
    sent |= {"latest": act.latest, "rad": str(told.case.pk), "lista": "att-gora"} | values
    return client_as(who).post(address(told, "row-send", type), sent, headers=HTMX)


def acknowledge(told: Stay, who: Assignment, shown: list[Any]) -> str:
    values = {"message": [str(one) for one in shown]}
    return client_as(who).post(address(told), values, headers=HTMX).content.decode()


def unread(told: Stay, who: Assignment) -> list[Any]:
    return [message.id for message in opened(told, who)["open"].unread]


def to_fill(row: MessageType, answer: str) -> list[Field]:
    """What has to be typed or chosen, where that button is pressed and nothing is suggested."""
    said = {row.answer.name: answer} if row.answer else {}
    asked = [f for f in row.fields if f.sent and not f.filled and f != row.answer and f.asked_with(said)]
    return [f for f in asked if f.required and not f.own and not (f.suggest and f.suggest(CaseState()))]


# --- which acts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", IN_ROW, ids=lambda row: row.name)
def test_a_row_has_at_most_one_field_to_fill_beside_what_decides_money(row: Any) -> None:
    for answer, _ in row.answer.choices if row.answer else [("", "")]:
        left = [field for field in to_fill(row, answer) if field.kind is not Kind.QUESTION]
        assert len(left) <= 1
    shown = [field for field in row.fields if field.sent and not field.filled]
    assert not [field for field in shown if field.kind in (Kind.ROWS, Kind.FILE, Kind.PAPERS)]
    assert not row.carries_circumstances


def test_the_acts_follow_from_the_case_and_what_is_owed_is_open() -> None:
    told = stay()
    assert [name for name, act in acts(told, told.officer).items() if act.is_open] == ["take"]
    assert [name for name, act in acts(told, told.nurse).items() if act.is_open] == ["ready_notice"]
    assert "expected_discharge_change" in acts(told, told.nurse)
    told.ready()
    assert "ready_notice" not in acts(told, told.nurse)
    assert not acts(told, told.nurse)["ready_withdrawal"].is_open
    told.take()
    reply = acts(told, told.officer)["ready_reply"]
    assert reply.is_open
    assert [words for _, _, words in reply.form.buttons] == [
        "Vi kan ta emot",
        "Vi behöver mer information",
        "Ärendet är inte vårt",
    ]


# --- doing them ------------------------------------------------------------------------------------


def test_the_doctor_alone_is_typed_where_both_needs_were_stated() -> None:
    told = stay()
    told.send(told.nurse, "stated_needs", sip_needed=True, outpatient_care_needed=False)
    text = post(told, told.nurse, "ready_notice", doctor="Dr Alm").content.decode()
    assert "Skickat: Utskrivningsklar." in text
    assert told.state().ready


def test_what_decides_money_is_never_chosen_beforehand() -> None:
    told = stay()
    answered = post(told, told.nurse, "ready_notice", doctor="Dr Alm")
    [act] = [one for one in answered.context["acts"] if one.is_open]
    assert act.form.form.errors.keys() == {"sip_needed", "outpatient_care_needed"}
    assert act.form.form["doctor"].value() == "Dr Alm", "nothing is lost"
    assert Draft.objects.filter(type="ready_notice").exists()
    assert answered.headers["HX-Retarget"] == f"#open-{told.case.pk}"
    assert told.state().ready is None


def test_a_button_is_an_answer_and_a_missing_field_is_said_at_the_field() -> None:
    told = stay()
    told.take()
    told.ready()
    refused = post(told, told.officer, "ready_reply", answer="receive")
    [act] = [one for one in refused.context["acts"] if one.is_open]
    assert act.form.form.errors.keys() == {"receives_from"}
    at = f"{NOW:%Y-%m-%d}T13:00"
    sent = post(told, told.officer, "ready_reply", answer="receive", receives_from=at)
    assert "Skickat: Svar på utskrivningsklar." in sent.content.decode()
    assert tasks(told.officer) == ["Kvittera 2 meddelanden"]


def test_a_form_sent_twice_is_one_message() -> None:
    told = stay()
    shown = acts(told, told.officer)["take"]
    for _ in range(2):
        assert post(told, told.officer, "take", shown).status_code == 200
    assert Message.objects.filter(type="take").count() == 1


def test_what_a_colleague_sent_meanwhile_is_said_and_nothing_is_sent() -> None:
    told = stay()
    shown = acts(told, told.officer)["take"]
    colleague = people.colleague_of(told.officer)
    told.send(colleague, "take", responsible=colleague.user_id)
    text = post(told, told.officer, "take", shown).content.decode()
    assert f"av {colleague.user.name}" in text
    assert "Inget är skickat nu." in text
    assert Message.objects.filter(type="take").count() == 1
    # Shown again it is known, and sent.
    post(told, told.officer, "take")
    assert Message.objects.filter(type="take").count() == 2


def test_a_part_that_has_ended_meanwhile_keeps_what_was_typed() -> None:
    told = stay()
    told.take()
    told.ready()
    shown = acts(told, told.officer)["ready_reply"]
    other = people.assignment("huddinge")
    told.send(told.officer, "handover", to=other.unit_id, reason="Bor i Huddinge.")
    refused = post(told, told.officer, "ready_reply", shown, answer="need_information", comment="Trappor?")
    text = refused.content.decode()
    assert "överlämnad" in text
    assert "Trappor?" in text
    assert "Er del i ärendet är avslutad" in text


def test_without_script_the_refused_form_is_a_page_and_what_is_sent_leads_to_the_list() -> None:
    told = stay()
    client = client_as(told.nurse)
    refused = client.post(address(told, "row-send", "ready_notice"), {"doctor": ""})
    assert "<html" in refused.content.decode()
    values = {"submission": acts(told, told.officer)["take"].form.form["submission"].value()}
    sent = client_as(told.officer).post(
        address(told, "row-send", "take"), values | {"responsible": told.officer.user_id}
    )
    assert sent.headers["Location"].startswith("/arbetslista/")


@pytest.mark.parametrize("type", ["consent", "admission_notice", "nonsens"])
def test_what_has_no_form_in_the_row_is_not_sent_there(type: str) -> None:
    told = stay()
    assert client_as(told.nurse).post(address(told, "row-send", type), {}).status_code == 404


# --- what was shown, and what was not --------------------------------------------------------------


def test_what_came_meanwhile_is_not_acknowledged_and_said() -> None:
    told = stay()
    seen = unread(told, told.officer)
    told.ready()
    text = acknowledge(told, told.officer, seen)
    assert "Kvitterat: 1 meddelande." in text
    assert "Nytt sedan raden öppnades: 1 meddelande." in text
    assert tasks(told.officer, "?lista=att-kvittera") == ["Kvittera 1 meddelande"]


def test_what_a_colleague_has_acknowledged_says_who() -> None:
    told = stay()
    seen, colleague = unread(told, told.officer), people.colleague_of(told.officer)
    told.now = NOW - timedelta(minutes=2)
    told.acknowledge(colleague)
    text = acknowledge(told, told.officer, seen)
    assert "Inget mer att kvittera." in text
    assert f"Redan kvitterat: 1 meddelande, i dag 8.59 av {colleague.user.name}." in text
    assert Receipt.objects.count() == 1


def test_what_a_block_has_hidden_is_said_and_waits() -> None:
    told = stay()
    told.consent()
    told.report_status()
    seen = unread(told, told.coordinator)
    with acting(told.officer):
        actions.set_block(by=told.officer, case_id=told.case.pk, now=NOW)
    text = acknowledge(told, told.coordinator, seen)
    assert "Spärrat sedan raden öppnades, och inte kvitterat: 1 meddelande." in text
    assert "Hemtjänst morgon." not in text


def test_of_a_case_that_was_taken_back_nothing_is_shown_or_acknowledged() -> None:
    told = stay()
    seen = unread(told, told.officer)
    told.send(told.nurse, "sent_in_error", reason="Fel person.")
    gone = client_as(told.officer).post(address(told), {"message": [str(one) for one in seen]}, headers=HTMX)
    assert gone.status_code == 404
    assert not Receipt.objects.exists()


# --- ångra -----------------------------------------------------------------------------------------


def test_a_receipt_is_undone_where_it_was_given_and_the_focus_stays() -> None:
    told = stay()
    told.consent()
    seen = unread(told, told.officer)
    acknowledge(told, told.officer, seen)
    undoes = opened(told, told.officer)["open"].undoes_receipts
    assert len(undoes) == len(seen) - 1, "not of the inskrivningsmeddelande"
    values = {"message": [str(one) for one in undoes], "rad": str(told.case.pk), "lista": "att-gora"}
    answered = client_as(told.officer).post(address(told, "row-undo"), values, headers=HTMX)
    text = answered.content.decode()
    assert "Ångrat: 1 meddelande väntar på kvittens igen." in text
    assert "data-stays" in text
    assert unread(told, told.officer) == undoes
    assert ReceiptUndone.objects.count() == 1


def test_it_is_offered_to_who_gave_it_and_for_a_while() -> None:
    told = stay()
    told.consent()
    acknowledge(told, told.officer, unread(told, told.officer))
    assert not opened(told, people.colleague_of(told.officer))["open"].undoes_receipts
    assert len(opened(told, people.colleague_of(told.officer))["open"].receipts) == 2
    with time_machine.travel(NOW + UNDO_WITHIN + timedelta(seconds=1), tick=False):
        assert not opened(told, told.officer)["open"].receipts
    with acting(told.officer):
        values = {"message": [str(Message.objects.get(type="admission_notice").pk)]}
    text = client_as(told.officer).post(address(told, "row-undo"), values, headers=HTMX).content.decode()
    assert "går inte att ångra" in text
    assert not ReceiptUndone.objects.exists()


def test_taking_a_case_is_undone_by_cancelling_it() -> None:
    told = stay()
    post(told, told.officer, "take")
    [sent] = opened(told, told.officer)["open"].sent
    values = {"sent": str(sent.id), "lista": "att-gora"}
    text = client_as(told.officer).post(address(told, "row-undo"), values, headers=HTMX).content.decode()
    assert "Ångrat: Planeringen är mottagen." in text
    assert not told.state().is_taken
    assert "take" in {task.type for task in told.state().tasks}
    again = client_as(told.officer).post(address(told, "row-undo"), values, headers=HTMX).content.decode()
    assert "gäller inte längre" in again


def test_what_may_not_be_undone_so_is_refused() -> None:
    told = stay()
    told.now = NOW - timedelta(minutes=15)
    contact, ready = told.name_contact(), told.ready()
    for who, message in ((told.coordinator, contact), (told.nurse, ready), (told.officer, ready)):
        text = client_as(who).post(address(told, "row-undo"), {"sent": str(message.pk)}, headers=HTMX)
        assert "Ångrat" not in text.content.decode()
    assert told.state().ready


# --- others ----------------------------------------------------------------------------------------


def test_nobody_acts_in_anothers_row() -> None:
    told = stay()
    stranger = client_as(people.assignment("huddinge"))
    for way in (("row-undo",), ("row-send", "take")):
        assert stranger.post(address(told, *way), {}, headers=HTMX).status_code == 404
