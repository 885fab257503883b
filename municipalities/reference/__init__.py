"""Sweden's municipalities, and the city's districts, from CSV files beside this module.

`municipalities.csv` are the county's 26, `neighbours.csv` those near it that have organisations here from the
start, `elsewhere.csv` the rest of the 290: codes and names alone, to be registered in and to pay.
Sources: SCB's list of municipality codes (kommunkoder, the division since 2007; read in two public copies,
which agree) and population figures; the City of Stockholm's decisions on its districts. Loaded after each
migrate; loading twice changes nothing, and what has been merged since stays.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from municipalities.models import District, Municipality, Organisation, PostalArea
from municipalities.swedish.sorting import sort_key

HERE = Path(__file__).parent
CITY_OF_STOCKHOLM = "0180"


def load(**kwargs: Any) -> None:
    for row in (*_read_rows("municipalities.csv"), *_read_rows("neighbours.csv")):
        _load_municipality(row)
    # In one statement; what has got an organisation here since keeps it.
    Municipality.objects.bulk_create(
        [
            Municipality(code=row["code"], name=row["name"], sort_key=sort_key(row["name"]))
            for row in _read_rows("elsewhere.csv")
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "sort_key"],
    )
    districts = _read_rows("districts.csv")
    for row in districts:
        _load_district(row)
    for row in districts:
        if row["merged_into"]:
            into = District.objects.get(municipality_id=CITY_OF_STOCKHOLM, name=row["merged_into"])
            District.objects.filter(name=row["name"], valid_from=row["valid_from"]).update(merged_into=into)
    # By the first three digits: near enough to suggest a receiver that a person confirms (assumed).
    for row in _read_rows("postal_areas.csv"):
        district = District.objects.filter(municipality_id=row["municipality"], name=row["district"]).first()
        PostalArea.objects.update_or_create(
            prefix=row["prefix"], defaults={"municipality_id": row["municipality"], "district": district}
        )


def _read_rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _load_municipality(row: dict[str, str]) -> None:
    name = row["name"]
    organisation, _ = Organisation.objects.update_or_create(
        kind=Organisation.Kind.MUNICIPALITY,
        name=f"{name} kommun" if row["code"] != CITY_OF_STOCKHOLM else "Stockholms stad",
        defaults={
            "organisation_number": row.get("organisation_number", ""),
            "organisation_number_verified": row.get("organisation_number_verified") == "yes",
        },
    )
    Municipality.objects.update_or_create(
        code=row["code"],
        defaults={
            "name": name,
            "sort_key": sort_key(name),
            "organisation": organisation,
            "population_2017": _parse_number(row.get("population_2017", "")),
            "population_2024": _parse_number(row.get("population_2024", "")),
        },
    )


def _load_district(row: dict[str, str]) -> None:
    ends = {"valid_to": date.fromisoformat(row["valid_to"])} if row["valid_to"] else {}
    District.objects.update_or_create(
        municipality_id=CITY_OF_STOCKHOLM,
        name=row["name"],
        valid_from=date.fromisoformat(row["valid_from"]),
        defaults={
            "sort_key": sort_key(row["name"]),
            "population_2011": _parse_number(row["population_2011"]),
            **ends,
        },
    )


def _parse_number(text: str) -> int | None:
    return int(text) if text else None
