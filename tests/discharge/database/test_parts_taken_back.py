"""A part that never should have been: its unit reads nothing of the case, and one narrow row that says so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from discharge.models import Message, NameWord, Participation, WronglySent
from discharge.queries import journal
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.discharge.row_level_security import TABLES, rows
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
OF_CASES = [*TABLES, "discharge_attachment", "discharge_block", "discharge_draft", "discharge_name_word"]
OF_CASES += ["discharge_block_opening", "discharge_sip_facts", "billing_liability_result"]


@pytest.fixture
def stay() -> Stay:
    """With all that a unit can have of a case; the surgery's part has ended before."""
    stay = Stay()
    stay.acknowledge(stay.officer)
    stay.take()
    stay.name_contact()
    stay.consent()
    stay.call_to_sip()
    stay.plan(stay.officer)
    stay.ready()
    rinkeby = people.assignment("vardcentral", "Rinkeby vårdcentral")
    stay.send(stay.coordinator, "handover", to=rinkeby.unit_id, reason="Listad om.")
    return stay


def take_back(stay: Stay) -> datetime:
    return stay.send(stay.nurse, "sent_in_error", reason="Fel personnummer.", confirmed=True).sent_at


@pytest.mark.parametrize("who", ["officer", "coordinator"])
def test_it_reads_nothing_whether_its_part_had_ended_or_not(stay: Stay, who: str) -> None:
    unit: Assignment = getattr(stay, who)
    with acting(unit):
        assert [table for table in OF_CASES if rows(table)] != []
    take_back(stay)
    with acting(unit):
        assert [table for table in OF_CASES if rows(table)] == []
        assert journal.read(stay.case.pk) == []


FUNCTIONS = [
    "discharge_takes_part(%s)",
    "discharge_acts(%s)",
    "EXISTS (SELECT FROM discharge_open_case(%s))",
    "EXISTS (SELECT FROM discharge_case_messages(%s))",
    "EXISTS (SELECT FROM discharge_carried_messages(%s, ARRAY['status_report']))",
    "EXISTS (SELECT FROM discharge_blocks_seen(%s))",
    "EXISTS (SELECT FROM discharge_person_elsewhere(%s))",
    "EXISTS (SELECT FROM discharge_other_stays(%s))",
]


