"""The guide through a person's going home: what is done, what is on now, and what it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from discharge.presenters.people.consents import ConsentAsk, ask_if_refused
from discharge.process import DISCHARGE, DISCHARGE_INFORMATION, PATIENT_SUMMARY, MessageType, available
from discharge.queries import CaseFile, SeenMessage
from municipalities.models import Assignment

#: In the order in which a ward does them; each is sent by itself, and may be done before the one before.
STEPS = (DISCHARGE, DISCHARGE_INFORMATION, PATIENT_SUMMARY)


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One of the messages: sent, to be written, or not possible now and why."""

    type: MessageType
    title: str
    verb: str
    is_current: bool
    sent: SeenMessage | None
    may_be_corrected: bool
    refusal: str
    ask: ConsentAsk | None

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

    @property
    def done(self) -> int:
        return sum(1 for step in self.steps if step.sent)

    @property
    def is_done(self) -> bool:
        return self.done == len(self.steps)

    @property
    def latest(self) -> datetime | None:
        return max((step.sent.shown_at for step in self.steps if step.sent), default=None)


def guide(file: CaseFile, by: Assignment, wanted: str) -> Guide:
    """`wanted` is the step that the reader has chosen, where that is one of what is left."""
    refusals = dict(available(file.state, by.unit_id, by.unit.party))
    sent = {row: file.latest(row.name) for row in STEPS}
    # What the process does not offer in such a case says why as any message does.
    refused = {row: (refusals.get(row) or row.refusals(file.state, by.unit_id))[:1] for row in STEPS}
    left = [row for row in STEPS if not (sent[row] or refused[row])]
    current = next((row for row in left if row.name == wanted), left[0] if left else None)
    return Guide(
        [
            GuideStep(
                type=row,
                title=row.title,
                verb=row.verb_in(file.state),
                is_current=row is current,
                sent=sent[row],
                may_be_corrected=_may_correct(sent[row], row, by.unit_id, file),
                refusal="" if sent[row] else "".join(refused[row]),
                ask=ask_if_refused(row, file.state, by, refused[row][0])
                if refused[row] and not sent[row]
                else None,
            )
            for row in STEPS
        ],
        f"discharge:{PATIENT_SUMMARY.paper}" if sent[PATIENT_SUMMARY] and not file.case.mistaken_at else "",
    )


def _may_correct(sent: SeenMessage | None, row: MessageType, unit: UUID, file: CaseFile) -> bool:
    if sent is None or sent.destroyed:
        return False
    return sent.sender_unit_id == unit and row.may_be_corrected and file.state.acts(unit)
