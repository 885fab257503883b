"""The verbs: each leaves what it says, and nothing behind when it is refused."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from discharge import actions, process
from discharge.actions.sending import derive
from discharge.actions.sending.messages import Known
from discharge.models import Case, HandoverRequest, Message, Participation, Patient, Receipt, Recipient
from discharge.process import Refused
from discharge.process.outlook import Liability, LiabilityOutlook, Outlook
from discharge.queries import journal
from municipalities.access.acting import acting
from municipalities.models import Unit
from tests.factories import people
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Patient, Case, Participation, Message, Recipient, Receipt)
    )


def part(stay: Stay, who: Any) -> Participation:
    with acting(who):
        return Participation.objects.get(case=stay.case, unit=who.unit)


def test_an_admission_makes_the_case_its_parts_and_the_notice() -> None:
    stay = Stay()
    with acting(stay.nurse):
        assert counts() == (1, 1, 3, 1, 2, 0)
        notice = Message.objects.get()
        assert set(notice.content) == {"name", "identity_number", "address"}
        assert Patient.objects.get().sex == "woman"
    assert part(stay, stay.officer).to_acknowledge == 1
    assert part(stay, stay.officer).next_type == "take"


def test_a_form_sent_twice_is_one_message() -> None:
    stay = Stay()
    submission = uuid4()
    for _ in range(2):
        with acting(stay.officer):
            sent = actions.send(
                by=stay.officer,
                case_id=stay.case.pk,
                type="take",
                values={"responsible": stay.officer.user_id},
                submission=submission,
                now=stay.now + timedelta(minutes=5),
            )
    with acting(stay.nurse):
        assert Message.objects.filter(type="take").get() == sent


@pytest.mark.parametrize("is_since", [True, False])
def test_what_a_form_knew_is_believed_where_nothing_has_been_said_since(*, is_since: bool) -> None:
    """What is known here is another case's: one in which nobody is ready."""
    stay = Stay()
    of_another = stay.state()
    stay.ready()
    with acting(stay.officer):
        known = Known(journal.read(stay.case.pk), of_another)
    if is_since:
        stay.acknowledge(stay.officer)
    reply = {"answer": "receive", "receives_from": stay.now + timedelta(days=1)}
    with acting(stay.officer), nullcontext() if is_since else pytest.raises(Refused):
        actions.send(
            by=stay.officer,
            case_id=stay.case.pk,
            type="ready_reply",
            values=reply,
            submission=uuid4(),
            now=stay.now + timedelta(minutes=5),
            known=known,
        )


def test_an_admission_sent_twice_is_one_case() -> None:
    stay = Stay()
    with acting(stay.nurse):
        submission = Message.objects.get().submission
        again = actions.register_admission(
            by=stay.nurse, person=stay.person, values={}, to=[], submission=submission, now=stay.now
        )
        assert again == stay.case
        assert counts() == (1, 1, 3, 1, 2, 0)


def test_a_second_open_stay_is_refused_and_leaves_nothing_behind() -> None:
    stay = Stay()
    with pytest.raises(Refused, match="pågående vårdtillfälle"):
        Stay(person=stay.person, nurse=people.assignment("psykiatri"))
    with acting(people.assignment("psykiatri")):
        assert counts() == (0, 0, 0, 0, 0, 0)


def test_a_new_stay_after_discharge_is_a_new_case_of_the_same_patient() -> None:
    stay = Stay()
    stay.go_home()
    other = Stay(person=stay.person, nurse=people.assignment("psykiatri"), now=stay.now + timedelta(days=2))
    assert other.case != stay.case
    with acting(other.nurse):
        assert Case.objects.get().patient_id == stay.case.patient_id


def test_protection_is_not_lifted_by_a_later_registration() -> None:
    stay = Stay(person=people.person(protected_identity=True))
    stay.go_home()
    plain = people.person(number=stay.person.number, protected_identity=False)
    Stay(person=plain, now=stay.now + timedelta(days=2))
    with acting(stay.nurse):
        assert Patient.objects.get().protected_identity


def test_an_admission_without_a_municipal_receiver_is_refused() -> None:
    nurse, surgery = people.assignment("somatik"), people.unit("Tensta vårdcentral")
    stay = Stay()
    values = {"admitted_at": stay.now, "certainty": "unknown"}
    with acting(nurse), pytest.raises(Refused) as refused:
        actions.register_admission(
            by=nurse, person=people.person(), values=values, to=[surgery], submission=uuid4(), now=stay.now
        )
    assert set(refused.value.problems) == {"receivers"}


@pytest.mark.parametrize(
    ("type", "values", "field", "says"),
    [
        (
            "discharge",
            {"discharged_at": timedelta(days=-30), "destination": "home"},
            "discharged_at",
            "före inskrivningen",
        ),
        (
            "discharge",
            {"discharged_at": timedelta(days=1), "destination": "home"},
            "discharged_at",
            "framtiden",
        ),
        ("discharge", {"destination": "home"}, "discharged_at", "Fyll i"),
        ("discharge", {"discharged_at": timedelta(0), "destination": "moon"}, "destination", "alternativen"),
        ("expected_discharge_change", {"certainty": "certain"}, "certainty", "Ange datum"),
        ("ready_notice", {}, "doctor", "Fyll i"),
        ("transfer", {"to": uuid4()}, "to", "finns inte i katalogen"),
    ],
)
def test_a_wrong_value_is_said_at_its_field(type: str, values: dict[str, Any], field: str, says: str) -> None:
    stay = Stay()
    values = {k: stay.now + v if isinstance(v, timedelta) else v for k, v in values.items()}
    with pytest.raises(Refused) as refused:
        stay.send(stay.nurse, type, **values)
    assert says in refused.value.problems[field]
    with acting(stay.nurse):
        assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "type", "says"),
    [
        ("officer", "ready_notice", "Er enhet skickar inte"),
        ("officer", "ready_reply", "Först när avdelningen har meddelat"),
        ("coordinator", "sip_call", "fast vårdkontakt"),
        ("nurse", "ready_withdrawal", "Meddela utskrivningsklar först."),
    ],
)
def test_a_refusal_says_what_is_missing(who: str, type: str, says: str) -> None:
    stay = Stay()
    with pytest.raises(Refused, match=says):
        stay.send(getattr(stay, who), type)


