"""A case's eight steps as a time line: how far each has come, what was said in it, what it waits for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from discharge.presenters.messages.afterwards import mark_of
from discharge.presenters.people.parties import to_do
from discharge.process import CANCEL, MESSAGE_TYPES, OBJECTION, PAPER_NOTE, Tone
from discharge.process.fields import ROW_ID, Field, Kind, Row
from discharge.process.journal import Mark
from discharge.process.judging import afterwards
from discharge.process.judging.objections import may_object, objection_to
from discharge.process.judging.phases import answer
from discharge.process.on_paper.paper import OnPaper
from discharge.process.state import CaseState, Task
from discharge.process.steps import Standing, steps_of
from discharge.queries import CaseFile, Receiver, SeenMessage, UndoneReceipt, answering_types
from municipalities.swedish.clock import full_day_words, full_words, length_words
from municipalities.swedish.lists import and_list

MARKS = {
    Mark.COUNTS: "",
    Mark.CANCELLED: "Makulerat",
    Mark.CORRECTED: "Rättat senare",
    Mark.CORRECTION: "Rättelse",
}
OVERTAKEN = (Mark.CANCELLED, Mark.CORRECTED)
#: Its original stands, and may be corrected or answered.
STILL_SENT = (Mark.COUNTS, Mark.CORRECTED)
WITHDRAWN, CALLED_OFF = "Återtaget", "Inställt"
#: What tells the kinds apart at a glance, beside their words.
MARK_ICONS = {
    MARKS[Mark.CANCELLED]: "cancelled",
    MARKS[Mark.CORRECTED]: "corrected",
    MARKS[Mark.CORRECTION]: "corrected",
    WITHDRAWN: "withdrawn",
    CALLED_OFF: "cancelled",
}
DUPLICATE = "Samma sak meddelades tidigare: det tidigare meddelandet räknas."
#: By whether HSF has upheld it.
OBJECTION_WORDS = {
    None: "HSF har inte beslutat än; den angivna tiden räknas tills vidare.",
    True: "HSF har bifallit den: tiden då meddelandet skrevs in räknas.",
    False: "HSF har avslagit den: den angivna tiden står fast.",
}
HIDDEN = "Dolt: skyddade personuppgifter"
#: Of the patient's circumstances.
ENDED = "Gäller inte längre"


@dataclass(frozen=True, slots=True)
class StandingWords:
    """How far a step has come, as a tag."""

    name: str
    colour: str
    icon: str
    word: str


STANDINGS = {
    Standing.DONE: ("success", "done", "Klart"),
    Standing.WAITING: ("info", "ours", "Pågår"),
    Standing.LATE: ("danger", "late", "Försenat"),
    Standing.LATER: ("neutral", "other", "Senare"),
    Standing.NOT_NEEDED: ("neutral", "none", "Behövs inte"),
    Standing.MISSED: ("neutral", "none", "Uteblev"),
    # Of a step that a death has ended.
    Standing.ENDED: ("neutral", "closed", "Avslutat"),
}


@dataclass(frozen=True, slots=True)
class TaskWords:
    """Who owes what, by when; paper is sent to somebody."""

    who: str
    what: str
    deadline: datetime | None
    is_ours: bool


@dataclass(frozen=True, slots=True)
class LapsedWords:
    """Who never did what, and when it ended."""

    who: str
    what: str
    ended_at: datetime
    is_ours: bool


@dataclass(frozen=True, slots=True)
class ReceiverWords:
    """`on_paper` is how it stands with one that is not connected; whoever sends its `paper` prints it.

    `is_over`: the message is taken back from it, and no receipt is awaited.
    """

    unit: str
    acknowledged_at: datetime | None
    acknowledged_by: str
    on_paper: str = ""
    icon: str = ""
    paper: UUID | None = None
    is_over: bool = False
    #: Receipts that were given before, and undone.
    undone: tuple[UndoneReceipt, ...] = ()


@dataclass(frozen=True, slots=True)
class AttachmentWords:
    id: UUID
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class MessageWords:
    """One message as it stands in the time line; `fields` are (label, value).

    `late` is how much too late it was sent, "2 d 4 h"; empty when in time, or where nothing was due.
    `is_overtaken`: what it says no longer holds.
    `answer` is what the address of an answer's form ends with, where the unit may answer.
    `afterwards` says how and when it was sent outside the system, where it was; `objection` is the type of
    message that objects to it, where the unit may.
    """

    id: UUID
    type: str
    title: str
    unit: str
    sender: str
    sent_at: datetime
    late: str
    receivers: list[ReceiverWords]
    fields: list[tuple[str, str]]
    mark: str
    is_overtaken: bool
    attachments: list[AttachmentWords]
    answer: str
    paper: str
    cancelled_by: str
    may_be_corrected: bool
    waits_for_us: bool
    afterwards: str
    is_afterwards: bool
    objection: str
    #: The unit that has written it down for one that is not connected.
    entered_by: str = ""

    @property
    def mark_icon(self) -> str:
        return MARK_ICONS[self.mark]

    @property
    def is_in_view(self) -> bool:
        """Whether it is shown at once: it waits for the reader, or the reader may object to it."""
        return self.waits_for_us or bool(self.objection)

    @property
    def awaited(self) -> list[ReceiverWords]:
        """Those whose receipt counts."""
        return [to for to in self.receivers if not (to.is_over or to.icon == "none")]

    @property
    def received(self) -> int:
        return sum(1 for to in self.awaited if to.acknowledged_at or to.icon == "done")


@dataclass(frozen=True, slots=True)
class StepWords:
    """One step as it stands: what is owed in it, and what has been said."""

    number: int
    title: str
    standing: StandingWords
    needs: str
    tasks: list[TaskWords]
    lapsed: list[LapsedWords]
    messages: list[MessageWords]
    #: Whether somebody has said no in it, or objects and waits for a decision.
    is_unsettled: bool = False

    @property
    def is_folded(self) -> bool:
        """What is done is folded, but nothing that waits for the reader, nor what somebody has said no to."""
        is_over = self.standing.name in (Standing.DONE.value, Standing.ENDED.value)
        in_view = self.is_unsettled or any(one.is_in_view for one in self.messages)
        return is_over and bool(self.messages) and not in_view

    @property
    def latest(self) -> datetime:
        return max(message.sent_at for message in self.messages)


def steps(file: CaseFile, unit: UUID, now: datetime, *, hidden: bool) -> list[StepWords]:
    tasks = task_words(file, unit)
    in_steps = [message for message in file.messages if not MESSAGE_TYPES[message.type].naming.replies_to]
    said = [message_words(message, file, unit, hidden=hidden) for message in in_steps]
    unsettled, found = _unsettled(file), []
    for step in steps_of(file.state):
        owed = [words for task, words in tasks if MESSAGE_TYPES[task.type].step == step.number]
        messages = [message for message in said if MESSAGE_TYPES[message.type].step == step.number]
        needs = "" if owed else step.needs_in(file.state)
        is_late = any(task.deadline and task.deadline < now for task in owed)
        standing = step.standing(file.state, is_owed=bool(owed), is_late=is_late)
        tag = StandingWords(standing.value, *STANDINGS[standing])
        lapsed = [
            LapsedWords(file.names[one.unit], to_do(one.type), one.ended_at, one.unit == unit)
            for one in file.state.lapsed
            if MESSAGE_TYPES[one.type].step == step.number
        ]
        is_unsettled = any(message.id in unsettled for message in messages)
        found.append(StepWords(step.number, step.title, tag, needs, owed, lapsed, messages, is_unsettled))
    return found


def _unsettled(file: CaseFile) -> set[UUID]:
    """What is objected to and not decided, and the newest answers that say no."""
    answers = [message for name in answering_types() if (message := file.latest(name))]
    refused = {one.pk for one in answers if answer(one.type, one.facts)[0] is Tone.BAD}
    return refused | {one.message for one in file.state.objections.values() if one.upheld is None}


def task_words(file: CaseFile, unit: UUID) -> list[tuple[Task, TaskWords]]:
    """What is owed in the case, the earliest deadline first, what has none last, ours before others'."""
    names = file.names
    by_due = sorted(
        file.state.tasks, key=lambda task: (task.due is None, task.due or task.since, task.unit != unit)
    )
    found = []
    for task in by_due:
        words = to_do(task.type)
        if task.type == PAPER_NOTE.name:
            units = dict.fromkeys(names[one.paper.unit] for one in file.state.untold(task.unit))
            words = f"{words} till {and_list(units)}"
        found.append((task, TaskWords(names[task.unit], words, task.due, task.unit == unit)))
    return found


