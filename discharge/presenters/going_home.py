"""The guide through a person's going home: what is done, what is on now, and what it waits for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from discharge.presenters.messages.timeline import MessageWords, first_words, message_words
from discharge.presenters.people.consents import ConsentAsk, ask_if_refused
from discharge.process import DISCHARGE, DISCHARGE_INFORMATION, PATIENT_SUMMARY, MessageType, available
from discharge.queries import CaseFile
from municipalities.models import Assignment

#: In the order in which a ward does them; each is sent by itself, and may be done before the one before.
STEPS = (DISCHARGE, DISCHARGE_INFORMATION, PATIENT_SUMMARY)


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One of the messages: sent, to be written, or not possible now and why.

    `corrects` is the message that is corrected where what was sent is wrong, if the reader may.
    """

    type: MessageType
    verb: str
    sent: MessageWords | None = None
    corrects: UUID | None = None
    refusal: str = ""
    ask: ConsentAsk | None = None
    is_current: bool = False

    @property
    def word(self) -> str:
        if self.sent:
            return "Klart"
        return "Går inte nu" if self.refusal else "Nu" if self.is_current else "Kvar"


@dataclass(frozen=True, slots=True)
class Guide:
    steps: list[GuideStep]
    #: Where the patient's own paper is printed, once it is written.
    paper: str

    @property
    def current(self) -> GuideStep | None:
        return next((step for step in self.steps if step.is_current), None)


def guide(file: CaseFile, by: Assignment, wanted: str) -> Guide:
    """`wanted` is the step that the reader has chosen, where that is one of what is left."""
    offered = dict(available(file.state, by.unit_id, by.unit.party))
    steps = [_step(row, file, by, offered.get(row)) for row in STEPS]
    left = [step for step in steps if not (step.sent or step.refusal)]
    current = next((step for step in left if step.type.name == wanted), left[0] if left else None)
    written = next(step.sent for step in steps if step.type is PATIENT_SUMMARY)
    return Guide(
        [replace(step, is_current=step is current) for step in steps],
        written.paper if written and not file.case.mistaken_at else "",
    )


def _step(row: MessageType, file: CaseFile, by: Assignment, refusals: list[str] | None) -> GuideStep:
    """`refusals` is None of what the process does not offer in such a case; it says why all the same."""
    verb, said = row.verb_in(file.state), file.latest(row.name)
    if said:
        first = first_words(row.name, file, by.unit_id, hidden=True)
        sent = message_words(said, file, by.unit_id, hidden=True)
        return GuideStep(row, verb, sent, first.id if first and first.may_be_corrected else None)
    refusal = next(iter(refusals or row.refusals(file.state, by.unit_id)), "")
    ask = ask_if_refused(row, file.state, by, refusal) if refusal else None
    return GuideStep(row, verb, refusal=refusal, ask=ask)
