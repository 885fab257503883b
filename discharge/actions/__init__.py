"""The verbs: what is written. Keyword-only, one transaction each, `by=` the assignment that acts.

Every action expects to run inside a transaction that acts as `by` (the request's, or
`municipalities.access.acting.acting`); it raises `process.Refused`
when a rule says no, and then nothing is left behind. Three are the worker's and have no `by=`:
`set_liabilities`, `refold_outdated` and `end_tasks`. The access log is written by whoever reads.
"""

from discharge.actions.admission import is_minor, preview_admission, register_admission
from discharge.actions.corrections import correct, preview_correction
from discharge.actions.handover import decline_handover, request_handover
from discharge.actions.liability import set_liabilities, set_liability
from discharge.actions.lists.saved_views import remove_view, save_view
from discharge.actions.log_reviews import draw_readings, review_reading
from discharge.actions.mergers import follow_merger
from discharge.actions.people.blocks import lift_block, open_block, set_block
from discharge.actions.people.links import link_number, undo_link
from discharge.actions.persons import (
    RegisteredPerson,
    correct_person,
    protect_person,
    show_place,
    take_over_person,
    unprotect_person,
)
from discharge.actions.record_keeping import ask_destruction, ask_disposal, destroy_content, withdraw_request
from discharge.actions.refolding import end_tasks, refold_outdated
from discharge.actions.sending.deciding import decide, preview_entry
from discharge.actions.sending.drafts import discard_draft, forget_drafts, save_draft
from discharge.actions.sending.messages import acknowledge, preview, send, undo_receipts
from discharge.actions.sip_start import start_sip
from discharge.actions.wrongly_sent import note_recall, note_wrongly_sent

__all__ = [
    "RegisteredPerson",
    "acknowledge",
    "ask_destruction",
    "ask_disposal",
    "correct",
    "correct_person",
    "decide",
    "decline_handover",
    "destroy_content",
    "discard_draft",
    "draw_readings",
    "end_tasks",
    "follow_merger",
    "forget_drafts",
    "is_minor",
    "lift_block",
    "link_number",
    "note_recall",
    "note_wrongly_sent",
    "open_block",
    "preview",
    "preview_admission",
    "preview_correction",
    "preview_entry",
    "protect_person",
    "refold_outdated",
    "register_admission",
    "remove_view",
    "request_handover",
    "review_reading",
    "save_draft",
    "save_view",
    "send",
    "set_block",
    "set_liabilities",
    "set_liability",
    "show_place",
    "start_sip",
    "take_over_person",
    "undo_link",
    "undo_receipts",
    "unprotect_person",
    "withdraw_request",
]
