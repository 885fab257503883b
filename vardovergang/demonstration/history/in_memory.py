"""A case that lies in memory: judged message by message and folded as any other, and not yet written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from discharge import process
from discharge.actions.admission import compose_admission
from discharge.actions.sending.composing import Composed, compose, put_together
from discharge.process import MESSAGE_TYPES, Refused, journal
from discharge.process.judging import whereabouts
from discharge.process.judging.undoing import UNDO_WITHIN
from discharge.process.judging.whereabouts import Stay
from discharge.process.state import CaseState, Entry
from municipalities.ids import new_id
from municipalities.models import Assignment, Unit
from municipalities.units.parties import Party
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.stories import ACKNOWLEDGE, CORRECT, PROTECT, UNDO, Event, Story


class KnownDirectory:
    """The county's directory as it is held in memory, asked what composing asks."""

    def __init__(self, county: County) -> None:
        self._county = county
        self._units = {unit.pk: unit for unit in county.units}
        self._users: dict[UUID, frozenset[int]] = {}
        self._offices = {unit.municipality_id for unit in county.units if unit.party == Party.MUNICIPAL}

    def colleagues(self, unit_id: UUID, day: date) -> frozenset[int]:
        if unit_id not in self._users:
            staff = self._county.staff(self._units[unit_id])
            self._users[unit_id] = frozenset(somebody.user_id for somebody in staff)
        return self._users[unit_id]

    def unit(self, unit_id: UUID, day: date) -> Unit | None:
        unit = self._units.get(unit_id)
        return unit if unit and unit.is_valid_on(day) else None

    def has_office(self, municipality: str, day: date) -> bool:
        return municipality in self._offices

    def districts_of(self, units: Collection[UUID]) -> dict[UUID, UUID | None]:
        return {unit: self._units[unit].district_id for unit in units}

    def municipality_of(self, district: UUID) -> str | None:
        return self._county.municipality_of(district)


class WrongCourse(Exception):
    """A course tells what nobody could have sent."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    by: Assignment
    at: datetime


@dataclass(slots=True)
class CaseInMemory:
    """What has been said in it so far, as the actions would have it."""

    story: Story
    directory: KnownDirectory
    #: When the person's other stays were.
    others: Sequence[Stay] = ()
    id: UUID = field(default_factory=new_id)
    sent: list[Composed] = field(default_factory=list)
    #: By message and unit.
    acknowledged: dict[tuple[UUID, UUID], Acknowledgement] = field(default_factory=dict)
    #: The same of receipts that were undone, and when.
    undone: list[tuple[UUID, Acknowledgement, datetime]] = field(default_factory=list)
    #: When somebody who takes part learned that the identity is protected.
    protected: list[Acknowledgement] = field(default_factory=list)
    _entries: list[Entry] = field(default_factory=list)
    _state: CaseState = field(default_factory=CaseState)
    _messages: dict[Event, UUID] = field(default_factory=dict)
    #: By unit, what it has not acknowledged.
    _waiting: defaultdict[UUID, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    def tell(self, until: datetime) -> None:
        """All that has happened by then. Raises WrongCourse where a rule refuses it."""
        for event in self.story.in_order():
            if event.at > until:
                break
            try:
                if event.type == ACKNOWLEDGE:
                    self.acknowledge(event)
                elif event.type == UNDO:
                    self.undo_receipts(event)
                elif event.type == PROTECT:
                    self.protected.append(Acknowledgement(event.by, event.at))
                else:
                    self.send(event)
            except Refused as refused:
                raise WrongCourse(f"{event.type} {event.at}: {refused} {refused.problems}") from refused
        # Courses cancel nothing of where the person was, so what contradicts itself once still does.
        if found := whereabouts.conflicts(self._state, self.others):
            raise WrongCourse(f"{found[0].earlier.words}, {found[0].later.words}")

    @property
    def state(self) -> CaseState:
        """What the messages come to, with what has been acknowledged of them."""
        cancelled = journal.of_entries(self._entries).cancelled
        for unit, part in self._state.parts.items():
            hidden = self._state.mistaken_at or part.mistaken_at
            waiting = [] if hidden else [one for one in self._waiting[unit] if one.id not in cancelled]
            part.acknowledge_all()
            for entry in waiting:
                part.leave_unread(entry.entered_at, afterwards=entry.outside is not None)
        return self._state

    def send(self, event: Event) -> None:
        """Raises Refused. Nothing is noted where there is nothing on paper."""
        if event.papers and not event.values_of_papers(self._state):
            return
        composed = self._correct(event) if event.type == CORRECT else self._compose(event)
        self.sent.append(composed)
        self._messages[event] = composed.message.pk
        self._entries.append(composed.entry)
        for to in (one for one in composed.entry.recipients if one.connected):
            self._waiting[to.unit].append(composed.entry)
        # It changes what stands before: entered afterwards, overruled, a correction, or something undone.
        naming = MESSAGE_TYPES[composed.entry.type].naming
        undoes = naming.takes_back or naming.cancels or naming.decides
        if composed.entry.outside or composed.entry.corrects or undoes:
            self._state = process.fold(self._entries)
        else:
            process.apply(self._state, composed.entry)

    def _compose(self, event: Event) -> Composed:
        message_type, submission = MESSAGE_TYPES[event.type], new_id()
        if message_type.starts_case:
            return compose_admission(
                by=event.by,
                person=self.story.resident.person,
                values=event.values,
                to=self.story.receivers,
                case_id=self.id,
                submission=submission,
                now=event.at,
            )
        return compose(
            message_type,
            event.values_about(self._messages) | event.values_of_case(self._state),
            self._state,
            self._entries,
            case_id=self.id,
            by=event.speaker,
            submission=submission,
            now=event.at,
            directory=self.directory,
        )

    def _correct(self, event: Event) -> Composed:
        """What it speaks of, sent anew with other values."""
        about = self._messages[event.about] if event.about else None
        corrected = next(one.message for one in self.sent if one.message.pk == about)
        message_type = MESSAGE_TYPES[corrected.type]
        return put_together(
            message_type,
            message_type.decoded(corrected.facts | corrected.content) | event.values,
            self._state,
            case_id=self.id,
            by=event.by,
            submission=new_id(),
            now=event.at,
            corrects=corrected.pk,
        )

    def acknowledge(self, event: Event) -> None:
        """All that waits for the unit."""
        for message in self._waiting.pop(event.by.unit_id, ()):
            self.acknowledged[message.id, event.by.unit_id] = Acknowledgement(event.by, event.at)

    def undo_receipts(self, event: Event) -> None:
        """What the person acknowledged last, but for notices; nothing where the unit's part has ended."""
        unit, entries = event.by.unit_id, {entry.id: entry for entry in self._entries}
        given = [
            (message, read)
            for (message, to), read in self.acknowledged.items()
            if to == unit and read.by == event.by and not MESSAGE_TYPES[entries[message].type].is_notice
        ]
        last = max((read.at for _, read in given), default=None)
        if last is None or event.at > last + UNDO_WITHIN or not self._state.acts(unit):
            return
        for message, read in given:
            if read.at == last:
                self.undone.append((message, self.acknowledged.pop((message, unit)), event.at))
                self._waiting[unit].append(entries[message])
