"""The history: a county's worth of courses that no rule refuses, written as the actions would have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.db import transaction

from billing.rulebook import rulebook
from discharge import process
from discharge.actions.sending import derive
from discharge.models import Case, Message, Patient, PersonLink
from discharge.process import columns
from discharge.process.outlook import Liability
from discharge.process.state import CaseState, Entry
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.corrected.links import personal_number
from tests.factories.discharge.rows_seen import rows_seen
from tests.logins import login_of
from tests.servers import TestServers
from vardovergang.demonstration import event_actions
from vardovergang.demonstration.history import making, telling, writing
from vardovergang.demonstration.history.courses import KINDS
from vardovergang.demonstration.history.in_memory import CaseInMemory, KnownDirectory
from vardovergang.demonstration.history.making import HistoryShare, copy_share, tell_life
from vardovergang.demonstration.history.population import HistoricLife, History, lives
from vardovergang.demonstration.history.telling import SAID, tell_stay
from vardovergang.demonstration.history.writing import Rows
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.plans import CARE_TYPES, Plan
from vardovergang.servers import database_role

NOW = datetime(2026, 3, 9, 14, 0, tzinfo=STOCKHOLM)
NOBODY: frozenset[str] = frozenset()


def history(share: float, *, months: int = 3, seed: int = 1) -> History:
    return History(Plan(months, 0, seed, NOW), share)


def cases_of(county: County, told: History) -> list[CaseInMemory]:
    """Raises Refused where a rule says no to anything."""
    directory = KnownDirectory(county)
    found = lives(told, county, NOBODY)
    return [case for life in found for case in tell_life(county, directory, life, NOW)]


@pytest.mark.django_db
class TestCourses:
    def test_no_rule_refuses_one_and_most_are_short(self) -> None:
        county = County(NOW.date())
        cases = cases_of(county, history(0.03))
        said = Counter(one.message.type for case in cases for one in case.sent)
        # Too seldom for so few: a case about the wrong person, something undone.
        assert said.keys() - {"sent_in_error", "cancel", "reopening", "ready_withdrawal"} == {
            "admission_notice",
            "planned_admission",
            "payer_told",
            "municipality_correction",
            "handover",
            "handover_undone",
            "objection",
            "objection_decision",
            *SAID,
        } - {"ready_withdrawal"}
        ended = [state for case in cases if (state := case.state).ended_at]
        assert len(ended) > 0.9 * len(cases) > 600
        assert sum(said.values()) < 10 * len(cases)
        days = sorted(
            (state.ended_at - state.admitted_at).days
            for state in ended
            if state.ended_at and state.admitted_at
        )
        assert days[len(days) // 2] <= 6

    def test_people_go_home_by_day_and_come_round_the_clock(self) -> None:
        cases = cases_of(County(NOW.date()), history(0.01, seed=2))
        hours = defaultdict[str, Counter[int]](Counter)
        for case in cases:
            hours["admitted"][case.story.course.admitted_at.hour] += 1
            for one in case.sent:
                hours[one.message.type][one.message.sent_at.astimezone(STOCKHOLM).hour] += 1
        for paper in ("discharge", "discharge_information", "patient_summary", "ready_notice"):
            assert [hour for hour in hours[paper] if not 6 <= hour < 22] == [], paper
        at_night = sum(hours["admitted"][hour] for hour in (22, 23, 0, 1, 2, 3, 4, 5))
        assert 0.03 < at_night / len(cases) < 0.25

    def test_some_legal_notices_are_cancelled_or_corrected(self) -> None:
        cases = cases_of(County(NOW.date()), history(0.04, seed=2))
        types = Counter(one.message.type for case in cases for one in case.sent)
        corrected = Counter(
            one.message.type for case in cases for one in case.sent if one.message.corrects_id
        )
        assert types["cancel"]
        assert corrected["ready_notice"]
        assert corrected["discharge"]
        assert 0.002 < (types["cancel"] + corrected.total()) / len(cases) < 0.1

    def test_nothing_lies_about_when_a_stay_has_been_over_for_a_while(self) -> None:
        county = County(NOW.date())
        for case in cases_of(county, history(0.01)):
            state = case.state
            if state.last_at and (NOW - state.last_at).days > 4 and not state.is_open:
                assert not is_on_a_list(state), case.sent[0].message.sent_at

    def test_who_is_in_hospital_came_the_other_day(self) -> None:
        county = County(NOW.date())
        cases = cases_of(county, history(0.02, months=4))
        open_stays = [state for case in cases if (state := case.state).is_open]
        waited = sorted((NOW - state.admitted_at).days for state in open_stays if state.admitted_at)
        assert 0.02 < len(open_stays) / len(cases) < 0.12
        assert waited[len(waited) // 2] < 14
        assert waited[-1] < 100

    def test_each_kind_says_only_what_there_are_words_for(self) -> None:
        assert {step.type for kind in KINDS for step in kind.steps} == set(SAID)
        for care_type in CARE_TYPES:
            assert sum(kind.shares[care_type] for kind in KINDS) == 100

    def test_what_is_held_in_memory_is_what_the_messages_come_to(self) -> None:
        for case in cases_of(County(NOW.date()), history(0.04, seed=4)):
            folded = process.fold([as_read(case, one.entry) for one in case.sent])
            held, wanted = (parts_of(state) for state in (case.state, folded))
            assert held == wanted, [one.message.type for one in case.sent]


def parts_of(state: CaseState) -> list[Any]:
    """What lists show of each part, and what is derived from the case."""
    derived = derive.derived_values(state, Liability())
    parts = [columns.values(columns.PART, state, part) for part in state.parts.values()]
    return [*parts, *(derived[name] for name in ("case", "facts", "sip"))]


def as_read(case: CaseInMemory, entry: Entry) -> Entry:
    """As the journal reads it: with when each receiver has acknowledged it."""
    read = {unit: done.at for (message, unit), done in case.acknowledged.items() if message == entry.id}
    to = (replace(one, acknowledged_at=read.get(one.unit)) for one in entry.recipients)
    return replace(entry, recipients=tuple(to))


def is_on_a_list(state: CaseState) -> bool:
    """Somebody owes something, or has not acknowledged something, or a SIP runs that nobody follows up."""
    waits = any(part.unacknowledged for part in state.parts.values() if part.ended_at is None)
    late = any(task.due is not None and task.due < NOW for task in state.tasks)
    return late or (waits and not state.sip.is_running)


@pytest.mark.django_db
class TestPopulation:
    def test_every_month_has_its_share(self) -> None:
        told, county = history(0.01), County(NOW.date())
        stays = [course for life in lives(told, county, NOBODY) for _, course in life.stays]
        begun = Counter(stay.admitted_at.date().replace(day=1) for stay in stays)
        assert [begun[date(2025, 12, 1)], begun[date(2026, 1, 1)], begun[date(2026, 2, 1)]] == [80, 80, 80]
        assert told.months[date(2026, 3, 1)] == round(80 * 8 / 31)
        assert told.stays == sum(told.months.values())

    def test_it_is_the_same_for_the_same_seed(self) -> None:
        county = County(NOW.date())

        def drawn(seed: int, taken: frozenset[str] = NOBODY) -> list[Any]:
            found = lives(history(0.002, seed=seed), county, taken)
            return [(life.id, life.resident.person, life.stays) for life in found]

        assert drawn(1) == drawn(1)
        assert drawn(1) != drawn(2)
        numbers = {person.number.value for _, person, _ in drawn(1)}
        assert len(numbers) == len(drawn(1))
        others = drawn(1, frozenset(numbers))
        assert not numbers & {person.number.value for _, person, _ in others}

    def test_people_come_from_where_people_live(self) -> None:
        county = County(NOW.date())
        homes = Counter(life.resident.home.name for life in lives(history(0.05), county, NOBODY))
        areas = {area.name: area.population for area in county.areas(NOW.date())}
        largest, smallest = max(areas, key=areas.__getitem__), min(areas, key=areas.__getitem__)
        assert homes[largest] > 5 * homes[smallest]


@pytest.fixture
def _may_be_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test is a process of the site, which refuses such a login."""
    monkeypatch.setattr(database_role, "refuse_unsafe_role", lambda *_: None)


