"""What can't be invoiced, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from billing.presenters.liability import NO_MUNICIPALITY, kronor
from billing.presenters.tags import Tag
from billing.unbillable import Obstacle
from municipalities.parties import CareType
from municipalities.times import full_date_words, month_words

LOOKS = {
    Obstacle.NOT_COMPUTED: ("danger", "late"),
    Obstacle.NO_MUNICIPALITY: ("warning", "none"),
    Obstacle.TERMS_MISSING: ("danger", "late"),
    Obstacle.RATE_MISSING: ("danger", "money"),
    Obstacle.RATE_UNVERIFIED: ("warning", "soon"),
    Obstacle.RATE_INVENTED: ("warning", "money"),
}
TAGS = {obstacle: Tag(*look, obstacle.label) for obstacle, look in LOOKS.items()}
UNKNOWN_AMOUNT = "Okänt"
TRIED_AGAIN = (
    "Ärendet prövas igen nästa natt; det som beräknats tidigare står kvar. "
    "Är felet kvar efter natten: anmäl ärendets nummer till systemförvaltaren."
)


@dataclass(frozen=True, slots=True)
class Card:
    """What `components/card.html` shows."""

    label: str
    count: int
    url: str
    is_current: bool
    colour: str


def cards(counts: Mapping[str, int], chosen: str) -> list[Card]:
    """All, then each obstacle: so many cases, and a link to them."""
    return [
        Card(tag.word, counts[obstacle], f"?skal={obstacle.value}", obstacle == chosen, tag.colour)
        for obstacle, tag in TAGS.items()
    ]


@dataclass(frozen=True, slots=True)
class UnbillableRow:
    """`days` is empty for a case that was not computed, and `amount` never 0 kr."""

    reference: str
    has_page: bool
    payer: str
    care: str
    month: str
    days: str
    amount: str
    tag: Tag
    why: str
    todo: str
    url: str
    link: str


def unbillable_row(row: Any) -> UnbillableRow:
    obstacle = Obstacle(row.obstacle)
    why, todo = _words(obstacle, row)
    link, url = _link(obstacle, row)
    return UnbillableRow(
        reference=row.reference,
        has_page=obstacle is not Obstacle.NOT_COMPUTED,
        payer=row.municipality or NO_MUNICIPALITY,
        care=CareType(row.care_type).label if row.care_type else "",
        month=month_words(row.month) if row.month else "",
        days="" if row.days is None else str(row.days),
        amount=kronor(row.kronor) if row.kronor else UNKNOWN_AMOUNT,
        tag=TAGS[obstacle],
        why=why,
        todo=todo,
        url=url,
        link=link,
    )


def _words(obstacle: Obstacle, row: Any) -> tuple[str, str]:
    """Why it can't be invoiced, and what to do."""
    year = row.month.year if row.month else ""
    return {
        Obstacle.NOT_COMPUTED: (
            row.error,
            TRIED_AGAIN,
        ),
        Obstacle.NO_MUNICIPALITY: (
            "Ingen kommun att debitera",
            "Be avdelningen kontrollera folkbokföring och placering. Finns ingen kommun debiteras ingen.",
        ),
        Obstacle.TERMS_MISSING: (
            f"Inga villkor gäller dag noll {full_date_words(row.day_zero) if row.day_zero else ''}",
            "Lägg till villkor som gäller den dagen, eller rätta när de gamla slutar.",
        ),
        Obstacle.RATE_MISSING: (
            f"{year} har inget dygnsbelopp",
            "Lägg till årets dygnsbelopp. Dygnen är räknade och får sitt belopp nästa natt.",
        ),
        Obstacle.RATE_UNVERIFIED: (
            f"Ingen har läst dygnsbeloppet för {year} i dess källa",
            "Läs beloppet i källan och rätta dygnsbeloppet till kontrollerat.",
        ),
        Obstacle.RATE_INVENTED: (
            f"Dygnsbeloppet för {year} är påhittat för demonstrationen",
            "Ersätt det med Socialstyrelsens belopp och dess källa.",
        ),
    }[obstacle]


def _link(obstacle: Obstacle, row: Any) -> tuple[str, str]:
    """Where to do it; nothing where it isn't done here."""
    if obstacle is Obstacle.TERMS_MISSING:
        return "Villkor", reverse("billing:terms")
    if obstacle is Obstacle.RATE_MISSING:
        return "Nytt dygnsbelopp", f"{reverse('billing:rate-new')}?{urlencode({'ar': row.month.year})}"
    if obstacle in (Obstacle.RATE_UNVERIFIED, Obstacle.RATE_INVENTED):
        return "Dygnsbelopp", reverse("billing:rates")
    return "", ""
