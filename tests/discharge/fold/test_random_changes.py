"""Random courses with corrections, cancellings and late moments: never a case that contradicts itself.

What holds is judged by a second, naive reading of the messages (`faults_of`), which shares nothing with the
product's own judge: a change is refused exactly where that reading finds a fault, and with a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from billing.liability import assess
from billing.queries.explanation import messages
from billing.reference.reading import reference_rulebook
from billing.rules.case_fields import Fields
from billing.rules.case_json import case_facts
from discharge import actions, process
from discharge.models import Case
from discharge.process import MESSAGE_TYPES, Refused, Tells, liability_facts
from discharge.process.journal import of_entries
from discharge.process.judging import whereabouts
from discharge.process.state import CaseState, Entry
from municipalities.access.acting import acting
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.discharge.courses import PSYCHIATRIC, SOMATIC, Course, chosen, values_of
from tests.factories.discharge.fold import WARD, Story, refused_tasks
from tests.sizes import size

NAMED = re.compile(r"”[^”]+” \w+dag \d+ \w+ 20\d\d")
#: The moment that a message of the type states; of the others the time when they were sent counts.
STATED = {
    "admission_notice": "admitted_at",
    "leave_start": "began_at",
    "leave_end": "ended_at",
    "discharge": "discharged_at",
    "deceased": "deceased_at",
    "payer_told": "told_at",
}
TOLD = "payer_told"
NOTICES, WITHDRAWAL = ("ready_notice", "lpt_notice"), "ready_withdrawal"


# --- a second reading -------------------------------------------------------------------------------


def naive(entries: list[Entry]) -> list[tuple[str, datetime]]:
    """What counts of where the person was: (name, when), in the order in which it was sent."""
    dropped = {
        e.facts.get("message") or e.facts.get("ending") for e in entries if e.type in ("cancel", "reopening")
    }
    last = {e.corrects: e.facts for e in entries if e.corrects and e.id not in dropped}
    told: list[tuple[str, datetime]] = []
    told_ids: list[tuple[UUID, str]] = []
    for e in entries:
        if e.id in dropped or e.corrects or e.type not in (*STATED, *NOTICES, WITHDRAWAL):
            continue
        if e.type == TOLD and not tells_of_latest(e, told_ids):
            continue
        told_ids.append((e.id, e.type))
        at = last.get(e.id, e.facts)[STATED[e.type]] if e.type in STATED else e.sent_at
        told.append((e.type, at.astimezone(UTC)))
    return told


def tells_of_latest(entry: Entry, told: list[tuple[UUID, str]]) -> bool:
    """Whether what went on paper is the latest notice of utskrivningsklar."""
    notices = [message for message, name in told if name in NOTICES]
    return entry.facts["papers"][0].message in notices[-1:]


def minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def faults_of(entries: list[Entry]) -> list[str]:
    """What is wrong with it, in words of its own."""
    said = that_count(naive(entries))
    told = [one for one in said if one[0] != TOLD]
    admitted = next(at for name, at in told if name == "admission_notice")
    ends = [at for name, at in told if name in ("discharge", "deceased")]
    end = min(ends, default=None)
    found = [f"{name} before admission" for name, at in told if at < admitted]
    found += [f"{name} after the end" for name, at in told if end and minute(at) > end and at not in ends]
    found += spans([x for x in told if x[0].startswith("leave")], "leave_start")
    found += spans([x for x in told if x[0] in (*NOTICES, WITHDRAWAL)], *NOTICES)
    return found + told_too_late(said)


def told_too_late(said: list[tuple[str, datetime]]) -> list[str]:
    """Of several times at which the payer was told of a notice the first counts."""
    found, told = [], None
    for name, at in said:
        if name in NOTICES:
            told = None
        elif name == TOLD:
            told = min(filter(None, (told, at)))
        elif name == WITHDRAWAL and told and told > at:
            found.append("told of what had been withdrawn")
    return found


def that_count(told: list[tuple[str, datetime]]) -> list[tuple[str, datetime]]:
    """All but the withdrawals of notices that have been cancelled since: they withdraw nothing."""
    kept: list[tuple[str, datetime]] = []
    is_ready = False
    for one in told:
        if one[0] not in (WITHDRAWAL, TOLD) or is_ready:
            kept.append(one)
        is_ready = one[0] in NOTICES or (is_ready and one[0] != WITHDRAWAL)
    return kept


def spans(told: list[tuple[str, datetime]], *begin: str) -> list[str]:
    """They begin and end in turn, and time goes forward."""
    turns = [(name in begin) is (number % 2 == 0) for number, (name, _) in enumerate(told)]
    found = [] if all(turns) else [f"out of turn: {[name for name, _ in told]}"]
    return found + [f"{b[0]} before {a[0]}" for a, b in pairwise(told) if b[1] < a[1]]


def assert_computable(state: CaseState, now: datetime) -> None:
    """Billing can put the facts together and assess them, and no two periods run at once."""
    facts = case_facts(Fields(liability_facts(state)))
    assessed = assess(facts, as_of=(now + timedelta(days=400)).date(), rules=reference_rulebook())
    days = [day.date for period in assessed.periods for day in period.charged]
    assert len(days) == len(set(days))
    ready = sorted(state.ready_periods, key=lambda period: period.sent_at)
    for earlier, later in pairwise(ready):
        assert earlier.withdrawn_at is not None
        assert earlier.withdrawn_at <= later.sent_at


# --- folded alone -----------------------------------------------------------------------------------

#: Minutes ago: mostly a little.
BACK = st.one_of(st.integers(0, 5), st.integers(0, 90), st.integers(0, 60 * 24 * 4))
#: What ends the stay comes seldom, or nothing else would come.
SAID = ("leave_start", "leave_end", "ready_notice", "ready_withdrawal", TOLD) * 3 + ("discharge", "deceased")
TYPES = ("leave_start", "leave_end", "ready_notice", "ready_withdrawal", "discharge", "deceased", TOLD)


class Folded(RuleBasedStateMachine):
    """A ward's messages by the rules alone, without a database: thousands of them."""

    @initialize(hours=st.integers(0, 300), municipality=st.sampled_from(("0180", "1480")))
    def admit(self, hours: int, municipality: str) -> None:
        """The payer takes part here, or is told on paper."""
        self.story = Story(
            municipality=municipality, office_in=municipality, connected=municipality == "0180"
        )
        self.now = self.story.at + timedelta(hours=hours)
        self.refused: list[str] = []

    @property
    def entries(self) -> list[Entry]:
        return self.story.entries

    @rule(minutes=st.integers(0, 60 * 24 * 3))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes, seconds=17)

    @rule(which=st.integers(0, 16), back=BACK)
    def say(self, which: int, back: int) -> None:
        """One of what may be said now."""
        state = process.fold(self.entries)
        possible = [MESSAGE_TYPES[name] for name in SAID if not MESSAGE_TYPES[name].refusals(state, WARD)]
        if not possible:
            return
        row = possible[which % len(possible)]
        facts = self.facts_of(row.name, back)
        if row.name == TOLD and not facts["papers"]:
            return
        if STATED.get(row.name) not in row.problems(facts, state, self.now):
            self.attempt(self.entry(row.name, facts))

    @precondition(lambda self: self.own(STATED))
    @rule(which=st.integers(0, 7), back=BACK)
    def correct(self, which: int, back: int) -> None:
        own = self.own(STATED)
        original = own[which % len(own)]
        facts = {**original.facts, STATED[original.type]: minute(self.now - timedelta(minutes=back))}
        state = process.fold_before(self.entries, original.id)
        if STATED[original.type] not in MESSAGE_TYPES[original.type].problems(facts, state, self.now):
            self.attempt(self.entry(original.type, facts, corrects=original.id))

    @precondition(lambda self: self.own(TYPES))
    @rule(which=st.integers(0, 7))
    def cancel(self, which: int) -> None:
        own = self.own(TYPES)
        self.attempt(self.entry("cancel", {"message": own[which % len(own)].id, "reason": None}))

    def own(self, types: Iterable[str]) -> list[Entry]:
        """The newest first."""
        counting = process.effective(self.entries)
        return [entry for entry in counting if entry.type in types and not entry.corrects][::-1]

    def facts_of(self, type: str, back: int) -> dict[str, Any]:
        facts: dict[str, Any] = {field.name: None for field in MESSAGE_TYPES[type].fields if field.fact}
        facts |= {"destination": "home", "sip_needed": False, "outpatient_care_needed": False}
        if type == TOLD:
            about = ("admission_notice",) if back % 3 == 2 else NOTICES
            left = [x.paper for x in process.fold(self.entries).untold(WARD) if x.type in about]
            facts["papers"] = tuple(left[-1:])
        if type in STATED:
            facts[STATED[type]] = minute(self.now - timedelta(minutes=back))
        return facts

    def entry(self, type: str, facts: dict[str, Any], corrects: UUID | None = None) -> Entry:
        self.now += timedelta(seconds=1)
        unit = self.entries[0]
        to = tuple(a for a in unit.recipients if a.connected or type != TOLD)
        return Entry(uuid4(), type, self.now, unit.unit, unit.party, None, facts, to, corrects=corrects)

    def attempt(self, entry: Entry) -> None:
        """Refused exactly where a second reading finds a fault, with the other message's name and time."""
        after = [*self.entries, entry]
        found = whereabouts.refusal(process.fold(self.entries), process.fold(after), entry)
        assert (found is not None) is bool(faults_of(after)), (found, faults_of(after))
        if found:
            assert NAMED.search(found[1]), found
            assert found[0], found
        else:
            self.story.entries = after

    @invariant()
    def holds_together(self) -> None:
        if not hasattr(self, "story"):
            return
        state = process.fold(self.entries)
        assert faults_of(self.entries) == []
        assert refused_tasks(state) == []
        assert_computable(state, self.now)


