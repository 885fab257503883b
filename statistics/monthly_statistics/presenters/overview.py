"""Words for the page of figures: months, versions, the picture's text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.utils.text import capfirst

from monthly_statistics.figures.areas import Area, AreaKind
from monthly_statistics.figures.groups import ALL
from monthly_statistics.figures.indicators import INDICATORS, Indicator, charted
from monthly_statistics.figures.readers import Reader, Sees
from monthly_statistics.figures.report import Row, Shown, Value, in_order
from monthly_statistics.models import Snapshot
from municipalities.access.small_cells import FEWEST_SHOWN
from municipalities.swedish.clock import full_date_words, local
from municipalities.swedish.lists import and_list
from municipalities.swedish.months import month_words, short_month_words

RUNNING = "(pågår)"


def month_label(snapshot: Snapshot) -> str:
    """ "okt 2026", "nov 2026 (pågår)"."""
    words = short_month_words(snapshot.month)
    return words if snapshot.version else f"{words} {RUNNING}"


def snapshot_choices(snapshots: Iterable[Snapshot]) -> list[tuple[str, str]]:
    """For the choice of month: its value and its words."""
    return [
        (f"{each.month:%Y-%m}", capfirst(month_words(each.month)) + ("" if each.version else f" {RUNNING}"))
        for each in snapshots
    ]


def area_choices(areas: Sequence[Area]) -> list[tuple[str, list[Area]]]:
    """For the choice of area: headings with their areas in Swedish order."""
    headings = (
        (AreaKind.COUNTY, "Länet"),
        (AreaKind.MUNICIPALITY, "Kommuner"),
        (AreaKind.DISTRICT, "Stadsdelar"),
    )
    return [(heading, in_order(area for area in areas if area.kind == kind)) for kind, heading in headings]


def headline(row: Row) -> list[tuple[Indicator, Value | None]]:
    """Each indicator, and how much of it."""
    return list(zip(INDICATORS.values(), row.values, strict=True))


def version_words(snapshot: Snapshot) -> str:
    """What the reader must know before quoting the figures."""
    computed = full_date_words(local(snapshot.computed_at).date())
    if not snapshot.version:
        last = full_date_words(snapshot.as_of - timedelta(days=1))
        return f"Preliminär: månaden pågår och är räknad till och med {last}."
    if snapshot.version == 1:
        return f"Version 1, publicerad {computed}."
    return f"Version {snapshot.version}, ändrad {computed}."


def whose_words(reader: Reader) -> str:
    """What is hidden from this reader, and what must not be passed on."""
    few = f"färre än {FEWEST_SHOWN} personer"
    keep = "Det som är dolt för andra får inte lämnas vidare."
    if reader.sees is Sees.ALL:
        return f"Alla siffror visas, också de som gäller {few}. {keep}"
    if reader.sees is Sees.OWN:
        return f"Era egna siffror visas, också de som gäller {few}. {keep} Länets siffror om {few} är dolda."
    return f"Uppgifter om {few} är dolda."


def change_rows(areas: Iterable[Area], reader: Reader, before: Shown, after: Shown) -> list[str]:
    """What a version says of whole areas that the one before did not, where both may be shown.

    Others than who reads them whole are not told the figures: a small change could point somebody out.
    """
    found = []
    for area in in_order(areas):
        tells_figures, told = reader.sees is Sees.ALL or reader.is_own(area), []
        for indicator in INDICATORS.values():
            then, now = before.get((area.code, ALL, indicator)), after.get((area.code, ALL, indicator))
            if then and now and then != now:
                amount = indicator.in_sentence
                told.append(f"{amount} {now.amount}, var {then.amount}" if tells_figures else amount)
        if told:
            found.append(f"{area.name}: {', '.join(told)}")
    return found


def chart_words(area: Area, rows: Sequence[Row]) -> str:
    """The picture in words; the table beside it has every number."""
    span = f"{rows[0].label} till {rows[-1].label}" if rows else ""
    bars = [indicator for indicator, _ in charted()]
    first, names = bars[0], and_list([each.in_sentence for each in bars])
    words = f"Stapeldiagram över {names}, {area.name}, {span}."
    shown = [(value.amount, row.label) for row in rows if (value := row.of(first))]
    if not shown:
        return f"{words} Alla månader är dolda."
    (most, high), (fewest, low) = max(shown), min(shown)
    return f"{words} Flest {first.in_sentence}: {most} i {high}. Färst: {fewest} i {low}."


def file_name(snapshot: Snapshot) -> str:
    state = f"version-{snapshot.version}" if snapshot.version else "preliminar"
    return f"utskrivningsklara-{snapshot.month:%Y-%m}-{state}"
