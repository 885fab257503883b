"""How much PostgreSQL reads for a list, and that it finds and orders what a naive reading does.

The product's own statements, as the application's role, in a unit with thousands of cases.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from pytest_django import DjangoDbBlocker

from discharge import queries
from discharge.models import Case, Participation
from discharge.queries import (
    LISTS,
    MOST_COUNTED,
    OLD_TASKS,
    PAGE_SIZE,
    SORTS,
    TABS,
    Filters,
    NamedList,
    Ordered,
    WorklistPage,
)
from discharge.queries.lists.candidates import TOGETHER, OwnTask, find_page
from discharge.queries.lists.held import ListQuestion
from discharge.queries.persons import put_persons_on
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import local_date
from municipalities.swedish.sorting import sort_key
from tests.factories.clients import client_as
from tests.factories.discharge.many import Many, many
from tests.factories.discharge.worklist import search_cases
from tests.factories.plans import Node, plan_of, read_by
from tests.servers import TestServers
from tests.settings import ROOT

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
#: Rows read for a row that is shown, by the statement that reads most.
MOST_READ = 10
NO_FILTERS = Filters()


@pytest.fixture(scope="module")
def large_unit(
    servers: TestServers, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Many]:
    yield from many(servers, django_db_blocker)


def page(who: Assignment, named: NamedList, filters: Filters, now: datetime, **more: Any) -> WorklistPage:
    with acting(who):
        wanted = Ordered.of_choice(named, more.pop("choice", ""))
        return queries.worklist(who, wanted, filters, now=now, **{"number": 1, **more})


def rows_read(who: Assignment, ask: Callable[[], Any]) -> list[int]:
    """By statement: the rows of tables that it read, also those that it looked at in vain."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith(("SELECT", "WITH")):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with acting(who), connection.execute_wrapper(note):
        ask()
    with acting(who), connection.cursor() as cursor:
        # Thousands of rows lie on so few pages that reading all of a list at once looks cheap. In a table of
        # millions each row is a page of its own.
        cursor.execute("SET LOCAL random_page_cost = 1")
        return [
            # The directory is small, and read whole.
            sum(read_by(node) for node in plan_of(*each) if _is_of_cases(node))
            for each in asked
        ]


def _is_of_cases(node: Node) -> bool:
    return node.get("Relation Name", "").startswith("discharge_")


