"""From an export (CSV or JSON, UTF-8) to lines that can be carried out, and the others with the reasons."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from municipalities.door import reading, texts
from municipalities.units import hsa_ids
from municipalities.units.parties import CareType, Party

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
HSA_ID = re.compile(hsa_ids.FORM)
#: The columns of the export and the longest that each may be; the first five must be filled in.
COLUMNS = {
    "hsa_id": 31,
    "name": 120,
    "organisation_number": 11,
    "party": 20,
    "valid_from": 10,
    "care_type": 20,
    "kombika": 20,
    "municipality": 4,
    "district": 120,
    "site": 80,
    "phone": 30,
    "function_address": 254,
    "opening_hours": 200,
    "weekend_contact": 200,
    "holiday_contact": 200,
    "stand_in": 31,
    "valid_to": 10,
    # Empty: the unit is not connected, and is told on paper. Without the column it is connected.
    "connected_from": 10,
}
REQUIRED = tuple(COLUMNS)[:5]
#: How a column is read that is not a code: HSA-ids without spaces, names and times as people write them.
_READ = {
    "hsa_id": texts.compact,
    "stand_in": texts.compact,
    **dict.fromkeys(
        ("name", "district", "site", "opening_hours", "weekend_contact", "holiday_contact"), texts.name
    ),
}
AGAIN = "Rätta exporten och läs in den på nytt; inget är ändrat."
Line = Mapping[str, str]


class UnreadableCatalogue(Exception):
    """The file as a whole can't be read; says why in Swedish."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that is left out: its number in the file, whose it is, and every reason."""

    number: int
    hsa_id: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What lines refer to. `districts` are (municipality's code, name), `parties` the units' by HSA-id.

    `connected` are the units that are, or have a day on which they will be.
    """

    organisations: frozenset[str]
    municipalities: frozenset[str]
    districts: frozenset[tuple[str, str]]
    parties: Mapping[str, str]
    connected: frozenset[str] = frozenset()


def read(name: str, content: bytes) -> list[Line]:
    """The file's lines as text, by column. Raises UnreadableCatalogue, with the line, for what is not plain.

    One line that can't be read makes the whole file so: half of it would look as if units had ended.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableCatalogue(f"Filen är inte i UTF-8 (rad {line}). Exportera den på nytt.") from None
    lines = _read_json(text) if name.lower().endswith(".json") else _read_csv(text)
    if not lines:
        raise UnreadableCatalogue("Filen har inga rader. Kontrollera exporten; inget är ändrat.")
    return lines


def _read_json(text: str) -> list[Line]:
    try:
        rows = reading.read_json(text)
    except reading.TooDeep:
        raise UnreadableCatalogue("Filens JSON ligger i för många nivåer. Exportera den på nytt.") from None
    except ValueError as error:
        place = f" (rad {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise UnreadableCatalogue(f"Filen är inte JSON{place}. Kontrollera att hela filen kom med.") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableCatalogue("Filen ska vara en lista med ett objekt per enhet. Exportera den på nytt.")
    for number, row in enumerate(rows, 1):
        if texts.is_unreadable(row):
            raise UnreadableCatalogue(f"Enhet {number} i filen har ett tecken som inte går att läsa. {AGAIN}")
        for name in COLUMNS:
            value = row.get(name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
                raise UnreadableCatalogue(f"Enhet {number} i filen: {name} är ingen text. {AGAIN}")
    return [_make_line(row) for row in rows]


def _read_csv(text: str) -> list[Line]:
    """Each line by itself: a quotation mark that is never closed then takes no other line with it."""
    numbered = [(number, line.removesuffix("\r")) for number, line in enumerate(text.split("\n"), 1)]
    delimiter = ";" if ";" in numbered[0][1] else ","
    rows = [(number, _split_fields(number, line, delimiter)) for number, line in numbered if line.strip()]
    head = rows[0][1] if rows else []
    missing = [name for name in REQUIRED if name not in head]
    if missing:
        raise UnreadableCatalogue(
            f"Kolumnerna {', '.join(missing)} saknas i första raden. Exportera filen med dem."
        )
    if len({*head}) < len(head):
        raise UnreadableCatalogue("En kolumn står två gånger i första raden. Exportera filen på nytt.")
    for number, fields in rows:
        if len(fields) != len(head):
            raise UnreadableCatalogue(
                f"Rad {number} har {len(fields)} fält och första raden {len(head)}. {AGAIN}"
            )
    return [_make_line(dict(zip(head, fields, strict=True))) for _, fields in rows[1:]]


def _split_fields(number: int, line: str, delimiter: str) -> list[str]:
    """Raises UnreadableCatalogue, with the line's number."""
    if texts.is_unreadable(line) or "\r" in line:
        raise UnreadableCatalogue(f"Rad {number} har ett tecken eller radslut som inte går att läsa. {AGAIN}")
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        raise UnreadableCatalogue(
            f"Rad {number} går inte att läsa: ett citattecken står fel eller avslutas inte på raden. {AGAIN}"
        ) from None


def _make_line(row: Mapping[str, object]) -> Line:
    return {
        name: _READ.get(name, texts.code)("" if row[name] is None else str(row[name]))
        for name in COLUMNS
        if name in row
    }


def split_good_and_refused(lines: Sequence[Line], known: Known) -> tuple[list[Line], list[Refusal]]:
    """The lines that can be carried out, and the others with their reasons."""
    good: list[Line] = []
    refused: list[Refusal] = []
    seen: set[str] = set()
    every_unit = known.parties.keys() | {line.get("hsa_id", "") for line in lines}
    for number, line in enumerate(lines, 1):
        hsa_id = line.get("hsa_id", "")
        reasons = [*_faults_of_form(line), *_faults_of_references(line, known)]
        if hsa_id in seen:
            reasons.append("HSA-id:t finns redan tidigare i filen.")
        if line.get("stand_in") and (line["stand_in"] not in every_unit or line["stand_in"] == hsa_id):
            reasons.append("stand_in ska vara en annan enhets HSA-id.")
        if line.get("party") and known.parties.get(hsa_id, line["party"]) != line["party"]:
            reasons.append("En enhet byter inte party. Avsluta den och lägg upp en ny.")
        if line.get("connected_from") == "" and hsa_id in known.connected:
            reasons.append("En ansluten enhet kopplas inte från. Avsluta den och lägg upp en ny.")
        seen.add(hsa_id)
        if reasons:
            refused.append(Refusal(number, hsa_id[:31], tuple(reasons)))
        else:
            good.append(line)
    return good, refused


def _faults_of_form(line: Line) -> list[str]:
    found = [f"{name} saknas." for name in REQUIRED if not line.get(name)]
    found += [
        f"{name} är längre än {most} tecken."
        for name, most in COLUMNS.items()
        if len(line.get(name, "")) > most
    ]
    if line.get("hsa_id") and not HSA_ID.fullmatch(line["hsa_id"]):
        found.append("HSA-id:t ska vara SE, tio siffror, bindestreck och bokstäver eller siffror.")
    found += [
        f"{name} ska skrivas ÅÅÅÅ-MM-DD."
        for name in ("valid_from", "valid_to", "connected_from")
        if line.get(name) and not _is_day(line[name])
    ]
    if not found and line.get("valid_to") and line["valid_to"] < line["valid_from"]:
        found.append("valid_to ligger före valid_from.")
    if line.get("function_address") and not ADDRESS.fullmatch(line["function_address"]):
        found.append("function_address är ingen e-postadress.")
    return found


def _faults_of_references(line: Line, known: Known) -> list[str]:
    found = []
    party, care_type = line.get("party", ""), line.get("care_type", "")
    municipality, district = line.get("municipality", ""), line.get("district", "")
    if party and party not in [*Party]:
        found.append(f"party ska vara någon av {', '.join(Party)}.")
    if care_type and care_type not in [*CareType]:
        found.append(f"care_type ska vara någon av {', '.join(CareType)}.")
    if party == Party.INPATIENT and not care_type:
        found.append("En avdelning i slutenvården måste ha care_type.")
    if party == Party.MUNICIPAL and not municipality:
        found.append("En kommunal enhet måste ha municipality.")
    if line.get("organisation_number") and line["organisation_number"] not in known.organisations:
        found.append("Organisationsnumret är okänt. Lägg upp organisationen först.")
    if municipality and municipality not in known.municipalities:
        found.append("Kommunkoden är okänd.")
    if district and (municipality, district) not in known.districts:
        found.append("Stadsdelen finns inte i kommunen i dag.")
    return found


def _is_day(text: str) -> bool:
    try:
        return str(date.fromisoformat(text)) == text
    except ValueError:
        return False
