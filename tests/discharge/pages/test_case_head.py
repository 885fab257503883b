"""The case page: what its head has in view, what is grouped or folded, and what removes a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from discharge.models import Participation
from discharge.process import MESSAGE_TYPES, Rule
from discharge.process.judging import afterwards
from discharge.process.message_type import UnitRule
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.corrected.corrections import correct
from tests.factories.discharge.worklist import NOW, stay
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
RULES = {rule for row in MESSAGE_TYPES.values() for rule in row.requires if isinstance(rule, Rule | UnitRule)}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def page(told: Stay, who: Assignment) -> Any:
    return client_as(who).get(reverse("discharge:case", args=[told.case.pk]))


def words(told: Stay, who: Assignment) -> Any:
    return page(told, who).context["words"]


def courses() -> list[Stay]:
    """Stays that have come differently far."""
    begun, called, ready, home, away, grey = (stay(48 - n) for n in range(6))
    called.name_contact()
    called.call_to_sip()
    ready.ready()
    ready.take()
    home.consent()
    home.go_home()
    away.take()
    grey.send(grey.nurse, "track_choice", track="grey")
    return [begun, called, ready, home, away, grey]


def test_what_removes_a_reason_is_a_message_that_there_is() -> None:
    named = {rule.removed_by for rule in RULES} | {rule.amended for rule in RULES}
    assert named - {""} <= MESSAGE_TYPES.keys()
    assert named - {""}


def test_each_reason_that_the_reader_can_remove_leads_to_where_it_is_done() -> None:
    led = set()
    for told in courses():
        for who in (told.nurse, told.coordinator, told.officer):
            shown, client = page(told, who), client_as(who)
            text = shown.content.decode()
            for later in shown.context["words"].not_yet:
                if later.removed_by:
                    address = reverse("discharge:send", args=[told.case.pk, later.removed_by.name])
                    if later.removed_by.starts_case:
                        address = reverse("discharge:new")
                    assert f'href="{address}' in text
                    opened = client.get(address)
                    assert opened.status_code == 200
                    assert later.removed_by.starts_case or opened.context["form"].type is later.removed_by
                    led.add(later.removed_by.name)
                elif later.amended:
                    assert f'id="message-{later.amended}"' in text
                    led.add("amended")
    assert {"ready_withdrawal", "care_contact", "track_choice", "admission_notice"} <= led


def test_one_button_is_filled_at_most_and_three_are_in_view() -> None:
    for told in courses():
        for who in (told.nurse, told.coordinator, told.officer):
            shown = page(told, who)
            text = shown.content.decode()
            head = text.partition('<div class="row case-actions')[2].partition("<details")[0]
            assert head.count('data-variant="primary"') <= 1
            assert head.count("ds-button") <= 3
            content = shown.context["words"]
            assert {one.type for one in (*content.in_view, *content.grouped)} == {
                one.type for one in content.choices
            }
            for choice in content.grouped:
                named = ["going-home"] if choice.is_guided else ["send", choice.type]
                assert reverse(f"discharge:{named[0]}", args=[told.case.pk, *named[1:]]) in text


def test_what_is_owed_is_in_view_first() -> None:
    told = stay()
    told.acknowledge(told.officer)
    content = words(told, told.officer)
    assert content.in_view[0].type == "take"
    assert content.in_view[0].is_due


def test_the_first_button_is_what_the_work_list_says_is_next() -> None:
    seen = set()
    for told in courses():
        for who in (told.nurse, told.coordinator, told.officer):
            with acting(who):
                listed = Participation.objects.get(case=told.case.pk, unit=who.unit_id).next_type
            if listed:
                assert words(told, who).in_view[0].type == listed
                seen.add(listed)
    assert {"care_contact", "take", "ready_reply"} <= seen


def test_a_step_that_is_done_is_folded_unless_something_in_it_waits() -> None:
    told = stay()
    told.name_contact()
    [step] = [one for one in words(told, told.coordinator).steps if one.number == 2]
    assert step.is_folded
    [step] = [one for one in words(told, told.nurse).steps if one.number == 2]
    assert not step.is_folded, "it waits for the ward's receipt"
    told.acknowledge(told.nurse)
    [step] = [one for one in words(told, told.nurse).steps if one.number == 2]
    assert step.is_folded
    assert "1 meddelande, senast" in page(told, told.nurse).content.decode()


def test_a_step_in_which_somebody_has_said_no_or_objects_is_not_folded() -> None:
    told = stay()
    told.name_contact()
    told.send(told.coordinator, "outpatient_care", status="unavailable")
    told.acknowledge(told.nurse)
    number = MESSAGE_TYPES["outpatient_care"].step
    [step] = [one for one in words(told, told.nurse).steps if one.number == number]
    assert step.is_unsettled
    assert not step.is_folded
    told.send(told.coordinator, "outpatient_care", status="available")
    told.acknowledge(told.nurse)
    [step] = [one for one in words(told, told.nurse).steps if one.number == number]
    assert not step.is_unsettled


def test_a_reason_leads_to_a_message_only_for_who_may_amend_it() -> None:
    """A ward that has taken over reads what the first one wrote, and corrects nothing of it."""
    told = stay()
    told.consent()
    told.inform()
    assert [one.amended for one in words(told, told.nurse).not_yet if one.amended]
    ward = people.assignment("somatik", "Medicin 61")
    told.send(told.nurse, "transfer", to=ward.unit_id)
    not_yet = words(told, ward).not_yet
    assert any("Informationen är redan lämnad" in one.reason for one in not_yet)
    assert not [one.amended for one in not_yet if one.amended]


def test_a_closed_sip_leads_to_where_a_new_one_begins_for_who_may_begin_it() -> None:
    told = Stay(now=NOW - timedelta(days=9))
    told.name_contact()
    told.call_to_sip()
    told.wait(days=2)
    told.hold_meeting()
    told.draw_up()
    told.send(told.coordinator, "sip_closing", reason="goals_met", outcome="reached", evaluation="Bra.")
    begins = reverse("discharge:sip-new")
    for who, may in ((told.nurse, False), (told.coordinator, True), (told.officer, True)):
        shown = page(told, who)
        closed = [one for one in shown.context["words"].not_yet if "SIP är avslutad" in one.reason]
        assert [one.begun_at for one in closed] == (["discharge:sip-new"] if may else [""] * len(closed))
        assert (f'href="{begins}"' in shown.content.decode()) is may
        assert client_as(who).get(begins).status_code == (200 if may else 403)


def test_receipts_are_counted_in_a_word() -> None:
    told = stay()
    assert "Kvitterat 0/2" in page(told, told.nurse).content.decode()
    told.acknowledge(told.officer)
    assert "Kvitterat 1/2" in page(told, told.nurse).content.decode()
    told.acknowledge(told.coordinator)
    assert "Kvitterat 2/2" in page(told, told.nurse).content.decode()


def test_each_kind_of_message_has_a_picture_of_its_own_beside_its_word() -> None:
    told = stay()
    told.ready()
    told.withdraw()
    contact = told.name_contact()
    told.send(told.coordinator, "cancel", message=contact.pk, reason="Fel person.")
    named = told.name_contact()
    correct(told, told.coordinator, named, name="Siv Ask", title="Sjuksköterska", phone="08-3")
    told.call_to_sip()
    told.send(told.coordinator, "sip_call_cancellation", reason="Orkar inte.")
    told.wait(hours=6)
    at = told.now - timedelta(hours=5)
    to = (told.officer.unit_id, told.coordinator.unit_id)
    entered = {afterwards.AT: at, afterwards.CHANNEL: "fax", afterwards.BY: "Anna Alm", afterwards.TOLD: to}
    told.ready(**entered)
    text = " ".join(page(told, told.nurse).content.decode().split())
    kinds = {
        "Återtaget": "withdrawn",
        "Makulerat": "cancelled",
        "Inställt": "cancelled",
        "Rättat senare": "corrected",
        "Rättelse": "corrected",
        "I efterhand": "paper",
    }
    for word, picture in kinds.items():
        assert re.search(rf'#{picture}"></use></svg> ?{word}', text), word


def test_what_comes_after_the_page_is_not_acknowledged_with_what_it_shows() -> None:
    told = stay()
    text = page(told, told.officer).content.decode()
    shown = re.findall(r'name="message" value="([^"]+)"', text)
    assert shown == [str(one) for one in words(told, told.officer).unread]
    told.ready()
    address = reverse("discharge:acknowledge", args=[told.case.pk])
    client_as(told.officer).post(address, {"message": shown})
    [waits] = words(told, told.officer).unread
    assert str(waits) not in shown
    assert words(told, told.officer).to_acknowledge == 1
