"""Random courses of a case, through the real actions."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from discharge import actions, process
from discharge.actions.sending import derive
from discharge.attachments.files import Upload
from discharge.models import Case
from discharge.process import MESSAGE_TYPES, MessageType, Refused
from discharge.process.fields import Field, Kind, Row
from discharge.process.judging import afterwards
from discharge.process.state import CaseState, Entry
from discharge.queries import journal
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import local_date
from tests.factories import people
from tests.factories.stays import MONDAY, Stay

PLACEMENT = "Placeringssamordningen, Stockholms stad"
SOMATIC, PSYCHIATRIC = "Akutgeriatrik 12", "Psykosvård 51"
UNITS = (
    SOMATIC,
    PSYCHIATRIC,
    "Tensta vårdcentral",
    "Rinkeby vårdcentral",
    "Biståndsenheten Järva",
    "Biståndsenheten Bromma",
    "Biståndsenheten Huddinge",
    PLACEMENT,
)


class Course:
    """One case, those who may act in it, and what has been sent."""

    def __init__(self, ward: str = SOMATIC) -> None:
        self.staff = {who.unit_id: who for who in map(people.assignment_at, UNITS)}
        self.not_connected = people.unit("Umeå kommun")
        self.stay = Stay(
            nurse=self.at(ward),
            coordinator=self.at("Tensta vårdcentral"),
            officer=self.at("Biståndsenheten Järva"),
            person=people.person_aged(10, MONDAY.date()),
        )
        self.now = self.stay.now
        self.entries = self.read()

    def at(self, unit: str) -> Assignment:
        return next(who for who in self.staff.values() if who.unit.name == unit)

    def read(self) -> list[Entry]:
        with acting(self.stay.nurse):
            self.entries = journal.read(self.stay.case.pk)
        return self.entries

    def sent_by(self, who: Assignment) -> list[UUID]:
        return [entry.id for entry in self.entries if entry.author == who.unit_id]

    def send(self, who: Assignment, message_type: MessageType, values: dict[str, Any]) -> bool:
        """Whether it was sent, and neither refused nor the case out of the sender's sight."""
        case_id = self.stay.case.pk
        try:
            with acting(who):
                actions.send(
                    by=who,
                    case_id=case_id,
                    type=message_type.name,
                    values=values,
                    submission=uuid4(),
                    now=self.now,
                )
        except Refused:
            return False
        except Case.DoesNotExist:
            assert process.fold(self.entries).parts[who.unit_id].mistaken_at
            return False
        return True

    def acknowledge(self, who: Assignment) -> None:
        with acting(who), suppress(Case.DoesNotExist):
            actions.acknowledge(by=who, case_id=self.stay.case.pk, now=self.now)

    def undo_receipts(self, who: Assignment) -> None:
        """Of what it acknowledged just now, all that is no notice."""
        undone = [entry.id for entry in self.entries if not MESSAGE_TYPES[entry.type].is_notice]
        with acting(who), suppress(Case.DoesNotExist, Refused):
            actions.undo_receipts(by=who, case_id=self.stay.case.pk, message_ids=undone, now=self.now)

    def differences(self, state: CaseState) -> list[str]:
        assert state.ward is not None
        with acting(self.staff[state.ward]):
            case = Case.objects.select_related("facts").get(pk=self.stay.case.pk)
            found = derive.find_differences(case, state)
        # A ward whose part has ended with the case reads none of these.
        unseen = {"facts", "sip_facts", "planned_or_not"} if state.mistaken_at else set()
        return [one for one in found if one not in unseen]


def values_of(
    message_type: MessageType,
    state: CaseState,
    course: Course,
    who: Assignment,
    rng: Random,
    wanted: dict[str, Any] | None = None,
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in message_type.fields:
        if field.filled or not field.shown(state):
            continue
        if wanted and field.name in wanted:
            values[field.name] = wanted[field.name]
            continue
        asked = field.asked_with(values)
        values[field.name] = _value(field, state, course, who, rng) if asked else None
        if field.name == "survey_from" and values["called"]:
            values[field.name] = rng.choice([None, values["called"]])
    return values | {name: value for name, value in (wanted or {}).items() if name in afterwards.NAMES}


def _rows(field: Field, state: CaseState, rng: Random) -> list[Row]:
    """One or two rows, or one for each that is answered."""
    ids = field.each_of.ids(state) if field.each_of else [f"{n}" for n in range(rng.choice((1, 2)))]
    return [
        {"id": row}
        | {
            column.name: rng.choice([code for code, _ in column.choices]) if column.choices else "Som sagt."
            for column in field.columns
        }
        for row in ids
    ]


def _value(field: Field, state: CaseState, course: Course, who: Assignment, rng: Random) -> Any:
    """One of the values that the field may have; None where there is nothing to choose."""
    now = course.now
    parties = field.units or (who.unit.party,)
    of_kind: dict[Kind, list[Any]] = {
        Kind.TEXT: [field.suggest(state) if field.suggest else "Rum 4"],
        Kind.LINK: ["https://mote.example/1"],
        Kind.TELEPHONE: ["08-123 00 00"],
        Kind.LONG_TEXT: ["Som vi har talat om."],
        Kind.DATE: [local_date(now) + timedelta(days=n) for n in (0, -1, 2, 9)],
        Kind.MOMENT: [now, now + timedelta(hours=30)],
        Kind.CHOICE: [value for value, _ in field.choices],
        Kind.YES_NO: [True, False],
        Kind.QUESTION: [True, False],
        Kind.UNIT: [unit for unit, one in course.staff.items() if one.unit.party in parties]
        + ([course.not_connected.pk] if field.on_paper else []),
        Kind.PAPERS: [tuple(one.paper for one in state.untold(who.unit_id))],
        Kind.COLLEAGUE: [who.user_id],
        Kind.MESSAGE: course.sent_by(who),
        Kind.PARTICIPANT: list(state.parts),
        Kind.PARTIES: [rng.sample(sorted(state.parts), n) for n in (1, 2) if n <= len(state.parts)],
        Kind.EARLIER: [
            *(None, *state.versions.values(), *state.entered_afterwards),
            *([state.residence_said] if field.suggest else []),
        ],
        Kind.MUNICIPALITY: [None, "0180", "0126", "1480"],
        Kind.DISTRICT: [None, *{who.unit.district_id for who in course.staff.values()}],
        Kind.FILE: [None, Upload("lista.pdf", "application/pdf", b"%PDF-")],
        Kind.ROWS: [_rows(field, state, rng)] if field.kind is Kind.ROWS else [],
    }
    found = of_kind[field.kind]
    return rng.choice(found) if found else None


def chosen(course: Course, state: CaseState, rng: Random) -> tuple[Assignment, MessageType]:
    """Mostly what may be sent now and has not been sent often; one time in five anything at all."""
    who = course.staff[rng.choice(sorted(state.parts.keys() & course.staff.keys()))]
    sends = [message_type for message_type in MESSAGE_TYPES.values() if not message_type.starts_case]
    allowed = [
        message_type
        for message_type, refusals in process.available(state, who.unit_id, who.unit.party)
        if not refusals
    ]
    rows = sends if not allowed or rng.random() < 0.2 else allowed
    rarely = [1 / (1 + state.sent.get(row.name, 0)) ** 2 for row in rows]
    return who, rng.choices(rows, rarely)[0]
