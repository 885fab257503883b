"""Numbers of the same person: what a link gives everybody, what it gives nobody, and how it is undone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import psycopg
import pytest
from django.db import ProgrammingError, connection, connections
from django.utils import timezone

from discharge import actions, queries
from discharge.models import Block, LinkKind, Message, Patient
from discharge.process import Refused
from discharge.queries.lookups import lookup
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.corrected.links import (
    cases_seen,
    coordination_number,
    elsewhere,
    is_protected,
    link,
    links,
    personal_number,
    protect,
    reserve_number,
    reserve_stay,
    rows,
    stay_elsewhere,
    step,
    undo,
)
from tests.factories.discharge.worklist import search_cases
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


def answer(number: str, by: Assignment) -> tuple[str, object]:
    with acting(by), connection.cursor() as cursor:
        cursor.execute("SELECT answer, case_id FROM discharge_find_open_stay(%s)", [number])
        row: tuple[str, object] = cursor.fetchone()
        return row


def refused(told: Stay, number: object, **changes: object) -> str:
    with pytest.raises(Refused) as error:
        link(told, number, **changes)  # type: ignore[arg-type]
    return error.value.problems["number"]


class TestALink:
    def test_the_case_knows_the_new_number_and_keeps_its_person(self) -> None:
        told, number = reserve_stay(), personal_number()
        with acting(told.nurse):
            before = queries.open_case(told.nurse, told.case.pk)
        link(told, number)
        for who in (told.nurse, told.officer, told.coordinator):
            with acting(who):
                case = queries.open_case(who, told.case.pk)
            assert (case.identity_number, case.birth_date) == (number.value, number.birth_date)
            assert case.patient_id == before.patient_id
            assert case.patient.identity_number == told.person.number.value
        [seen] = links(told, told.officer)
        assert (seen.earlier, seen.later) == (told.person.number.value, number.value)
        assert (seen.who, seen.unit) == (told.nurse.user.name, told.nurse.unit)
        assert seen.reason == "Visade legitimation."

    def test_it_opens_no_case_to_anybody(self) -> None:
        number = personal_number()
        told, other = reserve_stay(), elsewhere(number)
        readers = (told.nurse, told.officer, told.coordinator, other.officer, other.coordinator)
        before = {who: cases_seen(who) for who in readers}
        link(told, number)
        assert {who: cases_seen(who) for who in readers} == before
        undo(told)
        assert {who: cases_seen(who) for who in readers} == before

    def test_it_tells_nothing_that_the_other_cases_have_registered(self) -> None:
        number = personal_number()
        other = elsewhere(number, family_name="Hemlig", street="Lönngatan 7")
        told = reserve_stay()
        link(told, number)
        with acting(told.nurse):
            case = queries.open_case(told.nurse, told.case.pk)
            assert case.registered_elsewhere is None
            assert case.person.name == "Okänd Man"
            assert not Patient.objects.filter(identity_number=number.value).exists()
        [seen] = links(other, other.officer)
        assert (seen.earlier, seen.later, seen.is_earlier) == (told.person.number.value, number.value, False)
        assert (seen.unit, seen.who, seen.reason, seen.cases) == (None, "", "", ())

    def test_a_reader_of_both_is_led_to_the_other(self) -> None:
        number = personal_number()
        told = reserve_stay()
        other = elsewhere(number)
        with acting(other.officer):
            assert links(other, other.officer) == []
        own = Stay(
            now=timezone.now() - timedelta(days=2), person=people.person(number=number), officer=told.officer
        )
        own.go_home()
        link(told, number)
        [seen] = links(told, told.officer)
        assert [case for case, _ in seen.cases] == [own.case.pk]
        assert [case for case, _ in links(other, other.officer)[0].cases] == []

    def test_a_unit_whose_part_has_ended_sees_the_person_as_then(self) -> None:
        told, number = reserve_stay(), personal_number()
        with acting(told.coordinator):
            surgery = people.unit("Rinkeby vårdcentral")
        told.send(told.coordinator, "handover", to=surgery.pk, reason="Listad där.")
        link(told, number)
        assert links(told, told.coordinator) == []
        with acting(told.coordinator):
            case = queries.open_case(told.coordinator, told.case.pk)
            assert case.identity_number == told.person.number.value
            assert search_cases(told.coordinator, number.written, timezone.now()).rows == []

    @pytest.mark.parametrize("which", ["own", "linked"])
    def test_search_finds_the_case_by_both(self, which: str) -> None:
        told, number = reserve_stay(), personal_number()
        link(told, number)
        text = (told.person.number if which == "own" else number).written
        with acting(told.officer):
            found = search_cases(told.officer, text, timezone.now())
        assert [row.case.pk for row in found.rows] == [told.case.pk]

    def test_search_finds_none_of_others_by_a_link(self) -> None:
        number = personal_number()
        told, other = reserve_stay(), elsewhere(number)
        link(told, number)
        with acting(told.officer):
            found = search_cases(told.officer, number.written, timezone.now())
        assert [row.case.pk for row in found.rows] == [told.case.pk]
        with acting(other.officer):
            found = search_cases(other.officer, told.person.number.written, timezone.now())
        assert [row.case.pk for row in found.rows] == [other.case.pk]

    def test_a_chain(self) -> None:
        told = reserve_stay()
        coordination, personal = coordination_number(), personal_number()
        link(told, coordination)
        link(told, personal, by=told.officer)
        with acting(told.nurse):
            assert queries.open_case(told.nurse, told.case.pk).identity_number == personal.value
        assert [(one.earlier, one.later) for one in links(told, told.nurse)] == [
            (told.person.number.value, coordination.value),
            (coordination.value, personal.value),
        ]
        first, last = links(told, told.nurse)
        step(told, "ask", told.nurse, last.pk)
        step(told, "confirm", told.officer, last.pk)
        with acting(told.nurse):
            assert queries.open_case(told.nurse, told.case.pk).identity_number == coordination.value
        step(told, "ask", told.nurse, first.pk)
        step(told, "confirm", told.officer, first.pk)
        with acting(told.nurse):
            case = queries.open_case(told.nurse, told.case.pk)
            assert case.identity_number == told.person.number.value
        assert [said.linked_number for said in case.person_history] == [
            "",
            coordination.value,
            personal.value,
            coordination.value,
            "",
        ]

    def test_another_case_of_the_same_reserve_number_is_told_of_the_change(self) -> None:
        told, number = reserve_stay(), personal_number()
        other = elsewhere(told.person.number)
        link(told, number)
        with acting(other.officer):
            case = queries.open_case(other.officer, other.case.pk)
        assert case.identity_number == told.person.number.value
        assert case.registered_elsewhere is not None
        assert case.registered_elsewhere.linked_number == number.value
        link(other, number, by=other.officer)
        with acting(other.officer):
            assert queries.open_case(other.officer, other.case.pk).identity_number == number.value
        undo(told)
        with acting(other.officer):
            case = queries.open_case(other.officer, other.case.pk)
        assert case.identity_number == told.person.number.value


class TestRefused:
    def test_the_same_number(self) -> None:
        told = reserve_stay()
        assert "redan" in refused(told, told.person.number)

    def test_a_number_that_is_linked_already(self) -> None:
        told, number = reserve_stay(), personal_number()
        link(told, number)
        assert "redan kopplat" in refused(told, personal_number())
        assert "redan kopplat" in refused(told, personal_number(), kind=LinkKind.CORRECTED)

    def test_an_earlier_kind_is_no_later_number(self) -> None:
        told = reserve_stay(personal_number())
        assert "inget reservnummer" in refused(told, personal_number())
        assert "inget reservnummer" in refused(told, reserve_number())

    def test_two_open_stays_until_one_is_ended(self) -> None:
        number = personal_number()
        told, other = reserve_stay(), stay_elsewhere(number)
        assert "pågående vårdtillfälle" in refused(told, number)
        other.go_home()
        link(told, number)

    def test_a_second_stay_by_the_other_number(self) -> None:
        number = personal_number()
        told = reserve_stay()
        link(told, number)
        with pytest.raises(Refused, match="pågående vårdtillfälle"):
            stay_elsewhere(number)
        assert answer(number.value, told.nurse) == ("yours", told.case.pk)
        assert answer(number.value, people.assignment("psykiatri")) == ("elsewhere", None)
        assert answer(told.person.number.value, people.assignment("psykiatri")) == ("elsewhere", None)

    def test_reopening_one_while_the_other_is_open(self) -> None:
        number = personal_number()
        told = reserve_stay()
        ending = told.go_home()
        other = stay_elsewhere(number)
        link(told, number)
        with pytest.raises(Refused, match="pågående vårdtillfälle"):
            told.send(told.nurse, "reopening", ending=ending.pk, reason="Kom tillbaka.")
        other.go_home()

    @pytest.mark.parametrize("turn", range(3))
    def test_of_who_links_and_who_admits_at_once_one_is_refused(self, turn: int) -> None:
        number, told, barrier = personal_number(), reserve_stay(), Barrier(2)

        def alone(does: Callable[[], object]) -> bool:
            barrier.wait()
            try:
                does()
            except Refused:
                return False
            finally:
                connections.close_all()
            return True

        with ThreadPoolExecutor(2) as pool:
            done = [
                pool.submit(alone, lambda: link(told, number)),
                pool.submit(alone, lambda: stay_elsewhere(number)),
            ]
            assert sorted(one.result() for one in done) == [False, True]

    def test_who_takes_no_part_or_registers_nobody(self) -> None:
        told, number = reserve_stay(), personal_number()
        for by in (people.assignment("huddinge"), people.assignment("psykiatri")):
            with pytest.raises(ProgrammingError, match="only a party"):
                link(told, number, by=by)

    def test_nothing_is_left_of_what_was_refused(self, admin_connection: psycopg.Connection) -> None:
        told = reserve_stay(personal_number())
        refused(told, number := personal_number())
        found = admin_connection.execute(
            "SELECT FROM discharge_patient WHERE identity_number = %s", [number.value]
        )
        assert found.rowcount == 0

    def test_by_sql_nobody_reads_writes_or_follows_a_link(self) -> None:
        told = reserve_stay()
        link(told, personal_number())
        for statement in (
            "SELECT * FROM discharge_person_link",
            "DELETE FROM discharge_person_link",
            "UPDATE discharge_person_link SET undone_at = now()",
            "UPDATE discharge_patient SET linked_to_id = NULL",
            "SELECT discharge_same_person(gen_random_uuid())",
            "SELECT discharge_show_number(gen_random_uuid(), now())",
        ):
            with pytest.raises(ProgrammingError), acting(told.nurse), connection.cursor() as cursor:
                cursor.execute(statement)

    def test_a_number_that_is_not_linked_is_not_registered(self) -> None:
        told = reserve_stay()
        with acting(told.nurse), connection.cursor() as cursor:
            cursor.execute(
                """SELECT discharge_correct_person(%s, '{"family_name": "X", "given_name": "", "street": "",
                    "postal_code": "", "city": "", "linked_number": "194202039801"}', now())""",
                [told.case.pk],
            )
            assert queries.open_case(told.nurse, told.case.pk).person.linked_number == ""


