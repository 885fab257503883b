"""Setting, lifting and opening a block (PDL 2008:355, 4 kap. 4–5 §§)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from discharge.actions.admission import is_minor
from discharge.models import Block, BlockOpening, Case, PersonVersion
from discharge.process import Refused
from municipalities.models import Assignment
from municipalities.swedish.clock import local_date

#: How long one reader sees what was opened (assumed).
OPEN_FOR = timedelta(hours=24)
#: PDL 4:4, second paragraph.
NOT_GUARDIANS = (
    "Vårdnadshavare får inte spärra ett barns uppgifter. Spärra bara om barnet självt vill det och är "
    "moget att bestämma det, och kryssa då i rutan."
)


@transaction.atomic
def set_block(*, by: Assignment, case_id: UUID, now: datetime, childs_own_wish: bool = False) -> Block:
    """Keep what the unit has said of the person, and says from now on, from the other units.

    At the person's wish alone; `childs_own_wish` says so of somebody under 18. Raises Refused when the unit
    has a block already, and for a child whose guardians wish it; Case.DoesNotExist.
    """
    locked = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("patient")
    case = locked.get(pk=case_id)
    case.person = PersonVersion.objects.of_cases([case_id])[case_id]
    if any(block.is_own for block in Block.objects.seen_in(case_id)):
        raise Refused("Enhetens uppgifter är redan spärrade. Häv spärren om personen ändrar sig.")
    if is_minor(case.birth_date, local_date(now)) and not childs_own_wish:
        raise Refused(NOT_GUARDIANS)
    block = Block(patient=case.patient, unit_id=by.unit_id, set_by=by, set_at=now)
    block.save(force_insert=True)
    return block


@transaction.atomic
def lift_block(*, by: Assignment, case_id: UUID, block_id: UUID, now: datetime) -> None:
    """Let the other units see it again, at the wish of the case's person.

    Raises Refused: lifted, another unit's or another person's.
    """
    seen = [block.pk for block in Block.objects.seen_in(case_id) if block.is_own]
    own = Block.objects.filter(pk=block_id, unit_id=by.unit_id, lifted_at__isnull=True)
    if block_id not in seen or not own.update(lifted_at=now, lifted_by=by):
        raise Refused("Spärren är redan hävd, eller en annan enhets. Be den enheten att häva sin spärr.")


@transaction.atomic
def open_block(
    *, by: Assignment, case_id: UUID, block_id: UUID, ground: str, reason: str, now: datetime
) -> BlockOpening:
    """Let this one reader see what another unit has blocked of the case's person, for a day.

    With the person's consent, or in an emergency when the person can't be asked; every opening is drawn for
    log review. Raises Refused when there is no such block.
    """
    others = [block for block in Block.objects.seen_in(case_id) if not block.is_own]
    if block_id not in [block.pk for block in others]:
        raise Refused("Det finns ingen spärr att öppna. Läs ärendet igen.")
    opening = BlockOpening(
        block_id=block_id,
        case_id=case_id,
        assignment=by,
        ground=ground,
        reason=reason,
        opened_at=now,
        until=now + OPEN_FOR,
    )
    opening.save(force_insert=True)
    return opening