@pytest.mark.sized
def test_d1_whatever_is_corrected_and_cancelled_the_case_can_be_computed() -> None:
    """Faults D1 and D2, by the rules alone."""
    run_state_machine_as_test(
        Folded,
        settings=settings(
            max_examples=size(60, full=3_000),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


# --- through the actions ----------------------------------------------------------------------------


class Sent(RuleBasedStateMachine):
    """The same through the actions and the database: by all parties, with blocks and acknowledgements."""

    @initialize(ward=st.sampled_from((SOMATIC, PSYCHIATRIC)))
    def admit(self, ward: str) -> None:
        self.course = Course(ward)

    @rule(hours=st.sampled_from((0.2, 1, 7, 20, 72)), rng=st.randoms(use_true_random=True))
    def say(self, hours: float, rng: Random) -> None:
        """A few messages in a row, late ones among them."""
        course = self.course
        for _ in range(4):
            course.now += timedelta(hours=hours)
            state = process.fold(course.entries)
            who, row = chosen(course, state, rng)
            wanted = {STATED[row.name]: self.earlier(rng)} if row.name in STATED else {}
            course.send(who, row, values_of(row, state, course, who, rng, wanted))
            self.settled()

    @rule(rng=st.randoms(use_true_random=True))
    def change(self, rng: Random) -> None:
        """Corrections and cancellings, some in a row."""
        for _ in range(3):
            self.course.now += timedelta(minutes=3)
            rng.choice((self.correct, self.correct, self.cancel))(rng)

    def correct(self, rng: Random) -> None:
        entry = self.own(rng, [e for e in self.course.entries if MESSAGE_TYPES[e.type].may_be_corrected])
        message_type, who = MESSAGE_TYPES[entry.type], self.course.staff[entry.author]
        state = process.fold_before(self.course.entries, entry.id)
        values = {STATED[message_type.name]: self.earlier(rng)} if message_type.name in STATED else {}
        values = values or values_of(message_type, state, self.course, who, rng)
        self.attempt(
            lambda: actions.correct(
                by=who,
                case_id=self.course.stay.case.pk,
                message_id=entry.id,
                values={name: value for name, value in values.items() if value is not None},
                submission=uuid4(),
                now=self.course.now,
            ),
            who,
        )

    def cancel(self, rng: Random) -> None:
        entry = self.own(rng, [e for e in self.course.entries if MESSAGE_TYPES[e.type].may_be_cancelled])
        who = self.course.staff[entry.author]
        self.course.send(who, MESSAGE_TYPES["cancel"], {"message": entry.id, "reason": "Fel."})
        self.settled()

    def own(self, rng: Random, entries: list[Entry]) -> Entry:
        """One of those whose sender still acts, mostly one of where the person was."""
        state = process.fold(self.course.entries)
        acting_now = [entry for entry in entries if state.acts(entry.unit)] or self.course.entries
        where = [entry for entry in acting_now if entry.type in (*STATED, *NOTICES, WITHDRAWAL)]
        return rng.choice(where if where and rng.random() < 0.7 else acting_now)

    @rule(rng=st.randoms(use_true_random=True))
    def read(self, rng: Random) -> None:
        """One unit's own part is blocked now and then, and another acknowledges what it sees."""
        case, units = (
            self.course.stay.case.pk,
            sorted(process.fold(self.course.entries).parts.keys() & self.course.staff.keys()),
        )
        who, reader = (self.course.staff[rng.choice(units)] for _ in range(2))
        if rng.random() < 0.2:
            self.attempt(lambda: actions.set_block(by=who, case_id=case, now=self.course.now), who)
        self.course.now += timedelta(minutes=1)
        self.course.acknowledge(reader)
        self.settled()

    def earlier(self, rng: Random) -> datetime:
        return minute(self.course.now - timedelta(minutes=rng.choice((0, 5, 61, 60 * 24, 60 * 24 * 9))))

    def attempt(self, call: Callable[[], Any], who: Any) -> None:
        try:
            with acting(who):
                call()
        except Case.DoesNotExist:
            # Who never should have had the case finds none.
            assert process.fold(self.course.entries).parts[who.unit_id].mistaken_at
        except Refused as refused:
            text = f"{refused.message} {' '.join(refused.problems.values())}"
            if "rätta det andra först" in text or "rätta det först" in text:
                assert NAMED.search(text), text
        self.settled()

    def settled(self) -> None:
        """The columns are what the fold says, and it is one that money can be computed of."""
        entries = self.course.read()
        state = process.fold(entries)
        assert faults_of(entries) == []
        assert refused_tasks(state) == []
        assert self.course.differences(state) == []
        assert_computable(state, self.course.now)

    def teardown(self) -> None:
        """What counts is the same to the explanation of money, which reads it from the database."""
        if not hasattr(self, "course"):
            return
        entries = self.course.entries
        state = process.fold(entries)
        if state.mistaken_at:
            # Nothing of it is explained to anybody.
            return
        ward = state.ward
        assert ward is not None
        with acting(self.course.staff[ward]):
            explained = messages(self.course.stay.case.pk)
        counting = of_entries(entries).counting
        for tells in Tells:
            told = {entry.id for entry in counting if MESSAGE_TYPES[entry.type].tells is tells}
            assert {sent.id for sent in explained.counting(tells)} == told


@pytest.mark.sized
@pytest.mark.django_db(databases=["default", "access_log"])
def test_d1_j1_through_the_actions_the_columns_are_what_the_fold_says() -> None:
    """Faults D1, D2 and J1: messages of all types, by all parties."""
    run_state_machine_as_test(
        Sent,
        settings=settings(
            max_examples=size(6, full=100),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_second_reading_finds_what_it_should() -> None:
    """Else the rest would show nothing."""
    story = Story()
    story.ready().say(WARD, "ready_withdrawal").ready()
    assert faults_of(story.entries) == []
    withdrawal = story.entries[2]
    story.say(WARD, "cancel", message=withdrawal.id, reason=None)
    assert faults_of(story.entries) == ["out of turn: ['ready_notice', 'ready_notice']"]
    early = datetime(2026, 3, 1, tzinfo=STOCKHOLM)
    found = faults_of([*Story().entries, *Story().say(WARD, "leave_start", began_at=early).entries[1:]])
    assert found == ["leave_start before admission"]
