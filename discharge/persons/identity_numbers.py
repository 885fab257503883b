"""Identity numbers: personnummer, samordningsnummer and Region Stockholm's reserve number. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from stdnum import luhn

from municipalities.door import texts
from municipalities.units.parties import Word


class NumberKind(Word):
    PERSONAL = "personal", "Personnummer"
    COORDINATION = "coordination", "Samordningsnummer"
    RESERVE = "reserve", "Reservnummer"


class InvalidNumber(ValueError):
    """The text is no identity number; says in Swedish why."""


#: The oldest anybody has been, about: somebody older is asked about before the number is believed (assumed).
OLDEST = 120
_FORM = "Skriv numret som ÅÅÅÅMMDD-NNNN."


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """Twelve digits without a hyphen (a reserve number may hold letters), and what they tell.

    `warning` is shown beside it. `question` must be answered with yes before the number is used.
    """

    value: str
    kind: NumberKind
    birth_date: date | None
    sex: str
    warning: str = ""
    question: str = ""

    @property
    def written(self) -> str:
        return f"{self.value[:8]}-{self.value[8:]}"


def parse(text: str, today: date) -> IdentityNumber:
    """The number in `text`, as typed or pasted: ten or twelve digits with any dash, plus or spaces.

    Raises InvalidNumber. A reserve number whose check digit fails passes with a warning:
    the region has numbers in use that do.
    """
    typed = texts.digits(text).upper()
    if re.fullmatch(r"99[0-9]{4}[0-9A-Z]{6}", typed):
        # `99yyyyNNNNNC`: neither sex nor birth date; Luhn over positions 5 to 12.
        valid = typed[4:].isdigit() and luhn.is_valid(typed[4:])
        warning = "" if valid else "Reservnumrets kontrollsiffra stämmer inte. Kontrollera numret."
        return IdentityNumber(typed, NumberKind.RESERVE, None, "", warning)
    found = re.fullmatch(r"((?:[0-9]{2})?)([0-9]{6})(\+?)([0-9]{4})", typed)
    if not found:
        raise InvalidNumber(_FORM)
    century, day, plus, end = found.groups()
    century = century or _find_century(day, today, is_old=bool(plus))
    if plus and int(century + day[:2]) > today.year - 100:
        raise InvalidNumber(
            "Plustecknet säger att personen fyller minst hundra år i år, men det gör inte den som är född "
            f"{century}{day[:2]}. Kontrollera numret."
        )
    return _read_personal(century + day + end, today)


def read_kept(value: str) -> IdentityNumber:
    """A number as it is kept, which was judged when it came in."""
    return parse(value, date.max)


def _find_century(day: str, today: date, *, is_old: bool) -> str:
    """Of ten digits. A plus takes the dash's place on 1 January of the year when somebody turns a hundred.

    With a plus it is the latest year that is then possible. Without one the number is as late as it can be
    and not in the future: many write a dash, or no sign at all, for those who are older too.
    """
    last = today.year - 100 if is_old else today.year
    year = last - (last - int(day[:2])) % 100
    if not is_old and year == today.year and _month_and_day(day) > (today.month, today.day):
        year -= 100
    return f"{year // 100:02}"


def _month_and_day(digits: str) -> tuple[int, int]:
    """Of six digits; a coordination number has sixty added to its day."""
    month, day = int(digits[2:4]), int(digits[4:6])
    return month, day - 60 if day >= 60 else day


def _read_personal(value: str, today: date) -> IdentityNumber:
    year, (month, day) = int(value[:4]), _month_and_day(value[2:8])
    is_coordination = int(value[6:8]) >= 60
    born = None if is_coordination and 0 in (month, day) else _birth_date(year, month, day)
    if (born or _birth_date(year, 1, 1)) > today:
        raise InvalidNumber("Födelsedatumet ligger i framtiden. Kontrollera numret.")
    if value[8:11] == "000":
        raise InvalidNumber("Födelsenumret 000 finns inte. Kontrollera numret.")
    if not luhn.is_valid(value[2:]):
        raise InvalidNumber("Kontrollsiffran stämmer inte. Kontrollera numret.")
    kind = NumberKind.COORDINATION if is_coordination else NumberKind.PERSONAL
    sex = "man" if int(value[10]) % 2 else "woman"
    age, question = today.year - year, ""
    if age > OLDEST:
        question = f"Numret säger att personen är född {year} och fyller {age} år i år. Kontrollera numret."
    return IdentityNumber(value, kind, born, sex, question=question)


def _birth_date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidNumber("Numret innehåller inget giltigt födelsedatum. Kontrollera numret.") from None
