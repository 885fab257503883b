"""When a message is owed at the latest, in Stockholm's civil time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from discharge.process.state import CaseState, Ends, Entry
from municipalities.swedish.clock import STOCKHOLM, last_second, local_date
from municipalities.swedish.law import ADMISSION_NOTICE_WITHIN, SIP_CALL_WITHIN

Moment = Callable[[CaseState, Entry], datetime | None]


@dataclass(frozen=True, slots=True)
class Due:
    """When a message is owed at the latest, and how the process speaks of that time."""

    words: str
    moment: Moment

    def __call__(self, state: CaseState, entry: Entry) -> datetime | None:
        return self.moment(state, entry)


def due(words: str) -> Callable[[Moment], Due]:
    """Make a rule of time a row's deadline."""
    return lambda moment: Due(words, moment)


#: Where no text sets a time.
WHENEVER = Due("", lambda state, entry: None)


#: How long after the discharge somebody may still be asked for something (assumed).
ASKED_FOR = timedelta(days=30)
#: What ends an ask, as the process speaks of it.
ENDS = {
    Ends.CASE: "hemgången (utan vårdtillfälle: SIP avslutas)",
    Ends.MEETING: "mötet",
    Ends.AGE: f"{ASKED_FOR.days} dagar efter hemgången eller efter sin egen tid",
}


@due("inom 24 timmar från inskrivningen, eller från det att behovet bedömdes")
def within_a_day(state: CaseState, entry: Entry) -> datetime | None:
    begins = state.need_assessed_at or state.admitted_at
    return begins + ADMISSION_NOTICE_WITHIN if begins else None


@due("samma dag 16.00; skickat efter 12.00: nästa dag 12.00 (assumed)")
def reply_due(state: CaseState, entry: Entry) -> datetime | None:
    sent = entry.entered_at.astimezone(STOCKHOLM)
    if sent.time() <= time(12, 0):
        return datetime.combine(sent.date(), time(16, 0), STOCKHOLM)
    return datetime.combine(sent.date() + timedelta(days=1), time(12, 0), STOCKHOLM)


@due("tre kalenderdagar efter meddelandet om utskrivningsklar")
def sip_call_due(state: CaseState, entry: Entry) -> datetime | None:
    """Counted from the notice, also for a unit that comes into the case later.

    From when outpatient care was told of it, where it was entered afterwards.
    """
    notice = (state.ready.call_from or state.ready.sent_at) if state.ready else entry.entered_at
    return last_second(local_date(notice) + SIP_CALL_WITHIN)


@due("inskrivningsmeddelandet inom 24 timmar, annat samma dag som det skrevs (assumed)")
def paper_due(state: CaseState, entry: Entry) -> datetime | None:
    """When a unit that is not connected must have been sent the message on paper."""
    if entry.id == state.admission_notice:
        return within_a_day(state, entry)
    return last_second(local_date(entry.sent_at))


@due("samma dag som hemgången")
def same_day(state: CaseState, entry: Entry) -> datetime | None:
    return last_second(local_date(state.discharged_at or entry.sent_at))


@due("före mötet")
def before_meeting(state: CaseState, entry: Entry) -> datetime | None:
    return state.sip.planned.starts_at if state.sip.planned else None


@due("samma dag som mötet (assumed)")
def meeting_day(state: CaseState, entry: Entry) -> datetime | None:
    """What was said at a meeting is written down the same day (assumed)."""
    planned = state.sip.planned
    return last_second(local_date(planned.starts_at)) if planned else None


@due("före hemgången: det beräknade utskrivningsdatumet, och innan det ska kallas till SIP")
def contact_due(state: CaseState, entry: Entry) -> datetime | None:
    """LUS 2:5; and 4:3, the contact calls to the SIP: until there is one nobody can."""
    waits = state.ready and state.owes_sip_call and not state.declines_sip
    calls = sip_call_due(state, entry) if waits else None
    leaves = last_second(state.expected_discharge) if state.expected_discharge else None
    return min(filter(None, (leaves, calls)), default=None)
