"""When a district is merged: its office's open cases go to the office that answers for its area now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from discharge import process
from discharge.actions.sending.clock import Clock, read_clock
from discharge.actions.sending.messages import send
from discharge.models import Participation
from municipalities.models import Assignment, Unit
from municipalities.queries import routing
from municipalities.refusal import Refused
from municipalities.swedish.clock import local_date
from municipalities.units.parties import Party

#: Makes the form's own id of a handover from what is handed over: run twice, nothing happens twice.
_SUBMISSIONS = UUID("6f0b54d2-6f0f-4a07-9a55-0d2c6e2d7f10")


def successor(office: Unit, now: datetime) -> Unit:
    """The office that answers for the area of a merged district's office, and its groups. Raises Refused."""
    today, district = local_date(now), office.district
    into = district.on(today) if district else None
    if district is None or into is None or into == district:
        raise Refused("Enhetens stadsdel har inte gått upp i en annan. Välj en enhet vars stadsdel har det.")
    units = Unit.objects.valid_on(today).filter(party=Party.MUNICIPAL).exclude(pk=office.pk)
    groups = [served.group for served in routing.groups_said([office.pk], today)[office.pk]]
    found = routing.receiver(units, into.municipality_id, into.pk, "", today, groups=groups)
    if found is None:
        raise Refused(f"Ingen enhet tar emot från {into.name} i dag. Lägg upp den i katalogen först.")
    return found


@transaction.atomic
def follow_merger(*, by: Assignment, now: datetime | Clock) -> int:
    """Hand over every open case that `by`'s unit acts in to the successor, and return how many.

    Each handover is a message like any other. What the case was before (its district, its messages, its
    figures) stays. Raises Refused.
    """
    to = successor(by.unit, read_clock(now))
    open_parts = Participation.objects.filter(unit_id=by.unit_id, active=True, case__is_open=True)
    case_ids = list(open_parts.order_by("case_id").values_list("case_id", flat=True))
    reason = f"{by.unit.name} har upphört. {to.name} tar över området."
    for case_id in case_ids:
        submission = uuid5(_SUBMISSIONS, f"{case_id} {by.unit_id} {to.pk}")
        values = {"to": to.pk, "reason": reason}
        send(
            by=by, case_id=case_id, type=process.HANDOVER.name, values=values, submission=submission, now=now
        )
    return len(case_ids)
