"""The one judgement of how it stands with liability on the day of a computation."""

from billing.liability.reasons import Cause, Reason
from billing.liability.results import Assessment, PeriodAssessment
from discharge.process.outlook import LiabilityOutlook, Outlook

#: What the region can still put right; every other reason stands whatever anybody does.
STILL_POSSIBLE = frozenset(
    {Reason.SIP_CALL_PENDING, Reason.OUTPATIENT_CARE_UNKNOWN, Reason.OUTPATIENT_CARE_UNAVAILABLE}
)


def outlook_of(assessment: Assessment) -> LiabilityOutlook:
    """That of the period that runs; a stay that has ended, or is not ready, has none."""
    period = assessment.running
    if period is None:
        return LiabilityOutlook()
    missing = _missing_reasons(period)
    outlook = _judge_outlook(period, missing, has_begun=_has_begun(assessment, period))
    if outlook is not Outlook.PENDING:
        return LiabilityOutlook(outlook, period.starts_on)
    due_on = next((cause.due_on for cause in missing if cause.due_on), None)
    return LiabilityOutlook(outlook, period.starts_on, tuple(cause.reason.value for cause in missing), due_on)


def _missing_reasons(period: PeriodAssessment) -> list[Cause]:
    """What stands between today, or the day of the start, and the money; leave passes by itself."""
    return [cause for cause in period.ahead if cause.reason is not Reason.ON_LEAVE]


def _judge_outlook(period: PeriodAssessment, missing: list[Cause], *, has_begun: bool) -> Outlook:
    if period.starts_on is None or not STILL_POSSIBLE.issuperset(cause.reason for cause in missing):
        return Outlook.BARRED
    if missing:
        return Outlook.PENDING
    return Outlook.STANDS if has_begun else Outlook.WILL_START


def _has_begun(assessment: Assessment, period: PeriodAssessment) -> bool:
    return period.starts_on is not None and period.starts_on <= assessment.as_of