@pytest.mark.parametrize("who", ["officer", "coordinator"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_tells_it_of_the_case(stay: Stay, who: str, function: str) -> None:
    take_back(stay)
    with acting(getattr(stay, who)), connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}", [stay.case.pk])
        assert cursor.fetchone() == (False,)


def test_it_knows_the_person_no_more_and_finds_no_name(stay: Stay) -> None:
    take_back(stay)
    with acting(stay.officer), connection.cursor() as cursor:
        cursor.execute("SELECT discharge_knows_patient(%s)", [stay.case.patient_id])
        assert cursor.fetchone() == (False,)
    with acting(stay.nurse):
        assert NameWord.objects.filter(case=stay.case).exists()


def test_what_is_left_is_one_row_without_case_or_person(stay: Stay) -> None:
    at = take_back(stay)
    with acting(stay.nurse):
        first = Message.objects.get(case=stay.case, type="admission_notice")
    with acting(stay.officer):
        [row] = WronglySent.objects.all()
    assert (row.type, row.sent_at, row.from_unit_id) == (first.type, first.sent_at, stay.nurse.unit_id)
    assert (row.unit_id, row.taken_back_at, row.read_at) == (stay.officer.unit_id, at, None)
    assert row.messages > 1
    columns = {field.attname for field in WronglySent._meta.concrete_fields}
    assert not {name for name in columns if "case" in name or "patient" in name}
    with acting(stay.nurse):
        assert WronglySent.objects.count() == 0
    with acting(people.assignment("huddinge")):
        assert WronglySent.objects.count() == 0


def test_the_row_is_noted_once_and_by_who_acts(stay: Stay) -> None:
    at = take_back(stay)
    with acting(stay.officer):
        with transaction.atomic(), pytest.raises(DatabaseError, match="row-level security"):
            WronglySent.objects.update(read_at=at, read_by_id=stay.nurse.pk)
        assert WronglySent.objects.update(read_at=at, read_by_id=stay.officer.pk) == 1
        assert WronglySent.objects.update(read_at=at, read_by_id=stay.officer.pk) == 0


def test_others_see_whose_part_was_taken_back(stay: Stay) -> None:
    at = take_back(stay)
    with acting(stay.nurse):
        parts = dict(Participation.objects.filter(case=stay.case).values_list("unit_id", "mistaken_at"))
    assert parts.pop(stay.nurse.unit_id) is None
    assert set(parts.values()) == {at}
    assert len(parts) == 3


def test_what_was_taken_back_before_stays_so(stay: Stay) -> None:
    """The surgery takes its hand-over back; then the ward finds out that the person was wrong."""
    rinkeby = people.assignment("vardcentral", "Rinkeby vårdcentral")
    first = stay.send(stay.coordinator, "handover_undone", reason="Fel mottagning.").sent_at
    at = take_back(stay)
    with acting(stay.nurse):
        parts = dict(Participation.objects.filter(case=stay.case).values_list("unit_id", "mistaken_at"))
    assert (parts[rinkeby.unit_id], parts[stay.coordinator.unit_id]) == (first, at)
    for who, taken_back_at in ((rinkeby, first), (stay.coordinator, at)):
        with acting(who):
            assert [row.taken_back_at for row in WronglySent.objects.all()] == [taken_back_at]
            assert [table for table in OF_CASES if rows(table)] == []


class TestTheGuard:
    def change(self, stay: Stay, by: Assignment, unit: UUID, sql: str, *values: datetime) -> None:
        with acting(by), transaction.atomic(), connection.cursor() as cursor:
            statement = f"UPDATE discharge_participation SET {sql} WHERE case_id = %s AND unit_id = %s"
            cursor.execute(statement, [*values, stay.case.pk, unit])

    def test_a_part_is_taken_back_only_by_the_message_that_says_so(self, stay: Stay) -> None:
        for at in (stay.now, stay.case.admitted_at):
            with pytest.raises(DatabaseError, match="taken back with the message"):
                self.change(stay, stay.nurse, stay.officer.unit_id, "mistaken_at = %s, ended_at = %s", at, at)

    def test_a_part_that_is_taken_back_has_ended(self, stay: Stay) -> None:
        with pytest.raises(DatabaseError):
            self.change(stay, stay.nurse, stay.officer.unit_id, "mistaken_at = %s", stay.now)

    def test_it_never_becomes_one_that_only_has_ended(self, stay: Stay) -> None:
        take_back(stay)
        with pytest.raises(DatabaseError, match="taken back with the message"):
            self.change(stay, stay.nurse, stay.officer.unit_id, "mistaken_at = NULL")

    def test_the_unit_itself_cannot_reach_its_part(self, stay: Stay) -> None:
        take_back(stay)
        self.change(stay, stay.officer, stay.officer.unit_id, "mistaken_at = NULL, ended_at = NULL")
        with acting(stay.nurse):
            part = Participation.objects.get(case=stay.case, unit=stay.officer.unit)
        assert part.mistaken_at is not None

    def test_nor_by_taking_its_own_hand_over_back(self, stay: Stay) -> None:
        """The surgery had handed the case over before: where nobody has acted since, that is taken back."""
        by = stay.coordinator
        with acting(by):
            handover = Message.objects.get(type="handover")
        at = take_back(stay)
        with (
            acting(by),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            Message(
                case_id=stay.case.pk,
                type="handover_undone",
                sender=by,
                sender_unit=by.unit,
                sent_at=at,
                facts={"message": str(handover.pk)},
                content={},
                submission=uuid4(),
            ).save(force_insert=True)
        with acting(by):
            assert [table for table in OF_CASES if rows(table)] == []

    def test_the_ward_whose_part_ended_with_it_brings_nobody_back(self, stay: Stay) -> None:
        take_back(stay)
        with pytest.raises(DatabaseError, match="opened again by another party"):
            self.change(stay, stay.nurse, stay.officer.unit_id, "mistaken_at = NULL, ended_at = NULL")

    def test_the_wrong_person_is_said_by_a_ward_alone(self, stay: Stay) -> None:
        """Whoever writes such a message past the actions takes nobody's part back."""
        at, by = stay.now, stay.officer
        with acting(by), connection.cursor() as cursor:
            Message(
                case=stay.case,
                type="sent_in_error",
                sender=by,
                sender_unit=by.unit,
                sent_at=at,
                facts={},
                content={},
                submission=uuid4(),
            ).save(force_insert=True)
            values = (stay.case.pk, stay.nurse.unit_id, at)
            cursor.execute("SELECT discharge_takes_back_part(%s, %s, %s)", values)
            assert cursor.fetchone() == (False,)
