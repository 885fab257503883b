"""A hand-over to the wrong unit that is taken back: who reads and writes what, by page, API and SQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection, connections
from django.test import Client
from django.utils import timezone

from discharge.actions.sending import messages
from discharge.models import Case, Message, Participation, Patient, WronglySent
from discharge.process import Refused
from municipalities.access.acting import acting, set_assignment
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.browsers import Browsers, address, case_address, new_stay
from tests.factories.clients import client_as, filled_in
from tests.factories.stays import Stay
from tests.processes import manage
from tests.servers import TestServers

UNDO = "handover_undone"
VERB = "Ta tillbaka ärendet"
in_database = pytest.mark.django_db(databases=["default", "access_log"])
committed = pytest.mark.django_db(transaction=True)


class Wrong(Stay):
    """The office has handed the case over to one that has nothing to do with it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.wrong = people.assignment_at("Biståndsenheten Huddinge")
        self.handover = self.send(self.officer, "handover", to=self.wrong.unit_id, reason="Flyttat.")

    def undo(self) -> Message:
        return self.send(self.officer, UNDO, reason="Fel Huddinge.")


@pytest.fixture
def told() -> Wrong:
    return Wrong()


def seen(who: Assignment) -> tuple[int, ...]:
    with acting(who):
        return tuple(model.objects.count() for model in (Case, Patient, Message, Participation))


@in_database
class TestByTheActions:
    def test_the_sender_has_the_case_again_and_the_other_nothing(self, told: Wrong) -> None:
        told.acknowledge(told.wrong)
        assert told.officer.unit_id not in [
            p.unit for p in told.state().parts.values() if told.state().acts(p.unit)
        ]
        told.undo()
        assert seen(told.wrong) == (0, 0, 0, 0)
        assert told.state(told.officer).acts(told.officer.unit_id)
        told.take()
        with acting(told.officer):
            part = Participation.objects.get(unit=told.officer.unit)
            assert (part.active, part.ended_at, part.responsible_id) == (True, None, told.officer.user_id)

    def test_of_it_the_other_reads_that_something_was_sent_wrongly(self, told: Wrong) -> None:
        told.undo()
        with acting(told.wrong):
            [row] = WronglySent.objects.all()
            assert (row.type, row.from_unit_id) == ("handover", told.officer.unit_id)
            assert row.taken_back_at == told.now

    def test_the_others_are_told_and_the_wrong_one_is_not(self, told: Wrong) -> None:
        message = told.undo()
        with acting(told.nurse):
            units = set(message.recipients.values_list("unit", flat=True))
        assert units == {told.nurse.unit_id, told.coordinator.unit_id}

    def test_not_when_the_other_has_acted(self, told: Wrong) -> None:
        told.send(told.wrong, "take", responsible=told.wrong.user_id)
        with pytest.raises(Refused, match="arbetar redan"):
            told.undo()
        assert seen(told.wrong)[0] == 1

    def test_nor_twice(self, told: Wrong) -> None:
        told.undo()
        with pytest.raises(Refused, match="inte lämnat"):
            told.undo()

    def test_a_transfer_too(self) -> None:
        stay = Stay()
        ward = people.assignment_at("Psykosvård 51")
        stay.send(stay.nurse, "transfer", to=ward.unit_id, reason="Psykos.")
        assert stay.state(ward).care_changes
        stay.send(stay.nurse, UNDO, reason="Fel patient i listan.")
        assert stay.row().ward_id == stay.nurse.unit_id
        assert stay.row().care_type == "somatic"
        assert seen(ward) == (0, 0, 0, 0)
        stay.ready()
        with pytest.raises(Case.DoesNotExist):
            stay.send(ward, "ready_withdrawal", reason="Feber.")

    def test_what_was_sent_on_as_wrong_too(self) -> None:
        stay = Stay()
        wrong = people.assignment_at("Biståndsenheten Bromma")
        stay.send(stay.officer, "wrong_receiver", to=wrong.unit_id, reason="Bor i Bromma.")
        stay.send(stay.officer, UNDO, reason="Bor här.")
        assert seen(wrong) == (0, 0, 0, 0)
        assert stay.state().acts(stay.officer.unit_id)

    def test_and_given_again_it_is_read_again(self, told: Wrong) -> None:
        told.undo()
        told.send(told.officer, "handover", to=told.wrong.unit_id, reason="Huddinge ändå.")
        assert seen(told.wrong)[0] == 1
        told.undo()
        assert seen(told.wrong) == (0, 0, 0, 0)

    def test_who_had_a_part_before_keeps_it(self) -> None:
        stay = Stay()
        other = people.assignment_at("Biståndsenheten Huddinge")
        stay.send(stay.nurse, "participant_added", to=other.unit_id, reason="Växelboende.")
        stay.send(stay.officer, "handover", to=other.unit_id, reason="Flyttat.")
        stay.send(stay.officer, UNDO, reason="Inte flyttat.")
        assert seen(other)[0] == 1
        stay.send(other, "take", responsible=other.user_id)