class TestWhatIsRead:
    CHOSEN = {
        "ward": ("nurse", [Filters(area="0126"), Filters(area="0114"), Filters(track="red")]),
        "office": ("officer", [Filters(care_type="psychiatric"), Filters(responsible="ingen")]),
    }

    @pytest.mark.parametrize("name", LISTS)
    def test_a_list_reads_at_most_ten_rows_for_one_that_it_shows(self, large_unit: Many, name: str) -> None:
        for account, filters in self.CHOSEN.values():
            who = getattr(large_unit, account)
            for chosen in (NO_FILTERS, *filters):
                shown = len(page(who, LISTS[name], chosen, large_unit.now).rows)
                read = rows_read(who, partial(page, who, LISTS[name], chosen, large_unit.now))
                assert shown
                # What is old is looked for among all that there is to do, as far as anybody counts; by area
                # each case has a row more, of whether it may be found by that.
                most = 2 * (MOST_COUNTED + 1) + shown if LISTS[name] is OLD_TASKS else 0
                assert 0 < max(read) <= max(MOST_READ * shown, most), (account, chosen, read)

    @pytest.mark.parametrize("sort", SORTS)
    def test_a_sorted_list_reads_no_more_up_nor_down(self, large_unit: Many, sort: str) -> None:
        """Far in too; only the statement that finds the rows is asked."""
        for named in TABS:
            if not Ordered.is_sorted_by(named, SORTS[sort]):
                continue
            for who, choice in ((large_unit.nurse, sort), (large_unit.officer, f"-{sort}")):
                asked = ListQuestion.by(who, large_unit.now)
                find = partial(
                    find_page, asked, Ordered.of_choice(named, choice), large_unit.now, size=PAGE_SIZE
                )
                number, after = 1, ""
                for wanted in (1, 5):
                    while number < wanted:
                        with acting(who):
                            found = find(number=number, after=after)
                        number, after = number + 1, found.after
                    read = rows_read(who, partial(find, number=number, after=after))
                    assert 0 < max(read) <= MOST_READ * PAGE_SIZE, (named.name, choice, number, read)

    @pytest.mark.parametrize("name", ["inneliggande", "avslutade"])
    def test_pages_far_in_read_no_more(self, large_unit: Many, name: str) -> None:
        number, after = 1, ""
        while number < 18:
            found = page(
                large_unit.nurse, LISTS[name], NO_FILTERS, large_unit.now, number=number, after=after
            )
            number, after = number + 1, found.after
        read = rows_read(
            large_unit.nurse,
            lambda: page(
                large_unit.nurse, LISTS[name], NO_FILTERS, large_unit.now, number=number, after=after
            ),
        )
        assert 0 < max(read) <= MOST_READ * PAGE_SIZE

    def test_counting_reads_no_further_than_the_bound(self, large_unit: Many) -> None:
        for who in (large_unit.nurse, large_unit.officer):
            [read] = rows_read(who, partial(queries.count_lists, who, large_unit.now))
            counted = sum(named.counted for named in LISTS.values())
            # A ward asks of each new case who began it.
            most = counted + 1 if who is large_unit.nurse else counted
            assert 0 < read <= most * (MOST_COUNTED + 1)

    def test_a_units_state_is_counted_together_with_the_unit(self, large_unit: Many) -> None:
        """Else one with a tenth of all cases, most of them in hospital, looks as if it had a few there."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_statisticsobjdef_columns(oid) FROM pg_statistic_ext WHERE stxname = %s",
                ["part_lists"],
            )
            [(columns,)] = cursor.fetchall()
        assert columns == "in_hospital, to_acknowledge, to_answer, unit_id, is_ready"

    def test_choices_are_entered_once_a_value(self, large_unit: Many) -> None:
        for ask in (queries.areas, queries.responsible_people):
            for who in (large_unit.nurse, large_unit.officer):
                choices = len(ask_as(who, ask))
                assert choices <= max(rows_read(who, partial(ask, who.unit_id))) <= 3 * (choices + 1)

    @pytest.mark.parametrize("text", ["ekab", "ek eva", "eva ekab", "carl", "", "kaabc-kkkkk"])
    def test_a_search_reads_at_most_ten_rows_for_one_that_it_shows(self, large_unit: Many, text: str) -> None:
        text = text or large_unit.number
        with acting(large_unit.nurse):
            shown = len(search_cases(large_unit.nurse, text, large_unit.now).rows)
        assert shown
        read = rows_read(large_unit.nurse, lambda: search_cases(large_unit.nurse, text, large_unit.now))
        assert 0 < max(read) <= MOST_READ * shown


@pytest.mark.parametrize("name", ["aldre", "inneliggande"])
def test_a_page_of_fifty_rows_weighs_little_and_the_first_brings_the_rest(
    large_unit: Many, name: str
) -> None:
    """Compressed, as what stands before the site sends it (the Caddyfile says so)."""
    answer = client_as(large_unit.officer).get(f"/arbetslista/?lista={name}")
    assert len(answer.context["rows"]) >= 50
    page = len(gzip.compress(answer.content))
    assert page < 30_000
    text = answer.content.decode()
    named = {found for found in re.findall(r'(?:href|src)="/static/([^"]+)"', text) if "#" not in found}
    # A module brings what it imports.
    named |= {f"js/{path.name}" for path in (ROOT / "static" / "js").glob("*.js")}
    files = [Path(found) for one in named if (found := finders.find(one))]
    assert len(files) > 20
    assert page + sum(len(gzip.compress(file.read_bytes())) for file in files) < 150_000


def ask_as(who: Assignment, ask: Callable[[Any], Any]) -> Any:
    with acting(who):
        return ask(who.unit_id)


class TestWhatIsShown:
    @pytest.mark.parametrize("name", LISTS)
    def test_rows_and_order_are_those_of_a_naive_reading(self, large_unit: Many, name: str) -> None:
        """At the surgery, whose lists are as long as lists are."""
        who = large_unit.coordinator
        filters = [Filters(), Filters(track="red"), Filters(area="0126"), Filters(care_type="psychiatric")]
        for chosen in filters:
            shown, number, after, goes_on = [], 1, "", True
            while goes_on:
                found = page(who, LISTS[name], chosen, large_unit.now, number=number, after=after)
                shown += rows_of(found)
                number, after, goes_on = number + 1, found.after, found.has_next
            assert shown == naive(who, name, chosen, large_unit.now), chosen

    def test_a_longer_list_shows_every_row_once(self, large_unit: Many) -> None:
        """With the addresses of its pages, and with their numbers alone."""
        wanted = set(naive(large_unit.officer, "att-svara", NO_FILTERS, large_unit.now))
        assert len(wanted) > 2 * TOGETHER
        for is_linked in (True, False):
            shown, number, after, goes_on = [], 1, "", True
            while goes_on:
                more = {"number": number, "after": after if is_linked else ""}
                found = page(large_unit.officer, LISTS["att-svara"], NO_FILTERS, large_unit.now, **more)
                shown += rows_of(found)
                number, after, goes_on = number + 1, found.after, found.has_next
            assert len(shown) == len(wanted)
            assert set(shown) == wanted

    @pytest.mark.parametrize("sort", SORTS)
    def test_a_sorted_list_shows_every_row_once_and_in_order(self, large_unit: Many, sort: str) -> None:
        """Up by the addresses of its pages, down by their numbers; at a ward by area, elsewhere by ward."""
        for who, name in ((large_unit.nurse, "inneliggande"), (large_unit.coordinator, "avslutade")):
            if not Ordered.is_sorted_by(LISTS[name], SORTS[sort]):
                continue
            rows = naive_sorted(who, name, sort, large_unit.now)
            asked = ListQuestion.by(who, large_unit.now)
            for choice, wanted in ((sort, rows), (f"-{sort}", rows[::-1])):
                find = partial(find_page, asked, Ordered.of_choice(LISTS[name], choice), large_unit.now)
                shown, number, after, goes_on = [], 1, "", True
                while goes_on:
                    with acting(who):
                        found = find(number=number, size=300, after=after if choice == sort else "")
                    shown += [row.case_id for row in found.rows]
                    number, after, goes_on = number + 1, found.after, found.has_next
                assert shown == wanted

    def test_an_address_that_is_not_ours_begins_where_its_number_says(self, large_unit: Many) -> None:
        number = TOGETHER // PAGE_SIZE + 1
        plain = page(large_unit.officer, LISTS["att-svara"], NO_FILTERS, large_unit.now, number=number)
        first = plain.rows[0].pk
        for after in ("x", f"{first}.x", f"{first}", "\0"):
            found = page(
                large_unit.officer, LISTS["att-svara"], NO_FILTERS, large_unit.now, number=number, after=after
            )
            assert [row.pk for row in found.rows] == [row.pk for row in plain.rows]

    def test_numbers_are_those_of_the_rows_up_to_the_bound(self, large_unit: Many) -> None:
        for who in (large_unit.coordinator, large_unit.officer):
            with acting(who):
                counted = queries.count_lists(who, large_unit.now)
            # What is old is counted among as many cases as anybody counts.
            old = counted.pop(OLD_TASKS.name)
            assert 0 < old <= len(naive(who, OLD_TASKS.name, NO_FILTERS, large_unit.now))
            for name, number in counted.items():
                rows = naive(who, name, NO_FILTERS, large_unit.now)
                assert number == min(len(rows), MOST_COUNTED + 1), name


def rows_of(found: Any) -> list[Any]:
    """The page's cases, each with the task that the row is about, if the list is one of tasks."""
    types = [task.type for task in found.tasks] or [""] * len(found.rows)
    return list(zip((row.case_id for row in found.rows), types, strict=True))


