"""Starting a SIP outside a stay: the person, the case and the first message, in one go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from discharge.actions.beginning import begin_case, planning_holder
from discharge.actions.persons import RegisteredPerson, one_at_a_time, register_patient
from discharge.actions.sending.composing import put_together
from discharge.actions.sending.drafts import discard_draft
from discharge.actions.sending.messages import judge_and_write
from discharge.models import Case, Message
from discharge.models.drafts import about_person
from discharge.process import SIP_START, Refused
from discharge.process.state import CaseState
from municipalities.ids import new_id
from municipalities.models import Assignment, Unit
from municipalities.swedish.clock import local_date
from municipalities.units.parties import CareType, Party

NO_OTHER_SIDE = {
    Party.OUTPATIENT: "Välj vårdcentral eller öppenvårdsmottagning: en SIP görs av region och kommun.",
    Party.MUNICIPAL: "Välj kommun eller stadsdel: en SIP görs av region och kommun.",
}


@transaction.atomic
def start_sip(
    *,
    by: Assignment,
    person: RegisteredPerson,
    values: dict[str, Any],
    to: Sequence[Unit],
    submission: UUID,
    now: datetime,
) -> Case:
    """Start a SIP for a person who is not in hospital (SoL 10:8, HSL 16:4) with the units in `to`.

    `values` holds the message's own fields: consents, how, reason. Raises Refused: no consent, no unit
    of the other side, a unit that is not in the directory, a value that is wrong.
    """
    row = SIP_START
    # The kind of care is that of the outpatient unit that takes part.
    outpatient = (unit for unit in (by.unit, *to) if unit.party == Party.OUTPATIENT)
    values = {
        **values,
        "care_type": next((unit.care_type for unit in outpatient if unit.care_type), CareType.SOMATIC),
        "municipality": person.municipality,
        "district": person.district,
        "holds": planning_holder([by.unit, *to]),
        "name": person.name,
        "identity_number": person.number.written,
        "address": person.address,
    }
    _refuse_start(values, to, by=by, now=now)
    # Of two clicks at once the later waits here for the person, and then finds what the first has sent.
    one_at_a_time(person)
    sent = Message.objects.filter(submission=submission).select_related("case").first()
    if sent:
        return sent.case
    case_id = new_id()
    registered = register_patient(person, case_id=case_id, now=now)
    case = begin_case(
        registered,
        by=by,
        case_id=case_id,
        now=now,
        in_hospital=False,
        kind=Case.Kind.SIP,
        care_type=values["care_type"],
        admitted_at=now,
        certainty="unknown",
    )
    composed = put_together(
        row, values, CaseState(), case_id=case.pk, by=by, submission=submission, now=now, to=to
    )
    judge_and_write(case, [], CaseState(), composed)
    discard_draft(by=by, case_id=None, type=row.name, about=about_person(person.number.value))
    return case


def _refuse_start(values: dict[str, Any], to: Sequence[Unit], *, by: Assignment, now: datetime) -> None:
    row = SIP_START
    if by.unit.party not in row.senders:
        raise Refused(
            "Bara öppenvård och kommun startar en SIP utan vårdtillfälle. Be en av dem att göra det."
        )
    problems = row.problems(values, CaseState(), now)
    if any(unit.party not in row.receivers or not unit.is_valid_on(local_date(now)) for unit in to):
        problems |= {"receivers": "En av mottagarna finns inte i katalogen. Välj enheter i listan."}
    there = {by.unit.party, *(unit.party for unit in to)}
    for party, text in NO_OTHER_SIDE.items():
        if party not in there:
            problems |= {"receivers": text}
    if problems:
        raise Refused(problems=problems)
