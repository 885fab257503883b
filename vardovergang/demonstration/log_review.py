"""The region's log reviewer has drawn last week's readings, and begun to judge them."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from discharge import actions, queries
from municipalities.access.acting import acting
from municipalities.models import Assignment, LogReview, LogSelection, Role
from vardovergang.demonstration.plans import Plan

DAYS = 7
#: What is found of the first that were drawn; the others wait.
JUDGED = (
    ("justified", "Schemat och uppdraget: läsaren vårdade patienten den dagen.", ""),
    ("justified", "Samtal med vårdenhetschefen: inhoppad från en annan avdelning.", ""),
    (
        "questioned",
        "Schemat: läsaren var inte i tjänst.",
        "Verksamhetschefen frågar läsaren. Åter nästa vecka.",
    ),
)


def review_log(plan: Plan) -> None:
    """Draw and judge, once. A county where nobody has read anything last week has nothing to review."""
    by = Assignment.objects.select_related("unit").get(user__username="logg", role=Role.LOG_REVIEWER)
    first, last = plan.today - timedelta(days=DAYS), plan.today
    with acting(by):
        if LogSelection.objects.exists() or not queries.readings(first, last, 1):
            return
        rng = Random(f"{plan.seed} log review")  # noqa: S311 - nothing secret
        drawn = actions.draw_readings(by=by, first_day=first, last_day=last, now=plan.now, random=rng)
        chosen = drawn.selected.order_by("read_at", "reading_id").values_list("reading_id", flat=True)
        for reading_id, (finding, looked_at, measure) in zip(chosen, JUDGED, strict=False):
            actions.review_reading(
                by=by,
                reading_id=reading_id,
                finding=LogReview.Finding(finding),
                looked_at=looked_at,
                measure=measure,
                now=plan.now,
            )
