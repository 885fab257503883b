from billing.models.liability import (
    LiabilityDay,
    LiabilityFailure,
    LiabilityPeriod,
    LiabilityResult,
    UncomputedCase,
)
from billing.models.nightly import NightlyRun, NightlyTask

__all__ = [
    "LiabilityDay",
    "LiabilityFailure",
    "LiabilityPeriod",
    "LiabilityResult",
    "NightlyRun",
    "NightlyTask",
    "UncomputedCase",
]
