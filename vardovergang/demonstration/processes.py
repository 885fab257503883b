"""Making the cases: the owner role spreads the persons over processes that tell of them as the app role."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from discharge.models import Patient
from vardovergang.demonstration import record
from vardovergang.demonstration.event_actions import tell_life
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.plans import Plan, lives

PROCESSES = 2
#: PostgreSQL plans for empty tables until it is told better; after so many cases it is.
ANALYSED_AFTER = (30, 150, 600, 1500)
_STAYS = """
SELECT count(*) FROM discharge_case WHERE kind = 'stay' AND (uuid_extract_version(patient_id) = 5) = %s
"""
Advance = Callable[[int], None]
_Process = subprocess.Popen[bytes]


class Interrupted(Exception):
    """A process that told a share of the county ended before its time."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one process tells: every nth person, but for those who are told of already."""

    plan: Plan
    number: int
    of: int
    told: frozenset[str]

    def as_json(self) -> str:
        return json.dumps([self.plan.as_json(), self.number, self.of, sorted(self.told)])

    @classmethod
    def from_json(cls, text: str) -> Share:
        plan, number, of, told = json.loads(text)
        return cls(Plan.from_json(plan), number, of, frozenset(told))


def make_cases(plan: Plan, advance: Advance) -> None:
    """Tell all cases that are not there yet; `advance` is called with the number of new ones."""
    told = frozenset(Patient.objects.values_list("identity_number", flat=True))
    advance(count_stays(of_history=False))
    shares = [Share(plan, number, PROCESSES, told).as_json() for number in range(PROCESSES)]
    done = 0
    for cases in made_by("demo_share", "app", shares):
        advance(cases)
        if any(done < mark <= done + cases for mark in ANALYSED_AFTER):
            analyse_tables()
        done += cases
    analyse_tables()


def count_stays(*, of_history: bool) -> int:
    """Those that are told of, or those of the history: its persons' ids are of a version of their own."""
    with connection.cursor() as cursor:
        cursor.execute(_STAYS, [of_history])
        return int(cursor.fetchone()[0])


def tell_share(share: Share, advance: Advance) -> None:
    """The work of one process."""
    record.at_work()
    county = County(share.plan.today)
    for index, life in enumerate(lives(share.plan, county)):
        if index % share.of == share.number and life.resident.person.number.value not in share.told:
            tell_life(county, life, until=share.plan.now)
            advance(len(life.courses))


def made_by(command: str, role: str, shares: list[str]) -> Iterator[int]:
    """Start processes of the role, each with its share to make; yields how many cases they have made."""
    processes = [_start_process(command, role, share) for share in shares]
    try:
        yield from _told_by(processes)
        if any(process.wait() for process in processes):
            raise Interrupted
    finally:
        # They are ended with us however we end.
        for process in processes:
            process.terminate()
            process.wait()


def print_dots(cases: int) -> None:
    """Tell who started this process how many cases more it has made."""
    sys.stdout.write("." * cases)
    sys.stdout.flush()


def _start_process(name: str, role: str, share: str) -> _Process:
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), name]
    environment = {**os.environ, "DATABASE_ROLE": role}
    # In a session of its own: Ctrl-C reaches us, and we end it.
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    if process.stdin is not None:
        process.stdin.write(share.encode())
        process.stdin.close()
    return process


def _told_by(processes: list[_Process]) -> Iterator[int]:
    """The processes write a byte a case."""
    with selectors.DefaultSelector() as selector:
        for process in processes:
            if process.stdout is not None:
                selector.register(process.stdout, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                told = os.read(key.fd, 1024)
                if told:
                    yield len(told)
                else:
                    selector.unregister(key.fileobj)


def analyse_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
