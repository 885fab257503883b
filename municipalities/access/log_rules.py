"""Which readings a log reviewer should look at, and why. Pure: plain values in, names of rules out.

The law asks for systematic and recurrent checks (PDL 2008:355, 4 kap. 3 §; HSLF-FS 2016:40, 4 kap. 9 §), not
for these rules: they are chosen here (assumed). A rule says that somebody should look, never that
anything is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from municipalities.door import texts

#: So many different cases opened by one user within the window are many.
MANY, WINDOW = 20, timedelta(minutes=10)
#: The office hours of units that are not open round the clock, Monday to Friday.
OPENS, CLOSES = time(7), time(18)
#: A random sample of each drawn period.
SAMPLE = 20


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name; two are alike word by word, whatever stands between the words."""

    given: str
    family: str

    @property
    def key(self) -> tuple[str, str]:
        return texts.words(self.given), texts.words(self.family)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of one person's details. `at` is local time.

    `homes` are the addresses of persons in the register who have the reader's own name: nothing else in
    the system says where a user lives. `colleagues` are the others at the reader's unit.
    """

    id: UUID
    at: datetime
    user_id: int
    reader: Name
    person: Name
    case_id: UUID | None = None
    address: str = ""
    homes: frozenset[str] = frozenset()
    colleagues: frozenset[tuple[str, str]] = frozenset()
    protected: bool = False
    opened_block: bool = False
    round_the_clock: bool = False


def own_name(reading: Reading) -> bool:
    return reading.person.key == reading.reader.key


def same_surname(reading: Reading) -> bool:
    return not own_name(reading) and reading.person.key[1] == reading.reader.key[1]


def same_address(reading: Reading) -> bool:
    return any(texts.say_the_same(reading.address, home) for home in reading.homes)


def is_colleague(reading: Reading) -> bool:
    return not own_name(reading) and reading.person.key in reading.colleagues


def outside_hours(reading: Reading) -> bool:
    """Not for a unit that is open round the clock."""
    return not reading.round_the_clock and not is_office_hours(reading.at)


def is_office_hours(at: datetime) -> bool:
    """Of local time."""
    return at.weekday() < 5 and OPENS <= at.time() < CLOSES


#: name: (the rule, in Swedish)
RULES: dict[str, tuple[Callable[[Reading], bool], str]] = {
    "own_name": (own_name, "Eget namn"),
    "same_surname": (same_surname, "Samma efternamn"),
    "same_address": (same_address, "Samma adress"),
    "colleague": (is_colleague, "Kollegas namn"),
    "protected": (lambda reading: reading.protected, "Skyddade personuppgifter"),
    "opened_block": (lambda reading: reading.opened_block, "Öppnade spärr"),
    "outside_hours": (outside_hours, "Utanför arbetstid"),
}
MANY_RULE, SAMPLE_RULE = "many", "sample"
WORDS = {name: words for name, (_, words) in RULES.items()} | {
    MANY_RULE: "Många på kort tid",
    SAMPLE_RULE: "Stickprov",
}


def flag_readings(readings: Iterable[Reading]) -> dict[UUID, list[str]]:
    """Which rules point at which readings, by the reading's id; those that none points at are left out."""
    readings = list(readings)
    many = many_at_once(readings)
    found = {
        reading.id: [name for name, (holds, _) in RULES.items() if holds(reading)]
        + ([MANY_RULE] if reading.id in many else [])
        for reading in readings
    }
    return {reading: rules for reading, rules in found.items() if rules}


def many_at_once(readings: Iterable[Reading]) -> set[UUID]:
    """The readings that make one user's different cases within the window reach the limit."""
    by_user: dict[int, list[Reading]] = defaultdict(list)
    for reading in sorted(readings, key=lambda one: one.at):
        by_user[reading.user_id].append(reading)
    found: set[UUID] = set()
    for own in by_user.values():
        first = 0
        for last, reading in enumerate(own):
            while reading.at - own[first].at > WINDOW:
                first += 1
            within = own[first : last + 1]
            if len({one.case_id for one in within}) >= MANY:
                found |= {one.id for one in within}
    return found


def draw_sample(readings: Iterable[Reading], random: Random, size: int = SAMPLE) -> dict[UUID, list[str]]:
    """What to review: every reading that a rule points at, and a random sample of all."""
    readings = list(readings)
    chosen = flag_readings(readings)
    for reading in random.sample(readings, min(size, len(readings))):
        chosen.setdefault(reading.id, []).append(SAMPLE_RULE)
    return chosen
