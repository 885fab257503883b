"""Which month, municipality and kind of care the invoicer's page shows, as its address says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from municipalities.swedish.clock import ONE_DAY
from municipalities.swedish.months import last_day, month_of
from municipalities.units.parties import CareType

#: In the place of a municipality's code: the cases that no municipality pays for.
NOBODY = "ingen"
#: The act's own: no care day before it has been judged by anybody.
FIRST_MONTH = date(2018, 1, 1)


@dataclass(frozen=True, slots=True)
class Choice:
    """Empty `payer` and `care_type` stand for all."""

    month: date
    payer: str = ""
    care_type: str = ""

    @property
    def last_day(self) -> date:
        return last_day(self.month)

    def query(self, **changes: str) -> str:
        chosen = {"manad": f"{self.month:%Y-%m}", "kommun": self.payer, "vardform": self.care_type} | changes
        return urlencode({name: value for name, value in chosen.items() if value})


def read_choice(query: QueryDict, today: date) -> Choice | None:
    """None for an address that no link of ours has. Without a month: the one of the latest whole care day."""
    asked = query.get("manad")
    month = month_named(asked, today) if asked else month_of(today - ONE_DAY)
    payer, care_type = query.get("kommun", ""), query.get("vardform", "")
    is_payer = payer in ("", NOBODY) or (len(payer) == 4 and payer.isdecimal())
    if month is None or not is_payer or care_type not in ("", *CareType):
        return None
    return Choice(month, payer, care_type)


def month_named(text: str, today: date) -> date | None:
    """The month that an address names; None for none, and for one before the act or still to come."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if FIRST_MONTH <= month <= today else None
