"""How a message changes the case."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime

from discharge.process.judging import consents
from discharge.process.judging.payers import residence_of
from discharge.process.on_paper import deliveries as papers
from discharge.process.parts import effects as parts
from discharge.process.parts.planning import give_planning
from discharge.process.state import (
    CareChange,
    CaseState,
    ClosedByDeath,
    Entry,
    Leave,
    Objection,
    OutpatientStatement,
    ReadyPeriod,
    Residence,
    StatedNeed,
)
from discharge.process.times import contact_due
from discharge.process.words import NEEDS
from municipalities.swedish.clock import ONE_DAY
from municipalities.units.parties import Party

#: What HSF decides of an objection.
UPHELD, REFUSED = "upheld", "refused"


def admit(state: CaseState, entry: Entry) -> None:
    facts = entry.facts
    state.admitted_at = facts["admitted_at"]
    state.need_assessed_at = facts["need_assessed_at"]
    state.admission_notice_at = entry.sent_at
    state.admission_notice = entry.id
    state.care_type = state.admitted_care_type = facts["care_type"]
    state.municipality = facts["municipality"]
    state.placed_by = facts["placed_by"]
    # Of the municipality that pays: where another one has placed the person, the address says nothing of it.
    state.district = facts.get("placing_district") if state.placed_by else facts["district"]
    state.residence_said = entry.id
    state.minor = bool(facts.get("minor"))
    state.age_unknown = bool(facts.get("age_unknown"))
    state.ward = entry.unit
    give_planning(state, facts.get("holds"))
    expect(state, entry)


def expect(state: CaseState, entry: Entry) -> None:
    state.expected_discharge = entry.facts["expected_discharge"]
    state.certainty = entry.facts["certainty"]
    _date_contact(state, entry)


def _date_contact(state: CaseState, entry: Entry) -> None:
    """By when the contact is to be named, as it is known now."""
    state.asked = [
        replace(task, due=contact_due(state, entry)) if task.type == "care_contact" else task
        for task in state.asked
    ]


def say_whether_planned(state: CaseState, entry: Entry) -> None:
    # Who may not know what was said has the message without it.
    state.planned = entry.facts.get("planned") or ""


def mark_complex(state: CaseState, entry: Entry) -> None:
    state.complex = entry.facts["complex"] == "yes"


def take(state: CaseState, entry: Entry) -> None:
    state.parts[entry.unit].responsible = entry.facts["responsible"]


def name_contact(state: CaseState, entry: Entry) -> None:
    state.care_contact_at = entry.sent_at


def state_outpatient_care(state: CaseState, entry: Entry) -> None:
    state.outpatient_care.append(OutpatientStatement(entry.sent_at, entry.facts["status"], entry.id))


def state_needs(state: CaseState, entry: Entry) -> None:
    """A question that is left open keeps its earlier answer."""
    for question in NEEDS:
        if (needed := entry.facts.get(question.name)) is not None:
            state.stated_needs[question.name] = StatedNeed(needed, entry.unit, entry.sent_at)


def become_ready(state: CaseState, entry: Entry) -> None:
    state.sip_needed = bool(entry.facts["sip_needed"])
    state.compulsory_outpatient_care = bool(entry.facts["compulsory_outpatient_care"])
    _count_ready(state, entry)


def give_compulsory_notice(state: CaseState, entry: Entry) -> None:
    """LPT 7 a §: it counts as utskrivningsklar, and a samordnad vårdplan takes the SIP's place."""
    state.sip_needed = False
    state.compulsory_outpatient_care = True
    _count_ready(state, entry)


def _count_ready(state: CaseState, entry: Entry) -> None:
    state.outpatient_care_needed = bool(entry.facts["outpatient_care_needed"])
    period = ReadyPeriod(entry.id, entry.sent_at, entry.entered_at, type=entry.type)
    if entry.outside:
        period.call_from = _outpatient_told_at(entry)
    state.ready_periods.append(period)
    _date_contact(state, entry)


