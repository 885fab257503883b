"""The process as data: every message type once, and the fold that every other part reads.

Pure: no Django, no clock, no database. To add a message type is to add a row to a file of `table/`
(and a test); forms, buttons, time line, API schema and receipts follow from the row. Nothing outside
this package compares message types.
Source of each row: lag (2017:612) om samverkan vid utskrivning från sluten hälso- och sjukvård (LUS)
and the county's agreement HSN 2019-1416; `(assumed)` marks what no text settles.
"""

from discharge.process.facts import liability_facts
from discharge.process.folding import apply, available, effective, fold, receivers
from discharge.process.message_type import Ask, MessageType, Refused, Rule
from discharge.process.table import MESSAGE_TYPES
from discharge.process.times import STOCKHOLM, end_of, local_date
from discharge.process.words import CERTAINTIES, OUTPATIENT_STATUSES, STEPS

__all__ = [
    "CERTAINTIES",
    "MESSAGE_TYPES",
    "OUTPATIENT_STATUSES",
    "STEPS",
    "STOCKHOLM",
    "Ask",
    "MessageType",
    "Refused",
    "Rule",
    "apply",
    "available",
    "effective",
    "end_of",
    "fold",
    "liability_facts",
    "local_date",
    "receivers",
]