class TestUndoing:
    def test_takes_two_people(self, admin_connection: psycopg.Connection) -> None:
        told = reserve_stay()
        link(told, personal_number())
        with pytest.raises(Refused, match="Ingen har begärt"):
            step(told, "confirm", told.officer)
        step(told, "ask", told.nurse)
        with pytest.raises(Refused, match="redan begärt"):
            step(told, "ask", told.officer)
        with pytest.raises(Refused, match="Någon annan"):
            step(told, "confirm", told.nurse)
        assert rows(admin_connection) == [("later", True, False)]
        step(told, "confirm", told.officer)
        assert rows(admin_connection) == [("later", True, True)]
        assert links(told, told.nurse) == []

    def test_is_declined_and_asked_for_again(self) -> None:
        told = reserve_stay()
        link(told, personal_number())
        step(told, "ask", told.nurse)
        step(told, "decline", told.officer)
        [seen] = links(told, told.nurse)
        assert seen.undo_asked_at is None
        step(told, "ask", told.officer)
        step(told, "confirm", told.nurse)

    def test_the_later_of_two_who_confirm_is_told(self) -> None:
        told = reserve_stay()
        link(told, personal_number())
        [seen] = links(told, told.nurse)
        step(told, "ask", told.nurse)
        step(told, "confirm", told.officer)
        with pytest.raises(Refused, match="redan hävd"):
            step(told, "confirm", people.colleague_of(told.nurse), seen.pk)

    def test_the_other_sides_parties_ask_and_confirm_nothing(self) -> None:
        number = personal_number()
        told, other = reserve_stay(), elsewhere(number)
        link(told, number)
        step(other, "ask", other.officer)
        [seen] = links(other, other.coordinator)
        assert seen.undo_reason == "Fel person."
        with pytest.raises(Refused, match="där numret kopplades"):
            step(other, "confirm", other.coordinator)
        step(told, "confirm", told.nurse)
        assert links(other, other.officer) == []

    def test_afterwards_each_is_admitted_by_itself_and_linked_anew(self) -> None:
        told, number = reserve_stay(), personal_number()
        link(told, number)
        undo(told)
        other = stay_elsewhere(number)
        assert answer(number.value, other.nurse) == ("yours", other.case.pk)
        other.go_home()
        link(told, number)
        assert len(links(told, told.nurse)) == 1


