"""What the explanation says of closed months: what was kept, and what was corrected since."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from billing.models import BillingMonth, LedgerDay, LiabilityCorrection, LiabilityResult
from billing.queries.explanation import BilledMonths
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.billing.explained import as_seen, explained, iso, lines, ready, stored
from tests.factories.billing.months import close, send_home
from tests.factories.billing.nights import night, ready_stay

SEEN_NOW = "Sidan räknar med det som är känt nu."
MARCH, APRIL = date(2020, 3, 1), date(2020, 4, 1)


def ledger_day(day: int, rate: int | None = 8200) -> LedgerDay:
    closed_at = datetime(2020, 4, 3, 9, 0, tzinfo=STOCKHOLM)
    month = BillingMonth(month=MARCH, state="closed", closed_at=closed_at)
    return LedgerDay(billing_month=month, date=date(2020, 3, day), rate=rate)


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def test_a_day_says_what_its_month_was_closed_with_where_that_is_another_thing() -> None:
    """Closed with 11 and 12 March, the twelfth at another rate; today 12 to 14 March are charged."""
    kept = BilledMonths(None, [ledger_day(11), ledger_day(12, 8000), ledger_day(13)], [], MARCH)
    told = lines(explained(stored(discharged_at=iso("2020-03-15 09:00")), "2020-04-05", kept=kept))
    assert {day: plain(line.billed) for day, line in told.items()} == {
        9: "",
        10: "",
        11: "Månaden är stängd med 8 200 kr för dagen.",
        12: "Månaden är stängd med 8 000 kr för dagen.",
        13: "",
        14: "Månaden är stängd utan dagen.",
        15: "",
    }
    still_open = BilledMonths(None, [], [], date(2020, 2, 1))
    told = lines(explained(stored(), "2020-04-05", kept=still_open))
    assert not any(line.billed for line in told.values())


def test_months_and_corrections_in_words() -> None:
    correction = LiabilityCorrection(
        month=MARCH,
        booked_in=APRIL,
        days=-2,
        kronor=-8200,
        days_without_rate=-1,
        reasons=["not_ready", "sip_call_late"],
        found_on=date(2020, 4, 4),
    )
    kept = BilledMonths(None, [ledger_day(12), ledger_day(13, None)], [correction], MARCH)
    words = explained(stored(), "2020-04-05", kept=kept).kept
    (month,) = words.months
    assert (month.month, month.days, month.amount, month.closed_on) == (
        "mars 2020",
        2,
        "Dygnsbelopp saknas",
        "3 april",
    )
    (told,) = words.corrections
    assert plain(told.difference) == "−2 dygn, −8 200 kr, −1 dygn utan dygnsbelopp"
    assert (told.month, told.booked_in, told.found_on) == ("mars 2020", "april 2020", "4 april")
    assert told.why == "Personen var inte utskrivningsklar; Kallelsen till SIP kom för sent"


@pytest.mark.parametrize(
    ("days", "amount", "said"),
    [
        (1, 8200, "Beräkningen natten till 12 mars gav samma resultat: 1 dygn, 8 200 kr."),
        (
            2,
            None,
            "Beräkningen natten till 12 mars gav 2 dygn, Dygnsbelopp saknas. " + SEEN_NOW,
        ),
    ],
)
def test_the_night_beside_what_is_computed_now(days: int, amount: int | None, said: str) -> None:
    result = LiabilityResult(as_of=date(2020, 3, 12), charged_days=days, amount=amount)
    facts = stored(ready=[ready("2020-03-09 09:15", "2020-03-13 08:00")])
    words = explained(facts, "2020-03-16", kept=BilledMonths(result, [], [], None))
    assert plain(words.kept.night) == said


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("celery_worker_process")
def test_a_real_month_closed_and_corrected_reads_the_same_for_all() -> None:
    stay, hsf = ready_stay(), people.assignment("hsf")
    night(date(2020, 4, 2))
    close(hsf)
    send_home(stay, datetime(2020, 3, 20, 10, 0, tzinfo=STOCKHOLM))
    night(date(2020, 4, 4))
    words = as_seen(stay, hsf, date(2020, 4, 4))
    assert words == as_seen(stay, stay.officer, date(2020, 4, 4))
    assert [(one.month, one.days, plain(one.amount)) for one in words.kept.months] == [
        ("mars 2020", 20, "164 000 kr")
    ]
    (correction,) = words.kept.corrections
    assert plain(correction.difference) == "−12 dygn, −98 400 kr"
    assert plain(words.kept.night) == "Beräkningen natten till 4 april gav samma resultat: 8 dygn, 65 600 kr."
