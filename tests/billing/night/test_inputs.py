"""A night of every case computes what has changed of anything that an outcome follows from, and nothing else.

The database notes most changes by itself; here none is noted, so that only the digest can tell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb
from pytest_django import Settings

from billing import rulebook
from billing.actions import verify_outcomes
from billing.liability import Cause, Reason, Rulebook, conditions
from billing.liability.conditions import CaseRule
from billing.nightly import cases_to_compute, computing, inputs
from billing.nightly import run as nightly_run
from billing.nightly.outcome_tables import array_of, differing
from discharge.process import FACTS_VERSION
from municipalities.swedish import weekdays
from tests.factories.billing.generated.random_cases import random_case
from tests.factories.billing.inline_nights import Nights, Scope, unnoticed
from tests.factories.billing.nights import ready_stay, stay_in
from tests.factories.stays import Stay
from tests.sizes import size

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, SECOND = date(2020, 4, 2), date(2020, 4, 3)
OUTCOMES = """
SELECT to_jsonb(r) - '{as_of,rules,final_from,facts_digest}'::text[],
       (SELECT jsonb_agg(to_jsonb(p) - 'id' ORDER BY p.number) FROM billing_liability_period p
        WHERE p.case_id = r.case_id),
       (SELECT jsonb_agg(to_jsonb(d) - '{id,period_id}'::text[] ORDER BY d.date) FROM billing_liability_day d
        WHERE d.case_id = r.case_id),
       (SELECT to_jsonb(c.starts_on) FROM discharge_case c WHERE c.id = r.case_id)
