"""Fault B2: one judgement of liability, which every reader repeats: tag, line, sentence and time itself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.liability import Leave, Rulebook, assess, outlook_of
from discharge.presenters import states
from discharge.presenters.liability import Names, in_list, liability_sentence, stopped_by, to_do
from discharge.presenters.states import Situation, state_of
from discharge.process.outlook import LiabilityOutlook, Outlook
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.billing.generated.strategies import Known, rulebooks, stays
from tests.factories.billing.stays import assessed, at, stay

NAMES = Names("Huddinge", "Tensta vårdcentral")
CALL = ("sip_call_pending",)
START = date(2020, 3, 12)
#: What each reader says of an outlook on a day: its tag, and the beginnings of its line and its sentence.
READERS = {
    (Outlook.NONE, False): (states.OTHERS, "", "Betalningsansvar inträder inte"),
    (Outlook.WILL_START, False): (
        states.LIABLE_SOON,
        "Huddinges betalningsansvar från 12 mars",
        "Betalningsansvar inträder tor",
    ),
    (Outlook.STANDS, True): (
        states.LIABLE,
        "Huddinges betalningsansvar sedan 12 mars",
        "Betalningsansvar sedan tor",
    ),
    (Outlook.PENDING, False): (
        states.LIABLE_IF,
        "Huddinges betalningsansvar 12 mars, om",
        "Betalningsansvar inträder tor",
    ),
    (Outlook.PENDING, True): (states.LIABLE_IF, "Inget betalningsansvar utan", "Fristdagarna är slut"),
    (Outlook.BARRED, False): (
        states.OTHERS,
        "Betalningsansvar inträder inte",
        "Betalningsansvar inträder inte",
    ),
    (Outlook.BARRED, True): (
        states.OTHERS,
        "Betalningsansvar inträder inte",
        "Betalningsansvar inträder inte",
    ),
}


def judged() -> list[LiabilityOutlook]:
    """Every outlook, as judged before the start and after it."""
    due = [None, START - timedelta(days=1), START, START + timedelta(days=3)]
    return [
        LiabilityOutlook(),
        LiabilityOutlook(Outlook.WILL_START, START),
        LiabilityOutlook(Outlook.STANDS, START),
        *(LiabilityOutlook(Outlook.PENDING, START, CALL, day) for day in due),
        LiabilityOutlook(Outlook.BARRED, START),
        LiabilityOutlook(Outlook.BARRED, None),
    ]


@pytest.mark.parametrize("outlook", judged(), ids=str)
@pytest.mark.parametrize("today", [START + timedelta(days=days) for days in range(-1, 6)], ids=str)
def test_b2_every_reader_says_the_same(outlook: LiabilityOutlook, today: date) -> None:
    if outlook.outlook is Outlook.STANDS and not outlook.has_begun(today):
        return  # what stands has begun
    now = outlook.on(today)
    tag, line, said = READERS[now.outlook, now.has_begun(today)]
    situation = Situation(
        is_open=True, deadline=None, outlook=outlook, waits_for_us=False, all_in_place=False, tasks_left=True
    )
    assert state_of(situation, datetime.combine(today, time(9), STOCKHOLM)) is tag
    assert in_list(outlook, NAMES, today).startswith(line)
    assert bool(in_list(outlook, NAMES, today)) == bool(line)
    assert liability_sentence(outlook, lambda: "skälet", today).startswith(said)
    is_pending, is_liable = now.outlook is Outlook.PENDING, now.liable_from is not None
    assert bool(to_do(outlook, NAMES, today)) == is_pending
    assert bool(stopped_by(outlook, NAMES, START, today)) == (is_pending or is_liable)
    assert is_liable == (tag in (states.LIABLE, states.LIABLE_SOON))


def test_b2_a_pending_call_on_the_first_day_after_the_free_days_says_one_thing() -> None:
    """The trial saw a red tag "har börjat" beside "Inget ansvar utan SIP-kallelse"."""
    waiting = stay(discharged_at=None, sip_needed=True)
    outlook = outlook_of(assessed(waiting, "2020-03-12"))
    assert outlook == LiabilityOutlook(Outlook.PENDING, START, CALL, START)
    assert outlook.liable_from is None
    assert in_list(outlook, NAMES, START) == "Inget betalningsansvar utan SIP-kallelse"


def test_b2_the_day_after_its_last_a_call_is_asked_for_no_more() -> None:
    """Also before the night has come to it."""
    outlook = outlook_of(assessed(stay(discharged_at=None, sip_needed=True), "2020-03-10"))
    assert outlook.on(START).outlook is Outlook.PENDING
    assert outlook.on(START + timedelta(days=1)) == LiabilityOutlook(Outlook.BARRED, START)


def test_leave_that_passes_by_itself_bars_nothing() -> None:
    away = stay(discharged_at=None, leaves=(Leave(at("2020-03-12 10:00")),))
    assert outlook_of(assessed(away, "2020-03-13")).outlook is Outlook.STANDS


@given(known=stays(least=1), rules=rulebooks(), days=st.integers(0, 12))
def test_b2_days_that_go_by_come_to_what_a_night_would_say(known: Known, rules: Rulebook, days: int) -> None:
    later = known.as_of + timedelta(days=days)
    then = outlook_of(assess(known.facts, as_of=known.as_of, rules=rules)).on(later)
    assert then == outlook_of(assess(known.facts, as_of=later, rules=rules))


def test_what_has_ended_has_no_outlook() -> None:
    assert outlook_of(assessed(stay(), "2020-03-17")) == LiabilityOutlook()
