"""Felsänt: what its form asks, who sends it and when, and what each sees afterwards; by pages and API."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.browsers import Browsers, address, case_address, errors, in_hours
from tests.factories.clients import client_as, filled_in
from tests.factories.discharge.worklist import search_cases
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
FELSANT = "sent_in_error"
NOTICE = "Ett meddelande var felsänt"


@pytest.fixture
def browsers() -> Browsers:
    return Browsers(Stay(now=timezone.now() - timedelta(days=1)))


def list_of(browsers: Browsers, who: Assignment, name: str = "att-gora") -> str:
    return str(browsers.of(who).get("/arbetslista/", {"lista": name}).text)


def take_back(browsers: Browsers, **typed: Any) -> Any:
    return browsers.send(browsers.stay.nurse, FELSANT, **{"reason": "Fel personnummer.", **typed})


class TestTheForm:
    def test_it_asks_why_and_keeps_what_was_typed(self, browsers: Browsers) -> None:
        assert errors(take_back(browsers, reason=None)) == {"reason": "Fyll i uppgiften."}

    def test_before_utskrivningsklar_nothing_more_is_asked(self, browsers: Browsers) -> None:
        assert "confirmed" not in browsers.form(browsers.stay.nurse, FELSANT).fields
        assert take_back(browsers).status_code == 302

    def test_after_it_it_is_asked_once_more_also_where_the_notice_was_withdrawn(
        self, browsers: Browsers
    ) -> None:
        stay = browsers.stay
        stay.ready()
        stay.withdraw()
        unanswered, no = take_back(browsers), take_back(browsers, confirmed="no")
        assert errors(unanswered) == {"confirmed": "Svara ja eller nej."}
        assert errors(no) == {
            "confirmed": "Svara ja för att skicka. Avbryt annars, och ring om ni är osäkra."
        }
        assert no.context["form"]["reason"].value() == "Fel personnummer."
        assert stay.state().mistaken_at is None
        assert take_back(browsers, confirmed="yes").status_code == 302

    def test_the_page_after_it_says_so_and_offers_nothing(self, browsers: Browsers) -> None:
        take_back(browsers)
        page = browsers.of(browsers.stay.nurse).get(case_address(browsers.stay))
        words = page.context["words"]
        assert (words.state.word, words.ended.how) == ("Felsänt", "felsänt")
        assert "det handlade om fel person" in page.text
        assert (words.tasks, words.choices, words.not_yet, words.paper) == ([], [], [], "")
        assert {step.standing.word for step in words.steps} == {"Avslutat"}
        assert {step.needs for step in words.steps} == {""}
        assert "Inskrivningsmeddelande" in page.text
        assert "har inte kvitterat" not in page.text
        assert "behöver inte kvittera" in page.text
        assert "Fel personnummer." in page.text


class TestWhoAndWhen:
    @pytest.mark.parametrize("who", ["officer", "coordinator"])
    def test_nobody_but_the_ward(self, browsers: Browsers, who: str) -> None:
        sender = getattr(browsers.stay, who)
        data = {"submission": str(uuid4()), "reason": "Fel person."}
        answer = browsers.of(sender).post(address(browsers.stay, FELSANT), data)
        assert "Er enhet skickar inte felsänt" in errors(answer)["__all__"]
        assert browsers.stay.state().mistaken_at is None

    @pytest.mark.parametrize("end", [{"discharge": {"destination": "home"}}, {"deceased": {}}])
    def test_also_when_the_stay_is_over(self, browsers: Browsers, end: dict[str, dict[str, Any]]) -> None:
        [(name, typed)] = end.items()
        moment = "discharged_at" if name == "discharge" else "deceased_at"
        assert browsers.send(browsers.stay.nurse, name, **typed, **{moment: in_hours(0)}).status_code == 302
        assert FELSANT in {c.type for c in self.choices(browsers)}
        assert take_back(browsers).status_code == 302
        row = browsers.stay.row()
        assert (row.is_open, row.discharged_at, row.deceased_at) == (False, None, None)

    def choices(self, browsers: Browsers) -> list[Any]:
        page = browsers.of(browsers.stay.nurse).get(case_address(browsers.stay))
        return list(page.context["words"].choices)

    def test_a_former_ward_may_not_and_sees_that_it_was(self, browsers: Browsers) -> None:
        """It wrote of somebody else under the person's name too."""
        stay, new = browsers.stay, people.assignment("somatik", "Medicin 61")
        old = stay.nurse
        browsers.send(old, "transfer", to=new.unit_id)
        data = {"submission": str(uuid4()), "reason": "Fel person."}
        assert "överlämnad" in browsers.of(old).post(address(stay, FELSANT), data, follow=True).text
        browsers.send(new, FELSANT, reason="Fel person.")
        page = browsers.of(old).get(case_address(stay))
        assert page.context["words"].state.word == "Felsänt"
        assert "Fel person." not in page.text
        assert "Felsänt" in list_of(browsers, old, "avslutade")
        assert reverse("discharge:sent-in-error", args=[stay.case.pk]) not in page.text
        assert (
            browsers.of(old).get(reverse("discharge:sent-in-error", args=[stay.case.pk])).status_code == 404
        )

    def test_what_lay_open_elsewhere_finds_no_case(self, browsers: Browsers) -> None:
        """The officer answers while the ward takes the case back."""
        stay = browsers.stay
        stay.ready()
        form = browsers.form(stay.officer, "ready_reply")
        take_back(browsers, confirmed="yes")
        data = filled_in(form, answer="not_ours", comment="Fel kommun.")
        assert browsers.of(stay.officer).post(address(stay, "ready_reply"), data).status_code == 404

    def test_nothing_is_sent_corrected_or_cancelled_afterwards(self, browsers: Browsers) -> None:
        stay = browsers.stay
        message = stay.ready()
        take_back(browsers, confirmed="yes")
        client = browsers.of(stay.nurse)
        for name in ("ready_withdrawal", "discharge", "cancel", "reopening", FELSANT):
            data = {"submission": str(uuid4()), "reason": "Nej."}
            answer = client.post(address(stay, name), data, follow=True)
            assert "Ärendet är felsänt" in answer.text, name
        correct = reverse("discharge:correct", args=[stay.case.pk, message.pk])
        assert "överlämnad" in client.get(correct).text
        for name in ("person", "person-protect", "block"):
            assert client.post(reverse(f"discharge:{name}", args=[stay.case.pk])).status_code in (404, 405)