@pytest.mark.usefixtures("_may_be_the_owner")
@pytest.mark.django_db(transaction=True)
class TestWriting:
    @pytest.mark.parametrize(("sent_in_error", "protected"), [(telling.SENT_IN_ERROR, 0.6), (1, 0.3)])
    def test_a_course_leaves_what_the_actions_leave(
        self, servers: TestServers, monkeypatch: pytest.MonkeyPatch, sent_in_error: float, protected: float
    ) -> None:
        monkeypatch.setattr(telling, "SENT_IN_ERROR", sent_in_error)
        monkeypatch.setattr(telling, "PROTECTED", protected)
        county, told = County(NOW.date()), history(0.02, seed=3)

        def some() -> list[HistoricLife]:
            """Of each kind two; anew each time, because their random numbers are used up."""
            found = sorted(lives(told, county, NOBODY), key=lambda life: life.stays[-1][0].name)
            by_kind = groupby(found, lambda life: life.stays[-1][0].name)
            return [life for _, alike in by_kind for life in islice(alike, 2)]

        actors: set[Assignment] = set()
        with transaction.atomic():
            for life in some():
                for kind, course in life.stays:
                    story = tell_stay(county, life.resident, life.ward, kind, course, life.rng)
                    event_actions.Telling(story).tell(NOW)
                    actors |= {event.by for event in story.events}
            told_one_by_one = rows_seen(actors, but=("changed_at",))
            transaction.set_rollback(True)
        write(servers, county, some())
        with transaction.atomic():
            copied = rows_seen(actors, but=("changed_at",))
        assert len(copied) > 500
        assert copied == told_one_by_one
        with login_of(servers.urls.owner):
            assert Patient.objects.filter(protected_identity=True).count() > 1
        with login_of(servers.urls.worker):
            call_command("rebuild_cases", "--check")

    def test_what_was_interrupted_goes_on_where_it_was(
        self, servers: TestServers, admin_connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(making, "CASES_AT_A_TIME", 5)
        share = HistoryShare(history(0.001), 0, 1)

        def stop(cases: int) -> None:
            raise KeyboardInterrupt

        done: list[int] = []
        with login_of(servers.urls.owner):
            with pytest.raises(KeyboardInterrupt):
                copy_share(share, stop)
            there = Case.objects.count()
            copy_share(share, done.append)
            copy_share(share, done.append)
            assert there + sum(done) == Case.objects.count()
        numbers = "SELECT count(*), count(DISTINCT identity_number) FROM discharge_patient"
        (rows,) = admin_connection.execute(numbers).fetchall()
        assert rows[0] == rows[1] == len(list(lives(share.history, County(NOW.date()), NOBODY)))

    def test_another_number_is_linked(self, servers: TestServers) -> None:
        county = County(NOW.date())
        life = next(lives(history(0.001), county, NOBODY))
        later = personal_number()
        write(servers, county, [replace(life, resident=replace(life.resident, later_number=later))])
        with login_of(servers.urls.owner):
            newest = Patient.objects.get(identity_number=later.value)
            assert Patient.objects.get(linked_to=newest).number_is_wrong
            assert PersonLink.objects.get().to_id == newest.pk

    def test_a_protected_person_is_protected(self, servers: TestServers) -> None:
        county = County(NOW.date())
        life = next(lives(history(0.001), county, NOBODY))
        person = replace(life.resident.person, protected_identity=True)
        write(servers, county, [replace(life, resident=replace(life.resident, person=person))])
        with login_of(servers.urls.owner):
            assert Patient.objects.get().protected_identity
            assert Message.objects.count() > 1


def write(servers: TestServers, county: County, people: Iterable[HistoricLife]) -> None:
    with login_of(servers.urls.owner):
        rows, directory = Rows(rulebook()), KnownDirectory(county)
        for life in people:
            rows.add_person(life.id, list(tell_life(county, directory, life, NOW)))
        rows.write()


def test_units_that_a_paper_told_are_written_as_postgresql_reads_them(
    admin_connection: psycopg.Connection,
) -> None:
    """A small share of the county may hold no paper that was entered afterwards."""
    units = [uuid4(), uuid4()]
    told = writing._TEXTS[list](units)
    assert admin_connection.execute("SELECT %s::uuid[]", [told]).fetchone() == (units,)
