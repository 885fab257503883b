from billing.models.agreements import (
    MARK_OF_ASSUMPTION,
    Agreement,
    Certainty,
    ChangedRules,
    DailyRate,
    RulesVersion,
    Terms,
    date_range,
)
from billing.models.averages import AverageCorrection, ChangedAverage, LedgerAverage
from billing.models.liability import (
    LiabilityDay,
    LiabilityFailure,
    LiabilityPeriod,
    LiabilityResult,
    UncomputedCase,
)
from billing.models.month_lines import MonthLine, MonthSum
from billing.models.months import BillingMonth, LedgerDay, LiabilityCorrection
from billing.models.nightly import NightlyRun, NightlyTask
from billing.models.what_if import WhatIf, WhatIfSum

__all__ = [
    "MARK_OF_ASSUMPTION",
    "Agreement",
    "AverageCorrection",
    "BillingMonth",
    "Certainty",
    "ChangedAverage",
    "ChangedRules",
    "DailyRate",
    "LedgerAverage",
    "LedgerDay",
    "LiabilityCorrection",
    "LiabilityDay",
    "LiabilityFailure",
    "LiabilityPeriod",
    "LiabilityResult",
    "MonthLine",
    "MonthSum",
    "NightlyRun",
    "NightlyTask",
    "RulesVersion",
    "Terms",
    "UncomputedCase",
    "WhatIf",
    "WhatIfSum",
    "date_range",
]
