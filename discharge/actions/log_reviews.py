"""Drawing readings for review, and documenting each judgement (PDL 2008:355, 4 kap. 3 §)."""

from __future__ import annotations

from datetime import date, datetime
from random import Random, SystemRandom
from uuid import UUID

from django.db import transaction

from discharge import queries
from discharge.process import Refused
from municipalities.access.log_rules import SAMPLE, draw_sample
from municipalities.ids import new_id
from municipalities.models import Assignment, LogReview, LogSelection, SelectedReading

#: Readings of one drawn period at most, so that a page is drawn in seconds.
MOST_READINGS = 20_000


@transaction.atomic
def draw_readings(
    *,
    by: Assignment,
    first_day: date,
    last_day: date,
    now: datetime,
    random: Random | None = None,
    size: int = SAMPLE,
) -> LogSelection:
    """Draw a random sample of the period's readings, and every reading that a rule points at.

    Raises Refused: the period has no readings, or too many to be drawn from at once.
    """
    readings = queries.readings(first_day, last_day, MOST_READINGS + 1)
    if not readings:
        raise Refused("Ingen har läst om en enskild person under perioden. Välj andra dagar.")
    if len(readings) > MOST_READINGS:
        raise Refused(f"Perioden har fler än {MOST_READINGS} läsningar. Välj färre dagar.")
    selection = LogSelection(
        id=new_id(),
        organisation_id=by.unit.organisation_id,
        drawn_by=by,
        drawn_at=now,
        first_day=first_day,
        last_day=last_day,
        readings=len(readings),
    )
    selection.save(force_insert=True)
    chosen = draw_sample(readings, random or SystemRandom(), size)
    SelectedReading.objects.bulk_create(
        SelectedReading(
            organisation_id=selection.organisation_id,
            selection=selection,
            reading_id=reading.id,
            read_at=reading.at,
            reasons=chosen[reading.id],
        )
        for reading in readings
        if reading.id in chosen
    )
    return selection


@transaction.atomic
def review_reading(
    *,
    by: Assignment,
    reading_id: UUID,
    finding: str,
    looked_at: str,
    measure: str,
    now: datetime,
) -> LogReview:
    """Document what was looked at, found and done about one reading; an earlier judgement stays.

    Raises Refused: no measure where the reading was not justified, or the reviewer's own reading.
    """
    if finding != LogReview.Finding.JUSTIFIED and not measure:
        raise Refused(problems={"measure": "Skriv vad som görs: till exempel vem som utreder."})
    if queries.reader_of(reading_id) == by.user_id:
        raise Refused("Du kan inte granska din egen läsning. Låt en annan granskare göra det.")
    review = LogReview(
        organisation_id=by.unit.organisation_id,
        reading_id=reading_id,
        reviewed_by=by,
        reviewed_at=now,
        finding=finding,
        looked_at=looked_at,
        measure=measure,
    )
    review.save(force_insert=True)
    return review