def message_words(message: SeenMessage, file: CaseFile, unit: UUID, *, hidden: bool) -> MessageWords:
    mark, destroyed = file.journal.mark(message.pk), message.destroyed
    taken_back = "" if mark in OVERTAKEN else _taken_back(message, file.state)
    is_overtaken = bool(taken_back) or mark in OVERTAKEN
    message_type, acts = MESSAGE_TYPES[message.type], file.state.acts(unit)
    own = acts and message.sender_unit_id == unit
    # What the region entered in its name, it takes back too.
    takes_back = own or (acts and message.sender_unit.pk == unit)
    may_be_cancelled = takes_back and mark not in OVERTAKEN and message_type.may_be_cancelled
    replies_to = "" if message_type.is_over(file.state) else message_type.naming.replies_to
    due = file.state.due.get(message.pk)
    if destroyed is None:
        changed = file.changed_in(message)
        fields = message_fields(message, file.names, hidden=hidden, changed=changed)
        attachments = file.attachments_of(message)
    else:
        # On which decision the content is gone.
        ground, day = destroyed.get_ground_display(), full_day_words(destroyed.decided_on)
        fields, attachments = [("Innehållet är förstört", f"{ground}: {destroyed.decision}, {day}")], []
    return MessageWords(
        id=message.pk,
        type=message.type,
        title=message_type.title,
        unit=message.sender_unit.full_name,
        sender=message.sender,
        sent_at=message.shown_at,
        late=length_words(message.shown_at - due) if due and message.shown_at > due else "",
        receivers=[_receiver_words(to, message, file, unit) for to in message.receivers],
        fields=fields,
        mark=taken_back or MARKS[mark],
        is_overtaken=is_overtaken,
        # A file's name may tell who the person is.
        attachments=[
            AttachmentWords(found.pk, "Bilaga" if hidden else found.name, found.kind_words)
            for found in attachments
        ],
        answer=f"?{replies_to}={message.pk}" if replies_to and acts and mark in STILL_SENT else "",
        paper=f"discharge:{message_type.paper}"
        if message_type.paper and not is_overtaken and not destroyed
        else "",
        cancelled_by=CANCEL.name if may_be_cancelled else "",
        may_be_corrected=mark in STILL_SENT and own and message_type.may_be_corrected and not destroyed,
        waits_for_us=message.waits_for(unit),
        afterwards=_afterwards(message, file.state),
        is_afterwards=message.outside is not None,
        objection=OBJECTION.name if may_object(file.state, message.pk, unit) else "",
        entered_by=message.entered_by.full_name if message.entered_by else "",
    )


