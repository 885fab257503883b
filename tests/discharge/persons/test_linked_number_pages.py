"""Another number on pages, in the API and in the log: how it is said, what is refused, what stays hidden."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from discharge import queries
from discharge.models import LinkKind
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import at_once, client_as, filled_in
from tests.factories.corrected.links import (
    elsewhere,
    link,
    links,
    personal_number,
    protect,
    reserve_stay,
    rows,
    stay_elsewhere,
    step,
)
from tests.factories.discharge.registrations import address, without_marks
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "Visade legitimation på avdelningen."


def page(told: Stay, who: Assignment, name: str = "case") -> str:
    return without_marks(client_as(who).get(address(told, name)).content.decode())


def posted(told: Stay, who: Assignment, **typed: Any) -> Any:
    client = client_as(who)
    form = client.get(address(told, "person-number")).context["form"]
    return client.post(address(told, "person-number"), filled_in(form, **typed))


def page_of_link(told: Stay, link_id: UUID) -> str:
    return str(client_as(told.nurse).get(address(told, "person-link", link_id)).text)


def answer(told: Stay, who: Assignment, step: str, **typed: Any) -> Any:
    [seen] = links(told, who)
    return client_as(who).post(address(told, "person-link", seen.pk), {"step": step, **typed}, follow=True)


class TestPages:
    def test_a_reserve_number_becomes_a_personnummer_and_back(self) -> None:
        told, number = reserve_stay(), personal_number()
        assert posted(told, told.nurse, kind="later", number=number.written, reason=REASON).status_code == 302
        for who in (told.nurse, told.officer, told.coordinator):
            said = page(told, who)
            own = told.person.number.written
            assert f"{number.written} (reservnummer {own})" in said
            assert f"Reservnummer {own} är kopplat till personnummer {number.written}" in said
            assert f"av {told.nurse.user.name}, {told.nurse.unit.full_name}" in said
        assert f"Förut: {told.person.number.written}<br>Nu: {number.written}" in page(told, told.officer)
        assert "En annan enhet" not in page(told, told.officer)
        assert "när någon annan än du" in answer(told, told.nurse, "ask", reason="Fel patient.").text
        assert "bekräfta eller avböj" in page(told, told.officer)
        assert "Det är begärt" in page(told, told.nurse)
        assert "Be en kollega" in answer(told, told.nurse, "confirm").text
        assert "Kopplingen är hävd" in answer(told, told.officer, "confirm").text
        said = page(told, told.nurse)
        assert f"{told.person.number.written}</span>" in said
        assert number.written not in said
        history = page(told, told.nurse, "person")
        assert f"Nu: {number.value[:8]}-••••" in history
        assert number.value[8:] not in history

    @pytest.mark.parametrize(
        ("typed", "field", "words"),
        [
            ({}, "kind", "Välj vad som har hänt."),
            ({"kind": "later"}, "number", "Fyll i"),
            ({"kind": "later", "number": "12"}, "number", "Skriv numret som"),
            ({"kind": "later", "number": "19420203-9800"}, "number", "Kontrollsiffran"),
            ({"kind": "strange", "number": "1", "reason": REASON}, "kind", "Välj vad som har hänt."),
            ({"kind": "later", "number": "1", "reason": "x"}, "reason", "5"),
            ({"kind": "later", "number": "1", "reason": "x" * 81}, "reason", "80"),
        ],
    )
    def test_bad_input_is_said_at_its_field_and_nothing_is_lost(
        self, typed: dict[str, str], field: str, words: str
    ) -> None:
        told = reserve_stay()
        shown = posted(told, told.nurse, **typed)
        assert shown.status_code == 200
        assert any(words in error for error in shown.context["form"].errors[field])
        assert all(value[:80] in shown.text for name, value in typed.items() if name != "kind")

    def test_a_refusal_stands_at_the_number(self) -> None:
        number = personal_number()
        told, _ = reserve_stay(), stay_elsewhere(number)
        shown = posted(told, told.nurse, kind="later", number=number.written, reason=REASON)
        [error] = shown.context["form"].errors["number"]
        assert "pågående vårdtillfälle" in error
        assert REASON in shown.text
        assert "Hemlig" not in shown.text

    def test_why_it_is_undone_is_asked_for(self) -> None:
        told = reserve_stay()
        link(told, personal_number())
        [seen] = links(told, told.nurse)
        assert "frivilligt" not in page_of_link(told, seen.pk)
        assert "reason" in answer(told, told.nurse, "ask").context["form"].errors
        assert "step" in answer(told, told.nurse, "burn").context["form"].errors
        assert links(told, told.nurse)[0].undo_asked_at is None

    def test_two_who_link_at_once(self, admin_connection: psycopg.Connection) -> None:
        told, numbers = reserve_stay(), (personal_number(), personal_number())
        typed = [{"kind": "later", "number": one.written, "reason": REASON} for one in numbers]
        answers = at_once(address(told, "person-number"), (told.nurse, typed[0]), (told.officer, typed[1]))
        assert sorted(one.status_code for one in answers) == [200, 302]
        assert rows(admin_connection) == [("later", False, False)]

    def test_two_who_admit_and_link_at_once(self, admin_connection: psycopg.Connection) -> None:
        """Whichever comes first, the person has one open stay or no link."""
        number, told = personal_number(), reserve_stay()
        other = stay_elsewhere(number)
        ending = other.go_home()
        with acting(other.nurse):
            form = client_as(other.nurse).get(reverse("discharge:send", args=[other.case.pk, "reopening"]))
        assert form.status_code == 200
        link(told, number)
        again = client_as(other.nurse).post(
            reverse("discharge:send", args=[other.case.pk, "reopening"]),
            {"ending": str(ending.pk), "reason": "Kom tillbaka.", "submission": str(uuid4())},
        )
        assert "pågående vårdtillfälle" in again.content.decode()
        assert rows(admin_connection) == [("later", False, False)]

    def test_the_other_numbers_parties_are_told_that_there_is_one(self) -> None:
        number = personal_number()
        told, other = reserve_stay(), elsewhere(number)
        link(told, number)
        said = page(other, other.officer)
        assert f"Reservnummer {told.person.number.written} är kopplat till personnummer" in said
        assert told.nurse.unit.name not in said
        assert told.nurse.user.name not in said
        assert told.case.reference not in said

    def test_a_reader_of_both_finds_the_way(self) -> None:
        number = personal_number()
        told = reserve_stay()
        other = Stay(now=told.now, person=people.person(number=number), officer=told.officer, nurse=None)
        other.go_home()
        link(told, number)
        assert f"Ert ärende {other.case.reference}" in page(told, told.officer)

    def test_a_protected_person_is_hidden_by_both(self) -> None:
        number = personal_number()
        told, other = reserve_stay(), elsewhere(number)
        protect(other, other.officer)
        link(told, number, kind=LinkKind.LATER)
        for who in (told.nurse, told.officer):
            for name in ("case", "person", "person-number"):
                said = page(told, who, name)
                assert "Skyddad" in said
                for secret in (number.written, told.person.number.written, "Okänd Man"):
                    assert secret not in said
        revealed = client_as(told.officer).post(
            address(told, "protected-details"), {"reason": "Måste nå patienten."}
        )
        assert number.written in revealed.text

    def test_a_child_is_one_by_the_new_number(self) -> None:
        """Guardians may not block a child's record, whatever the reserve number told."""
        told = reserve_stay()
        born = timezone.localdate() - timedelta(days=365 * 9)
        link(told, personal_number(born=born, serial=1))
        assert "Vårdnadshavare" in page(told, told.nurse, "block")
        assert ", 9</h1>" in page(told, told.nurse) or ", 8</h1>" in page(told, told.nurse)

    def test_the_log_has_the_look_up_before_the_link(self, admin_connection: psycopg.Connection) -> None:
        told, number = reserve_stay(), personal_number()
        posted(told, told.nurse, kind="later", number=number.written, reason=REASON)
        found = admin_connection.execute(
            "SELECT action, case_id, detail FROM municipalities_access_log WHERE user_id = %s ORDER BY at",
            [told.nurse.user_id],
        ).fetchall()
        assert ("write", told.case.pk, f"kopplade nummer: {REASON}") in found
        [lookup] = [detail for action, _, detail in found if action == "lookup"]
        assert lookup.endswith("kopplade nummer")
        assert not any(number.value in detail for _, _, detail in found)

    def test_look_ups_are_limited(self) -> None:
        told = reserve_stay()
        typed = {"kind": "later", "number": told.person.number.written, "reason": REASON}
        client = client_as(told.nurse)
        answers = [client.post(address(told, "person-number"), typed) for _ in range(31)]
        assert [one.status_code for one in answers[-2:]] == [200, 429]