class TestTheStricterHolds:
    @pytest.mark.parametrize("first", ["reserve", "personal", "while linked"])
    def test_of_protection(self, first: str) -> None:
        number = personal_number()
        told, other = reserve_stay(), elsewhere(number)
        if first == "reserve":
            protect(told, told.nurse)
        elif first == "personal":
            protect(other, other.officer)
        link(told, number)
        if first == "while linked":
            assert not is_protected(other, other.officer)
            protect(told, told.officer)
        assert is_protected(told, told.nurse)
        assert is_protected(other, other.officer)
        undo(told)
        assert is_protected(told, told.nurse) == (first != "personal")
        assert is_protected(other, other.officer) == (first == "personal")

    def test_a_protection_that_others_set_stands(self) -> None:
        number = personal_number()
        told, other = reserve_stay(), elsewhere(number)
        protect(told, told.nurse)
        link(told, number)
        with acting(other.officer), pytest.raises(Refused, match="En annan enhet"):
            actions.unprotect_person(
                by=other.officer, case_id=other.case.pk, ground="own", reason="Ingen.", now=timezone.now()
            )
        with acting(other.officer):
            actions.unprotect_person(
                by=other.officer, case_id=other.case.pk, ground="register", reason="Hävd.", now=timezone.now()
            )
        assert not is_protected(told, told.nurse)

    def test_of_blocks(self) -> None:
        number = personal_number()
        told, other = reserve_stay(), elsewhere(number)
        told.consent()
        told.send(told.officer, "status_report", services="Hemtjänst.", contact="08-1")
        own = Stay(
            now=timezone.now() - timedelta(days=2), person=people.person(number=number), officer=told.officer
        )
        own.go_home()
        with acting(told.officer):
            block = actions.set_block(by=told.officer, case_id=own.case.pk, now=timezone.now())
        assert "status_report" in types_seen(told, told.nurse)
        link(told, number)
        assert "status_report" not in types_seen(told, told.nurse)
        with acting(told.nurse):
            [seen] = Block.objects.seen_in(told.case.pk)
            assert seen.pk == block.pk
            actions.open_block(
                by=told.nurse,
                case_id=told.case.pk,
                block_id=block.pk,
                ground="consented",
                reason="Bad om det.",
                now=timezone.now(),
            )
        assert "status_report" in types_seen(told, told.nurse)
        assert "status_report" not in types_seen(told, told.coordinator)
        with acting(told.officer):
            with pytest.raises(Refused, match="redan spärrade"):
                actions.set_block(by=told.officer, case_id=told.case.pk, now=timezone.now())
            actions.lift_block(by=told.officer, case_id=told.case.pk, block_id=block.pk, now=timezone.now())
        assert "status_report" in types_seen(told, told.coordinator)
        with acting(other.officer):
            assert Block.objects.seen_in(other.case.pk) == []

    def test_a_block_elsewhere_says_only_that_something_is_blocked(self) -> None:
        number = personal_number()
        told, other = reserve_stay(), elsewhere(number)
        with acting(other.officer):
            actions.set_block(by=other.officer, case_id=other.case.pk, now=timezone.now())
        link(told, number)
        with acting(told.nurse):
            [seen] = Block.objects.seen_in(told.case.pk)
            assert (seen.unit, seen.set_at) == (None, None)
            assert list(Block.objects.all()) == []