def first_words(type: str, file: CaseFile, unit: UUID, *, hidden: bool) -> MessageWords | None:
    """The last message of the type that counts, as it was first sent: there it is corrected or cancelled."""
    said = file.latest(type)
    first = said and next((one for one in file.messages if one.pk == (said.corrects_id or said.pk)), None)
    return message_words(first, file, unit, hidden=hidden) if first else None


def _afterwards(message: SeenMessage, state: CaseState) -> str:
    said = [mark] if (mark := mark_of(message)) else []
    if afterwards.is_duplicate(state, message.pk):
        said.append(DUPLICATE)
    if found := objection_to(state, message.pk):
        said.append(f"Invändning {full_words(found.at)}. {OBJECTION_WORDS[found.upheld]}")
    return " ".join(said)


def _receiver_words(to: Receiver, message: SeenMessage, file: CaseFile, unit: UUID) -> ReceiverWords:
    """A receiver, and of one that is told on paper, whether it has been; who writes it may print it."""
    part = file.state.parts.get(to.unit.pk)
    is_over = file.state.mistaken_at or (part and part.mistaken_at)
    words = ReceiverWords(
        to.unit.full_name, to.acknowledged_at, to.acknowledged_by, is_over=bool(is_over), undone=to.undone
    )
    if to.connected:
        return words
    delivery = file.state.deliveries.get(OnPaper(message.pk, to.unit.pk))
    if delivery is None:
        return replace(words, on_paper="ska inte skickas", icon="none")
    paper = to.unit.pk if delivery.by == unit else None
    if delivery.told_at is None:
        return replace(words, on_paper="inte skickat på papper än", icon="waiting", paper=paper)
    told = f"skickat på papper {full_words(delivery.told_at)}"
    return replace(words, on_paper=told, icon="done", paper=paper)


