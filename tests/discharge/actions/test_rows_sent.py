"""The rarer rows, sent for real: who gets the notice, what is undone, what a protected identity hides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from discharge import actions
from discharge.models import Case, Message
from discharge.process import Refused
from municipalities.access.acting import acting
from municipalities.models import Unit
from municipalities.swedish.clock import STOCKHOLM, local_date
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=STOCKHOLM)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def stay(**changes: Any) -> Stay:
    return Stay(now=NOW - timedelta(days=2), **changes)


def child(**changes: Any) -> actions.RegisteredPerson:
    return people.person_aged(11, NOW.date(), **changes)


class TestWhoGetsTheAdmissionNotice:
    def register(self, to: list[Unit], *, expected: bool) -> Case:
        nurse = people.assignment("somatik")
        values = {
            "admitted_at": NOW - timedelta(hours=2),
            "certainty": "unknown",
            "municipal_health_care": expected,
        }
        with acting(nurse):
            return actions.register_admission(
                by=nurse, person=people.person(), values=values, to=to, submission=uuid4(), now=NOW
            )

    def test_outpatient_care_too_when_municipal_health_care_is_expected(self) -> None:
        office, surgery = people.unit("Biståndsenheten Järva"), people.unit("Tensta vårdcentral")
        with pytest.raises(Refused) as refused:
            self.register([office], expected=True)
        assert "Välj vårdcentral" in refused.value.problems["outpatient"]
        assert self.register([office], expected=False)
        case = self.register([office, surgery], expected=True)
        with acting(people.assignment("somatik")):
            notice = Message.objects.get(case=case)
        assert "municipal_health_care" not in notice.facts | notice.content


class TestReopening:
    def test_the_columns_follow_and_the_discharge_is_marked(self) -> None:
        told = stay()
        told.go_home()
        told.send(told.nurse, "reopening", reason="Fel patient.")
        assert told.row().is_open
        page = client_as(told.nurse).get(reverse("discharge:case", args=[told.case.pk]))
        going_home = page.context["words"].steps[5].messages
        assert [(m.type, m.mark) for m in going_home] == [("discharge", "Makulerat"), ("reopening", "")]

    def test_not_when_the_person_has_come_back(self) -> None:
        told = stay()
        told.go_home()
        Stay(now=told.now + timedelta(hours=3), person=told.person, nurse=people.assignment("psykiatri"))
        told.wait(hours=4)
        for name, values in (("reopening", {}), ("cancel", {"message": self.discharge(told)})):
            with pytest.raises(Refused, match="pågående vårdtillfälle"):
                told.send(told.nurse, name, reason="Fel patient.", **values)
        assert not told.row().is_open

    def discharge(self, told: Stay) -> Any:
        with acting(told.nurse):
            return Message.objects.get(case=told.case, type="discharge").pk


class TestGuardians:
    def told(self, **changes: Any) -> Stay:
        told = stay(person=child(**changes))
        told.send(told.nurse, "guardian_named", name="Eva Ek", role="guardian", phone="070-174 06 05")
        return told

    def page(self, told: Stay) -> str:
        return client_as(told.officer).get(reverse("discharge:case", args=[told.case.pk])).text

    def test_they_stand_among_the_parties_until_cancelled(self) -> None:
        told = self.told()
        assert "Eva Ek, Vårdnadshavare, 070-174 06 05" in self.page(told)
        with acting(told.nurse):
            message = Message.objects.get(type="guardian_named").pk
        told.send(told.nurse, "cancel", message=message, reason="Fel barn.")
        assert "Eva Ek, Vårdnadshavare" not in self.page(told)

    def test_a_protected_identity_hides_them(self) -> None:
        told = self.told(protected_identity=True)
        assert "Eva Ek" not in self.page(told)
        assert "070-174" not in self.page(told)
        answer = client_as(told.officer).get(f"/api/cases/{told.case.pk}/").text
        assert "Eva Ek" not in answer


class TestTracks:
    def test_lists_show_and_filter_by_track(self) -> None:
        red, grey = stay(), stay(person=people.person(family_name="Grahn"))
        red.send(red.nurse, "track_choice", track="red")
        grey.send(grey.nurse, "track_choice", track="grey")
        client = client_as(red.nurse)
        page = client.get("/arbetslista/?lista=inneliggande&track=grey")
        [row] = page.context["rows"]
        assert (row.track.word, row.state.word) == ("Spår grå", "Ordinarie rutin")
        assert "Bo Grahn" in page.text
        everybody = client.get("/arbetslista/?lista=inneliggande").context["rows"]
        assert {row.track.word for row in everybody} == {"Spår röd", "Spår grå"}


def test_a_late_answer_says_how_late() -> None:
    told = stay()
    told.ready()
    told.wait(hours=30)
    told.reply()
    page = client_as(told.nurse).get(reverse("discharge:case", args=[told.case.pk]))
    [reply] = [m for step in page.context["words"].steps for m in step.messages if m.type == "ready_reply"]
    due = told.state().due[reply.id]
    assert (reply.sent_at - due) > timedelta(hours=22)
    assert f"{reply.late} för sent" in page.text
    assert local_date(due) == local_date(NOW - timedelta(days=2))
