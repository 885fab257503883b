"""A case's eight steps as a time line: how far each has come, what was said in it, what it waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from discharge.fields import Field, Kind
from discharge.models import Message, Recipient
from discharge.presenters.parties import TO_DO
from discharge.process import MESSAGE_TYPES, STEPS
from discharge.queries import CaseFile
from discharge.state import CaseState, Task
from municipalities.parties import Party
from municipalities.times import full_day_words, full_words

#: What a protected identity hides in an inskrivningsmeddelande until a reason is given.
PERSONAL = frozenset({"name", "identity_number", "address"})
CANCELLED, CORRECTED, CORRECTION = "Makulerat", "Rättat senare", "Rättelse"
HIDDEN = "Dolt: skyddade personuppgifter"
#: Messages that are also a paper: the address of its PDF.
PAPERS = {"sip_call": "discharge:sip-call-pdf", "patient_summary": "discharge:patient-summary-pdf"}
NEEDS = {
    2: "Öppenvården utser en fast vårdkontakt före hemgången.",
    3: "Kommunen tar emot planeringen; varje part skriver sin egen del.",
    4: "Den fasta vårdkontakten kallar till SIP senast tre dagar efter utskrivningsklar.",
    5: "Avdelningen meddelar utskrivningsklar när läkaren har gjort sin bedömning.",
    6: "Avdelningen meddelar hemgång samma dag och skriver trygghetskvitto.",
    7: "SIP upprättas vid mötet.",
    8: "SIP följs upp och avslutas.",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a step has come."""

    name: str
    colour: str
    icon: str
    word: str


DONE = Standing("done", "success", "done", "Klart")
WAITING = Standing("waiting", "info", "ours", "Pågår")
LATE = Standing("late", "danger", "late", "Försenat")
LATER = Standing("later", "neutral", "other", "Senare")
NOT_NEEDED = Standing("not-needed", "neutral", "none", "Behövs inte")


@dataclass(frozen=True, slots=True)
class TaskWords:
    """Who owes what, by when."""

    who: str
    what: str
    deadline: datetime | None
    is_ours: bool


@dataclass(frozen=True, slots=True)
class ReceiverWords:
    unit: str
    acknowledged_at: datetime | None
    acknowledged_by: str


@dataclass(frozen=True, slots=True)
class MessageWords:
    """One message as it stands in the time line; `fields` are (label, value)."""

    id: UUID
    type: str
    title: str
    unit: str
    sender: str
    sent_at: datetime
    receivers: list[ReceiverWords]
    fields: list[tuple[str, str]]
    mark: str
    paper: str
    may_be_cancelled: bool
    may_be_corrected: bool
    waits_for_us: bool


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    title: str
    standing: Standing
    needs: str
    tasks: list[TaskWords]
    messages: list[MessageWords]


def steps(file: CaseFile, unit: UUID, now: datetime, *, hidden: bool) -> list[Step]:
    tasks = task_words(file, unit)
    said = [message_words(message, file, unit, hidden=hidden) for message in file.messages]
    return [_step(number, file.state, tasks, said, now) for number in STEPS]


def _step(
    number: int,
    state: CaseState,
    tasks: list[tuple[Task, TaskWords]],
    said: list[MessageWords],
    now: datetime,
) -> Step:
    mine = [words for task, words in tasks if MESSAGE_TYPES[task.type].step == number]
    messages = [message for message in said if MESSAGE_TYPES[message.type].step == number]
    standing = _standing(number, state, mine, now)
    needs = NEEDS.get(number, "") if standing in (WAITING, LATER, LATE) and not mine else ""
    return Step(number, STEPS[number], standing, needs, mine, messages)


def _standing(number: int, state: CaseState, tasks: list[TaskWords], now: datetime) -> Standing:
    if any(task.deadline and task.deadline < now for task in tasks):
        return LATE
    if tasks:
        return WAITING
    if _is_done(number, state):
        return DONE
    return NOT_NEEDED if _is_not_needed(number, state) else LATER


