"""Corrections, cancellings and late moments: judged by the whole case, refused with the other one's name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from discharge.models import Message
from discharge.process import MESSAGE_TYPES, Refused, liability_facts
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.corrected.corrections import cancel, correct
from tests.factories.stays import Stay
from vardovergang.demonstration.batches import Batch

pytestmark = pytest.mark.django_db


def leave(stay: Stay, *, hours: float = 4) -> tuple[Message, Message]:
    """The person goes on leave now, and comes back after some hours."""
    start = stay.send(stay.nurse, "leave_start", began_at=stay.now, comment=None)
    stay.wait(hours=hours)
    return start, stay.send(stay.nurse, "leave_end", ended_at=stay.now)


def refused(call: Any, *args: Any, **values: Any) -> dict[str, str]:
    with pytest.raises(Refused) as found:
        call(*args, **values)
    return found.value.problems


def admission(stay: Stay) -> Message:
    with acting(stay.nurse):
        return Message.objects.get(type="admission_notice")


class TestCorrections:
    """Fault D1."""

    def test_d1_a_leave_that_would_begin_after_its_end(self) -> None:
        stay = Stay()
        start, end = leave(stay)
        problems = refused(correct, stay, stay.nurse, start, began_at=stay.now + timedelta(minutes=5))
        assert "efter ”Tillbaka från permission” måndag 9 mars 2026 kl. 12.10" in problems["began_at"]
        correct(stay, stay.nurse, end, ended_at=stay.now)
        correct(stay, stay.nurse, start, began_at=start.sent_at + timedelta(hours=2))

    def test_d1_an_admission_after_the_discharge(self) -> None:
        """It ended in a 500: the database's own check."""
        stay = Stay()
        stay.wait(days=2).go_home()
        problems = refused(
            correct,
            stay.wait(hours=1),
            stay.nurse,
            admission(stay),
            admitted_at=stay.now - timedelta(minutes=20),
        )
        assert "efter ”Hemgång” onsdag 11 mars 2026 kl. 8.00" in problems["admitted_at"]

    def test_d1_an_admission_after_the_notice(self) -> None:
        stay = Stay()
        stay.ready()
        problems = refused(
            correct, stay.wait(days=1), stay.nurse, admission(stay), admitted_at=stay.now - timedelta(hours=1)
        )
        assert "efter ”Utskrivningsklar”" in problems["admitted_at"]

    def test_d1_a_payer_that_would_be_told_of_what_had_been_withdrawn(self) -> None:
        """The period would end before it began to count."""
        stay = Stay(
            receiver=people.unit("Malmö kommun"), person=people.person(municipality="1280", district=None)
        )
        stay.ready()
        stay.wait(hours=1)
        told = stay.post("ready_notice")
        stay.wait(hours=1).withdraw()
        problems = refused(correct, stay.wait(hours=1), stay.nurse, told, told_at=stay.now)
        assert "efter ”Utskrivningsklar återtagen” måndag 9 mars 2026 kl. 10.30" in problems["told_at"]

    def test_d1_what_has_been_corrected_since_is_what_counts(self) -> None:
        """The end of a leave was judged by a beginning that had been corrected since."""
        stay = Stay()
        start, end = leave(stay)
        correct(stay, stay.nurse, start, began_at=start.sent_at - timedelta(hours=2))
        correct(stay, stay.nurse, end, ended_at=start.sent_at - timedelta(hours=1))
        assert liability_facts(stay.state())["leaves"][0]["ended_at"] == "2026-03-09T06:10:00+00:00"

    def test_d1_what_is_left_out_stays_as_it_was_last_corrected(self) -> None:
        stay = Stay()
        home = stay.go_home()
        correct(stay, stay.nurse, home, destination="short_term")
        last = correct(stay, stay.nurse, home, comment="Med taxi.")
        assert last.facts["destination"] == "short_term"

    def test_d1_a_correction_that_is_cancelled_has_corrected_nothing(self) -> None:
        stay = Stay()
        home = stay.go_home()
        wrong = correct(stay, stay.nurse, home, discharged_at=home.sent_at - timedelta(hours=1))
        cancel(stay, stay.nurse, wrong)
        assert stay.row().discharged_at == home.sent_at - timedelta(minutes=10)


