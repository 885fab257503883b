"""Whether what is known of where the person was holds together, with a message or without it.

The one judge of it: whatever changes a case (a message, a correction, a cancelling) is judged by the whole
case as it would be then, and refused where that contradicts itself. What passes is always computable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

from discharge.process.fields import Kind
from discharge.process.state import CaseKind, CaseState, Entry
from discharge.process.table import MESSAGE_TYPES
from municipalities.swedish.clock import full_words


@dataclass(frozen=True, slots=True)
class Stay:
    """Another stay of the person: when it was, and nothing of where."""

    admitted_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """What a message says of where the person was at a moment; no message: what another stay says.

    Moments that people state are in whole minutes, those when a message was sent are not.
    """

    message: UUID | None
    title: str
    at: datetime
    stated: bool = True

    def is_after(self, other: Event) -> bool:
        """What was sent in the same minute as somebody states came before it."""
        mine, theirs = self.at.astimezone(UTC), other.at.astimezone(UTC)
        if other.stated and not self.stated:
            mine = mine.replace(second=0, microsecond=0)
        return mine > theirs

    @property
    def words(self) -> str:
        title = f"”{self.title}”" if self.message else self.title
        return f"{title} {full_words(self.at)}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """The later of the two can't have come after the earlier as the case has it."""

    earlier: Event
    later: Event

    @property
    def key(self) -> tuple[UUID | None, UUID | None, str]:
        other = self.earlier if self.earlier.message is None else self.later
        return self.earlier.message, self.later.message, other.title


def conflicts(state: CaseState, others: Sequence[Stay] = ()) -> list[Conflict]:
    """Where the case contradicts itself; empty for one that holds together."""
    if state.kind is CaseKind.SIP or state.admitted_at is None or state.mistaken_at:
        return []
    admission = Event(state.admission_notice, _title_of("admission_notice"), state.admitted_at)
    ending_title = _title_of("deceased" if state.deceased_at else "discharge")
    ending = Event(state.ending, ending_title, state.ended_at) if state.ended_at else None
    leaves, ready = _told_spans(state)
    told = [event for span in (*leaves, *ready) for event in span]
    orders = [(admission, event) for event in told] + [(event, ending) for event in told if ending]
    orders += [(admission, ending)] if ending else []
    found = [Conflict(a, b) for a, b in orders if b and a.is_after(b)]
    found += _find_overlaps(leaves) + _find_overlaps(ready) + _told_too_late(state)
    found += [
        Conflict(Event(None, "", admission.at), Event(one.id, _title_of(one.type), one.sent_at, stated=False))
        for one in state.loose_ends
    ]
    return found + list(_overlapping_stays(admission, ending, others))


def refusal(
    before: CaseState, after: CaseState, change: Entry, others: Sequence[Stay] = ()
) -> tuple[str, str] | None:
    """Why the change may not be, as (the field to refuse it at, or empty, and the words); None when it may.

    What contradicted itself before is no reason to refuse what has nothing to do with it.
    """
    known = {conflict.key for conflict in conflicts(before, others)}
    new = [conflict for conflict in conflicts(after, others) if conflict.key not in known]
    if not new:
        return None
    message_type = MESSAGE_TYPES[change.type]
    if message_type.naming.cancels:
        # A field that nobody fills in shows no problem either.
        shown = [
            field.name
            for field in message_type.fields
            if field.name == message_type.naming.cancels and not field.filled
        ]
        return (shown or [""])[0], (
            f"Det går inte ihop med det som har meddelats sedan: {new[0].later.words}. "
            "Makulera eller rätta det först."
        )
    changed = change.corrects or change.id
    moments = [field.name for field in message_type.fields if field.kind is Kind.MOMENT and field.fact]
    return (moments or [""])[0], _conflict_words(new, changed)


def _conflict_words(new: list[Conflict], changed: UUID) -> str:
    """Of several the one that leaves least room."""
    too_early = [one for one in new if one.later.message == changed]
    if too_early:
        other = max((one.earlier for one in too_early), key=lambda event: event.at.astimezone(UTC))
        return f"Tiden är före {other.words}. Ange en senare tid, eller rätta det andra först."
    other = min((one.later for one in new), key=lambda event: event.at.astimezone(UTC))
    return f"Tiden är efter {other.words}. Ange en tidigare tid, eller rätta det andra först."


def _title_of(type: str) -> str:
    return MESSAGE_TYPES[type].title


Span = tuple[Event, Event] | tuple[Event]


def _told_spans(state: CaseState) -> tuple[list[Span], list[Span]]:
    """Of leave, and of being ready for discharge."""
    begin, end = _title_of("leave_start"), _title_of("leave_end")
    leaves = [
        _make_span(
            Event(leave.start, begin, leave.began_at),
            Event(leave.end, end, leave.ended_at) if leave.ended_at else None,
        )
        for leave in state.leaves
    ]
    end = _title_of("ready_withdrawal")
    ready = [
        _make_span(
            Event(period.message, _title_of(period.type), period.sent_at, stated=False),
            Event(period.withdrawal, end, period.withdrawn_at, stated=False) if period.withdrawn_at else None,
        )
        for period in state.ready_periods
    ]
    return leaves, ready


def _told_too_late(state: CaseState) -> list[Conflict]:
    """The payer can't have been told, another way than here, of what had been withdrawn."""
    spans = [
        (
            Event(told_by, _title_of("payer_told"), period.counts_from),
            Event(period.withdrawal, _title_of("ready_withdrawal"), period.withdrawn_at, stated=False),
        )
        for period in state.ready_periods
        if period.counts_from and period.withdrawn_at and (told_by := state.told_by(period))
    ]
    return [Conflict(told, withdrawal) for told, withdrawal in spans if told.is_after(withdrawal)]


def _make_span(begins: Event, ends: Event | None) -> Span:
    return (begins, ends) if ends else (begins,)


def _find_overlaps(spans: Sequence[Span]) -> list[Conflict]:
    """One that ends before it begins, or begins before the one before it has ended."""
    found = [Conflict(*span) for span in spans if len(span) == 2 and span[0].is_after(span[1])]
    for earlier, later in pairwise(spans):
        if len(earlier) == 1 or earlier[1].is_after(later[0]):
            found.append(Conflict(earlier[-1], later[0]))
    return found


def _overlapping_stays(admission: Event, ending: Event | None, others: Sequence[Stay]) -> Iterator[Conflict]:
    """A person is in one place at a time; one may come the minute that one has left."""
    for other in others:
        what = "nästa inskrivning" if other.ended_at else "det pågående vårdtillfället från"
        begins = Event(None, what, other.admitted_at)
        ends = Event(None, "slutet på förra vårdtillfället", other.ended_at) if other.ended_at else None
        is_later = begins.is_after(admission)
        if is_later and (ending is None or ending.is_after(begins)):
            yield Conflict(ending or admission, begins)
        elif not is_later and (ends is None or ends.is_after(admission)):
            yield Conflict(ends or begins, admission)