def test_after_discharge_nothing_more_is_sent_but_the_summary() -> None:
    stay = Stay()
    stay.go_home()
    with pytest.raises(Refused, match="avslutat"):
        stay.ready()
    texts = {"reason_for_stay": "Fall", "what_was_done": "Röntgen", "next": "Vila", "call": "1177"}
    stay.send(stay.nurse, "patient_summary", **texts)
    assert part(stay, stay.nurse).next_type == "", "what may not be sent is not owed"
    stay.consent()
    assert part(stay, stay.nurse).next_type == "discharge_information"
    stay.inform()
    assert part(stay, stay.nurse).to_answer == 0


def test_a_message_dated_before_the_last_one_is_refused() -> None:
    stay = Stay()
    stay.take()
    stay.now -= timedelta(days=1)
    with pytest.raises(Refused, match="senare än klockan nu"):
        stay.ready()


def test_a_stranger_gets_no_case() -> None:
    stay = Stay()
    with pytest.raises(Case.DoesNotExist):
        stay.send(people.assignment("huddinge"), "take", responsible=1)


def test_acknowledging_twice_does_nothing() -> None:
    stay = Stay()
    assert [stay.acknowledge(stay.officer), stay.acknowledge(stay.officer)] == [1, 0]
    assert part(stay, stay.officer).to_acknowledge == 0
    with acting(stay.nurse):
        assert Receipt.objects.count() == 1


def test_a_handover_gives_the_other_district_the_case() -> None:
    stay = Stay()
    other = people.assignment_at("Biståndsenheten Bromma")
    stay.send(stay.officer, "handover", to=other.unit_id, reason="Bor i Bromma.")
    assert part(stay, other).next_type == "take"
    assert not part(stay, stay.officer).active
    with pytest.raises(Refused, match="överlämnad"):
        stay.take()


def test_a_case_is_not_handed_over_to_a_ward_or_to_oneself() -> None:
    stay = Stay()
    for unit in (stay.nurse.unit_id, stay.officer.unit_id):
        with pytest.raises(Refused) as refused:
            stay.send(stay.officer, "handover", to=unit, reason="Fel.")
        assert "katalogen" in refused.value.problems["to"]


def test_a_transfer_goes_on_with_the_same_case() -> None:
    stay = Stay()
    ward = people.assignment_at("Stroke 72")
    stay.send(stay.nurse, "transfer", to=ward.unit_id)
    with acting(ward):
        assert Case.objects.get().ward_id == ward.unit_id
    assert not part(stay, stay.nurse).in_hospital


def test_a_ward_asks_for_a_handover_and_the_holder_sees_it() -> None:
    stay = Stay()
    asker = people.assignment("psykiatri")
    number = stay.person.number.value
    for _ in range(2):
        with acting(asker):
            assert actions.request_handover(by=asker, number=number, now=stay.now)
    with acting(stay.nurse):
        request = HandoverRequest.objects.get()
        assert request.from_unit_id == asker.unit_id
        actions.decline_handover(by=stay.nurse, request_id=request.pk, now=stay.now)
        assert HandoverRequest.objects.get().closed_at == stay.now
    with acting(asker), pytest.raises(HandoverRequest.DoesNotExist):
        actions.decline_handover(by=asker, request_id=request.pk, now=stay.now)


def test_a_request_for_nobody_is_no_request() -> None:
    asker = people.assignment("psykiatri")
    with acting(asker):
        assert not actions.request_handover(by=asker, number="191212121212", now=Stay().now)


def test_the_columns_are_what_the_fold_says() -> None:
    stay = Stay()
    stay.acknowledge(stay.officer)
    stay.take()
    stay.name_contact()
    stay.ready()
    stay.call_to_sip()
    stay.reply()
    stay.go_home()
    for who in (stay.nurse, stay.coordinator, stay.officer):
        with acting(who):
            case = Case.objects.get(pk=stay.case.pk)
            assert derive.find_differences(case, stay.state(who)) == []


def test_a_column_changed_past_the_actions_is_found() -> None:
    stay = Stay()
    with acting(stay.nurse):
        connection.cursor().execute("UPDATE discharge_case SET step = 4")
        assert derive.find_differences(Case.objects.get(), stay.state()) == ["case.step"]


def test_liability_columns_are_written_on_case_and_parts() -> None:
    stay = Stay()
    starts = stay.now.date()
    with acting(stay.nurse):
        outlook = LiabilityOutlook(Outlook.WILL_START, starts)
        actions.set_liability(stay.case.pk, Liability(outlook, 2))
    assert (stay.row().starts_on, stay.row().free_days_left) == (starts, 2)
    assert part(stay, stay.officer).starts_on == starts


def test_every_municipal_unit_of_the_directory_can_receive() -> None:
    offices = Unit.objects.filter(party="municipal", connected_from__isnull=False)
    assert offices.count() == 25 + 17 + 10  # municipalities, districts, neighbours
    assert process.MESSAGE_TYPES["admission_notice"].receivers >= {"municipal"}
