"""Identity numbers: personnummer, samordningsnummer and Region Stockholm's reserve number. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from stdnum import luhn

from municipalities.parties import Word


class NumberKind(Word):
    PERSONAL = "personal", "Personnummer"
    COORDINATION = "coordination", "Samordningsnummer"
    RESERVE = "reserve", "Reservnummer"


class InvalidNumber(ValueError):
    """The text is no identity number; says in Swedish why."""


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """Twelve digits without a hyphen (a reserve number may hold letters), and what they tell."""

    value: str
    kind: NumberKind
    birth_date: date | None
    sex: str
    warning: str = ""

    @property
    def written(self) -> str:
        return f"{self.value[:8]}-{self.value[8:]}"


def parse(text: str, today: date) -> IdentityNumber:
    """The number in `text`, written with ten or twelve digits, hyphen, plus or spaces.

    Raises InvalidNumber. A reserve number whose check digit fails passes with a warning:
    the region has numbers in use that do.
    """
    compact = re.sub(r"[\s\-–]", "", text).upper()
    if re.fullmatch(r"99\d{4}[0-9A-Z]{6}", compact):
        return _reserve(compact)
    if re.fullmatch(r"\d{10}|\d{6}\+\d{4}", compact):
        compact = _with_century(compact, today)
    if not re.fullmatch(r"\d{12}", compact):
        raise InvalidNumber("Skriv numret som ÅÅÅÅMMDD-NNNN.")
    return _personal(compact, today)


def _with_century(compact: str, today: date) -> str:
    """A ten-digit number belongs to the latest possible century; a plus sign says a hundred years or more."""
    digits = compact.replace("+", "")
    day = int(digits[4:6])
    real_day = day - 60 if day > 60 else day
    century = today.year // 100
    if f"{century}{digits[:4]}{real_day:02}" > f"{today:%Y%m%d}":
        century -= 1
    return f"{century - 1 if '+' in compact else century}{digits}"


def _personal(compact: str, today: date) -> IdentityNumber:
    day = int(compact[6:8])
    coordination = day > 60
    try:
        born = date(int(compact[:4]), int(compact[4:6]), day - 60 if coordination else day)
    except ValueError:
        raise InvalidNumber("Numret innehåller inget giltigt födelsedatum. Kontrollera numret.") from None
    if born > today:
        raise InvalidNumber("Födelsedatumet ligger i framtiden. Kontrollera numret.")
    if not luhn.is_valid(compact[2:]):
        raise InvalidNumber("Kontrollsiffran stämmer inte. Kontrollera numret.")
    kind = NumberKind.COORDINATION if coordination else NumberKind.PERSONAL
    return IdentityNumber(compact, kind, born, "man" if int(compact[10]) % 2 else "woman")


def _reserve(compact: str) -> IdentityNumber:
    """`99yyyyNNNNNC`: neither sex nor birth date; Luhn over positions 5 to 12."""
    valid = compact[4:].isdigit() and luhn.is_valid(compact[4:])
    warning = "" if valid else "Reservnumrets kontrollsiffra stämmer inte. Kontrollera numret."
    return IdentityNumber(compact, NumberKind.RESERVE, None, "", warning)
