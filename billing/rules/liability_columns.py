"""Where a case stands on the day of a computation: what lists and the case page show of its liability."""

from __future__ import annotations

from billing.liability import Assessment, outlook_of
from discharge.process.outlook import Liability

NOTHING = Liability()


def present_liability(assessment: Assessment) -> Liability:
    """The period that runs decides; a stay that has ended, or is not ready, shows nothing."""
    period = assessment.running
    return Liability(outlook_of(assessment), period.free_days_left) if period else NOTHING
