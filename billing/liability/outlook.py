"""The one judgement of how it stands with liability on the day of a computation."""

from billing.liability.reasons import Reason
from billing.liability.results import Assessment
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
    # What stands between today, or the day of the start, and the money; leave passes by itself.
    missing = [cause for cause in period.ahead if cause.reason is not Reason.ON_LEAVE]
    starts_on = period.starts_on
    if starts_on is None or not STILL_POSSIBLE.issuperset(cause.reason for cause in missing):
        return LiabilityOutlook(Outlook.BARRED, starts_on)
    if not missing:
        has_begun = starts_on <= assessment.as_of
        return LiabilityOutlook(Outlook.STANDS if has_begun else Outlook.WILL_START, starts_on)
    due_on = next((cause.due_on for cause in missing if cause.due_on), None)
    told = tuple(cause.reason.value for cause in missing)
    return LiabilityOutlook(Outlook.PENDING, starts_on, told, due_on)
