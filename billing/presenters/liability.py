"""Words, colours and links of what cases cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from billing.liability import Reason
from billing.models.unbillable import Obstacle
from billing.queries.month_filter import NOBODY, Choice
from municipalities.swedish.numbers import whole_number
from municipalities.units.parties import CareType

#: What is said of a day that is not charged, and of a case where any day is not.
SHORT_REASONS: dict[str, str] = {
    Reason.NO_MUNICIPALITY: "Ingen kommun att debitera",
    Reason.TERMS_MISSING: "Villkor saknas för dag noll",
    Reason.ADMISSION_NOTICE_MISSING: "Inskrivningsmeddelande saknas",
    Reason.ADMISSION_NOTICE_LATE: "Inskrivningsmeddelandet kom senare än 24 timmar",
    Reason.READINESS_NOTICE_MISSING: "Meddelande om utskrivningsklar saknas",
    Reason.SERVICES_DECLINED: "Personen tackar nej till kommunens insatser",
    Reason.SIP_CALL_MISSING: "Kallelse till SIP saknas",
    Reason.SIP_CALL_LATE: "Kallelsen till SIP kom för sent",
    Reason.SIP_CALL_PENDING: "Preliminärt: kallelse till SIP kan ännu skickas i tid",
    Reason.OUTPATIENT_CARE_UNAVAILABLE: "Öppenvårdens insatser är inte på plats",
    Reason.OUTPATIENT_CARE_UNKNOWN: "Besked om öppenvårdens insatser saknas",
    Reason.ON_LEAVE: "Permission",
    Reason.MISTAKEN: "Felsänt: ärendet handlade om fel person",
}
NO_MUNICIPALITY = "Ingen kommun"
RATE_MISSING = Obstacle.RATE_MISSING.label
RATE_NOTES = {"unverified": "okontrollerat dygnsbelopp", "invented": "påhittat dygnsbelopp"}
LEGEND = {
    "unverified": "Okontrollerat dygnsbelopp: ingen har läst det i dess källa.",
    "invented": "Påhittat dygnsbelopp: det finns bara i demonstrationen.",
    "": f"{RATE_MISSING}: året har inget dygnsbelopp, så dygnen är räknade men inte beloppet.",
}


#: The same month has more cases there than here.
WHY_STATISTICS_DIFFER = (
    "Statistiken räknar fler ärenden samma månad: också dem som blev utskrivningsklara och gick hem samma "
    "dag, med noll dagar. Den räknar inte dem som en kommun utanför länet, eller ingen kommun, betalar för."
)


def kronor(amount: int) -> str:
    sign = "−" if amount < 0 else ""
    return f"{sign}{whole_number(abs(amount))} kr"


def reason_words(reasons: Iterable[str]) -> list[str]:
    return [SHORT_REASONS[reason] for reason in reasons]


@dataclass(frozen=True, slots=True)
class LiabilityRow:
    """A case, a municipality or everything: days and kronor of a month. `opens`: it leads to why.

    `amount` is a word where a rate is missing: what has no price is never shown as 0 kr.
    """

    name: str
    payer: str
    cases: int
    ready_days: int
    charged_days: int
    amount: str
    rate_notes: list[str]
    district: str = ""
    care_type: str = ""
    reasons: tuple[str, ...] = ()
    url_query: str = ""
    opens: bool = False


def total_row(counted: Mapping[str, Any]) -> LiabilityRow:
    return _make_row(counted, "Summa", cases=counted["cases"])


def municipality_row(counted: Mapping[str, Any], choice: Choice) -> LiabilityRow:
    query = choice.query(kommun=counted["payer"] or NOBODY)
    name = counted["municipality"] or NO_MUNICIPALITY
    return _make_row(counted, name, cases=counted["cases"], url_query=query)


def case_row(
    counted: Mapping[str, Any], reasons: Mapping[UUID, list[str]], explained: Collection[UUID]
) -> LiabilityRow:
    return _make_row(
        counted,
        counted["reference"],
        cases=1,
        district=counted["district"] or "",
        care_type=CareType(counted["care_type"]).label,
        reasons=tuple(reason_words(reasons.get(counted["result_id"], []))),
        opens=counted["result_id"] in explained,
    )


def _make_row(counted: Mapping[str, Any], name: str, **more: Any) -> LiabilityRow:
    return LiabilityRow(
        name=name,
        payer=counted.get("municipality") or NO_MUNICIPALITY,
        ready_days=counted["ready_days"],
        charged_days=counted["charged_days"],
        amount=RATE_MISSING if counted["unrated_days"] else kronor(counted["kronor"]),
        rate_notes=[words for status, words in RATE_NOTES.items() if status in counted["rate_statuses"]],
        **more,
    )


def amounts_legend(counted: Mapping[str, Any]) -> list[str]:
    """What the words beside the amounts mean, where any of them is used."""
    return [words for status, words in LEGEND.items() if status in counted["rate_statuses"]]
