"""Which months are closed, and which may be closed or opened now."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import connection

from billing.models import NightlyRun, NightlyTask
from discharge.process import Refused
from municipalities.swedish.months import month_after, month_words, newest_months

# Each by an index of its own: the first sums there are that have not been taken away again.
_OF_DAYS = """
SELECT billed_in FROM billing_month_sum WHERE source = 'day'{own} GROUP BY billed_in HAVING sum(lines) > 0
"""
_STANDING = f"""
SELECT (SELECT max(month) FROM billing_month WHERE state = 'closed'),
       ({_OF_DAYS} ORDER BY billed_in LIMIT 1), ({_OF_DAYS} ORDER BY billed_in DESC LIMIT 1),
       (SELECT max(billed_in) FROM billing_month_sum WHERE source = 'booked'{{own}})
"""  # noqa: S608 - our own words alone


class Standing(NamedTuple):
    """The latest closed month, the months of the first and the last day ready for discharge, and the last
    month that corrections are booked in; each None where there is none that the reader sees."""

    latest_closed: date | None
    first_day: date | None
    last_day: date | None
    last_booked: date | None

    @property
    def closed_until(self) -> date:
        return self.latest_closed or date.min

    @property
    def next_to_close(self) -> date | None:
        """Months are closed in order, from the first with a day; None before there is any."""
        return month_after(self.latest_closed) if self.latest_closed else self.first_day

    def months_to_choose(self, chosen: date) -> list[date]:
        """From the first to the last with a day, and to the chosen one; the newest first."""
        return newest_months(min(self.first_day or chosen, chosen), max(self.last_day or chosen, chosen))


def read_standing(*, own: bool = False) -> Standing:
    """One statement; `own` as for `month_lines.find_sums`."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING.format(own=f" AND payer_id {'= app_municipality()' if own else 'IS NULL'}"))
        return Standing(*cursor.fetchone())


def latest_closed() -> date | None:
    """Months are closed for all payers together. Every earlier one is closed too, even one without a row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(month) FROM billing_month WHERE state = 'closed'")
        (latest,) = cursor.fetchone()
    return latest


def refuse_to_close(month: date, today: date, standing: Standing) -> None:
    """Raises Refused, saying what is missing and what to do."""
    latest, following = standing.latest_closed, standing.next_to_close
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


def refuse_to_reopen(month: date, latest: date | None) -> None:
    """Raises Refused; `latest` is the latest closed month."""
    if latest is None or month > latest:
        raise Refused(f"Månaden {month_words(month)} är inte stängd. Läs sidan igen.")
    if month < latest:
        words = month_words(latest)
        raise Refused(f"Bara den senast stängda månaden kan öppnas igen: {words}. Öppna den först.")
    if NightlyRun.objects.filter(state=NightlyRun.State.RUNNING).exists():
        raise Refused("Nattens beräkning pågår. Vänta tills den är klar.")
