"""Somebody who comes in with a reserve number and has a personnummer too, cared for at two places."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from django.utils import timezone
from stdnum import luhn

from discharge import actions, queries
from discharge.models import LinkKind, SeenLink
from discharge.persons.identity_numbers import IdentityNumber, parse
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.stays import OwnSip, Stay

TODAY = date(2026, 11, 30)


def reserve_number(serial: int = 0) -> IdentityNumber:
    """A valid one, another for each serial."""
    digits = f"992026{10000 + serial}"
    return parse(digits + luhn.calc_check_digit(digits[4:]), TODAY)


def personal_number(**changes: Any) -> IdentityNumber:
    return parse(people.identity_number(**changes), TODAY)


def coordination_number(born: str = "19800215", serial: int = 238) -> IdentityNumber:
    digits = f"{born[:6]}{int(born[6:]) + 60}{serial}"
    return parse(digits + luhn.calc_check_digit(digits[2:]), TODAY)


def reserve_stay(number: IdentityNumber | None = None, *, hours_ago: int = 6, **changes: Any) -> Stay:
    """Unknown at first: at the ward, told to the surgery and the district."""
    person = people.person(
        number=number or reserve_number(), given_name="Okänd", family_name="Man", **changes
    )
    return Stay(now=timezone.now() - timedelta(hours=hours_ago), person=person)


def elsewhere(number: IdentityNumber, **changes: Any) -> OwnSip:
    """A SIP of the person with that number, by another municipality and its surgery: no party of the stay."""
    return OwnSip(
        now=timezone.now() - timedelta(hours=5),
        person=people.person(number=number, **({"family_name": "Hemlig"} | changes)),
        officer=people.assignment("huddinge"),
        coordinator=people.assignment("vardcentral", "Rinkeby vårdcentral"),
    )


def stay_elsewhere(number: IdentityNumber, **changes: Any) -> Stay:
    """The same at another ward, told to another surgery."""
    return Stay(
        now=timezone.now() - timedelta(hours=5),
        person=people.person(number=number, **({"family_name": "Hemlig"} | changes)),
        nurse=people.assignment("psykiatri"),
        officer=people.assignment("huddinge"),
        coordinator=people.assignment("vardcentral", "Rinkeby vårdcentral"),
    )


def link(
    told: Stay,
    number: IdentityNumber,
    *,
    by: Assignment | None = None,
    kind: LinkKind = LinkKind.LATER,
    reason: str = "Visade legitimation.",
) -> None:
    by = by or told.nurse
    with acting(by):
        actions.link_number(
            by=by, case_id=told.case.pk, kind=kind, number=number, reason=reason, now=timezone.now()
        )


def links(told: Stay, who: Assignment) -> list[SeenLink]:
    """As the reader sees them in the case."""
    with acting(who):
        return list(queries.open_case(who, told.case.pk).links or ())


def step(told: Stay, step: str, by: Assignment, link_id: UUID | None = None) -> None:
    """A step towards undoing the case's first link."""
    link_id = link_id or links(told, by)[0].pk
    reason = "Fel person." if step == "ask" else ""
    with acting(by):
        actions.undo_link(
            by=by, case_id=told.case.pk, link_id=link_id, step=step, reason=reason, now=timezone.now()
        )


def undo(told: Stay) -> None:
    """Asked for by the ward and confirmed by somebody else there."""
    step(told, "ask", told.nurse)
    step(told, "confirm", people.colleague_of(told.nurse))


def protect(told: Stay, by: Assignment) -> None:
    with acting(by):
        actions.protect_person(by=by, case_id=told.case.pk, now=timezone.now())


def is_protected(told: Stay, who: Assignment) -> bool:
    with acting(who):
        return queries.open_case(who, told.case.pk).patient.protected_identity


def cases_seen(who: Assignment) -> set[UUID]:
    """Every case whose rows the unit reads by SQL, in any table that names a case."""
    tables = (
        "discharge_participation",
        "discharge_message",
        "discharge_person_version",
        "discharge_name_word",
    )
    seen: set[UUID] = set()
    with acting(who), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM discharge_case")
        seen |= {row[0] for row in cursor.fetchall()}
        for table in tables:
            cursor.execute(f"SELECT DISTINCT case_id FROM {table}")
            seen |= {row[0] for row in cursor.fetchall()}
    return seen


def rows(admin: psycopg.Connection) -> list[tuple[Any, ...]]:
    said = "kind, undo_asked_at IS NOT NULL, undone_at IS NOT NULL"
    return admin.execute(f"SELECT {said} FROM discharge_person_link ORDER BY linked_at").fetchall()
