"""Making the history: the owner role spreads its persons over processes of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from billing.rulebook import rulebook
from discharge.process.judging.whereabouts import Stay
from vardovergang.demonstration import record
from vardovergang.demonstration.history.in_memory import CaseInMemory, KnownDirectory
from vardovergang.demonstration.history.population import HistoricLife, History, lives
from vardovergang.demonstration.history.telling import tell_stay
from vardovergang.demonstration.history.writing import Rows
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.processes import PROCESSES, analyse_tables, count_stays, made_by

CASES_AT_A_TIME = 300
#: The ids that `population.patient_id` gives are of a version that no other person's is.
_PERSONS = "SELECT id, identity_number, uuid_extract_version(id) = 5 FROM discharge_patient"


@dataclass(frozen=True, slots=True)
class HistoryShare:
    """What one process copies in: every nth person, but for those who are there already."""

    history: History
    number: int
    of: int

    def as_json(self) -> str:
        return json.dumps([self.history.as_json(), self.number, self.of])

    @classmethod
    def from_json(cls, text: str) -> HistoryShare:
        history, number, of = json.loads(text)
        return cls(History.from_json(history), number, of)


def make_history(history: History, advance: Callable[[int], None]) -> None:
    """Copy in everybody who is not there yet; `advance` is called with the number of new stays."""
    advance(count_stays(of_history=True))
    shares = [HistoryShare(history, number, PROCESSES).as_json() for number in range(PROCESSES)]
    for stays in made_by("demo_history", "owner", shares):
        advance(stays)
    analyse_tables()


def copy_share(share: HistoryShare, advance: Callable[[int], None]) -> None:
    """The work of one process. A person is there with all stays, or not at all."""
    record.at_work()
    history, county = share.history, County(share.history.plan.today)
    there, taken = read_persons()
    directory, rows, gathered = KnownDirectory(county), Rows(rulebook()), 0
    for index, life in enumerate(lives(history, county, taken)):
        if index % share.of == share.number and life.id not in there:
            cases = list(tell_life(county, directory, life, history.plan.now))
            rows.add_person(life.id, cases)
            gathered += len(cases)
        if gathered >= CASES_AT_A_TIME:
            rows.write()
            advance(gathered)
            gathered = 0
    rows.write()
    advance(gathered)


def tell_life(
    county: County, directory: KnownDirectory, life: HistoricLife, until: datetime
) -> Iterator[CaseInMemory]:
    """The person's stays that have begun, each judged beside those before it."""
    others: list[Stay] = []
    for kind, course in life.stays:
        story = tell_stay(county, life.resident, life.ward, kind, course, life.rng)
        case = CaseInMemory(story, directory, others)
        case.tell(until)
        if case.sent:
            yield case
        others = [*others, Stay(course.admitted_at, course.ended_at)]


def read_persons() -> tuple[frozenset[UUID], frozenset[str]]:
    """The history's own that are there, and the identity numbers of all others."""
    with connection.cursor() as cursor:
        cursor.execute(_PERSONS)
        rows = cursor.fetchall()
    own = frozenset(person for person, _, is_own in rows if is_own)
    return own, frozenset(number for _, number, is_own in rows if not is_own)
