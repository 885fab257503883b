"""One case: the door to it, and everything that its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404

from discharge import journal, process
from discharge.models import Case, Message, Participation, Recipient
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

    def part_of(self, unit_id: UUID) -> Participation:
        return next(part for part in self.parts if part.unit_id == unit_id)

    @property
    def cancelled(self) -> set[str]:
        """The ids of messages that a later one has cancelled."""
        return {
            message.facts[row.cancels]
            for message in self.messages
            if (row := process.MESSAGE_TYPES[message.type]).cancels
        }

    def latest(self, type: str) -> Message | None:
        """The last message of the type that counts: not cancelled, and as it was last corrected."""
        sent = [m for m in self.messages if m.type == type and not m.corrects_id]
        counting = [m for m in sent if str(m.pk) not in self.cancelled]
        if not counting:
            return None
        return [m for m in self.messages if counting[-1].pk in (m.pk, m.corrects_id)][-1]


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
    case = Case.objects.select_related(*_WHO).filter(pk=case_id).first()
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
    return case


def case_file(case: Case) -> CaseFile:
    """All that a case's page shows; `case` comes from `open_case`."""
    state = process.fold(journal.read(case.pk))
    rows = Participation.objects.filter(case=case).select_related("unit", "responsible")
    parts, messages = list(rows.order_by("since")), _messages(case)
    return CaseFile(case, state, parts, messages, _names(parts, messages))


def _messages(case: Case) -> list[Message]:
    to = Recipient.objects.select_related("unit", "receipt__assignment__user").order_by("unit__sort_key")
    rows = Message.objects.filter(case=case).select_related("sender__user", "sender_unit")
    return list(rows.prefetch_related(Prefetch("recipients", to)).order_by("sent_at", "id"))


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
