"""The table of message types holds together, and the fold follows it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discharge import process
from discharge.process import MESSAGE_TYPES, STEPS
from discharge.process.fields import Field, Kind, decode, encode
from discharge.process.judging.consents import INFORMATION
from municipalities.swedish.clock import STOCKHOLM
from municipalities.units.parties import Party
from tests.factories.discharge.fold import MONDAY, OFFICE, OTHER_OFFICE, SURGERY, WARD, Story, address


@pytest.mark.parametrize("message_type", MESSAGE_TYPES.values(), ids=lambda row: row.name)
def test_each_row_is_complete(message_type: process.MessageType) -> None:
    assert message_type.step in STEPS
    assert message_type.senders or message_type.decided_by_region
    assert message_type.title
    assert message_type.verb
    names = [field.name for field in message_type.fields]
    assert len(names) == len(set(names))
    for ask in (*message_type.asks, *message_type.to_self):
        assert ask.party in MESSAGE_TYPES[ask.type].senders
    assert set(message_type.withdraws) <= MESSAGE_TYPES.keys()
    assert not message_type.naming.to_unit or message_type.naming.to_unit in names
    assert not message_type.naming.cancels or message_type.naming.cancels in names
    assert not message_type.needs_consent or message_type.needs_consent in INFORMATION
    for field in message_type.fields:
        assert field.required_when is None or field.required_when[0] in names
        assert field.kind is not Kind.LONG_TEXT or not field.fact
        # A form control of such a name hides the form's own property from scripts.
        assert field.name not in {"form", "action", "method", "submit", "id", "elements", "target"}


@given(st.datetimes(timezones=st.just(UTC)), st.dates(), st.uuids())
def test_a_value_comes_back_as_it_was_kept(moment: datetime, day: date, unit: UUID) -> None:
    values = {
        Kind.MOMENT: moment,
        Kind.DATE: day,
        Kind.UNIT: unit,
        Kind.TEXT: "å",
        Kind.LINK: "https://a.example",
        Kind.TELEPHONE: "08-1",
        Kind.YES_NO: True,
        Kind.QUESTION: False,
    }
    for kind, value in values.items():
        field = Field("x", kind, "X")
        assert decode(field, encode(field, value)) == value


def test_an_admission_notice_asks_the_municipality_and_outpatient_care() -> None:
    state = Story(expected_discharge=date(2026, 3, 12)).state()
    assert [task.type for task in state.tasks_of(OFFICE)] == ["take"]
    contact = state.tasks_of(SURGERY)[0]
    assert (contact.type, contact.due) == (
        "care_contact",
        datetime(2026, 3, 12, 23, 59, 59, tzinfo=STOCKHOLM),
    )


def test_a_changed_date_moves_the_deadline_of_the_care_contact() -> None:
    story = Story(expected_discharge=date(2026, 3, 12))
    story.say(WARD, "expected_discharge_change", expected_discharge=date(2026, 3, 20), certainty="certain")
    assert story.state().tasks_of(SURGERY)[0].due == datetime(2026, 3, 20, 23, 59, 59, tzinfo=STOCKHOLM)


def test_a_task_is_met_by_its_message() -> None:
    story = Story().say(OFFICE, "take", responsible=7)
    assert story.state().tasks_of(OFFICE) == []
    assert story.state().parts[OFFICE].responsible == 7


def test_the_sip_call_is_due_three_days_after_the_notice() -> None:
    story = Story().say(WARD, "consent", information="sip", party="all").say(SURGERY, "care_contact")
    state = story.ready().state()
    call = next(task for task in state.tasks_of(SURGERY) if task.type == "sip_call")
    assert call.due == datetime(2026, 3, 12, 23, 59, 59, tzinfo=STOCKHOLM)


@pytest.mark.parametrize("changes", [{"sip_needed": False}, {"compulsory_outpatient_care": True}])
def test_no_sip_call_is_asked_for_where_none_is_needed(changes: dict[str, bool]) -> None:
    tasks = Story().ready(**changes).state().tasks_of(SURGERY)
    assert "sip_call" not in [task.type for task in tasks]


def test_the_answer_is_due_the_same_afternoon_or_the_next_noon() -> None:
    assert Story().ready().state().tasks_of(OFFICE)[0].due == datetime(2026, 3, 9, 16, 0, tzinfo=STOCKHOLM)
    story = Story()
    story.at = MONDAY.replace(hour=12, minute=1)
    assert story.ready().state().tasks_of(OFFICE)[0].due == datetime(2026, 3, 10, 12, 0, tzinfo=STOCKHOLM)


def test_a_withdrawal_takes_back_what_the_notice_asked_for_and_goes_back_a_step() -> None:
    story = Story().ready()
    assert story.state().step == 5
    story.say(WARD, "ready_withdrawal")
    state = story.state()
    assert state.ready is None
    assert state.step == 1
    assert {task.type for task in state.tasks} == {"take", "care_contact"}


def test_a_second_notice_is_a_new_period() -> None:
    story = Story().ready().say(WARD, "ready_withdrawal").ready()
    periods = story.state().ready_periods
    assert [p.withdrawn_at is None for p in periods] == [False, True]


def test_a_notice_counts_only_from_when_it_reaches_the_payer() -> None:
    story = Story(municipality="0180", office_in="0126").ready()
    assert story.state().ready_periods[0].counts_from is None
    story.at += timedelta(days=1)
    right = address(OTHER_OFFICE, "0180")
    story.hand_over(right)
    assert story.state().ready_periods[0].counts_from == story.entries[-1].sent_at


def test_a_wrong_district_of_the_right_city_counts() -> None:
    period = Story(municipality="0180", office_in="0180").ready().state().ready_periods[0]
    assert period.counts_from == period.sent_at


def test_i6_a_district_is_the_payers_only() -> None:
    """Fault I6: "Danderyd, Enskede-Årsta-Vantör" was a wrong cost centre."""
    home, deciding = uuid4(), uuid4()
    assert Story(district=home).state().district == home
    assert Story(district=home, placed_by="0162", office_in="0162").state().district is None
    placed = Story(municipality="0126", placed_by="0180", placing_district=deciding)
    assert placed.state().district == deciding


def test_the_placing_municipality_pays_whatever_the_register_says() -> None:
    state = Story(municipality="0126", placed_by="0180", office_in="0180").ready().state()
    assert state.payer == "0180"
    assert state.ready_periods[0].counts_from is not None


def test_a_handover_moves_the_part_and_its_tasks() -> None:
    state = Story().hand_over(address(OTHER_OFFICE, "0180")).state()
    assert state.tasks_of(OFFICE) == []
    assert [task.type for task in state.tasks_of(OTHER_OFFICE)] == ["take"]
    assert not state.acts(OFFICE)
    assert state.acts(OTHER_OFFICE)
    assert MESSAGE_TYPES["take"].refusals(state, OFFICE) != []


def test_discharge_ends_what_was_asked_and_asks_for_the_summary_the_same_day() -> None:
    story = Story().ready().say(WARD, "consent", information="going_home", party="all")
    story.say(WARD, "discharge", discharged_at=story.at, destination="home")
    state = story.state()
    assert [(task.unit, task.type) for task in state.tasks] == [
        (WARD, "patient_summary"),
        (WARD, "discharge_information"),
    ]
    assert {task.due for task in state.tasks} == {datetime(2026, 3, 9, 23, 59, 59, tzinfo=STOCKHOLM)}
    assert state.step == 6
    assert not state.is_open


def test_what_may_not_be_done_yet_says_why() -> None:
    state = Story().state()
    refused = {
        message_type.name: why for message_type, why in process.available(state, SURGERY, Party.OUTPATIENT)
    }
    assert refused["sip_call"][0] == "Först när fast vårdkontakt är utsedd. Utse en fast vårdkontakt."
    assert refused["care_contact"] == []


def test_liability_facts_leave_out_a_notice_that_never_reached_the_payer() -> None:
    assert process.liability_facts(Story(office_in="0126").ready().state())["ready"] == []
    assert len(process.liability_facts(Story().ready().state())["ready"]) == 1
