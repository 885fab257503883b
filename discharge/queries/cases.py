"""One case: the door to it, and everything that its page shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    Func,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    UUIDField,
)
from django.db.models.functions import Now
from django.http import Http404

from discharge import journal, process
from discharge.actions import derive
from discharge.models import Block, BlockOpening, Case, Destruction, Message, Participation, Recipient
from discharge.process.journal import Journal, of_messages
from discharge.state import CaseState
from municipalities import access
from municipalities.models import AccessLog, Assignment, District, Municipality, User

_WHO = ("patient__municipality", "patient__district", "ward", "payer", "district")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with all that has been said in it; `names` says what ids and codes in messages stand for."""

    case: Case
    state: CaseState
    parts: list[Participation]
    messages: list[Message]
    names: dict[Any, str]
    blocks: list[Block] = field(default_factory=list)
    destroyed: dict[UUID, Destruction] = field(default_factory=dict)
    journal: Journal[Message] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "journal", of_messages(self.messages))

    @property
    def closed_units(self) -> set[UUID]:
        """The units whose blockable messages the reader does not see now."""
        return {block.unit_id for block in self.blocks if block.is_closed}

    def is_blocked(self, type: str) -> bool:
        """Whether a message of the type may have been said where the reader does not see it."""
        row = process.MESSAGE_TYPES[type]
        closed = (part for part in self.parts if part.unit_id in self.closed_units)
        return row.blockable and type in self.state.sent and any(p.party in row.senders for p in closed)

    def part_of(self, unit_id: UUID) -> Participation:
        return next(part for part in self.parts if part.unit_id == unit_id)

    def latest(self, type: str) -> Message | None:
        """The last message of the type that counts: not cancelled, and as it was last corrected."""
        said = [message for message in self.journal.counting if message.type == type]
        return said[-1] if said and said[-1].pk not in self.destroyed else None

    def as_corrected(self, message_id: UUID) -> Message | None:
        """The message as it was last corrected; None where the unit may not read it."""
        return self.journal.latest(message_id)


def open_case(
    assignment: Assignment,
    case_id: UUID,
    *,
    action: AccessLog.Action = AccessLog.Action.OPEN,
    detail: str = "",
) -> Case:
    """The case, if the unit takes part in it: the only door to a person's details.

    Row-level security decides, and the access log is written before anything is shown, for a refused
    attempt too. Raises Http404.
    """
    case = _read(assignment, case_id)
    access.record(
        action,
        by=assignment,
        case_id=case_id,
        patient_id=case.patient_id if case else None,
        refused=case is None,
        detail=detail,
    )
    if case is None:
        raise Http404
    if case.seen_until:
        _as_it_was(case)
    return case


def last_said(case: Case, types: tuple[str, ...]) -> dict[str, Any]:
    """What the last message of these types says, as forms take it; empty where there is none."""
    message = Message.objects.filter(case=case, type__in=types).order_by("-sent_at", "-id").first()
    if message is None:
        return {}
    return process.MESSAGE_TYPES[message.type].decoded(message.facts | message.content)


def _read(assignment: Assignment, case_id: UUID) -> Case | None:
    """The case with the end of the unit's own part in it, in one statement."""
    own = Participation.objects.filter(case=OuterRef("pk"), unit_id=assignment.unit_id)
    cases = Case.objects.select_related(*_WHO).annotate(part_ended_at=Subquery(own.values("ended_at")))
    case = cases.filter(pk=case_id).first()
    if case:
        case.seen_until = case.part_ended_at
    return case


def state_of(case: Case) -> CaseState:
    """What the case's messages add up to; for a unit whose part has ended, what they did then."""
    entries = journal.read(case.pk)
    until = case.seen_until
    return process.fold(entry for entry in entries if until is None or entry.sent_at <= until)


def _as_it_was(case: Case) -> None:
    """The columns as they stood when the unit's part ended: the rest is not its business."""
    for name, value in derive.case_columns(state_of(case)).items():
        setattr(case, name, value)
    case.starts_on, case.free_days_left = None, None
    case.liability_state = Case.LiabilityState.NONE


def case_file(case: Case) -> CaseFile:
    """All that a case's page shows; `case` comes from `open_case`."""
    state = state_of(case)
    rows = Participation.objects.filter(case=case).select_related("unit", "responsible")
    parts = [part for part in rows.order_by("since") if part.unit_id in state.parts]
    if case.seen_until:
        _set(parts, state)
    messages = _messages(case)
    names = _names(parts, messages)
    return CaseFile(case, state, parts, messages, names, blocks(case), _destroyed(case))


def _destroyed(case: Case) -> dict[UUID, Destruction]:
    """The messages whose content has been destroyed, and on which decision."""
    done = Destruction.objects.filter(case=case, confirmed_at__isnull=False)
    return {message: destruction for destruction in done for message in destruction.messages}


def blocks(case: Case) -> list[Block]:
    """The blocks that hold for the person; each says whether it is the reader's own, or opened until when."""
    own = ExpressionWrapper(
        Q(unit=Func(function="app_unit", output_field=UUIDField())), output_field=BooleanField()
    )
    opened = BlockOpening.objects.filter(block=OuterRef("pk"), until__gt=Now()).order_by("-until")
    rows = Block.objects.filter(patient_id=case.patient_id, lifted_at__isnull=True).select_related("unit")
    seen = rows.annotate(of_reader=own, open_until=Subquery(opened.values("until")[:1])).order_by("set_at")
    for block in seen:
        block.is_own, block.opened_until = block.of_reader, block.open_until
    return list(seen)


def _set(parts: list[Participation], state: CaseState) -> None:
    """The parts as they stood when the reading unit's own ended."""
    for part in parts:
        for name, value in derive.part_columns(state, state.parts[part.unit_id]).items():
            setattr(part, name, value)


def _messages(case: Case) -> list[Message]:
    to = Recipient.objects.select_related("unit", "receipt__assignment__user").order_by("unit__sort_key")
    rows = Message.objects.filter(case=case).select_related("sender__user", "sender_unit")
    rows = rows.prefetch_related(Prefetch("recipients", to), "attachments")
    return list(rows.order_by("sent_at", "id"))


def _names(parts: list[Participation], messages: list[Message]) -> dict[Any, str]:
    """Units, people, areas and messages that messages name by id or code."""
    said = [value for message in messages for value in message.facts.values()]
    people = User.objects.filter(pk__in=[value for value in said if isinstance(value, int)])
    codes = [value for value in said if isinstance(value, str)]
    return {
        **{part.unit_id: part.unit.full_name for part in parts},
        **{message.pk: process.MESSAGE_TYPES[message.type].title for message in messages},
        **{user.pk: user.name for user in people},
        **dict(Municipality.objects.filter(pk__in=codes).values_list("pk", "name")),
        **dict(District.objects.filter(pk__in=_ids(codes)).values_list("pk", "name")),
    }


def _ids(texts: list[str]) -> list[UUID]:
    return [UUID(text) for text in texts if len(text) == 36 and text.count("-") == 4]
