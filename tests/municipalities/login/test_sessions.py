"""Sessions end by themselves, everywhere at a word, and hand back what was typed when they had ended."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as site
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.test import Client

from municipalities import actions
from municipalities.access.middleware import SESSION_KEY
from municipalities.login import previous_user
from municipalities.login.previous_user import PreviousUser
from municipalities.models import LoginEvent, UserSession
from tests.factories import people
from tests.factories.clients import client_as

pytestmark = pytest.mark.django_db
STATE, GO_ON, ACCOUNT = "/inloggning/kvar/", "/inloggning/fortsatt/", "/inloggning/"
NEW = "/arenden/ny/"


def set_in(client: Client, **values: float) -> SessionBase:
    session = client.session
    session.update(values)
    session.save()
    return session


def expire(client: Client) -> None:
    row = UserSession.objects.get(pk=client.session.session_key)
    UserSession.objects.filter(pk=row.pk).update(expire_date="2020-01-01T00:00Z")


@pytest.fixture
def nurse() -> Client:
    client = client_as(people.assignment("somatik", "Akutgeriatrik 12"))
    client.get("/arbetslista/")
    return client


class TestLimits:
    def test_the_row_knows_whose_it_is_and_lasts_half_an_hour(self, nurse: Client) -> None:
        row = UserSession.objects.get(user_id=people.assignment("somatik").user_id)
        assert row.pk == nurse.session.session_key
        assert row.expire_date.timestamp() - time.time() == pytest.approx(30 * 60, abs=60)
        assert row.began_at is not None
        assert site.SESSION_COOKIE_AGE == 30 * 60

    def test_after_half_an_hour_one_logs_in_again(self, nurse: Client) -> None:
        expire(nurse)
        assert nurse.get("/arbetslista/").headers["Location"].startswith("/logga-in/")

    def test_activity_moves_the_end_once_a_minute(self, nurse: Client) -> None:
        set_in(nurse, seen=time.time() - 50)
        nurse.get(ACCOUNT)
        assert time.time() - nurse.session["seen"] > 49
        set_in(nurse, seen=time.time() - 70)
        nurse.get(ACCOUNT)
        assert time.time() - nurse.session["seen"] < 10

    @pytest.mark.parametrize("ask", ["state", "poll"])
    def test_what_a_page_asks_by_itself_is_no_activity(self, nurse: Client, ask: str) -> None:
        set_in(nurse, seen=time.time() - 1000)
        if ask == "state":
            left = nurse.get(STATE).json()["seconds"]
            assert left == pytest.approx(800, abs=10)
        else:
            nurse.get("/arbetslista/", headers={"X-Background": "1"})
        assert time.time() - nurse.session["seen"] > 999

    def test_every_part_that_asks_by_itself_says_so(self) -> None:
        polls = [
            line
            for path in (Path(site.BASE_DIR) / "templates").rglob("*.html")
            for line in path.read_text().splitlines()
            if 'hx-trigger="every' in line
        ]
        assert polls
        assert [line for line in polls if '"X-Background": "1"' not in line] == []

    def test_going_on_is(self, nurse: Client) -> None:
        set_in(nurse, seen=time.time() - 1000)
        assert nurse.post(GO_ON).json()["seconds"] == pytest.approx(1800, abs=10)

    def test_a_session_ends_after_twelve_hours_however_busy(self, nurse: Client) -> None:
        set_in(nurse, began=time.time() - site.SESSION_LONGEST + 100)
        assert nurse.get(STATE).json()["seconds"] == pytest.approx(100, abs=10)
        set_in(nurse, began=time.time() - site.SESSION_LONGEST - 1)
        assert nurse.get("/arbetslista/").status_code == 302
        assert not UserSession.objects.filter(user_id=people.assignment("somatik").user_id).exists()

    def test_a_stranger_learns_that_nobody_is_logged_in(self, client: Client) -> None:
        answer = client.get(STATE).json()
        assert (answer["user"], answer["seconds"]) == (None, 0)

    def test_the_cookie_goes_with_the_browser_and_no_script_reads_it(self, client: Client) -> None:
        client.get("/logga-in/lokalt/")
        nurse = client_as(people.assignment("somatik"))
        nurse.get("/enhet/")
        set_in(nurse, seen=0)
        nurse.get("/enhet/")
        cookie = nurse.cookies["session"]
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
        assert nurse.cookies["before"]["httponly"]


class TestEverywhere:
    def test_one_word_ends_every_other_session(self, nurse: Client) -> None:
        phone, other = client_as(people.assignment("somatik")), client_as(people.assignment("psykiatri"))
        answer = nurse.post("/inloggning/logga-ut-overallt/", follow=True)
        assert "utloggad överallt utom här" in answer.content.decode()
        assert nurse.get(ACCOUNT).status_code == 200
        assert phone.get(ACCOUNT).status_code == 302
        assert other.get(ACCOUNT).status_code == 200

    def test_a_stolen_cookie_is_worth_nothing_after_logout(self, nurse: Client) -> None:
        stolen = nurse.cookies["session"].value
        nurse.post("/logga-ut/")
        thief = Client()
        thief.cookies["session"] = stolen
        assert thief.get("/arbetslista/").status_code == 302

    def test_pages_are_not_kept(self, nurse: Client) -> None:
        assert nurse.get("/arbetslista/").headers["Cache-Control"] == "no-store, private"

    @pytest.mark.django_db(transaction=True)
    def test_an_ended_account_is_logged_out(
        self, nurse: Client, admin_connection: psycopg.Connection
    ) -> None:
        admin_connection.execute(
            "UPDATE municipalities_user SET is_active = false WHERE username = 'somatik'"
        )
        assert nurse.get("/arbetslista/").status_code == 302

    def test_a_session_key_that_somebody_chose_is_not_used(self, client: Client) -> None:
        client.cookies["session"] = "chosenbyanattacker00000000000000"
        client.get("/logga-in/lokalt/")
        client.post("/logga-in/lokalt/", {"login": "x", "password": "y"})
        assert not UserSession.objects.filter(pk="chosenbyanattacker00000000000000").exists()

    def test_where_and_what_stands_on_the_users_own_page(self, nurse: Client) -> None:
        client_as(people.assignment("somatik"))
        client_as(people.assignment("psykiatri"))
        page = nurse.get(ACCOUNT)
        assert len(page.context["sessions"]) == 2
        assert {event.user_id for event in page.context["events"]} == {people.assignment("somatik").user_id}


class TestEvents:
    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("statement", ["UPDATE {} SET way = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
    def test_are_only_added_to(self, owner_connection: psycopg.Connection, statement: str) -> None:
        client_as(people.assignment("somatik"))
        with pytest.raises(psycopg.errors.RaiseException, match="rows are only added"):
            owner_connection.execute(statement.format("municipalities_login_event"))

    def test_login_and_logout(self, nurse: Client) -> None:
        nurse.post("/logga-ut/")
        user_id = people.assignment("somatik").user_id
        found = LoginEvent.objects.filter(user_id=user_id).order_by("id").values_list("kind", flat=True)
        assert list(found) == ["login", "logout"]

    def test_stay_when_the_request_fails(self) -> None:
        """They go over a connection of their own, as the access log does."""
        from django.db import router

        assert router.db_for_write(LoginEvent) == router.db_for_write(UserSession) == "access_log"


def typed(page: Any) -> dict[str, str]:
    """What the page hands back, as a browser would send it again."""
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.content.decode())
    return {name: value for name, value in pairs if name != "csrfmiddlewaretoken"}


class TestHeld:
    def test_a_form_sent_after_the_end_is_handed_back_and_sent_again(self, nurse: Client) -> None:
        number = people.identity_number()
        expire(nurse)
        page = nurse.post(NEW, {"number": number, "reason": "admission"})
        assert page.status_code == 401
        assert typed(page)["number"] == number
        assert f'action="{NEW}"' in page.content.decode()
        again = client_as(people.assignment("somatik", "Akutgeriatrik 12"))
        answer = again.post(NEW, typed(page))
        assert 'name="given_name"' in answer.content.decode(), "the next step, as if sent the first time"

    def test_nothing_of_it_is_kept_here(self, nurse: Client) -> None:
        expire(nurse)
        page = nurse.post(NEW, {"number": "19420203-9801"})
        assert "no-store" in page.headers["Cache-Control"]
        assert not any("9801" in row.session_data for row in UserSession.objects.all())

    def test_a_colleague_can_not_send_it(self, nurse: Client) -> None:
        expire(nurse)
        page = nurse.post(NEW, {"number": people.identity_number()})
        answer = client_as(people.assignment("psykiatri")).post(NEW, typed(page))
        assert answer.status_code == 403
        assert "Någon annan har skrivit" in answer.content.decode()

    @pytest.mark.parametrize("signature", ["", "made up", "WzEsIiJd:1abcde:x"])
    def test_nor_anybody_without_the_signature(self, nurse: Client, signature: str) -> None:
        answer = nurse.post(NEW, {"number": "x", "_held": signature})
        assert answer.status_code == 403

    def test_it_goes_out_from_the_unit_that_it_was_written_at(self, nurse: Client) -> None:
        number = people.identity_number()
        expire(nurse)
        page = nurse.post(NEW, {"number": number, "reason": "admission"})
        again = client_as(people.assignment("somatik", "Medicin 61"))
        asks = again.post(NEW, typed(page))
        assert asks.status_code == 403
        assert "en annan av dina enheter" in asks.content.decode()
        assert again.session[SESSION_KEY] == str(people.assignment("somatik", "Akutgeriatrik 12").pk)
        assert 'name="given_name"' in again.post(NEW, typed(asks)).content.decode()

    def test_an_assignment_of_somebody_elses_can_not_be_taken_so(self, nurse: Client) -> None:
        user = people.assignment("somatik").user
        forged = previous_user.sign(PreviousUser(str(user.pk), str(people.assignment("psykiatri").pk)))
        assert nurse.post(NEW, {"number": "x", "_held": forged}).status_code == 403

    def test_passwords_are_not_handed_back(self, nurse: Client) -> None:
        expire(nurse)
        page = nurse.post(
            "/inloggning/losenord/", {"old_password": "hemligt", "new_password1": "nytt", "x": "1"}
        )
        assert "hemligt" not in page.content.decode()
        assert typed(page).keys() == {"_held", "x"}

    def test_who_logged_out_on_purpose_is_asked_to_log_in(self, nurse: Client) -> None:
        nurse.post("/logga-ut/")
        assert nurse.post(NEW, {"number": "x"}).status_code == 302

    def test_a_stranger_is_asked_to_log_in(self, client: Client) -> None:
        assert client.post(NEW, {"number": "x"}).headers["Location"] == f"/logga-in/?next={NEW}"

    def test_a_part_of_a_page_says_that_the_session_has_ended(self, nurse: Client) -> None:
        expire(nurse)
        for answer in (
            nurse.get(NEW, headers={"HX-Request": "true"}),
            nurse.post(NEW, headers={"HX-Request": "true"}),
        ):
            assert (answer.status_code, answer.headers["HX-Trigger"]) == (204, "session-ended")


class TestOldToken:
    """A form that was opened before the latest login."""

    def post(self, origin: str | None, **data: str) -> Any:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = client_as(people.assignment("somatik", "Akutgeriatrik 12")).cookies
        strict.get("/enhet/")
        headers = {"origin": origin} if origin else {}
        return strict.post(NEW, {"number": "x", "csrfmiddlewaretoken": "a" * 64, **data}, headers=headers)

    def test_is_handed_back_when_it_comes_from_us(self) -> None:
        page = self.post("http://testserver")
        assert page.status_code == 403
        assert typed(page)["number"] == "x"
        assert "Kontrollera att det är du som har skrivit" in page.content.decode()

    @pytest.mark.parametrize(
        "origin",
        [None, "null", "http://evil.example", "https://testserver", "http://testserver.evil.example"],
    )
    def test_and_not_when_it_comes_from_anywhere_else(self, origin: str | None) -> None:
        page = self.post(origin)
        assert page.status_code == 403
        assert typed(page) == {}
        assert "togs inte emot" in page.content.decode()


def test_invitations_and_everywhere_leave_other_peoples_sessions_alone() -> None:
    mine, theirs = people.assignment("somatik"), people.assignment("psykiatri")
    client_as(mine), client_as(theirs)
    assert actions.end_sessions(user=mine.user) == 1
    assert list(UserSession.objects.values_list("user_id", flat=True)) == [theirs.user_id]


@pytest.mark.parametrize("signed", ["", "x", "WyIxIl0:1t:x"])
def test_a_made_up_cookie_names_nobody(signed: str) -> None:
    request = HttpRequest()
    request.COOKIES[previous_user.COOKIE] = signed
    assert previous_user.read_previous_user(request) is None
