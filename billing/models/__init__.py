from billing.models.agreements import (
    Agreement,
    Certainty,
    ChangedRules,
    DailyRate,
    RulesVersion,
    Terms,
    date_range,
)
from billing.models.liability import (
    LiabilityDay,
    LiabilityFailure,
    LiabilityPeriod,
    LiabilityResult,
    UncomputedCase,
)
from billing.models.months import BillingMonth, LedgerDay, LiabilityCorrection
from billing.models.nightly import NightlyRun, NightlyTask

__all__ = [
    "Agreement",
    "BillingMonth",
    "Certainty",
    "ChangedRules",
    "DailyRate",
    "LedgerDay",
    "LiabilityCorrection",
    "LiabilityDay",
    "LiabilityFailure",
    "LiabilityPeriod",
    "LiabilityResult",
    "NightlyRun",
    "NightlyTask",
    "RulesVersion",
    "Terms",
    "UncomputedCase",
    "date_range",
]
