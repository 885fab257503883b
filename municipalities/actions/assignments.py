"""A local administrator invites users, gives them assignments and ends these; never anybody else's."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from municipalities.access.permissions import (
    administers_organisation,
    permit,
    require_administrator,
    require_whole_administrator,
)
from municipalities.access.roles import GIVEN_BY_COMMAND, PERMISSIONS_OF, given_by_local_administrators
from municipalities.door import texts
from municipalities.models import Assignment, Organisation, Role, Unit, User
from municipalities.refusal import Refused
from municipalities.swedish.clock import full_date_words
from municipalities.units import hsa_ids


@transaction.atomic
def add_user(
    *,
    by: Assignment,
    hsa_id: str,
    given_name: str,
    family_name: str,
    email: str,
    unit: Unit,
    role: str,
    valid_from: date,
    valid_to: date | None,
) -> Assignment:
    """A user of that HSA-id, made if nobody has it, with an assignment at the unit. Raises Refused.

    The person logs in by the identity service at once; a local account is another invitation (`invite`).

    Somebody who works at another unit already keeps name and address: those are not ours to change.
    """
    _refuse_assignment(by, unit, role, valid_from, valid_to)
    _refuse_anothers_id(unit, hsa_id)
    user = User.objects.filter(hsa_id=hsa_id).first()
    if user is None:
        user = User(username=hsa_id, hsa_id=hsa_id, first_name=given_name, last_name=family_name, email=email)
        user.set_unusable_password()
        user.save()
    elif texts.words(user.last_name) != texts.words(family_name):
        text = "HSA-id:t tillhör någon med ett annat efternamn. Kontrollera båda."
        raise Refused(problems={"hsa_id": text, "family_name": text})
    return give_assignment(by=by, user=user, unit=unit, role=role, valid_from=valid_from, valid_to=valid_to)


@transaction.atomic
def give_assignment(
    *, by: Assignment, user: User, unit: Unit, role: str, valid_from: date, valid_to: date | None
) -> Assignment:
    """Raises Refused."""
    _refuse_assignment(by, unit, role, valid_from, valid_to)
    if user.pk == by.user_id:
        raise Refused("Du kan inte ge dig själv ett uppdrag. Be en annan lokal administratör.")
    same = Assignment.objects.filter(user=user, unit=unit, role=role)
    if any(other.valid_to is None or other.valid_to >= valid_from for other in same):
        raise Refused(problems={"role": "Personen har redan uppdraget. Avsluta det först."})
    permit(user, unit, role)
    return Assignment.objects.create(
        user=user, unit=unit, role=role, valid_from=valid_from, valid_to=valid_to
    )


@transaction.atomic
def end_assignment(*, by: Assignment, assignment: Assignment, last_day: date, today: date) -> Assignment:
    """The assignment holds to and with `last_day`, which may be moved but not into the past. Raises Refused.

    A last day of yesterday ends it at once.
    """
    require_administrator(by, assignment.unit_id)
    if assignment.user_id == by.user_id:
        raise Refused("Du kan inte ändra dina egna uppdrag. Be en annan lokal administratör.")
    if assignment.role in GIVEN_BY_COMMAND:
        raise Refused("Uppdraget ändras av systemförvaltningen, inte här. Be den att ändra.")
    if assignment.valid_to and assignment.valid_to < today:
        raise Refused("Uppdraget är redan avslutat. Läs sidan igen.")
    if last_day < assignment.valid_from or (today - last_day).days > 1:
        raise Refused(problems={"last_day": "Välj en dag från i går och framåt, inom uppdragets tid."})
    assignment.valid_to = last_day
    assignment.save(update_fields=["valid_to"])
    return assignment


@transaction.atomic
def change_person(
    *, by: Assignment, user: User, given_name: str, family_name: str, email: str, today: date
) -> User:
    """Name and e-mail of somebody who works at `by`'s units alone; never the HSA-id. Raises Refused."""
    require_whole_administrator(by, user, today)
    user.first_name, user.last_name, user.email = given_name, family_name, email
    user.save(update_fields=["first_name", "last_name", "email"])
    return user


def _refuse_anothers_id(unit: Unit, hsa_id: str) -> None:
    """A municipality's people have its own ids: the region's would be of the person as another's employee.

    A number that no organisation here has passes, as a contractor's may. Raises Refused.
    """
    own, number = unit.organisation, hsa_ids.issuer(hsa_id)
    if own.kind != Organisation.Kind.MUNICIPALITY or number == own.organisation_number:
        return
    other = Organisation.objects.filter(organisation_number=number).first()
    if other is not None:
        text = f"HSA-id:t hör till {other.name}. Skriv det som personen har i {own.name}."
        raise Refused(problems={"hsa_id": text})


def _refuse_assignment(
    by: Assignment, unit: Unit, role: str, valid_from: date, valid_to: date | None
) -> None:
    """Raises Refused."""
    require_administrator(by, unit.pk)
    if role not in given_by_local_administrators(unit):
        fitting = ", ".join(Role(name).label.lower() for name in given_by_local_administrators(unit))
        raise Refused(problems={"role": f"Rollen passar inte enheten. Välj bland: {fitting}."})
    if role in PERMISSIONS_OF and not administers_organisation(by, unit):
        raise Refused(
            problems={"role": "Rollen ges av den som administrerar hela organisationen. Be den personen."}
        )
    if valid_to and valid_to < valid_from:
        raise Refused(problems={"valid_to": "Sista dagen ligger före den första. Ändra en av dem."})
    if not unit.is_valid_on(valid_from):
        raise Refused(problems={"valid_from": "Enheten finns inte den dagen. Välj en annan dag."})
    # A unit that is not connected has no users: it gets paper.
    if unit.connected_from is None:
        words = "Enheten är inte ansluten till Vårdövergång. Anslut den först, i HSA-katalogens export."
        raise Refused(problems={"valid_from": words})
    if not unit.is_connected_on(valid_from):
        words = f"Enheten ansluts {full_date_words(unit.connected_from)}. Välj den dagen eller en senare."
        raise Refused(problems={"valid_from": words})
