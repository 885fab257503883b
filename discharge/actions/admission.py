"""Registering a stay: the person, the case and its inskrivningsmeddelande, in one go."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from discharge.actions.messages import deliver, settle
from discharge.actions.stays import refusing_second_stay
from discharge.identity_numbers import IdentityNumber
from discharge.models import Case, Message, Participation
from discharge.process import MESSAGE_TYPES, MessageType, Refused, local_date
from discharge.state import CaseState
from municipalities.ids import new_id
from municipalities.models import Assignment, Unit
from municipalities.parties import Party

_REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Person:
    """The person as the ward registers it."""

    number: IdentityNumber
    given_name: str
    family_name: str
    street: str = ""
    postal_code: str = ""
    city: str = ""
    municipality: str | None = None
    district: UUID | None = None
    listed_unit: UUID | None = None
    protected_identity: bool = False

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def address(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.postal_code} {self.city}".strip()) if part)


@transaction.atomic
def register_admission(
    *,
    by: Assignment,
    person: Person,
    values: dict[str, Any],
    to: Sequence[Unit],
    submission: UUID,
    now: datetime,
) -> Case:
    """Register a stay and send its inskrivningsmeddelande (LUS 2:1) to the units in `to`.

    `values` holds the message's own fields: admitted_at, need_assessed_at, expected_discharge,
    certainty, placed_by. Raises Refused: no receiver, a value that is wrong, or an open stay elsewhere.
    """
    sent = Message.objects.filter(submission=submission).select_related("case").first()
    if sent:
        return sent.case
    row = MESSAGE_TYPES["admission_notice"]
    values = _complete(values, person, by)
    _check(row, values, to, by=by, now=now)
    case = _new_case(by, _register_patient(person), values, now)
    _, entry = deliver(row, case, CaseState(), values, by=by, submission=submission, now=now, to=to)
    settle(case, [entry])
    return case


def _complete(values: dict[str, Any], person: Person, by: Assignment) -> dict[str, Any]:
    """The message as sent: what the ward typed and the person's own four contents."""
    return {
        **values,
        "care_type": by.unit.care_type,
        "municipality": person.municipality,
        "district": person.district,
        "name": person.name,
        "identity_number": person.number.written,
        "address": person.address,
    }


def _check(
    row: MessageType, values: dict[str, Any], to: Sequence[Unit], *, by: Assignment, now: datetime
) -> None:
    problems = row.problems(values, CaseState(), now)
    if by.unit.party != Party.INPATIENT:
        raise Refused("Bara slutenvården skickar inskrivningsmeddelande.")
    if any(unit.party not in row.receivers or not unit.is_valid_on(local_date(now)) for unit in to):
        problems = problems | {"receivers": "En av mottagarna finns inte i katalogen. Välj enheter i listan."}
    if not any(unit.party == Party.MUNICIPAL for unit in to):
        problems = problems | {"receivers": "Välj den kommun eller stadsdel som ska ta emot meddelandet."}
    if problems:
        raise Refused(problems=problems)


def _register_patient(person: Person) -> UUID:
    number = person.number
    row = {
        "id": str(new_id()),
        "identity_number": number.value,
        "number_kind": number.kind,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "sex": number.sex,
        "birth_date": number.birth_date.isoformat() if number.birth_date else None,
        "street": person.street,
        "postal_code": person.postal_code,
        "city": person.city,
        "municipality_id": person.municipality,
        "district_id": str(person.district) if person.district else None,
        "listed_unit_id": str(person.listed_unit) if person.listed_unit else None,
        "protected_identity": person.protected_identity,
    }
    with refusing_second_stay(), connection.cursor() as cursor:
        cursor.execute("SELECT discharge_register_patient(%s::jsonb)", [json.dumps(row)])
        return UUID(str(cursor.fetchone()[0]))


def _new_case(by: Assignment, patient_id: UUID, values: dict[str, Any], now: datetime) -> Case:
    """The sender's own participation first, then the case: the order that row-level security asks for."""
    case = Case(
        id=new_id(),
        patient_id=patient_id,
        reference=_reference(),
        care_type=by.unit.care_type,
        ward=by.unit,
        admitted_at=values["admitted_at"],
        certainty=values["certainty"],
        changed_at=now,
    )
    part = Participation(
        case=case,
        patient_id=patient_id,
        unit=by.unit,
        party=by.unit.party,
        since=now,
        admitted_at=values["admitted_at"],
    )
    part.save(force_insert=True)
    with refusing_second_stay():
        case.save(force_insert=True)
    return case


def _reference() -> str:
    """A case reference that tells nothing, for papers that carry no name."""
    letters = "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"
