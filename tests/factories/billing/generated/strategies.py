"""Stays, terms and days for the property tests."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from billing.liability import (
    COUNTY,
    Care,
    CareTerms,
    CareType,
    CaseFacts,
    Leave,
    OutpatientStatement,
    OutpatientStatus,
    ReadyPeriodFacts,
    Rulebook,
    SipWish,
    Unit,
)
from billing.reference.reading import reference_rates
from municipalities.swedish.clock import local_date

_FIRST = datetime(2018, 1, 1, tzinfo=UTC)

moments = st.integers(0, 7 * 365 * 24 * 60).map(lambda minutes: _FIRST + timedelta(minutes=minutes))
some_hours = st.integers(0, 30 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
days_after = st.integers(0, 40).map(lambda days: timedelta(days=days))


@dataclass(frozen=True)
class Known:
    """A stay, and a day on which all its facts are known."""

    facts: CaseFacts
    as_of: date


@st.composite
def ready_periods(draw: DrawFn, since: datetime, least: int = 0) -> tuple[ReadyPeriodFacts, ...]:
    """One after the other; the last may still be open."""
    number = draw(st.integers(least, 3))
    periods = []
    for left in reversed(range(number)):
        sent = since + draw(some_hours)
        withdrawn = sent + draw(some_hours) if left or draw(st.booleans()) else None
        periods.append(ReadyPeriodFacts(sent, withdrawn))
        since = withdrawn or sent
    return tuple(periods)


@st.composite
def stays(draw: DrawFn, least: int = 0) -> Known:
    admitted = draw(moments)
    ready = draw(ready_periods(admitted, least))
    facts = CaseFacts(
        care=Care(draw(st.sampled_from(CareType)), draw(st.sampled_from(["0180", "0136", None]))),
        admitted_at=admitted,
        admission_notice_sent_at=draw(st.none() | st.just(admitted + timedelta(hours=3))),
        sip_needed=draw(st.booleans()),
        sip_calls=tuple(admitted + delay for delay in draw(st.lists(some_hours, max_size=2))),
        sip_wishes=draw(wishes(admitted)),
        services_declined=draw(st.sampled_from([False, False, False, True])),
        outpatient_care_needed=draw(st.booleans()),
        outpatient_care=draw(statements(admitted)),
        ready=ready,
        discharged_at=draw(st.none() | some_hours.map(lambda delay: admitted + delay)),
        deceased_at=draw(st.none() | some_hours.map(lambda delay: admitted + delay)),
        leaves=tuple(Leave(admitted + delay, None) for delay in draw(st.lists(some_hours, max_size=1))),
    )
    return Known(facts, _last_date(facts) + draw(days_after))


@st.composite
def statements(draw: DrawFn, since: datetime) -> tuple[OutpatientStatement, ...]:
    said = draw(st.lists(st.tuples(some_hours, st.sampled_from(OutpatientStatus)), max_size=3))
    return tuple(OutpatientStatement(since + delay, status) for delay, status in said)


@st.composite
def wishes(draw: DrawFn, since: datetime) -> tuple[SipWish, ...]:
    said = draw(st.lists(st.tuples(some_hours, st.booleans()), max_size=2))
    return tuple(SipWish(since + delay, declines) for delay, declines in said)


def _last_date(facts: CaseFacts) -> date:
    moments = [facts.admitted_at, facts.admission_notice_sent_at, facts.discharged_at, facts.deceased_at]
    moments += [*facts.sip_calls, *(statement.at for statement in facts.outpatient_care)]
    moments += [moment for period in facts.ready for moment in (period.sent_at, period.withdrawn_at)]
    moments += [wish.at for wish in facts.sip_wishes]
    moments += [leave.began_at for leave in facts.leaves]
    return max(local_date(moment) for moment in moments if moment is not None)


@st.composite
def rulebooks(draw: DrawFn) -> Rulebook:
    """One set of terms for everybody and always, with the reference rates."""
    terms = CareTerms(
        scope=COUNTY,
        care_types=frozenset(CareType),
        unit=draw(st.sampled_from(Unit)),
        free_days=draw(st.integers(0, 12)),
        cutoff=draw(st.sampled_from([time(9), time(12), time(15)])),
        discharge_day_charged=draw(st.booleans()),
        leave_days_charged=draw(st.booleans()),
    )
    return Rulebook([terms], reference_rates())