class TestCancelling:
    """Fault D1."""

    def test_d1_the_withdrawal_between_two_notices(self) -> None:
        """It left two periods that ran at once."""
        stay = Stay()
        stay.ready()
        withdrawal = stay.withdraw()
        again = stay.ready()
        problems = refused(cancel, stay, stay.nurse, withdrawal)
        assert "”Utskrivningsklar” måndag 9 mars 2026 kl. 8.30" in problems["message"]
        cancel(stay, stay.nurse, again)
        cancel(stay, stay.nurse, withdrawal)
        assert stay.state().ready is not None

    def test_d1_the_return_between_two_leaves(self) -> None:
        stay = Stay()
        _, end = leave(stay)
        leave(stay)
        assert "”Permission”" in refused(cancel, stay, stay.nurse, end)["message"]

    def test_d1_a_leave_whose_return_stands(self) -> None:
        stay = Stay()
        start, end = leave(stay)
        assert "”Tillbaka från permission”" in refused(cancel, stay, stay.nurse, start)["message"]
        cancel(stay, stay.nurse, end)
        cancel(stay, stay.nurse, start)
        assert not stay.state().leaves

    def test_d1_in_a_batch_too(self) -> None:
        stay = Stay()
        stay.ready()
        withdrawal = stay.withdraw()
        stay.ready()
        with acting(stay.nurse):
            batch = Batch(stay.case.pk)
            values = {"message": withdrawal.pk, "reason": "Fel."}
            problems = refused(
                batch.send, by=stay.nurse, type="cancel", values=values, now=stay.now + timedelta(hours=1)
            )
        assert "”Utskrivningsklar”" in problems["message"]


class TestMoments:
    """Fault D2."""

    def test_d2_a_discharge_before_the_leave(self) -> None:
        stay = Stay()
        start = stay.send(stay.nurse, "leave_start", began_at=stay.wait(hours=5).now)
        problems = refused(
            stay.send,
            stay.nurse,
            "discharge",
            discharged_at=start.sent_at - timedelta(hours=1),
            destination="home",
        )
        assert "före ”Permission” måndag 9 mars 2026 kl. 13.00" in problems["discharged_at"]

    def test_d2_a_leave_inside_a_leave(self) -> None:
        stay = Stay()
        start, _ = leave(stay)
        problems = refused(stay.send, stay.nurse, "leave_start", began_at=start.sent_at + timedelta(hours=1))
        assert "före ”Tillbaka från permission”" in problems["began_at"]

    def test_d2_a_return_before_the_leave_began(self) -> None:
        stay = Stay()
        stay.send(stay.nurse, "leave_start", began_at=stay.now)
        problems = refused(stay.send, stay.nurse, "leave_end", ended_at=stay.now - timedelta(hours=1))
        assert "före ”Permission”" in problems["ended_at"]

    def test_d2_a_death_the_day_before_a_leave(self) -> None:
        stay = Stay()
        stay.wait(days=2)
        leave(stay)
        problems = refused(stay.send, stay.nurse, "deceased", deceased_at=stay.now - timedelta(days=1))
        assert "före ”Tillbaka från permission”" in problems["deceased_at"]

    def test_d2_a_discharge_before_the_notice_or_its_withdrawal(self) -> None:
        stay = Stay()
        notice = stay.wait(hours=4).ready()
        earlier = notice.sent_at - timedelta(hours=1)
        values = {"discharged_at": earlier, "destination": "home"}
        assert "”Utskrivningsklar”" in refused(stay.send, stay.nurse, "discharge", **values)["discharged_at"]
        stay.wait(hours=3).withdraw()
        values = {"discharged_at": notice.sent_at + timedelta(minutes=5), "destination": "home"}
        problems = refused(stay.send, stay.nurse, "discharge", **values)
        assert "”Utskrivningsklar återtagen”" in problems["discharged_at"]

    def test_d2_the_minute_of_the_notice_is_soon_enough(self) -> None:
        stay = Stay()
        stay.now += timedelta(seconds=30)
        notice = stay.ready()
        stay.now += timedelta(minutes=2)
        home = {"discharged_at": notice.sent_at.replace(second=0), "destination": "home"}
        assert stay.send(stay.nurse, "discharge", **home)

    def test_d2_a_time_before_a_transfer_is_asked_about(self) -> None:
        """A transfer is told when it is written, maybe late, and can't be cancelled."""
        stay = Stay()
        psychiatric = people.assignment("psykiatri")
        stay.wait(days=1).send(stay.nurse, "transfer", to=psychiatric.unit_id)
        earlier = {"discharged_at": stay.now - timedelta(hours=1), "destination": "home"}
        problems = refused(stay.send, psychiatric, "discharge", **earlier)
        assert (
            "före ”Överflyttad till annan avdelning” tisdag 10 mars 2026 kl. 8.10"
            in problems["discharged_at"]
        )
        assert stay.send(psychiatric, "discharge", **earlier, before_transfer=True)

    def test_d2_nobody_is_asked_of_a_transfer_that_has_not_been(self) -> None:
        stay = Stay()
        message_type = MESSAGE_TYPES["discharge"]
        asked = [field.name for field in message_type.fields if field.shown(stay.state())]
        assert "before_transfer" not in asked


