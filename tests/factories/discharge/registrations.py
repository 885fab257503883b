"""Who a person is registered to be, in a stay and in another case, and how the case's page says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from discharge import actions
from discharge.actions import RegisteredPerson
from discharge.models import Case
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.stays import Stay

OLD, NEW = "Gamlagatan 1", "Nyagatan 9"


def begin_sip(person: RegisteredPerson) -> Case:
    """By another municipality and its surgery: none of the parties of the stay."""
    by, surgery = people.assignment("huddinge"), people.unit("Rinkeby vårdcentral")
    with acting(by):
        return actions.start_sip(
            by=by,
            person=person,
            values={"consents": True, "how": "Sade ja vid hembesök.", "reason": "Många insatser."},
            to=[surgery],
            submission=uuid4(),
            now=timezone.now(),
        )


def registered_anew(told: Stay, **changes: Any) -> Case:
    return begin_sip(replace(told.person, **({"street": NEW, "family_name": "Nyman"} | changes)))


def with_papers() -> Stay:
    """The stay of Bo Gammelin, with a meeting called to and a summary written, so that there are papers."""
    person = people.person(street=OLD, family_name="Gammelin")
    stay = Stay(now=timezone.now() - timedelta(hours=6), person=person)
    stay.acknowledge(stay.officer)
    stay.consent()
    stay.name_contact()
    stay.call_to_sip()
    texts = {"reason_for_stay": "Fall", "what_was_done": "Röntgen", "next": "Vila", "call": "1177"}
    stay.send(stay.nurse, "patient_summary", **texts)
    return stay


def address(told: Stay, name: str, *more: object) -> str:
    return reverse(f"discharge:{name}", args=[told.case.pk, *more])


def without_marks(text: str) -> str:
    """Names stand in an element of their own, for their direction."""
    return text.replace("<bdi>", "").replace("</bdi>", "")
