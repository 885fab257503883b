"""Setting, lifting and opening a block (PDL 2008:355, 4 kap. 4–5 §§)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from discharge.models import Block, BlockOpening, Case
from discharge.process import Refused
from municipalities.models import Assignment

#: How long one reader sees what was opened (assumed).
OPEN_FOR = timedelta(hours=24)


@transaction.atomic
def set_block(*, by: Assignment, case_id: UUID, now: datetime) -> Block:
    """Keep what the unit has said of the person, and says from now on, from the other units.

    At the person's wish alone. Raises Refused when the unit has a block already, Case.DoesNotExist.
    """
    patient_id = Case.objects.select_for_update(no_key=True).only("patient_id").get(pk=case_id).patient_id
    if Block.objects.filter(patient_id=patient_id, unit_id=by.unit_id, lifted_at__isnull=True).exists():
        raise Refused("Enhetens uppgifter är redan spärrade. Häv spärren om personen ändrar sig.")
    block = Block(patient_id=patient_id, unit_id=by.unit_id, set_by=by, set_at=now)
    block.save(force_insert=True)
    return block


@transaction.atomic
def lift_block(*, by: Assignment, block_id: UUID, now: datetime) -> None:
    """Let the other units see it again, at the person's wish. Raises Refused: lifted, or another unit's."""
    own = Block.objects.filter(pk=block_id, unit_id=by.unit_id, lifted_at__isnull=True)
    if not own.update(lifted_at=now, lifted_by=by):
        raise Refused("Spärren är redan hävd, eller en annan enhets. Be den enheten att häva sin spärr.")


@transaction.atomic
def open_block(*, by: Assignment, block_id: UUID, ground: str, reason: str, now: datetime) -> BlockOpening:
    """Let this one reader see what another unit has blocked, for a day.

    With the person's consent, or in an emergency when the person can't be asked; every opening is drawn for
    log review. Raises Refused when there is no such block.
    """
    block = Block.objects.filter(pk=block_id, lifted_at__isnull=True).exclude(unit_id=by.unit_id).first()
    if block is None:
        raise Refused("Det finns ingen spärr att öppna. Läs ärendet igen.")
    opening = BlockOpening(
        block=block, assignment=by, ground=ground, reason=reason, opened_at=now, until=now + OPEN_FOR
    )
    opening.save(force_insert=True)
    return opening
