"""Numbers of the same person: a later one, one instead of a wrong one, and taking such a link back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from discharge.models import LinkKind
from discharge.persons.identity_numbers import IdentityNumber
from discharge.process import Refused
from municipalities.ids import new_id
from municipalities.models import Assignment

#: What stands against linking, by the database's word.
NOT_LINKED: Mapping[str, str] = {
    "same": "Det numret har ärendet redan. Skriv det andra numret.",
    "linked": "Det ena numret är redan kopplat till ett annat. Häv den kopplingen först.",
    "not_later": "Ärendets nummer är inget reservnummer. Var det felskrivet, välj det ovanför.",
    "others": (
        "Ärendets nummer används i fler ärenden, så det kan vara en annan persons. Då är meddelandet "
        "felsänt: ta tillbaka det som felsänt, och skriv in patienten med rätt nummer."
    ),
    "open_stays": (
        "Personen har ett annat pågående vårdtillfälle med det numret. Numren kan kopplas när det ena är "
        "avslutat eller taget tillbaka som felsänt."
    ),
}
#: The same of undoing.
NOT_UNDONE: Mapping[str, str] = {
    "gone": "Kopplingen är redan hävd. Läs ärendet igen.",
    "asked": "Någon har redan begärt det. En annan än den som begärde bekräftar.",
    "not_asked": "Ingen har begärt att kopplingen hävs, eller så är begäran återtagen. Läs ärendet igen.",
    "yours": "Någon annan än den som begärde måste bekräfta. Be en kollega att göra det.",
    "elsewhere": "Den som har ärendet där numret kopplades måste bekräfta.",
    "taken": (
        "Det gamla numret är nu en annan persons, så rättelsen kan inte hävas. Ta i stället tillbaka "
        "meddelandet som felsänt."
    ),
}


@transaction.atomic
def link_number(
    *, by: Assignment, case_id: UUID, kind: LinkKind, number: IdentityNumber, reason: str, now: datetime
) -> None:
    """Say that the case's person has another number, later or instead of a wrong one. Raises Refused.

    Every case keeps the person that it was made for; no case is opened to anybody.
    """
    row = {
        "id": new_id(),
        "identity_number": number.value,
        "number_kind": number.kind,
        "sex": number.sex,
        "birth_date": number.birth_date,
    }
    values: list[Any] = [case_id, kind, json.dumps(row, default=str), reason, now]
    against = _ask("SELECT discharge_link_number(%s, %s, %s::jsonb, %s, %s)", values)
    if against:
        raise Refused(problems={"number": NOT_LINKED[against]})


@transaction.atomic
def undo_link(
    *, by: Assignment, case_id: UUID, link_id: UUID, step: str, now: datetime, reason: str = ""
) -> None:
    """Ask for a link to be undone, or confirm or decline what another has asked. Raises Refused."""
    values = [case_id, link_id, step, reason, now]
    against = _ask("SELECT discharge_undo_link(%s, %s, %s, %s, %s)", values)
    if against:
        raise Refused(NOT_UNDONE[against])


def _ask(sql: str, values: list[Any]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return str(cursor.fetchone()[0])
