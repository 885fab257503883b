"""A municipality that is not connected: paper, notes and answers by form, paper, API and SQL."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from discharge import queries
from discharge.models import LinkKind, Message, Recipient
from discharge.presenters import papers
from discharge.process import Refused
from municipalities.access.acting import acting
from municipalities.actions import give_assignment
from municipalities.models import Assignment, Role, Unit
from tests.factories import people
from tests.factories.clients import client_as, filled_in
from tests.factories.corrected.links import link, personal_number
from tests.factories.registration import nurse_client, step_two
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
UMEA = "2480"


def from_umea(**person: Any) -> Stay:
    return Stay(
        now=timezone.now() - timedelta(hours=6),
        receiver=umea(),
        person=people.person(municipality=UMEA, district=None, **person),
    )


def umea() -> Unit:
    return people.unit("Umeå kommun")


def send_page(stay: Stay, type: str, query: str = "") -> str:
    return reverse("discharge:send", args=[stay.case.pk, type]) + query


def paper_of(stay: Stay, type: str, by: Assignment | None = None) -> Any:
    with acting(stay.nurse):
        message = Message.objects.get(case=stay.case, type=type)
    address = reverse("discharge:message-paper", args=[stay.case.pk, message.pk, umea().pk])
    return client_as(by or stay.nurse).get(address)


class TestChoosing:
    def test_the_registered_municipality_suggests_what_stands_for_it_and_says_what_that_means(self) -> None:
        client = nurse_client()
        data = step_two(client, postal_code="", municipality=UMEA, district="", municipal="")
        headers = {"HX-Request": "true", "HX-Trigger-Name": "municipality"}
        answer = client.post("/arenden/ny/mottagare/", data, headers=headers)
        assert str(answer.context["form"]["municipal"].value()) == str(umea().pk)
        assert "Umeå kommun (inte ansluten)" in answer.text
        assert "får meddelandet på papper" in answer.text
        assert "Det räknas som skickat från den tiden" in answer.text

    def test_a_connected_municipality_is_not_told_on_paper(self) -> None:
        form = nurse_client().get("/katalog/?q=Huddinge")
        assert "Biståndsenheten Huddinge" in form.text
        assert ">Huddinge kommun</a>" not in form.text

    def test_the_directory_says_that_it_is_not_connected(self) -> None:
        page = nurse_client().get(reverse("municipalities:unit", args=[umea().pk]))
        assert "får meddelanden på papper" in page.text

    def test_its_telephone_is_unknown_until_the_system_administrator_types_it(self) -> None:
        assert umea().phone == ""
        address = reverse("municipalities:unit-edit", args=[umea().pk])
        client = client_as(people.assignment("systemadmin"))
        data = filled_in(client.get(address).context["form"])
        assert "telefonnummer" in client.post(address, data | {"phone": "nej"}).text
        assert client.post(address, data | {"phone": "090-123 00 00"}).status_code == 302
        assert umea().phone == "090-123 00 00"
        connected = reverse("municipalities:unit-edit", args=[people.unit("Biståndsenheten Huddinge").pk])
        assert client.get(connected).status_code == 403
        assert client_as(people.assignment("lokaladmin")).get(address).status_code == 403

    def test_a_case_is_not_handed_over_to_it(self) -> None:
        stay = Stay()
        with pytest.raises(Refused) as refused:
            stay.send(stay.officer, "handover", to=umea().pk, reason="Flyttar.")
        assert "inte ansluten" in refused.value.problems["to"]
        stay.send(stay.officer, "participant_added", to=umea().pk, reason="Flyttar.")

    def test_it_has_no_users(self) -> None:
        administrator, colleague = people.assignment("lokaladmin"), people.assignment("stadsdel").user
        unit = people.unit("Biståndsenheten Huddinge")
        said: dict[str, Any] = {"role": Role.CASE_OFFICER, "valid_to": None}
        today = timezone.localdate()
        with acting(people.assignment("systemadmin")):
            Unit.objects.filter(pk=unit.pk).update(connected_from=today + timedelta(days=9))
        unit.refresh_from_db()
        with acting(administrator), pytest.raises(Refused) as early:
            give_assignment(by=administrator, user=colleague, unit=unit, valid_from=today, **said)
        assert "ansluts" in early.value.problems["valid_from"]


class TestPaper:
    def test_the_ward_prints_it_and_it_is_logged(self, admin_connection: psycopg.Connection) -> None:
        stay = from_umea()
        answer = paper_of(stay, "admission_notice")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF")
        logged = "SELECT detail FROM municipalities_access_log WHERE action = 'print' AND case_id = %s"
        ((detail,),) = admin_connection.execute(logged, [stay.case.pk]).fetchall()
        assert detail.startswith("meddelande på papper")

    def test_who_does_not_send_it_does_not_print_it(self) -> None:
        stay = from_umea()
        assert paper_of(stay, "admission_notice", stay.coordinator).status_code == 404
        stay.name_contact()
        assert paper_of(stay, "care_contact", stay.coordinator).status_code == 200
        assert paper_of(stay, "care_contact").status_code == 404

    def test_it_says_the_number_that_is_the_persons_and_not_the_one_that_was_typed_wrongly(self) -> None:
        wrong, right = personal_number(serial=11), personal_number(serial=12)
        stay = from_umea(number=wrong)
        link(stay, right, kind=LinkKind.CORRECTED)
        with acting(stay.nurse):
            file = queries.case_file(queries.open_case(stay.nurse, stay.case.pk))
            letter = papers.letter(file, file.messages[0].pk, umea().pk, stay.nurse)
        assert letter is not None
        assert letter.number == right.written

    def test_what_goes_to_a_connected_unit_is_no_paper(self) -> None:
        stay = Stay(now=timezone.now() - timedelta(hours=6))
        with acting(stay.nurse):
            message = Message.objects.get(case=stay.case, type="admission_notice")
        address = [stay.case.pk, message.pk, stay.officer.unit_id]
        assert client_as(stay.nurse).get(reverse("discharge:message-paper", args=address)).status_code == 404


class TestNoting:
    def test_by_its_form_and_nothing_is_chosen_beforehand(self) -> None:
        stay = from_umea()
        client = client_as(stay.nurse)
        page = client.get(send_page(stay, "payer_told"))
        assert "Inskrivningsmeddelande" in page.text
        assert "Umeå kommun" in page.text
        form = page.context["form"]
        assert not form["papers"].value()
        data = filled_in(form)
        again = client.post(send_page(stay, "payer_told"), data | {"papers": []})
        assert "Välj det som är skickat." in again.text
        strange = client.post(send_page(stay, "payer_told"), data | {"papers": ["nonsens"]})
        assert "Välj bland det som ni har skrivit" in strange.text
        paper = stay.state().untold(stay.nurse.unit_id)[0].paper.written
        told_at = timezone.localtime(stay.now + timedelta(minutes=20))
        typed = {"papers": [paper], "channel": "telephone", "who": "Biståndsjouren"}
        typed |= {"told_at": f"{told_at:%Y-%m-%d %H:%M}"}
        sent = client.post(send_page(stay, "payer_told"), data | typed)
        assert sent.status_code == 302, sent.context["form"].errors
        state = stay.state()
        assert state.admission_counts_from == told_at.replace(second=0, microsecond=0)
        page = client.get(reverse("discharge:case", args=[stay.case.pk]))
        assert "skickat på papper" in page.text

    def test_the_task_says_to_whom(self) -> None:
        stay = from_umea()
        page = client_as(stay.nurse).get(reverse("discharge:case", args=[stay.case.pk]))
        assert "skicka på papper till Umeå kommun" in page.text
        assert ">inte ansluten<" in page.text

    def test_of_others_paper_nothing_is_noted(self) -> None:
        stay = from_umea()
        (paper,) = stay.state().untold(stay.nurse.unit_id)
        stay.name_contact()
        said = {"papers": (paper.paper,), "told_at": stay.now, "channel": "post"}
        with pytest.raises(Refused) as refused:
            stay.send(stay.coordinator, "payer_told", **said)
        assert "papers" in refused.value.problems

    def test_by_the_api(self) -> None:
        stay = from_umea()
        client = client_as(stay.nurse)
        path = f"/api/cases/{stay.case.pk}/messages/payer_told/"
        paper = stay.state().untold(stay.nurse.unit_id)[0].paper.written
        body = {"submission": str(uuid4()), "channel": "post", "told_at": stay.now.isoformat()}
        bad = client.post(path, body | {"papers": ["x"]}, content_type="application/json")
        assert bad.status_code == 400
        answer = client.post(path, body | {"papers": [paper]}, content_type="application/json")
        assert (answer.status_code, answer.json()["values"]["papers"]) == (201, [paper])
        case = client.get(f"/api/cases/{stay.case.pk}/").json()
        (to,) = [r for r in case["messages"][0]["recipients"] if r["unit"]["name"] == "Umeå kommun"]
        assert to["connected"] is False


class TestEntering:
    def told(self) -> Stay:
        stay = from_umea()
        stay.post()
        stay.ready(sip_needed=False, outpatient_care_needed=False)
        stay.post()
        return stay

    def test_the_ward_enters_the_answer_by_its_form_and_everybody_sees_who_wrote_it(self) -> None:
        stay = self.told()
        client = client_as(stay.nurse)
        page = client.get(send_page(stay, "ready_reply", f"?at={umea().pk}"))
        assert "Ni registrerar vad Umeå kommun har svarat" in page.text
        data = filled_in(page.context["form"]) | {"at": str(umea().pk), "answer": "need_information"}
        again = client.post(send_page(stay, "ready_reply"), data)
        assert "comment" in again.context["form"].errors
        sent = client.post(send_page(stay, "ready_reply"), data | {"comment": "Vad behöver han?"})
        assert sent.status_code == 302, sent.context["form"].errors
        with acting(stay.nurse):
            message = Message.objects.get(case=stay.case, type="ready_reply")
            assert (message.on_behalf_of, message.sender_unit) == (umea(), stay.nurse.unit)
            assert not Recipient.objects.filter(message=message, unit=stay.nurse.unit).exists()
        for reader in (stay.nurse, stay.coordinator):
            page = client_as(reader).get(reverse("discharge:case", args=[stay.case.pk]))
            assert f"Umeå kommun (registrerat av {stay.nurse.unit.full_name})" in page.text

    def test_by_the_api(self) -> None:
        stay = self.told()
        path = f"/api/cases/{stay.case.pk}/messages/ready_reply/"
        body = {
            "submission": str(uuid4()),
            "answer": "not_ours",
            "comment": "Flyttad.",
            "receives_from": None,
        }
        client = client_as(stay.nurse)
        assert client.post(path, body, content_type="application/json").status_code == 409
        for unit in (str(uuid4()), str(stay.coordinator.unit_id)):
            refused = client.post(path, body | {"on_behalf_of": unit}, content_type="application/json")
            assert refused.status_code == 409
        answer = client.post(path, body | {"on_behalf_of": str(umea().pk)}, content_type="application/json")
        assert answer.status_code == 201
        assert answer.json()["sender"]["name"] == "Umeå kommun"
        assert answer.json()["entered_by"]["name"] == stay.nurse.unit.full_name

    def test_nobody_speaks_for_a_connected_unit_not_by_sql_either(self) -> None:
        stay = Stay()
        stay.ready()
        with pytest.raises(Refused, match="svarar själv"):
            stay.enter(stay.officer.unit, "ready_reply", answer="receive", receives_from=stay.now)
        with acting(stay.nurse), pytest.raises(ProgrammingError) as refused, transaction.atomic():
            Message.objects.create(
                case_id=stay.case.pk,
                type="ready_reply",
                sender=stay.nurse,
                sender_unit=stay.nurse.unit,
                on_behalf_of=stay.officer.unit,
                sent_at=stay.now,
                facts={},
                content={},
                submission=uuid4(),
            )
        assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)

    def test_the_author_corrects_and_cancels_it(self) -> None:
        stay = self.told()
        reply = stay.enter(umea(), "ready_reply", answer="not_ours", comment="Flyttad.", receives_from=None)
        stay.send(stay.nurse, "cancel", message=reply.pk, reason="Fel ärende.")
        ready = stay.state().ready
        assert ready is not None
        assert ready.reply is None

    def test_it_ends_when_the_unit_is_connected(self) -> None:
        stay = self.told()
        unit = umea()
        with acting(people.assignment("systemadmin")):
            since = timezone.localdate() - timedelta(days=2)
            connected = {"hsa_id": "SE2120002627-UME1", "connected_from": since}
            Unit.objects.filter(pk=unit.pk).update(**connected)
        with pytest.raises(Refused, match="svarar själv"):
            stay.enter(unit, "ready_reply", answer="not_ours", comment="Flyttad.", receives_from=None)
        stay.send(stay.nurse, "expected_discharge_change", expected_discharge=None, certainty="unknown")
        owed = {task.type for task in stay.state().tasks if task.unit == unit.pk}
        assert owed == {"take", "ready_reply"}