def repeat_ready(state: CaseState, entry: Entry) -> None:
    """The notice counts from the first of the two, and reaches those whom either reached first."""
    if state.ready:
        state.ready.entered_at = min(state.ready.entered_at, entry.entered_at)
        if state.ready.call_from:
            state.ready.call_from = min(state.ready.call_from, _outpatient_told_at(entry))
    _date_contact(state, entry)


def _outpatient_told_at(entry: Entry) -> datetime:
    told = (entry.told_at(to.unit) for to in entry.recipients if to.party == Party.OUTPATIENT)
    return min(told, default=entry.sent_at)


def tell_payer(state: CaseState, entry: Entry) -> None:
    """A notice that came to the payer another way counts from then; of two the earlier."""
    if entry.facts.get("papers"):
        papers.note(state, entry)
        return
    # Said of a payer that had no unit here, before each municipality had one.
    told, told_at = entry.facts["payer"], entry.facts["told_at"]
    if entry.facts["notice"] == "admission_notice":
        state.admission_reached.note(told, told_at, entry.id)
    elif state.ready:
        state.ready.reached.note(told, told_at, entry.id)


def withdraw(state: CaseState, entry: Entry) -> None:
    # None where the notice itself has been cancelled since.
    if state.ready:
        state.ready.withdrawal, state.ready.withdrawn_at = entry.id, entry.sent_at
    _date_contact(state, entry)
    _end_leaving(state, entry)


def reply(state: CaseState, entry: Entry) -> None:
    if state.ready:
        state.ready.reply = entry.facts["answer"]
        state.ready.receives_from = entry.facts["receives_from"]


def take_back_case(state: CaseState, entry: Entry) -> None:
    """The wrong person: nothing of what was said counts, as though there had been no stay.

    The wards, who have written of somebody else under the person's name, read what they had, and so does who
    takes back a SIP outside a stay; what others had was never theirs.
    """
    for unit, part in state.parts.items():
        if part.party == Party.INPATIENT or unit == entry.unit:
            part.ended_at = part.ended_at or entry.entered_at
            part.acknowledge_all()
        elif not part.mistaken_at:
            parts.take_back_part(state, unit, entry)
    nothing = CaseState(
        kind=state.kind,
        began_at=state.began_at,
        begun_by=state.begun_by,
        admitted_at=state.admitted_at,
        care_type=state.care_type,
        admitted_care_type=state.admitted_care_type,
        ward=state.ward,
        mistaken_at=entry.entered_at,
        planned=state.planned,
        parts=state.parts,
        sent=state.sent,
        duplicates=state.duplicates,
        due=state.due,
        messages=state.messages,
    )
    for one in fields(CaseState):
        setattr(state, one.name, getattr(nothing, one.name))


def correct_residence(state: CaseState, entry: Entry) -> None:
    """Who pays, from the start or from a date on; a municipality left behind has no part any more.

    One that was wrong from the start never should have had any. One that pays the period that runs keeps its
    part until that ends (assumed).
    """
    facts, units = entry.facts, [unit for unit in entry.facts["leaves"] if unit in state.parts]
    state.former = _former_residences(state, residence_of(facts), facts["moved_on"])
    state.municipality, state.placed_by = facts["municipality"], facts["placed_by"]
    state.district, state.residence_said = facts["district"], entry.id
    state.count_notices()
    paying = state.paying.payer if state.ready else None
    if facts["moved_on"] is None:
        state.leaving = set()
        for unit in units:
            parts.take_back_part(state, unit, entry)
    else:
        state.leaving = {unit for unit in units if paying and state.parts[unit].municipality == paying}
        parts.leave(state, [unit for unit in units if unit not in state.leaving], entry)
    if facts["to"]:
        parts.bring_in(state, facts["to"])
        state.leaving.discard(facts["to"])


def _former_residences(state: CaseState, said: Residence, moved_on: date | None) -> list[Residence]:
    """What held before the date, as the newest message has it; nothing where it was wrong from the start."""
    if moved_on is None:
        return []
    last = state.former[-1] if said == state.residence and state.former else None
    if last and last.until and last.until < moved_on:
        # The same move, which was later than had been said.
        return [*state.former[:-1], replace(last, until=moved_on)]
    earlier = [old for old in state.former if old.until and old.until < moved_on]
    return [*earlier, replace(state.residence_on(moved_on - ONE_DAY), until=moved_on)]