FROM billing_liability_result r ORDER BY r.case_id
"""


@pytest.fixture
def closed() -> Stay:
    """Ready on the ninth, home on the seventeenth: five care nights are charged."""
    stay = ready_stay()
    stay.wait(days=8).go_home()
    return stay


@pytest.fixture
def nights(closed: Stay, as_worker: None, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Nights:
    return Nights(monkeypatch, settings)


@pytest.fixture(autouse=True)
def _as_started() -> Any:
    """What a process has read once is read anew, as after a start."""
    forget()
    yield
    forget()


def forget() -> None:
    for once in (rulebook.program_version, rulebook.rules_digest, rulebook._read_rulebook):
        once.cache_clear()


def outcomes(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    return connection.execute(OUTCOMES).fetchall()


# --- what has not changed ------------------------------------------------------------------------


def test_what_has_not_changed_is_not_read(
    nights: Nights, closed: Stay, admin_connection: psycopg.Connection
) -> None:
    nights.compute(FIRST)
    assert nights.read == [str(closed.case.pk)]
    run = nights.compute(SECOND, Scope.EVERY)
    assert nights.read == []
    assert (run.cases_unchanged, run.tasks.count(), run.state) == (1, 0, "done")
    nights.compute(SECOND, Scope.FORCED)
    assert nights.read == [str(closed.case.pk)]


@pytest.fixture
def without_md5(admin_connection: psycopg.Connection) -> Iterator[None]:
    """As on a server in FIPS mode."""
    admin_connection.execute("REVOKE EXECUTE ON FUNCTION md5(text) FROM PUBLIC")
    yield
    admin_connection.execute("GRANT EXECUTE ON FUNCTION md5(text) TO PUBLIC")


@pytest.mark.usefixtures("without_md5")
def test_no_night_needs_a_digest_that_a_server_may_refuse(nights: Nights) -> None:
    nights.compute(FIRST)
    assert nights.compute(SECOND, Scope.EVERY).cases_unchanged == 1
    assert verify_outcomes().differing == []


@pytest.fixture
def open_stays() -> list[Stay]:
    """Somebody is ready in the first of them."""
    return [ready_stay("Haninge", "0136"), stay_in()]


def test_of_the_open_stays_those_whose_outcome_grows_are_computed_every_night(
    open_stays: list[Stay], nights: Nights
) -> None:
    nights.compute(FIRST)
    nights.compute(SECOND)
    assert nights.read == [str(open_stays[0].case.pk)]


def test_the_first_night_of_another_program_goes_through_every_case(
    nights: Nights, closed: Stay, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights.compute(FIRST)
    assert nights.compute(SECOND).scope == Scope.DUE
    monkeypatch.setattr(rulebook, "CODE_VERSION", "another")
    forget()
    assert nights.compute(SECOND).scope == Scope.FORCED
    assert nights.read == [str(closed.case.pk)]


# --- each input by itself ------------------------------------------------------------------------

Change = Callable[[psycopg.Connection, pytest.MonkeyPatch], None]


def by_sql(statement: str) -> Change:
    def change(connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
        with unnoticed(connection):
            connection.execute(statement.encode())

    return change


def of_rules(statement: str) -> Change:
    """Terms and rates get another version, but nothing notes which cases they concern."""

    def change(connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
        connection.execute(statement.encode())
        connection.execute("DELETE FROM billing_changed_rules")

    return change


def another_program(connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = CaseRule(lambda facts, as_of: Cause(Reason.SERVICES_DECLINED))
    monkeypatch.setattr(conditions, "OF_CASE", [*conditions.OF_CASE, nobody])
    monkeypatch.setattr(rulebook, "CODE_VERSION", "another")
    forget()


def another_holiday(connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    days_off = weekdays._days_off
    monkeypatch.setattr(weekdays, "_days_off", lambda year: days_off(year) | {date(2020, 3, 10)})
    forget()


def no_demonstration(connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulebook, "settings", SimpleNamespace(DEMO=False))
    forget()


def facts(path: str, value: str) -> Change:
    return by_sql(f"UPDATE discharge_case_facts SET facts = jsonb_set(facts, '{{{path}}}', '{value}')")


#: The change, and what must be left out of the digest for it to be missed.
CHANGES: dict[str, tuple[Change, str]] = {
    "a fact": (facts("discharged_at", '"2020-03-15T10:00:00+00:00"'), "facts"),
    "a message": (facts("messages,ending", '"00000000-0000-7000-8000-000000000009"'), "facts"),
    "the reference": (by_sql("UPDATE discharge_case SET reference = 'AAAAA-AAAAA'"), "reference"),
    "the payer": (by_sql("UPDATE discharge_case SET payer_id = '0136'"), "payer_id"),
    "the district": (
        by_sql("UPDATE discharge_case SET district_id = (SELECT id FROM municipalities_district LIMIT 1)"),
        "district_id",
    ),
    "the kind of care": (by_sql("UPDATE discharge_case SET care_type = 'psychiatric'"), "care_type"),
    "the terms": (of_rules("UPDATE billing_terms SET free_days = free_days + 1"), "terms"),
    "the source of the terms": (of_rules("UPDATE billing_terms SET source = 'annan'"), "terms"),
    "a rate": (of_rules("UPDATE billing_daily_rate SET kronor = 9000 WHERE year = 2020"), "rates"),
    "what a rate rests on": (of_rules("UPDATE billing_daily_rate SET source = 'annan'"), "rates"),
    "invented rates": (no_demonstration, "rates"),
    "the program": (another_program, "program"),
    "a holiday": (another_holiday, "program"),
}
BEFORE = """
UPDATE billing_terms SET unit = 'weekdays' WHERE care_type = 'somatic';
UPDATE billing_daily_rate SET status = 'invented' WHERE year = 2020;
"""


def without(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same program with a digest that leaves this out."""
    if part in ("terms", "rates", "program"):

        def forgetful(rules: Rulebook) -> str:
            said = {"terms": rules.terms, "rates": rules.rates, "program": rulebook.program_version()}
            kept = [repr(value) for name, value in said.items() if name != part]
            return hashlib.sha256("".join(kept).encode()).hexdigest()

        for module in (inputs, computing):
            monkeypatch.setattr(module, "rules_digest", forgetful)
        return
    seen = (
        f"r.facts_digest = {inputs.FACTS_DIGEST}"
        if part == "facts"
        else f"r.{part} IS NOT DISTINCT FROM c.{part}"
    )
    forgetful_sql = cases_to_compute._NOTE_CHANGED.replace(seen, "true")
    assert forgetful_sql != cases_to_compute._NOTE_CHANGED
    monkeypatch.setattr(cases_to_compute, "_NOTE_CHANGED", forgetful_sql)


