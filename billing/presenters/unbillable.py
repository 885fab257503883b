"""What can't be invoiced, why, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from billing.models.unbillable import Obstacle
from billing.presenters.liability import NO_MUNICIPALITY, kronor
from billing.presenters.tags import Tag
from billing.queries.lacking_means import LackingMean
from billing.queries.unbillable import MOST_COUNTED
from municipalities.swedish.clock import full_date_words
from municipalities.swedish.months import month_words
from municipalities.units.parties import CareType

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
#: Why a year's rate is in the way, and what to do about it.
RATES = {
    Obstacle.RATE_MISSING: (
        "{year} har inget dygnsbelopp",
        "Lägg till årets dygnsbelopp. Dygnen är räknade och får sitt belopp nästa natt.",
    ),
    Obstacle.RATE_UNVERIFIED: (
        "Ingen har läst dygnsbeloppet för {year} i dess källa",
        "Läs beloppet i källan och rätta dygnsbeloppet till kontrollerat.",
    ),
    Obstacle.RATE_INVENTED: (
        "Dygnsbeloppet för {year} är påhittat för demonstrationen",
        "Ersätt det med Socialstyrelsens belopp och dess källa.",
    ),
}
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

    @property
    def count_words(self) -> str:
        """The count in words: "1000+" where nobody has counted on."""
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)


def obstacle_cards(found: Mapping[Obstacle, Sized], means: Iterable[LackingMean], chosen: str) -> list[Card]:
    """Each obstacle: so many cases and means, and a link to them."""
    together = Counter({obstacle: len(cases) for obstacle, cases in found.items()})
    together.update(mean.obstacle for mean in means)
    return [
        Card(tag.word, together[obstacle], f"?skal={obstacle.value}", obstacle == chosen, tag.colour)
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
    why, todo = _obstacle_words(obstacle, row)
    link, url = _link_to_mend(obstacle, row.month)
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


def _obstacle_words(obstacle: Obstacle, row: Any) -> tuple[str, str]:
    """Why it can't be invoiced, and what to do."""
    if obstacle in RATES:
        return _rate_words(obstacle, row.month.year)
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
    }[obstacle]


def _rate_words(obstacle: Obstacle, year: int) -> tuple[str, str]:
    why, todo = RATES[obstacle]
    return why.format(year=year), todo


def _link_to_mend(obstacle: Obstacle, month: date | None) -> tuple[str, str]:
    """Where to do it; nothing where it isn't done here."""
    if obstacle is Obstacle.TERMS_MISSING:
        return "Villkor", reverse("billing:terms")
    if obstacle is Obstacle.RATE_MISSING and month:
        return "Nytt dygnsbelopp", f"{reverse('billing:rate-new')}?{urlencode({'ar': month.year})}"
    if obstacle in (Obstacle.RATE_UNVERIFIED, Obstacle.RATE_INVENTED):
        return "Dygnsbelopp", reverse("billing:rates")
    return "", ""


def mean_row(mean: LackingMean) -> UnbillableRow:
    """A municipality's mean of a month: it is about no case."""
    line, rate = mean.average.line, mean.average.rate
    why, todo = _rate_words(mean.obstacle, line.month.year)
    link, url = _link_to_mend(mean.obstacle, line.month)
    return UnbillableRow(
        reference="",
        has_page=False,
        payer=mean.municipality,
        care=CareType(line.care_type).label,
        month=month_words(line.month),
        days=str(mean.days),
        amount=kronor(mean.days * rate.kronor) if rate else UNKNOWN_AMOUNT,
        tag=TAGS[mean.obstacle],
        why=why,
        todo=todo,
        url=url,
        link=link,
    )
