"""Terms and rates in words: as a line in time, as a whole, and field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from billing.models import Agreement, Certainty, DailyRate, Terms
from billing.presenters.liability import kronor
from billing.presenters.tags import Tag
from billing.rules.term_lines import Span, gaps, span_words
from municipalities.units.parties import CareType

CERTAINTY_TAGS = {
    Certainty.VERIFIED: Tag("success", "done", "Kontrollerad"),
    Certainty.UNVERIFIED: Tag("warning", "soon", "Okontrollerad"),
    Certainty.INVENTED: Tag("danger", "late", "Påhittad"),
}
#: What an answer to each open question means, said of the terms: not, and so.
ASSUMED = {
    "discharge_day_charged": ("Utskrivningsdagen debiteras inte", "Utskrivningsdagen debiteras"),
    "leave_days_charged": ("Permissionsdygn debiteras inte", "Permissionsdygn debiteras"),
    "leave_stops_free_days": ("Permission stoppar inte fristdagarna", "Permission stoppar fristdagarna"),
    "new_count_after_withdrawal": (
        "Återtagen utskrivningsklar ger inga nya fristdagar",
        "Återtagen utskrivningsklar ger nya fristdagar",
    ),
    "outpatient_care_judged_daily": (
        "Öppenvårdens insatser bedöms den dag betalningsansvaret börjar, för hela perioden",
        "Öppenvårdens insatser bedöms dag för dag",
    ),
    "declined_sip_waives_call": (
        "Kallelse till SIP krävs också när personen har avböjt SIP",
        "Kallelse till SIP krävs inte när personen har avböjt SIP",
    ),
}
UNITS = {Terms.Unit.CALENDAR_DAYS.value: "kalenderdagar", Terms.Unit.WEEKDAYS.value: "vardagar"}
LACK = Tag("danger", "late", "Villkor saknas")


def free_words(free_days: int, unit: str) -> str:
    """ "2 kalenderdagar", "1 vardag"."""
    words = UNITS[unit]
    return f"{free_days} {words.removesuffix('ar') if free_days == 1 else words}"


def model_words(terms: Terms) -> str:
    model = terms.get_model_display()
    return f"{model}: {terms.get_settlement_display().lower()}" if terms.settlement else model


def assumed_words(terms: Terms) -> list[str]:
    return [said[getattr(terms, name)] for name, said in ASSUMED.items()]


def cutoff_words(value: time) -> str:
    seconds = f".{value.second:02}" if value.second else ""
    return f"{value.hour}.{value.minute:02}{seconds}"


def whom_words(agreement: Agreement) -> str:
    """Whom the terms bind."""
    if agreement.municipality:
        return agreement.municipality.name
    return Agreement.Scope(agreement.scope).label


@dataclass(frozen=True, slots=True)
class TermsRow:
    """One set of terms, or days that have none: then `terms` is None."""

    days: str
    tag: Tag
    terms: Terms | None = None
    free: str = ""
    cutoff: str = ""
    model: str = ""
    assumed: tuple[str, ...] = ()
    without: str = ""


@dataclass(frozen=True, slots=True)
class TermsLine:
    """One kind of care: its terms in time, gaps between them too."""

    care_type: str
    label: str
    rows: list[TermsRow]


@dataclass(frozen=True, slots=True)
class AgreementWords:
    agreement: Agreement
    whom: str
    lines: list[TermsLine]
    lacks: int


def agreement_words(agreement: Agreement) -> AgreementWords:
    by_care: dict[str, list[Terms]] = {care_type.value: [] for care_type in CareType}
    for terms in agreement.terms.all():
        by_care[terms.care_type].append(terms)
    lines = []
    for care_type, of_care in by_care.items():
        spans = {terms.span: terms_row(terms) for terms in of_care}
        spans |= {gap: gap_row(agreement, gap) for gap in gaps(list(spans))}
        rows = [spans[span] for span in sorted(spans, key=lambda span: span.begins)]
        lines.append(TermsLine(care_type, CareType(care_type).label, rows))
    lacks = sum(row.tag == LACK for line in lines for row in line.rows)
    return AgreementWords(agreement, whom_words(agreement), lines, lacks)


def terms_row(terms: Terms) -> TermsRow:
    return TermsRow(
        days=_capitalise_first(span_words(terms.span)),
        tag=CERTAINTY_TAGS[Certainty(terms.status)],
        terms=terms,
        free=free_words(terms.free_days, terms.unit),
        cutoff=cutoff_words(terms.cutoff),
        model=model_words(terms),
        assumed=tuple(assumed_words(terms)),
    )


def gap_row(agreement: Agreement, gap: Span) -> TermsRow:
    """In a municipality's own line it is no lack: there the others' terms hold."""
    days = _capitalise_first(span_words(gap))
    if agreement.municipality is None:
        return TermsRow(days, LACK, without="Ärenden med dag noll då kan inte faktureras. Lägg till villkor.")
    others = "Länets villkor gäller" if agreement.municipality.in_county else "Lagens villkor gäller"
    return TermsRow(days, Tag("neutral", "none", "Inga egna villkor"), without=others)


def terms_facts(terms: Terms) -> list[tuple[str, str]]:
    """All that the terms say, as names and words."""
    return [
        ("Gäller dag noll", span_words(terms.span)),
        ("Namn", terms.name),
        ("Fristdagar", free_words(terms.free_days, terms.unit)),
        ("Klockslag för dag noll", cutoff_words(terms.cutoff)),
        ("Modell", model_words(terms)),
        ("Antagna regler", "; ".join(assumed_words(terms))),
        ("Källa", terms.source),
        ("Kontroll", Certainty(terms.status).label),
    ]


def as_new(facts: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Each name with its words, and nothing before them."""
    return [(name, "", words) for name, words in facts]


def differences(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Each name whose words differ, with both."""
    pairs = zip(before, after, strict=True)
    return [(name, old, new) for (name, old), (_, new) in pairs if old != new]


# --- daily rates -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RateRow:
    rate: DailyRate
    care: str
    amount: str
    tag: Tag


def rate_row(rate: DailyRate) -> RateRow:
    return RateRow(rate, rate_care(rate), kronor(rate.kronor), CERTAINTY_TAGS[Certainty(rate.status)])


def rate_care(rate: DailyRate) -> str:
    return CareType(rate.care_type).label if rate.care_type else "Alla vårdformer"


def rate_facts(rate: DailyRate) -> list[tuple[str, str]]:
    return [
        ("År", str(rate.year)),
        ("Vårdform", rate_care(rate)),
        ("Kronor per vårddygn", kronor(rate.kronor)),
        ("Källa", rate.source),
        ("Kontroll", Certainty(rate.status).label),
    ]


def _capitalise_first(words: str) -> str:
    return words[0].upper() + words[1:]
