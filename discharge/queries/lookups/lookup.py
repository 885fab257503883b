"""Looking up a number before anything is registered: one narrow question, logged and limited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.utils.crypto import salted_hmac

from discharge.models import Case, Message
from discharge.persons.identity_numbers import IdentityNumber
from discharge.queries import persons
from discharge.queries.lookups import places
from municipalities.access import log
from municipalities.cache import count_up
from municipalities.models import AccessLog, Assignment, Unit
from municipalities.units.parties import Word

WINDOW = timedelta(minutes=10)
#: Look-ups in one window: room for a busy ward, far too few for a search through numbers (assumed).
PER_ASSIGNMENT, PER_USER = 30, 60


class Answer(StrEnum):
    NONE = "none"
    YOURS = "yours"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class OpenStay:
    """The answer; with the case and the ward that has it when the unit takes part in it."""

    answer: Answer
    case_id: UUID | None = None
    ward: Unit | None = None


class TooMany(Exception):
    """The limit is reached; `until` says when the next look-up is answered."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(until)


class LookupReason(Word):
    """Why a number is looked up. Never by what services a person has (PDL 2008:355, 4 kap.)."""

    ADMISSION = "admission", "Patienten skrivs in hos oss"
    ARRIVAL = "arrival", "Patienten kommer från en annan enhet"
    OTHER = "other", "Patienten vårdas hos oss av annat skäl"


class SipReason(Word):
    """The same, for a SIP outside a stay."""

    WISH = "wish", "Personen vill ha en SIP"
    ASKED = "asked", "En annan part har bett om en SIP"


def find_own_case(number: IdentityNumber, *, by: Assignment, reason: str, now: datetime) -> Case | None:
    """The person's open case that the unit takes part in, if any: a stay before a SIP outside one.

    Of what others have, it says nothing. In the log like any look-up. Raises TooMany.
    """
    note_lookup(number, by=by, reason=reason, now=now)
    own = Case.objects.filter(pk__in=persons.own_cases_of(number.value), is_open=True)
    return own.order_by("-kind", "-admitted_at").first()


def find_open_stay(number: IdentityNumber, *, by: Assignment, reason: str, now: datetime) -> OpenStay:
    """Has the person an open stay? Logged and counted before it is asked. Raises TooMany."""
    note_lookup(number, by=by, reason=reason, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer, case_id FROM discharge_find_open_stay(%s)", [number.value])
        answer, case_id = cursor.fetchone()
    if not case_id:
        return OpenStay(Answer(answer))
    case = Case.objects.select_related("ward", "patient").get(pk=case_id)
    ward = places.seen_unit(case.ward, places.place_in_list(case, by))
    return OpenStay(Answer(answer), case_id, ward)


def note_lookup(number: IdentityNumber, *, by: Assignment, reason: str, now: datetime) -> None:
    """Before any question that a number asks: its row in the log, with the reason, and the limit.

    The reason is at most 50 characters, so that it stands whole beside the digest. Raises TooMany.
    """
    seconds = WINDOW.total_seconds()
    window = int(now.timestamp() // seconds)
    counts = [
        (count_up(f"lookup:assignment:{by.pk}:{window}", 2 * seconds), PER_ASSIGNMENT),
        (count_up(f"lookup:user:{by.user_id}:{window}", 2 * seconds), PER_USER),
    ]
    too_many = any(count > limit for count, limit in counts)
    log.record(AccessLog.Action.LOOKUP, by=by, refused=too_many, detail=f"{digest(number)} {reason}")
    if too_many:
        raise TooMany(datetime.fromtimestamp((window + 1) * seconds, UTC))


def note_handover(number: IdentityNumber, *, by: Assignment) -> None:
    """That the unit which has the person's stay is asked to hand it over."""
    log.record(AccessLog.Action.WRITE, by=by, detail=f"begäran {digest(number)}")


def note_draft(number: IdentityNumber, type: str, *, by: Assignment) -> None:
    """That something is kept of a person for whom no case is begun yet."""
    log.record(AccessLog.Action.WRITE, by=by, detail=f"{digest(number)} utkast {type}")


def note_known(number: IdentityNumber, sources: Iterable[str], *, by: Assignment) -> None:
    """That what is known of a person was fetched into a form, and from where."""
    log.record(AccessLog.Action.LOOKUP, by=by, detail=f"{digest(number)} ifyllt {', '.join(sources)}")


def digest(number: IdentityNumber) -> str:
    """The number as the log keeps it: who has the number can find its look-ups, not the reverse."""
    return salted_hmac("discharge.lookup", number.value, algorithm="sha256").hexdigest()


def case_of(submission: UUID) -> UUID | None:
    """The case that a form with this id has already been sent in, if any."""
    return Message.objects.filter(submission=submission).values_list("case_id", flat=True).first()


def begun_by(submission: UUID) -> Message | None:
    """The message with this id, with the case that it was sent in and whom that is about, if any."""
    return Message.objects.filter(submission=submission).select_related("case__patient").first()