def naive(who: Assignment, name: str, filters: Filters, now: datetime) -> list[Any]:
    """The list's cases in order, read row by row from the cases' own columns."""
    today, tomorrow, soon = local_date(now), local_date(now) + timedelta(days=1), now + timedelta(hours=24)

    def is_ours(case: Case) -> bool:
        return who.unit.party != "municipal" or case.payer_id in (None, who.unit.municipality_id)

    def is_liable(part: Participation, by: Any) -> bool:
        states = ("will_start", "stands")
        case = part.case
        return is_ours(case) and case.liability_state in states and by(case.starts_on)

    def due(part: Participation) -> datetime | None:
        return part.case.next_deadline if is_ours(part.case) else part.deadline

    holds: dict[str, Callable[[Participation], bool]] = {
        "inneliggande": lambda p: p.in_hospital,
        "sip": lambda p: p.sip_running,
        "avslutade": lambda p: not p.in_hospital and not p.sip_running,
        "nya": lambda p: p.in_hospital and p.since > now - timedelta(hours=24),
        "utskrivningsklara": lambda p: p.in_hospital and p.ready_at is not None,
        "ansvar-pagar": lambda p: p.in_hospital and is_liable(p, lambda day: day <= today),
        "betalningsansvar": lambda p: p.in_hospital and is_liable(p, lambda day: day == tomorrow),
    }

    of_tasks = tasks_held(now)

    def colour(part: Participation, first: datetime | None) -> int:
        case = part.case
        is_near = case.starts_on is not None and case.starts_on <= tomorrow
        in_time = case.liability_due_on is None or case.liability_due_on >= today
        tried = (
            is_liable(part, lambda day: day <= today) or (is_ours(case) and case.liability_state == "stands"),
            first is not None and first < now,
            is_liable(part, lambda day: day == tomorrow),
            is_ours(case) and case.liability_state == "pending" and is_near and in_time,
            first is not None and first < soon,
            part.to_answer > 0 or part.to_acknowledge > 0,
        )
        return next((place for place, fits in enumerate(tried) if fits), len(tried))

    def by_colour(part: Participation) -> tuple[Any, ...]:
        first = due(part) if name in ("inneliggande", "nya") else part.deadline
        return colour(part, part.deadline), first is None, first or now, part.admitted_at, part.pk

    rows = [part for part in parts_of(who) if passes(part.case, filters)]
    if name in of_tasks:
        every = [(part, task) for part in rows for task in own_tasks(part)]
        in_list = [(part, task) for part, task in every if of_tasks[name](task)]
        in_list.sort(key=lambda row: (colour(row[0], row[1].due), *time_of(row[0], row[1], now)))
        return [(part.case_id, task.type) for part, task in in_list]
    found = [part for part in rows if holds[name](part)]
    if name == "avslutade":
        found.sort(key=lambda part: part.pk, reverse=True)
        found.sort(key=lambda part: part.admitted_at, reverse=True)
    else:
        found.sort(key=by_colour)
    return [(part.case_id, "") for part in found]


