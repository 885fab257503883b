"""Registering the person of a case, protecting the identity, and the case's reference."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from discharge.actions.sending.stays import refusing_second_stay
from discharge.models import PersonVersion, ProtectionOpening
from discharge.models.patients import REGISTERED
from discharge.persons.identity_numbers import IdentityNumber
from discharge.process import Refused
from municipalities.ids import new_id
from municipalities.models import Assignment

NOT_YOURS = (
    "En annan enhet har satt skyddet. Be den enheten att ta bort det, eller välj att det har upphört enligt "
    "folkbokföringen."
)
_REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """The person as it is registered."""

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

    def registered(self) -> dict[str, Any]:
        """What is registered of the person, by column."""
        return {
            "given_name": self.given_name,
            "family_name": self.family_name,
            "street": self.street,
            "postal_code": self.postal_code,
            "city": self.city,
            "municipality_id": self.municipality,
            "district_id": self.district,
            "listed_unit_id": self.listed_unit,
        }

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def address(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.postal_code} {self.city}".strip()) if part)


class Registered(NamedTuple):
    """The person's id, and what the registration says otherwise than the one before."""

    patient_id: UUID
    otherwise: tuple[str, ...]


def one_at_a_time(person: RegisteredPerson) -> None:
    """Of two who begin a case for the person at once the later waits here until the first is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [person.number.value])


def register_patient(person: RegisteredPerson, *, case_id: UUID, now: datetime) -> Registered:
    """The person of the case that begins: found by number or made, and registered in that case.

    What others have registered in their cases stays as it was. Raises Refused: a second open stay.
    """
    number = person.number
    row = {
        "id": new_id(),
        "identity_number": number.value,
        "number_kind": number.kind,
        "sex": number.sex,
        "birth_date": number.birth_date,
        "protected_identity": person.protected_identity,
        **person.registered(),
    }
    with refusing_second_stay(), connection.cursor() as cursor:
        values: list[Any] = [json.dumps(row, default=str), case_id, now]
        cursor.execute("SELECT * FROM discharge_register_patient(%s::jsonb, %s, %s)", values)
        patient_id, otherwise = cursor.fetchone()
        return Registered(patient_id, tuple(otherwise))


@transaction.atomic
def take_over_person(*, by: Assignment, case_id: UUID, version_id: UUID, now: datetime) -> None:
    """Let the case know the person as another case has registered it; `version_id` is what was read.

    Raises Refused when something else has been registered since.
    """
    found = PersonVersion.objects.elsewhere(case_id)
    if found is None or found.pk != version_id:
        raise Refused("Uppgifterna har ändrats igen, eller så är de redan övertagna. Läs dem på nytt.")
    row = {name: getattr(found, name) for name in REGISTERED}
    with connection.cursor() as cursor:
        values: list[Any] = [case_id, json.dumps(row, default=str), now]
        cursor.execute("SELECT discharge_correct_person(%s, %s::jsonb, %s)", values)


@transaction.atomic
def correct_person(*, by: Assignment, case_id: UUID, values: Mapping[str, Any], now: datetime) -> list[str]:
    """Register the case's person anew, with `values` by column; returns what says something else now.

    The parties of the person's other open cases are shown it as a change.
    """
    known = PersonVersion.objects.of_cases([case_id])[case_id]
    row = {name: getattr(known, name) for name in REGISTERED} | dict(values)
    otherwise = [name for name in REGISTERED if row[name] != getattr(known, name)]
    if otherwise:
        with connection.cursor() as cursor:
            given: list[Any] = [case_id, json.dumps(row, default=str), now]
            cursor.execute("SELECT discharge_correct_person(%s, %s::jsonb, %s)", given)
    return otherwise


@transaction.atomic
def protect_person(*, by: Assignment, case_id: UUID, now: datetime) -> None:
    """Set protected identity, for all of the person's cases at once, also those that have ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT discharge_protect(%s, %s)", [case_id, now])


@transaction.atomic
def unprotect_person(*, by: Assignment, case_id: UUID, ground: str, reason: str, now: datetime) -> None:
    """Take protected identity away: what the own unit has set, or on the ground that the register says so.

    Raises Refused when another unit's protection still holds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT discharge_unprotect(%s, %s, %s, %s)", [case_id, ground, reason, now])
        [is_protected] = cursor.fetchone()
    if is_protected:
        raise Refused(NOT_YOURS)


#: How long the ward is shown to who has given a reason: time to ring it (assumed).
PLACE_SHOWN_FOR = timedelta(hours=1)


@transaction.atomic
def show_place(*, by: Assignment, case_id: UUID, reason: str, now: datetime) -> datetime:
    """Let who acts see where a protected person is cared for; answers until when. The log has the reason."""
    until = now + PLACE_SHOWN_FOR
    ProtectionOpening(case_id=case_id, assignment=by, reason=reason, opened_at=now, until=until).save(
        force_insert=True
    )
    return until


def new_reference() -> str:
    """A case reference that tells nothing, for papers that carry no name."""
    letters = "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"