@pytest.fixture
def before(admin_connection: psycopg.Connection, settings: Settings) -> None:
    settings.DEMO = True
    admin_connection.execute(BEFORE)
    admin_connection.execute("DELETE FROM billing_changed_rules")


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_seen(
    name: str, nights: Nights, admin_connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights.compute(FIRST)
    monkeypatch.setattr(nightly_run, "is_first_of_program", lambda: False)
    earlier = outcomes(admin_connection)
    CHANGES[name][0](admin_connection, monkeypatch)
    nights.compute(SECOND, Scope.EVERY)
    assert outcomes(admin_connection) != earlier, "the change was of something that matters"
    assert verify_outcomes().differing == []
    nights.compute(SECOND, Scope.EVERY)
    assert nights.read == []


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize("name", CHANGES)
def test_a_digest_that_leaves_it_out_would_miss_it_and_the_verification_tells(
    name: str, nights: Nights, admin_connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, part = CHANGES[name]
    without(part, monkeypatch)
    nights.compute(FIRST)
    monkeypatch.setattr(nightly_run, "is_first_of_program", lambda: False)
    earlier = outcomes(admin_connection)
    change(admin_connection, monkeypatch)
    nights.compute(SECOND, Scope.EVERY)
    assert outcomes(admin_connection) == earlier
    assert len(verify_outcomes().differing) == 1


def test_what_lists_show_of_a_final_outcome_is_put_right(
    nights: Nights, closed: Stay, admin_connection: psycopg.Connection
) -> None:
    nights.compute(FIRST)
    by_sql("UPDATE discharge_case SET starts_on = '2020-03-12', liability_state = 'stands'")(
        admin_connection, pytest.MonkeyPatch()
    )
    assert verify_outcomes().differing == [closed.case.reference]
    nights.compute(SECOND, Scope.EVERY)
    assert verify_outcomes().differing == []


# --- any course ----------------------------------------------------------------------------------


@pytest.fixture
def several() -> list[Stay]:
    stays = [ready_stay(), ready_stay("Haninge", "0136"), stay_in(), ready_stay("Nacka", "0182")]
    for stay in stays[:2]:
        stay.wait(days=8).go_home()
    return stays


def stored(rng: Random) -> dict[str, Any]:
    """The facts of a random case as the fold keeps them."""
    case = random_case(rng)
    message = "00000000-0000-7000-8000-000000000009"
    for period in case["ready"]:
        period |= {"message": message, "withdrawal": None}
    told = {name: [message] * len(case[name]) for name in ("sip_calls", "outpatient_care")}
    case["messages"] = {"admission_notice": message, "ending": message, **told}
    return case | {"version": FACTS_VERSION}


class Course:
    """Changes that come in any order, some noted by the database and some by nobody."""

    def __init__(self, seed: int, cases: list[Stay], connection: psycopg.Connection) -> None:
        self.rng, self.cases, self.connection = Random(seed), cases, connection
        self.day = date(2018, 1, 1)

    def change(self) -> Scope:
        """What a night must go through after it."""
        rng = self.rng
        kind = rng.choice(["facts", "facts", "facts", "unnoticed", "terms", "rate", "day", "nothing"])
        self.day += timedelta(days=rng.choice([0, 0, 1, 2, 30, 200]) if self.day.year < 2027 else 0)
        if kind in ("facts", "unnoticed"):
            said = [Jsonb(stored(rng)), rng.choice(self.cases).case.pk]
            statement = "UPDATE discharge_case_facts SET facts = %s WHERE case_id = %s"
            if kind == "facts":
                self.connection.execute(statement, said)
            else:
                with unnoticed(self.connection):
                    self.connection.execute(statement, said)
                return Scope.EVERY
        elif kind == "terms":
            care = rng.choice(["somatic", "psychiatric"])
            terms = "UPDATE billing_terms SET free_days = %s, discharge_day_charged = %s WHERE care_type = %s"
            self.connection.execute(terms, [rng.randint(0, 9), rng.random() < 0.5, care])
        elif kind == "rate":
            rate = "UPDATE billing_daily_rate SET kronor = %s WHERE year = %s"
            self.connection.execute(rate, [rng.randint(7000, 9000), rng.randint(2018, 2026)])
        return rng.choice([Scope.DUE, Scope.EVERY])


@pytest.mark.sized
@pytest.mark.parametrize("seed", range(2))
def test_whatever_changes_in_whatever_order_nothing_stale_is_left(
    seed: int,
    several: list[Stay],
    as_worker: None,
    admin_connection: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    nights = Nights(monkeypatch, settings)
    course = Course(seed, several, admin_connection)
    spared = 0
    for _ in range(size(25, full=500)):
        scope = course.change()
        nights.compute(course.day, scope)
        spared += len(several) - len(nights.read)
        assert stale(several, course.day) == []
        assert verify_outcomes().differing == []
    assert spared > 0


def stale(cases: list[Stay], day: date) -> list[str]:
    """Those that lie there otherwise than a computation of them all comes to, whatever is noted."""
    rules = rulebook.rulebook()
    ids = array_of(str(stay.case.pk) for stay in cases)
    read = computing.read_cases(ids)
    computed, _ = computing.compute_all(read, as_of=day, rules=rules)
    return differing({case: one.outcome for case, one in computed.items()})