def _is_done(number: int, state: CaseState) -> bool:
    done = {
        1: state.admission_notice_at is not None,
        2: state.care_contact_at is not None,
        3: any(part.responsible for part in state.parts.values()),
        4: bool(state.sip_calls),
        5: bool(state.ready_periods) and state.ready_periods[-1].withdrawn_at is None,
        6: state.ended_at is not None,
    }
    return done.get(number, False)


def _is_not_needed(number: int, state: CaseState) -> bool:
    """A step that the notice says is not needed, or that nobody in the case can take any more."""
    if number == 2:
        return not any(part.party == Party.OUTPATIENT for part in state.parts.values())
    if number in (4, 7, 8) and state.ready_periods:
        return not state.sip_needed or state.compulsory_outpatient_care
    return number < 6 and not state.is_open


def task_words(file: CaseFile, unit: UUID) -> list[tuple[Task, TaskWords]]:
    """What is owed in the case, the earliest deadline first, what has none last, ours before others'."""
    names = {part.unit_id: part.unit.full_name for part in file.parts}
    by_due = sorted(
        file.state.tasks, key=lambda task: (task.due is None, task.due or task.since, task.unit != unit)
    )
    return [
        (task, TaskWords(names[task.unit], TO_DO[task.type], task.due, task.unit == unit)) for task in by_due
    ]


def message_words(message: Message, file: CaseFile, unit: UUID, *, hidden: bool) -> MessageWords:
    receivers, mark = list(message.recipients.all()), _mark(message, file)
    row, own = MESSAGE_TYPES[message.type], _is_own(message, file, unit)
    return MessageWords(
        id=message.pk,
        type=message.type,
        title=row.title,
        unit=message.sender_unit.full_name,
        sender=message.sender.user.name,
        sent_at=message.sent_at,
        receivers=[_receiver(recipient) for recipient in receivers],
        fields=message_fields(message, file.names, hidden=hidden),
        mark=mark,
        paper=PAPERS.get(message.type, "") if mark in ("", CORRECTION) else "",
        may_be_cancelled=not mark and own and row.may_be_cancelled,
        may_be_corrected=mark in ("", CORRECTED) and own and row.may_be_corrected,
        waits_for_us=any(r.unit_id == unit and not hasattr(r, "receipt") for r in receivers),
    )


def _mark(message: Message, file: CaseFile) -> str:
    """A message that no longer says what counts stays readable, and marked."""
    if str(message.pk) in file.cancelled:
        return CANCELLED
    if any(other.corrects_id == message.pk for other in file.messages):
        return CORRECTED
    return CORRECTION if message.corrects_id else ""


def _is_own(message: Message, file: CaseFile, unit: UUID) -> bool:
    """The unit's own, while it has a part in the case."""
    return message.sender_unit_id == unit and file.state.acts(unit)


def _receiver(recipient: Recipient) -> ReceiverWords:
    receipt = getattr(recipient, "receipt", None)
    if receipt is None:
        return ReceiverWords(recipient.unit.full_name, None, "")
    return ReceiverWords(recipient.unit.full_name, receipt.acknowledged_at, receipt.assignment.user.name)


def message_fields(
    message: Message, names: Mapping[Any, str], *, hidden: bool = False
) -> list[tuple[str, str]]:
    """What the message said, by the labels of the process table; what was left empty is left out."""
    row = MESSAGE_TYPES[message.type]
    values = row.decoded(message.facts | message.content)
    hides = PERSONAL if hidden and row.starts_case else frozenset()
    said = [field for field in row.fields if values.get(field.name) not in (None, "")]
    return [(f.label, HIDDEN if f.name in hides else field_words(f, values[f.name], names)) for f in said]


def field_words(field: Field, value: Any, names: Mapping[Any, str]) -> str:
    """A value as people read it; `names` says what ids and codes stand for."""
    if field.choices:
        return dict(field.choices)[value]
    if field.kind is Kind.YES_NO:
        return "Ja" if value else "Nej"
    if isinstance(value, datetime):
        return full_words(value)
    if isinstance(value, date):
        return full_day_words(value)
    return str(names.get(value, value))
