"""The verbs: the only code that writes. Keyword-only, one transaction each, `by=` the assignment that acts.

Every action expects to run inside a transaction that acts as `by` (the request's, or
`municipalities.access.acting`); it raises `process.Refused`
when a rule says no, and then nothing is left behind.
"""

from discharge.actions.admission import Person, register_admission
from discharge.actions.corrections import correct
from discharge.actions.handover import decline_handover, request_handover
from discharge.actions.liability import Liability, set_liabilities, set_liability
from discharge.actions.messages import acknowledge, send

__all__ = [
    "Liability",
    "Person",
    "acknowledge",
    "correct",
    "decline_handover",
    "register_admission",
    "request_handover",
    "send",
    "set_liabilities",
    "set_liability",
]