def _end_leaving(state: CaseState, entry: Entry) -> None:
    parts.leave(state, state.leaving, entry)
    state.leaving = set()


def transfer(state: CaseState, entry: Entry) -> None:
    parts.hand_over(state, entry)
    state.ward = entry.facts["to"]
    state.transferred_at = entry.sent_at
    if entry.facts["care_type"] != state.care_type:
        state.care_type = entry.facts["care_type"]
        state.care_changes.append(CareChange(entry.sent_at, state.care_type))


def go_home(state: CaseState, entry: Entry) -> None:
    state.discharged_at = entry.facts["discharged_at"]
    state.ending = entry.id
    state.destination = entry.facts["destination"]
    state.end_with_case(entry.sent_at)
    _end_leaving(state, entry)


def go_on_leave(state: CaseState, entry: Entry) -> None:
    state.leaves.append(Leave(entry.facts["began_at"], entry.id))


def come_back(state: CaseState, entry: Entry) -> None:
    if state.on_leave:
        state.leaves[-1].ended_at, state.leaves[-1].end = entry.facts["ended_at"], entry.id
    else:
        state.loose_ends.append(entry)


def die(state: CaseState, entry: Entry) -> None:
    """Closes with respect: nobody owes anything more, nobody is reminded, and what was planned is off."""
    state.deceased_at = entry.facts["deceased_at"]
    state.ending = entry.id
    meeting, search = state.sip.planned, state.placement
    state.closed_by_death = ClosedByDeath(
        owed=tuple(dict.fromkeys(task.type for task in state.tasks)),
        meeting_at=meeting.starts_at if meeting else None,
        follow_up_on=state.sip.follow_up_on,
        placement=search is not None and search.ended_at is None,
    )
    state.asked = []
    papers.forget(state, list(state.deliveries))
    state.sip.follow_up_on = None
    if meeting:
        meeting.cancelled_at = entry.sent_at
    if search and search.ended_at is None:
        search.ended_at = entry.sent_at
    _end_leaving(state, entry)


def decline_services(state: CaseState, entry: Entry) -> None:
    state.services_declined = entry.facts["wish"] == "declines"


def summarise(state: CaseState, entry: Entry) -> None:
    state.patient_summary_at = entry.sent_at


def inform(state: CaseState, entry: Entry) -> None:
    state.information_at = entry.sent_at


def give_consent(state: CaseState, entry: Entry) -> None:
    state.consents |= dict.fromkeys(consents.consent_pairs(entry.facts), consents.CONSENT)


def assess_harm(state: CaseState, entry: Entry) -> None:
    """What may be told without harm is as good as consented to; what may not, is not told."""
    if entry.facts["outcome"] == "may_share":
        state.consents |= dict.fromkeys(consents.consent_pairs(entry.facts), consents.HARM_ASSESSMENT)
    else:
        withdraw_consent(state, entry)


def withdraw_consent(state: CaseState, entry: Entry) -> None:
    for pair in consents.consent_pairs(entry.facts):
        state.consents.pop(pair, None)
    papers.withdraw_consent(state)


def choose_track(state: CaseState, entry: Entry) -> None:
    """Grå leaves by the ordinary routine: nobody owes anything."""
    state.track = entry.facts["track"]
    if state.outside_act:
        state.asked = []


def object_to(state: CaseState, entry: Entry) -> None:
    """It does not stop the counting: HSF decides."""
    state.objections[entry.id] = Objection(entry.facts["message"], entry.unit, entry.sent_at)


def decide_objection(state: CaseState, entry: Entry) -> None:
    # None where the objection has been taken back since.
    if objection := state.objections.get(entry.facts["objection"]):
        objection.upheld = is_upheld(entry)


def is_upheld(entry: Entry) -> bool:
    return bool(entry.facts["outcome"] == UPHELD)
