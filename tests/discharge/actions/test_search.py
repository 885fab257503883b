"""Finding a case among the unit's own: by name, number and reference; of whom never; and its trace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from discharge.actions import protect_person
from discharge.models import NameWord
from discharge.queries.lists import search
from discharge.queries.lists.search import MOST_WORDS, find_cases, show_found
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.discharge.worklist import NOW, moved, named, renamed, search_cases, stay
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


def found(who: Assignment, text: str) -> list[str]:
    """The references, in order."""
    with acting(who):
        return [row.case.reference for row in search_cases(who, text, NOW).rows]


class TestByWhat:
    @pytest.mark.parametrize(
        ("text", "finds"),
        [
            ("Ekström-Åberg", True),
            ("ekström", True),
            ("åb", True),
            ("anna-lena ek", True),
            ("LENA  åberg", True),
            ("ek lena", True),
            ("ström", False),
            ("ekström bo", False),
            ("é", False),
            ("", False),
            (" - ", False),
            ("%", False),
            ("ek%", True),
            ("\0", False),
            ("aa", False),
        ],
    )
    def test_the_beginning_of_any_word_of_the_name(self, text: str, finds: bool) -> None:
        told = stay(person=named("Ekström-Åberg", given_name="Anna-Lena"))
        stay(person=named("Ök", given_name="Bo"))
        assert found(told.officer, text) == ([told.case.reference] if finds else [])

    def test_so_many_words_are_asked_about_and_no_more(self) -> None:
        """Each is a question of its own to the database, and an address has room for thousands."""
        told = stay(person=named(" ".join(f"ek{letter}" for letter in "abcdefghij")))
        text = " ".join([f"ek{letter}" for letter in "abcdefghij"] * 100)
        with acting(told.officer), CaptureQueriesContext(connection) as asked:
            [row] = search_cases(told.officer, text, NOW).rows
        assert row.case.reference == told.case.reference
        [by_words] = [one["sql"] for one in asked if 'FROM "discharge_name_word"' in one["sql"]]
        assert by_words.count("EXISTS") <= MOST_WORDS

    def test_a_number_in_any_form(self) -> None:
        told = stay()
        value = told.person.number.value
        for text in (
            value,
            f"{value[:8]}-{value[8:]}",
            f"{value[2:8]}-{value[8:]}",
            f" {value[2:8]} {value[8:]}",
        ):
            assert found(told.officer, text) == [told.case.reference], text

    def test_the_reference_as_it_is_typed(self) -> None:
        told = stay()
        reference = told.case.reference
        for text in (reference, reference.lower(), reference.replace("-", ""), f" {reference} "):
            assert found(told.officer, text) == [reference]

    def test_open_cases_come_first_then_the_latest(self) -> None:
        closed, old, new = stay(30), stay(90), stay(60)
        closed.go_home()
        assert found(closed.officer, "ek") == [told.case.reference for told in (new, old, closed)]

    def test_who_has_another_name_now_is_found_by_both(self) -> None:
        told = stay()
        renamed(told, told.officer, "Nyman")
        assert found(told.nurse, "nym") == found(told.nurse, "ek") == [told.case.reference]

    def test_a_name_that_grows_when_it_is_spelled_out_is_let_in(self) -> None:
        told = stay(person=named("\N{LATIN SMALL LIGATURE FFI}" * 80))
        assert found(told.officer, "ffiffi") == [told.case.reference]

    def test_what_is_shown_is_a_row_of_the_list(self) -> None:
        told = stay()
        with acting(told.officer):
            page = search_cases(told.officer, "ek", NOW)
        [row] = page.rows
        assert (row.case.person.name, row.unit_id) == ("Bo Ek", told.officer.unit_id)
        assert {part.unit_id for part in page.parties[told.case.pk]} == {
            who.unit_id for who in (told.nurse, told.officer, told.coordinator)
        }


class TestHowMany:
    @pytest.fixture(autouse=True)
    def two_are_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(search, "MOST_FOUND", 2)

    def ask(self, who: Assignment, text: str) -> tuple[int, bool]:
        with acting(who):
            page = search_cases(who, text, NOW)
        return len(page.rows), page.has_next

    def test_what_is_not_shown_is_said(self) -> None:
        told, _ = stay(), stay()
        assert self.ask(told.officer, "ek") == (2, False)
        stay()
        assert self.ask(told.officer, "ek") == (2, True)

    def test_a_name_with_many_such_words_hides_no_other(self) -> None:
        """Who was read on from is not shown: so it is said that there are more."""
        told, _ = (stay(person=named("Ek Eka Ekb Ekc")) for _ in range(2))
        stay(person=named("Eker"))
        shown, has_more = self.ask(told.officer, "ek")
        assert (shown > 0, has_more) == (True, True)

    def test_the_protected_take_no_place_and_are_not_counted(self) -> None:
        for _ in range(3):
            stay(person=named("Eka", protected_identity=True))
        told = stay(person=named("Ekb"))
        assert self.ask(told.officer, "ek") == (1, False)


class TestOfWhomNever:
    def all_texts(self, told: Stay) -> list[str]:
        return ["ek", told.person.number.value, told.case.reference]

    def test_another_units_case(self) -> None:
        told = stay()
        other = people.assignment("huddinge")
        stay(officer=other, person=named("Al"))
        assert [found(other, text) for text in self.all_texts(told)] == [[], [], []]

    def test_a_protected_identity_but_by_its_reference(self) -> None:
        told = stay(person=named("Ek", protected_identity=True))
        for who in (told.nurse, told.officer, told.coordinator):
            by_name, by_number, by_reference = (found(who, text) for text in self.all_texts(told))
            assert (by_name, by_number) == ([], [])
            assert by_reference == [told.case.reference]

    def test_somebody_who_is_protected_later(self) -> None:
        told = stay()
        assert found(told.officer, "ek")
        with acting(told.nurse), connection.cursor() as cursor:
            cursor.execute("SELECT discharge_protect(%s, %s)", [told.case.pk, told.now])
        assert [found(told.officer, text) for text in self.all_texts(told)[:2]] == [[], []]

    def test_what_came_after_the_parts_end(self) -> None:
        """Neither by search nor in the table behind it; what the unit had it keeps."""
        told = stay()
        old, new = moved(told)
        renamed(told, new, "Nyman")
        assert (found(old, "nym"), found(new, "nym")) == ([], [told.case.reference])
        assert found(old, "ek") == found(new, "ek") == [told.case.reference]
        with acting(old):
            assert set(NameWord.objects.values_list("word", flat=True)) == {"bo", "ek"}

    def test_a_case_that_comes_back_is_found_by_all(self) -> None:
        told = stay()
        old, new = moved(told)
        renamed(told, new, "Nyman")
        told.send(new, "transfer", to=old.unit_id, reason="Åter.")
        assert found(old, "nym") == [told.case.reference]

    def test_nobody_reads_the_words_of_another_unit(self) -> None:
        told = stay()
        for who in (told.nurse, told.officer, told.coordinator, people.assignment("huddinge")):
            with acting(who):
                assert set(NameWord.objects.values_list("unit_id", flat=True)) <= {who.unit_id}


class TestTrace:
    def rows(self, admin: psycopg.Connection) -> list[tuple[Any, ...]]:
        return admin.execute(
            "SELECT action, case_ids, detail FROM municipalities_access_log ORDER BY at"
        ).fetchall()

    def ask(self, who: Assignment, text: str) -> None:
        with acting(who):
            find_cases(who, text, NOW)

    def test_a_row_says_what_was_found_and_never_the_text(self, admin_connection: psycopg.Connection) -> None:
        told = stay()
        for text in ("ek", told.case.reference, "okänd"):
            self.ask(told.officer, text)
        case = [told.case.pk]
        said = [("list", case, "sökning"), ("list", case, "sökning"), ("list", [], "sökning")]
        assert self.rows(admin_connection) == said

    def test_of_a_number_its_digest(self, admin_connection: psycopg.Connection) -> None:
        told = stay()
        self.ask(told.officer, told.person.number.value)
        self.ask(told.officer, people.identity_number())
        (action, cases, detail), (_, none, _) = self.rows(admin_connection)
        assert (action, cases, none) == ("lookup", [told.case.pk], [])
        digest, word = detail.split()
        assert word == "sökning"
        assert len(digest) == 64
        assert told.person.number.value not in detail

    def test_what_a_list_hides_of_an_ended_part_a_search_hides_too(self) -> None:
        told = stay()
        old, _ = moved(told)
        told.wait(hours=1)
        told.ready()
        with acting(old):
            page = search_cases(old, "ek", NOW + timedelta(hours=1))
        [row] = page.rows
        assert (row.case.ready_at, row.case.ward, page.parties) == (None, None, {})

    def test_what_is_shown_of_it_is_a_list_each_time(self, admin_connection: psycopg.Connection) -> None:
        told = stay()
        with acting(told.officer):
            hits = find_cases(told.officer, "ek", NOW)
            for _ in range(2):
                show_found(told.officer, hits)
        assert self.rows(admin_connection) == [("list", [told.case.pk], "sökning")] * 3


@pytest.mark.parametrize("by_reference", [True, False])
def test_who_is_protected_since_is_found_by_reference_alone(by_reference: bool) -> None:
    """Else the row of the search for a name would tell who the protected person is."""
    told = stay()
    text = told.case.reference if by_reference else "ek"
    with acting(told.officer):
        hits = find_cases(told.officer, text, NOW)
    with acting(told.nurse):
        protect_person(by=told.nurse, case_id=told.case.pk, now=told.wait(minutes=5).now)
    with acting(told.officer):
        shown = [row.case.pk for row in show_found(told.officer, hits).rows]
    assert hits.cases == [told.case.pk]
    assert shown == ([told.case.pk] if by_reference else [])
