"""A case's story told to the process table alone: what the actions would refuse, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from discharge import process
from discharge.actions.beginning import planning_holder
from discharge.process import MESSAGE_TYPES, MessageType
from discharge.process.judging import afterwards, objections
from discharge.process.state import Address, CaseState, Entry
from municipalities.access.roles import CASE_ROLES
from municipalities.models import Role, Unit
from vardovergang.demonstration.stories import (
    ACKNOWLEDGE,
    ASK_TO_TAKE_OVER,
    CORRECT,
    DECLINE_TAKE_OVER,
    PROTECT,
    UNDO,
    Event,
    OwnSip,
    Story,
)

NO_MESSAGE = (ASK_TO_TAKE_OVER, CORRECT, DECLINE_TAKE_OVER, PROTECT, UNDO)


class DryRun:
    """Folds what has been said so far before each event, and collects the refusals."""

    def __init__(self, story: Story | OwnSip, units: dict[UUID, Unit]) -> None:
        self.story, self.units = story, units
        self.entries: list[Entry] = []
        self.ids: dict[Event, UUID] = {}

    def refusals(self, until: datetime) -> Iterator[str]:
        for event in self.story.in_order():
            if event.at > until:
                continue
            yield from self._stranger(event)
            if event.type == ACKNOWLEDGE:
                yield from self._acknowledged(event)
            elif event.type not in NO_MESSAGE and self._says_something(event):
                yield from self._told(event)

    def _says_something(self, event: Event) -> bool:
        """What notes paper is left out where there is none."""
        return not event.papers or bool(event.values_of_papers(process.fold(self.entries)))

    def _acknowledged(self, event: Event) -> Iterator[str]:
        if event.by.unit_id not in process.fold(self.entries).parts:
            yield f"{event.type} {event.at}: {event.by.unit.name} takes no part"

    def _stranger(self, event: Event) -> Iterator[str]:
        """Row-level security shows no case to who has another kind of role at the unit."""
        if event.by.role not in CASE_ROLES and not _decides(event):
            yield f"{event.type} {event.at}: no case is seen as {event.by.role}"

    def _told(self, event: Event) -> Iterator[str]:
        message_type, state = MESSAGE_TYPES[event.type], process.fold(self.entries)
        values = self._values(message_type, event)
        then, at = state, event.at
        if sent := afterwards.said(values):
            then, at = process.fold_until(self.entries, sent.at), sent.at
            receivers = process.receivers(message_type, state, event.by.unit_id)
            wrong = afterwards.find_problems(message_type, values, state, event.at, receivers=receivers)
            yield from (f"{event.type} {event.at}: {name} {text}" for name, text in wrong.items())
        for refusal in (
            *(
                message_type.refusals_to_region(state)
                if _decides(event)
                else message_type.refusals(state, event.says.pk, then)
            ),
            *message_type.problems(values, then, at).values(),
            *objections.problems(message_type, values, state, event.by.unit_id).values(),
            *self._entered(message_type, event, state),
        ):
            yield f"{event.type} {event.at}: {refusal}"
        if event.says.party not in message_type.senders_in(state) and not _decides(event):
            yield f"{event.type} {event.at}: wrong sender"
        if message_type.newer_version(values, state, event.by.unit_id):
            yield f"{event.type} {event.at}: a newer version exists"
        if message_type.naming.to_parties and not set(values[message_type.naming.to_parties]) <= {
            *process.receivers(message_type, state, event.by.unit_id)
        }:
            yield f"{event.type} {event.at}: a receiver takes no part"
        self.ids[event] = uuid4()
        self.entries.append(self._entry(message_type, event, values, state))

    def _entered(self, message_type: MessageType, event: Event, state: CaseState) -> Iterator[str]:
        """Nobody speaks for a unit that is connected."""
        if event.on_behalf_of is None:
            return
        if event.on_behalf_of.hsa_id is not None:
            yield f"{event.on_behalf_of.name} answers itself"
        if refused := message_type.refusal_of_entering(state, event.by.unit_id, event.on_behalf_of.pk):
            yield refused

    def _values(self, message_type: MessageType, event: Event) -> dict[str, Any]:
        filled: dict[str, Any] = {
            field.name: "filled by the action" for field in message_type.fields if field.filled
        }
        if message_type.starts_case:
            person = self.story.resident.person
            filled |= {"municipality": person.municipality, "district": person.district}
            filled |= {"care_type": event.by.unit.care_type}
            filled |= {"holds": planning_holder([event.by.unit, *self.story.receivers])}
            filled |= {"minor": isinstance(self.story, Story) and self.story.is_minor}
        if event.about:
            filled |= {
                message_type.naming.cancels
                or message_type.naming.follows
                or message_type.naming.replies_to
                or message_type.naming.objects_to
                or message_type.naming.decides: self.ids[event.about]
            }
        if receiver := event.values.get(message_type.naming.to_unit):
            filled |= {"care_type": self.units[receiver].care_type}
        state = process.fold(self.entries)
        if message_type.naming.takes_back:
            left = state.handed_over.get(event.by.unit_id)
            filled |= {message_type.naming.takes_back: left and left.message}
        filled |= {f.name: f.suggest(state) for f in message_type.fields if f.filled and f.suggest}
        return filled | event.values | event.values_of_case(state)

    def _entry(
        self, message_type: MessageType, event: Event, values: dict[str, Any], state: CaseState
    ) -> Entry:
        units = set(process.receivers(message_type, state, event.says.pk)) - {event.by.unit_id}
        if message_type.starts_case:
            units = {unit.pk for unit in self.story.receivers}
        if message_type.naming.to_parties:
            units &= set(values[message_type.naming.to_parties])
        if values.get(message_type.naming.to_unit):
            units.add(values[message_type.naming.to_unit])
        facts = {field.name: value for field, value in message_type.facts_in(message_type.settled(values))}
        by, writer = event.says, event.by.unit_id if event.on_behalf_of else None
        receivers = tuple(_address(self.units[unit]) for unit in units)
        entry = Entry(
            self.ids[event],
            event.type,
            event.at,
            by.pk,
            by.party,
            by.municipality_id,
            facts,
            receivers,
            by=writer,
        )
        sent = afterwards.said(values)
        return replace(entry, sent_at=sent.at, outside=sent.outside(event.at)) if sent else entry


def _address(unit: Unit) -> Address:
    return Address(unit.pk, unit.party, unit.municipality_id, connected=unit.hsa_id is not None)


def _decides(event: Event) -> bool:
    """The region takes no part in the case."""
    return event.by.role == Role.INVOICER and MESSAGE_TYPES[event.type].decided_by_region