@in_database
class TestBySql:
    def insert(self, told: Wrong, by: Assignment, **facts: Any) -> None:
        with acting(by):
            Message(
                id=uuid4(),
                case=told.case,
                type=UNDO,
                sender=by,
                sender_unit_id=by.unit_id,
                sent_at=told.now + timedelta(minutes=1),
                facts=facts,
                content={},
                submission=uuid4(),
            ).save(force_insert=True)

    @pytest.mark.parametrize("answered", [True, False])
    def test_the_message_alone_opens_the_part_and_only_while_nobody_has_acted(
        self, told: Wrong, *, answered: bool
    ) -> None:
        if answered:
            told.send(told.wrong, "take", responsible=told.wrong.user_id)
            with pytest.raises(ProgrammingError, match="row-level security"):
                self.insert(told, told.officer, message=str(told.handover.pk))
        else:
            self.insert(told, told.officer, message=str(told.handover.pk))

    def test_nor_does_another_ones_hand_over(self, told: Wrong) -> None:
        told.send(told.wrong, "handover", to=people.unit("Biståndsenheten Bromma").pk, reason="Vidare.")
        with acting(told.wrong):
            last = Message.objects.order_by("-sent_at").first()
        assert last is not None
        with pytest.raises(ProgrammingError, match="row-level security"):
            self.insert(told, told.officer, message=str(last.pk))

    def test_a_part_is_not_opened_without_it(self, told: Wrong) -> None:
        with pytest.raises(ProgrammingError, match="opened again by another"), acting(told.officer):
            Participation.objects.filter(unit=told.officer.unit).update(ended_at=None)

    def test_nor_another_taken_back_by_it(self, told: Wrong) -> None:
        told.undo()
        with (
            pytest.raises(ProgrammingError, match="taken back with the message"),
            acting(told.officer),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE discharge_participation SET mistaken_at = %s, ended_at = %s WHERE unit_id = %s",
                [told.now, told.now, told.coordinator.unit_id],
            )


@committed
def test_what_is_derived_agrees_with_the_messages(servers: TestServers) -> None:
    told = Wrong()
    told.ready()
    told.undo()
    told.reply()
    moved = Stay()
    moved.send(moved.nurse, "transfer", to=people.unit("Medicin 61").pk, reason="")
    moved.send(moved.nurse, UNDO, reason="Fel.")
    moved.go_home()
    checked = manage(servers.urls, "rebuild_cases", "--check")
    assert checked.stdout == "2 ärenden, 0 med skillnader.\n"


# --- pages and API ---------------------------------------------------------------------------------


@pytest.fixture
def now_told() -> Wrong:
    return Wrong(now=timezone.now() - timedelta(days=1))


@committed
def test_the_page_offers_it_while_it_can_be_done_and_says_why_when_it_can_not(now_told: Wrong) -> None:
    told = now_told
    page = client_as(told.officer)
    assert VERB in page.get(case_address(told)).text
    form = page.get(address(told, UNDO)).context["form"]
    told.send(told.wrong, "take", responsible=told.wrong.user_id)
    assert VERB not in page.get(case_address(told)).text
    assert "arbetar redan i det" in page.get(address(told, UNDO)).text
    late = page.post(address(told, UNDO), filled_in(form, reason="Fel."), follow=True)
    assert "arbetar redan i det" in late.text
    with acting(told.wrong):
        assert not Message.objects.filter(type=UNDO).exists()


