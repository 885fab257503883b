"""What no action does is refused to raw SQL as the application's role too (fault H11).

Row-level security guards against forgotten filters and faulty views. Who can run SQL as that role can
act as anybody; these guards make the attempts below fail all the same.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection, connections

from discharge.models import Participation
from discharge.process import MESSAGE_TYPES, effects
from discharge.process.parts import effects as parts
from municipalities.access.acting import acting
from municipalities.access.log import LOG_CONNECTION
from municipalities.ids import new_id
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
JOIN = """
INSERT INTO discharge_participation (id, case_id, patient_id, unit_id, party, since, active, in_hospital,
    to_acknowledge, to_answer, next_type, admitted_at)
VALUES (%s, %s, %s, %s, 'municipal', now(), true, true, 0, 0, '', now())
"""
LOG = """
INSERT INTO municipalities_access_log
    (id, at, assignment_id, user_id, unit_id, action, refused, case_ids, detail)
VALUES (%s, now(), %s, %s, %s, 'open', false, '{}', '')
"""


@pytest.fixture
def told() -> Stay:
    return Stay()


def execute(by: Assignment, sql: str, *values: Any) -> int:
    with acting(by), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def ended(told: Stay) -> Assignment:
    ward = told.nurse
    told.send(ward, "transfer", to=people.assignment_at("Stroke 72").unit_id, reason="Stroke.")
    return ward


def part(told: Stay, unit: Assignment) -> Participation:
    with acting(told.officer):
        return Participation.objects.get(case=told.case, unit_id=unit.unit_id)


class TestEndsOfParts:
    END = "UPDATE discharge_participation SET ended_at = %s WHERE case_id = %s AND unit_id = %s"

    def test_h11_a_unit_does_not_open_its_own_ended_part_again(self, told: Stay) -> None:
        ward = ended(told)
        with pytest.raises(ProgrammingError, match="opened again by another party"):
            execute(ward, self.END, None, told.case.pk, ward.unit_id)
        assert part(told, ward).ended_at is not None

    def test_h11_nor_moves_its_end(self, told: Stay) -> None:
        ward = ended(told)
        with pytest.raises(ProgrammingError, match="ends with the message"):
            execute(ward, self.END, "infinity", told.case.pk, ward.unit_id)

    def test_h11_a_unit_does_not_end_anothers_part(self, told: Stay) -> None:
        with pytest.raises(ProgrammingError, match="ends with the message"):
            execute(told.officer, self.END, told.now, told.case.pk, told.nurse.unit_id)
        assert part(told, told.nurse).ended_at is None

    def test_h11_the_actions_still_end_and_open_parts(self, told: Stay) -> None:
        ward = ended(told)
        told.send(people.assignment_at("Stroke 72"), "transfer", to=ward.unit_id, reason="Åter.")
        assert part(told, ward).ended_at is None
        surgery = people.assignment("vardcentral", "Rinkeby vårdcentral")
        told.send(ward, "participant_added", to=surgery.unit_id, reason="Ny listning.")
        told.send(ward, "participant_removed", participant=surgery.unit_id, reason="Fel.")
        assert part(told, surgery).ended_at == told.now

    def test_h11_the_database_names_every_type_that_ends_a_part(self) -> None:
        """A new type that ends a part needs a migration: the database would refuse it."""
        own = {effects.transfer, parts.hand_over, parts.refuse_as_wrong}
        ending = {message_type.name for message_type in MESSAGE_TYPES.values() if message_type.apply in own}
        assert ending == {"transfer", "handover", "wrong_receiver"}
        naming = {
            message_type.name
            for message_type in MESSAGE_TYPES.values()
            if message_type.apply is parts.remove_participant
        }
        assert naming == {"participant_removed"}


class TestBeginningsOfParts:
    def test_h11_no_part_names_another_person_than_the_case(
        self, told: Stay, owner_connection: psycopg.Connection
    ) -> None:
        """Whatever the policies let in, also to the owner: a key of the case and its person together."""
        keys = owner_connection.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE confrelid = 'discharge_case'::regclass AND cardinality(conkey) = 2 ORDER BY 1"
        ).fetchall()
        key = "FOREIGN KEY (case_id, patient_id) REFERENCES discharge_case(id, patient_id)"
        tables = ("discharge_participation", "discharge_person_version")
        assert keys == [(table, f"{key} DEFERRABLE INITIALLY DEFERRED") for table in tables]

    def test_h11_nobody_begins_a_case_of_a_person_that_was_not_registered_in_it(self, told: Stay) -> None:
        """Its first part would show the person: name, number, address."""
        stranger = people.assignment("psykiatri")
        with pytest.raises(ProgrammingError, match="row-level security"):
            execute(stranger, JOIN, uuid4(), uuid4(), told.case.patient_id, stranger.unit_id)

    def test_h11_a_party_brings_in_nobody_without_a_message(self, told: Stay) -> None:
        office = people.assignment("huddinge").unit_id
        with pytest.raises(ProgrammingError, match="row-level security"):
            execute(told.nurse, JOIN, uuid4(), told.case.pk, told.case.patient_id, office)

    def test_h11_a_parts_person_is_never_changed(self, told: Stay) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"):
            execute(told.nurse, "UPDATE discharge_participation SET patient_id = patient_id")


class TestTheLog:
    def write(self, by: Assignment, *, user: Any, unit: Any, assignment: Any) -> None:
        execute(by, LOG, new_id(), assignment, user, unit)

    def test_h11_a_row_is_written_for_who_acts_and_for_nobody_else(self, told: Stay) -> None:
        own, other = told.nurse, told.officer
        self.write(own, user=own.user_id, unit=own.unit_id, assignment=own.pk)
        for values in (
            {"user": other.user_id, "unit": other.unit_id, "assignment": other.pk},
            {"user": other.user_id, "unit": own.unit_id, "assignment": own.pk},
            {"user": own.user_id, "unit": other.unit_id, "assignment": own.pk},
            {"user": own.user_id, "unit": own.unit_id, "assignment": None},
        ):
            forged: dict[str, Any] = values
            with pytest.raises(ProgrammingError, match="row-level security"):
                self.write(own, **forged)

    def test_h11_nor_on_the_logs_own_connection(self, told: Stay) -> None:
        own = told.nurse
        values: list[Any] = [new_id(), own.pk, own.user_id, own.unit_id]
        with (
            connections[LOG_CONNECTION].cursor() as cursor,
            pytest.raises(ProgrammingError, match="row-level security"),
        ):
            cursor.execute(LOG, values)
