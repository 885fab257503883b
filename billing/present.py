"""Where a case stands on the day of a computation: what lists and the case page show of its liability."""

from __future__ import annotations

from billing.liability import Assessment, LiabilityState, PeriodAssessment
from discharge.actions import Liability
from discharge.models import Case

NOTHING = Liability(None, None, Case.LiabilityState.NONE)


def present_liability(assessment: Assessment) -> Liability:
    """The period that runs decides; a stay that has ended, or is not ready, shows nothing."""
    running = [period for period in assessment.periods if period.state is not LiabilityState.ENDED]
    return _shown(max(running, key=lambda period: period.ready.sent_at)) if running else NOTHING


def _shown(period: PeriodAssessment) -> Liability:
    return Liability(period.starts_on, period.free_days_left, Case.LiabilityState(period.state.value))
