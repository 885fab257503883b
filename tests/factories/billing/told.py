"""Stays told by messages through the real actions, for money: at Stockholm's terms of March 2020."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from billing.liability import Assessment, assess
from billing.reference.reading import reference_rulebook
from billing.rules.known_facts import known_facts
from discharge import actions
from discharge.models import CaseFacts, Message
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.stays import Stay

NOTICE = datetime(2020, 3, 9, 9, 5, tzinfo=STOCKHOLM)


def story(**changes: Any) -> Stay:
    """Admitted on 6 March 2020 with a notice in time; its clock stands at 09.05 on Monday the 9th."""
    told: dict[str, Any] = {"expected_discharge": None, "certainty": "unknown", "officer": office("Farsta")}
    stay = Stay(now=NOTICE - timedelta(days=3), **(told | changes))
    stay.now = NOTICE
    return stay


def office(name: str) -> Assignment:
    return people.assignment_at(f"Biståndsenheten {name}")


def ready(stay: Stay) -> Message:
    return stay.ready(sip_needed=False, outpatient_care_needed=False)


def assessed(stay: Stay, as_of: date = date(2020, 4, 1)) -> Assessment:
    with acting(stay.nurse):
        known = known_facts(CaseFacts.objects.get(case=stay.case).facts, as_of)
    assert known is not None
    return assess(known.facts, as_of=as_of, rules=reference_rulebook())


def days(stay: Stay) -> list[int]:
    """The charged days of March 2020."""
    return [day.day for day in assessed(stay).days]


def go_home(stay: Stay, day: int) -> Stay:
    stay.now = datetime(2020, 3, day, 11, 0, tzinfo=STOCKHOLM)
    stay.go_home()
    return stay


def correct(stay: Stay, message: Message, **values: Any) -> None:
    with acting(stay.nurse):
        actions.correct(
            by=stay.nurse,
            case_id=stay.case.pk,
            message_id=message.pk,
            values=values,
            submission=uuid4(),
            now=stay.now,
        )
