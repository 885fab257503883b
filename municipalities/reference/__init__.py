"""Sweden's municipalities, and the city's districts, from CSV files beside this module.

`municipalities.csv` are the county's 26, `neighbours.csv` those near it that have organisations here from the
start, `elsewhere.csv` the rest of the 290: codes and names alone, to be registered in and to pay;
`regions.csv` are the other 20 regions. Each municipality and each of these regions has a unit that stands for
it until it is connected: a name to send paper to, and nothing else that is not known.
Sources: SCB's list of municipality codes (kommunkoder, the division since 2007; read in two public copies,
which agree) and population figures; the City of Stockholm's decisions on its districts; SKR's list of
regions. Loaded after each migrate; loading twice changes nothing, and what has been merged or typed since
stays.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from municipalities.models import District, Municipality, Organisation, PostalArea, Unit
from municipalities.swedish.sorting import sort_key
from municipalities.units.parties import Party

HERE = Path(__file__).parent
CITY_OF_STOCKHOLM = "0180"
#: The law in force, and its duties towards every municipality (LUS).
SINCE = date(2018, 1, 1)


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
    _load_what_is_not_connected()
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


def _organisation_name(municipality: str, code: str) -> str:
    return f"{municipality} kommun" if code != CITY_OF_STOCKHOLM else "Stockholms stad"


def _load_what_is_not_connected() -> None:
    """A unit for each municipality and each other region; nothing is said of how it is reached."""
    known = set(Unit.objects.filter(hsa_id__isnull=True).values_list("name", flat=True))
    wanted: list[tuple[str, Organisation.Kind, Party, str | None]] = [
        (_organisation_name(row.name, row.code), Organisation.Kind.MUNICIPALITY, Party.MUNICIPAL, row.code)
        for row in Municipality.objects.all()
    ]
    wanted += [
        (row["name"], Organisation.Kind.REGION, Party.OUTPATIENT, None) for row in _read_rows("regions.csv")
    ]
    missing = [row for row in wanted if row[0] not in known]
    Organisation.objects.bulk_create(
        [Organisation(kind=kind, name=name, sort_key=sort_key(name)) for name, kind, _, _ in missing],
        ignore_conflicts=True,
    )
    organisations = {(row.kind, row.name): row.pk for row in Organisation.objects.all()}
    Unit.objects.bulk_create(
        Unit(
            name=name,
            sort_key=sort_key(name),
            organisation_id=organisations[kind, name],
            municipality_id=code,
            party=party,
            valid_from=SINCE,
            hsa_id=None,
            connected_from=None,
        )
        for name, kind, party, code in missing
    )


def _load_municipality(row: dict[str, str]) -> None:
    name = row["name"]
    organisation, _ = Organisation.objects.update_or_create(
        kind=Organisation.Kind.MUNICIPALITY,
        name=_organisation_name(name, row["code"]),
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