def types_seen(told: Stay, who: Assignment) -> set[str]:
    with acting(who):
        return set(Message.objects.filter(case=told.case).values_list("type", flat=True))


class TestACorrectedNumber:
    def test_the_case_is_found_by_the_right_number_alone(self) -> None:
        wrong, right = personal_number(), personal_number()
        told = reserve_stay(wrong)
        link(told, right, kind=LinkKind.CORRECTED)
        with acting(told.officer):
            case = queries.open_case(told.officer, told.case.pk)
            assert case.identity_number == right.value
            found = search_cases(told.officer, wrong.written, timezone.now())
            assert found.rows == []
            found = search_cases(told.officer, right.written, timezone.now())
            assert [row.case.pk for row in found.rows] == [told.case.pk]
        [seen] = links(told, told.officer)
        assert seen.earlier == f"{wrong.value[:8]}••••"

    def test_whose_the_wrong_number_is_can_be_admitted(self) -> None:
        wrong, right = personal_number(), personal_number()
        told = reserve_stay(wrong)
        assert answer(wrong.value, people.assignment("psykiatri"))[0] == "elsewhere"
        link(told, right, kind=LinkKind.CORRECTED)
        assert answer(wrong.value, people.assignment("psykiatri")) == ("none", None)
        assert answer(right.value, people.assignment("psykiatri")) == ("elsewhere", None)
        other = stay_elsewhere(wrong)
        assert other.case.patient_id != told.case.patient_id
        assert links(other, other.nurse) == []
        protect(told, told.nurse)
        assert not is_protected(other, other.nurse)
        step(told, "ask", told.nurse)
        with pytest.raises(Refused, match="en annan persons"):
            step(told, "confirm", told.officer)

    def test_a_number_with_other_cases_may_be_another_persons(self) -> None:
        wrong = personal_number()
        told = reserve_stay(wrong)
        elsewhere(wrong)
        assert "felsänt" in refused(told, personal_number(), kind=LinkKind.CORRECTED)

    def test_the_right_person_is_known_already(self) -> None:
        wrong, right = personal_number(), personal_number()
        told, other = reserve_stay(wrong), elsewhere(right)
        protect(other, other.officer)
        link(told, right, kind=LinkKind.CORRECTED)
        assert is_protected(told, told.nurse)
        with acting(other.coordinator):
            own = lookup.find_own_case(right, by=other.coordinator, reason="x", now=timezone.now())
        assert own is not None
        assert own.pk == other.case.pk

    def test_it_is_undone(self) -> None:
        wrong, right = personal_number(), personal_number()
        told = reserve_stay(wrong)
        link(told, right, kind=LinkKind.CORRECTED)
        undo(told)
        with acting(told.nurse):
            assert queries.open_case(told.nurse, told.case.pk).identity_number == wrong.value
            found = search_cases(told.nurse, wrong.written, timezone.now())
        assert [row.case.pk for row in found.rows] == [told.case.pk]


def test_the_owner_changes_no_link_otherwise(owner_connection: psycopg.Connection) -> None:
    told = reserve_stay()
    link(told, personal_number())
    for statement in (
        "DELETE FROM discharge_person_link",
        "UPDATE discharge_person_link SET reason = 'x'",
        "UPDATE discharge_person_link SET undone_at = now(), undone_by_id = linked_by_id",
        "TRUNCATE discharge_person_link",
    ):
        with pytest.raises(psycopg.Error), owner_connection.transaction():
            owner_connection.execute(statement)