@committed
def test_by_its_form_it_is_taken_back_and_marked(now_told: Wrong) -> None:
    told, browsers = now_told, Browsers(now_told)
    wrong_page = client_as(told.wrong)
    assert wrong_page.get(case_address(told)).status_code == 200
    empty = browsers.send(told.officer, UNDO, reason=None)
    assert empty.context["form"].errors["reason"] == ["Fyll i uppgiften."]
    done = browsers.send(told.officer, UNDO, reason="Fel Huddinge.")
    assert done.status_code == 302
    page = browsers.of(told.officer).get(done.url).text
    assert "Återtaget" in page
    assert "Fel Huddinge." in browsers.of(told.nurse).get(case_address(told)).text
    for path in (case_address(told), address(told, "take"), f"/api/cases/{told.case.pk}/"):
        assert wrong_page.get(path).status_code == 404
    assert "Bo Ek" not in wrong_page.get("/arbetslista/").text


@committed
def test_the_api_does_it_with_the_same_refusals(now_told: Wrong) -> None:
    told = now_told
    client = client_as(told.officer)
    path = f"/api/cases/{told.case.pk}/messages/{UNDO}/"

    def post(**values: Any) -> Any:
        body = {"submission": str(uuid4())} | values
        return client.post(path, body, content_type="application/json")

    offered = {row["type"] for row in client.get(f"/api/cases/{told.case.pk}/").json()["available"]}
    assert UNDO in offered
    assert post().json()["problems"].keys() == {"reason"}
    assert post(reason="Fel.").status_code == 201
    refused = post(reason="Fel.")
    assert (refused.status_code, "inte lämnat" in refused.json()["message"]) == (409, True)
    assert client_as(told.wrong).get(f"/api/cases/{told.case.pk}/").status_code == 404


@in_database
@pytest.mark.parametrize("by_api", [False, True])
def test_what_is_taken_back_between_the_form_and_its_lock_is_not_there(
    told: Wrong, monkeypatch: pytest.MonkeyPatch, by_api: bool
) -> None:
    """Not an error, and not a word of the case."""
    real, taking = messages.lock_case, client_as(told.wrong)
    typed = filled_in(taking.get(address(told, "take")).context["form"])

    def locked_too_late(case_id: UUID) -> Case:
        monkeypatch.setattr(messages, "lock_case", real)
        told.undo()
        set_assignment(told.wrong.pk)
        return real(case_id)

    monkeypatch.setattr(messages, "lock_case", locked_too_late)
    if by_api:
        where, said = (
            f"/api/cases/{told.case.pk}/messages/take/",
            {"submission": str(uuid4()), "responsible": str(told.wrong.user_id)},
        )
        response = taking.post(where, said, content_type="application/json")
    else:
        response = taking.post(address(told, "take"), typed)
    assert response.status_code == 404, response.text
    assert told.person.family_name not in response.text


@committed
def test_of_two_at_the_same_moment_one_is_first(
    admin_connection: psycopg.Connection, servers: TestServers
) -> None:
    """Either the case is taken back and the other finds nothing, or the other has it and it stays there."""
    for _ in range(4):
        stay = new_stay()
        wrong = people.assignment_at("Biståndsenheten Huddinge")
        stay.send(stay.officer, "handover", to=wrong.unit_id, reason="Flyttat.")
        undoing, taking = client_as(stay.officer), client_as(wrong)
        posts = [
            (undoing, UNDO, filled_in(undoing.get(address(stay, UNDO)).context["form"], reason="Fel.")),
            (taking, "take", filled_in(taking.get(address(stay, "take")).context["form"])),
        ]
        barrier = Barrier(len(posts))

        def send(post: tuple[Client, str, dict[str, Any]], stay: Stay = stay, gate: Barrier = barrier) -> int:
            client, name, data = post
            gate.wait()
            try:
                return int(client.post(address(stay, name), data).status_code)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            codes = list(pool.map(send, posts))
        assert max(codes) < 500, codes
        types = [
            name
            for (name,) in admin_connection.execute(
                "SELECT type FROM discharge_message WHERE case_id = %s ORDER BY sent_at", [stay.case.pk]
            )
        ]
        assert types[2:] in ([UNDO], ["take"]), types
    assert manage(servers.urls, "rebuild_cases", "--check").returncode == 0