class TestStays:
    """Fault D2: a new stay that overlaps the last one of the same person."""

    def test_d2_a_stay_that_begins_before_the_last_one_ended(self) -> None:
        first = Stay()
        first.wait(days=2).go_home()
        problems = refused(
            Stay, now=first.wait(hours=1).now, person=first.person, admitted_at=first.now - timedelta(hours=2)
        )
        assert "före slutet på förra vårdtillfället onsdag 11 mars 2026 kl. 8.00" in problems["admitted_at"]
        second = Stay(
            now=first.now, person=first.person, admitted_at=first.now - timedelta(hours=1, minutes=10)
        )
        assert second.case.patient_id == first.case.patient_id

    def test_d2_the_first_stay_can_neither_be_lengthened_nor_opened_over_the_second(self) -> None:
        first = Stay()
        home = first.wait(days=2).go_home()
        second = Stay(
            now=first.now + timedelta(hours=5),
            person=first.person,
            nurse=people.assignment("psykiatri"),
            admitted_at=first.now + timedelta(hours=4),
        )
        first.wait(hours=6)
        problems = refused(correct, first, first.nurse, home, discharged_at=first.now - timedelta(minutes=10))
        assert (
            "efter det pågående vårdtillfället från onsdag 11 mars 2026 kl. 12.10"
            in problems["discharged_at"]
        )
        second.wait(hours=2).send(second.nurse, "discharge", discharged_at=second.now, destination="home")
        with pytest.raises(Refused, match="nästa inskrivning") as found:
            first.wait(days=1).send(first.nurse, "reopening", reason="Fel patient.")
        assert "Psykosvård" not in found.value.message

    def test_d2_stays_may_follow_upon_each_other(self) -> None:
        first = Stay()
        home = first.wait(days=2).go_home()
        Stay(now=first.now + timedelta(hours=1), person=first.person, admitted_at=home.sent_at)


class TestTheClock:
    """Fault D3."""

    def test_d3_a_corrected_time_is_judged_by_now(self) -> None:
        """Sent at 11.35, at 11.40 corrected to 11.40: "Tiden ligger i framtiden"."""
        stay = Stay()
        home = stay.go_home()
        corrected = correct(stay, stay.nurse, home, discharged_at=home.sent_at + timedelta(minutes=5))
        assert corrected.facts["discharged_at"] == (home.sent_at + timedelta(minutes=5)).isoformat()
        problems = refused(correct, stay, stay.nurse, home, discharged_at=stay.now + timedelta(hours=1))
        assert "framtiden" in problems["discharged_at"]

    def test_d3_what_is_left_as_it_was_may_have_passed(self) -> None:
        stay = Stay()
        stay.name_contact()
        call = stay.call_to_sip()
        stay.wait(days=3)
        assert correct(stay, stay.coordinator, call, place="Rum 5")
        soon = call.sent_at + timedelta(hours=1)
        assert "passerat" in refused(correct, stay, stay.coordinator, call, meeting_at=soon)["meeting_at"]

    def test_d3_a_time_of_an_earlier_correction_stands_too(self) -> None:
        stay = Stay()
        home = stay.go_home()
        correct(stay, stay.nurse, home, discharged_at=home.sent_at + timedelta(minutes=8))
        assert correct(stay, stay.nurse, home, comment="Med taxi.")


@pytest.mark.parametrize(
    ("who", "learns"), [("nurse", 1), ("officer", 0), ("coordinator", 0), ("stranger", 0)]
)
def test_d2_when_another_stay_was_is_told_to_the_ward_alone(who: str, learns: int) -> None:
    first = Stay()
    first.wait(days=2).go_home()
    second = Stay(now=first.wait(days=1).now, person=first.person)
    asks = people.assignment("psykiatri") if who == "stranger" else getattr(second, who)
    with acting(asks), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM discharge_other_stays(%s)", [second.case.pk])
        assert len(cursor.fetchall()) == learns
