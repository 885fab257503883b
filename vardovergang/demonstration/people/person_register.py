"""The demonstration's person register: a file of invented persons, whom a visitor may register.

Their individual numbers, 998 and 999, are kept for tests and belong to nobody else in the demonstration.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from discharge.persons.identity_numbers import IdentityNumber, parse
from discharge.persons.person_register import RegisterEntry

FILE = Path(__file__).with_suffix(".csv")


class FileRegister:
    name = "folkbokföringen (demonstration)"

    def find(self, number: IdentityNumber) -> RegisterEntry | None:
        return _persons().get(number.value)


@cache
def _persons() -> dict[str, RegisterEntry]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["number"]: _entry(row) for row in csv.DictReader(file)}


def _entry(row: Mapping[str, str]) -> RegisterEntry:
    died = date.fromisoformat(row["died_on"]) if row["died_on"] else None
    if row["protected"]:
        return RegisterEntry(protected=True, died_on=died)
    return RegisterEntry(
        given_name=row["given_name"],
        family_name=row["family_name"],
        street=row["street"],
        postal_code=row["postal_code"],
        city=row["city"],
        municipality=row["municipality"],
        died_on=died,
    )


def example_number(today: date, rng: Random) -> IdentityNumber:
    """Of somebody in the register who lives, with nothing to be careful of."""
    plain = [number for number, person in _persons().items() if not (person.protected or person.died_on)]
    return parse(rng.choice(plain), today)
