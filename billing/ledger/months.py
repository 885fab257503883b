"""Which months are closed, and which may be closed or opened now."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Min

from billing.models import BillingMonth, LiabilityDay, NightlyRun, NightlyTask
from discharge.process import Refused
from municipalities.swedish.months import month_after, month_words


def latest_closed() -> date | None:
    """Months are closed for all payers together. Every earlier one is closed too, even one without a row."""
    closed = BillingMonth.objects.filter(state=BillingMonth.State.CLOSED)
    return closed.aggregate(latest=Max("month"))["latest"]


def next_to_close() -> date | None:
    """Months are closed in order, from the first with a day ready for discharge; None before there is any."""
    latest = latest_closed()
    if latest:
        return month_after(latest)
    first = LiabilityDay.objects.aggregate(first=Min("date"))["first"]
    return first and first.replace(day=1)


def refuse_to_close(month: date, today: date) -> None:
    """Raises Refused, saying what is missing and what to do."""
    latest, following = latest_closed(), next_to_close()
    if latest and month <= latest:
        raise Refused(f"Månaden {month_words(month)} är redan stängd. Välj en annan månad.")
    if following is None:
        raise Refused(
            "Det finns inga utskrivningsklara dagar att stänga en månad med. Vänta tills det finns."
        )
    if month != following:
        raise Refused(f"Månader stängs i ordning. Stäng {month_words(following)} först.")
    if month_after(month) > today:
        raise Refused(
            f"Månaden {month_words(month)} är inte slut. Vänta: den kan stängas från {month_after(month)}."
        )
    _refuse_what_is_not_computed(month)


def _refuse_what_is_not_computed(month: date) -> None:
    run = NightlyRun.objects.exclude(state=NightlyRun.State.CAUGHT_UP).order_by("date").last()
    if run is None or run.date < month_after(month):
        raise Refused(
            f"Nattens beräkning har inte kommit förbi {month_words(month)}. "
            f"Starta den för {month_after(month)} eller senare."
        )
    if run.state == NightlyRun.State.RUNNING:
        raise Refused(f"Beräkningen {run.date} pågår. Vänta tills den är klar.")
    if run.tasks.exclude(state=NightlyTask.State.DONE).exists():
        raise Refused(f"Beräkningen {run.date} misslyckades för någon kommun. Starta den igen.")


def refuse_to_reopen(month: date) -> None:
    """Raises Refused."""
    latest = latest_closed()
    if latest is None or month > latest:
        raise Refused(f"Månaden {month_words(month)} är inte stängd. Läs sidan igen.")
    if month < latest:
        words = month_words(latest)
        raise Refused(f"Bara den senast stängda månaden kan öppnas igen: {words}. Öppna den först.")
    if NightlyRun.objects.filter(state=NightlyRun.State.RUNNING).exists():
        raise Refused("Nattens beräkning pågår. Vänta tills den är klar.")