def names_of(stay: Stay, page: str) -> list[str]:
    """What the page says of the person or the case, as whole words: a form's token may have the letters."""
    said = (stay.person.given_name, stay.person.family_name, stay.person.number.value, stay.case.reference)
    return [name for name in said if re.search(rf"\b{name}\b", page)]


class TestWhoHadIt:
    @pytest.mark.parametrize("who", ["officer", "coordinator"])
    def test_sees_a_row_without_the_person_and_notes_it(self, browsers: Browsers, who: str) -> None:
        stay, unit = browsers.stay, getattr(browsers.stay, who)
        assert NOTICE not in list_of(browsers, unit)
        take_back(browsers)
        page = list_of(browsers, unit)
        assert NOTICE in page
        assert f"{stay.nurse.unit.full_name} skickade ”Inskrivningsmeddelande” till er" in page
        assert not names_of(stay, page)
        [row] = browsers.of(unit).get("/arbetslista/").context["wrongly_sent"]
        note = reverse("discharge:wrongly-sent-note", args=[row.id])
        assert browsers.of(stay.nurse).post(note).status_code == 404
        assert browsers.of(unit).post(note, follow=True).status_code == 200
        assert browsers.of(unit).post(note).status_code == 302
        assert NOTICE not in list_of(browsers, unit)

    def test_a_placement_coordinator_sees_it_on_the_list_that_there_is(self) -> None:
        stay = Stay(now=timezone.now() - timedelta(days=1), nurse=people.assignment("psykiatri"))
        coordinator, ward = people.assignment("placering"), stay.nurse
        stay.send(stay.officer, "placement_request", to=coordinator.unit_id, need="other", wanted="Boende.")
        stay.send(ward, FELSANT, reason="Fel person.")
        client = client_as(coordinator)
        page = client.get("/placeringar/")
        assert NOTICE in page.text
        assert not names_of(stay, page.text)
        [row] = page.context["wrongly_sent"]
        noted = client.post(reverse("discharge:wrongly-sent-note", args=[row.id]))
        assert noted.headers["Location"] == "/placeringar/"
        assert NOTICE not in client.get("/placeringar/").text

    def test_finds_it_in_no_list_and_by_no_search(self, browsers: Browsers) -> None:
        stay, now = browsers.stay, timezone.now()
        texts = (stay.person.family_name, stay.person.number.value, stay.case.reference)
        for who, finds in ((stay.officer, 1), (stay.nurse, 1)):
            with acting(who):
                assert [len(search_cases(who, text, now).rows) for text in texts] == [finds] * 3
        take_back(browsers)
        for who, finds in ((stay.officer, 0), (stay.nurse, 1)):
            with acting(who):
                assert [len(search_cases(who, text, now).rows) for text in texts] == [finds] * 3
        for name in ("att-gora", "inneliggande", "sip", "avslutade"):
            assert case_address(stay) not in list_of(browsers, stay.officer, name)
        assert case_address(stay) in list_of(browsers, stay.nurse, "avslutade")

    def test_a_draft_that_somebody_had_begun_there_is_gone(
        self, browsers: Browsers, admin_connection: psycopg.Connection
    ) -> None:
        stay = browsers.stay
        browsers.of(stay.officer).post(
            reverse("discharge:draft", args=[stay.case.pk, "take"]),
            {"submission": str(uuid4()), "responsible": ""},
        )
        drafts = "SELECT count(*) FROM discharge_draft WHERE unit_id = %s"
        before = admin_connection.execute(drafts, [stay.officer.unit_id]).fetchone()
        take_back(browsers)
        assert (before, admin_connection.execute(drafts, [stay.officer.unit_id]).fetchone()) == ((1,), (0,))


