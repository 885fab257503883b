"""Choosing an account, choosing a unit, logging out; and who comes in where."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from municipalities.access.middleware import SESSION_KEY
from municipalities.models import Assignment, User
from tests.factories import people
from vardovergang.demonstration.directory import ACCOUNTS

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
DEMONSTRATION = "/demonstration/"


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.DEMO = True


def choose(client: Client, account: str, **more: str) -> str:
    response = client.post(DEMONSTRATION, {"account": account, **more})
    assert response.status_code == 302
    return response.headers["Location"]


@pytest.mark.usefixtures("demo")
class TestDemonstration:
    def test_the_page_offers_every_account_with_its_units(self, client: Client) -> None:
        page = client.get(DEMONSTRATION).content.decode()
        assert all(account.family_name in page for account in ACCOUNTS)
        assert "Akutgeriatrik 12, Danderyds sjukhus · Medicin 61, Danderyds sjukhus" in page
        assert "Demonstration: påhittade personer" in page

    @pytest.mark.parametrize("account", ["somatik", "psykiatri", "vardcentral", "stadsdel", "huddinge"])
    def test_those_who_give_care_start_at_the_work_list(self, client: Client, account: str) -> None:
        assert choose(client, account) == reverse("discharge:worklist")
        assert client.get(reverse("discharge:worklist")).status_code == 200

    def test_the_account_starts_at_its_first_unit(self, client: Client) -> None:
        choose(client, "somatik")
        assert client.session[SESSION_KEY] == str(people.assignment("somatik", "Akutgeriatrik 12").pk)

    def test_the_session_gets_a_new_key(self, client: Client) -> None:
        session = client.session
        session["before"] = 1
        session.save()
        key = session.session_key
        choose(client, "somatik")
        assert client.session.session_key != key

    def test_the_login_page_leads_to_it_and_remembers_where_one_was_going(self, client: Client) -> None:
        response = client.get("/logga-in/", {"next": "/arbetslista/?lista=nya"})
        assert response.headers["Location"] == "/demonstration/?next=%2Farbetslista%2F%3Flista%3Dnya"
        assert choose(client, "somatik", next="/arbetslista/?lista=nya") == "/arbetslista/?lista=nya"

    @pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/x", "javascript:alert(1)"])
    def test_it_leads_nowhere_else(self, client: Client, elsewhere: str) -> None:
        assert choose(client, "somatik", next=elsewhere) == reverse("discharge:worklist")

    @pytest.mark.parametrize("account", ["", "demo0001", "nobody"])
    def test_only_the_listed_accounts_can_be_chosen(self, client: Client, account: str) -> None:
        assert client.post(DEMONSTRATION, {"account": account}).status_code == 404
        assert "_auth_user_id" not in client.session

    def test_a_forged_form_is_refused(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(DEMONSTRATION, {"account": "somatik"}).status_code == 403


def test_without_demonstration_there_is_no_such_door(client: Client) -> None:
    assert not settings.DEMO
    assert client.get(DEMONSTRATION).status_code == 404
    assert client.post(DEMONSTRATION, {"account": "somatik"}).status_code == 404
    assert "_auth_user_id" not in client.session
    assert "lokalt konto" in client.get("/logga-in/").content.decode()


def log_in(client: Client, assignment: Assignment) -> None:
    client.force_login(assignment.user)
    session = client.session
    session[SESSION_KEY] = str(assignment.pk)
    session.save()


class TestUnitChooser:
    def test_a_user_changes_unit(self, client: Client) -> None:
        log_in(client, people.assignment("somatik", "Akutgeriatrik 12"))
        other = people.assignment("somatik", "Medicin 61")
        response = client.post("/enhet/", {"assignment": str(other.pk)})
        assert response.headers["Location"] == reverse("discharge:worklist")
        assert client.session[SESSION_KEY] == str(other.pk)
        assert "Medicin 61" in client.get(reverse("discharge:worklist")).content.decode()

    @pytest.mark.parametrize("account", ["huddinge", "psykiatri"])
    def test_but_not_to_somebody_elses(self, client: Client, account: str) -> None:
        mine = people.assignment("somatik", "Akutgeriatrik 12")
        log_in(client, mine)
        response = client.post("/enhet/", {"assignment": str(people.assignment(account).pk)})
        assert response.status_code == 404
        assert client.session[SESSION_KEY] == str(mine.pk)

    @pytest.mark.parametrize("text", ["", "x", "00000000-0000-0000-0000-000000000000"])
    def test_nor_to_nonsense(self, client: Client, text: str) -> None:
        log_in(client, people.assignment("somatik", "Akutgeriatrik 12"))
        assert client.post("/enhet/", {"assignment": text}).status_code == 404

    def test_units_stand_in_swedish_order(self, client: Client) -> None:
        log_in(client, people.assignment("vardcentral"))
        page = client.get("/enhet/").content.decode()
        assert page.rindex("Rinkeby vårdcentral") < page.rindex("Tensta vårdcentral")

    def test_who_has_no_assignment_is_told_so(self, client: Client) -> None:
        user = User.objects.get(username="somatik")
        client.force_login(user)
        assert client.get("/").headers["Location"] == "/enhet/"
        assert client.get("/arbetslista/").headers["Location"] == "/enhet/"
        assert "Akutgeriatrik 12" in client.get("/enhet/").content.decode()


@pytest.mark.usefixtures("demo")
def test_i13_an_invited_account_finds_its_way_back_in_the_demonstration(client: Client) -> None:
    """Fault I13: where the demonstration's accounts are chosen nothing led to the local login."""
    page = client.get("/logga-in/", {"next": "/arbetslista/"}, follow=True)
    assert 'href="/logga-in/lokalt/?next=/arbetslista/"' in page.text
    assert client.get("/logga-in/lokalt/").status_code == 200


def test_logging_out_forgets_the_session(client: Client) -> None:
    log_in(client, people.assignment("somatik"))
    assert client.get("/logga-ut/").status_code == 405
    assert client.post("/logga-ut/").headers["Location"] == "/logga-in/"
    assert SESSION_KEY not in client.session
    assert client.get("/arbetslista/").headers["Location"] == "/logga-in/?next=/arbetslista/"


@pytest.mark.parametrize("address", ["/logga-in/", "/tillganglighet/", "/driftstatus/", "/farger/"])
def test_pages_about_the_service_are_for_everyone(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response.content.decode().count("<h1>") == 1


def test_b8_the_true_time_is_what_counts(client: Client) -> None:
    """Fault B8: people were told that what is sent late counts from when it is sent."""
    page = client.get("/driftstatus/").text
    assert "tiden då de skickades" not in page
    assert "Det är den verkliga tiden som gäller" in page


@pytest.mark.parametrize("address", ["/", "/enhet/", "/arbetslista/", "/arenden/ny/"])
def test_a_stranger_is_sent_to_log_in(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/logga-in/")


@pytest.mark.parametrize("account", ["hsf", "storsthlm"])
def test_those_who_give_no_care_see_no_work_list(client: Client, account: str) -> None:
    log_in(client, people.assignment(account))
    response = client.get("/arbetslista/")
    assert response.status_code == 403
    assert "inte för din roll" in response.content.decode()
    assert "Arbetslista" not in response.content.decode()
