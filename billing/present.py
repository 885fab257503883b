"""Where a case stands on the day of a computation: what lists and the case page show of its liability."""

from __future__ import annotations

from billing.liability import Assessment, PeriodAssessment, Reason
from discharge.actions import Liability
from discharge.models import Case

NOTHING = Liability(None, None, Case.LiabilityState.NONE)
#: What the region can still put right; every other reason stands whatever anybody does.
STILL_POSSIBLE = frozenset(
    {Reason.SIP_CALL_PENDING, Reason.OUTPATIENT_CARE_UNKNOWN, Reason.OUTPATIENT_CARE_UNAVAILABLE}
)


def present_liability(assessment: Assessment) -> Liability:
    """The period that runs decides; a stay that has ended, or is not ready, shows nothing."""
    period = assessment.running
    if period is None:
        return NOTHING
    state = Case.LiabilityState(period.state.value)
    return Liability(period.starts_on, period.free_days_left, state, missing(period))


def missing(period: PeriodAssessment) -> tuple[str, ...]:
    """What the region has to do before the municipality can be liable; nothing where it would not help."""
    ahead = [reason for reason in period.ahead if reason is not Reason.ON_LEAVE]
    if not STILL_POSSIBLE.issuperset(ahead):
        return ()
    return tuple(reason.value for reason in ahead)