class TestWhoHadOpened:
    def address(self, stay: Stay) -> str:
        return reverse("discharge:sent-in-error", args=[stay.case.pk])

    def test_the_ward_reads_who_when_and_how_often_and_that_is_logged(
        self, browsers: Browsers, admin_connection: psycopg.Connection
    ) -> None:
        stay = browsers.stay
        for _ in range(2):
            browsers.of(stay.officer).get(case_address(stay))
        list_of(browsers, stay.officer)
        browsers.of(people.assignment("huddinge")).get(case_address(stay))
        take_back(browsers)
        page = browsers.of(stay.nurse).get(self.address(stay))
        [reader] = page.context["readers"]
        assert (reader.who, reader.unit) == (stay.officer.user.name, stay.officer.unit.full_name)
        assert (reader.opened, reader.listed) == (2, 1)
        assert reader.first_at < reader.last_at
        assert "dataskyddsförordningen artikel 33" in page.text
        assert "Skriv en avvikelse" in page.text
        assert reverse("discharge:new") in page.text
        assert self.address(stay) in browsers.of(stay.nurse).get(case_address(stay)).text
        logged = admin_connection.execute(
            "SELECT action, refused, case_id, user_id FROM municipalities_access_log"
            " WHERE detail LIKE 'vilka som hade%'"
        ).fetchall()
        assert logged == [("open", False, stay.case.pk, stay.nurse.user_id)]

    def test_where_nobody_had_it_says_so(self, browsers: Browsers) -> None:
        take_back(browsers)
        page = browsers.of(browsers.stay.nurse).get(self.address(browsers.stay))
        assert "Ingen hos mottagarna hade öppnat ärendet" in page.text

    def test_nobody_else_and_of_no_other_case(self, browsers: Browsers) -> None:
        stay = browsers.stay
        assert browsers.of(stay.nurse).get(self.address(stay)).status_code == 404
        take_back(browsers)
        for who in (stay.officer, stay.coordinator, people.assignment("somatik", "Medicin 61")):
            assert browsers.of(who).get(self.address(stay)).status_code == 404


class TestTheApi:
    def post(self, client: Client, path: str, **body: Any) -> Any:
        return client.post(path, {"submission": str(uuid4()), **body}, content_type="application/json")

    def test_it_takes_back_with_the_same_questions(self, browsers: Browsers) -> None:
        stay = browsers.stay
        stay.ready()
        path, ward = f"/api/cases/{stay.case.pk}/messages/{FELSANT}/", client_as(stay.nurse)
        assert self.post(client_as(stay.officer), path, reason="Fel.").status_code in (400, 409)
        missing = self.post(ward, path, reason="Fel person.")
        assert missing.status_code in (400, 409)
        assert "confirmed" in missing.text
        assert self.post(ward, path, reason="Fel person.", confirmed=False).status_code in (400, 409)
        assert self.post(ward, path, reason="Fel person.", confirmed=True).status_code == 201
        case = ward.get(f"/api/cases/{stay.case.pk}/").json()
        assert case["case"]["mistaken_at"]
        assert {part["mistaken_at"] is None for part in case["parts"] if part["party"] != "inpatient"} == {
            False
        }
        assert client_as(stay.officer).get(f"/api/cases/{stay.case.pk}/").status_code == 404

    def test_the_receivers_system_reads_and_notes_what_was_wrongly_sent(self, browsers: Browsers) -> None:
        stay, client = browsers.stay, client_as(browsers.stay.officer)
        assert client.get("/api/wrongly-sent/").json() == []
        take_back(browsers)
        [row] = client.get("/api/wrongly-sent/").json()
        assert (row["type"], row["sender"]["name"]) == ("admission_notice", stay.nurse.unit.full_name)
        told = {"id", "type", "sender", "sent_at", "messages", "taken_back_at", "recall_from", "reference"}
        assert row.keys() == told
        assert (row["recall_from"], row["reference"]) == (None, "")
        noted = f"/api/wrongly-sent/{row['id']}/noted/"
        assert client_as(stay.nurse).post(noted).status_code == 404
        assert client.post(noted).status_code == 204
        assert client.get("/api/wrongly-sent/").json() == []
