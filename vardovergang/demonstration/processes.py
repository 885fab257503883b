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

from discharge.models import Case, Patient
from vardovergang.demonstration import record
from vardovergang.demonstration.event_actions import tell_life
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.plans import Plan, lives

PROCESSES = 2
#: PostgreSQL plans for empty tables until it is told better; after so many cases it is.
ANALYSED_AFTER = (30, 150, 600, 1500)
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
    advance(Case.objects.filter(kind=Case.Kind.STAY).count())
    processes = [_start_process(Share(plan, number, PROCESSES, told)) for number in range(PROCESSES)]
    try:
        done = 0
        for cases in _told_by(processes):
            advance(cases)
            if any(done < mark <= done + cases for mark in ANALYSED_AFTER):
                _analyse_tables()
            done += cases
        if any(process.wait() for process in processes):
            raise Interrupted
    finally:
        # They are ended with us however we end.
        for process in processes:
            process.terminate()
            process.wait()
    _analyse_tables()


def tell_share(share: Share, advance: Advance) -> None:
    """The work of one process."""
    record.at_work()
    county = County(share.plan.today)
    for index, life in enumerate(lives(share.plan, county)):
        if index % share.of == share.number and life.resident.person.number.value not in share.told:
            tell_life(county, life, until=share.plan.now)
            advance(len(life.courses))


def _start_process(share: Share) -> _Process:
    """A process of the app role."""
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "demo_share"]
    environment = {**os.environ, "DATABASE_ROLE": "app"}
    # In a session of its own: Ctrl-C reaches us, and we end it.
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    if process.stdin is not None:
        process.stdin.write(share.as_json().encode())
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


def _analyse_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