def _taken_back(message: SeenMessage, state: CaseState) -> str:
    """How a later message has ended what this one began, where one has."""
    said = message.corrects_id or message.pk
    if state.is_withdrawn(said):
        return WITHDRAWN
    called_off = [meeting for meeting in state.sip.meetings if meeting.cancelled_at]
    return CALLED_OFF if any(said in (one.call, one.latest) for one in called_off) else ""


def message_fields(
    message: SeenMessage,
    names: Mapping[Any, str],
    *,
    hidden: bool,
    changed: Collection[str] = (),
    beside_circumstances: bool = False,
) -> list[tuple[str, str]]:
    """What the message said, by the labels of the process table; what was left empty is left out.

    What it `changed` of the patient's circumstances is marked; `beside_circumstances` leaves those out.
    """
    values, apart = message.said, (Kind.FILE, Kind.EARLIER)
    fields = MESSAGE_TYPES[message.type].fields
    # Of the patient's circumstances an empty text says that what was said has ended.
    unsaid = {True: (None,), False: (None, "")}
    said = [f for f in fields if values.get(f.name) not in unsaid[bool(f.group)] and f.kind not in apart]
    return [
        (
            f"{f.label} (ändrat)" if f.name in changed else f.label,
            HIDDEN if hidden and f.tells_who else field_words(f, values[f.name], names),
        )
        for f in said
        if not (beside_circumstances and f.group)
    ]


def field_words(field: Field, value: Any, names: Mapping[Any, str]) -> str:
    """A value as people read it; `names` says what ids and codes stand for."""
    if isinstance(value, list | tuple):
        return _list_words(field, value, names)
    if field.choices:
        return {"": ENDED, **dict(field.choices)}[value]
    if field.kind in (Kind.YES_NO, Kind.QUESTION):
        return "Ja" if value else "Nej"
    if isinstance(value, datetime):
        return full_words(value)
    if isinstance(value, date):
        return full_day_words(value)
    return str(names.get(value, value)) or ENDED


def _list_words(field: Field, values: Sequence[Any], names: Mapping[Any, str]) -> str:
    if field.kind is Kind.ROWS:
        about = field.each_of.name if field.each_of else ""
        return "\n".join(row_words(field, row, names.get((about, row[ROW_ID]), "")) for row in values)
    return ", ".join(names.get(unit, "") for unit in values)


def row_words(field: Field, row: Row, about: str = "") -> str:
    """ "Hemtjänst: Kommunen, Bita Hosseini, varje morgon"; `about` is what the row answers."""
    said = [
        dict(column.choices).get(row[column.name], "") if column.choices else row[column.name]
        for column in field.columns
    ]
    first, *rest = list(filter(None, [about, *said])) or [""]
    return f"{first}: {', '.join(rest)}" if rest else first
