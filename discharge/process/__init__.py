"""The process as data: every message type once, and the fold that every other part reads.

Pure: no Django, no clock, no database. To add a message type is to add a row to a file of `table/`
(and a test); forms, buttons, time line, API schema and receipts follow from the row. Nothing outside
this package compares message types.
Source of each row: lag (2017:612) om samverkan vid utskrivning från sluten hälso- och sjukvård (LUS)
and the county's agreement HSN 2019-1416; `(assumed)` marks what no text settles.
"""

from discharge.process.facts import FACTS_VERSION, liability_facts
from discharge.process.folding import apply, available, effective, fold, fold_before, fold_until, receivers
from discharge.process.message_type import Ask, MessageType, Rule, UnitRule
from discharge.process.sip.facts import sip_facts
from discharge.process.sip.rules import plan_name
from discharge.process.steps import SIP_STEPS, STEPS
from discharge.process.table import MESSAGE_TYPES
from discharge.process.table.placement import PLACEMENT_TYPES
from discharge.process.table.sip_meeting import MEETING_CALLS
from discharge.process.well_known import (
    ADD_UNIT,
    ADMISSION_NOTICE,
    CANCEL,
    CARE_CONTACT,
    CONSENT,
    DISCHARGE,
    DISCHARGE_INFORMATION,
    HANDOVER,
    OBJECTION,
    OBJECTION_DECISION,
    PAPER_NOTE,
    PATIENT_SUMMARY,
    PLANNED_ADMISSION,
    SIP_CALL,
    SIP_START,
    TAKE,
    TRANSFER,
)
from discharge.process.wording import Tells, Tone
from discharge.process.words import (
    ANSWERS_TO_CALL,
    ANSWERS_TO_PLAN,
    CERTAINTIES,
    MAIN_PARTIES,
    MEETING_FORMS,
    OUTCOMES,
    OUTPATIENT_STATUSES,
    PLANNED,
    TRACKS,
    in_sentence,
    infinitive,
)
from municipalities.refusal import Refused

__all__ = [
    "ADD_UNIT",
    "ADMISSION_NOTICE",
    "ANSWERS_TO_CALL",
    "ANSWERS_TO_PLAN",
    "CANCEL",
    "CARE_CONTACT",
    "CERTAINTIES",
    "CONSENT",
    "DISCHARGE",
    "DISCHARGE_INFORMATION",
    "FACTS_VERSION",
    "HANDOVER",
    "MAIN_PARTIES",
    "MEETING_CALLS",
    "MEETING_FORMS",
    "MESSAGE_TYPES",
    "OBJECTION",
    "OBJECTION_DECISION",
    "OUTCOMES",
    "OUTPATIENT_STATUSES",
    "PAPER_NOTE",
    "PATIENT_SUMMARY",
    "PLACEMENT_TYPES",
    "PLANNED",
    "PLANNED_ADMISSION",
    "SIP_CALL",
    "SIP_START",
    "SIP_STEPS",
    "STEPS",
    "TAKE",
    "TRACKS",
    "TRANSFER",
    "Ask",
    "MessageType",
    "Refused",
    "Rule",
    "Tells",
    "Tone",
    "UnitRule",
    "apply",
    "available",
    "effective",
    "fold",
    "fold_before",
    "fold_until",
    "in_sentence",
    "infinitive",
    "liability_facts",
    "plan_name",
    "receivers",
    "sip_facts",
]
