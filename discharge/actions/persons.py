"""The person of a new case, and the case's reference."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from discharge.actions.stays import refusing_second_stay
from discharge.identity_numbers import IdentityNumber
from municipalities.ids import new_id

_REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Person:
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

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def address(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.postal_code} {self.city}".strip()) if part)


def register_patient(person: Person) -> UUID:
    """The person's id: made now, or brought up to date with what is known now."""
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


def new_reference() -> str:
    """A case reference that tells nothing, for papers that carry no name."""
    letters = "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"
