"""The verbs: the only code that writes. Keyword-only, one transaction each, `by=` the assignment that acts.

Every action expects to run inside a transaction that acts as `by` (the request's, or
`municipalities.access.acting`); it raises `process.Refused`
when a rule says no, and then nothing is left behind.
"""

from discharge.actions.admission import register_admission
from discharge.actions.corrections import correct
from discharge.actions.drafts import discard_draft, save_draft
from discharge.actions.handover import decline_handover, request_handover
from discharge.actions.liability import Liability, set_liabilities, set_liability
from discharge.actions.mergers import follow_merger
from discharge.actions.messages import acknowledge, send
from discharge.actions.persons import Person
from discharge.actions.sip_start import start_sip

__all__ = [
    "Liability",
    "Person",
    "acknowledge",
    "correct",
    "decline_handover",
    "discard_draft",
    "follow_merger",
    "register_admission",
    "request_handover",
    "save_draft",
    "send",
    "set_liabilities",
    "set_liability",
    "start_sip",
]
