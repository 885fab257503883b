"""Registering a stay: the person, the case and its inskrivningsmeddelande, in one go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from discharge import process
from discharge.actions.beginning import begin_case, planning_holder
from discharge.actions.persons import RegisteredPerson, register_patient
from discharge.actions.sending.composing import Composed, compose, put_together
from discharge.actions.sending.drafts import discard_draft
from discharge.actions.sending.messages import judge_and_write
from discharge.models import Case, Message
from discharge.models.drafts import about_person
from discharge.process import ADMISSION_NOTICE, PLANNED_ADMISSION, MessageType, Refused
from discharge.process.judging import afterwards
from discharge.process.state import CaseState, Entry
from municipalities.ids import new_id
from municipalities.models import Assignment, Unit
from municipalities.swedish.clock import local_date
from municipalities.units.parties import Party

#: The age at which one comes of age (FB 9:1).
MAJORITY = 18


@transaction.atomic
def register_admission(
    *,
    by: Assignment,
    person: RegisteredPerson,
    values: dict[str, Any],
    to: Sequence[Unit],
    submission: UUID,
    now: datetime,
) -> Case:
    """Register a stay and send its inskrivningsmeddelande (LUS 2:1–3) to the units in `to`.

    `values` holds the message's own fields: admitted_at, need_assessed_at, expected_discharge,
    certainty, placed_by; and `planned`, which is kept in a message of its own. Raises Refused: no receiver, a
    value that is wrong, or an open stay elsewhere.
    """
    sent = Message.objects.filter(submission=submission).select_related("case").first()
    if sent:
        return sent.case
    case_id = new_id()
    composed = compose_admission(
        by=by, person=person, values=values, to=to, case_id=case_id, submission=submission, now=now
    )
    beside = [compose_planned(composed, values, by=by)] if values.get("planned") else []
    registered = register_patient(person, case_id=case_id, now=now)
    case = begin_case(
        registered,
        by=by,
        case_id=case_id,
        now=now,
        in_hospital=True,
        ward=by.unit,
        care_type=by.unit.care_type,
        admitted_at=composed.values["admitted_at"],
        certainty=composed.values["certainty"],
    )
    judge_and_write(case, [], CaseState(), composed, *beside)
    discard_draft(by=by, case_id=None, type=ADMISSION_NOTICE.name, about=about_person(person.number.value))
    return case


def compose_admission(
    *,
    by: Assignment,
    person: RegisteredPerson,
    values: dict[str, Any],
    to: Sequence[Unit],
    case_id: UUID,
    submission: UUID,
    now: datetime,
) -> Composed:
    """The inskrivningsmeddelande that begins the case, judged; nothing is written. Raises Refused."""
    if afterwards.is_said(values):
        values = values | {afterwards.TOLD: tuple(unit.pk for unit in to)}
    values = {
        **values,
        "care_type": by.unit.care_type,
        "municipality": person.municipality,
        "district": person.district,
        "minor": is_minor(person.number.birth_date, local_date(now)) or None,
        "age_unknown": person.number.birth_date is None or None,
        "holds": planning_holder(to),
        "name": person.name,
        "identity_number": person.number.written,
        "address": person.address,
    }
    _refuse_admission(ADMISSION_NOTICE, values, to, by=by, now=now)
    return put_together(
        ADMISSION_NOTICE, values, CaseState(), case_id=case_id, by=by, submission=submission, now=now, to=to
    )


def preview_admission(
    *, by: Assignment, person: RegisteredPerson, values: dict[str, Any], to: Sequence[Unit], now: datetime
) -> tuple[Entry, CaseState]:
    """The notice as it would be sent, and the case that it would begin. Writes nothing. Raises Refused."""
    entry = compose_admission(
        by=by, person=person, values=values, to=to, case_id=new_id(), submission=new_id(), now=now
    ).entry
    return entry, process.fold([entry])


def compose_planned(notice: Composed, values: dict[str, Any], *, by: Assignment) -> Composed:
    """Whether the stay was planned, told to nobody. Raises Refused."""
    message = notice.message
    return compose(
        PLANNED_ADMISSION,
        {"planned": values["planned"]},
        process.fold([notice.entry]),
        [notice.entry],
        case_id=message.case_id,
        by=by,
        submission=uuid5(message.submission, PLANNED_ADMISSION.name),
        now=message.sent_at,
    )


def is_minor(born: date | None, today: date) -> bool:
    """Under 18; a reserve number tells no age."""
    comes_of_age_after = (today.year - MAJORITY, today.month, today.day)
    return born is not None and (born.year, born.month, born.day) > comes_of_age_after


def _refuse_admission(
    message_type: MessageType, values: dict[str, Any], to: Sequence[Unit], *, by: Assignment, now: datetime
) -> None:
    problems = message_type.problems(values, CaseState(), now)
    if afterwards.is_said(values):
        problems = problems | afterwards.find_problems(message_type, values, CaseState(), now)
    if by.unit.party != Party.INPATIENT:
        raise Refused("Bara slutenvården skickar inskrivningsmeddelande. Byt till er avdelning.")
    if any(unit.party not in message_type.receivers or not unit.is_valid_on(local_date(now)) for unit in to):
        problems = problems | {"receivers": "En av mottagarna finns inte i katalogen. Välj enheter i listan."}
    if not any(unit.party == Party.MUNICIPAL for unit in to):
        problems = problems | {"receivers": "Välj den kommun eller stadsdel som ska ta emot meddelandet."}
    if values.get("municipal_health_care") and not any(unit.party == Party.OUTPATIENT for unit in to):
        problems = problems | {"outpatient": "Välj vårdcentral eller mottagning: den ska få meddelandet."}
    if problems:
        raise Refused(problems=problems)
