"""The tests' second, naive reading of the messages agrees on papers, duplicates and upheld objections."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from discharge import process
from discharge.process import MESSAGE_TYPES, liability_facts
from discharge.process.state import Entry, Outside
from tests.factories.discharge.fold import MONDAY, OFFICE, SURGERY, WARD, Story
from tests.factories.naive import naive_messages
from tests.factories.naive.naive_messages import Row
from tests.sizes import size


def told_by_chance(rng: Random) -> Story:
    """Messages of a few days; many had been sent on paper before they were entered."""
    story = Story(office_in=rng.choice(("0180", "0180", "0126")))
    for _ in range(rng.randint(2, 9)):
        story.at += timedelta(hours=rng.choice((1, 3, 7, 20)))
        say_something(story, rng)
        # Nobody sends here what the case says already.
        said, is_new = story.entries[-1], process.fold(story.entries[:-1]).ready is None
        if rng.random() < 0.5 or (said.type == "ready_notice" and not said.corrects and not is_new):
            send_on_paper(story, rng)
    return story


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
    entered = last.sent_at
    if last.corrects:
        entered = next(one.entered_at for one in story.entries if one.id == last.corrects)
    at = max(entered - timedelta(minutes=rng.choice((7, 65, 400, 1501))), MONDAY - timedelta(days=1))
    told = frozenset(rng.sample((OFFICE, SURGERY), rng.randint(1, 2)))
    outside = Outside(at, "paper", told, last.sent_at)
    story.entries[-1] = replace(last, sent_at=last.sent_at if last.corrects else at, outside=outside)


def as_row(entry: Entry, codes: dict[UUID, str]) -> Row:
    facts = {name: str(value) if isinstance(value, UUID) else value for name, value in entry.facts.items()}
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
        [codes[unit] for unit in then & to if unit in codes],
        int(SURGERY in to),
        int(SURGERY in then & to),
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
