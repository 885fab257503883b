"""How a message changes the case."""

from __future__ import annotations

from dataclasses import replace

from discharge.process.times import before_discharge
from discharge.state import (
    CareChange,
    CaseState,
    Entry,
    Leave,
    OutpatientStatement,
    ReadyPeriod,
    SipCall,
)


def admit(state: CaseState, entry: Entry) -> None:
    facts = entry.facts
    state.admitted_at = facts["admitted_at"]
    state.need_assessed_at = facts["need_assessed_at"]
    state.admission_notice_at = entry.sent_at
    state.admission_notice = entry.id
    state.care_type = state.admitted_care_type = facts["care_type"]
    state.municipality = facts["municipality"]
    state.placed_by = facts["placed_by"]
    state.district = facts["district"]
    state.ward = entry.unit
    expect(state, entry)


def expect(state: CaseState, entry: Entry) -> None:
    state.expected_discharge = entry.facts["expected_discharge"]
    state.certainty = entry.facts["certainty"]
    state.tasks = [
        replace(task, due=before_discharge(state, entry)) if task.type == "care_contact" else task
        for task in state.tasks
    ]


def take(state: CaseState, entry: Entry) -> None:
    state.parts[entry.unit].responsible = entry.facts["responsible"]


def name_contact(state: CaseState, entry: Entry) -> None:
    state.care_contact_at = entry.sent_at


def call_to_sip(state: CaseState, entry: Entry) -> None:
    state.sip_calls.append(SipCall(entry.sent_at, entry.id))
    state.sip_meeting_at = entry.facts["meeting_at"]
    state.sip_answers.clear()


def answer_sip(state: CaseState, entry: Entry) -> None:
    state.sip_answers[entry.unit] = entry.facts["answer"]


def state_outpatient_care(state: CaseState, entry: Entry) -> None:
    state.outpatient_care.append(OutpatientStatement(entry.sent_at, entry.facts["status"], entry.id))


def become_ready(state: CaseState, entry: Entry) -> None:
    state.sip_needed = bool(entry.facts["sip_needed"])
    state.outpatient_care_needed = bool(entry.facts["outpatient_care_needed"])
    state.compulsory_outpatient_care = bool(entry.facts["compulsory_outpatient_care"])
    state.ready_periods.append(ReadyPeriod(entry.id, entry.sent_at, None))


def withdraw(state: CaseState, entry: Entry) -> None:
    # None where the notice itself has been cancelled since.
    if state.ready:
        state.ready.withdrawal, state.ready.withdrawn_at = entry.id, entry.sent_at


def reply(state: CaseState, entry: Entry) -> None:
    if state.ready:
        state.ready.reply = entry.facts["answer"]
        state.ready.receives_from = entry.facts["receives_from"]


def hand_over(state: CaseState, entry: Entry) -> None:
    """The receiving unit takes the sender's place; what the sender owed, the receiver owes."""
    receiver = entry.facts["to"]
    state.parts[entry.unit].ended_at = entry.sent_at
    state.parts[receiver].ended_at = None
    state.tasks = [replace(t, unit=receiver) if t.unit == entry.unit else t for t in state.tasks]


def transfer(state: CaseState, entry: Entry) -> None:
    hand_over(state, entry)
    state.ward = entry.facts["to"]
    if entry.facts["care_type"] != state.care_type:
        state.care_type = entry.facts["care_type"]
        state.care_changes.append(CareChange(entry.sent_at, state.care_type))


def go_home(state: CaseState, entry: Entry) -> None:
    state.discharged_at = entry.facts["discharged_at"]
    state.ending = entry.id
    state.destination = entry.facts["destination"]
    state.tasks = []


def go_on_leave(state: CaseState, entry: Entry) -> None:
    state.leaves.append(Leave(entry.facts["began_at"]))


def come_back(state: CaseState, entry: Entry) -> None:
    if state.on_leave:
        state.leaves[-1].ended_at = entry.facts["ended_at"]


def die(state: CaseState, entry: Entry) -> None:
    """Closes with respect: nobody owes anything more, and nobody is reminded."""
    state.deceased_at = entry.facts["deceased_at"]
    state.ending = entry.id
    state.tasks = []


def decline_services(state: CaseState, entry: Entry) -> None:
    state.services_declined = entry.facts["wish"] == "declines"


def summarise(state: CaseState, entry: Entry) -> None:
    state.patient_summary_at = entry.sent_at
