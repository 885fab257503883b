"""The ward of a protected person as the reader may see it: the one place where units are veiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone

from discharge.models import Case, Message, Participation, ProtectionOpening
from discharge.process import MESSAGE_TYPES
from discharge.process.judging.place import HIDDEN_PLACE, SHOWN, WARD, PlaceOfCare
from discharge.queries.journal import CarriedMessage, SeenMessage
from municipalities.models import Assignment, Unit

Some = TypeVar("Some", Unit, Unit | None)


def place_in_list(case: Case, assignment: Assignment) -> PlaceOfCare:
    """In lists nobody has opened anything."""
    return PlaceOfCare(case.patient.protected_identity, assignment.unit_id)


def place_on_page(case: Case, assignment: Assignment) -> PlaceOfCare:
    """On the pages of one case: opened by who has given a reason, for an hour, while the unit takes part."""
    place = place_in_list(case, assignment)
    if not place.is_protected or case.seen_until:
        return place
    case.place_open_until = _open_until(case.pk)
    return replace(place, is_open=case.place_open_until is not None)


def place_on_paper(case: Case) -> PlaceOfCare:
    """What leaves the site names the ward to nobody, not to itself either: it is written by hand."""
    return PlaceOfCare(case.patient.protected_identity)


def _open_until(case_id: UUID) -> datetime | None:
    opened = ProtectionOpening.objects.filter(case_id=case_id, until__gt=timezone.now())
    return opened.order_by("-until").values_list("until", flat=True).first()


def seen_unit(unit: Some, place: PlaceOfCare) -> Some:
    """The unit, or of a ward that is hidden what may be shown."""
    if unit is None or not place.hides(unit.pk, unit.party):
        return unit
    shown = Unit(name=WARD, **{name: getattr(unit, name) for name in SHOWN})
    shown.is_veiled = True
    return shown


def veil_case(case: Case, place: PlaceOfCare) -> None:
    """The case's own ward, whose turn it is, and who has registered the person."""
    case.place = place
    if not place.is_protected:
        return
    case.ward = seen_unit(case.ward, place)
    case.next_unit = seen_unit(case.next_unit, place)
    for version in (*case.person_history, *filter(None, [case.registered_elsewhere])):
        if version.registered_unit_id:
            version.registered_unit = seen_unit(version.registered_unit, place)


def veil_parts(parts: Iterable[Participation], place: PlaceOfCare) -> None:
    for part in parts:
        if place.hides(part.unit_id, part.party):
            part.unit = seen_unit(part.unit, place)


def veil_message(message: SeenMessage, place: PlaceOfCare) -> SeenMessage:
    """Its sender and receivers, who entered it; and where the ward can be reached, which it may say."""
    if not place.is_protected:
        return message
    return replace(
        message,
        sender_unit=seen_unit(message.sender_unit, place),
        entered_by=seen_unit(message.entered_by, place),
        receivers=[replace(to, unit=seen_unit(to.unit, place)) for to in message.receivers],
        content=_seen_content(message, place),
    )


def veil_carried(message: CarriedMessage, place: PlaceOfCare) -> CarriedMessage:
    """The same of what forms carry on."""
    if not place.is_protected:
        return message
    unit = seen_unit(message.sender_unit, place)
    return replace(message, sender_unit=unit, content=_seen_content(message, place))


def _seen_content(message: SeenMessage | CarriedMessage, place: PlaceOfCare) -> Mapping[str, Any]:
    content = message.content
    if place.hides(message.sender_unit.pk, message.sender_unit.party):
        telling = {field.name for field in MESSAGE_TYPES[message.type].fields if field.tells_place}
        content = {**content, **dict.fromkeys(content.keys() & telling, HIDDEN_PLACE)}
    return content


def veil_row(message: Message | None, case: Case) -> Message | None:
    """The same of a message as it is stored, for a form that answers it."""
    if message is not None:
        message.sender_unit = seen_unit(message.sender_unit, case.place)
    return message