class TestTheLogReviewer:
    @pytest.mark.parametrize("by", ["reserve", "personal"])
    def test_the_patients_log_has_what_was_read_by_both(self, by: str) -> None:
        told, number = reserve_stay(), personal_number()
        other = stay_elsewhere(number)
        other.go_home()
        for stay in (told, other):
            client_as(stay.nurse).get(address(stay, "case"))
        link(told, number)
        reviewer = people.assignment("logg")
        typed = (told.person.number if by == "reserve" else number).written
        found = client_as(reviewer).post(
            reverse("discharge:log-person"), {"number": typed, "reason": "asked"}
        )
        assert {told.case.reference, other.case.reference} <= {row.about for row in found.context["rows"]}
        step(told, "ask", told.nurse)
        step(told, "confirm", told.officer)
        found = client_as(reviewer).post(
            reverse("discharge:log-person"), {"number": typed, "reason": "asked"}
        )
        one = told if by == "reserve" else other
        assert {row.about for row in found.context["rows"]} - {""} == {one.case.reference}


class TestTheApi:
    def post(self, told: Stay, who: Assignment, path: str, body: Any) -> Any:
        client: Client = client_as(who)
        return client.post(f"/api/cases/{told.case.pk}/{path}", body, content_type="application/json")

    def test_links_and_takes_back(self) -> None:
        told, number = reserve_stay(), personal_number()
        body = {"kind": "later", "number": number.written, "reason": REASON}
        said = self.post(told, told.nurse, "number/", body).json()
        assert said["number"] == f"{number.written} (reservnummer {told.person.number.written})"
        [one] = client_as(told.officer).get(f"/api/cases/{told.case.pk}/").json()["case"]["person"]["links"]
        assert (one["kind"], one["later"], one["reason"]) == ("later", number.written, REASON)
        path = f"number/{one['id']}/"
        assert self.post(told, told.nurse, path, {"step": "ask", "reason": "Fel."}).status_code == 400
        assert self.post(told, told.nurse, path, {"step": "ask", "reason": "Fel person."}).status_code == 200
        assert self.post(told, told.nurse, path, {"step": "confirm"}).status_code == 409
        assert self.post(told, told.officer, path, {"step": "confirm"}).json()["links"] == []

    def test_refuses_in_the_same_words(self) -> None:
        told = reserve_stay()
        for body, field in (
            ({"kind": "x", "number": "1", "reason": REASON}, "kind"),
            ({"kind": "later", "number": "1", "reason": REASON}, "number"),
            ({"kind": "later", "number": personal_number().written, "reason": "x"}, "reason"),
            ({"kind": "later", "number": told.person.number.written, "reason": REASON}, "number"),
        ):
            answer = self.post(told, told.nurse, "number/", body)
            assert (answer.status_code, list(answer.json()["problems"])) == (400, [field])

    def test_corrects_name_and_address(self) -> None:
        told = reserve_stay()
        said = self.post(told, told.officer, "person/", {"given_name": "Bo", "family_name": "Ek"}).json()
        assert said["name"] == "Bo Ek"
        refused = self.post(told, told.officer, "person/", {"postal_code": "1"})
        assert list(refused.json()["problems"]) == ["postal_code"]
        with acting(told.nurse):
            case = queries.open_case(told.nurse, told.case.pk)
        assert (case.person.name, case.person.street) == ("Bo Ek", told.person.street)

    @pytest.mark.parametrize(
        "body", ["null", "[]", '"x"', "1", "[{}]", '{"number":' * 200 + "1" + "}" * 200, "{"]
    )
    def test_a_body_that_is_none_is_refused(self, body: str) -> None:
        told = reserve_stay()
        link(told, personal_number())
        [one] = client_as(told.nurse).get(f"/api/cases/{told.case.pk}/").json()["case"]["person"]["links"]
        for path in ("number/", "person/", f"number/{one['id']}/"):
            assert self.post(told, told.nurse, path, body).status_code == 400, path

    def test_the_log_says_what_was_done_and_why_as_of_the_pages(
        self, admin_connection: psycopg.Connection
    ) -> None:
        told, number = reserve_stay(), personal_number()
        self.post(told, told.officer, "person/", {"given_name": "Bo"})
        body = {"kind": "later", "number": number.written, "reason": REASON}
        [one] = self.post(told, told.nurse, "number/", body).json()["links"]
        path = f"number/{one['id']}/"
        self.post(told, told.nurse, path, {"step": "ask", "reason": "Fel person."})
        self.post(told, told.officer, path, {"step": "decline"})
        rows = admin_connection.execute(
            "SELECT detail FROM municipalities_access_log WHERE action = 'write' AND case_id = %s"
            " AND detail LIKE 'API %%' ORDER BY at, id",
            [told.case.pk],
        )
        assert [detail for (detail,) in rows] == [
            "API personuppgifter",
            "API ändrade uppgifter: förnamn",
            f"API kopplade nummer: {REASON}",
            "API begärde att en koppling hävs: Fel person.",
            "API avböjde att häva en koppling",
        ]

    def test_is_closed_to_who_has_no_part(self) -> None:
        told = reserve_stay()
        body = {"kind": "later", "number": personal_number().written, "reason": REASON}
        for path in ("number/", "person/", f"number/{uuid4()}/"):
            assert self.post(told, people.assignment("huddinge"), path, body).status_code == 404

    def test_shows_nothing_of_a_protected_person(self) -> None:
        told, number = reserve_stay(), personal_number()
        protect(told, told.nurse)
        body = {"kind": "later", "number": number.written, "reason": REASON}
        said = self.post(told, told.nurse, "number/", body)
        assert said.status_code == 200
        assert number.value[:8] not in said.text
        assert REASON not in said.text
        [linked] = said.json()["links"]
        asked = {"step": "ask", "reason": "Heter Sune Dolk."}
        told_of = self.post(told, told.nurse, f"number/{linked['id']}/", asked)
        assert told_of.json()["links"][0]["undo_asked"]
        assert "Dolk" not in told_of.text + page(told, told.officer, "person")
        assert self.post(told, told.nurse, "person/", {"given_name": "Bo"}).status_code == 404
