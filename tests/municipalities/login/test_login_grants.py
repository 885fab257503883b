"""What the database lets each role do with people's ways in, and the two things that are done by command."""

from __future__ import annotations

import time
from datetime import timedelta

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from municipalities.models import LoginEvent, UserSession
from municipalities.tasks import clear_sessions
from tests.factories import people
from tests.factories.clients import client_as
from tests.servers import TestServers, connect

pytestmark = pytest.mark.django_db(transaction=True)
FORBIDDEN = [
    ("app", "UPDATE municipalities_user SET hsa_id = 'SE2321000016-X'"),
    ("app", "UPDATE municipalities_user SET is_active = true"),
    ("app", "INSERT INTO municipalities_user (username) VALUES ('ny')"),
    ("app", "UPDATE municipalities_assignment SET valid_to = NULL"),
    ("app", "INSERT INTO socialaccount_socialaccount (uid) VALUES ('x')"),
    ("app", "SELECT FROM socialaccount_socialtoken"),
    ("app", "UPDATE municipalities_login_event SET user_id = 1"),
    ("app", "DELETE FROM municipalities_login_event"),
    ("worker", "SELECT session_data FROM municipalities_session"),
    ("worker", "SELECT FROM municipalities_login_event"),
    ("worker", "SELECT FROM mfa_authenticator"),
    ("worker", "UPDATE municipalities_user SET password = 'x'"),
]


@pytest.mark.parametrize(("role", "statement"), FORBIDDEN)
def test_what_a_role_has_no_use_for_it_may_not(servers: TestServers, role: str, statement: str) -> None:
    with connect(servers.urls.of(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.usefixtures("celery_worker_process")
def test_the_worker_clears_the_sessions_that_have_ended() -> None:
    for account in ("somatik", "psykiatri"):
        client_as(people.assignment(account))
    ended = UserSession.objects.filter(user_id=people.assignment("somatik").user_id)
    ended.update(expire_date=timezone.now() - timedelta(minutes=1))
    clear_sessions.delay()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and ended.exists():
        time.sleep(0.05)
    assert [row.user_id for row in UserSession.objects.all()] == [people.assignment("psykiatri").user_id]


def test_the_first_person_is_invited_from_the_command_line(
    client: Client, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://vard.example.se"]
    call_command("invite", "somatik")
    link = capsys.readouterr().out.strip()
    assert link.startswith("https://vard.example.se/inbjudan/")
    client.get(link.removeprefix("https://vard.example.se"))
    assert client.get("/inbjudan/losenord/").status_code == 200
    assert LoginEvent.objects.latest("at").detail == "av kommando"


def test_without_the_sites_address_the_command_says_what_the_link_lacks(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = []
    call_command("invite", "somatik")
    said = capsys.readouterr()
    assert said.out.startswith("/inbjudan/")
    assert "ORIGINS is empty" in said.err


def test_whom_the_command_does_not_know() -> None:
    with pytest.raises(CommandError, match="There is no user named ingen"):
        call_command("invite", "ingen")
