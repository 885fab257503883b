"""A case told to the fold alone: no database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from discharge import process
from discharge.process import MESSAGE_TYPES
from discharge.process.state import Address, CaseState, Entry
from municipalities.swedish.clock import STOCKHOLM
from municipalities.units.parties import Party

WARD, SURGERY, OFFICE, OTHER_OFFICE = (uuid4() for _ in range(4))
PARTY = {
    WARD: Party.INPATIENT,
    SURGERY: Party.OUTPATIENT,
    OFFICE: Party.MUNICIPAL,
    OTHER_OFFICE: Party.MUNICIPAL,
}
MONDAY = datetime(2026, 3, 9, 9, 15, tzinfo=STOCKHOLM)


def address(unit: UUID, municipality: str | None = None) -> Address:
    return Address(unit, PARTY[unit], municipality)


class Story:
    """Messages of one case, each a minute after the one before unless told."""

    def __init__(
        self,
        *,
        municipality: str | None = "0180",
        office_in: str = "0180",
        connected: bool = True,
        **facts: Any,
    ) -> None:
        """`connected`: whether the office is."""
        self.at = MONDAY - timedelta(days=2)
        self.entries: list[Entry] = []
        self.office = Address(OFFICE, PARTY[OFFICE], office_in, connected=connected)
        self.say(
            WARD,
            "admission_notice",
            admitted_at=self.at,
            need_assessed_at=None,
            expected_discharge=facts.pop("expected_discharge", None),
            certainty="unknown",
            care_type=facts.pop("care_type", "somatic"),
            municipality=municipality,
            placed_by=facts.pop("placed_by", None),
            district=facts.pop("district", None),
            placing_district=facts.pop("placing_district", None),
            minor=facts.pop("minor", None),
        )
        self.at = MONDAY

    def say(self, unit: UUID, type: str, also: tuple[Address, ...] = (), **facts: Any) -> Story:
        others = (address(WARD), address(SURGERY), self.office)
        on_paper = type != "payer_told"
        recipients = (*(a for a in others if a.unit != unit and (a.connected or on_paper)), *also)
        self.entries.append(Entry(uuid4(), type, self.at, unit, PARTY[unit], None, facts, recipients))
        self.at += timedelta(minutes=1)
        return self

    def ready(self, **changes: bool) -> Story:
        facts = {"sip_needed": True, "outpatient_care_needed": False, "compulsory_outpatient_care": False}
        return self.say(WARD, "ready_notice", (), **(facts | changes))

    def post(self, *types: str, at: datetime | None = None) -> Story:
        """The ward notes that what it has of these types, or all of it, has been sent on paper."""
        left = [one.paper for one in self.state().untold(WARD) if not types or one.type in types]
        return self.say(WARD, "payer_told", papers=tuple(left), told_at=at or self.at, channel="post")

    def hand_over(self, receiver: Address) -> Story:
        return self.say(OFFICE, "handover", (receiver,), to=receiver.unit)

    def state(self) -> CaseState:
        return process.fold(self.entries)


def refused_tasks(state: CaseState) -> list[str]:
    """What units owe that the rules, asked anew, refuse them to do: nothing, whatever has been said."""
    found = []
    for task in state.tasks:
        row, part = MESSAGE_TYPES[task.type], state.parts[task.unit]
        if part.party not in row.senders_in(state) or row.refusals(state, task.unit):
            found.append(f"{part.party} {task.type} {row.refusals(state, task.unit)}")
    return found
