"""The tests' second, naive reading of the messages agrees on papers, duplicates and upheld objections.

And on who pays from when, as that is corrected among them in any order.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from discharge import process
from discharge.process import MESSAGE_TYPES, liability_facts
from discharge.process.judging import payers
from discharge.process.state import Address, Entry, Outside
from municipalities.units.parties import Party
from tests.factories.discharge.fold import MONDAY, OFFICE, SURGERY, WARD, Story
from tests.factories.naive import naive_messages
from tests.factories.naive.naive_messages import Row
from tests.sizes import size

#: An office of each municipality that may turn out to be the right one, beside the one of the story.
OFFICES = {code: UUID(int=number) for number, code in enumerate(("0180", "0126", "0136"), 1)}


def told_with_moves(rng: Random) -> Story:
    """The same, and who pays is corrected now and then; messages go to who takes part at the time."""
    story = Story(office_in=rng.choice(("0180", "0126")))
    for _ in range(rng.randint(3, 10)):
        story.at += timedelta(hours=rng.choice((1, 3, 7, 20)))
        begin = len(story.entries)
        if rng.random() < 0.3:
            correct_area(story, rng)
        else:
            say_something(story, rng)
        for place in range(begin, len(story.entries)):
            story.entries[place] = to_who_acts(story.entries[:place], story.entries[place])
        if len(story.entries) > begin and (is_told_already(story) or rng.random() < 0.3):
            send_on_paper(story, rng)
    if rng.random() < 0.1:
        story.say(WARD, "sent_in_error")
    return story


def correct_area(story: Story, rng: Random) -> None:
    """Wrong from the start, or moved on one of the days since the admission; the new one comes in, or not."""
    code = rng.choice(list(OFFICES))
    said: dict[str, Any] = {"municipality": code, "placed_by": None, "district": None}
    said |= {"how": rng.choice(("wrong", "moved")), "moved_on": None}
    if said["how"] == "moved":
        said["moved_on"] = story.at.date() - timedelta(days=rng.randint(0, (story.at - MONDAY).days + 1))
    state = story.state()
    comes = rng.random() < 0.7 and not state.acts(OFFICES[code])
    to = (Address(OFFICES[code], Party.MUNICIPAL, code),) if comes else ()
    said |= {"to": OFFICES[code] if comes else None}
    story.say(
        WARD, "municipality_correction", to, **said, leaves=payers.leaving_units(state, said, {}), reason=""
    )


def to_who_acts(before: list[Entry], entry: Entry) -> Entry:
    state, named = process.fold(before), entry.facts.get("to")
    receivers = process.receivers(MESSAGE_TYPES[entry.type], state, entry.unit)
    if MESSAGE_TYPES[entry.type].corrects_payer:
        receivers = payers.receiving_units(receivers, entry.facts)
    acting = (state.parts[unit] for unit in receivers if unit != named)
    known = tuple(Address(part.unit, part.party, part.municipality) for part in acting)
    return replace(entry, recipients=(*known, *(to for to in entry.recipients if to.unit == named)))


def told_by_chance(rng: Random) -> Story:
    """Messages of a few days; many had been sent on paper before they were entered."""
    story = Story(office_in=rng.choice(("0180", "0180", "0126")))
    for _ in range(rng.randint(2, 9)):
        story.at += timedelta(hours=rng.choice((1, 3, 7, 20)))
        say_something(story, rng)
        if rng.random() < 0.5 or is_told_already(story):
            send_on_paper(story, rng)
    return story


def is_told_already(story: Story) -> bool:
    """That the person is ready, which nobody sends here when the case says it."""
    said, before = story.entries[-1], process.fold(story.entries[:-1])
    return said.type == "ready_notice" and not said.corrects and before.ready is not None


def say_something(story: Story, rng: Random) -> None:
    def ready() -> None:
        story.ready(sip_needed=rng.random() < 0.7)

    def call() -> None:
        story.say(SURGERY, "sip_call", meeting_at=story.at + timedelta(days=1), meeting_form="room")

    def state_care() -> None:
        story.say(SURGERY, "outpatient_care", status=rng.choice(("available", "unavailable")))

    def report() -> None:
        story.say(WARD, "expected_discharge_change", expected_discharge=None, certainty="unknown")

    def withdraw() -> None:
        story.say(WARD, "ready_withdrawal")

    def put_right() -> None:
        amend(story, rng.choice(story.entries), cancels=rng.random() < 0.5)

    if rng.random() < 0.1:
        object_to(story, rng)
    rng.choice((ready, ready, call, state_care, report, withdraw, put_right, put_right))()


def amend(story: Story, one: Entry, *, cancels: bool) -> None:
    if one.corrects or one.unit != WARD:
        return
    if cancels and MESSAGE_TYPES[one.type].may_be_cancelled:
        story.say(WARD, "cancel", message=one.id)
    elif one.type == "ready_notice":
        story.ready(sip_needed=True)
        story.entries[-1] = replace(story.entries[-1], corrects=one.id)


def object_to(story: Story, rng: Random) -> None:
    papers = [one for one in story.entries if one.outside and not one.corrects]
    if papers:
        objection = story.say(OFFICE, "objection", message=rng.choice(papers).id).entries[-1]
        outcome = rng.choice(("upheld", "refused"))
        story.say(WARD, "objection_decision", objection=objection.id, outcome=outcome)


def send_on_paper(story: Story, rng: Random) -> None:
    last = story.entries[-1]
    if not MESSAGE_TYPES[last.type].may_be_entered_afterwards:
        return
    # Of a correction it is those whom the original went to.
    first = next(one for one in story.entries if one.id == (last.corrects or last.id))
    at = max(first.entered_at - timedelta(minutes=rng.choice((7, 65, 400, 1501))), MONDAY - timedelta(days=1))
    got = {to.unit for to in first.recipients}
    told = frozenset(rng.sample((OFFICE, SURGERY), rng.randint(1, 2))) & got
    outside = Outside(at, "paper", told, last.sent_at)
    story.entries[-1] = replace(last, sent_at=last.sent_at if last.corrects else at, outside=outside)


def as_row(entry: Entry, codes: dict[UUID, str]) -> Row:
    facts = {
        name: str(value) if isinstance(value, UUID) or type(value) is date else value
        for name, value in entry.facts.items()
    }
    offices = [codes[to.unit] for to in entry.recipients if to.unit in codes]
    then: frozenset[UUID] = entry.outside.told if entry.outside else frozenset()
    to = {address.unit for address in entry.recipients}
    return Row(
        str(entry.id),
        entry.type,
        entry.entered_at,
        facts,
        str(entry.corrects) if entry.corrects else None,
        offices,
        [],
        entry.outside.at if entry.outside else None,
        [codes[unit] for unit in then if unit in codes],
        int(SURGERY in to),
        int(SURGERY in then),
    )


def compared(facts: dict[str, Any]) -> dict[str, Any]:
    """What both say, with moments as moments."""

    def moment(text: str | None) -> datetime | None:
        return datetime.fromisoformat(text) if text else None

    return {
        "admission": moment(facts["admission_notice_sent_at"]),
        "ready": [
            (moment(one["sent_at"]), moment(one["withdrawn_at"]), moment(one.get("call_from")))
            for one in facts["ready"]
        ],
        "first call": min(map(datetime.fromisoformat, facts["sip_calls"]), default=None),
        "sip": facts["sip_needed"],
        "care": [(moment(one["at"]), one["status"]) for one in facts["outpatient_care"]],
        "home": (facts["municipality"], facts["placed_by"]),
        "changes": [
            (moment(one["at"]), one["care_type"], one["municipality"], one["placed_by"])
            for one in facts["changes"]
        ],
    }


@pytest.mark.sized
@pytest.mark.parametrize("seed", range(size(250, full=5000)))
def test_both_readings_come_to_the_same(seed: int) -> None:
    story = told_by_chance(Random(seed))
    codes = {OFFICE: str(story.office.municipality)}
    rows = [as_row(entry, codes) for entry in story.entries]
    assert compared(naive_messages.stay("x", rows, date(2026, 4, 1))) == compared(
        liability_facts(story.state())
    )


@pytest.mark.sized
@pytest.mark.parametrize("seed", range(size(250, full=5000)))
def test_both_say_who_pays_from_when(seed: int) -> None:
    """Whatever was corrected in which order: one payer for each notice, by what had reached it."""
    story = told_with_moves(Random(seed))
    codes = {OFFICE: str(story.office.municipality)} | {unit: code for code, unit in OFFICES.items()}
    rows = [as_row(entry, codes) for entry in story.entries]
    said, facts = naive_messages.stay("x", rows, date(2026, 4, 1)), liability_facts(story.state())
    assert said["mistaken"] == facts["mistaken"]
    if not facts["mistaken"]:
        assert compared(said) == compared(facts)
