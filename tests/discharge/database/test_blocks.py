"""Spärr: what it hides from whom, in the database and on the pages, and how it is opened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection
from django.urls import reverse
from django.utils import timezone

from discharge import actions
from discharge.models import Block, BlockOpening, Message
from discharge.process import MESSAGE_TYPES, Refused
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.browsers import case_address
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "Hemtjänst fyra gånger om dagen."


def stay() -> Stay:
    """The municipality has told what help the person has at home, with consent, and the ward a notice."""
    told = Stay(now=timezone.now() - timedelta(hours=6))
    told.consent()
    told.send(told.officer, "status_report", services=SECRET, contact="08-123 00 00")
    return told


def set_block(told: Stay, by: Assignment | None = None) -> Block:
    by = by or told.officer
    with acting(by):
        return actions.set_block(by=by, case_id=told.case.pk, now=timezone.now())


def open_block(told: Stay, block: Block, by: Assignment, **changes: Any) -> BlockOpening:
    values: dict[str, Any] = {
        "ground": "consented",
        "reason": "Patienten bad mig.",
        "now": timezone.now(),
    } | changes
    with acting(by):
        return actions.open_block(by=by, case_id=told.case.pk, block_id=block.pk, **values)


def types_seen(who: Assignment) -> set[str]:
    with acting(who), connection.cursor() as cursor:
        cursor.execute("SELECT type FROM discharge_message")
        return {row[0] for row in cursor.fetchall()}


def page(told: Stay, who: Assignment) -> str:
    return client_as(who).get(case_address(told)).content.decode()


def address(told: Stay, name: str, *more: object) -> str:
    return reverse(f"discharge:{name}", args=[told.case.pk, *more])


class TestTheDatabase:
    def test_hides_what_rests_on_consent_from_the_others_and_nothing_else(self) -> None:
        told = stay()
        told.ready()
        told.withdraw()
        everything = types_seen(told.nurse)
        set_block(told)
        assert everything - types_seen(told.nurse) == {"status_report"}
        assert types_seen(told.coordinator) == types_seen(told.nurse)
        assert types_seen(told.officer) == everything

    def test_never_hides_the_notices_of_the_act(self) -> None:
        told = stay()
        told.ready()
        set_block(told, told.nurse)
        assert {"admission_notice", "ready_notice"} <= types_seen(told.officer)

    def test_reads_the_types_that_the_process_table_says(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT type FROM discharge_blockable_type")
            listed = {row[0] for row in cursor.fetchall()}
        assert listed == {
            message_type.name for message_type in MESSAGE_TYPES.values() if message_type.needs_consent
        }
        assert not listed & {"admission_notice", "ready_notice", "ready_withdrawal", "discharge"}

    def test_an_opening_is_one_readers_and_over_in_a_day(self, admin_connection: psycopg.Connection) -> None:
        told = stay()
        block = set_block(told)
        open_block(told, block, told.nurse)
        assert "status_report" in types_seen(told.nurse)
        assert "status_report" not in types_seen(told.coordinator)
        admin_connection.execute("ALTER TABLE discharge_block_opening DISABLE TRIGGER unchanged")
        admin_connection.execute("UPDATE discharge_block_opening SET until = now()")
        assert "status_report" not in types_seen(told.nurse)

    def test_a_lifted_block_hides_nothing(self) -> None:
        told = stay()
        block = set_block(told)
        with acting(told.officer):
            actions.lift_block(by=told.officer, case_id=told.case.pk, block_id=block.pk, now=timezone.now())
        assert "status_report" in types_seen(told.nurse)

    def test_holds_in_the_persons_other_cases_too(self) -> None:
        told = stay()
        told.go_home()
        set_block(told)
        again = Stay(now=timezone.now(), person=told.person)
        again.consent()
        again.send(again.officer, "status_report", services=SECRET, contact="08-1")
        with acting(told.nurse):
            assert not Message.objects.filter(type="status_report").exists()

    def test_the_fold_is_the_same_with_and_without(self) -> None:
        told = stay()
        before = told.state(told.nurse)
        set_block(told)
        assert told.state(told.nurse) == before

    @pytest.mark.parametrize("who", ["nurse", "stranger"])
    def test_nobody_sets_or_lifts_anothers(self, who: str) -> None:
        told = stay()
        block = set_block(told)
        by = told.nurse if who == "nurse" else people.assignment("huddinge")
        with pytest.raises(Refused, match="eller en annan enhets"), acting(by):
            actions.lift_block(by=by, case_id=told.case.pk, block_id=block.pk, now=timezone.now())
        forged = Block(
            patient_id=told.case.patient_id, unit=told.coordinator.unit, set_by=by, set_at=timezone.now()
        )
        with pytest.raises(ProgrammingError, match="row-level security"), acting(by):
            forged.save(force_insert=True)

    def test_a_stranger_sees_no_block_and_opens_none(self) -> None:
        told, stranger = stay(), people.assignment("huddinge")
        block = set_block(told)
        with acting(stranger):
            assert Block.objects.count() == 0
        with pytest.raises(Refused, match="ingen spärr att öppna"):
            open_block(told, block, stranger)

    def test_an_opening_is_no_longer_than_a_day_nor_in_anothers_name(self) -> None:
        told = stay()
        block = set_block(told)
        for by, hours in ((told.nurse, 25), (told.coordinator, 1)):
            now = timezone.now()
            opening = BlockOpening(
                block=block,
                assignment=by,
                ground="consented",
                reason="x" * 5,
                opened_at=now,
                until=now + timedelta(hours=hours),
            )
            with pytest.raises(ProgrammingError, match="row-level security"), acting(told.nurse):
                opening.save(force_insert=True)

    @pytest.mark.parametrize(
        "sql",
        [
            "DELETE FROM discharge_block",
            "TRUNCATE discharge_block CASCADE",
            "DELETE FROM discharge_block_opening",
            "UPDATE discharge_block_opening SET until = 'infinity'",
        ],
    )
    def test_what_was_set_and_opened_stays(self, owner_connection: psycopg.Connection, sql: str) -> None:
        told = stay()
        open_block(told, set_block(told), told.nurse)
        with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
            owner_connection.execute(sql)


class TestThePages:
    def test_the_whole_way_from_wish_to_opening(self, admin_connection: psycopg.Connection) -> None:
        told = stay()
        nurse = client_as(told.nurse)
        assert SECRET in page(told, told.nurse)
        client_as(told.officer).post(address(told, "block-set"))
        hidden = page(told, told.nurse)
        assert SECRET not in hidden
        assert f"Det finns spärrade uppgifter från {told.officer.unit.full_name}." in hidden
        assert "Spärrat på patientens begäran." in hidden
        assert SECRET in page(told, told.officer)
        [(block, _)] = nurse.get(address(told, "block")).context["others"]
        asked = nurse.post(address(told, "block-open", block.pk), {"reason": "Akut behov"})
        [(_, form)] = asked.context["others"]
        assert form.errors == {"ground": ["Välj en grund."]}
        assert "Akut behov" in asked.content.decode()
        assert SECRET not in page(told, told.nurse)
        typed = {"ground": "emergency", "reason": "Medvetslös patient"}
        opened = nurse.post(address(told, "block-open", block.pk), typed, follow=True)
        assert SECRET in opened.content.decode()
        assert admin_connection.execute(
            "SELECT user_id, patient_id, detail FROM municipalities_access_log WHERE action = 'unblock'"
        ).fetchall() == [
            (
                told.nurse.user_id,
                told.case.patient_id,
                f"nödläge: Medvetslös patient; spärr {block.pk}, {told.officer.unit.name}",
            )
        ]

    def test_the_longest_reason_and_name_find_room_in_the_log(
        self, owner_connection: psycopg.Connection, admin_connection: psycopg.Connection
    ) -> None:
        """In an emergency the page answered that something had gone wrong, and the block stayed closed."""
        told, name, reason = stay(), "Enheten för " + "ä" * 108, "Medvetslös " + "å" * 69
        unit = told.officer.unit_id
        owner_connection.execute("UPDATE municipalities_unit SET name = %s WHERE id = %s", [name, unit])
        block = set_block(told)
        typed = {"ground": "emergency", "reason": reason}
        client_as(told.nurse).post(address(told, "block-open", block.pk), typed)
        query = "SELECT detail FROM municipalities_access_log WHERE action = 'unblock'"
        assert admin_connection.execute(query).fetchall() == [
            (f"nödläge: {reason}; spärr {block.pk}, {name}",)
        ]
        assert SECRET in page(told, told.nurse)

    def test_every_opening_is_drawn_for_review(self) -> None:
        told, reviewer, day = stay(), people.assignment("logg"), timezone.localdate()
        block = set_block(told)
        client = client_as(told.nurse)
        client.post(
            address(told, "block-open", block.pk), {"ground": "consented", "reason": "Patienten bad mig"}
        )
        with acting(reviewer):
            drawn = actions.draw_readings(
                by=reviewer, first_day=day, last_day=day, now=timezone.now(), size=0
            )
            assert [row.reasons for row in drawn.selected.all()] == [["opened_block"]]

    def test_a_block_is_set_once_and_lifted_once(self) -> None:
        told = stay()
        client = client_as(told.officer)
        client.post(address(told, "block-set"))
        twice = client.post(address(told, "block-set"), follow=True)
        assert "Enhetens uppgifter är redan spärrade." in twice.content.decode()
        own = twice.context["own"]
        lifted = client.post(address(told, "block-lift", own.pk), follow=True)
        assert "Spärren är hävd." in lifted.content.decode()
        again = client.post(address(told, "block-lift", own.pk), follow=True)
        assert "redan hävd" in again.content.decode()
        assert SECRET in page(told, told.nurse)

    def test_the_api_says_whose_information_is_blocked(self) -> None:
        told = stay()
        set_block(told)
        url = reverse("discharge:api-case", args=[told.case.pk])
        answer = client_as(told.nurse).get(url).json()
        assert [unit["name"] for unit in answer["blocked"]] == [told.officer.unit.full_name]
        assert SECRET not in str(answer)
        assert client_as(told.officer).get(url).json()["blocked"] == []

    def test_a_stranger_finds_no_page(self) -> None:
        told, client = stay(), client_as(people.assignment("huddinge"))
        assert client.get(address(told, "block")).status_code == 404
        assert client.post(address(told, "block-set")).status_code == 404
        assert client.post(address(told, "block-open", uuid4())).status_code == 404


class TestOfAnotherPerson:
    """Fault H1: a block was opened and lifted by its id alone, whatever case the address named."""

    def refused(self, admin: psycopg.Connection) -> list[tuple[Any, ...]]:
        query = "SELECT case_id, action, refused FROM municipalities_access_log WHERE detail LIKE '%spärr %'"
        return admin.execute(query).fetchall()

    def test_h1_a_block_is_not_opened_through_another_persons_case(
        self, admin_connection: psycopg.Connection
    ) -> None:
        told, other = stay(), stay()
        block = set_block(told)
        typed = {"ground": "emergency", "reason": "Medvetslös patient"}
        answer = client_as(told.nurse).post(address(other, "block-open", block.pk), typed)
        assert answer.status_code == 404
        assert self.refused(admin_connection) == [(other.case.pk, "unblock", True)]
        with acting(told.nurse):
            assert BlockOpening.objects.count() == 0
        assert SECRET not in page(told, told.nurse)

    def test_h1_nor_lifted(self, admin_connection: psycopg.Connection) -> None:
        told, other = stay(), stay()
        block = set_block(told)
        answer = client_as(told.officer).post(address(other, "block-lift", block.pk))
        assert answer.status_code == 404
        assert self.refused(admin_connection) == [(other.case.pk, "write", True)]
        with acting(told.officer):
            assert Block.objects.get(pk=block.pk).lifted_at is None

    def test_h1_the_actions_compare_too(self) -> None:
        told, other = stay(), stay()
        block = set_block(told)
        with pytest.raises(Refused):
            open_block(other, block, told.nurse)
        with pytest.raises(Refused), acting(told.officer):
            actions.lift_block(by=told.officer, case_id=other.case.pk, block_id=block.pk, now=timezone.now())

    @pytest.mark.parametrize("in_case", [True, False])
    def test_h1_and_the_database(self, *, in_case: bool) -> None:
        told, other = stay(), stay()
        block, now = set_block(told), timezone.now()
        opening = BlockOpening(
            block=block,
            case=other.case if in_case else None,
            assignment=told.nurse,
            ground="consented",
            reason="Patienten bad mig.",
            opened_at=now,
            until=now + timedelta(hours=1),
        )
        with pytest.raises(ProgrammingError, match="row-level security"), acting(told.nurse):
            opening.save(force_insert=True)


class TestOutsideItsOwnCases:
    """Fault H4: a block's list told by its unit where the person had been cared for."""

    def elsewhere(self) -> tuple[Stay, Stay]:
        """A person with a block of the old ward's, and later a stay at another ward with other parties."""
        told = stay()
        told.go_home()
        set_block(told, told.nurse)
        return told, Stay(
            now=timezone.now(),
            person=told.person,
            nurse=people.assignment_at("Stroke 72"),
            coordinator=people.assignment("vardcentral", "Rinkeby vårdcentral"),
            officer=people.assignment("huddinge"),
        )

    def test_h4_only_that_something_is_blocked_until_it_is_opened(self) -> None:
        told, again = self.elsewhere()
        ward, unit = again.nurse, told.nurse.unit.name
        client = client_as(ward)
        assert "Det finns spärrade uppgifter." in page(again, ward)
        listed = client.get(address(again, "block"))
        assert unit not in page(again, ward) + listed.content.decode()
        [(block, _)] = listed.context["others"]
        assert (block.unit, block.set_at) == (None, None)
        answer = client.get(reverse("discharge:api-case", args=[again.case.pk])).json()
        assert (answer["blocked"], answer["blocked_elsewhere"]) == ([], True)
        typed = {"ground": "consented", "reason": "Patienten bad mig"}
        opened = client.post(address(again, "block-open", block.pk), typed, follow=True)
        assert unit in opened.content.decode()

    def test_h4_the_database_names_it_to_nobody_outside(self) -> None:
        told, again = self.elsewhere()
        with acting(again.nurse), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM discharge_block")
            assert cursor.fetchone() == (0,)
            cursor.execute("SELECT unit_id, set_at FROM discharge_blocks_seen(%s)", [again.case.pk])
            assert cursor.fetchall() == [(None, None)]
            cursor.execute("SELECT * FROM discharge_blocks_seen(%s)", [told.case.pk])
            assert cursor.fetchall() == []


class TestChildren:
    """PDL 4:4, second paragraph: guardians may not block a child's record."""

    def test_h4_a_childs_block_asks_for_the_childs_own_wish(self) -> None:
        child = people.person_aged(12, timezone.localdate())
        told = Stay(now=timezone.now() - timedelta(hours=6), person=child)
        client = client_as(told.officer)
        assert "Vårdnadshavare får inte" in client.get(address(told, "block")).content.decode()
        refused = client.post(address(told, "block-set"), follow=True)
        assert "Vårdnadshavare får inte spärra" in refused.content.decode()
        assert refused.context["own"] is None
        wished = client.post(address(told, "block-set"), {"childs_own_wish": "on"}, follow=True)
        assert wished.context["own"] is not None
