"""A stay's story told to the process table alone: what the actions would refuse, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from discharge import process
from discharge.demonstration.stories import (
    ACKNOWLEDGE,
    ASK_TO_TAKE_OVER,
    CORRECT,
    DECLINE_TAKE_OVER,
    Event,
    Story,
)
from discharge.process import MESSAGE_TYPES, MessageType
from discharge.state import Address, CaseState, Entry
from municipalities.models import Unit

NO_MESSAGE = (ACKNOWLEDGE, ASK_TO_TAKE_OVER, CORRECT, DECLINE_TAKE_OVER)


class DryRun:
    """Folds what has been said so far before each event, and collects the refusals."""

    def __init__(self, story: Story, units: dict[UUID, Unit]) -> None:
        self.story, self.units = story, units
        self.entries: list[Entry] = []
        self.ids: dict[Event, UUID] = {}

    def refusals(self, until: datetime) -> Iterator[str]:
        for event in self.story.in_order():
            if event.at <= until and event.type not in NO_MESSAGE:
                yield from self._told(event)

    def _told(self, event: Event) -> Iterator[str]:
        row, state = MESSAGE_TYPES[event.type], process.fold(self.entries)
        values = self._values(row, event)
        for refusal in (
            *row.refusals(state, event.by.unit_id),
            *row.problems(values, state, event.at).values(),
        ):
            yield f"{event.type} {event.at}: {refusal}"
        if event.by.unit.party not in row.senders:
            yield f"{event.type} {event.at}: wrong sender"
        self.ids[event] = uuid4()
        self.entries.append(self._entry(row, event, values, state))

    def _values(self, row: MessageType, event: Event) -> dict[str, Any]:
        filled: dict[str, Any] = {field.name: "filled by the action" for field in row.fields if field.filled}
        if row.starts_case:
            person = self.story.resident.person
            filled |= {"municipality": person.municipality, "district": person.district}
            filled |= {"care_type": event.by.unit.care_type}
        if event.about:
            filled |= {"message": self.ids[event.about]}
        if row.to_unit:
            filled |= {"care_type": self.units[event.values[row.to_unit]].care_type}
        return filled | event.values

    def _entry(self, row: MessageType, event: Event, values: dict[str, Any], state: CaseState) -> Entry:
        units = set(process.receivers(row, state, event.by.unit_id))
        if row.starts_case:
            units = {unit.pk for unit in self.story.receivers}
        if row.to_unit:
            units.add(values[row.to_unit])
        facts = {field.name: values.get(field.name) for field in row.fields if field.fact}
        by = event.by.unit
        receivers = tuple(_address(self.units[unit]) for unit in units)
        return Entry(
            self.ids[event], event.type, event.at, by.pk, by.party, by.municipality_id, facts, receivers
        )


def _address(unit: Unit) -> Address:
    return Address(unit.pk, unit.party, unit.municipality_id)