@cache
def parts_of(who: Assignment) -> list[Participation]:
    """Read once: nothing happens in the unit while it is looked at."""
    with acting(who):
        return list(Participation.objects.filter(unit_id=who.unit_id).select_related("case__patient"))


def time_of(part: Participation, task: OwnTask, now: datetime) -> tuple[Any, ...]:
    return task.due is None, task.due or now, part.admitted_at, part.pk, task.type


def passes(case: Case, filters: Filters) -> bool:
    return (
        (not filters.track or case.track == filters.track)
        and (not filters.care_type or case.care_type == filters.care_type)
        and (not filters.area or (case.payer_id == filters.area and not case.patient.protected_identity))
    )


def tasks_held(now: datetime) -> dict[str, Callable[[OwnTask], bool]]:
    """Which tasks a list of tasks holds."""
    old = now - timedelta(days=30)
    return {
        "att-gora": lambda task: (task.due or task.since or now) >= old,
        "aldre": lambda task: (task.due or task.since or now) < old,
        "att-kvittera": lambda task: task.type == "acknowledge",
        "att-svara": lambda task: task.type != "acknowledge",
        "forsenade": lambda task: task.due is not None and task.due < now,
    }


def own_tasks(part: Participation) -> list[OwnTask]:
    """What the unit has to do in the case, by time."""
    owed = [OwnTask(name, moment(said["since"]), moment(said["due"])) for name, said in part.tasks.items()]
    read = [OwnTask("acknowledge", part.unread_since, None)] if part.to_acknowledge else []
    return sorted(
        (*owed, *read), key=lambda task: (task.due is None, task.due or part.admitted_at, task.type)
    )


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def naive_sorted(who: Assignment, name: str, sort: str, now: datetime) -> list[Any]:
    """The list's cases by a column: names as registered, places as the directory has them."""
    never = datetime.max.replace(tzinfo=UTC)

    def stands(part: Participation) -> tuple[Any, ...]:
        case = part.case
        secret = case.patient.protected_identity
        by_name = (
            secret,
            "" if secret else (sort_key(case.person.family_name), sort_key(case.person.given_name)),
        )
        area = case.district or case.payer
        ward = part.ward and (sort_key(part.ward.site), part.ward.sort_key)
        place = (area and ("", area.sort_key)) if who.unit.party == "inpatient" else ward
        order: dict[str, tuple[Any, ...]] = {
            "namn": by_name,
            "plats": ((secret or place is None, "" if secret else place), *by_name),
            "inskrivning": (part.admitted_at,),
            "utskrivning": (part.expected_discharge or date.max,),
            "steg": (part.step, part.due),
            "frist": (part.due, part.admitted_at),
            "klar": (part.ready_at or never,),
        }
        return *order[sort], part.pk

    mine = set(naive(who, name, NO_FILTERS, now))
    with acting(who):
        rows = Participation.objects.filter(unit_id=who.unit_id, case_id__in=mine)
        found = list(rows.select_related("case__patient", "case__district", "case__payer", "ward"))
        put_persons_on([part.case for part in found])
    return [part.case_id for part in sorted(found, key=stands)]
