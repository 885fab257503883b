"""The work list's named lists: what each one holds, seen from one unit, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Q, When

from discharge.process.outlook import Outlook
from municipalities.models import Unit
from municipalities.swedish.clock import local_date
from municipalities.units.parties import Party

#: A case is new to the unit for this long.
NEW = timedelta(hours=24)
#: By what the unit itself owes; or by what anybody owes in the case.
BY_DEADLINE = ("colour", "deadline", "admitted_at", "id")
BY_CASE_DEADLINE = ("colour", "case__next_deadline", "admitted_at", "id")
LATEST_FIRST = ("-admitted_at", "id")
#: Within so long of a deadline a case is in a hurry.
SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class NamedList:
    """One list of the unit's participations; `counted` where its number stands on the page."""

    name: str
    label: str
    holds: Callable[[datetime], Q]
    order: tuple[str, ...] = BY_DEADLINE
    counted: bool = True
    #: Without what the reader has registered: that is no news to whoever did it.
    of_others: bool = False
    #: Liability alone that concerns the reader's unit.
    of_liability: bool = False


def _liable_tomorrow(now: datetime) -> Q:
    """Liability starts at midnight, so what starts within 24 hours starts tomorrow."""
    return Q(in_hospital=True, starts_on=local_date(now) + timedelta(days=1))


def _is_liable(now: datetime) -> Q:
    """A participation has the date only where nothing stands in the way of liability."""
    return Q(in_hospital=True, starts_on__lte=local_date(now))


def _liable_if(now: datetime) -> Q:
    """The free days are over, or will be tomorrow, and the region has something left to do."""
    today = local_date(now)
    in_time = Q(case__liability_due_on__isnull=True) | Q(case__liability_due_on__gte=today)
    return in_time & Q(
        in_hospital=True,
        case__liability_state=Outlook.PENDING,
        case__starts_on__lte=today + timedelta(days=1),
    )


def where_it_concerns(unit: Unit) -> Q:
    """The unit's participations where liability concerns it, as `process.outlook.concerns_unit` has it."""
    if unit.party != Party.MUNICIPAL:
        return Q()
    return Q(case__payer__isnull=True) | Q(case__payer=unit.municipality_id)


def _is_due_by(moment: datetime, ours: Q) -> Q:
    """Anybody's task in a case that concerns the unit, and else the unit's own."""
    return (ours & Q(case__next_deadline__lt=moment)) | Q(deadline__lt=moment)


def colour(now: datetime, unit: Unit) -> Case:
    """The order of the colours that `presenters/states.py` shows the unit, for a list to be sorted by."""
    ours = where_it_concerns(unit)
    in_order = (
        _is_liable(now) & ours,
        _is_due_by(now, ours),
        _liable_tomorrow(now) & ours,
        _liable_if(now) & ours,
        _is_due_by(now + SOON, ours),
        Q(to_answer__gt=0) | Q(to_acknowledge__gt=0),
    )
    whens = [When(holds & Q(active=True), then=place) for place, holds in enumerate(in_order)]
    return Case(*whens, default=len(in_order))


TABS = (
    NamedList("inkomna", "Inkomna", lambda now: Q(to_acknowledge__gt=0) | Q(to_answer__gt=0)),
    NamedList("inneliggande", "Inneliggande", lambda now: Q(in_hospital=True), BY_CASE_DEADLINE),
    NamedList("sip", "SIP", lambda now: Q(sip_running=True)),
    NamedList(
        "avslutade",
        "Avslutade",
        lambda now: Q(in_hospital=False, sip_running=False),
        LATEST_FIRST,
        counted=False,
    ),
)
CARDS = (
    NamedList(
        "nya",
        "Nya",
        lambda now: Q(in_hospital=True, since__gt=now - NEW),
        BY_CASE_DEADLINE,
        of_others=True,
    ),
    NamedList("att-kvittera", "Att kvittera", lambda now: Q(to_acknowledge__gt=0)),
    NamedList("att-svara", "Att svara", lambda now: Q(to_answer__gt=0)),
    NamedList("forsenade", "Försenade", lambda now: Q(to_answer__gt=0, deadline__lt=now)),
    NamedList(
        "utskrivningsklara", "Utskrivningsklara", lambda now: Q(in_hospital=True, ready_at__isnull=False)
    ),
    NamedList("ansvar-pagar", "Betalningsansvar pågår", _is_liable, of_liability=True),
    NamedList("betalningsansvar", "Betalningsansvar inom 24\u00a0h", _liable_tomorrow, of_liability=True),
)
LISTS = {named.name: named for named in (*TABS, *CARDS)}
