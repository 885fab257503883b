"""The rules of money: from the facts of a case, terms and rates to days, amounts and reasons.

Pure: no Django, no clock, no database, no files. Every computation of liability goes through here:
`assess` for a case, `average_outcome` for a month under the average model.
"""

from billing.liability.assessment import assess, is_final
from billing.liability.average import (
    NOT_PROPERLY_NOTICED,
    AverageCase,
    AverageOutcome,
    AverageSums,
    average_outcome,
    settle,
)
from billing.liability.changes import Changes, changed_rules
from billing.liability.conditions import AdmissionNotice, admission_notice
from billing.liability.facts import (
    Care,
    CareType,
    CaseFacts,
    Change,
    InvalidFacts,
    Leave,
    OutpatientStatement,
    OutpatientStatus,
    ReadyPeriodFacts,
    SipWish,
    latest_moment,
)
from billing.liability.outlook import STILL_POSSIBLE, outlook_of
from billing.liability.reasons import Cause, Condition, Evidence, Reason
from billing.liability.results import (
    Assessment,
    CareDay,
    DayState,
    EndedBy,
    PeriodAssessment,
    Place,
)
from billing.liability.terms import (
    COUNTY,
    STATUTE,
    CareTerms,
    InvalidTerms,
    Model,
    Rate,
    Rulebook,
    Settlement,
    Unit,
)

__all__ = [
    "COUNTY",
    "NOT_PROPERLY_NOTICED",
    "STATUTE",
    "STILL_POSSIBLE",
    "AdmissionNotice",
    "Assessment",
    "AverageCase",
    "AverageOutcome",
    "AverageSums",
    "Care",
    "CareDay",
    "CareTerms",
    "CareType",
    "CaseFacts",
    "Cause",
    "Change",
    "Changes",
    "Condition",
    "DayState",
    "EndedBy",
    "Evidence",
    "InvalidFacts",
    "InvalidTerms",
    "Leave",
    "Model",
    "OutpatientStatement",
    "OutpatientStatus",
    "PeriodAssessment",
    "Place",
    "Rate",
    "ReadyPeriodFacts",
    "Reason",
    "Rulebook",
    "Settlement",
    "SipWish",
    "Unit",
    "admission_notice",
    "assess",
    "average_outcome",
    "changed_rules",
    "is_final",
    "latest_moment",
    "outlook_of",
    "settle",
]
