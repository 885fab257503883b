"""The colour of a row's state, and the words that depend on nothing but values."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from discharge.presenters import states
from discharge.presenters.lists.worklist import SHORT_STEPS
from discharge.presenters.people import parties
from discharge.presenters.states import Situation, state_of
from discharge.process import MESSAGE_TYPES, STEPS, Tone
from discharge.process.outlook import LiabilityOutlook, Outlook, concerns_unit
from discharge.queries import answering_types
from municipalities.swedish.clock import STOCKHOLM, age_on
from municipalities.swedish.names import genitive_of
from municipalities.units.parties import Party

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=STOCKHOLM)


def situation(**changes: Any) -> Situation:
    calm: dict[str, Any] = {
        "is_open": True,
        "deadline": None,
        "outlook": LiabilityOutlook(),
        "waits_for_us": False,
        "all_in_place": False,
        "tasks_left": False,
    }
    return Situation(**(calm | changes))


def liable(days: int, outlook: Outlook = Outlook.WILL_START) -> LiabilityOutlook:
    return LiabilityOutlook(outlook, NOW.date() + timedelta(days=days))


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, states.OTHERS),
        ({"waits_for_us": True}, states.OURS),
        ({"deadline": NOW + timedelta(hours=25), "waits_for_us": True}, states.OURS),
        ({"deadline": NOW + timedelta(hours=23)}, states.DUE_SOON),
        ({"deadline": NOW - timedelta(seconds=1)}, states.LATE),
        ({"outlook": liable(2)}, states.OTHERS),
        ({"outlook": liable(1)}, states.LIABLE_SOON),
        ({"outlook": liable(0)}, states.LIABLE),
        ({"outlook": liable(-3, Outlook.STANDS)}, states.LIABLE),
        ({"outlook": liable(2, Outlook.PENDING)}, states.OTHERS),
        ({"outlook": liable(1, Outlook.PENDING)}, states.LIABLE_IF),
        ({"outlook": liable(-3, Outlook.PENDING)}, states.LIABLE_IF),
        ({"outlook": liable(-3, Outlook.BARRED)}, states.OTHERS),
        ({"outlook": liable(1, Outlook.BARRED)}, states.OTHERS),
        # Another municipality's: neither red nor late, and never before what waits for us.
        ({"outlook": liable(1), "others_liability": "Botkyrka"}, states.OTHERS),
        ({"outlook": liable(0, Outlook.PENDING), "others_liability": "Botkyrka"}, states.OTHERS),
        ({"outlook": liable(0), "others_liability": "Botkyrka", "waits_for_us": True}, states.OURS),
        ({"all_in_place": True}, states.HOME),
        ({"is_open": False}, states.OVER),
        ({"is_open": False, "tasks_left": True}, states.OTHERS),
    ],
)
def test_each_state_is_shown_when_it_holds(changes: dict[str, Any], state: states.State) -> None:
    assert state_of(situation(**changes), NOW) is state


def test_the_gravest_state_wins() -> None:
    late = NOW - timedelta(hours=1)
    soon = NOW + timedelta(hours=1)
    assert state_of(situation(deadline=late, outlook=liable(0)), NOW) is states.LIABLE
    assert state_of(situation(deadline=late, waits_for_us=True), NOW) is states.LATE
    assert state_of(situation(deadline=late, outlook=liable(1)), NOW) is states.LATE
    assert state_of(situation(deadline=soon, waits_for_us=True), NOW) is states.DUE_SOON
    assert state_of(situation(waits_for_us=True, all_in_place=True), NOW) is states.OURS


def test_liability_starts_at_midnight_in_stockholm() -> None:
    before = datetime(2026, 3, 9, 23, 59, 59, tzinfo=STOCKHOLM)
    after = datetime(2026, 3, 10, 0, 0, 0, tzinfo=STOCKHOLM)
    starts = situation(outlook=LiabilityOutlook(Outlook.WILL_START, date(2026, 3, 10)))
    assert state_of(starts, before) is states.LIABLE_SOON
    assert state_of(starts, after) is states.LIABLE


def test_a_colour_never_stands_alone() -> None:
    assert all(state.word and state.icon and state.meaning for state in states.STATES)
    assert len({(state.icon, state.word) for state in states.STATES}) == len(states.STATES)


def test_everything_that_can_be_asked_for_has_words() -> None:
    asked = {
        ask.type
        for message_type in MESSAGE_TYPES.values()
        for ask in (*message_type.asks, *message_type.to_self)
    }
    # The follow-up is owed on the plan's date, by whoever has the main responsibility.
    asked |= {"sip_follow_up"}
    # By a paper that is to be sent (process/on_paper/deliveries.py).
    asked |= {"payer_told"}
    assert asked == {message_type.name for message_type in MESSAGE_TYPES.values() if message_type.owed}
    assert all(parties.to_do(name) and parties.to_do_short(name) for name in asked)


def test_every_answer_that_lists_show_has_words() -> None:
    said = {
        name: message_type.answer_words
        for name, message_type in MESSAGE_TYPES.items()
        if message_type.answer_words
    }
    assert said.keys() == set(answering_types())
    for name, answer in said.items():
        choices = next(f.choices for f in MESSAGE_TYPES[name].fields if f.name == answer.field)
        assert answer.words.keys() == dict(choices).keys()
    assert parties.TONES.keys() == set(Tone)


def test_every_step_that_a_case_reaches_has_a_short_word() -> None:
    reached = {message_type.step for message_type in MESSAGE_TYPES.values()}
    assert reached <= SHORT_STEPS.keys() <= STEPS.keys()


def test_every_party_of_a_case_has_its_place_in_the_order() -> None:
    assert set(parties.ORDER) == {
        party for message_type in MESSAGE_TYPES.values() for party in message_type.senders
    }
    assert parties.SHORT.keys() == set(Party)


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        (date(1942, 3, 10), date(2026, 3, 9), 83),
        (date(1942, 3, 10), date(2026, 3, 10), 84),
        (date(1944, 2, 29), date(2026, 2, 28), 81),
        (None, date(2026, 3, 9), None),
    ],
)
def test_age_is_counted_on_the_day(born: date | None, today: date, years: int | None) -> None:
    assert age_on(today, born) == years


def test_anothers_liability_is_named() -> None:
    shown = state_of(situation(outlook=liable(-3), others_liability="Botkyrka"), NOW)
    assert (shown.word, shown.colour) == ("Botkyrkas ansvar", "neutral")


@pytest.mark.parametrize(
    ("party", "municipality", "payer", "ours"),
    [
        (Party.MUNICIPAL, "0180", "0180", True),
        (Party.MUNICIPAL, "0180", "0127", False),
        (Party.MUNICIPAL, "0180", None, True),
        (Party.INPATIENT, None, "0127", True),
        (Party.OUTPATIENT, "0180", "0127", True),
    ],
)
def test_liability_is_no_business_of_an_office_that_does_not_pay(
    party: Party, municipality: str | None, payer: str | None, *, ours: bool
) -> None:
    assert concerns_unit(party, municipality, payer) is ours


@pytest.mark.parametrize(("name", "said"), [("Botkyrka", "Botkyrkas"), ("Borås", "Borås")])
def test_whose(name: str, said: str) -> None:
    assert genitive_of(name) == said
